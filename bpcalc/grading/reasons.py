"""Why a value is wrong: from the student's own earlier answers, else from the true ones."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise

import numpy

from bpcalc.grading import mistakes
from bpcalc.grading.causes import Wrong
from bpcalc.grading.compare import Reading, match
from bpcalc.grading.conventions import Seen
from bpcalc.grading.diagnosis import Change
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.follow import Follower
from bpcalc.grading.method import Key
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, WRONG, stands_for
from bpcalc.grading.other_shapes import of_other_shape
from bpcalc.grading.plan import key_of
from bpcalc.grading.stacks import Stack, stack
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, as_written
from bpcalc.grading.ways import EXACT, NAMES
from bpcalc.grading.worlds import Worlds, used
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array

LOOSE = 0.002
"""The most that a mistaken value may be off for the rounding of what went in."""
CLOSE = 0.01
"""How near a number must be, relative to the right one, to be worth a closer look."""
_PLAIN = re.compile(r"[+-]?[0-9]*\.?[0-9]*").fullmatch
SHOWN, AWAY = 30, 2
"""How much less likely than in its own step a mistake is at one that stands rightly on the sheet, and at
one that does not stand there."""


def reasons(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, slope: Fraction | None, factor: int,
    near: float = 0.0,
) -> Wrong:  # fmt: skip
    """Everything that explains a wrong answer, likeliest first. `near`: how far rounding on the way may
    have carried each number, relative to it, beyond the digits that are wanted."""
    if one.match.form is None:
        found = _of_shape(exercise, case, one) or of_other_shape(exercise, case, one, follower)
        return Wrong(tuple(found), one.about)
    reading = Reading(one.table, exercise.forms(case, one.about), factor)
    with numpy.errstate(all="ignore"):
        search = _Search(exercise, case, one, follower, slope, reading)
        findings = search.found()
        if factor < 0:  # y − ŷ is what stands there rightly
            findings = [one for one in findings if mistakes.TURNED not in one.names]
        findings += _of_the_table(exercise, one, follower, reading, search.loose, near)
    findings.sort(key=lambda finding: finding.weight)
    return Wrong(tuple(findings), one.about)


def is_a_mistake(exercise: Exercise, one: Seen, forms: Sequence[Form], slope: Fraction | None) -> bool:
    """Whether a known mistake gives the very numbers, so that rounding is no excuse."""
    if one.table.figures.fewest < exercise.marks.digits:
        return False
    values = exercise.singles(one.case, one.about, slope).values
    return bool(Reading(one.table, forms).stating(values))


class _Search:
    """Mistakes looked for where they cost least: those made from the student's own answers, then
    those made from the true ones, then two at once."""

    def __init__(
        self, exercise: Exercise, case: str | None, one: Seen, follower: Follower,
        slope: Fraction | None, reading: Reading,
    ) -> None:  # fmt: skip
        self.exercise, self.case, self.one, self.slope = exercise, case, one, slope
        self.follower, self.reading = follower, reading
        self.truth = arrays.as_float(one.truth).reshape(1, -1)
        self.shown = {own.key for own in follower.owns if own.right}
        self.loose = _rounding_room(follower)
        self.differs = self.loose and not follower.true

    def found(self) -> list[Change]:
        """The mistakes that explain the answer."""
        findings = self._first(self._singles())
        if not findings and len(self.one.match.wrong) > 1:
            findings = self._first(self._pairs())[:3]
        return findings

    def _first(self, stacks: Iterable[Stack]) -> list[Change]:
        """The mistakes of the first stack in which the table states one as it stands, else of the
        first in which it does up to what rounding may have brought in."""
        nearly: list[Change] = []
        for tried in stacks:
            near = self.reading.near(tried.values, self.loose)
            rows = tried.telling(near) if near else []
            stated = [row for row in rows if self.reading.states(tried.values[row])]
            if stated:
                return self._findings(tried, stated)
            nearly = nearly or self._findings(tried, rows)
        return nearly if self.loose else []

    def _singles(self) -> Iterator[Stack]:
        """What single mistakes give: from the own answers all together, from the true ones, and
        from the own ones in the other ways."""
        own = self._own()
        if self.follower.wrong:
            yield from islice(own, 1)
        yield self.exercise.singles(self.case, self.one.about, self.slope)
        yield from own

    def _own(self) -> Iterator[Stack]:
        """What single mistakes give from the student's own answers, in the ways in which they may
        have been used: a slope may be taken at the student's own output or at the true input."""
        follower, ways = self.follower, self.follower.ways
        seen = {frozenset[Key]()}
        tried = [(ways.every, 0)] if follower.wrong or self.differs else []
        if follower.wrong:
            # A mistake in the step of a stated Jacobian shows only where that is not used as it is.
            names = ("no jacobians", "wrong", "wrong derivatives")
            tried += [(ways.some, NAMES.index(name)) for name in names]
        for worlds, row in tried:
            stated, between = used(worlds, row, follower.key)
            if frozenset(stated) not in seen:
                seen.add(frozenset(stated))
                yield self._stack(worlds, row, between)

    def _stack(self, worlds: Worlds, row: int, between: Sequence[Key]) -> Stack:
        """Mistakes in the steps that are not on the sheet, and in the answer itself."""
        key = self.follower.key
        steps = [step for step in between if step == key or step not in self.shown]
        trials = self.exercise.trials(self.case, tuple(steps), self.slope)
        return stack(worlds, row, key, trials, self.truth)

    def _pairs(self) -> Iterator[Stack]:
        """What two mistakes give at once."""
        yield self.exercise.pairs(self.case, self.one.about, self.slope)
        if self.follower.wrong or self.differs:
            every, key = self.follower.ways.every, self.follower.key
            steps = tuple(used(every, 0, key)[1])
            trials = self.exercise.pair_trials(self.case, steps, self.slope)
            yield stack(every, 0, key, trials, self.truth)

    def _findings(self, tried: Stack, rows: Sequence[int]) -> list[Change]:
        return [self._finding(tried.changes[row]) for row in rows]

    def _finding(self, change: Change) -> Change:
        """A mistake at a step that stands rightly on the sheet is the less likely."""
        if change.site is None or change.site.key == self.follower.key:
            return change
        more = SHOWN if change.site.key in self.shown else AWAY
        return change._replace(weight=change.weight + more)


