"""A table of numbers against a value, entry by entry, in every form it may be written in."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

import numpy

from bpcalc.grading.number import RANK, RIGHT, ROUNDING, WRONG, stands_for
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import Rational
from bpcalc.records import NamedTuple

_BLUR, _NOISE = 2e-12, 2e-15
"""A little more than what `stands_for` grants to float64."""
_WHOLE = 2**53


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
    return (RANK[one.verdict], len(one.wrong)) < (RANK[other.verdict], len(other.wrong))


def _compared(table: Table, value: Array, form: Form, wanted: int, slack: Array | None) -> Match:
    places = form.order.reshape(-1)
    true = value.reshape(-1)[places].tolist()
    rooms = [0.0] * len(true) if slack is None else slack.reshape(-1)[places].tolist()
    wrong: list[tuple[int, int]] = []
    worst, columns = RIGHT, table.shape[1]
    for k, entry in enumerate(zip(true, rooms, *table.figures, strict=True)):
        verdict = _at_a_glance(wanted, *entry)
        if not verdict:
            stated = table.rows[k // columns][k % columns]
            verdict = stands_for(stated, true[k], wanted, Fraction(rooms[k]))
        if verdict == WRONG:
            wrong.append((k // columns, k % columns))
            worst = WRONG
        elif verdict == ROUNDING and worst == RIGHT:
            worst = ROUNDING
    return Match(worst, form, tuple(wrong))


def _at_a_glance(
    wanted: int, true: Rational | float, room: float, number: float, unit: float, digits: int
) -> str:  # fmt: skip
    """The verdict of `stands_for` as far as float64 makes it plain, else nothing."""
    try:
        near = float(true)
    except OverflowError:
        return ""
    error = abs(number - near)
    blur = _BLUR * abs(near) + _NOISE
    if error > unit + room + blur:
        return WRONG
    if unit:
        if digits < wanted or not digits:
            return ""
        if error < 0.4999 * unit + room - blur:
            return RIGHT
        return ROUNDING if 0.5001 * unit + room + blur < error < 0.9999 * unit + room - blur else ""
    if type(true) is float:
        return RIGHT if error < 0.1 * blur else ""
    return RIGHT if type(true) is int and number == true and abs(true) < _WHOLE else ""


def stated_array(table: Table) -> Array:
    """The numbers of a table as an exact matrix."""
    result = numpy.empty(table.shape, dtype=object)
    for i, row in enumerate(table.rows):
        for j, stated in enumerate(row):
            result[i, j] = stated.value
    return result


class Reading:
    """A table ready to be compared with many values.

    Values come as rows (m, n), n the entries of the true matrix row by row. A quick look in
    float64 comes first; what passes it is compared exactly. `factor`: −1 for an answer that
    is given with the other sign.
    """

    def __init__(self, table: Table, forms: Iterable[Form], factor: int = 1) -> None:
        self.table, self.factor = table, factor
        self.forms = [form for form in forms if fits(table, form)]

    @cached_property
    def numbers(self) -> Array:
        """The numbers, with the sign of the values."""
        found: Array = self.factor * numpy.array(self.table.figures.numbers)
        return found

    @cached_property
    def units(self) -> Array:
        """One in the last decimal of each, 0 for exact ones."""
        return numpy.array(self.table.figures.units)

    @cached_property
    def room(self) -> Array:
        """How far a value may be off to be worth a closer look."""
        found: Array = 1.01 * self.units + 1e-12
        return found

    def near(self, values: Array, part: float = 0.0) -> Array:
        """The rows that may be stated, rounded, cut off or off by a part of the largest entry:
        (m,) true or false."""
        found = numpy.zeros(len(values), dtype=bool)
        for form in self.forms:
            true = values[:, form.order.reshape(-1)]
            size = numpy.abs(true)
            room = size * 1e-11
            room += self.room
            if part:
                room += part * size.max(axis=1, initial=0)[:, None]
            true -= self.numbers
            found |= (numpy.abs(true, out=true) <= room).all(axis=1)
        return found

    def within(self, value: Array, part: float) -> bool:
        """Whether one value is stated up to a part of its largest entry."""
        numbers, units, _ = self.table.figures
        room = part * float(numpy.abs(value).max(initial=0))
        return any(
            all(
                abs(number - self.factor * true) <= unit + room
                for number, unit, true in zip(numbers, units, _entries(value, form), strict=True)
            )
            for form in self.forms
        )

    def is_close_call(self, value: Array, form: Form | None) -> bool:
        """Whether what float64 adds to a value may decide on a number."""
        if form is None:
            return False
        numbers, units, _ = self.table.figures
        blur, close = 1e-12 * (1 + float(numpy.abs(value).max(initial=0))), False
        for number, unit, true in zip(numbers, units, _entries(value, form), strict=True):
            off = abs(number - self.factor * true)
            if off > 1.01 * unit + blur:
                return False
            plain = off <= _BLUR * abs(true) + _NOISE
            close = close or (not plain and abs(off - unit / 2) <= blur + 1e-6 * unit)
        return close

    def states(self, value: Array) -> bool:
        """Whether every entry is the value rounded as written; cut off, where there are several."""
        signed = value if self.factor == 1 else -value
        for form in self.forms:
            verdict = _compared(self.table, signed, form, 0, None).verdict
            if verdict == RIGHT or (verdict == ROUNDING and self.numbers.size > 1):
                return True
        return False

    def wrong_entries(self, value: Array, part: float) -> int:
        """How many numbers are off by more than their last digit and a part of the largest entry,
        in the form in which fewest are."""
        counts = [self.numbers.size]
        for form in self.forms:
            true = value[form.order.reshape(-1)]
            room = self.units + part * numpy.abs(value).max(initial=0) + 1e-12 * (1 + numpy.abs(true))
            counts.append(int((numpy.abs(self.numbers - true) > room).sum()))
        return min(counts)

    def stating(self, values: Array) -> list[int]:
        """The rows that the table states."""
        return [int(row) for row in numpy.flatnonzero(self.near(values)) if self.states(values[row])]


def _entries(value: Array, form: Form) -> list[float]:
    found: list[float] = value[form.order.reshape(-1)].tolist()
    return found
