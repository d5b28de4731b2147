"""A table of numbers against a value, entry by entry, in every form it may be written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy

from bpcalc.grading.number import RANK, RIGHT, ROUNDING, WRONG, may_be, stands_for
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, as_written
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import Rational
from bpcalc.records import NamedTuple

_BLUR, _NOISE = 2e-12, 2e-15
"""A little more than what `stands_for` grants to float64."""
_PART, _ROOM = 1e-11, 1e-12
"""How far a value may be off to be worth a closer look, relative to its largest entry and at all."""
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


def is_too_short(table: Table, value: Array, form: Form) -> bool:
    """Whether a table is a value as far as its digits tell."""
    true = as_written(form, value).reshape(-1).tolist()
    for number, unit, near in zip(*table.figures[:2], true, strict=True):
        if abs(number - float(near)) > 1.01 * unit + _BLUR * abs(number) + _NOISE:
            return False
    claims = (claim for row in table.rows for claim in row)
    return all(map(may_be, claims, true))


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
        if digits < wanted or not digits or unit > 1:
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
        self.numbers = [factor * number for number in table.figures.numbers]
        """The numbers, with the sign of the values."""
        sizes = list(map(abs, self.numbers))
        self._most, self._room = max(sizes), 1.01 * max(table.figures.units) + _ROOM
        place = sizes.index(self._most)
        places = [form.order.reshape(-1) for form in self.forms]
        self._places = [(each, int(each[place]), self.numbers[place]) for each in places]

    def near(self, values: Array, part: float = 0.0) -> list[int]:
        """The rows that may be stated, rounded, cut off or off by a part of the largest entry."""
        found: list[int] = []
        for places, rows in self._passing(values, part):
            true = values[rows][:, places]
            room = 1.01 * numpy.array(self.table.figures.units) + _ROOM
            room = room + (part + _PART) * numpy.abs(true).max(axis=1, keepdims=True)
            found += rows[(numpy.abs(true - self.numbers) <= room).all(axis=1)].tolist()
        return sorted(set(found))

    def likely(self, values: Array, part: float) -> list[int]:
        """These rows, and some others, as far as one entry tells."""
        return sorted({row for _, rows in self._passing(values, part) for row in rows.tolist()})

    def _passing(self, values: Array, part: float) -> Iterator[tuple[Array, Array]]:
        """In each form the rows that are near where the largest number stands: no entry of a row that
        is near everywhere is larger than (most + room) / (1 - part)."""
        part += _PART
        widest = 1.01 * (self._room + part * (self._most + self._room) / (1 - part))
        for places, place, number in self._places:
            rows = (numpy.abs(values[:, place] - number) <= widest).nonzero()[0]
            if rows.size:
                yield places, rows

    def within(self, value: Array, part: float) -> bool:
        """Whether one value is stated up to a part of its largest entry."""
        units, room = self.table.figures.units, part * float(numpy.abs(value).max())
        return any(
            all(
                abs(number - true) <= unit + room
                for number, unit, true in zip(self.numbers, units, _entries(value, form), strict=True)
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
            if verdict == RIGHT or (verdict == ROUNDING and len(self.numbers) > 1):
                return True
        return False

    def wrong_entries(self, value: Array, part: float) -> int:
        """How many numbers are off by more than their last digit and a part of the largest entry,
        in the form in which fewest are."""
        numbers, units = self.numbers, self.table.figures.units
        room, counts = part * float(numpy.abs(value).max()) + _ROOM, [len(numbers)]
        for form in self.forms:
            entries = zip(numbers, units, _entries(value, form), strict=True)
            counts.append(
                sum(abs(number - true) > unit + room + _ROOM * abs(true) for number, unit, true in entries)
            )
        return min(counts)

    def stating(self, values: Array) -> list[int]:
        """The rows that the table states."""
        return [row for row in self.near(values) if self.states(values[row])]


def _entries(value: Array, form: Form) -> list[float]:
    found: list[float] = value[form.order.reshape(-1)].tolist()
    return found
