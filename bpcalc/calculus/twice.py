"""The network with its gradient as further equations, ready to be differentiated again."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.calculus.derivation import Derivation, gradient_formulas, sides
from bpcalc.calculus.forward import Values
from bpcalc.calculus.plan import FORWARD, REVERSE, Plan, plan
from bpcalc.calculus.solution import Pair
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.derivative import derivative
from bpcalc.language.length import is_writable, length
from bpcalc.language.maps import Map
from bpcalc.language.tree import Derivative, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.network import Network

TERMS = 12
"""Formulas of total derivatives with more terms, or too long to write, are left to the steps."""


SHORT = 24
"""Operations of a gradient that is differentiated as a whole."""


class Change(NamedTuple):
    """How one quantity, or one first derivative, changes with x: a Jacobian.

    `result`: ("z", "x") for ∂z/∂x; ("E", "z", "x") for ∂²E/∂z∂x. `formula`: the sum over what
    it depends on, each a local Jacobian times how that changes.
    """

    result: tuple[str, ...]
    formula: Expr
    value: Array | None


class Twice(NamedTuple):
    """Everything about second derivatives that needs no numbers.

    `gradient`: ∂of/∂q as an equation in quantities and other first derivatives, by q, and
    `backward` how it is accumulated. `widened`: the graph with these equations as well, and
    `forward` how all of it changes with each target. `totals[x][q]`: ∂q/∂x as a map, None
    where it has too many terms.
    """

    found: Derivation
    gradient: Mapping[str, Expr]
    backward: Plan
    widened: Derivation
    forward: Plan
    totals: Mapping[str, Mapping[str, Map | None]]


def twice(network: Network, found: Derivation) -> Twice:
    """The network differentiated, and ready to be differentiated again."""
    backward = plan(found, REVERSE, network.conventions)
    gradient = _equations(backward)
    widened = _widened(found, gradient)
    forwards = plan(widened, FORWARD, network.conventions)
    written = _written(found)
    totals = {target: _totals(widened, target, written) for target in found.targets}
    return Twice(found, gradient, backward, widened, forwards, totals)


def adjoint(of: str, name: str) -> str:
    """The name by which ∂of/∂name is known among the equations."""
    return f"d{of}/d{name}"


def _equations(backward: Plan) -> dict[str, Expr]:
    found: dict[str, Expr] = {}
    for one in backward.sums:
        parts = [path.formula for path in one.paths]
        found[one.result[1]] = parts[0] if len(parts) == 1 else tree.add(*parts)
    return found


def _widened(found: Derivation, gradient: Mapping[str, Expr]) -> Derivation:
    """The graph with an equation for every first derivative, and the local maps of these."""
    of = found.of or ""
    names = {adjoint(of, q): tree.partial(of, (q,), found.graph.shape(q)) for q in gradient}
    equations = {**found.graph.equations, **{adjoint(of, q): expr for q, expr in gradient.items()}}
    leaves = {**found.graph.leaves, **names}
    widened = found.graph._replace(leaves=leaves, equations=equations)
    local = dict(found.local)
    by_leaf = {leaf: name for name, leaf in names.items()}
    for q, expr in gradient.items():
        for leaf in tree.leaves(expr):
            used = by_leaf.get(leaf, leaf.data)
            one = derivative(expr, leaf)
            if one.terms:
                local[adjoint(of, q), used] = one
    leading = {adjoint(of, target) for target in found.targets}
    uses, inputs = sides(local)
    for name in reversed(tuple(equations)):
        if name in leading:
            leading.update(inputs.get(name, ()))
    return found._replace(graph=widened, local=local, uses=uses, inputs=inputs, leading=frozenset(leading))


def _written(found: Derivation) -> dict[str, Expr]:
    """The gradients that are short in quantities alone: ∂J/∂w is Xᵀ (p − y)."""
    formulas = gradient_formulas(found.graph, found.of or "", found.local)
    targets = {q: formulas[q] for q in found.targets if q in formulas}
    return {q: formula for q, formula in targets.items() if length(formula).operations <= SHORT}


def _totals(widened: Derivation, target: str, written: Mapping[str, Expr]) -> dict[str, Map | None]:
    """Total derivatives by one target as maps, None where they have too many terms.

    Of a gradient that is short in quantities, the shorter of two: its equation differentiated, or
    this formula.
    """
    found: dict[str, Map | None] = {target: maps.identity(widened.graph.shape(target))}
    for name in widened.between(target):
        parts: list[Map] | None = []
        for used, inner in tuple(found.items()):
            if (name, used) in widened.local:
                if inner is None or parts is None:
                    parts = None
                else:
                    parts.append(maps.compose(widened.local[name, used], inner))
        found[name] = _if_writable(maps.sum_of(parts) if parts else None)
    for q, formula in written.items():
        name = adjoint(widened.of or "", q)
        if name in found:
            found[name] = _shorter(found[name], _through(widened, formula, found))
    return found


def _through(widened: Derivation, formula: Expr, totals: Mapping[str, Map | None]) -> Map | None:
    """The total derivative of a formula in quantities, from theirs."""
    parts: list[Map] = []
    for leaf in sorted(tree.leaves(formula), key=lambda leaf: str(leaf.data)):
        if leaf.data in totals:
            inner = totals[leaf.data]
            if inner is None:
                return None
            parts.append(maps.compose(derivative(formula, leaf), inner))
    return _if_writable(maps.sum_of(parts) if parts else None)


def _if_writable(total: Map | None) -> Map | None:
    fits = total is not None and len(total.terms) <= TERMS and is_writable(maps.matrix(total))
    return total if fits else None


def _shorter(one: Map | None, other: Map | None) -> Map | None:
    """The map with the shorter formula, of those that have one."""
    both = [m for m in (one, other) if m is not None]
    return min(both, key=lambda m: length(maps.matrix(m)).operations) if both else None


def with_first(values: Values, of: str, first: Mapping[str, Array]) -> Values:
    """The values with those of the first derivatives, by their names."""
    named = {Derivative(of, (q,)): array for q, array in first.items()}
    return values._replace(names={**values.names, **named})


def changes_of(made: Twice, target: str, jacobians: Mapping[Pair, Array]) -> tuple[Change, ...]:
    """Everything that changes with a target, in order; `jacobians` has the values there are."""
    of, stated = made.found.of or "", made.widened.graph
    first = {adjoint(of, q): q for q in made.gradient}

    def result(name: str) -> tuple[str, ...]:
        return (of, first[name], target) if name in first else (name, target)

    def factor(name: str) -> Expr:
        shown, *by = result(name)
        shape = entries(stated.shape(name)), entries(stated.shape(target))
        return tree.partial(shown, tuple(by), shape)

    found: list[Change] = []
    for one in made.forward.sums:
        if one.target != target:
            continue
        name = one.result[0]
        terms: list[Expr] = []
        for path in one.paths:
            local = maps.matrix(made.widened.local[name, path.via])
            terms.append(local if path.via == target else simplify.product(local, factor(path.via)))
        formula = terms[0] if len(terms) == 1 else tree.add(*terms)
        found.append(Change(result(name), formula, jacobians.get(one.result)))
    return tuple(found)
