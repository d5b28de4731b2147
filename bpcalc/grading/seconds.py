"""Second derivatives as answers, `d2f/dx/dx`."""

from __future__ import annotations

import numpy

from bpcalc.calculus.hessian import hessians
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer
from bpcalc.grading.compare import Reading, match
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.tables import rounding_told
from bpcalc.grading.truth import Form, same
from bpcalc.grading.verdicts import Judged
from bpcalc.language import arrays, syntax
from bpcalc.language.arrays import Array
from bpcalc.language.syntax import Syntax
from bpcalc.language.tree import Derivative


def second_name(about: Syntax) -> Derivative:
    """∂²f/∂a∂b as the key of an answer names it. Raises InputError for what is not judged."""
    if isinstance(about, syntax.Index):
        raise InputError(
            Problem("E708", "parts of second derivatives are not judged", help="answer it whole")
        )
    assert isinstance(about, syntax.Partial)
    if len(about.wrt) != 2:
        raise InputError(Problem("E708", "derivatives beyond the second are not judged", help="leave it out"))
    return Derivative(about.of, about.wrt)


def second_forms(shape: tuple[int, ...], wrt: tuple[str, ...]) -> list[Form]:
    """The ways to write a second derivative: a vector lies in any way, ∂²/∂a∂b may be turned."""
    places = numpy.arange(shape[0] * shape[1]).reshape(shape)
    forms = [Form(places, "", plain=True)]
    if 1 in shape:
        forms += [Form(places.reshape(-1, 1), "", flat=True), Form(places.T, "")]
    elif wrt[0] != wrt[1]:
        forms.append(Form(places.T, "transposed: the other variable first", "transposed"))
    return forms


def judge_second(exercise: Exercise, answer: Answer) -> Judged:
    """∂²f/∂a∂b as a matrix, (entries of a) × (entries of b). Raises InputError where there is none."""
    assert answer.about is not None
    assert answer.table is not None
    name = second_name(answer.about)
    a, b = name.wrt
    wrt = tuple(dict.fromkeys((a, b)))
    found = hessians(exercise.network, of=name.of, wrt=wrt, case=answer.case)[0]
    second = found.seconds.get((a, b))
    if second is None or second.value is None:
        raise InputError(
            found.problem or Problem("E712", f"there is no number for {answer.key}", help="leave it out")
        )
    truth = second.value
    forms = second_forms(truth.shape, name.wrt)
    hit = match(answer.table, truth, forms, exercise.marks.digits)
    start = Judged(answer, RIGHT, exercise.marks.of(answer.case, answer.key), truth=truth)
    if hit.verdict == RIGHT:
        remark = hit.form.remark if hit.form else ""
        return start._replace(marks=start.out_of, remark=remark, layout="transposed" if remark else "")
    if hit.verdict == ROUNDING:
        part = start.out_of * exercise.marks.rounding
        said = rounding_told(answer.table, exercise.marks.digits)
        return start._replace(verdict=ROUNDING, marks=part, remark=said)
    names = _names(answer, truth, forms, hit.wrong)
    if hit.form is None:
        r, c = answer.table.shape
        remark = f"{r}×{c} where {truth.shape[0]}×{truth.shape[1]} is asked for"
    else:
        remark = mistakes.NAMED[names[0]].says if names else mistakes.UNKNOWN
    return start._replace(verdict=WRONG, first_error=True, mistakes=names, remark=remark, wrong=hit.wrong)


def _names(
    answer: Answer, truth: Array, forms: list[Form], wrong: tuple[tuple[int, int], ...]
) -> tuple[str, ...]:
    assert answer.table is not None
    reading = Reading(answer.table, forms)
    tried = second_mistakes(truth)
    found = [one for one, value in tried if not same(value, truth) and reading.states(value.reshape(-1))]
    if len(wrong) == 1 < truth.size:
        found.append(mistakes.ONE_ENTRY)
    return tuple(dict.fromkeys(one.name for one in sorted(found, key=lambda one: one.weight)))


def second_mistakes(truth: Array) -> list[tuple[Mistake, Array]]:
    """What mistakes make of a second derivative: factors on the whole, the diagonal alone."""
    sizes = sorted({size for size in truth.shape if size > 1})
    found = [
        (one, arrays.multiply(truth, arrays.exact_array([[by]])))
        for one in mistakes.TABLE if one.factors is not None for by in one.factors(sizes)
    ]  # fmt: skip
    diagonal = arrays.whole_array(numpy.eye(*truth.shape, dtype=numpy.int64))
    return [*found, (mistakes.NAMED["diagonal-only"], arrays.multiply(truth, diagonal))]
