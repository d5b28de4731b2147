"""Second derivatives as answers, `d2f/dx/dx`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy

from bpcalc.calculus.hessian import hessians
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.compare import Reading, match, stated_array
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.style import SheetStyle
from bpcalc.grading.tables import rounding_told
from bpcalc.grading.truth import (
    VEC,
    Form,
    Shaped,
    Subject,
    as_stated,
    as_written,
    by_columns,
    part_in,
    same,
    shape_of,
)
from bpcalc.grading.verdicts import CARRIED, FROM_EARLIER, Judged
from bpcalc.grading.wording import named
from bpcalc.language import arrays, syntax
from bpcalc.language.arrays import Array
from bpcalc.language.syntax import Syntax
from bpcalc.language.tree import Derivative
from bpcalc.spec.conventions import Conventions


def second_name(about: Syntax) -> Derivative:
    """∂²f/∂a∂b as the key of an answer names it. Raises InputError for what is not judged."""
    base = about.base if isinstance(about, syntax.Index) else about
    assert isinstance(base, syntax.Partial)
    if len(base.wrt) != 2:
        raise InputError(Problem("E708", "derivatives beyond the second are not judged", help="leave it out"))
    return Derivative(base.of, base.wrt)


def second_forms(about: Syntax, found: Shaped, usual: Conventions) -> list[Form]:
    """The ways to write a second derivative, the Jacobian of ∂f/∂a by b: a vector lies in any way,
    ∂²f/∂a∂b may be turned. Of a part those of its entries. `usual`: the conventions of the exercise.
    Raises InputError for a part that does not exist."""
    names = second_name(about).wrt
    a, b = (shape_of(found, name) for name in names)
    size = a[0] * a[1], b[0] * b[1]
    places = numpy.arange(size[0] * size[1]).reshape(size)
    by_vec = {"rows": places, "columns": by_columns(places, a, b)}
    if usual.layout == "denominator":
        by_vec = {vec: counted.T for vec, counted in by_vec.items()}
    own = by_vec.pop(usual.vec)
    if isinstance(about, syntax.Index):
        part = part_in(Subject(""), about, [own.shape])
        return list(_lying(own[slice(*part.rows or ()), slice(*part.columns or ())], ""))
    forms = list(_lying(own, "", names[0] != names[1]))
    for vec, counted in by_vec.items():
        if (counted != own).any():
            forms += _lying(counted, f"the entries counted {VEC[vec]}", names[0] != names[1], vec)
    return forms


def _lying(places: Array, said: str, mixed: bool = False, other: str = "") -> Iterator[Form]:
    """`mixed`: it may be turned; `said` and `other`: what its entries tell of the writer."""
    yield Form(places, said, plain=not said, other=other)
    if 1 in places.shape:
        yield Form(places.reshape(-1, 1), said, flat=True, other=other)
        yield Form(places.T, said, other=other)
    elif mixed:
        remark = "transposed: the other variable first" + (f", {said}" if said else "")
        yield Form(places.T, remark, "transposed", other="transposed")


def judge_second(exercise: Exercise, sheet: Sheet, answer: Answer) -> Judged:
    """∂²f/∂a∂b as a matrix, (entries of a) × (entries of b). Raises InputError where there is none."""
    assert answer.about is not None
    assert answer.table is not None
    whole = _true(exercise, answer)
    forms = _forms(exercise, answer.case, answer.about)
    truth = as_written(forms[0], whole)
    table = SheetStyle(sheet, exercise.marks.digits).meant(answer.table, whole)
    hit = match(table, whole, forms, exercise.marks.digits)
    start = Judged(answer, RIGHT, exercise.marks.of(answer), truth=truth)
    if hit.verdict == RIGHT:
        remark = hit.form.remark if hit.form else ""
        layout = hit.form.other if hit.form else ""
        marks = start.out_of * (exercise.marks.layout if layout else 1)
        return start._replace(marks=marks, remark=remark, layout=layout)
    if hit.verdict == ROUNDING:
        part = start.out_of * exercise.marks.rounding
        said = rounding_told(table, exercise.marks.digits)
        return start._replace(verdict=ROUNDING, marks=part, remark=said)
    if _follows(exercise, sheet, answer):
        part = start.out_of * exercise.marks.carried
        return start._replace(verdict=CARRIED, marks=part, remark=FROM_EARLIER)
    names = _names(answer, whole, forms, hit.wrong)
    if hit.form is None:
        r, c = answer.table.shape
        remark = f"{r}×{c} where {truth.shape[0]}×{truth.shape[1]} is asked for"
    else:
        remark = named(names)
    return start._replace(verdict=WRONG, first_error=True, mistakes=names, remark=remark, wrong=hit.wrong)


def _forms(exercise: Exercise, case: str | None, about: Syntax) -> list[Form]:
    return second_forms(about, exercise.found[case], exercise.network.conventions)


def _true(exercise: Exercise, answer: Answer) -> Array:
    """The second derivative as a whole."""
    assert answer.about is not None
    name = second_name(answer.about)
    a, b = name.wrt
    wrt = tuple(dict.fromkeys((a, b)))
    found = hessians(exercise.network, of=name.of, wrt=wrt, case=answer.case)[0]
    second = found.seconds.get((a, b))
    if second is None or second.value is None:
        raise InputError(
            found.problem or Problem("E712", f"there is no number for {answer.key}", help="leave it out")
        )
    return second.value


def _follows(exercise: Exercise, sheet: Sheet, answer: Answer) -> bool:
    """Whether an answer is the transpose of an earlier, wrong one: ∂²f/∂b∂a after ∂²f/∂a∂b."""
    assert answer.table is not None
    about = answer.about
    if not isinstance(about, syntax.Partial) or about.wrt[0] == about.wrt[1]:
        return False
    for earlier in sheet.answers[: sheet.answers.index(answer)]:
        other = earlier.about
        if isinstance(other, syntax.Partial) and (other.of, other.wrt) == (about.of, about.wrt[::-1]):
            own = _own(exercise, earlier) if earlier.case == answer.case else None
            if own is not None:
                forms = _forms(exercise, answer.case, about)
                return match(answer.table, own.T, forms, exercise.marks.digits).verdict == RIGHT
    return False


def _own(exercise: Exercise, earlier: Answer) -> Array | None:
    """A wrong second derivative as it stands on the sheet."""
    if earlier.about is None or earlier.table is None:
        return None
    whole = _true(exercise, earlier)
    forms = _forms(exercise, earlier.case, earlier.about)
    hit = match(earlier.table, whole, forms, exercise.marks.digits)
    if hit.verdict != WRONG or hit.form is None:
        return None
    return as_stated(hit.form, stated_array(earlier.table), whole.shape)


def _names(
    answer: Answer, truth: Array, forms: list[Form], wrong: tuple[tuple[int, int], ...]
) -> tuple[str, ...]:
    assert answer.table is not None
    reading = Reading(answer.table, forms)
    right = as_written(forms[0], truth)
    found = [
        one for one, value in second_mistakes(truth)
        if not same(as_written(forms[0], value), right) and reading.states(value.reshape(-1))
    ]  # fmt: skip
    if len(wrong) == 1 < right.size:
        found.append(mistakes.ONE_ENTRY)
    return tuple(dict.fromkeys(one.name for one in sorted(found, key=lambda one: one.weight)))


def second_mistakes(truth: Array) -> list[tuple[Mistake, Array]]:
    """What mistakes make of a second derivative: factors on the whole, the diagonal alone."""
    many = sorted({size for size in truth.shape if size > 1})
    sizes = mistakes.Sizes(many, many)
    found = [
        (one, arrays.multiply(truth, arrays.exact_array([[by]])))
        for one in mistakes.TABLE if one.factors is not None for by in one.factors(sizes)
    ]  # fmt: skip
    diagonal = arrays.whole_array(numpy.eye(*truth.shape, dtype=numpy.int64))
    return [*found, (mistakes.NAMED["diagonal-only"], arrays.multiply(truth, diagonal))]
