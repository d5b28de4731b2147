"""Why an updated weight is wrong: mistakes in the gradient, the step, or the order of updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy

from bpcalc.calculus.optimizers import new
from bpcalc.calculus.updates import train
from bpcalc.grading import mistakes
from bpcalc.grading.compare import Reading
from bpcalc.grading.diagnosis import value_under
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import WRONG
from bpcalc.grading.optimizer_mistakes import mistaken
from bpcalc.grading.plan import key_of
from bpcalc.grading.stacks import Stack, stack
from bpcalc.grading.truth import Subject, same
from bpcalc.grading.updated import Updated
from bpcalc.grading.worlds import Worlds
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import numbers_of

LATEST = 20
"""Updates up to which a rule that is mistaken from the first one on is followed."""


class _Step(NamedTuple):
    """One update as w = base + rate · gradient: `before` are the weights that it begins with."""

    before: Mapping[str, Array]
    base: Array
    rate: float

    def moved(self, gradients: Array) -> Array:
        """The weight after it for each gradient, as rows."""
        moved: Array = self.base.reshape(1, -1) + self.rate * gradients
        return moved


def reasons(updated: Updated) -> list[Mistake]:
    """Mistakes that give the stated weight, from the student's own weights before the update or
    made in every update."""
    name = updated.about.of
    if updated.about.rows is not None or name not in updated.update.rates:
        return []
    about = Subject(updated.exercise.main(updated.answer.case), name)
    if updated.exercise.truth(updated.answer.case, about) is None:
        return []
    reading = Reading(updated.table, updated.forms)
    named = [*_of_the_rule(updated, reading)]
    if updated.update.optimizer != "adam":
        step = _step(updated)
        named += _of_the_gradient(updated, reading, about, step)
        named += _of_weights_ahead(updated, reading, about, step)
        if updated.answer.step == 1:
            named += _of_the_first(updated, reading, about, step)
        else:
            named += _of_another_point(updated, reading, about, step)
    return sorted(dict.fromkeys(named), key=lambda one: one.weight)


def _of_the_rule(updated: Updated, reading: Reading) -> Iterator[Mistake]:
    """What goes wrong in the rule of the optimizer, in every update."""
    network, name, many = updated.exercise.network, updated.about.of, updated.answer.step
    for mistake, update in mistaken(updated.update) if many <= LATEST else ():
        done = train(network, update._replace(steps=many), updated.case)
        moved = done.parameters.get(name) if done.problem is None else None
        if moved is not None and _states(updated, reading, arrays.as_float(moved).reshape(-1)):
            yield mistake


def _of_the_gradient(updated: Updated, reading: Reading, about: Subject, step: _Step) -> Iterator[Mistake]:
    """What goes wrong in the gradient; the step itself in the place of the weight."""
    gradients = _gradients(updated, about, step.before)
    moved = step.moved(gradients.values)
    for row in reading.near(moved):
        if _states(updated, reading, moved[row]):
            yield mistakes.NAMED[gradients.changes[row].names[0]]
    right = right_gradients(updated, about, step.before)
    if not numpy.isfinite(right).all():
        return
    before = arrays.as_float(step.before[about.wrt]).reshape(-1)
    if reading.states(step.moved(right)[0] - before):
        yield mistakes.STEP
    for mistake, rate in _other_rates(updated, step):
        if _states(updated, reading, step._replace(rate=rate).moved(right)[0]):
            yield mistake


def _other_rates(updated: Updated, step: _Step) -> Iterator[tuple[Mistake, float]]:
    """A step the other way, and one without the rate."""
    yield mistakes.DESCENT if updated.update.optimizer == "ascent" else mistakes.ASCENT, -step.rate
    yield mistakes.RATE, step.rate / abs(float(updated.rate))


def _step(updated: Updated) -> _Step:
    """The update as it is to be made, from the student's own weights where they are on the sheet."""
    before, rate = weights_before(updated, updated.answer.step), float(updated.rate)
    base = arrays.as_float(before[updated.about.of])
    if updated.update.optimizer == "momentum":
        beta = float(updated.update.settings["beta"].value)
        if updated.update.form == "average":
            rate *= 1 - beta
        if updated.answer.step > 1:
            earlier = weights_before(updated, updated.answer.step - 1)
            base = base + beta * (base - arrays.as_float(earlier[updated.about.of]))
    return _Step(before, base, rate)


