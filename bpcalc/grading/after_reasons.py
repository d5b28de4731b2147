"""Why an updated weight is wrong: mistakes in the gradient, the step, or the order of updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy

from bpcalc.calculus.optimizers import new
from bpcalc.calculus.updates import train
from bpcalc.grading import mistakes
from bpcalc.grading.compare import Reading
from bpcalc.grading.diagnosis import value_under
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import WRONG
from bpcalc.grading.plan import key_of
from bpcalc.grading.stacks import Stack, stack
from bpcalc.grading.truth import Subject, same
from bpcalc.grading.updated import Updated
from bpcalc.grading.worlds import Worlds
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import numbers_of


def reasons(updated: Updated) -> list[Mistake]:
    """Mistakes that give the stated weight after an update of plain descent, from the student's
    own weights before it."""
    name = updated.about.of
    if updated.update.optimizer not in ("sgd", "ascent") or updated.about.rows is not None:
        return []
    about = Subject(updated.exercise.main(updated.answer.case), name)
    if name not in updated.update.rates or updated.exercise.truth(updated.answer.case, about) is None:
        return []
    assert updated.answer.table is not None
    reading = Reading(updated.answer.table, updated.forms)
    before = _before(updated)
    gradients = _gradients(updated, about, before)
    moved = arrays.as_float(before[name]).reshape(1, -1) + float(updated.rate) * gradients.values
    named = [
        mistakes.NAMED[gradients.changes[row].names[0]]
        for row in numpy.flatnonzero(reading.near(moved))
        if _states(updated, reading, moved[row])
    ]
    if any(one.name == "sign" for one in named):
        named = [mistakes.ASCENT, *named]
    if updated.answer.step == 1:
        named += _of_the_first(updated, reading, about)
    return sorted(dict.fromkeys(named), key=lambda one: one.weight)


def _before(updated: Updated) -> dict[str, Array]:
    """The weights before the update: the student's own, where they are on the sheet."""
    start = dict(numbers_of(updated.exercise.network, updated.case))
    if updated.answer.step > 1:
        done = train(
            updated.exercise.network, updated.update._replace(steps=updated.answer.step - 1), updated.case
        )
        start |= {**done.parameters, **updated.own_states(updated.answer.step - 1)}
    return start


def _gradients(updated: Updated, about: Subject, before: Mapping[str, Array]) -> Stack:
    """What mistakes make of the gradient at these weights."""
    case = updated.answer.case
    if updated.answer.step == 1:
        return updated.exercise.singles(case, about)
    plan = updated.exercise.plan(case)
    worlds, key = Worlds(plan), key_of(about)
    for name in updated.update.rates:
        worlds.state(name, arrays.as_float(before[name])[None, None], None, True)
    trials = updated.exercise.trials(case, tuple(plan.open_steps(key, ())))
    with numpy.errstate(all="ignore"):
        return stack(worlds, 0, key, trials)


def _states(updated: Updated, reading: Reading, moved: Array) -> bool:
    value = moved.reshape(updated.start.shape)
    return reading.states(moved) and updated.compared(value).verdict != WRONG


def _of_the_first(updated: Updated, reading: Reading, about: Subject) -> Iterator[Mistake]:
    """What can only be told of the first update."""
    gradient = updated.exercise.truth(updated.answer.case, about)
    assert gradient is not None
    gradient = gradient.reshape(updated.start.shape)
    early = _updated_early(updated, about)
    if early is not None:
        early = early.reshape(gradient.shape)
        if not same(early, gradient) and _states(updated, reading, updated.moved(early).reshape(-1)):
            yield mistakes.EARLY_UPDATE
    rate = updated.update.rates[about.wrt].value
    whole = arrays.multiply(gradient, arrays.exact_array([[Fraction(1) / rate]]))
    if _states(updated, reading, updated.moved(whole).reshape(-1)):
        yield mistakes.RATE


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
