"""A claim evaluated for blocks of inputs, many at once, exactly where that is possible.

Whole numbers are tried as int64, which falls back to floats before it could overflow. Where
floats come up, the inputs are tried again in small blocks with Python numbers, until one
shows that the network itself has no exact values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy

from bpcalc.calculus.domains import Inputs
from bpcalc.calculus.forward import shortened
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import SMALL, Array
from bpcalc.language.cost import entries
from bpcalc.language.tree import Expr
from bpcalc.language.value import infinite_parts, value
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph


def needed(found: Graph, formulas: Iterable[Expr]) -> set[str]:
    """Every name that the formulas depend on."""
    used = {leaf.data for formula in formulas for leaf in tree.leaves(formula)}
    for name in reversed(tuple(found.equations)):
        if name in used:
            used |= {leaf.data for leaf in tree.leaves(found.equations[name])}
    return used


class Trial:
    """Counts while blocks of inputs come in; `example` becomes the first input that fails."""

    def __init__(self, found: Graph, given: Mapping[str, Any], formula: Expr, where: Expr | None) -> None:
        self.given, self.formula, self.where = given, formula, where
        self.graph = found
        self.covered = self.failed = 0
        self.inexact: str | None = None
        self.example: dict[str, Array] | None = None
        used = needed(found, (formula, *((where,) if where is not None else ())))
        changing = [name for name in found.leaves if name in used and name not in given]
        for name, expr in found.equations.items():
            if name in used and any(leaf.data in changing for leaf in tree.leaves(expr)):
                changing.append(name)
        sizes = [entries(found.shape(name)) for name in changing]
        self.width = max((size for size in sizes if isinstance(size, int)), default=1)

    def take_in(self, trying: Inputs, block: range) -> None:
        """Tries a block at once; in smaller ones with Python numbers where those stay exact."""
        done = self.tried(trying.at(block, exactly=False))
        if done.inexact is not None and self.inexact is None:
            step = max(1, SMALL // (2 * self.width))
            for start in range(block.start, block.stop, step):
                small = self.tried(trying.at(range(start, min(start + step, block.stop)), exactly=True))
                if small.inexact is not None:
                    break
                self.add(small)
            else:
                return
            self.inexact = small.inexact
            done = self.tried(trying.at(range(start, block.stop), exactly=False))
        self.add(done)

    def add(self, done: _Tried) -> None:
        """Counts what has been tried."""
        self.covered += done.covered
        self.failed += done.failed
        if self.example is None:
            self.example = done.example

    def tried(self, chosen: dict[str, Array]) -> _Tried:
        """The condition and the claim for some inputs."""
        inexact = None
        if self.where is not None:
            kept, good, inexact = self.holds(self.where, chosen)
            if not good.all():
                raise UndefinedError(_first(~good, chosen))
            if not kept.all():
                chosen = {name: array[kept] for name, array in chosen.items()}
                if not kept.any():
                    return _Tried(0, 0, inexact, None)
        true, good, unclear = self.holds(self.formula, chosen)
        wrong = ~(true & good)
        failed = int(numpy.count_nonzero(wrong))
        return _Tried(wrong.size, failed, inexact or unclear, _first(wrong, chosen) if failed else None)

    def holds(self, formula: Expr, chosen: dict[str, Array]) -> tuple[Array, Array, str | None]:
        """For each input whether a formula is true, and whether all it needs is finite; what was
        inexact."""
        many = next(iter(chosen.values())).shape[0] if chosen else 1
        values: dict[Any, Any] = {**self.given, **chosen}
        used = needed(self.graph, (formula,))
        inexact = next((n for n in chosen if n in used and not arrays.is_exact(chosen[n])), None)
        good = numpy.ones(many, dtype=bool)
        for name, expr in (*self.graph.equations.items(), (None, formula)):
            if name is not None and name not in used:
                continue
            parts: dict[Expr, Array] = {}
            found = shortened(value(expr, values, parts))
            if not arrays.is_exact(found):
                inexact = inexact or name or "the claim"
            for part in infinite_parts(expr, {**parts, expr: found}):
                good &= numpy.isfinite(part).all(axis=(-2, -1))
            if name is not None:
                values[name] = found
        return numpy.broadcast_to((found != 0).reshape(-1), many), good, inexact


class _Tried(NamedTuple):
    covered: int
    failed: int
    inexact: str | None
    example: dict[str, Array] | None


class UndefinedError(Exception):
    """A condition that has no finite value for the first argument, an input by name."""


def _first(chosen: Array, inputs: dict[str, Array]) -> dict[str, Array]:
    """The first of the inputs that are chosen."""
    place = int(numpy.flatnonzero(chosen)[0])
    return {name: _exactly(array[place]) for name, array in inputs.items()}


def _exactly(array: Array) -> Array:
    """One input with Python numbers, as a forward pass wants it."""
    return array if array.dtype == numpy.float64 else array.astype(object)
