"""A derivation in symbols: Jacobians, the chain rule path by path, gradients in formulas.

Nothing here needs a number: shapes may be letters, functions may be abstract. Always in
numerator layout; gradients have the shape of their variable.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.calculus.derivation import Derivation, derivation, gradient_formulas
from bpcalc.calculus.indexing import Entry, entry_of
from bpcalc.calculus.solution import Pair
from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, simplify
from bpcalc.language.derivative import derivative
from bpcalc.language.maps import Map
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph
from bpcalc.spec.network import Case, Network


class Local(NamedTuple):
    """The direct derivative of an equation by a name in it; `entry` where it says more than
    the formula."""

    map: Map
    formula: Expr
    structure: str
    entry: Entry | None


class Derived(NamedTuple):
    """A network derived in symbols.

    `order`: what `of` is differentiated by, in the order of reverse accumulation; `users[q]`:
    the equations through which `of` depends on q, nearest to `of` first. `gradients` of a
    1×1 `of` have the shape of their variable, `totals` of any other are whole Jacobians, both
    in quantities. `written_out[q]`: q in inputs and parameters.
    """

    network: Network
    found: Derivation
    locals: Mapping[Pair, Local]
    order: tuple[str, ...]
    users: Mapping[str, tuple[str, ...]]
    gradients: Mapping[str, Expr]
    totals: Mapping[str, Expr]
    written_out: Mapping[Expr, Expr]

    @property
    def graph(self) -> Graph:
        """The expressions of the network."""
        return self.found.graph

    @property
    def of(self) -> str | None:
        """What is differentiated."""
        return self.found.of

    def expanded(self, formula: Expr) -> Expr:
        """A formula in inputs and parameters only."""
        return simplify.tidied(formula, exchange=dict(self.written_out))


def derived(
    network: Network,
    of: str | None = None,
    wrt: tuple[str, ...] | None = None,
    case: Case | None = None,
) -> Derived:
    """The derivation of a network, or of one case of it.

    Raises InputError for equations that do not fit and for names that do not exist.
    """
    found = derivation(network, graph(network, case), of, wrt)
    local = {pair: _local(found, pair, m) for pair, m in found.local.items()}
    users = _users(found)
    order = _order(found, users)
    gradients = gradient_formulas(found.graph, found.of or "", found.local)
    for name in found.targets:
        if gradients and name not in gradients:
            gradients[name] = simplify.zeros(found.graph.shape(name))
    totals = {} if gradients or found.of is None else _totals(found, order, users)
    return Derived(network, found, local, order, users, gradients, totals, _written_out(found.graph))


def chosen_case(network: Network, name: str | None) -> Case | None:
    """The case of a name; None for no name. Raises InputError where there is none."""
    if name is None:
        return None
    for case in network.cases:
        if case.name == name:
            return case
    names = ", ".join(case.name for case in network.cases if case.name)
    help = f"the cases: {names}" if names else "this spec has no cases"
    raise InputError(Problem("E517", f"there is no case {name}", help=help))


def _local(found: Derivation, pair: Pair, m: Map) -> Local:
    of, wrt = pair
    graph = found.graph
    equation = graph.equations[of]
    # σ'(sᵢ) says more than aᵢ·(1 − aᵢ), but softmax needs all of z, so there p stays a name.
    plain = equation.op == "call" and equation.data[0].elementwise
    entry = entry_of(derivative(equation, graph.leaf(wrt)) if plain else m)
    formula, kind = maps.matrix(m), maps.structure(m)
    if entry is not None and (kind in ("identity", "zero") or not _says_more(entry.formula)):
        entry = None
    return Local(m, formula, kind, entry)


def _says_more(formula: Expr) -> bool:
    """Whether an entry is more than the entry of a name."""
    inner = formula.args[0] if formula.op == "neg" else formula
    return inner.op not in ("slice", "name", "number")


def _users(found: Derivation) -> dict[str, tuple[str, ...]]:
    if found.of is None:
        return {}
    return {
        name: tuple(user for user in reversed(users) if user in found.leading)
        for name, users in found.uses.items()
        if name in found.leading
    }


def _order(found: Derivation, users: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Quantities from the end to the start, each parameter right after what it feeds."""
    if found.of is None:
        return ()
    order: list[str] = []
    needed = {name for target in found.targets for name in found.between(target)}
    for name in reversed(tuple(found.graph.equations)):
        if name != found.of and (name in needed or name in found.targets) and users.get(name):
            order.append(name)
    steps = [found.of, *order]
    leaves = [name for name in found.targets if name in found.graph.leaves and users.get(name)]
    for name in leaves:
        last = max((steps.index(user) for user in users[name] if user in steps), default=0)
        behind = steps[last]
        place = 0 if behind == found.of else order.index(behind) + 1
        while place < len(order) and order[place] in leaves:
            place += 1
        order.insert(place, name)
    return tuple(order)


def _totals(
    found: Derivation, order: tuple[str, ...], users: Mapping[str, tuple[str, ...]]
) -> dict[str, Expr]:
    """∂of/∂q for a matrix-valued `of`, as Jacobians in quantities."""
    of = found.of or ""
    done: dict[str, Map] = {of: maps.identity(found.graph.shape(of))}
    waiting = [*(name for name in reversed(tuple(found.graph.equations)) if name != of), *found.graph.leaves]
    for name in waiting:
        through = [user for user in reversed(users.get(name, ())) if user in done]
        paths = [maps.compose(done[user], found.local[user, name]) for user in through]
        if paths:
            done[name] = maps.sum_of(paths)
    for name in found.targets:
        if name not in done:
            done[name] = maps.zero(found.graph.shape(name), found.graph.shape(of))
    kept = (*order, *(name for name in found.targets if name not in order))
    return {name: maps.matrix(done[name]) for name in kept if name in done}


def _written_out(graph: Graph) -> dict[Expr, Expr]:
    """Every quantity in inputs and parameters."""
    found: dict[Expr, Expr] = {}
    for name, expr in graph.equations.items():
        found[graph.leaf(name)] = simplify.tidied(expr, exchange=found)
    return found


def second(done: Derived, first: str, other: str) -> Expr:
    """∂²of/∂first∂other for a 1×1 `of`: the Jacobian of the gradient, in inputs and parameters."""
    gradient = done.expanded(done.gradients[first])
    return maps.matrix(derivative(gradient, done.graph.leaf(other)))
