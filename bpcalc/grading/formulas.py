"""Formulas as answers: judged by value, at the case and at other points, up to layout.

A formula is right when it has the true value at the case and at random points near it and far
from it; inputs and parameters have other numbers there, targets the same. One that fails far
away only may be that of the branch in which the case lies, see `branches`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy

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
from bpcalc.grading.structures import structure
from bpcalc.grading.truth import as_written, same
from bpcalc.grading.verdicts import Judged
from bpcalc.grading.wording import named
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.fitting import MisfitError

TELLING = 5
"""Points beside the case at which a mistake has to give the formula: so many as they come, and so many
where the fewest entries of the truth are 0, for there many mistakes give 0 as well."""


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
    layout = found.form.other
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
    if not names and not any(stated.fitting(one) for one in meanings):
        names = _rearranged(stated)
    if stated.here and all(_is_endless(stated, one) for one in meanings):
        remark = "it has no finite value here"
    elif names:
        remark = named(names)
    elif not any(stated.fitting(one) for one in meanings):
        rows, columns = meanings[0].formula.shape
        shapes = ("×".join(map(str, form.order.shape)) for form in stated.asked.forms)
        remark = f"this is {rows}×{columns}; {' or '.join(dict.fromkeys(shapes))} is asked for"
        whole = next(filter(None, (_structure(stated, one) for one in meanings)), "")
        remark += f": write {whole}, where … is your formula" if whole else ""
    else:
        remark = "another value than the right one"
    if stated.right(meanings, stated.here) is not None:
        remark += "; at the numbers of this case it gives the right value all the same"
    return start._replace(mistakes=names, remark=remark)


def _structure(stated: Stated, meaning: Meaning) -> str:
    """How the Jacobian is to be written whose entries a formula has without its zeros."""
    pairs = []
    for point in (*stated.here, *_telling(stated)):
        own, truth = stated.value(meaning, point), stated.truth(point)
        if own is None or truth is None:
            return ""
        pairs.append((own, as_written(stated.asked.forms[0], truth)))
    return structure(pairs)


def _is_endless(stated: Stated, meaning: Meaning) -> bool:
    own = stated.value(meaning, stated.here[0])
    return own is None or not arrays.finite(own)


def _mistakes(stated: Stated, meaning: Meaning) -> tuple[str, ...]:
    """The mistakes that give the formula at all points, the likeliest first."""
    points = [*stated.here, *_telling(stated)]
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


def _telling(stated: Stated) -> list[Point]:
    far = stated.among(stated.truths.far)
    zeros = {id(point): numpy.count_nonzero(stated.truth(point) == 0) for point in far}
    alive = sorted(far, key=lambda point: zeros[id(point)])
    return list(dict.fromkeys((*far[:TELLING], *alive[:TELLING])))


def _states(stated: Stated, meaning: Meaning, point: Point) -> Callable[[Array], bool]:
    """Whether the formula is a value at a point."""
    own, forms = stated.value(meaning, point), stated.fitting(meaning)
    return lambda true: own is not None and any(same(as_written(form, true), own) for form in forms)


def _misfit(start: Judged, stated: Stated, error: MisfitError) -> Judged:
    """A formula whose shapes do not fit: with a transpose or another order it may be right."""
    said = f"the shapes do not fit: {error.problems[0].message}"
    names = _rearranged(stated)
    return start._replace(mistakes=names, remark=f"{said}; {named(names)}" if names else said)


def _rearranged(stated: Stated) -> tuple[str, ...]:
    """The mistake in a formula that is right with one part transposed, or in another order."""
    for name, changed in rearranged(stated.typed):
        try:
            meanings = stated.meanings(changed)
        except InputError:
            continue
        if stated.right(meanings, stated.everywhere) is not None:
            return (name,)
    return ()
