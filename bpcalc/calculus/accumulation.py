"""The chain rule, product by product: reverse and forward accumulation over the graph.

Values are carried in the shapes of the quantities, with one leading entry for each row of
the Jacobian (reverse) or for each of its columns (forward), and never through a matrix of
size entries × entries. A product with a seed is no product: ∂l/∂ŷ itself costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy

from bpcalc.calculus.derivation import Derivation, adjoint_leaf, tangent_leaf
from bpcalc.calculus.forward import DIGITS, Values
from bpcalc.calculus.solution import Pair, Step
from bpcalc.language import arrays, maps, simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import Cost, dense_product, entries, pull_cost, push_cost
from bpcalc.language.maps import Map
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import value
from bpcalc.spec.conventions import Conventions

REVERSE, FORWARD = "reverse", "forward"


class Accumulation:
    """One pass of the chain rule over a derivation with the values of a case.

    `results` holds ∂of/∂q (reverse) or ∂q/∂target (forward) by pair, as stacks (k, r, c);
    `steps` what was done for each target, in order.
    """

    def __init__(self, found: Derivation, values: Values, conventions: Conventions) -> None:
        self.found = found
        self.values = values
        self.names = dict(values.names)
        self.nodes = dict(values.nodes)
        self.conventions = conventions
        self.results: dict[Pair, Array] = {}
        self.steps: dict[Pair, list[Step]] = {}

    # -- reverse -----------------------------------------------------------------

    def reverse(self) -> None:
        """∂of/∂q for every quantity on a path from a target, nearest to `of` first."""
        of = self.found.of
        assert of is not None
        self.results[of, of] = _seeds(self.found.graph.shape(of))
        leading = self.found.leading()
        for target in self.found.targets:
            steps = self.steps[of, target] = []
            path = self.found.between(target)
            for name in (*reversed(path), target):
                if (of, name) not in self.results and name in leading:
                    steps.extend(self._adjoint(of, name, target))

    def _adjoint(self, of: str, name: str, target: str) -> Iterator[Step]:
        """The products and the sum that give ∂of/∂name."""
        graph = self.found.graph
        leading = self.found.leading()
        paths: list[Array] = []
        via: list[str] = []
        for user in reversed(self.found.uses.get(name, ())):
            if user not in leading:
                continue
            local = self.found.local[user, name]
            leaf = adjoint_leaf(graph, of, user)
            if user == of and graph.shape(of) == (1, 1):
                leaf = simplify.ONE
            formula = maps.pull(local, leaf)
            path = self._evaluate(formula, {Derivative(of, (user,)): self.results[of, user]})
            path = _stacked(path, self.results[of, of].shape[0], graph.shape(name))
            paths.append(path)
            via.append(user)
            if user != of:
                cost = self._cost_of_pull(of, user, name, name == target)
                yield Step(
                    "product",
                    REVERSE,
                    (of, name),
                    ((of, user), (user, name)),
                    (user,),
                    formula,
                    _as_rows(path),
                    cost,
                )
        total = self._sum(paths)
        self.results[of, name] = total
        self.names[Derivative(of, (name,))] = total
        if len(paths) > 1:
            terms = tuple(tree.partial(of, (name, user), graph.shape(name)) for user in via)
            count = Cost(0, entries(graph.shape(of)) * entries(graph.shape(name)) * (len(paths) - 1))
            yield Step(
                "sum",
                REVERSE,
                (of, name),
                tuple((user, name) for user in via),
                tuple(via),
                tree.add(*terms),
                _as_rows(total),
                count,
            )

    def _cost_of_pull(self, of: str, user: str, name: str, last: bool) -> Cost:
        graph = self.found.graph
        rows = entries(graph.shape(of))
        outer = (
            last
            and self.conventions.weights == "outer"
            and name in graph.leaves
            and _is_weight(self.found.local[user, name])
        )
        if outer or self.conventions.products == "structured":
            return pull_cost(self.found.local[user, name]).times(rows)
        return dense_product(rows, entries(graph.shape(user)), entries(graph.shape(name)))

    # -- forward -----------------------------------------------------------------

    def forward(self) -> None:
        """∂q/∂target for every quantity between a target and `of`, nearest to the target first."""
        of = self.found.of
        assert of is not None
        for target in self.found.targets:
            steps = self.steps[of, target] = []
            seeds = _seeds(self.found.graph.shape(target))
            tangents = {target: seeds}
            for name in self.found.between(target):
                steps.extend(self._tangent(name, target, tangents))
            if of in tangents:
                self.results[of, target] = tangents[of]

    def _tangent(self, name: str, target: str, tangents: dict[str, Array]) -> Iterator[Step]:
        """The products and the sum that give ∂name/∂target."""
        graph = self.found.graph
        columns = entries(graph.shape(target))
        paths: list[Array] = []
        via: list[str] = []
        for used in tuple(tangents):
            if (name, used) not in self.found.local:
                continue
            local = self.found.local[name, used]
            leaf = tangent_leaf(graph, used, target)
            formula = maps.push(local, leaf)
            path = self._evaluate(formula, {leaf.data: tangents[used]})
            path = _stacked(path, tangents[target].shape[0], graph.shape(name))
            paths.append(path)
            via.append(used)
            if used != target:
                if self.conventions.products == "structured":
                    cost = push_cost(local).times(columns)
                else:
                    cost = dense_product(entries(graph.shape(name)), entries(graph.shape(used)), columns)
                yield Step(
                    "product",
                    FORWARD,
                    (name, target),
                    ((name, used), (used, target)),
                    (used,),
                    formula,
                    _as_columns(path),
                    cost,
                )
        total = self._sum(paths)
        tangents[name] = total
        self.results[name, target] = total
        if len(paths) > 1:
            terms = tuple(tree.partial(name, (target, used), graph.shape(name)) for used in via)
            count = Cost(0, entries(graph.shape(name)) * columns * (len(paths) - 1))
            yield Step(
                "sum",
                FORWARD,
                (name, target),
                tuple((name, used) for used in via),
                tuple(via),
                tree.add(*terms),
                _as_columns(total),
                count,
            )

    # -- values ------------------------------------------------------------------

    def _evaluate(self, formula: Expr, changes: Mapping[Derivative, Array]) -> Array:
        """The value of a pull or push; what it shares with the forward pass is kept."""
        found = value(formula, {**self.names, **dict(changes)}, dict(self.nodes))
        if arrays.is_exact(found) and arrays.digits(found) > DIGITS:
            return arrays.as_float(found)
        return found

    def _sum(self, paths: list[Array]) -> Array:
        total = paths[0]
        for path in paths[1:]:
            total = arrays.add(total, path)
        return total


def local_values(found: Derivation, values: Values, limit: int) -> dict[Pair, Array | None]:
    """Every local Jacobian as a matrix, None where it has more than `limit` entries."""
    graph = found.graph
    result: dict[Pair, Array | None] = {}
    for (of, wrt), local in found.local.items():
        size = entries(graph.shape(of)) * entries(graph.shape(wrt))
        small = isinstance(size, int) and size <= limit
        result[of, wrt] = value(maps.matrix(local), values.names, dict(values.nodes)) if small else None
    return result


def rows_of(accumulation: Accumulation, pair: Pair) -> Array:
    """A result of reverse accumulation as a matrix, (entries of `of`) × (entries of `wrt`)."""
    return _as_rows(accumulation.results[pair])


def columns_of(accumulation: Accumulation, pair: Pair) -> Array:
    """A result of forward accumulation as a matrix, (entries of `of`) × (entries of `wrt`)."""
    return _as_columns(accumulation.results[pair])


def _seeds(shape: Shape) -> Array:
    """The unit matrices of a shape, one for each entry: (entries, r, c)."""
    rows, columns = shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    n = rows * columns
    kind = object if n * n <= arrays.SMALL else numpy.int64
    return numpy.eye(n, dtype=numpy.int64).astype(kind).reshape(n, rows, columns)


def _stacked(array: Array, many: int, shape: Shape) -> Array:
    """A formula without the seed in it (a constant Jacobian) still has its leading axis."""
    if array.ndim == 3 and array.shape[0] == many:
        return array
    return numpy.broadcast_to(array, (many, *array.shape[-2:]))


def _as_rows(stack: Array) -> Array:
    return stack.reshape(stack.shape[0], -1)


def _as_columns(stack: Array) -> Array:
    columns: Array = stack.reshape(stack.shape[0], -1).T
    return columns


def _is_weight(local: Map) -> bool:
    """Whether this is the map of a linear layer with respect to its weights."""
    return (
        len(local.terms) == 1 and len(local.terms[0][1]) == 1 and isinstance(local.terms[0][1][0], maps.Kron)
    )
