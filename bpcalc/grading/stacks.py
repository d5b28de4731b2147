"""The values that mistakes give, all of one answer in one array: what explains a table is found by
one comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy

from bpcalc.grading.diagnosis import Change
from bpcalc.grading.method import Key, Site
from bpcalc.grading.worlds import Moved, Worlds, at
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr


class Trials(NamedTuple):
    """Mistakes ready to be made in any world. `kinds`: their formulas, each once; `which`: for each
    mistake the place of its formulas among them, −1 where it is a factor alone."""

    changes: tuple[Change, ...]
    kinds: tuple[Mapping[Site, Expr], ...]
    which: Array
    factors: Array


class Stack(NamedTuple):
    """Mistakes with what they give: a row of `values` each, entries counted as in natural shape."""

    values: Array
    changes: tuple[Change, ...]


def trials(changes: Iterable[Change]) -> Trials:
    """Mistakes, the likeliest first."""
    ordered = tuple(sorted(changes, key=lambda change: change.weight))
    places: dict[int, int] = {}
    kinds: list[Mapping[Site, Expr]] = []
    which: list[int] = []
    for change in ordered:
        known = id(change.formulas) if change.formulas else -1
        if change.formulas and known not in places:
            places[known] = len(kinds)
            kinds.append(change.formulas)
        which.append(places.get(known, -1))
    factors = numpy.array([[float(change.factor)] for change in ordered]).reshape(-1, 1)
    return Trials(ordered, tuple(kinds), numpy.array(which, dtype=int), factors)


def stack(worlds: Worlds, row: int, key: Key, made: Trials, *others: Array) -> Stack:
    """What mistakes give in one of the worlds, where it is a number and neither what is right there
    nor one of the other values; they are made in steps that are not stated there."""
    right = at(worlds.value(key), row)
    values = right.reshape(1, -1)
    if made.kinds:
        moved = Moved(worlds, row, len(made.kinds), {})
        for world, formulas in enumerate(made.kinds):
            moved.change(world, formulas)
        found = moved.value(key)
        shape = len(made.kinds), *right.shape[1:]
        found = numpy.broadcast_to(found, shape).reshape(len(made.kinds), -1)
        values = numpy.concatenate([found, values])
    values = values[made.which] * made.factors
    told = numpy.isfinite(values).all(axis=1)
    for other in (right.reshape(-1), *others):
        told &= ~alike(values, other)
    kept = numpy.flatnonzero(told).tolist()
    return Stack(values[kept], tuple(made.changes[place] for place in kept))


def alike(values: Array, other: Array) -> Array:
    """The rows that cannot be told from another value: (m,) true or false."""
    apart = numpy.abs(values - other).max(axis=1, initial=0)
    size = numpy.maximum(numpy.abs(values).max(axis=1, initial=0), numpy.abs(other).max(initial=0))
    found: Array = apart <= 1e-9 * size
    return found
