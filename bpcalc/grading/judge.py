"""One sheet judged: each answer against the truth, against the student's own earlier answers,
and, where it is neither, against what mistakes would give.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.errors import InputError, Problem
from bpcalc.grading import conventions
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.case import InUse, OneCase
from bpcalc.grading.compare import Match, match
from bpcalc.grading.conventions import Seen
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.expected import Expected, expected, plain_match, plainly_right
from bpcalc.grading.number import RIGHT
from bpcalc.grading.others import judge_other
from bpcalc.grading.rules import told_once
from bpcalc.grading.style import SheetStyle
from bpcalc.grading.truth import is_second
from bpcalc.grading.verdicts import MISSING, NO_ANSWER, Judged, Judgement, unreadable

__all__ = ["Exercise", "judge"]


def judge(exercise: Exercise, sheet: Sheet) -> Judgement:
    """Every answer of a sheet, and the expected ones that are missing."""
    verdicts: dict[int, Judged] = {}
    seen: dict[int, Seen] = {}
    sure: list[tuple[int, Expected, Match]] = []
    style = SheetStyle(sheet, exercise.marks.digits)
    plain, asked = True, 0
    for place, answer in enumerate(sheet.answers):
        # Most answers of a class were asked for before, and are right at first sight.
        known = exercise.expected.get((answer.case, answer.key)) if answer.kind == "value" else None
        if known is not None and answer.table is not None:
            found = plain_match(known, answer.table, exercise.marks.digits)
            if found is not None:
                sure.append((place, known, found))
                verdicts[place] = plainly_right(answer, known)
                asked += known.listed
                continue
        if answer.blank:
            out_of = exercise.marks.of(answer)
            verdicts[place] = Judged(answer, MISSING, out_of, remark=NO_ANSWER)
            continue
        if answer.kind != "value" or answer.case not in exercise.found or is_second(answer.about):
            verdicts[place] = judge_other(exercise, sheet, answer)
            continue
        try:
            known = _known(exercise, answer)
        except InputError as error:
            out_of = exercise.marks.of(answer)
            verdicts[place] = unreadable(answer, error.problems[0], out_of)
            continue
        one = seen[place] = _first_look(exercise, answer, known, style)
        verdicts[place] = plainly_right(answer, known)
        plain &= one.match.verdict == RIGHT and one.match.form is not None and one.match.form.plain
    complete = asked == len(exercise.marks.listed)  # for a sheet states nothing twice
    missing = () if complete else tuple(_missing(exercise, sheet))
    remarks: tuple[str, ...] = ()
    if any(answer.kind == "after" for answer in sheet.answers):
        verdicts |= told_once(verdicts)
    if not plain:
        for place, known, found in sure:
            answer = sheet.answers[place]
            assert answer.table is not None
            seen[place] = Seen(answer.case, known.about, answer.table, known.truth, found)
        remarks = _judged_together(exercise, seen, missing, verdicts)
    return Judgement(sheet.student, (*[verdicts[k] for k in range(len(verdicts))], *missing), remarks)


def _judged_together(
    exercise: Exercise, seen: dict[int, Seen], missing: tuple[Judged, ...], verdicts: dict[int, Judged]
) -> tuple[str, ...]:
    """Verdicts on the value answers of a sheet on which some are not plainly right, and what is
    to be said of all together."""
    everything = tuple(seen[place] for place in sorted(seen))
    usage = InUse(
        conventions.layout_in_use(exercise, everything),
        conventions.slope_in_use(exercise, everything),
        conventions.negative(exercise, everything),
        conventions.vec_in_use(exercise, everything),
    )
    others = [one for place, one in verdicts.items() if place not in seen]
    for case in exercise.found:
        chosen = {place: one for place, one in seen.items() if one.case == case}
        absent = [one.answer for one in (*missing, *others) if one.answer.case == case]
        verdicts |= OneCase(exercise, case, chosen, usage, verdicts).judged(absent)
    return conventions.inferences(exercise, everything) if usage.negative == "" else ()


def _known(exercise: Exercise, answer: Answer) -> Expected:
    """What is true of an answer. Raises InputError for one that cannot be read or has no number."""
    if answer.problem is not None or answer.table is None:
        raise InputError(answer.problem or Problem("E701", "this cannot be read"))
    known = expected(exercise, answer)
    if known is None:
        message = f"the exercise gives no number for {answer.key}"
        raise InputError(Problem("E712", message, help="answer it under symbolic:"))
    return known


def _first_look(exercise: Exercise, answer: Answer, known: Expected, style: SheetStyle) -> Seen:
    """An answer against the truth alone, in every form in which it may be written."""
    table = answer.table
    assert table is not None
    found = plain_match(known, table, exercise.marks.digits)
    if found is None:
        table = style.meant(table, known.truth)
        forms = exercise.forms(answer.case, known.about)
        found = match(table, known.truth, forms, exercise.marks.digits)
    return Seen(answer.case, known.about, table, known.truth, found)


def _missing(exercise: Exercise, sheet: Sheet) -> Iterator[Judged]:
    marks = exercise.marks
    stated = {one.spot for one in sheet.answers}
    anywhere = {(None, *spot[1:]) for spot in stated}
    for one in marks.listed:
        if one.spot not in stated and one.spot not in anywhere:
            yield Judged(one.blank, MISSING, one.points, remark=NO_ANSWER)
