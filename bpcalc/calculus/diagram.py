"""The computational graph as data: nodes with values, edges with what flows back along them.

Nothing here is drawn. The edge from u to q carries (∂q/∂u)ᵀ · ∂of/∂q, the share of ∂of/∂u
that comes through this use; the gradient of u is the sum of the shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.calculus.derivation import derivation
from bpcalc.calculus.drawn_steps import EQUATIONS, Step, steps_of
from bpcalc.calculus.failures import failure, in_case
from bpcalc.calculus.forward import DIGITS, Values, forward
from bpcalc.calculus.labels import label_names
from bpcalc.calculus.limits import require_affordable
from bpcalc.calculus.solve import SHOWN, chosen_cases
from bpcalc.errors import Problem
from bpcalc.language import arrays, maps, tree
from bpcalc.language.arrays import Array
from bpcalc.language.derivative import derivative
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import NoValueError, value
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph, numbers_of
from bpcalc.spec.network import INPUT, PARAMETER, Case, Network

RESULT, OPERATION, CONSTANT = "result", "operation", "constant"
SEED = "#seed"


class Node(NamedTuple):
    """A quantity, or one operation.

    `kind`: "input", "parameter", "target", "result", "operation" or "constant". `key` is the name
    of a quantity, else unique. `formula`: what it computes, in quantities; None for what is
    declared. `over`: the same over the `slots` of its incoming edges. `gradient`: ∂of/∂node.
    """

    key: str
    kind: str
    shape: Shape
    formula: Expr | None = None
    over: Expr | None = None
    slots: tuple[Expr, ...] = ()
    value: Array | None = None
    gradient: Array | None = None

    @property
    def named(self) -> bool:
        """Whether the spec has a name for it."""
        return self.kind not in (OPERATION, CONSTANT)


class Edge(NamedTuple):
    """One use of `start` in `end`; `gradient` is the share of ∂of/∂start that comes through it."""

    start: str
    end: str
    gradient: Array | None = None

    @property
    def names(self) -> bool:
        """Whether it only leads from an operation to the name of its result."""
        return self.start.startswith(f"{self.end}:")


class Diagram(NamedTuple):
    """A graph to be drawn. The edges into a node are in the order of its `slots`; nodes come
    after what they use. `problem`: why values end somewhere, if they do."""

    title: str
    case: str | None
    of: str | None
    grain: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    problem: Problem | None = None

    def into(self, key: str) -> tuple[Edge, ...]:
        """The uses that a node makes of others."""
        return tuple(edge for edge in self.edges if edge.end == key)

    def out_of(self, key: str) -> tuple[Edge, ...]:
        """The uses of a node."""
        return tuple(edge for edge in self.edges if edge.start == key)


def diagram(
    network: Network, case: str | None = None, grain: str = EQUATIONS, values: bool = True
) -> Diagram:
    """The graph of one case, without a name of the first; `values=False`: its structure alone.

    Raises InputError for equations that do not fit and for a case that does not exist.
    """
    chosen: Case = chosen_cases(network, case)[0]
    found = graph(network, chosen)
    steps = steps_of(found, grain)
    known = forward(network, found, numbers_of(network, chosen)) if values else _nothing()
    gradients = _gradients(network, found, steps, known) if values else _Gradients()
    nodes = [
        Node(name, network.declared[name].kind, leaf.shape, value=known.names.get(name))
        for name, leaf in found.leaves.items()
    ]
    nodes += [
        Node(step.key, _kind(step, found), step.over.shape, step.formula, step.over,
             tuple(slot for slot, _ in step.slots), _value(step, known))
        for step in steps
    ]  # fmt: skip
    edges = tuple(
        Edge(start, step.key, gradients.shares.get((step.key, place)))
        for step in steps
        for place, (_, start) in enumerate(step.slots)
    )
    problem = known.problem or gradients.problem
    if problem is not None:
        problem = None if problem.code == "E601" else in_case(problem, chosen.name)
    whole = tuple(node._replace(gradient=gradients.totals.get(node.key)) for node in nodes)
    return Diagram(network.title, chosen.name if values else None, found.of, grain, whole, edges, problem)


def _kind(step: Step, found: Graph) -> str:
    return RESULT if step.key in found.equations else OPERATION if step.slots else CONSTANT


def _nothing() -> Values:
    return Values({}, {}, {}, {}, None)


def _value(step: Step, known: Values) -> Array | None:
    """The value of a step, where everything in it has one, and it is finite."""
    if step.key in known.names:
        return known.names[step.key]  # type: ignore[no-any-return]
    if any(leaf.data not in known.names for leaf in tree.leaves(step.formula)):
        return None
    try:
        found = value(step.formula, known.names, dict(known.nodes))
    except NoValueError:
        return None
    return found if arrays.finite(found) else None


# -- gradients -----------------------------------------------------------------------


class _Gradients(NamedTuple):
    """`totals`: ∂of/∂node by key. `shares`: the part through each use, by user and place.
    `problem`: why there are none, where one of them is not finite."""

    totals: Mapping[str, Array] = {}
    shares: Mapping[tuple[str, int], Array] = {}
    problem: Problem | None = None


def _gradients(network: Network, found: Graph, steps: tuple[Step, ...], known: Values) -> _Gradients:
    """Reverse accumulation step by step, where `of` is 1×1 and everything has a value."""
    if found.of is None or found.shape(found.of) != SCALAR or known.problem is not None:
        return _Gradients()
    require_affordable(derivation(network, found), SHOWN)
    moving = _moving(network, steps) - label_names(found, found.of).difference(network.wrt or ())
    totals: dict[str, Array] = {found.of: arrays.exact_array([[1]])}
    shares: dict[tuple[str, int], Array] = {}
    values = {name: known.names[name] for name in found.leaves}
    values |= {step.key: _value(step, known) for step in steps}
    for step in reversed(steps):
        if step.key not in totals:
            continue
        inside: dict[Any, Any] = dict(known.names)
        inside |= {slot.data: values[start] for slot, start in step.slots}
        inside[SEED] = totals[step.key]
        for place, (slot, start) in enumerate(step.slots):
            if start not in moving:
                continue
            local = derivative(step.over, slot)
            share = _short(value(maps.pull(local, tree.name(SEED, step.over.shape)), inside))
            if not arrays.finite(share):
                return _Gradients(problem=_failure(network, step, start, maps.matrix(local), inside))
            shares[step.key, place] = share
            totals[start] = _short(arrays.add(totals[start], share)) if start in totals else share
    return _Gradients(totals, shares)


def _failure(
    network: Network, step: Step, start: str, jacobian: Expr, inside: Mapping[Any, Any]
) -> Problem | None:
    """What is wrong with a derivative that is not finite."""
    quantity = step.key.partition(":")[0]
    known: dict[Expr, Array] = {}
    found = value(jacobian, inside, known)
    whole = ":" not in step.key + start
    name = f"d{quantity}/d{start}" if whole else f"a derivative in the equation of {quantity}"
    problem = failure(network, name, jacobian, found, known)
    if whole or problem is None:
        return problem
    place = next((equation.place for equation in network.equations if equation.name == quantity), None)
    return problem._replace(notes=(), place=place)


def _moving(network: Network, steps: tuple[Step, ...]) -> frozenset[str]:
    """What may have a gradient: inputs and parameters, targets if asked, what depends on them."""
    found = {*network.names(INPUT), *network.names(PARAMETER), *(network.wrt or ())}
    for step in steps:
        if any(start in found for _, start in step.slots):
            found.add(step.key)
    return frozenset(found)


def _short(array: Array) -> Array:
    return arrays.as_float(array) if arrays.is_exact(array) and arrays.digits(array) > DIGITS else array
