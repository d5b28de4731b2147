"""What plainly right answers look like, worked out once for all sheets of an exercise."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from bpcalc.grading.answers import Answer
from bpcalc.grading.compare import Match
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, plainly
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, as_written, subject
from bpcalc.grading.verdicts import Judged
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.records import NamedTuple

_KEPT = 10_000
"""How many answers are remembered: an exercise has hundreds, a stranger may ask for any part."""
_MET = 64
"""Ways to write an answer rightly that are remembered."""


class Written(NamedTuple):
    """The true entries in the places of a form: ints where they are whole, else float64."""

    match: Match
    entries: tuple[float, ...]


class Expected(NamedTuple):
    """What is known of an answer before any sheet is read. `written`: by rows, columns and whether
    it is a flat list, the plainest form of that shape; only those that need no remark. `met`: tables
    that were right at first sight. `verdict`: what is said of these, all of a Judged but the answer.
    `listed`: whether `marks:` asks for it.
    """

    about: Subject
    truth: Array
    exact: bool
    written: dict[tuple[tuple[int, ...], bool], Written]
    met: dict[Table, Match]
    verdict: tuple[Any, ...]
    listed: bool


def expected(exercise: Exercise, answer: Answer) -> Expected | None:
    """What is known of an answer, None where it has no finite value. Raises InputError for a part
    that does not exist."""
    key = answer.case, answer.key
    if key in exercise.expected:
        return exercise.expected[key]
    found = _worked_out(exercise, answer)
    if len(exercise.expected) < _KEPT:
        exercise.expected[key] = found
    return found


def _worked_out(exercise: Exercise, answer: Answer) -> Expected | None:
    case = answer.case
    if answer.about is None or not exercise.has_values(case):
        return None
    about = subject(answer.about, exercise.found[case], exercise.network.conventions)
    truth = exercise.truth(case, about)
    if truth is None or not arrays.finite(truth):
        return None
    first: dict[tuple[tuple[int, ...], bool], Form] = {}
    for form in exercise.forms(case, about):
        first.setdefault((form.order.shape, form.flat), form)
    written = {
        key: Written(Match(RIGHT, form, ()), tuple(_entries(form, truth)))
        for key, form in first.items()
        if form.plain
    }
    out_of = exercise.marks.of(answer)
    verdict = Judged(answer, RIGHT, out_of, out_of, truth=truth)[1:]
    listed = answer.spot in exercise.marks.points
    return Expected(about, truth, arrays.is_exact(truth), written, {}, verdict, listed)


def plainly_right(answer: Answer, known: Expected) -> Judged:
    """The verdict on an answer that needs no remark."""
    return tuple.__new__(Judged, (answer, *known.verdict))


def plain_match(one: Expected, table: Table, wanted: int) -> Match | None:
    """The match of a table that is right at first sight, in a form that needs no remark."""
    if table in one.met:
        return one.met[table]
    written = one.written.get((table.shape, table.flat))
    if table.texts is None or written is None:
        return None
    if not plainly(table.texts, written.entries, one.exact, wanted):
        return None
    if len(one.met) < _MET:
        one.met[table] = written.match
    return written.match


def _entries(form: Form, truth: Array) -> Iterator[float]:
    for entry in as_written(form, truth).ravel().tolist():
        if isinstance(entry, Fraction) and entry.denominator != 1:
            yield float(entry)
        else:
            yield int(entry) if not isinstance(entry, float) else entry
