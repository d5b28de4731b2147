"""The chain rule in symbols: every product and every joining sum, in order, without a number.

Planned once for all cases of one shape. A product with a seed is no product: ∂l/∂ŷ itself
costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bpcalc.calculus.derivation import Derivation, adjoint_leaf, tangent_leaf
from bpcalc.calculus.solution import Pair
from bpcalc.language import maps, simplify
from bpcalc.language.cost import FREE, Cost, dense_product, entries, pull_cost, push_cost
from bpcalc.language.maps import Map
from bpcalc.language.tree import Expr
from bpcalc.spec.conventions import Conventions

REVERSE, FORWARD = "reverse", "forward"


class Path(NamedTuple):
    """One way a derivative is reached: through the quantity `via`.

    `formula` keeps the shapes of the quantities (pull or push); `cost` is None where the path
    is a local Jacobian and nothing is multiplied.
    """

    via: str
    factors: tuple[Pair, ...]
    formula: Expr
    cost: Cost | None


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

    def counts(self) -> Mapping[Pair, Cost]:
        """What each target adds to what is stored already."""
        found = dict.fromkeys(((self.of, target) for target in self.targets), FREE)
        for planned in self.sums:
            cost = planned.cost
            for path in planned.paths:
                cost = cost.plus(path.cost or FREE)
            found[self.of, planned.target] = found[self.of, planned.target].plus(cost)
        return found


def plan(found: Derivation, mode: str, conventions: Conventions) -> Plan:
    """The products and sums of one mode. `found.of` must be a quantity."""
    assert found.of is not None
    sums = _reverse(found, conventions) if mode == REVERSE else _forward(found, conventions)
    return Plan(mode, found.of, found.targets, tuple(sums))


def _reverse(found: Derivation, conventions: Conventions) -> Iterator[Sum]:
    """∂of/∂q for every quantity on a path from a target, nearest to `of` first."""
    of = found.of or ""
    done = {of}
    for target in found.targets:
        for name in (*reversed(found.between(target)), target):
            if name in done or name not in found.leading:
                continue
            done.add(name)
            users = [user for user in reversed(found.uses.get(name, ())) if user in found.leading]
            paths = tuple(_pulled(found, user, name, name == target, conventions) for user in users)
            size = entries(found.graph.shape(of)) * entries(found.graph.shape(name))
            yield Sum((of, name), target, paths, Cost(0, size * (len(paths) - 1)))


def _pulled(found: Derivation, user: str, name: str, last: bool, conventions: Conventions) -> Path:
    of = found.of or ""
    local = found.local[user, name]
    if user == of:
        seed = simplify.ONE if found.graph.shape(of) == (1, 1) else adjoint_leaf(found.graph, of, of)
        return Path(user, ((of, name),), maps.pull(local, seed), None)
    formula = maps.pull(local, adjoint_leaf(found.graph, of, user))
    rows = entries(found.graph.shape(of))
    outer = last and conventions.weights == "outer" and name in found.graph.leaves and _is_weight(local)
    if outer or conventions.products == "structured":
        cost = pull_cost(local).times(rows)
    else:
        cost = dense_product(rows, entries(found.graph.shape(user)), entries(found.graph.shape(name)))
    return Path(user, ((of, user), (user, name)), formula, cost)


def _forward(found: Derivation, conventions: Conventions) -> Iterator[Sum]:
    """∂q/∂target for every quantity between a target and `of`, nearest to the target first."""
    for target in found.targets:
        reached = [target]
        for name in found.between(target):
            used = [u for u in reached if (name, u) in found.local]
            paths = tuple(_pushed(found, name, u, target, conventions) for u in used)
            size = entries(found.graph.shape(name)) * entries(found.graph.shape(target))
            yield Sum((name, target), target, paths, Cost(0, size * (len(paths) - 1)))
            reached.append(name)


def _pushed(found: Derivation, name: str, used: str, target: str, conventions: Conventions) -> Path:
    local = found.local[name, used]
    formula = maps.push(local, tangent_leaf(found.graph, used, target))
    if used == target:
        return Path(used, ((name, target),), formula, None)
    columns = entries(found.graph.shape(target))
    if conventions.products == "structured":
        cost = push_cost(local).times(columns)
    else:
        cost = dense_product(entries(found.graph.shape(name)), entries(found.graph.shape(used)), columns)
    return Path(used, ((name, used), (used, target)), formula, cost)


def _is_weight(local: Map) -> bool:
    """Whether this is the map of a linear layer with respect to its weights."""
    chains = [chain for _, chain in local.terms]
    return len(chains) == 1 and len(chains[0]) == 1 and isinstance(chains[0][0], maps.Kron)


__all__ = ["FORWARD", "REVERSE", "Path", "Plan", "Sum", "plan"]
