"""The chain rule in numbers: a plan carried out with the values of a case.

Values are carried in the shapes of the quantities, with one leading entry for each row of
the Jacobian (reverse) or for each of its columns (forward), and never through a matrix of
size entries × entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy

from bpcalc.calculus.forward import DIGITS, Values
from bpcalc.calculus.plan import REVERSE, Plan, Sum
from bpcalc.calculus.solution import Pair, Step
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import value
from bpcalc.spec.graph import Graph


class Accumulated(NamedTuple):
    """`stacks`: ∂of/∂q (reverse) or ∂q/∂target (forward) by pair, shape (k, r, c). `steps`: what
    was multiplied and added, in order. `rounded`: what went on in float64."""

    mode: str
    stacks: Mapping[Pair, Array]
    steps: tuple[Step, ...]
    rounded: tuple[Pair, ...]

    def jacobian(self, pair: Pair) -> Array:
        """A result as a matrix, (entries of `of`) × (entries of `wrt`)."""
        return _as_matrix(self.stacks[pair], self.mode)


def accumulate(
    planned: Plan, graph: Graph, values: Values, seeds: Mapping[str, Array] | None = None
) -> Accumulated:
    """Every derivative of a plan for one case.

    `seeds`: in forward mode, the directions (k, r, c) in which a target moves, instead of
    one unit matrix for each of its entries.
    """
    seeds = seeds or {}
    names = dict(values.names)
    stacks: dict[Pair, Array] = {}
    if planned.mode == REVERSE:
        stacks[planned.of, planned.of] = names[Derivative(planned.of, (planned.of,))] = _seeds(
            graph.shape(planned.of)
        )
    else:
        for target in planned.targets:
            start = seeds[target] if target in seeds else _seeds(graph.shape(target))
            names[Derivative(target, (target,))] = start
    steps: list[Step] = []
    rounded: list[Pair] = []
    for one in planned.sums:
        seeded = planned.of if planned.mode == REVERSE else one.target
        many = names[Derivative(seeded, (seeded,))].shape[0]
        paths = [_path(path.formula, many, names, values) for path in one.paths]
        steps.extend(
            Step("product", planned.mode, one.result, path.factors, (path.via,), path.formula,
                 _as_matrix(found, planned.mode), path.cost)
            for path, found in zip(one.paths, paths, strict=True)
            if path.cost is not None
        )  # fmt: skip
        total = paths[0]
        for path in paths[1:]:
            total = arrays.add(total, path)
        if arrays.is_exact(total) and arrays.digits(total) > DIGITS:
            total = arrays.as_float(total)
            rounded.append(one.result)
        stacks[one.result] = names[Derivative(one.result[0], (one.result[1],))] = total
        if len(paths) > 1:
            steps.append(_joined(one, planned.mode, total))
    return Accumulated(planned.mode, stacks, tuple(steps), tuple(rounded))


def _joined(one: Sum, mode: str, total: Array) -> Step:
    """The sum over the paths as a step."""
    via = tuple(path.via for path in one.paths)
    formula = tree.add(*(path.formula for path in one.paths))
    factors = tuple(path.factors[-1] for path in one.paths)
    return Step("sum", mode, one.result, factors, via, formula, _as_matrix(total, mode), one.cost)


def _path(formula: Expr, many: int, names: dict[object, Array], values: Values) -> Array:
    """One path as a stack; what it shares with the forward pass is not computed again."""
    found = value(formula, names, dict(values.nodes))
    # A formula without the seed in it (a constant Jacobian) has no leading axis yet.
    return found if found.ndim == 3 else numpy.broadcast_to(found, (many, *found.shape))


def _seeds(shape: Shape) -> Array:
    """The unit matrices of a shape, one for each entry: (entries, r, c)."""
    rows, columns = shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    n = rows * columns
    kind = object if n * n <= arrays.SMALL else numpy.int64
    return numpy.eye(n, dtype=numpy.int64).astype(kind).reshape(n, rows, columns)


def _as_matrix(stack: Array, mode: str) -> Array:
    flat: Array = stack.reshape(stack.shape[0], -1)
    return flat if mode == REVERSE else flat.T
