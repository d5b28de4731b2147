"""A table of numbers against a value, entry by entry, in every form it may be written in."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import numpy

from bpcalc.grading.number import RIGHT, ROUNDING, WRONG, Claim, stands_for
from bpcalc.grading.sheet import Table
from bpcalc.grading.truth import Form, as_written
from bpcalc.language.arrays import Array

_RANK = {RIGHT: 0, ROUNDING: 1, WRONG: 2}


class Match(NamedTuple):
    """How well a table states a value. `wrong`: the entries that do not, as [row, column]."""

    verdict: str
    form: Form | None
    wrong: tuple[tuple[int, int], ...]

    @property
    def fits(self) -> bool:
        """Whether the shape is one in which the answer may be written."""
        return self.form is not None


def match(
    table: Table, value: Array, forms: Iterable[Form], wanted: int, slack: Array | None = None
) -> Match:
    """The best reading of a table as a value.

    `slack`: for each entry of the value the error that rounding of earlier answers may have
    brought in. A shape that no form has is wrong as a whole.
    """
    best: Match | None = None
    for form in forms:
        if form.order.shape != table.shape or (form.flat and not table.flat):
            continue
        if table.flat and not form.flat and table.shape[0] > 1:
            continue
        found = _compared(table, value, form, wanted, slack)
        if best is None or _better(found, best):
            best = found
    return best or Match(WRONG, None, ())


def _better(one: Match, other: Match) -> bool:
    return (_RANK[one.verdict], len(one.wrong)) < (_RANK[other.verdict], len(other.wrong))


def _compared(table: Table, value: Array, form: Form, wanted: int, slack: Array | None) -> Match:
    true = as_written(form, value)
    allowed = None if slack is None else as_written(form, slack)
    wrong: list[tuple[int, int]] = []
    worst = RIGHT
    for i, row in enumerate(table.rows):
        for j, stated in enumerate(row):
            room = Fraction(0) if allowed is None else Fraction(float(allowed[i, j]))
            verdict = stands_for(stated, _plain(true[i, j]), wanted, room)
            if verdict == WRONG:
                wrong.append((i, j))
            if _RANK[verdict] > _RANK[worst]:
                worst = verdict
    return Match(worst, form, tuple(wrong))


def _plain(entry: object) -> int | Fraction | float:
    """NumPy numbers as Python ones."""
    if isinstance(entry, (int, Fraction, float)) and not isinstance(entry, numpy.generic):
        return entry
    assert isinstance(entry, numpy.generic)
    return entry.item()  # type: ignore[no-any-return]


def stated_array(table: Table) -> Array:
    """The numbers of a table as an exact matrix."""
    result = numpy.empty(table.shape, dtype=object)
    for i, row in enumerate(table.rows):
        for j, stated in enumerate(row):
            result[i, j] = stated.value
    return result


def half_units(table: Table) -> Array:
    """For each number half of one in its last decimal, 0 for exact ones."""
    result = numpy.zeros(table.shape)
    for i, row in enumerate(table.rows):
        for j, stated in enumerate(row):
            result[i, j] = float(stated.unit / 2) if stated.unit is not None else 0.0
    return result


def decimals_used(claims: Iterable[Claim]) -> Fraction | None:
    """The unit of the last decimal that a sheet mostly gives, None when it has no decimals."""
    units = sorted(claim.unit for claim in claims if claim.unit is not None)
    return units[len(units) // 2] if units else None
