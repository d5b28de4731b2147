"""Which mistakes give the right value with some inputs, told in float64, all of them at once.

What is clearly another number in float64 is another number exactly, and what is the same number
to many digits is the same. A rounding error may put a value on the wrong side of a kink, so both
is told at three points, beside the inputs on either side as well; where they disagree, or digits
have cancelled on the way, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import numpy

from bpcalc.grading.diagnosis import Change
from bpcalc.grading.method import Key
from bpcalc.grading.plan import Plan
from bpcalc.grading.stacks import trials
from bpcalc.grading.worlds import Moved, Worlds
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.kernels import NoValueError
from bpcalc.language.tree import Derivative
from bpcalc.records import NamedTuple

NUMBERS = 4_000_000
"""How many numbers the worlds that are worked out at once may have together."""
BESIDE = 1e-12
"""How far the points on either side are, of the inputs: farther than rounding errors reach."""
APART, SAME = 2e-9, 1e-11
"""How far values are apart that are clearly apart, and how far those may be that are the same."""
CANCELLED = 1e-6
"""Values so small, of what they are worked out from, may be made up of rounding errors."""

Asked: TypeAlias = Mapping[Key, Sequence[Change]]
"""Answers with the mistakes that are tried in each."""


class Told(NamedTuple):
    """Which of the mistakes in one answer give the right value, and of which nothing is told."""

    same: Array
    open: Array


def screened(plan: Plan, asked: Asked, given: Mapping[Key, Array]) -> dict[Key, Told]:
    """What is told of the mistakes in each answer with these inputs."""
    every = _every(asked)
    here = {key: [every.places[id(one.formulas)] for one in some] for key, some in asked.items()}
    same = {key: numpy.ones(len(some), dtype=bool) for key, some in here.items()}
    apart = {key: numpy.ones(len(some), dtype=bool) for key, some in here.items()}
    try:
        with numpy.errstate(all="ignore"):
            for inputs in _points(given):
                for key, told in _compared(plan.at(inputs), asked, every.changes).items():
                    same[key] &= told[0][here[key]]
                    apart[key] &= told[1][here[key]]
    except (NoValueError, ArithmeticError, ValueError):  # there are no numbers
        return {key: Told(numpy.zeros_like(some), numpy.ones_like(some)) for key, some in same.items()}
    return {key: Told(same[key], ~(same[key] | apart[key])) for key in asked}


class _Every(NamedTuple):
    """All mistakes once, and the place of each among them, by the id of its formulas."""

    changes: tuple[Change, ...]
    places: Mapping[int, int]


def _every(asked: Asked) -> _Every:
    once = {id(one.formulas): one for some in asked.values() for one in some}
    return _Every(tuple(once.values()), {number: place for place, number in enumerate(once)})


def _points(given: Mapping[Key, Array]) -> Iterator[dict[Key, Array]]:
    """The inputs and both sides of them."""
    here = {key: as_float(array) for key, array in given.items()}
    yield here
    generator = numpy.random.default_rng(3)
    moves = {
        key: BESIDE * numpy.where(a == 0, 1, a) * generator.uniform(0.5, 1.5, a.shape)
        for key, a in here.items()
    }
    for side in (1, -1):
        yield {key: a + side * moves[key] for key, a in here.items()}


def _compared(plan: Plan, asked: Asked, changes: Sequence[Change]) -> dict[Key, tuple[Array, Array]]:
    """Which of the changes give the right value of each answer, and which do not."""
    worlds = Worlds(plan)
    right, in_right = {key: worlds.value(key) for key in asked}, dict[Key, Array]()
    found = {
        key: (numpy.zeros(len(changes), dtype=bool), numpy.zeros(len(changes), dtype=bool)) for key in asked
    }
    for start, some in _portions(plan, asked, changes):
        made = trials(some, (1, 1, 1))
        places = {id(one.formulas): start + place for place, one in enumerate(some)}
        order = [places[id(one.formulas)] for one in made.changes]
        moved, in_moved = Moved(worlds, 0, made.kinds, {}, made.other), dict[Key, Array]()
        for key, (same, apart) in found.items():
            value = moved.value(key)
            difference = _size(value - right[key])
            own = numpy.maximum(_size(value), _size(right[key]))
            clear = ~(_doubtful(moved, key, in_moved) | _doubtful(worlds, key, in_right))
            for told, where in ((same, difference <= SAME * own), (apart, difference > APART * own)):
                told[order] = numpy.broadcast_to(where & clear, made.kinds)[made.which]
    return found


def _doubtful(worlds: Worlds, key: Key, known: dict[Key, Array]) -> Array:
    """In which worlds digits have cancelled in a value or on the way to it."""
    if key not in known:
        below = worlds.plan.inputs(key)
        alike = [one for one in below if isinstance(one, Derivative)] or below
        own = _size(worlds.value(key))
        largest = reduce(numpy.maximum, [_size(worlds.value(one)) for one in alike], own)
        found = (own > 0) & (own <= CANCELLED * largest)
        known[key] = reduce(numpy.logical_or, [_doubtful(worlds, one, known) for one in below], found)
    return known[key]


def _portions(plan: Plan, asked: Asked, changes: Sequence[Change]) -> Iterator[tuple[int, Sequence[Change]]]:
    """The changes, so many at a time as there is room for their worlds, with the place of the first."""
    steps = {step for key in asked for step in plan.everything_below(key)}
    world = sum(int(numpy.prod(plan.shape(step))) for step in steps)
    many = max(1, NUMBERS // world)
    for start in range(0, len(changes), many):
        yield start, changes[start : start + many]


def _size(array: Array) -> Array:
    """The largest entry in each world; NaN where one is no number."""
    found: Array = numpy.abs(array).reshape(len(array), -1).max(axis=1, initial=0)
    return found
