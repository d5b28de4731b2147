"""Everything there is to count in a network: orders, parameters, work beside them, memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bpcalc.calculus import bracketing, elimination, memory, orders
from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.elimination import Best, Net
from bpcalc.calculus.memory import Memory
from bpcalc.calculus.orders import Line
from bpcalc.calculus.products import Chain, chains, checked
from bpcalc.calculus.second import Curvature, curvature
from bpcalc.calculus.solve import chosen_cases
from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, tree
from bpcalc.language.cost import FREE, Cost
from bpcalc.language.evaluation import NOTHING, Work, computed, work
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph
from bpcalc.spec.network import Network


class TargetCount(NamedTuple):
    """What the derivative by one target takes.

    `adds`: in reverse, beside the products of the targets before it. `forward`: its chain in
    forward mode.
    """

    target: str
    adds: tuple[Line, ...]
    forward: tuple[Line, ...]


class Main(NamedTuple):
    """The orders for the first target. `best_lines` are those of the first of the best orders.

    `checked`: sizes at which the costs of the products equal counted arithmetic.
    """

    net: Net
    best: Best
    best_lines: tuple[Line, ...]
    memory: Mapping[str, Memory]
    checked: tuple[dict[str, int], ...]


class Beside(NamedTuple):
    """The forward pass equation by equation, the entries of the local Jacobians that are not
    in it, and in reverse all products and all sums where paths join."""

    equations: Mapping[str, Work]
    building: Work
    products: Cost
    sums: Cost


class Counts(NamedTuple):
    """The counts of a network for cases of one shape. `main` is None where nothing is
    differentiated. `tape`: results of the forward pass that reverse mode keeps."""

    cases: tuple[str, ...]
    graph: Graph
    found: Derivation
    targets: tuple[TargetCount, ...]
    main: Main | None
    beside: Beside
    tape: Mapping[str, Size]
    chains: tuple[Chain, ...]
    curvature: Curvature | None


def counts(
    network: Network, case: str | None = None, of: str | None = None, wrt: tuple[str, ...] | None = None
) -> tuple[Counts, ...]:
    """The counts, once for all cases of the same shapes.

    Raises InputError for a network whose shapes do not fit and for names it does not have.
    """
    groups: dict[tuple[object, ...], tuple[Graph, list[str]]] = {}
    problems: list[Problem] = []
    for one in chosen_cases(network, case):
        try:
            found = graph(network, one)
            key = (*found.leaves.values(), *found.equations.values())
            groups.setdefault(key, (found, []))[1].extend([one.name] if one.name is not None else [])
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return tuple(_counts(network, made, tuple(names), of, wrt) for made, names in groups.values())


def _counts(
    network: Network, made: Graph, names: tuple[str, ...], of: str | None, wrt: tuple[str, ...] | None
) -> Counts:
    found = derivation(network, made, of, wrt)
    adds = orders.reverse(found) if found.of is not None else {}
    pushed = orders.forward(found) if found.of is not None else {}
    targets = tuple(TargetCount(target, adds[target], pushed[target]) for target in found.targets)
    reverse = [line for target in targets for line in target.adds]
    additions = network.conventions.count == "multiplications_and_additions"
    return Counts(
        names,
        made,
        found,
        targets,
        _main(found, targets[0], additions) if targets else None,
        _beside(made, found, reverse),
        memory.tape(found, reverse) if targets else {},
        tuple(chain for name, expr in made.equations.items() for chain in chains(name, expr)),
        curvature(found, targets[0].target) if targets else None,
    )


def _main(found: Derivation, first: TargetCount, additions: bool) -> Main:
    net = elimination.net(found, first.target)
    best = _best(net, additions)
    lines = orders.eliminated(found, first.target, best.orders[0])
    by_order = {orders.REVERSE: first.adds, orders.FORWARD: first.forward, orders.BEST: lines}
    products = [_products(kind) for kind in by_order.values()]
    used = {name: memory.of_lines(kind) for name, kind in by_order.items()}
    return Main(net, best, lines, used, checked(products))


def _products(lines: Iterable[Line]) -> tuple[Cost, list[tuple[Size, ...]]]:
    """The cost of the products of an order, and m, k, n of each."""
    chosen = [line for line in lines if line.kind == orders.PRODUCT]
    return orders.total(chosen) or FREE, [(*line.shapes[0], line.shapes[1][1]) for line in chosen]


def _best(net: Net, additions: bool) -> Best:
    """Along a chain the cheapest bracketing, on another graph the cheapest elimination; the
    usual orders where nothing is cheaper."""
    usual = tuple(net.names[k] for k in reversed(net.inner)), tuple(net.names[k] for k in net.inner)
    found = _searched(net, additions)
    for order in usual:
        cost = elimination.cost_of(net, order)
        price = cost.total if additions else cost.multiplications
        if found.costs == (price,):
            return found._replace(orders=(order,))
    return found


def _searched(net: Net, additions: bool) -> Best:
    dims, names = tuple(reversed(net.sizes)), tuple(reversed(net.names))
    found = bracketing.cheapest(dims, additions) if elimination.is_chain(net) and len(dims) > 2 else None
    if found is None:
        return elimination.best(net, additions)
    made = tuple(
        tuple(names[product.right[0]] for product in bracketing.products(shape, dims))
        for shape in found.trees
    )
    return Best(made, found.costs, True)


def _beside(made: Graph, found: Derivation, reverse: Iterable[Line]) -> Beside:
    known = frozenset(part for expr in made.equations.values() for part in computed(expr))
    moving = {*found.targets, *(name for target in found.targets for name in found.between(target))}
    used = [m for (of, wrt), m in found.local.items() if of in found.leading and wrt in moving]
    products, sums = FREE, FREE
    for line in reverse:
        if line.kind == orders.PRODUCT:
            products = products.plus(line.dense)
        else:
            sums = sums.plus(line.dense)
    return Beside(
        {name: work(expr) for name, expr in made.equations.items()},
        work(*(maps.matrix(m) for m in used), known=known),
        products,
        sums,
    )


def forward_work(found: Counts) -> Work:
    """The whole forward pass."""
    total = NOTHING
    for one in found.beside.equations.values():
        total = total.plus(one)
    return total


def label(found: Counts, pair: tuple[str, str]) -> Expr:
    """∂of/∂wrt as the name of a Jacobian."""
    of, wrt = pair
    (a, b), (c, d) = found.graph.shape(of), found.graph.shape(wrt)
    return tree.partial(of, (wrt,), (a * b, c * d))
