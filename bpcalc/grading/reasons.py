"""Why a value is wrong: from the student's own earlier answers, else from the true ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy

from bpcalc.grading import mistakes
from bpcalc.grading.causes import Wrong
from bpcalc.grading.compare import Reading, given_digits, match, stated_array
from bpcalc.grading.conventions import Seen
from bpcalc.grading.diagnosis import (
    Finding,
    changed_value,
    forward_values,
    is_backward,
    value_under,
)
from bpcalc.grading.exercise import Candidate, Exercise
from bpcalc.grading.follow import Follower, Own
from bpcalc.grading.method import Key
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, as_written, same
from bpcalc.language import arrays
from bpcalc.language.arrays import Array

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
        return Wrong(tuple(_of_shape(exercise, case, one)), True)
    forms = exercise.forms(case, one.about)
    wrong = [own for own in follower.owns if not own.right]
    loose = _loose(follower)
    readings = [_Turned(one.table, forms, factor, room) for room in ((0.0, loose) if loose else (0.0,))]
    tried = _Tried(exercise, case, one, slope)
    findings: list[Finding] = []
    from_own = False
    for reading in readings:
        findings = tried.among(_with_wrong(wrong, follower.owns), reading)
        from_own = bool(findings)
        findings = findings or _among(exercise.candidates(case, one.about, slope), reading)
        if not findings and len(one.match.wrong) > 1 and reading is readings[-1]:
            findings = _among(exercise.pairs(case, one.about, slope), reading)[:3]
        if not findings and len(wrong) < len(follower.owns) and (wrong or loose):
            findings = tried.among([follower.owns], reading)
            from_own = bool(findings)
        if findings:
            break
    shown = {own.key for own in follower.owns if own.right}
    findings = [_behind(one) if one.site is not None and one.site.key in shown else one for one in findings]
    findings += _of_the_table(exercise, case, one, follower, factor)
    findings.sort(key=lambda finding: finding.weight)
    return Wrong(tuple(findings), not wrong or from_own)


class _Turned(Reading):
    """A reading of a table that is given with the other sign."""

    def __init__(self, table: Table, forms: Sequence[Form], factor: int, loose: float = 0.0) -> None:
        super().__init__(table, forms, loose)
        self.factor = factor

    def states(self, value: Array) -> bool:
        return super().states(value if self.factor == 1 else arrays.negate(value))


def _behind(one: Finding) -> Finding:
    """A mistake at a step that stands rightly on the sheet is the less likely."""
    return one._replace(weight=one.weight + SHOWN)


def _finding(tried: Candidate) -> Finding:
    return Finding(tried.change.names, tried.change.weight, tried.change.site)


def _among(tried: Sequence[Candidate], reading: _Turned) -> list[Finding]:
    return [_finding(one) for one in tried if reading.states(one.value)]


def _loose(follower: Follower) -> float:
    """How far rounding of the earlier answers may carry a mistaken one, relative to its size."""
    parts = [
        float((own.room / numpy.maximum(abs(arrays.as_float(own.array)), 1e-300)).max(initial=0))
        for own in follower.owns
        if own.room.any()
    ]
    return min(2 * sum(sorted(parts)[-3:]), LOOSE) if parts else 0.0


def _with_wrong(wrong: Sequence[Own], every: Sequence[Own]) -> list[Sequence[Own]]:
    """The wrong ones among the earlier answers, with the right ones that stand behind them, alone,
    or only the derivatives: a slope may be taken at the student's own output or at the true
    input."""
    derivatives = [own for own in wrong if not isinstance(own.key, str)]
    mixed = list(every) if 0 < len(wrong) < len(every) else []
    return [owns for owns in (mixed, wrong, derivatives if len(derivatives) < len(wrong) else []) if owns]


class _Tried:
    """What mistakes give with the student's own earlier answers; each set is worked out once."""

    def __init__(self, exercise: Exercise, case: str | None, one: Seen, slope: Fraction | None) -> None:
        self.exercise, self.case, self.one, self.slope = exercise, case, one, slope
        self.done: dict[tuple[int, ...], list[Candidate]] = {}

    def among(self, worlds: Sequence[Sequence[Own]], reading: _Turned) -> list[Finding]:
        """The mistakes that give the stated value in the first of the worlds in which one does."""
        for owns in worlds:
            about = self.one.about
            local = [own for own in owns if not isinstance(own.key, str) and own.key.of != about.of]
            # A mistake in the step of a stated Jacobian shows only where that is not used as it is.
            rest = [own for own in owns if not any(own is other for other in local)]
            for used in (owns, rest) if local else (owns,):
                found = _among(self._candidates(used), reading)
                if found:
                    return found
        return []

    def _candidates(self, owns: Sequence[Own]) -> list[Candidate]:
        key = tuple(map(id, owns))
        if key not in self.done:
            self.done[key] = list(self._worked(owns))
        return self.done[key]

    def _worked(self, owns: Sequence[Own]) -> Iterator[Candidate]:
        exercise, case, about = self.exercise, self.case, self.one.about.whole
        found, method = exercise.found[case], exercise.method(case, exercise.of(case, about), self.slope)
        stated: dict[Key, Array] = {**exercise.given(case), **{own.key: own.array for own in owns}}
        base = value_under(about, found, method, stated)
        if base is None:
            return
        values = forward_values(about, found, method, stated)
        for change in exercise.changes(case, about, self.slope):
            if any(site.key in stated for site in change.formulas):
                continue
            known = values if is_backward(change) else stated
            value = changed_value(about, found, method, known, change, base)
            if value is None or value.shape != base.shape:
                continue
            if not same(value, base) and not same(value, self.one.truth):
                yield Candidate(change, value)


