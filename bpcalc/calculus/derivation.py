"""The symbolic side of a solution: local maps and the order of accumulation.

Made once per graph, not per case: cases of one shape share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, simplify, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.maps import Map
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import INPUT, PARAMETER, TARGET, Network


class Derivation(NamedTuple):
    """`local[q, u]`: the map of equation q by the name u in it. `uses[u]`: the equations with u
    in them. `leading`: what `of` depends on, itself included. `targets`: what `of` is
    differentiated by, inputs first."""

    graph: Graph
    of: str | None
    local: Mapping[tuple[str, str], Map]
    uses: Mapping[str, tuple[str, ...]]
    leading: frozenset[str]
    targets: tuple[str, ...]

    def between(self, target: str) -> tuple[str, ...]:
        """The equations on a path from a target to `of`, in order."""
        reached = {target}
        for name in self.graph.equations:  # in order, so one pass reaches everything
            if any((name, used) in self.local for used in reached):
                reached.add(name)
        reached.discard(target)  # which may be an equation itself
        return tuple(name for name in self.graph.equations if name in reached and name in self.leading)


def names_of(graph: Graph, equation: str) -> tuple[str, ...]:
    """The names in an equation, in the order in which they stand."""
    found = dict.fromkeys(part.data for part in tree.nodes(graph.equations[equation]) if part.op == "name")
    return tuple(found)


def derivation(
    network: Network, graph: Graph, of: str | None = None, wrt: tuple[str, ...] | None = None
) -> Derivation:
    """Local maps of every equation, and what is accumulated.

    Raises InputError where `of` or `wrt` is no quantity of the network.
    """
    of = _known(graph, of) if of is not None else graph.of
    chosen = wrt if wrt is not None else network.wrt
    for name in chosen or ():
        _known(graph, name)
    skipped = {name for name in network.names(TARGET) if name not in (chosen or ())}
    local: dict[tuple[str, str], Map] = {}
    uses: dict[str, list[str]] = {}
    for equation, expr in graph.equations.items():
        own = {expr: graph.leaf(equation)} if expr.op == "call" else {}
        for name in names_of(graph, equation):
            if name not in skipped:
                local[equation, name] = maps.substituted(derivative(expr, graph.leaf(name)), own)
                uses.setdefault(name, []).append(equation)
    frozen = {name: tuple(found) for name, found in uses.items()}
    leading = _leading(graph, of, local)
    if of is None:
        return Derivation(graph, of, local, frozen, leading, ())
    if chosen is None:
        inputs = [name for name in network.names(INPUT) if name in leading]
        parameters = [name for name in network.names(PARAMETER) if name in leading]
        chosen = (*inputs, *_nearest_first(graph, frozen, leading, parameters))
    return Derivation(graph, of, local, frozen, leading, chosen)


def _leading(graph: Graph, of: str | None, local: Mapping[tuple[str, str], Map]) -> frozenset[str]:
    """Everything that `of` depends on, itself included."""
    found = set() if of is None else {of}
    for name in reversed(tuple(graph.equations)):
        if name in found:
            found.update(used for user, used in local if user == name)
    return frozenset(found)


def _nearest_first(
    graph: Graph, uses: Mapping[str, tuple[str, ...]], leading: frozenset[str], parameters: list[str]
) -> list[str]:
    """Parameters in the order of reverse accumulation: the last one used comes first."""
    order = {name: place for place, name in enumerate(graph.equations)}
    last = {name: max(order[q] for q in uses[name] if q in leading) for name in parameters}
    return sorted(parameters, key=lambda name: -last[name])


def _known(graph: Graph, name: str) -> str:
    if name not in graph.equations and name not in graph.leaves:
        from difflib import get_close_matches

        known = [*graph.leaves, *graph.equations]
        near = get_close_matches(name, known, n=1)
        raise InputError(
            Problem(
                "E301",
                f"{name} is not a quantity of this network",
                help=f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}",
            )
        )
    return name


def adjoint_leaf(graph: Graph, of: str, name: str) -> Expr:
    """∂of/∂name as a name, in the shape of the variable."""
    return tree.partial(of, (name,), graph.shape(name))


def tangent_leaf(graph: Graph, name: str, target: str) -> Expr:
    """∂name/∂target as a name, in the shape of the quantity that changes."""
    return tree.partial(name, (target,), graph.shape(name))


def gradient_formulas(graph: Graph, of: str, local: Mapping[tuple[str, str], Map]) -> dict[str, Expr]:
    """∂of/∂q in formulas of quantities alone, in the shape of q, for every q that `of` depends on.

    Only for a 1×1 `of`; else nothing.
    """
    if not of or graph.shape(of) != (1, 1):
        return {}
    found: dict[str, Expr] = {of: simplify.ONE}
    uses: dict[str, list[str]] = {}
    for user, name in local:
        uses.setdefault(name, []).append(user)
    for name in (*reversed(tuple(graph.equations)), *graph.leaves):
        paths = [
            maps.pull(local[user, name], found[user])
            for user in reversed(uses.get(name, []))
            if user in found
        ]
        if paths and name != of:
            found[name] = simplify.plus(*paths)
    return found
