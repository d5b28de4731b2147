"""Updated weights as answers: right, right from the student's own earlier state, or wrong."""

from __future__ import annotations

from bpcalc.grading.after_followed import followed
from bpcalc.grading.after_reasons import reasons
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.compare import is_too_short
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.tables import rounding_told
from bpcalc.grading.updated import Updated
from bpcalc.grading.verdicts import AS_ROUNDED, CARRIED, FROM_EARLIER, Judged
from bpcalc.grading.wording import named

HIDDEN = "with so few digits it is the weight before the update as well; write more of them"


def judge_after(exercise: Exercise, sheet: Sheet, answer: Answer) -> Judged:
    """A quantity once so many updates are made. Raises InputError where there are none."""
    assert answer.about is not None
    assert answer.table is not None
    updated, marks = Updated(exercise, sheet, answer), exercise.marks
    truth = updated.truth
    start = Judged(answer, RIGHT, marks.of(answer), truth=truth)
    hit, shown = updated.compared(truth), updated.shows(truth)
    if hit.verdict == RIGHT:
        if not shown:
            return start._replace(verdict=ROUNDING, marks=start.out_of * marks.rounding, remark=HIDDEN)
        remark = hit.form.remark if hit.form else ""
        return start._replace(marks=start.out_of, remark=remark)
    own = followed(updated)
    if own is not None and own.mistaken:
        part = start.out_of * marks.carried
        return start._replace(verdict=CARRIED, marks=part, remark=FROM_EARLIER)
    if own is not None:
        return start._replace(marks=start.out_of, remark=AS_ROUNDED)
    if hit.verdict == ROUNDING and shown:
        part = start.out_of * marks.rounding
        said = rounding_told(updated.table, marks.digits)
        return start._replace(verdict=ROUNDING, marks=part, remark=said)
    wrong = start._replace(verdict=WRONG, first_error=True, wrong=hit.wrong)
    if hit.form is not None and is_too_short(updated.table, truth, hit.form):
        return wrong._replace(remark=rounding_told(updated.table, marks.digits) if shown else HIDDEN)
    names = tuple(one.name for one in reasons(updated))
    remark = "the shape is not that of the weight" if hit.form is None else named(names)
    return wrong._replace(mistakes=names, remark=remark)