def _rounding_room(follower: Follower) -> float:
    """How far rounding of the earlier answers may carry a mistaken one, relative to its size."""
    parts = sorted(map(follower.ways.blur, follower.owns))
    room = min(2 * sum(parts[-3:]), LOOSE)
    return room if room > EXACT else 0.0


def _of_the_table(
    exercise: Exercise, one: Seen, follower: Follower, reading: Reading, room: float, near: float
) -> list[Change]:
    """What can be told from the numbers alone: one slip, exchanged rows and columns, rounding."""
    found: list[Change] = []
    if _digits_exchanged(one, exercise.marks.digits):
        found.append(_named(mistakes.DIGITS))
    if _is_transposed(exercise, one):
        found.append(_named(mistakes.TRANSPOSED))
    if _is_nearly(one, reading, exercise.marks.digits, near):
        found.append(_named(mistakes.EARLY_ROUNDING))
    elif len(reading.numbers) > 1 and (len(one.match.wrong) == 1 or any(_slips(follower, reading, room))):
        found.append(_named(mistakes.ONE_ENTRY))
    return found


def _slips(follower: Follower, reading: Reading, room: float) -> Iterator[bool]:
    """Whether all entries but one follow from the student's own answers."""
    chosen = [follower.some(way) for way in ("wrong", "wrong derivatives")] if follower.wrong else []
    for used_so in (*chosen, follower.every()) if follower.owns else ():
        value = follower.value(used_so)
        if numpy.isfinite(value).all():
            yield reading.wrong_entries(value, room) == 1


def _named(mistake: Mistake) -> Change:
    return Change((mistake.name,), mistake.weight, None)


