"""The symbolic side of a solution: local maps and the order of accumulation.

Made once per graph, not per case: cases of one shape share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bpcalc.calculus.labels import label_names
from bpcalc.calculus.solution import Pair
from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, simplify, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.maps import Map
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import INPUT, PARAMETER, TARGET, Network
from bpcalc.spec.report import not_computed


class Derivation(NamedTuple):
    """`local[q, u]`: the map of equation q by the name u in it. `uses[u]`: the equations with u
    in them; `inputs[q]`: the names in q. `leading`: what `of` depends on, itself included.
    `targets`: what `of` is differentiated by, inputs first."""

    graph: Graph
    of: str | None
    local: Mapping[Pair, Map]
    uses: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, tuple[str, ...]]
    leading: frozenset[str]
    targets: tuple[str, ...]

    def between(self, *targets: str) -> tuple[str, ...]:
        """The equations on a path from a target to `of`, in order."""
        reached: set[str] = set()
        waiting = list(targets)
        while waiting:
            fresh = (name for name in self.uses.get(waiting.pop(), ()) if name in self.leading)
            waiting += (new := [name for name in fresh if name not in reached])
            reached.update(new)
        return tuple(name for name in self.graph.equations if name in reached)


def names_of(graph: Graph, equation: str) -> tuple[str, ...]:
    """The names in an equation, in the order in which they stand."""
    found = dict.fromkeys(part.data for part in tree.nodes(graph.equations[equation]) if part.op == "name")
    return tuple(found)


def sides(local: Iterable[Pair]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """`uses` and `inputs` of a derivation, in the order of its local maps."""
    uses: dict[str, list[str]] = {}
    inputs: dict[str, list[str]] = {}
    for user, name in local:
        uses.setdefault(name, []).append(user)
        inputs.setdefault(user, []).append(name)
    return {k: tuple(v) for k, v in uses.items()}, {k: tuple(v) for k, v in inputs.items()}


def derivation(
    network: Network, graph: Graph, of: str | None = None, wrt: tuple[str, ...] | None = None
) -> Derivation:
    """Local maps of every equation, and what is accumulated.

    Raises InputError where `of` or `wrt` is no quantity of the network, or `of` no result.
    """
    of = _known(graph, of) if of is not None else graph.of
    if of is not None and of in graph.leaves:
        raise InputError(not_computed(of, graph.equations))
    chosen = wrt if wrt is not None else network.wrt
    for name in chosen or ():
        _known(graph, name)
    labels = label_names(graph, of)
    if not labels.isdisjoint(chosen or ()):
        labels = frozenset()
    skipped = labels.union(network.names(TARGET)).difference(chosen or ())
    local: dict[Pair, Map] = {}
    for equation, expr in graph.equations.items():
        own = {expr: graph.leaf(equation)} if expr.op == "call" else {}
        for name in names_of(graph, equation):
            if name not in skipped:
                local[equation, name] = maps.substituted(derivative(expr, graph.leaf(name)), own)
    uses, inputs = sides(local)
    leading = _leading(graph, of, inputs)
    if of is None:
        return Derivation(graph, of, local, uses, inputs, leading, ())
    if chosen is None:
        given = [name for name in network.names(INPUT) if name in leading and name not in labels]
        parameters = [name for name in network.names(PARAMETER) if name in leading]
        chosen = (*given, *_nearest_first(graph, uses, leading, parameters))
    return Derivation(graph, of, local, uses, inputs, leading, chosen)


def _leading(graph: Graph, of: str | None, inputs: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Everything that `of` depends on, itself included."""
    found = set() if of is None else {of}
    for name in reversed(tuple(graph.equations)):
        if name in found:
            found.update(inputs.get(name, ()))
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
