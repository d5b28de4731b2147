"""A derivation in symbols: Jacobians, the chain rule path by path, gradients in formulas.

Nothing here needs a number: shapes may be letters, functions may be abstract. Always in
numerator layout; gradients have the shape of their variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bpcalc.calculus.derivation import Derivation, derivation, gradient_formulas, names_of
from bpcalc.calculus.indexing import Entry, entry_of
from bpcalc.calculus.solution import Pair
from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, simplify, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.length import LONGEST, TOGETHER, is_writable, length, length_with
from bpcalc.language.maps import Map
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph
from bpcalc.spec.network import Case, Network

_T = TypeVar("_T")
TERMS = 200
"""Total Jacobians with more terms are left to the chain rule."""
SHORTENED = 10
"""How many times too long a line may be before equal terms and factors are gathered in it."""


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
    in quantities. `written_out[q]`: q in inputs and parameters. What would be too long to write
    is in none of these.
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

    def expanded(self, formula: Expr) -> Expr | None:
        """A formula in inputs and parameters only, None where it is too long to write."""
        return _expanded(self.graph, formula, self.written_out)


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
    gradients = _in_room(gradients)
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
    entry = entry_of(m, {pair[0], *names_of(found.graph, pair[0])})
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
    too_long: set[str] = set()
    waiting = [*(name for name in reversed(tuple(found.graph.equations)) if name != of), *found.graph.leaves]
    for name in waiting:
        through = [user for user in reversed(users.get(name, ())) if user in done or user in too_long]
        if not too_long.isdisjoint(through):
            too_long.add(name)
            continue
        paths = [maps.compose(done[user], found.local[user, name]) for user in through]
        total = maps.sum_of(paths) if paths else None
        if total is not None and (len(total.terms) > TERMS or not is_writable(maps.matrix(total))):
            too_long.add(name)
        elif total is not None:
            done[name] = total
    for name in found.targets:
        if name not in done and name not in too_long:
            done[name] = maps.zero(found.graph.shape(name), found.graph.shape(of))
    kept = (*order, *(name for name in found.targets if name not in order))
    return _in_room({name: maps.matrix(done[name]) for name in kept if name in done})


def _written_out(graph: Graph) -> dict[Expr, Expr]:
    """Every quantity in inputs and parameters, up to those that are too long to write."""
    found: dict[Expr, Expr] = {}
    for name, expr in graph.equations.items():
        whole = _expanded(graph, expr, found)
        if whole is not None:
            found[graph.leaf(name)] = whole
    return _in_room(found)


def _in_room(formulas: Mapping[_T, Expr]) -> dict[_T, Expr]:
    """The formulas that may be written, one after the other."""
    room = TOGETHER
    found: dict[_T, Expr] = {}
    for key, formula in formulas.items():
        operations = length(formula).operations
        if operations <= room and is_writable(formula):
            found[key], room = formula, room - operations
    return found


def _expanded(graph: Graph, formula: Expr, written: Mapping[Expr, Expr]) -> Expr | None:
    """A formula with its quantities written out; nothing is built that is far too long."""
    used = [leaf for leaf in tree.leaves(formula) if leaf.op == "name" and leaf.data in graph.equations]
    if not all(leaf in written for leaf in used):
        return None
    expected = length_with(formula, {leaf: length(written[leaf]) for leaf in used})
    if expected.operations > SHORTENED * LONGEST.operations:
        return None
    whole = simplify.tidied(formula, exchange=dict(written))
    return whole if is_writable(whole) else None


def too_long(done: Derived, what: str) -> InputError:
    """What is said of something that was to be written out, and is too long for it."""
    place = next((one.place for one in done.network.equations if one.name == what), None)
    limit = (
        f"a formula has at most {LONGEST.operations:,} operations, nested at most {LONGEST.depth} deep; "
        f"all together have {TOGETHER:,}"
    )
    help = "leave out --expand and --hessian: each step then stands in the quantities before it"
    return InputError(Problem("E724", f"written out, {what} is too long", place, notes=(limit,), help=help))


def second(done: Derived, first: str, other: str) -> Expr | None:
    """∂²of/∂first∂other for a 1×1 `of`: the Jacobian of the gradient, in inputs and parameters; None
    where it is too long to write."""
    gradient = done.expanded(done.gradients[first]) if first in done.gradients else None
    if gradient is None:
        return None
    formula = maps.matrix(derivative(gradient, done.graph.leaf(other)))
    return formula if is_writable(formula) else None
