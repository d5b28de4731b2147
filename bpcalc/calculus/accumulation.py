"""The chain rule in numbers: a plan carried out with the values of a case.

Values are carried in the shapes of the quantities, with one leading entry for each row of
the Jacobian (reverse) or for each of its columns (forward), and never through a matrix of
size entries × entries.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from bpcalc.calculus.forward import Values, shortened
from bpcalc.calculus.plan import REVERSE, Path, Plan, Sum
from bpcalc.calculus.solution import Pair, Step
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.tree import SCALAR, Derivative
from bpcalc.language.value import quick_value, silent
from bpcalc.records import NamedTuple
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

    def jacobians(self, of: str) -> dict[str, Array]:
        """∂of/∂q as matrices, by q."""
        return {q: self.jacobian((name, q)) for name, q in self.stacks if name == of}


@silent()
def accumulate(
    planned: Plan, graph: Graph, values: Values, seeds: Mapping[str, Array] | None = None
) -> Accumulated:
    """Every derivative of a plan for one case.

    `seeds`: in forward mode, the directions (k, r, c) in which a target moves, instead of
    one unit matrix for each of its entries.
    """
    reverse = planned.mode == REVERSE
    seeds = seeds or {}
    names = {**values.names, **{Derivative(target, (target,)): start for target, start in seeds.items()}}
    nodes = dict(values.nodes)  # what is shared with the forward pass is not computed again
    stacks: dict[Pair, Array] = {}
    if reverse and (planned.of in planned.targets or graph.shape(planned.of) == SCALAR):
        stacks[planned.of, planned.of] = _unit(graph.shape(planned.of))
    steps: list[Step] = []
    rounded: list[Pair] = []
    for one in planned.sums:
        shape = graph.shape(one.result[1] if reverse else one.result[0])
        seeded = seeds.get(one.target)
        rows = entries(graph.shape(planned.of if reverse else one.target)) if seeded is None else len(seeded)
        paths: list[Array] = []
        for path in one.paths:
            if path.jacobian is not None and seeded is None:
                stack = _as_stack(quick_value(path.jacobian, names, nodes), planned.mode, shape)
            else:
                stack = _many(quick_value(path.formula, names, nodes), rows)
            paths.append(stack)
            if path.cost is not None:
                steps.append(_multiplied(one, path, planned.mode, stack))
        total = arrays.settled(paths[0])
        for stack in paths[1:]:
            total = arrays.add(total, stack)
        if (short := shortened(total)) is not total:
            total = short
            rounded.append(one.result)
        stacks[one.result] = names[Derivative(one.result[0], (one.result[1],))] = total
        if len(paths) > 1:
            steps.append(_joined(one, planned.mode, total))
    return Accumulated(planned.mode, stacks, tuple(steps), tuple(rounded))


def _multiplied(one: Sum, path: Path, mode: str, stack: Array) -> Step:
    """A path on which something is multiplied, as a step."""
    assert path.cost is not None
    matrix = _as_matrix(stack, mode)
    return Step("product", mode, one.result, path.factors, (path.via,), path.formula, matrix, path.cost)


def _joined(one: Sum, mode: str, total: Array) -> Step:
    """The sum over the paths as a step."""
    via = tuple(path.via for path in one.paths)
    formula = tree.add(*(path.formula for path in one.paths))
    factors = tuple(path.factors[-1] for path in one.paths)
    return Step("sum", mode, one.result, factors, via, formula, _as_matrix(total, mode), one.cost)


def _many(found: Array, rows: Size) -> Array:
    """One matrix for each row of a Jacobian; a formula without the seed in it gives the same for all."""
    if found.ndim == 3:
        return found
    assert isinstance(rows, int)
    return found[None] if rows == 1 else numpy.broadcast_to(found, (rows, *found.shape))


def _unit(shape: Shape) -> Array:
    """∂q/∂q: the unit matrices of a shape, one for each entry: (entries, r, c)."""
    return _as_stack(quick_value(tree.eye(entries(shape)), {}, {}), REVERSE, shape)


def _as_stack(matrix: Array, mode: str, shape: Shape) -> Array:
    """The rows of a Jacobian (reverse), or its columns (forward), in a shape."""
    rows, columns = shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return (matrix if mode == REVERSE else matrix.T).reshape(-1, rows, columns)


def _as_matrix(stack: Array, mode: str) -> Array:
    flat: Array = stack.reshape(stack.shape[0], -1)
    return flat if mode == REVERSE else flat.T