def _of_the_table(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, factor: int
) -> list[Finding]:
    """What can be told from the numbers alone: one slip, exchanged rows and columns, rounding."""
    found: list[Finding] = []
    size = one.truth.size if one.about.rows is None else one.table.shape[0] * one.table.shape[1]
    slips = [one.match.wrong]
    forms = exercise.forms(case, one.about)
    for owns in ([own for own in follower.owns if not own.right], follower.owns):
        value = follower.value(owns) if owns else None
        if value is not None:
            signed = value if factor == 1 else arrays.negate(value)
            room = numpy.full(value.shape, _loose(follower) * abs(arrays.as_float(value)).max(initial=0))
            slips.append(match(one.table, signed, forms, exercise.marks.digits, room).wrong)
    if any(len(wrong) == 1 < size for wrong in slips):
        found.append(_named(mistakes.ONE_ENTRY))
    if _is_transposed(exercise, one):
        found.append(_named(mistakes.TRANSPOSED))
    if _is_nearly(one, factor) and given_digits(one.table) >= exercise.marks.digits:
        found.append(_named(mistakes.EARLY_ROUNDING))
    return found


def _named(mistake: Mistake) -> Finding:
    return Finding((mistake.name,), mistake.weight, None)


def _is_transposed(exercise: Exercise, one: Seen) -> bool:
    rows, columns = one.truth.shape
    if one.about.rows is not None or rows != columns or rows == 1:
        return False
    turned = Form(numpy.arange(rows * columns).reshape(rows, columns).T, "")
    return match(one.table, one.truth, (turned,), exercise.marks.digits).verdict != WRONG


def _is_nearly(one: Seen, factor: int) -> bool:
    form = one.match.form
    if form is None:
        return False
    true = factor * arrays.as_float(as_written(form, one.truth))
    stated = arrays.as_float(stated_array(one.table))
    decimals = any(claim.unit is not None for row in one.table.rows for claim in row)
    return decimals and bool((abs(stated - true) <= CLOSE * abs(true)).all())


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
