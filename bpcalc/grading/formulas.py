"""Formulas as answers: judged by value, at the case and at other points, up to layout.

A formula is right when it has the true value at the case and at random points near it and far
from it; inputs and parameters have other numbers there, targets the same. One that fails far
away only may be that of the branch in which the case lies, see `branches`.
"""

from __future__ import annotations

from collections.abc import Callable

from bpcalc.errors import InputError
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.branches import branch, is_right_around, targets_put_in
from bpcalc.grading.circles import goes_back_to
from bpcalc.grading.diagnosis import World, diagnose
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.points import Point
from bpcalc.grading.rearranged import rearranged
from bpcalc.grading.seconds import second_mistakes
from bpcalc.grading.stated import Meaning, Stated
from bpcalc.grading.truth import as_written, same
from bpcalc.grading.verdicts import Judged
from bpcalc.grading.wording import named
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.fitting import MisfitError

TELLING = 5
"""Points beside the case at which a mistake has to give the formula."""


def judge_formula(exercise: Exercise, sheet: Sheet, answer: Answer) -> Judged:
    """The verdict on a formula. Raises InputError for one that cannot be read."""
    network = exercise.network
    cases = [case.name for case in network.cases]
    case = answer.case if answer.case in cases else cases[0]
    start = Judged(answer, WRONG, exercise.marks.of(answer), first_error=True)
    stated = Stated(exercise, case, answer)
    try:
        meanings = stated.meanings(stated.typed)
    except MisfitError as error:
        return _misfit(start, stated, error)
    back = goes_back_to(exercise, stated.truths.found, sheet, answer)
    if back is not None:
        return start._replace(remark=f"a circle: your formula for {back.key} is worked out from this one")
    found = stated.right(meanings, stated.everywhere)
    conditions: tuple[str, ...] = ()
    if found is None:
        wrong = _wrong(start, stated, meanings)
        here = branch(stated, meanings)
        if here is None or (wrong.mistakes and not here.between):
            return wrong
        found, conditions = here.found, (here.where,)
    conditions += targets_put_in(stated, found.meaning)
    if conditions and answer.case not in cases:
        for other in cases:
            if other != case and not _is_right_in(exercise, other, answer):
                said = f"right {' and '.join(conditions)}, but wrong in case {other}"
                return start._replace(remark=said)
    layout = found.form.layout if found.form.remark else ""
    remark = "; ".join(filter(None, (found.form.remark, *(f"right {one}" for one in conditions))))
    marks = start.out_of * (exercise.marks.layout if layout else 1)
    return start._replace(verdict=RIGHT, first_error=False, marks=marks, remark=remark, layout=layout)


def _is_right_in(exercise: Exercise, case: str | None, answer: Answer) -> bool:
    try:
        stated = Stated(exercise, case, answer)
        return is_right_around(stated, stated.meanings(stated.typed))
    except InputError:
        return False


def _wrong(start: Judged, stated: Stated, meanings: list[Meaning]) -> Judged:
    """The verdict on a formula that is not right everywhere, with the mistake it shows."""
    names = next(filter(None, (_mistakes(stated, one) for one in meanings)), ())
    if stated.here and all(_is_endless(stated, one) for one in meanings):
        remark = "it has no finite value here"
    elif names:
        remark = named(names)
    elif not any(stated.fitting(one) for one in meanings):
        rows, columns = meanings[0].formula.shape
        shapes = ("×".join(map(str, form.order.shape)) for form in stated.asked.forms)
        remark = f"this is {rows}×{columns}; {' or '.join(dict.fromkeys(shapes))} is asked for"
    else:
        remark = "another value than the right one"
    if stated.right(meanings, stated.here) is not None:
        remark += "; at the numbers of this case it gives the right value all the same"
    return start._replace(mistakes=names, remark=remark)


def _is_endless(stated: Stated, meaning: Meaning) -> bool:
    own = stated.value(meaning, stated.here[0])
    return own is None or not arrays.finite(own)


def _mistakes(stated: Stated, meaning: Meaning) -> tuple[str, ...]:
    """The mistakes that give the formula at all points, the likeliest first."""
    points = [*stated.here, *stated.among(stated.truths.far)[:TELLING]]
    states = [_states(stated, meaning, point) for point in points]
    true = [(point, truth) for point in points if (truth := stated.truth(point)) is not None]
    about = stated.asked.subject
    if about is None:
        told = [
            {one.name for one, value in second_mistakes(truth) if is_so(value)}
            for (_, truth), is_so in zip(true, states, strict=True)
        ]
        return tuple(sorted(set.intersection(*told), key=lambda name: mistakes.NAMED[name].weight))
    worlds = [
        World(stated.truths.stated(point), truth, is_so)
        for (point, truth), is_so in zip(true, states, strict=True)
    ]
    method = stated.truths.method(about.of)
    explained = diagnose(about, stated.truths.found, method, worlds) if worlds else ()
    return tuple(dict.fromkeys(name for one in explained for name in one.names))


def _states(stated: Stated, meaning: Meaning, point: Point) -> Callable[[Array], bool]:
    """Whether the formula is a value at a point."""
    own, forms = stated.value(meaning, point), stated.fitting(meaning)
    return lambda true: own is not None and any(same(as_written(form, true), own) for form in forms)


def _misfit(start: Judged, stated: Stated, error: MisfitError) -> Judged:
    """A formula whose shapes do not fit: with a transpose or another order it may be right."""
    said = f"the shapes do not fit: {error.problems[0].message}"
    for name, changed in rearranged(stated.typed):
        try:
            meanings = stated.meanings(changed)
        except InputError:
            continue
        if stated.right(meanings, stated.everywhere) is not None:
            return start._replace(mistakes=(name,), remark=f"{said}; {mistakes.NAMED[name].says}")
    return start._replace(remark=said)
