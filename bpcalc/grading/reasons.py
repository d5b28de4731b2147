"""Why a value is wrong: from the student's own earlier answers, else from the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy

from bpcalc.grading import mistakes
from bpcalc.grading.causes import Wrong
from bpcalc.grading.compare import Reading, given_digits, match, stated_array
from bpcalc.grading.conventions import Seen
from bpcalc.grading.diagnosis import Finding, World, diagnose
from bpcalc.grading.exercise import Candidate, Exercise
from bpcalc.grading.follow import Follower
from bpcalc.grading.method import Key
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.sheet import Table
from bpcalc.grading.truth import Form, as_written
from bpcalc.language import arrays
from bpcalc.language.arrays import Array

CLOSE = 0.005
"""Errors of rounding on the way are smaller than this, relative to each entry."""


def reasons(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, slope: Fraction | None, factor: int
) -> Wrong:
    """Everything that explains a wrong answer, likeliest first."""
    if one.match.form is None:
        return Wrong(tuple(_of_shape(exercise, case, one)), True)
    forms = exercise.forms(case, one.about)
    reading = _Turned(one.table, forms, factor)
    wrong = [own for own in follower.owns if not own.right]
    from_own: tuple[Finding, ...] = ()
    if wrong:
        from_own = _from_own(exercise, case, one, follower, reading, slope)
    findings = list(from_own) or [
        _finding(tried)
        for tried in exercise.candidates(case, one.about, slope)
        if reading.states(tried.value)
    ]
    off = one.truth.size if one.match.form is None else len(one.match.wrong)
    if not findings and off > 1:
        findings = [
            _finding(tried) for tried in exercise.pairs(case, one.about, slope) if reading.states(tried.value)
        ][:3]
    findings += _of_the_table(exercise, case, one, follower, factor)
    findings.sort(key=lambda finding: finding.weight)
    return Wrong(tuple(findings), not wrong or bool(from_own))


class _Turned(Reading):
    """A reading of a table that is given with the other sign."""

    def __init__(self, table: Table, forms: Sequence[Form], factor: int) -> None:
        super().__init__(table, forms)
        self.factor = factor

    def states(self, value: Array) -> bool:
        return super().states(value if self.factor == 1 else arrays.negate(value))


def _finding(tried: Candidate) -> Finding:
    return Finding(tried.change.names, tried.change.weight, tried.change.site)


def _from_own(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, reading: _Turned,
    slope: Fraction | None,
) -> tuple[Finding, ...]:  # fmt: skip
    """Mistakes made with the student's own earlier answers."""
    about = one.about.whole
    method = exercise.method(case, exercise.of(case, about), slope)
    given = exercise.given(case)
    for chosen in ([own for own in follower.owns if not own.right], follower.owns):
        stated: dict[Key, Array] = {**given, **{own.key: own.array for own in chosen}}
        found = diagnose(about, exercise.found[case], method, [World(stated, one.truth, reading.states)])
        if found:
            return found
    return ()


def _of_the_table(
    exercise: Exercise, case: str | None, one: Seen, follower: Follower, factor: int
) -> list[Finding]:
    """What can be told from the numbers alone: one slip, exchanged rows and columns, rounding."""
    found: list[Finding] = []
    size = one.truth.size if one.about.rows is None else one.table.shape[0] * one.table.shape[1]
    slips = [one.match.wrong]
    own = follower.value([own for own in follower.owns if not own.right])
    forms = exercise.forms(case, one.about)
    if own is not None:
        signed = own if factor == 1 else arrays.negate(own)
        slips.append(match(one.table, signed, forms, exercise.marks.digits).wrong)
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
