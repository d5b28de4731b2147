"""The values that mistakes give, all of one answer in one array: what explains a table is found by
one comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy

from bpcalc.grading.diagnosis import Change
from bpcalc.grading.method import Key, Site
from bpcalc.grading.worlds import Moved, Other, Worlds, at
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

ENTRIES, FEWEST = 500_000, 4
"""How many entries the values of all mistakes in an answer may have, and how many are tried anyway."""


class Trials(NamedTuple):
    """Mistakes ready to be made in any world. `other`: by site, their formulas, each kind of
    mistake in a world of its own. `which`: for each mistake its world, −1 for a factor alone."""

    changes: tuple[Change, ...]
    kinds: int
    other: dict[Site, tuple[Other, ...]]
    which: Array
    factors: Array


class Stack(NamedTuple):
    """Mistakes with what they give: a row of `values` each, entries counted as in natural shape.
    `right`: values that no mistake gives."""

    values: Array
    changes: tuple[Change, ...]
    right: tuple[Array, ...] = ()

    def telling(self, rows: Sequence[int]) -> list[int]:
        """Those of some rows that are a number and not one of the right values."""
        values = self.values[rows]
        told = numpy.isfinite(values).all(axis=1)
        size = numpy.abs(values).max(axis=1, initial=0)
        for one in self.right:
            apart = numpy.abs(values - one).max(axis=1, initial=0)
            told &= apart > 1e-9 * numpy.maximum(size, numpy.abs(one).max(initial=0))
        return [rows[place] for place in numpy.flatnonzero(told).tolist()]

    def told(self) -> Stack:
        """The mistakes that tell."""
        rows = self.telling(range(len(self.values)))
        return Stack(self.values[rows], tuple(self.changes[row] for row in rows))


def trials(changes: Iterable[Change], shape: tuple[int, int, int]) -> Trials:
    """Mistakes, the likeliest first; of an answer with very many entries only some."""
    most = max(FEWEST, ENTRIES // math.prod(shape))
    ordered = tuple(sorted(changes, key=lambda change: change.weight)[:most])
    places: dict[int, int] = {}
    worlds: dict[frozenset[tuple[Site, Expr]], int] = {}  # what several mistakes lead to has one
    other: dict[Site, dict[bool, list[tuple[int, Expr]]]] = {}
    which: list[int] = []
    for change in ordered:
        known = id(change.formulas)
        if change.formulas and known not in places:
            instead = frozenset(change.formulas.items())
            if instead not in worlds:
                worlds[instead] = len(worlds)
                for site, formula in change.formulas.items():
                    made = other.setdefault(site, {}).setdefault(len(instead) == 1, [])
                    made.append((worlds[instead], formula))
            places[known] = worlds[instead]
        which.append(places.get(known, -1))
    ready = {
        site: tuple(
            Other([world for world, _ in made], tuple(formula for _, formula in made), alone)
            for alone, made in kinds.items()
        )
        for site, kinds in other.items()
    }
    factors = numpy.array([[float(change.factor)] for change in ordered]).reshape(-1, 1)
    return Trials(ordered, len(worlds), ready, numpy.array(which, dtype=int), factors)


def stack(worlds: Worlds, row: int, key: Key, made: Trials, *others: Array) -> Stack:
    """What mistakes give in one of the worlds, in steps that are not stated there. `others`: values
    that no mistake gives, beside what is right in that world."""
    right = at(worlds.value(key), row)
    values = right.reshape(1, -1)
    if made.kinds:
        found = Moved(worlds, row, made.kinds, {}, made.other).value(key)
        found = found if len(found) == made.kinds else found.repeat(made.kinds, axis=0)
        values = numpy.concatenate([found.reshape(made.kinds, -1), values])
    return Stack(values[made.which] * made.factors, made.changes, (right.reshape(-1), *others))