def _is_transposed(exercise: Exercise, one: Seen) -> bool:
    rows, columns = one.truth.shape
    if one.about.rows is not None or rows != columns or rows == 1:
        return False
    turned = Form(numpy.arange(rows * columns).reshape(rows, columns).T, "")
    return match(one.table, one.truth, (turned,), exercise.marks.digits).verdict != WRONG


def _digits_exchanged(one: Seen, wanted: int) -> bool:
    """Whether the only wrong number is right once two digits side by side change places."""
    form, wrong = one.match.form, one.match.wrong
    if form is None or len(wrong) != 1:
        return False
    row, column = wrong[0]
    stated, true = one.table.rows[row][column], as_written(form, one.truth)[row, column]
    text = stated.text.replace("−", "-")
    places = [place for place, sign in enumerate(text) if sign.isdecimal()]
    if len(places) < wanted or not _PLAIN(text):
        return False
    for first, second in pairwise(places):
        digits = list(text)
        digits[first], digits[second] = digits[second], digits[first]
        other = "".join(digits)
        if abs(float(other) - float(true)) <= CLOSE * abs(float(true)):
            exchanged = stated._replace(value=Fraction(other))
            if stands_for(exchanged, true, wanted) == RIGHT:
                return True
    return False


def _is_nearly(one: Seen, reading: Reading, wanted: int, near: float) -> bool:
    """Whether every number is right in the digits that are wanted, or up to a part of itself, or up to
    one in its last digit where the largest number has all that are wanted."""
    form, units = one.match.form, one.table.figures.units
    if form is None or not any(units):
        return False
    entries = arrays.as_float(as_written(form, one.truth)).reshape(-1).tolist()
    least = max(_one_in(true, wanted) for true in entries)
    return all(
        abs(number - true) <= max(0.5 * _one_in(true, wanted), near * abs(true), unit if unit <= least else 0)
        for number, unit, true in zip(reading.numbers, units, entries, strict=True)
    )


def _one_in(value: float, digits: int) -> float:
    """One in the last of so many significant digits."""
    return float(10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)) if value else 0.0


def _of_shape(exercise: Exercise, case: str | None, one: Seen) -> list[Change]:
    """A row or a column too much beside the right numbers, or a diagonal matrix as a list."""
    forms = exercise.forms(case, one.about)
    kept = _smaller(one.table) if _goes_through_ones(exercise, case, one) else []
    tables = [(part, one.truth, forms, mistakes.BIAS_KEPT) for part in kept]
    if one.about.rows is None and _is_diagonal(one.truth):
        n = len(one.truth)
        as_list = tuple(Form(numpy.arange(n).reshape(shape), "", flat=k == 0)
                        for k, shape in enumerate([(n, 1), (n, 1), (1, n)]))  # fmt: skip
        tables.append((one.table, one.truth.diagonal(), as_list, mistakes.DIAGONAL))
    return [
        _named(mistake) for table, truth, fitting, mistake in tables
        if match(table, truth, fitting, exercise.marks.digits).verdict == RIGHT
    ][:1]  # fmt: skip


def _goes_through_ones(exercise: Exercise, case: str | None, one: Seen) -> bool:
    """Whether a derivative goes through a quantity with a column or row of constants beside the others, as
    the ones of the biases."""
    if not one.about.wrt:
        return False
    plan, equations = exercise.plan(case), exercise.found[case].graph.equations
    steps = (step for step in plan.everything_below(key_of(one.about)) if not isinstance(step, str))
    through = {site.via or "" for step in steps for site in plan.sites(step)}
    return any(
        part.op == "stack" and not all(map(tree.leaves, part.args))
        for name in through for part in tree.nodes(equations[name])
    )  # fmt: skip


def _smaller(table: Table) -> list[Table]:
    """The table without its first or last row or column."""
    rows = table.rows
    parts = [rows[1:], rows[:-1], tuple(row[1:] for row in rows), tuple(row[:-1] for row in rows)]
    return [Table(part, table.flat) for part in parts if part and part[0]]


def _is_diagonal(value: Array) -> bool:
    rows, columns = value.shape
    return rows == columns > 1 and not (value * (1 - numpy.eye(rows, dtype=int))).any()
