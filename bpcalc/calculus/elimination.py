"""Orders of the chain rule on any graph: intermediate quantities eliminated one by one.

The graph has an edge for every local Jacobian. Eliminating q multiplies each Jacobian out
of q by each one into q and adds the product to what joins the two already. Last quantity
first is reverse accumulation, first one first is forward accumulation; on a chain every
order is a bracketing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpcalc.calculus.derivation import Derivation
from bpcalc.language.comparison import undecided
from bpcalc.language.cost import FREE, Cost, dense_product, entries
from bpcalc.language.sizes import Size
from bpcalc.records import NamedTuple

SEARCHED = 10
"""Intermediate quantities up to which every order is compared."""
SEARCHED_IN_SYMBOLS = 5
KEPT = 12
"""Orders of one set that are kept side by side when symbols do not decide between them."""


class Net(NamedTuple):
    """Quantities between a target and `of`, in the order of computation, target first.

    `sizes`: their entries. `before[q]`: the quantities in the equation of q.
    """

    names: tuple[str, ...]
    sizes: tuple[Size, ...]
    before: Mapping[int, frozenset[int]]

    @property
    def inner(self) -> range:
        """The places of the quantities that are eliminated."""
        return range(1, len(self.names) - 1)


class Best(NamedTuple):
    """Orders, as names, that may be the cheapest. `proved`: among all orders."""

    orders: tuple[tuple[str, ...], ...]
    costs: tuple[Size, ...]
    proved: bool


def net(found: Derivation, target: str) -> Net:
    """The graph of local Jacobians between a target and `of`."""
    names = (target, *found.between(target))
    place = {name: k for k, name in enumerate(names)}
    before: dict[int, frozenset[int]] = {0: frozenset()}
    for name in names[1:]:
        before[place[name]] = frozenset(place[u] for u in names if (name, u) in found.local)
    return Net(names, tuple(entries(found.graph.shape(name)) for name in names), before)


def is_chain(graph: Net) -> bool:
    """Whether every quantity depends on the one before it only."""
    return all(graph.before[k] == {k - 1} for k in range(1, len(graph.names)))


def best(graph: Net, additions: bool) -> Best:
    """The cheapest orders of elimination, in multiplications, or with `additions` in both.

    Exact by dynamic programming over the sets of eliminated quantities, since the graph that
    is left does not depend on their order. Beyond `SEARCHED` quantities: a greedy order.
    """
    symbols = any(not isinstance(size, int) for size in graph.sizes)
    if len(graph.inner) > (SEARCHED_IN_SYMBOLS if symbols else SEARCHED):
        return _greedy(graph, additions)
    many = len(graph.inner)
    left: dict[int, tuple[frozenset[int], ...]] = {0: _edges(graph)}
    found: dict[int, dict[Size, tuple[int, ...]]] = {0: {0: ()}}
    proved = True
    for done in range(1, 2**many):
        candidates: dict[Size, tuple[int, ...]] = {}
        for k in graph.inner:
            bit = 1 << (k - 1)
            if not done & bit:
                continue
            rest = done & ~bit
            step = _price(_cost(graph, left[rest], k), additions)
            if done not in left:
                left[done] = _without(left[rest], k)
            for size, order in found[rest].items():
                candidates.setdefault(size + step, (*order, k))
        kept = undecided(candidates)
        proved = proved and len(kept) <= KEPT
        found[done] = {size: candidates[size] for size in kept[:KEPT]}
    last = found[2**many - 1]
    orders = tuple(tuple(graph.names[k] for k in order) for order in last.values())
    return Best(orders, tuple(last), proved)


def _greedy(graph: Net, additions: bool) -> Best:
    """The best of last first, first first, and always the one that costs least; nothing is proved."""
    orders = [tuple(reversed(graph.inner)), tuple(graph.inner), _least_first(graph, additions)]
    found: dict[Size, tuple[int, ...]] = {}
    for order in orders:
        cost = cost_of(graph, [graph.names[k] for k in order])
        found.setdefault(_price(cost, additions), order)
    kept = undecided(found)
    names = tuple(tuple(graph.names[k] for k in found[size]) for size in kept)
    return Best(names, kept, False)


def _least_first(graph: Net, additions: bool) -> tuple[int, ...]:
    """The quantity whose elimination costs least goes first; symbols are taken in order."""
    edges, order = _edges(graph), []
    waiting = list(graph.inner)
    while waiting:
        prices = [_price(_cost(graph, edges, k), additions) for k in waiting]
        numbers = [price for price in prices if isinstance(price, int)]
        chosen = prices.index(min(numbers)) if len(numbers) == len(prices) else 0
        k = waiting.pop(chosen)
        edges = _without(edges, k)
        order.append(k)
    return tuple(order)


def cost_of(graph: Net, order: Sequence[str]) -> Cost:
    """What an order costs in all."""
    edges, total = _edges(graph), FREE
    for name in order:
        k = graph.names.index(name)
        total = total.plus(_cost(graph, edges, k))
        edges = _without(edges, k)
    return total


def _price(cost: Cost, additions: bool) -> Size:
    return cost.total if additions else cost.multiplications


def _edges(graph: Net) -> tuple[frozenset[int], ...]:
    return tuple(graph.before[k] for k in range(len(graph.names)))


def _without(edges: tuple[frozenset[int], ...], k: int) -> tuple[frozenset[int], ...]:
    """The graph once k is eliminated: what used k uses what k was made of."""
    mine = edges[k]
    return tuple(
        frozenset() if q == k else (before - {k}) | mine if k in before else before
        for q, before in enumerate(edges)
    )


def _cost(graph: Net, edges: tuple[frozenset[int], ...], k: int) -> Cost:
    total = FREE
    for q, before in enumerate(edges):
        if k in before:
            for u in edges[k]:
                total = total.plus(dense_product(graph.sizes[q], graph.sizes[k], graph.sizes[u]))
                if u in before:
                    total = total.plus(Cost(0, graph.sizes[q] * graph.sizes[u]))
    return total
