"""Answers that are no value of a case: operation counts, formulas, updated weights, second derivatives."""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.grading.after import judge_after
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.counts import judge_count
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.formulas import judge_formula
from bpcalc.grading.seconds import judge_second
from bpcalc.grading.truth import is_second
from bpcalc.grading.verdicts import Judged, unreadable


def judge_other(exercise: Exercise, sheet: Sheet, answer: Answer) -> Judged:
    """The verdict on such an answer."""
    out_of = exercise.marks.of(answer)
    if answer.problem is not None:
        return unreadable(answer, answer.problem, out_of)
    try:
        if answer.kind == "count":
            return judge_count(exercise, answer)
        if answer.kind == "symbolic":
            return judge_formula(exercise, sheet, answer)
        if answer.kind == "after" and answer.case in exercise.found:
            return judge_after(exercise, sheet, answer)
        if is_second(answer.about):
            return judge_second(exercise, sheet, answer)
    except InputError as error:
        return unreadable(answer, error.problems[0], out_of)
    return unreadable(
        answer, Problem("E702", "this belongs to no case", help="write it under its case"), out_of
    )
