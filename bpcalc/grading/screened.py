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
    """Mistakes in one answer, by the id of their formulas: those that give the right value, and
    those of which nothing is told."""

    same: frozenset[int]
    open: frozenset[int]


def screened(plan: Plan, asked: Asked, given: Mapping[Key, Array]) -> dict[Key, Told]:
    """What is told of the mistakes in each answer with these inputs."""
    every = {key: frozenset(id(change.formulas) for change in some) for key, some in asked.items()}
    same, apart = dict(every), dict(every)
    try:
        with numpy.errstate(all="ignore"):
            for inputs in _points(given):
                here = _compared(plan.at(inputs), asked)
                same = {key: ids & here[key][0] for key, ids in same.items()}
                apart = {key: ids & here[key][1] for key, ids in apart.items()}
    except (NoValueError, ArithmeticError, ValueError):  # there are no numbers
        return {key: Told(frozenset(), ids) for key, ids in every.items()}
    return {key: Told(same[key], ids - same[key] - apart[key]) for key, ids in every.items()}


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


def _compared(plan: Plan, asked: Asked) -> dict[Key, tuple[set[int], set[int]]]:
    """The formulas, by id, that give the right value of each answer, and those that do not."""
    worlds = Worlds(plan)
    at_right: dict[Key, Array] = {}
    right = {key: worlds.value(key) for key in asked}
    found: dict[Key, tuple[set[int], set[int]]] = {key: (set(), set()) for key in asked}
    for some in _portions(plan, asked):
        made = trials(some, (1, 1, 1))
        moved = Moved(worlds, 0, made.kinds, {}, made.other)
        doubtful: dict[Key, Array] = {}
        ids = numpy.array([id(change.formulas) for change in made.changes])
        for key, told in found.items():
            value = moved.value(key)
            difference = _size(value - right[key])
            own = numpy.maximum(_size(value), _size(right[key]))
            clear = ~(_doubtful(moved, key, doubtful) | _doubtful(worlds, key, at_right))
            for ones, where in zip(told, (difference <= SAME * own, difference > APART * own), strict=True):
                worlds_of = numpy.broadcast_to(where & clear, made.kinds)
                ones.update(ids[worlds_of[made.which]].tolist())
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


def _portions(plan: Plan, asked: Asked) -> Iterator[list[Change]]:
    """All mistakes, so many at a time as there is room for their worlds."""
    every = list({id(change.formulas): change for some in asked.values() for change in some}.values())
    steps = {step for key in asked for step in plan.everything_below(key)}
    world = sum(int(numpy.prod(plan.shape(step))) for step in steps)
    many = max(1, NUMBERS // world)
    for start in range(0, len(every), many):
        yield every[start : start + many]


def _size(array: Array) -> Array:
    """The largest entry in each world; NaN where one is no number."""
    found: Array = numpy.abs(array).reshape(len(array), -1).max(axis=1, initial=0)
    return found
