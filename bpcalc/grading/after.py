"""Updated weights as answers: right, right from the student's own earlier state, or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bpcalc.calculus.updates import train
from bpcalc.grading.after_reasons import reasons
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.truth import same
from bpcalc.grading.updated import Updated
from bpcalc.grading.verdicts import CARRIED, FROM_EARLIER, Judged
from bpcalc.grading.wording import named
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import simplest
from bpcalc.spec.network import Given


def judge_after(exercise: Exercise, sheet: Sheet, answer: Answer) -> Judged:
    """A quantity once so many updates are made. Raises InputError where there are none."""
    assert answer.about is not None
    assert answer.table is not None
    updated, marks = Updated(exercise, sheet, answer), exercise.marks
    truth = updated.state(updated.case, answer.step)
    start = Judged(answer, RIGHT, marks.of(answer), truth=truth)
    hit = updated.compared(truth)
    if hit.verdict == RIGHT:
        remark = hit.form.remark if hit.form else ""
        return start._replace(marks=start.out_of, remark=remark)
    carried = _carried(updated)
    if carried is not None and not same(carried, truth) and updated.compared(carried).verdict == RIGHT:
        part = start.out_of * marks.carried
        return start._replace(verdict=CARRIED, marks=part, remark=FROM_EARLIER)
    if hit.verdict == ROUNDING:
        part = start.out_of * marks.rounding
        said = "a matter of rounding: the change has too few digits, is cut off, or one off in the last"
        return start._replace(verdict=ROUNDING, marks=part, remark=said)
    names = tuple(one.name for one in reasons(updated))
    remark = "the shape is not that of the weight" if hit.form is None else named(names)
    return start._replace(verdict=WRONG, first_error=True, mistakes=names, remark=remark, wrong=hit.wrong)


def _carried(updated: Updated) -> Array | None:
    """The weight from the student's own state one update before, or own gradient."""
    name, step = updated.about.of, updated.answer.step
    if step > 1:
        states = updated.own_states(step - 1)
        if not states or updated.update.optimizer == "adam":  # its averages cannot be told from weights
            return None
        values = dict(updated.case.values)
        for other, array in states.items():
            values[other] = Given(array, False, True, updated.case.place)
        if len(states) < len(updated.update.rates):
            before = train(updated.exercise.network, updated.update._replace(steps=step - 1), updated.case)
            for other, array in before.parameters.items():
                if other not in states:
                    values[other] = Given(array, False, True, updated.case.place)
        return _with_momentum(updated, updated.state(updated.case._replace(values=values), 1), states)
    if updated.update.optimizer not in ("sgd", "ascent") or name not in updated.update.rates:
        return None
    gradient = updated.own_gradient()
    return None if gradient is None else updated.moved(gradient)


def _with_momentum(updated: Updated, fresh: Array, last: Mapping[str, Array]) -> Array | None:
    """w + β (w − w₋₁), where `fresh` is w − α ∇l: the velocity is the last step of the student."""
    name, step = updated.about.of, updated.answer.step
    if updated.update.optimizer != "momentum" or name not in updated.update.rates:
        return fresh
    before = updated.own_states(step - 2) if step > 2 else {name: updated.start}
    if name not in last or name not in before:
        return None
    beta = arrays.exact_array([[simplest(Fraction(updated.update.settings["beta"].value))]])
    velocity = arrays.add(last[name], arrays.negate(before[name]))
    return arrays.add(fresh, arrays.multiply(beta, velocity))
