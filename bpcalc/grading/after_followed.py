"""An updated weight from the student's own weights one update before, or own gradient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy

from bpcalc.calculus.optimizers import CLOCK, changes, kept, new, optimizer, placeholder
from bpcalc.errors import InputError
from bpcalc.grading.after_reasons import LATEST, right_gradients, weights_before
from bpcalc.grading.number import RIGHT
from bpcalc.grading.truth import Subject
from bpcalc.grading.updated import Own, Updated
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import simplest
from bpcalc.language.value import value
from bpcalc.records import NamedTuple
from bpcalc.spec.network import Given

SMALL = 0.25
"""The most that rounding of the weights before may do to a step, in parts of it."""
MOVES = 2000
"""Numbers whose rounding is followed at most."""


class Followed(NamedTuple):
    """What an answer follows from: whether some of it is wrong."""

    mistaken: bool


def followed(updated: Updated) -> Followed | None:
    """Whether a weight is right from what stands before it on the sheet, as printed or before it was
    rounded to that."""
    if updated.answer.step == 1:
        gradient = updated.own_gradient()
        plain = updated.update.optimizer in ("sgd", "ascent") and updated.about.of in updated.update.rates
        if gradient is None or not plain:
            return None
        few: Array = abs(float(updated.rate)) * gradient.unit
        return _judged(updated, updated.moved(gradient.array), updated.start, few, [gradient])
    states = updated.own_states(updated.answer.step - 1)
    if not states:
        return None
    last, room = _last(updated, states), _room(updated, states)
    tried = (_judged(updated, one, last, room, states.values()) for one in _from_states(updated, states))
    return next((one for one in tried if one is not None), None)


def _judged(
    updated: Updated, fresh: Array, last: Array, room: Array | None, owns: Iterable[Own]
) -> Followed | None:
    if not arrays.finite(fresh):
        return None
    mistaken = any(not own.right for own in owns)
    if updated.compared(fresh).verdict == RIGHT:
        return Followed(mistaken)
    step = numpy.abs(arrays.as_float(fresh) - arrays.as_float(last)).max(initial=0)
    if room is None or not room.max(initial=0) <= SMALL * step:
        return None
    return Followed(mistaken) if updated.compared(fresh, room).verdict == RIGHT else None


def _last(updated: Updated, states: Mapping[str, Own]) -> Array:
    """The weight before the update."""
    name = updated.about.of
    return states[name].array if name in states else weights_before(updated, updated.answer.step)[name]


def _from_states(updated: Updated, states: Mapping[str, Own]) -> Iterator[Array]:
    """The weight after one more update, with what the rule keeps told from the weights, or worked out
    anew from them."""
    if updated.update.optimizer != "adam":  # its averages cannot be told from weights
        fresh = _by_weights(updated, states)
        if fresh is not None:
            yield fresh
    keeps = updated.update.optimizer in ("adam", "momentum") and updated.about.of in updated.update.rates
    if keeps and updated.answer.step <= LATEST:
        yield _by_gradients(updated)


def _by_weights(updated: Updated, states: Mapping[str, Own]) -> Array | None:
    """The same with what is kept told from the own weights, None where that cannot be worked out."""
    weights = weights_before(updated, updated.answer.step)
    place = updated.case.place
    values = dict(updated.case.values)
    values |= {name: Given(weights[name], False, True, place) for name in {*states, *updated.update.rates}}
    try:
        fresh = updated.state(updated.case._replace(values=values), 1)
    except InputError:  # there is no number at these weights
        return None
    return _with_momentum(updated, fresh, states)


def _with_momentum(updated: Updated, fresh: Array, last: Mapping[str, Own]) -> Array | None:
    """w + β (w − w₋₁), where `fresh` is w − α ∇l: the velocity is the last step of the student."""
    name, step = updated.about.of, updated.answer.step
    if updated.update.optimizer != "momentum" or name not in updated.update.rates:
        return fresh
    earlier = updated.own_states(step - 2) if step > 2 else {}
    if name not in last or (step > 2 and name not in earlier):
        return None
    beta = arrays.exact_array([[simplest(Fraction(updated.update.settings["beta"].value))]])
    start = earlier[name].array if step > 2 else updated.start
    velocity = arrays.add(last[name].array, arrays.negate(start))
    return arrays.add(fresh, arrays.multiply(beta, velocity))


def _by_gradients(updated: Updated) -> Array:
    """The same from the gradients at all the own weights before."""
    name, update = updated.about.of, updated.update
    leaf = updated.found.graph.leaf(name)
    rule = changes(update, leaf, placeholder("gradient", leaf.shape))
    nothing = value(tree.zeros(leaf.shape), {})
    values: dict[Any, Array] = {kept(state, name): nothing for state in optimizer(update).kept}
    for number in range(1, updated.answer.step + 1):
        weights = weights_before(updated, number)
        gradient = right_gradients(updated, _about(updated), weights).reshape(updated.start.shape)
        values |= {name: weights[name], "gradient": gradient, CLOCK: arrays.exact_array([[number]])}
        for one in rule:
            values[new(one.name, name)] = value(one.formula, values)
        values |= {kept(state, name): values[new(state, name)] for state in optimizer(update).kept}
    return values[new("w", name)]


def _room(updated: Updated, states: Mapping[str, Own]) -> Array | None:
    """What the rounding of the weights before may do to the weight after them: each one moved as far as
    it may be off, the changes added up."""
    name = updated.about.of
    moves = [
        (other, place, far if not own.right else far / 2)
        for other, own in states.items()
        for place, far in enumerate(own.unit.reshape(-1).tolist())
        if far
    ]
    if len(moves) > MOVES:
        return None
    total = numpy.zeros(updated.start.size)
    if name in states:
        kept_part = 1.0
        if updated.update.optimizer == "momentum":
            kept_part += float(updated.update.settings["beta"].value)
        for other, place, far in moves:
            if other == name:
                total[place] += kept_part * far
    if name in updated.update.rates and updated.update.optimizer != "adam" and moves:
        weights = {
            key: arrays.as_float(array)[None].repeat(len(moves) + 1, axis=0)
            for key, array in weights_before(updated, updated.answer.step).items()
            if key in updated.update.rates
        }
        for world, (other, place, far) in enumerate(moves):
            if other in weights:
                weights[other][world].reshape(-1)[place] += far
        slopes = right_gradients(updated, _about(updated), weights)
        total += abs(float(updated.rate)) * numpy.abs(slopes[:-1] - slopes[-1:]).sum(axis=0)
    found: Array = total.reshape(updated.start.shape)
    return found


def _about(updated: Updated) -> Subject:
    return Subject(updated.exercise.main(updated.answer.case), updated.about.of)
