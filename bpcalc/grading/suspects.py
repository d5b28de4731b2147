"""Mistakes that may give the right value with some inputs: the others are told apart in float64,
all of them at once.

What is clearly another number in float64 is another number exactly. Where formulas have kinks, a
rounding error may put a value on the wrong side of one: a mistake has to be clearly apart on both
sides as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy

from bpcalc.calculus.boundaries import is_smooth
from bpcalc.grading.diagnosis import Change
from bpcalc.grading.method import Key
from bpcalc.grading.plan import Plan
from bpcalc.grading.stacks import trials
from bpcalc.grading.worlds import Moved, Worlds
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.kernels import NoValueError

NUMBERS = 4_000_000
"""How many numbers the worlds that are worked out at once may have together."""
APART = 1e-8
"""How far values that are clearly apart are apart, of the larger of them."""
NOISE = 1e-10
"""The same, of the largest number on the way: rounding errors stay far below."""
BESIDE, APART_BESIDE = 1e-6, 1e-4
"""How far both sides of a kink are from a point, of its numbers, and what is clearly apart there."""


Asked: TypeAlias = Mapping[Key, Sequence[Change]]
"""Answers with the mistakes that are tried in each."""


def suspects(plan: Plan, asked: Asked, given: Mapping[Key, Array]) -> dict[Key, list[Change]]:
    """The mistakes that may give the right value of each answer with these inputs."""
    apart: dict[Key, set[int]] | None = None
    try:
        with numpy.errstate(all="ignore"):
            for inputs, least in _points(given, _has_kinks(plan, asked)):
                told = _apart(plan.at(inputs), asked, least)
                apart = told if apart is None else {key: ids & told[key] for key, ids in apart.items()}
    except (NoValueError, ArithmeticError, ValueError):  # no numbers: each is tried by itself
        apart = None
    gone = apart or {}
    return {
        key: [change for change in changes if id(change.formulas) not in gone.get(key, ())]
        for key, changes in asked.items()
    }


def _has_kinks(plan: Plan, asked: Asked) -> bool:
    steps = {step for key in asked for step in plan.everything_below(key)}
    right = (plan.formula(site) for step in steps for site in plan.sites(step))
    wrong = (formula for some in asked.values() for one in some for formula in one.formulas.values())
    return not all(map(is_smooth, {*right, *wrong}))


def _points(given: Mapping[Key, Array], kinked: bool) -> Iterator[tuple[dict[Key, Array], float]]:
    """The inputs, and what is clearly apart there; with kinks also both sides."""
    here = {key: as_float(array) for key, array in given.items()}
    yield here, APART
    if kinked:
        generator = numpy.random.default_rng(3)
        moves = {
            key: BESIDE * numpy.where(a == 0, 1, a) * generator.uniform(0.5, 1.5, a.shape)
            for key, a in here.items()
        }
        for side in (1, -1):
            yield {key: a + side * moves[key] for key, a in here.items()}, APART_BESIDE


def _apart(plan: Plan, asked: Asked, least: float) -> dict[Key, set[int]]:
    """The formulas, by id, that clearly give another value than the right ones."""
    worlds = Worlds(plan)
    right = {key: worlds.value(key) for key in asked}
    found: dict[Key, set[int]] = {key: set() for key in asked}
    for some in _portions(plan, asked):
        made = trials(some, (1, 1, 1))
        moved = Moved(worlds, 0, made.kinds, {}, made.other)
        values = {key: moved.value(key) for key in asked}
        largest = _largest(made.kinds, (*worlds.known.values(), *moved.known.values()))
        for key, value in values.items():
            difference = _largest(made.kinds, (value - right[key],))
            own = _largest(made.kinds, (value, right[key]))
            rows = numpy.flatnonzero(difference > numpy.maximum(least * own, NOISE * largest))
            found[key].update(id(made.changes[row].formulas) for row in rows.tolist())
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
    """The largest entry of some arrays in each world; NaN where one has no number."""
    found = numpy.zeros(many)
    for array in arrays:
        found = numpy.maximum(found, numpy.abs(array).reshape(len(array), -1).max(axis=1, initial=0))
    return found
