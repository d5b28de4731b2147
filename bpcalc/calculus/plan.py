"""The chain rule in symbols: every product and every joining sum, in order, without a number.

Planned once for all cases of one shape. A product with a seed is no product: ∂l/∂ŷ itself
costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bpcalc.calculus.derivation import Derivation, adjoint_leaf, tangent_leaf
from bpcalc.calculus.solution import Pair
from bpcalc.language import maps, simplify
from bpcalc.language.cost import FREE, Cost, dense_product, entries, pull_cost, push_cost
from bpcalc.language.maps import Map
from bpcalc.language.sizes import Size
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import Conventions

REVERSE, FORWARD = "reverse", "forward"


class Path(NamedTuple):
    """One way a derivative is reached: through the quantity `via`.

    `formula` keeps the shapes of the quantities (pull or push). Where the path is a local
    Jacobian and nothing is multiplied, `cost` is None, and `jacobian` is this matrix (None for
    a gradient, which the formula gives as well).
    """

    via: str
    factors: tuple[Pair, ...]
    formula: Expr
    cost: Cost | None
    jacobian: Expr | None


class Sum(NamedTuple):
    """A derivative as the sum of its paths; of one path it is that path."""

    result: Pair
    target: str
    paths: tuple[Path, ...]
    cost: Cost


class Plan(NamedTuple):
    """What is computed in one mode, in order."""

    mode: str
    of: str
    targets: tuple[str, ...]
    sums: tuple[Sum, ...]

    def costs(self) -> dict[Pair, Cost]:
        """What each target adds to what is stored already."""
        return _added(self.of, self.targets, ((s.target, s.cost, s.paths) for s in self.sums))


def plan(found: Derivation, mode: str, conventions: Conventions) -> Plan:
    """The products and sums of one mode. `found.of` must be a quantity."""
    assert found.of is not None
    routes = _reverse if mode == REVERSE else _forward
    sums = (_written(found, mode, one) for one in routes(found, conventions))
    return Plan(mode, found.of, found.targets, tuple(sums))


def costs(found: Derivation, mode: str, conventions: Conventions) -> dict[Pair, Cost]:
    """`Plan.costs`, without the formulas of a plan."""
    of = found.of or ""
    if mode == FORWARD:
        each = _columns(found, conventions)
        return {(of, target): _pushed_through(found, target, each) for target in found.targets}
    routes = ((one.target, one.cost, one.routes) for one in _reverse(found, conventions))
    return _added(of, found.targets, routes)


def _added(
    of: str, targets: Iterable[str], sums: Iterable[tuple[str, Cost, Iterable[Path | _Route]]]
) -> dict[Pair, Cost]:
    total = dict.fromkeys(((of, target) for target in targets), FREE)
    for target, joining, paths in sums:
        cost = total[of, target].plus(joining)
        for path in paths:
            cost = cost.plus(path.cost or FREE)
        total[of, target] = cost
    return total


class _Route(NamedTuple):
    """A path before its formula is written; `local`: the map it goes through."""

    via: str
    factors: tuple[Pair, ...]
    local: Pair
    cost: Cost | None


class _Routes(NamedTuple):
    """A sum before its formulas are written."""

    result: Pair
    target: str
    routes: tuple[_Route, ...]
    cost: Cost


def _written(found: Derivation, mode: str, one: _Routes) -> Sum:
    gradient = mode == REVERSE and found.graph.shape(found.of or "") == SCALAR
    paths = []
    for via, factors, pair, cost in one.routes:
        formula = _formula(found, mode, pair, one.target)
        jacobian = maps.matrix(found.local[pair]) if cost is None and not gradient else None
        paths.append(Path(via, factors, formula, cost, jacobian))
    return Sum(one.result, one.target, tuple(paths), one.cost)


def _formula(found: Derivation, mode: str, pair: Pair, target: str) -> Expr:
    user, name = pair
    if mode == FORWARD:
        return maps.push(found.local[pair], tangent_leaf(found.graph, name, target))
    one = user == found.of and found.graph.shape(user) == SCALAR
    seed = simplify.ONE if one else adjoint_leaf(found.graph, found.of or "", user)
    return maps.pull(found.local[pair], seed)


def _reverse(found: Derivation, conventions: Conventions) -> Iterator[_Routes]:
    """∂of/∂q for every quantity on a path from a target, nearest to `of` first."""
    of = found.of or ""
    rows = entries(found.graph.shape(of))
    order = {name: place for place, name in enumerate(found.graph.equations)}
    done = {of}
    for target in found.targets:
        fresh = {target} - done if target in found.leading else set()
        waiting = [target] if fresh else []
        while waiting:  # what is done already leads to nothing else
            users = found.uses.get(waiting.pop(), ())
            new = [user for user in users if user in found.leading and user not in done and user not in fresh]
            waiting += new
            fresh.update(new)
        done |= fresh
        inner = sorted(fresh - {target}, key=lambda name: -order[name])
        for name in (*inner, *(fresh & {target})):
            users = tuple(user for user in reversed(found.uses.get(name, ())) if user in found.leading)
            routes = tuple(_pulled(found, user, name, name == target, rows, conventions) for user in users)
            joins = rows * entries(found.graph.shape(name)) * (len(routes) - 1)
            yield _Routes((of, name), target, routes, Cost(0, joins))


def _pulled(
    found: Derivation, user: str, name: str, last: bool, rows: Size, conventions: Conventions
) -> _Route:
    of = found.of or ""
    if user == of:
        return _Route(user, ((of, name),), (user, name), None)
    local = found.local[user, name]
    outer = last and conventions.weights == "outer" and name in found.graph.leaves and is_weight(local)
    if outer or conventions.products == "structured":
        cost = pull_cost(local).times(rows)
    else:
        cost = dense_product(rows, entries(found.graph.shape(user)), entries(found.graph.shape(name)))
    return _Route(user, ((of, user), (user, name)), (user, name), cost)


def _forward(found: Derivation, conventions: Conventions) -> Iterator[_Routes]:
    """∂q/∂target for every quantity between a target and `of`, nearest to the target first."""
    each = _columns(found, conventions)
    for target in found.targets:
        columns = entries(found.graph.shape(target))
        for name, used in _reached(found, target):
            routes = tuple(
                _Route(u, ((name, target),), (name, u), None)
                if u == target
                else _Route(u, ((name, u), (u, target)), (name, u), each[name, u].times(columns))
                for u in used
            )
            size = entries(found.graph.shape(name)) * columns
            yield _Routes((name, target), target, routes, Cost(0, size * (len(routes) - 1)))


def _reached(found: Derivation, target: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The equations between a target and `of`, each with the names in it that change with the target."""
    place = {target: 0}
    for name in found.between(target):
        used = [u for u in found.inputs[name] if u in place]
        yield name, tuple(sorted(used, key=place.__getitem__) if len(used) > 1 else used)
        place[name] = len(place)


def _columns(found: Derivation, conventions: Conventions) -> dict[Pair, Cost]:
    """One column through every local Jacobian."""
    if conventions.products == "structured":
        return {pair: push_cost(local) for pair, local in found.local.items()}
    size = found.graph.shape
    return {(q, u): dense_product(entries(size(q)), entries(size(u)), 1) for q, u in found.local}


def _pushed_through(found: Derivation, target: str, each: Mapping[Pair, Cost]) -> Cost:
    """All products and sums that take the columns of one target up to `of`."""
    multiplications: Size = 0
    additions: Size = 0
    for name, used in _reached(found, target):
        for u in used:
            if u != target:  # a local Jacobian itself: nothing is multiplied
                multiplications = multiplications + each[name, u].multiplications
                additions = additions + each[name, u].additions
        if len(used) > 1:
            additions = additions + entries(found.graph.shape(name)) * (len(used) - 1)
    return Cost(multiplications, additions).times(entries(found.graph.shape(target)))


def is_weight(local: Map) -> bool:
    """Whether this is the map of a linear layer with respect to its weights."""
    chains = [chain for _, chain in local.terms]
    return len(chains) == 1 and len(chains[0]) == 1 and isinstance(chains[0][0], maps.Kron)
