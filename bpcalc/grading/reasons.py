"""Why a value is wrong: from the student's own earlier answers, else from the true ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

import numpy

from bpcalc.grading import mistakes
from bpcalc.grading.causes import Wrong
from bpcalc.grading.compare import Reading, match
from bpcalc.grading.conventions import Seen
from bpcalc.grading.diagnosis import Change, Finding
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.follow import Follower, Used
from bpcalc.grading.method import Key
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.stacks import Stack, stack
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, as_written
from bpcalc.grading.worlds import used
from bpcalc.language import arrays

LOOSE = 0.002
"""The most that a mistaken value may be off for the rounding of what went in."""
CLOSE = 0.005
"""Errors of rounding on the way are smaller than this, relative to each entry."""
SHOWN = 30
"""How much less likely a mistake is at a step that stands rightly on the sheet."""


def reasons(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, slope: Fraction | None, factor: int
) -> Wrong:
    """Everything that explains a wrong answer, likeliest first."""
    if one.match.form is None:
        return Wrong(tuple(_of_shape(exercise, case, one)), True, one.about)
    reading = Reading(one.table, exercise.forms(case, one.about), factor)
    with numpy.errstate(all="ignore"):
        findings, own = _Search(exercise, case, one, follower, slope, reading).found()
        findings += _of_the_table(exercise, case, one, follower, reading)
    findings.sort(key=lambda finding: finding.weight)
    return Wrong(tuple(findings), not follower.wrong or own, one.about)


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
        self.loose = rounding_room(follower)

    def found(self) -> tuple[list[Finding], bool]:
        """The findings, and whether they hold from the student's own answers."""
        tried: list[tuple[Stack, bool]] = []
        for made in self._singles():
            tried.append(made)
            if findings := self._among(made[0], 0):
                return findings, made[1]
        for made in tried if self.loose else ():
            if findings := self._among(made[0], self.loose):
                return findings, made[1]
        if len(self.one.match.wrong) > 1:
            for made in self._pairs():
                findings = self._among(made[0], 0) or (self._among(made[0], self.loose) if self.loose else [])
                if findings:
                    return findings[:3], made[1]
        return [], False

    def _singles(self) -> Iterator[tuple[Stack, bool]]:
        """What single mistakes give, and whether from the student's own answers."""
        own = self._own()
        yield from ((made, True) for made in islice(own, 1))
        yield self.exercise.singles(self.case, self.one.about, self.slope), False
        yield from ((made, True) for made in own)

    def _own(self) -> Iterator[Stack]:
        """What single mistakes give from the student's own answers, in the ways in which they may
        have been used: a slope may be taken at the student's own output or at the true input."""
        follower = self.follower
        seen = {frozenset[Key]()}
        chosen = [follower.every()] if follower.owns else []
        # A mistake in the step of a stated Jacobian shows only where that is not used as it is.
        names = ("no jacobians", "wrong", "wrong, no jacobians", "wrong derivatives", "wrong gradients")
        for one in (*chosen, *map(follower.some, names)) if follower.wrong else chosen:
            stated, between = used(one.worlds, one.row, follower.key)
            if frozenset(stated) not in seen:
                seen.add(frozenset(stated))
                yield self._stack(one, between)

    def _stack(self, chosen: Used, between: Sequence[Key]) -> Stack:
        """Mistakes in the steps that are not on the sheet, and in the answer itself."""
        key = self.follower.key
        steps = [step for step in between if step == key or step not in self.shown]
        trials = self.exercise.trials(self.case, tuple(steps), self.slope)
        return stack(chosen.worlds, chosen.row, key, trials, self.truth)

    def _pairs(self) -> Iterator[tuple[Stack, bool]]:
        """What two mistakes give at once."""
        yield self.exercise.pairs(self.case, self.one.about, self.slope), False
        if self.follower.wrong:
            chosen, key = self.follower.every(), self.follower.key
            steps = tuple(used(chosen.worlds, chosen.row, key)[1])
            trials = self.exercise.pair_trials(self.case, steps, self.slope)
            yield stack(chosen.worlds, chosen.row, key, trials, self.truth), True

    def _among(self, tried: Stack, part: float) -> list[Finding]:
        """The mistakes that the table states, up to a part of its largest entry."""
        reading = self.reading
        rows = (
            [int(row) for row in numpy.flatnonzero(reading.near(tried.values, part))]
            if part
            else reading.stating(tried.values)
        )
        return [self._finding(tried.changes[row]) for row in rows]

    def _finding(self, change: Change) -> Finding:
        """A mistake at a step that stands rightly on the sheet is the less likely."""
        behind = change.site is not None and change.site.key in self.shown
        return Finding(change.names, change.weight + SHOWN * behind, change.site)


def rounding_room(follower: Follower) -> float:
    """How far rounding of the earlier answers may carry a mistaken one, relative to its size."""
    parts = sorted(own.blur for own in follower.owns)
    return min(2 * sum(parts[-3:]), LOOSE)


def _of_the_table(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, reading: Reading
) -> list[Finding]:
    """What can be told from the numbers alone: one slip, exchanged rows and columns, rounding."""
    found: list[Finding] = []
    size = reading.numbers.size
    if size > 1 and (len(one.match.wrong) == 1 or any(_is_a_slip(one, follower, reading))):
        found.append(_named(mistakes.ONE_ENTRY))
    if _is_transposed(exercise, one):
        found.append(_named(mistakes.TRANSPOSED))
    if _is_nearly(one, reading) and one.table.figures.fewest >= exercise.marks.digits:
        found.append(_named(mistakes.EARLY_ROUNDING))
    return found


def _is_a_slip(one: Seen, follower: Follower, reading: Reading) -> Iterator[bool]:
    """Whether all entries but one follow from the student's own answers."""
    room = rounding_room(follower)
    chosen = [follower.some("wrong")] if follower.wrong else []
    for used_so in (*chosen, follower.every()) if follower.owns else ():
        value = follower.value(used_so)
        if numpy.isfinite(value).all():
            yield reading.wrong_entries(value, room) == 1


def _named(mistake: Mistake) -> Finding:
    return Finding((mistake.name,), mistake.weight, None)


def _is_transposed(exercise: Exercise, one: Seen) -> bool:
    rows, columns = one.truth.shape
    if one.about.rows is not None or rows != columns or rows == 1:
        return False
    turned = Form(numpy.arange(rows * columns).reshape(rows, columns).T, "")
    return match(one.table, one.truth, (turned,), exercise.marks.digits).verdict != WRONG


def _is_nearly(one: Seen, reading: Reading) -> bool:
    form = one.match.form
    if form is None or not reading.units.any():
        return False
    true = arrays.as_float(as_written(form, one.truth)).reshape(-1)
    return bool((abs(reading.numbers - true) <= CLOSE * abs(true)).all())


def _of_shape(exercise: Exercise, case: str | None, one: Seen) -> list[Finding]:
    """A row or a column too much beside the right numbers."""
    rows = one.table.rows
    smaller = [rows[1:], rows[:-1], tuple(row[1:] for row in rows), tuple(row[:-1] for row in rows)]
    forms = exercise.forms(case, one.about)
    for part in smaller:
        if part and part[0]:
            table = Table(part, one.table.flat)
            if match(table, one.truth, forms, exercise.marks.digits).verdict == RIGHT:
                return [_named(mistakes.BIAS_KEPT)]
    return []
