"""How the numbers of a sheet are meant: each one beside those of its answer and of the other answers."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import numpy

from bpcalc.grading.answers import Sheet
from bpcalc.grading.number import FLOAT, NOISE, TELLING, Claim, Style, as_rounded, in_style, style_of
from bpcalc.grading.tables import Table
from bpcalc.language.arrays import Array, as_float


class SheetStyle:
    """How a sheet writes its decimals; worked out when one has fewer digits than are wanted.

    The longest ones of the same answer tell, else those of the rest.
    """

    def __init__(self, sheet: Sheet, wanted: int) -> None:
        self.sheet, self.wanted = sheet, wanted

    def meant(self, table: Table, truth: Array) -> Table:
        """The table with the zeros that were left out of its decimals, and with whole numbers taken for
        rounded ones where the truth is not whole."""
        numbers, units, _ = table.figures
        short = any(unit and 0 < digits < self.wanted for _, unit, digits in zip(*table.figures, strict=True))
        # A 0 is a rounded number only where there are more of them than in the truth.
        zeros = numbers.count(0) > truth.size - numpy.count_nonzero(truth)
        whole = zeros or any(number and not unit for number, unit in zip(numbers, units, strict=True))
        rounded = whole and not _is_whole(truth)
        if not short and not rounded:
            return table
        own = style_of([_claims(table)])
        style = own if own is not None and own.digits >= self.wanted else self._of_sheet
        rows = [[in_style(claim, style, self.wanted) for claim in row] for row in table.rows]
        if rounded:
            last = min((claim.unit for row in rows for claim in row if claim.unit), default=None)
            rows = [[as_rounded(claim, self.wanted, last) for claim in row] for row in rows]
        largest = max(abs(Fraction(claim.value)) for row in rows for claim in row)
        return Table(tuple(tuple(_beside(claim, largest) for claim in row) for row in rows), table.flat)

    @cached_property
    def _of_sheet(self) -> Style | None:
        every = (one.table for one in self.sheet.answers if one.table is not None and one.kind != "count")
        return style_of(map(_claims, every))


def _beside(stated: Claim, largest: Fraction) -> Claim:
    """A rounded number with the digits that the largest one has to the same place."""
    if stated.unit is None or stated.digits >= TELLING or largest < stated.unit:
        return stated
    return stated._replace(beside=len(str(int(largest / stated.unit))))


def _is_whole(truth: Array) -> bool:
    """Whether all of a value is whole, as far as float64 can tell."""
    numbers = as_float(truth)
    apart = numpy.abs(numbers - numpy.rint(numbers))
    return bool((apart <= float(FLOAT) * numpy.abs(numbers) + float(NOISE)).all())


def _claims(table: Table) -> list[Claim]:
    return [claim for row in table.rows for claim in row]