def weights_before(updated: Updated, step: int) -> dict[str, Array]:
    """The weights before an update: the student's own, where they are on the sheet."""
    start = dict(numbers_of(updated.exercise.network, updated.case))
    if step > 1:
        start |= updated.trained(step - 1)
        start |= {name: own.array for name, own in updated.own_states(step - 1).items()}
    return start


def _gradients(updated: Updated, about: Subject, before: Mapping[str, Array]) -> Stack:
    """What mistakes make of the gradient at these weights."""
    case = updated.answer.case
    if updated.answer.step == 1:
        return updated.exercise.singles(case, about)
    worlds, key = _at(updated, before), key_of(about)
    trials = updated.exercise.trials(case, tuple(worlds.plan.open_steps(key, ())))
    with numpy.errstate(all="ignore"):
        return stack(worlds, 0, key, trials).told()


def right_gradients(updated: Updated, about: Subject, before: Mapping[str, Array]) -> Array:
    """The right gradient at these weights, as a row; of weights (b, r, c) in b rows."""
    with numpy.errstate(all="ignore"):
        found = _at(updated, before).value(key_of(about))
    return found.reshape(len(found), -1)


def _at(updated: Updated, before: Mapping[str, Array]) -> Worlds:
    worlds = Worlds(updated.exercise.plan(updated.answer.case))
    for name in updated.update.rates:
        weights = arrays.as_float(before[name])
        worlds.state(name, weights.reshape(-1, 1, *weights.shape[-2:]), None, True)
    return worlds


def _states(updated: Updated, reading: Reading, moved: Array) -> bool:
    if not numpy.isfinite(moved).all():
        return False
    value = moved.reshape(updated.start.shape)
    return reading.states(moved) and updated.compared(value).verdict != WRONG


def _of_the_first(updated: Updated, reading: Reading, about: Subject, step: _Step) -> Iterator[Mistake]:
    """What can only be told of the first update."""
    gradient = updated.exercise.truth(updated.answer.case, about)
    assert gradient is not None
    early = _updated_early(updated, about)
    if early is None or same(early.reshape(gradient.shape), gradient):
        return
    if _states(updated, reading, step.moved(arrays.as_float(early).reshape(1, -1))[0]):
        yield mistakes.EARLY_UPDATE


def _of_weights_ahead(updated: Updated, reading: Reading, about: Subject, step: _Step) -> Iterator[Mistake]:
    """The gradient of a forward pass with the other weights updated, as the student has them."""
    number, right = updated.answer.step, right_gradients(updated, about, step.before)
    ahead = {**updated.trained(number)}
    ahead |= {name: own.array for name, own in updated.own_states(number).items()}
    ahead[about.wrt] = step.before[about.wrt]
    early = right_gradients(updated, about, {**step.before, **ahead})
    if not same(early, right) and _states(updated, reading, step.moved(early)[0]):
        yield mistakes.EARLY_UPDATE


def _of_another_point(updated: Updated, reading: Reading, about: Subject, step: _Step) -> Iterator[Mistake]:
    """The gradient of an earlier update, or that of the place to which the velocity leads."""
    points = [weights_before(updated, earlier) for earlier in {1, updated.answer.step - 1}]
    if updated.update.optimizer == "momentum":
        beta = float(updated.update.settings["beta"].value)
        ahead, earlier = dict(step.before), points[-1]
        for name in updated.update.rates:
            now = arrays.as_float(step.before[name])
            ahead[name] = now + beta * (now - arrays.as_float(earlier[name]))
        points.append(ahead)
    for point in points:
        if _states(updated, reading, step.moved(right_gradients(updated, about, point))[0]):
            yield mistakes.ELSEWHERE


def _updated_early(updated: Updated, about: Subject) -> Array | None:
    """The gradient with all other weights already updated on the way back."""
    case = updated.answer.case
    given: dict[Any, Array] = {**updated.exercise.given(case)}
    done = train(updated.exercise.network, updated.update._replace(steps=1), updated.case, {1})
    moved: Mapping[Any, Array] = done.moments[0].values if done.moments else {}
    exchange: dict[Expr, Expr] = {}
    for name in done.recipe.trained:
        if name != about.wrt:
            leaf = updated.found.graph.leaf(name)
            exchange[leaf] = tree.name(f"{name} updated", leaf.shape)
            given[f"{name} updated"] = moved[new("w", name)]
    method = {
        site: formula if site.via is None else tree.substituted(formula, exchange)
        for site, formula in updated.exercise.method(case, about.of).items()
    }
    return value_under(about, updated.found, method, given)
