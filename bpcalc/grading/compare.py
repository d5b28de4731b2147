"""A table of numbers against a value, entry by entry, in every form it may be written in."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import numpy

from bpcalc.grading.number import RIGHT, ROUNDING, WRONG, stands_for
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, as_written
from bpcalc.language.arrays import Array, as_float

_RANK = {RIGHT: 0, ROUNDING: 1, WRONG: 2}


class Match(NamedTuple):
    """How well a table states a value. `wrong`: the entries that do not, as [row, column].
    `form` is None where the shape is none in which the answer may be written."""

    verdict: str
    form: Form | None
    wrong: tuple[tuple[int, int], ...]


def match(
    table: Table, value: Array, forms: Iterable[Form], wanted: int, slack: Array | None = None
) -> Match:
    """The best reading of a table as a value.

    `slack`: for each entry of the value the error that rounding of earlier answers may have
    brought in. A shape that no form has is wrong as a whole.
    """
    best: Match | None = None
    for form in forms:
        if fits(table, form):
            found = _compared(table, value, form, wanted, slack)
            if best is None or _better(found, best):
                best = found
            if best.verdict == RIGHT:
                break
    return best or Match(WRONG, None, ())


def fits(table: Table, form: Form) -> bool:
    """Whether a table has the shape of a form; a flat list is a vector without orientation."""
    if form.order.shape != table.shape or (form.flat and not table.flat):
        return False
    return form.flat or not table.flat or table.shape[0] == 1


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


def units(table: Table) -> Array:
    """For each number one in its last decimal, 0 for exact ones."""
    result = numpy.zeros(table.shape)
    for i, row in enumerate(table.rows):
        for j, stated in enumerate(row):
            result[i, j] = float(stated.unit) if stated.unit is not None else 0.0
    return result


def given_digits(table: Table) -> int:
    """The fewest significant digits of a decimal in a table that is not 0; many for exact ones."""
    decimals = [one.digits for row in table.rows for one in row if one.unit is not None and one.value]
    return min(decimals, default=99)


class Reading:
    """A table ready to be compared with many values: whether it states one of them as it stands.

    A quick look in float64 comes first; what passes it is compared exactly. `loose`: how far it
    may be off instead, relative to the largest entry, where rounded numbers went in.
    """

    def __init__(self, table: Table, forms: Iterable[Form], loose: float = 0.0) -> None:
        self.table, self.loose = table, loose
        self.forms = [form for form in forms if fits(table, form)]
        self.numbers = as_float(stated_array(table))
        self.room = units(table) * 1.01

    def states(self, value: Array) -> bool:
        """Whether every entry is the value rounded as written; cut off, where there are several."""
        floats = as_float(value)
        for form in self.forms:
            true = as_written(form, floats)
            room = self.room + 1e-11 * numpy.abs(true) + 1e-14
            if self.loose:
                room = room + self.loose * numpy.abs(true).max(initial=0)
            if (numpy.abs(self.numbers - true) <= room).all():
                if self.loose:
                    return True
                verdict = _compared(self.table, value, form, 0, None).verdict
                if verdict == RIGHT or (verdict == ROUNDING and self.numbers.size > 1):
                    return True
        return False
