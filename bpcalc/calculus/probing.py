"""A network at many points at once: one entry of one variable moved at a time.

All points go through the graph together, along the leading axis of the value reader; only
where they would take too much memory they go in several parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from bpcalc.calculus.boundaries import Boundary, boundaries
from bpcalc.calculus.solution import Solved
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.language.value import value

ROOM = 4_000_000
"""Numbers that the quantities of one part may take together."""
WORK = 2_000_000_000
"""Entries of quantities that are worth computing in all."""


class Probe:
    """A solved case that can be evaluated beside its point.

    `entries`: the entries that are moved, name and place; `values`: where they stand; `base`:
    E there. `sides`: the exact sign of every boundary at the point, entry by entry.
    """

    def __init__(self, solved: Solved, names: dict[Any, Any], targets: tuple[str, ...]) -> None:
        self.solved = solved
        self.names = names
        self.targets = targets
        self.equations = _needed(solved)
        self.shapes = {name: solved.quantities[name].value.shape for name in targets}
        _afford(sum(rows * columns for rows, columns in self.shapes.values()), 1, _size(solved))
        self.entries = tuple(
            (name, (i, j))
            for name, (rows, columns) in self.shapes.items()
            for i in range(rows)
            for j in range(columns)
        )
        self.values = numpy.array([float(solved.quantities[name].value[at]) for name, at in self.entries])
        found = [one for name, expr in self.equations.items() for one in boundaries(name, expr)]
        exact = {name: q.value for name, q in solved.quantities.items()}
        exact |= {name: n for name, n in names.items() if isinstance(n, int)}
        self.sides = {one: _sign(value(one.sign, exact)) for one in found}
        self.boundaries = found
        base, levels = self._evaluated({})
        self.base = float(base.reshape(-1)[0])
        self._levels = dict(zip(found, levels, strict=True))
        self._crossed: dict[tuple[Boundary, float], Array] = {}

    def at(self, offsets: Sequence[float]) -> Mapping[float, Array]:
        """E for every offset, with each entry moved by it in turn: arrays of len(entries)."""
        size = _size(self.solved)
        _afford(len(self.entries), len(offsets), size)
        together = max(1, ROOM // (size * max(1, len(offsets))))
        parts = [
            self._part(range(start, min(start + together, len(self.entries))), offsets)
            for start in range(0, len(self.entries), together)
        ]
        for place, offset in enumerate(offsets):
            for one in self.boundaries:
                self._crossed[one, offset] = numpy.concatenate(
                    [crossed[one][:, place] for _, crossed in parts]
                )
        found = numpy.concatenate([results for results, _ in parts])
        return {offset: found[:, place] for place, offset in enumerate(offsets)}

    def crossed(self, boundary: Boundary, k: int, offset: float) -> Array:
        """Where entry k, moved by an offset of the last `at`, has crossed a boundary."""
        found: Array = self._crossed[boundary, offset][k]
        return found

    def any_crossed(self, offset: float) -> bool:
        """Whether any entry crosses any boundary when moved by an offset."""
        return any(self._crossed[one, offset].any() for one in self.boundaries)

    def _part(self, chosen: range, offsets: Sequence[float]) -> tuple[Array, dict[Boundary, Array]]:
        """The results (entries, offsets), and what has crossed (entries, offsets, r, c)."""
        steps = len(offsets)
        moved: dict[str, Array] = {}
        for k, index in enumerate(chosen):
            name, place = self.entries[index]
            if name not in moved:
                moved[name] = numpy.zeros((len(chosen) * steps, *self.shapes[name]))
            moved[name][k * steps : (k + 1) * steps, place[0], place[1]] = offsets
        found, levels = self._evaluated(moved)
        many = (len(chosen), steps)
        crossed = {}
        for one, level in zip(self.boundaries, levels, strict=True):
            stack = numpy.broadcast_to(level, (len(chosen) * steps, *self.sides[one].shape))
            # A point exactly on a boundary may be beside it in float64: only what moves can cross.
            away = (_sign(stack) != self.sides[one]) & (stack != self._levels[one])
            crossed[one] = away.reshape(*many, *self.sides[one].shape)
        return numpy.broadcast_to(found, (len(chosen) * steps, 1, 1)).reshape(many), crossed

    def _evaluated(self, moved: Mapping[str, Array]) -> tuple[Array, list[Array]]:
        """E and the expressions of the boundaries, some quantities moved (a result as well)."""
        nodes: dict[Expr, Array] = {}
        names = {
            **self.names,
            **{name: self.names[name] + d for name, d in moved.items() if name in self.names},
        }
        for name, expr in self.equations.items():
            found = arrays.as_float(value(expr, names, nodes))
            names[name] = found + moved[name] if name in moved else found
        levels = [arrays.as_float(value(one.sign, names, nodes)) for one in self.boundaries]
        return names[self.solved.of or ""], levels


def probe(solved: Solved, given: Mapping[str, Array], targets: tuple[str, ...]) -> Probe:
    """A case in float64, to be moved along the entries of the targets."""
    names: dict[Any, Any] = {name: arrays.as_float(array) for name, array in given.items()}
    names |= {name: n for name, n in solved.graph.letters.items() if isinstance(n, int)}
    return Probe(solved, names, targets)


def _needed(solved: Solved) -> dict[str, Expr]:
    """The equations that E depends on, in order."""
    wanted = {solved.of}
    for name, expr in reversed(tuple(solved.graph.equations.items())):
        if name in wanted:
            wanted.update(leaf.data for leaf in tree.leaves(expr))
    return {name: expr for name, expr in solved.graph.equations.items() if name in wanted}


def _sign(a: Array) -> Array:
    return numpy.sign(arrays.as_float(a))


def _size(solved: Solved) -> int:
    """Numbers of one forward pass."""
    return sum(q.value.size for q in solved.quantities.values())


def _afford(moved: int, offsets: int, size: int) -> None:
    """Refuses more work than is worth doing, before any of it is done."""
    many = moved * offsets
    if many * size > WORK:
        raise InputError(
            Problem(
                "E714",
                f"{moved} entries would need {many} forward passes of {size} numbers",
                help="choose fewer variables with --wrt",
            )
        )
