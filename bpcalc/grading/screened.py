"""Which mistakes give the right value with some inputs, told in float64, all of them at once.

What is clearly another number in float64 is another number exactly, and what is the same number
to many digits is the same. A rounding error may put a value on the wrong side of a kink, so both
is told at three points, beside the inputs on either side as well; where they disagree, or rounding
errors may be as large as the value, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy

from bpcalc.grading.diagnosis import Change
from bpcalc.grading.method import Key
from bpcalc.grading.plan import Plan
from bpcalc.grading.stacks import trials
from bpcalc.grading.worlds import Moved, Worlds
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.kernels import NoValueError
from bpcalc.records import NamedTuple

NUMBERS = 4_000_000
"""How many numbers the worlds that are worked out at once may have together."""
BESIDE = 1e-10
"""How far the points on either side are, of the inputs."""
APART, APART_BESIDE = 1e-8, 1e-7
"""How far values that are clearly apart are apart, of the larger of them."""
SAME = 1e-11
"""How far values may be apart that are clearly the same."""
NOISE = 1e-10
"""What rounding errors stay far below, of the largest number on the way."""

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
            for inputs, least in _points(given):
                here = _compared(plan.at(inputs), asked, least)
                same = {key: ids & here[key][0] for key, ids in same.items()}
                apart = {key: ids & here[key][1] for key, ids in apart.items()}
    except (NoValueError, ArithmeticError, ValueError):  # there are no numbers
        return {key: Told(frozenset(), ids) for key, ids in every.items()}
    return {key: Told(same[key], ids - same[key] - apart[key]) for key, ids in every.items()}


def _points(given: Mapping[Key, Array]) -> Iterator[tuple[dict[Key, Array], float]]:
    """The inputs and both sides of them, with how far values are apart there."""
    here = {key: as_float(array) for key, array in given.items()}
    yield here, APART
    generator = numpy.random.default_rng(3)
    moves = {
        key: BESIDE * numpy.where(a == 0, 1, a) * generator.uniform(0.5, 1.5, a.shape)
        for key, a in here.items()
    }
    for side in (1, -1):
        yield {key: a + side * moves[key] for key, a in here.items()}, APART_BESIDE


def _compared(plan: Plan, asked: Asked, least: float) -> dict[Key, tuple[set[int], set[int]]]:
    """The formulas, by id, that give the right value of each answer, and those that do not."""
    worlds = Worlds(plan)
    right = {key: worlds.value(key) for key in asked}
    found: dict[Key, tuple[set[int], set[int]]] = {key: (set(), set()) for key in asked}
    for some in _portions(plan, asked):
        made = trials(some, (1, 1, 1))
        moved = Moved(worlds, 0, made.kinds, {}, made.other)
        values = {key: moved.value(key) for key in asked}
        noise = NOISE * _largest(made.kinds, (*worlds.known.values(), *moved.known.values()))
        ids = [id(change.formulas) for change in made.changes]
        for key, value in values.items():
            difference = _largest(made.kinds, (value - right[key],))
            own = _largest(made.kinds, (value, right[key]))
            same = (difference <= SAME * own) & ((own > noise) | (own == 0))
            apart = difference > numpy.maximum(least * own, noise)
            for told, rows in zip(found[key], (same, apart), strict=True):
                told.update(ids[row] for row in numpy.flatnonzero(rows).tolist())
    return found


def _portions(plan: Plan, asked: Asked) -> Iterator[list[Change]]:
    """All mistakes, so many at a time as there is room for their worlds."""
    every = list({id(change.formulas): change for some in asked.values() for change in some}.values())
    steps = {step for key in asked for step in plan.everything_below(key)}
    world = sum(int(numpy.prod(plan.shape(step))) for step in steps)
    many = max(1, NUMBERS // world)
    for start in range(0, len(every), many):
        yield every[start : start + many]


def _largest(many: int, arrays: Iterable[Array]) -> Array:
    """The largest entry of some arrays in each world; NaN where one is no number."""
    found = numpy.zeros(many)
    for array in arrays:
        found = numpy.maximum(found, numpy.abs(array).reshape(len(array), -1).max(axis=1, initial=0))
    return found
