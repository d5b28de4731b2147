"""Second derivatives as answers, `d2f/dx/dx`."""

from __future__ import annotations

import numpy

from bpcalc.calculus.hessian import hessians
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer
from bpcalc.grading.compare import Reading, match
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, ROUNDING
from bpcalc.grading.truth import Form
from bpcalc.grading.verdicts import Judged
from bpcalc.language import arrays, syntax


def judge_second(exercise: Exercise, answer: Answer) -> Judged:
    """∂²f/∂a∂b as a matrix, (entries of a) × (entries of b). Raises InputError where there is none."""
    if isinstance(answer.about, syntax.Index):
        raise InputError(
            Problem("E708", "parts of second derivatives are not judged", help="answer it whole")
        )
    assert isinstance(answer.about, syntax.Partial)
    assert answer.table is not None
    if len(answer.about.wrt) != 2:
        raise InputError(Problem("E708", "derivatives beyond the second are not judged", help="leave it out"))
    a, b = answer.about.wrt
    wrt = tuple(dict.fromkeys((a, b)))
    found = hessians(exercise.network, of=answer.about.of, wrt=wrt, case=answer.case)[0]
    second = found.seconds.get((a, b))
    if second is None or second.value is None:
        raise InputError(found.problem or Problem("E712", f"there is no number for {answer.key}"))
    truth = second.value
    places = numpy.arange(truth.size).reshape(truth.shape)
    forms = [Form(places, "", plain=True)]
    if 1 in truth.shape:
        forms += [Form(places.reshape(-1, 1), "", flat=True), Form(places.T, "")]
    elif a != b:
        forms.append(Form(places.T, "transposed: the other variable first", "transposed"))
    hit = match(answer.table, truth, forms, exercise.marks.digits)
    start = Judged(answer, RIGHT, exercise.marks.of(answer.case, answer.key), truth=truth)
    if hit.verdict == RIGHT:
        remark = hit.form.remark if hit.form else ""
        return start._replace(marks=start.out_of, remark=remark, layout="transposed" if remark else "")
    if hit.verdict == ROUNDING:
        part = start.out_of * exercise.marks.rounding
        said = "a matter of rounding: too few digits, cut off, or one off in the last"
        return start._replace(verdict=ROUNDING, marks=part, remark=said)
    names = _names(answer, truth, forms, hit.wrong)
    if hit.form is None:
        r, c = answer.table.shape
        remark = f"{r}×{c} where {truth.shape[0]}×{truth.shape[1]} is asked for"
    else:
        remark = mistakes.NAMED[names[0]].says if names else "no known mistake gives this"
    return start._replace(verdict="wrong", first_error=True, mistakes=names, remark=remark, wrong=hit.wrong)


def _names(
    answer: Answer, truth: arrays.Array, forms: list[Form], wrong: tuple[tuple[int, int], ...]
) -> tuple[str, ...]:
    assert answer.table is not None
    reading = Reading(answer.table, forms)
    found = []
    for mistake in mistakes.TABLE:
        if mistake.factors is not None and truth.any():
            sizes = sorted({size for size in truth.shape if size > 1})
            scaled = (arrays.multiply(truth, arrays.exact_array([[by]])) for by in mistake.factors(sizes))
            if any(reading.states(value.reshape(-1)) for value in scaled):
                found.append(mistake)
    diagonal = arrays.multiply(truth, arrays.whole_array(numpy.eye(*truth.shape, dtype=numpy.int64)))
    if (diagonal != truth).any() and reading.states(diagonal.reshape(-1)):
        found.append(mistakes.NAMED["diagonal-only"])
    if len(wrong) == 1 < truth.size:
        found.append(mistakes.ONE_ENTRY)
    return tuple(one.name for one in sorted(found, key=lambda one: one.weight))
