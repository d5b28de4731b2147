"""Products of three or more matrices in a formula, in every order worth knowing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.calculus import bracketing, counted
from bpcalc.calculus.bracketing import Tree
from bpcalc.calculus.memory import Memory, of_bracketing
from bpcalc.language import tree
from bpcalc.language.comparison import Extreme, extreme
from bpcalc.language.cost import Cost, entries
from bpcalc.language.factoring import Threshold, factored, negative_when
from bpcalc.language.sizes import Size, letters, size_at
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

LEFT, RIGHT, WRITTEN, BEST = "left to right", "right to left", "as written", "best"
SAMPLES = (2, 3, 5, 4)
"""Sizes at which polynomials are compared with counting."""


class Way(NamedTuple):
    """One order: the formula with its brackets, what it costs, the memory it takes."""

    name: str
    bracketing: Tree
    formula: Expr
    products: tuple[bracketing.Product, ...]
    cost: Cost
    memory: Memory


class Difference(NamedTuple):
    """Right to left minus left to right, in factors, and the opposite in factors.

    `when` the first is negative, `reverse` when the second is: a threshold, True (always),
    False (never), None (its sign is not simple).
    """

    what: str
    factors: tuple[Size, ...]
    opposite: tuple[Size, ...]
    when: Threshold | bool | None
    reverse: Threshold | bool | None


class Chain(NamedTuple):
    """A product of several matrices in an equation; `whole`: the equation is nothing else.

    `best`: multiplications of the cheapest order; with symbols the smallest of several.
    `best_is_proved`: all bracketings were compared. `checked`: sizes at which the
    polynomials equal counted arithmetic.
    """

    name: str
    whole: bool
    factors: tuple[Expr, ...]
    dims: tuple[Size, ...]
    ways: tuple[Way, ...]
    best: Extreme
    best_is_proved: bool
    differences: tuple[Difference, ...]
    checked: tuple[dict[str, int], ...]


def chains(name: str, expr: Expr) -> Iterator[Chain]:
    """Every product of three or more matrices in a formula, brackets of its author included."""
    inner: set[Expr] = set()
    for part in reversed(list(tree.nodes(expr))):
        if part.op == "matmul" and part not in inner:
            factors, written = _opened(part, inner)
            if len(factors) > 2:
                yield chain(name, factors, written, part is expr)


def _opened(part: Expr, inner: set[Expr]) -> tuple[tuple[Expr, ...], Tree]:
    """The factors of nested products side by side, and the bracketing that was written."""
    factors: list[Expr] = []

    def visit(node: Expr) -> Tree:
        if node.op != "matmul":
            factors.append(node)
            return len(factors) - 1
        inner.add(node)
        found = visit(node.args[0])
        for arg in node.args[1:]:
            found = (found, visit(arg))
        return found

    written = visit(part)
    return tuple(factors), written


def chain(name: str, factors: tuple[Expr, ...], written: Tree, whole: bool = True) -> Chain:
    """A product in the order written, from either end, and in the best order."""
    many = len(factors)
    dims = (factors[0].shape[0], *(factor.shape[1] for factor in factors))
    ends = {LEFT: bracketing.left_to_right(many), RIGHT: bracketing.right_to_left(many)}
    trees = dict(ends) if written in ends.values() else {WRITTEN: written, **ends}
    found = bracketing.cheapest(dims)
    for place, best in enumerate(found.trees if found else ()):
        if best not in trees.values():
            several = found is not None and len(found.trees) > 1
            trees[f"{BEST} {place + 1}" if several else BEST] = best
    ways = tuple(_way(kind, shape, factors, dims) for kind, shape in trees.items())
    costs = found.costs if found else [way.cost.multiplications for way in ways]
    left, right = (next(way for way in ways if way.name == kind) for kind in (LEFT, RIGHT))
    return Chain(
        name,
        whole,
        factors,
        dims,
        ways,
        extreme(costs),
        found is not None,
        tuple(_differences(left, right)),
        checked([(way.cost, [product.sizes for product in way.products]) for way in ways]),
    )


def _way(name: str, order: Tree, factors: tuple[Expr, ...], dims: tuple[Size, ...]) -> Way:
    names = frozenset().union(*(tree.leaves(factor) for factor in factors))
    given: Size = 0
    for leaf in names:
        given = given + entries(leaf.shape)
    for factor in dict.fromkeys(factors):
        if (factor.args[0] if factor.op == "T" else factor).op not in ("name", "partial"):
            given = given + entries(factor.shape)
    return Way(
        name,
        order,
        bracketed(order, factors),
        bracketing.products(order, dims),
        bracketing.cost(order, dims),
        of_bracketing(order, dims, given),
    )


def bracketed(order: Tree, factors: tuple[Expr, ...]) -> Expr:
    """The product with a bracket around every product but the last."""
    made: list[Expr] = []
    waiting: list[tuple[Tree, bool]] = [(order, False)]
    while waiting:
        part, ready = waiting.pop()
        if isinstance(part, int):
            made.append(factors[part])
        elif not ready:
            waiting += [(part, True), (part[1], False), (part[0], False)]
        else:
            right = made.pop()
            made.append(tree.matmul(made.pop(), right))
    return made[0]


def _differences(left: Way, right: Way) -> Iterator[Difference]:
    for what, one, other in (
        ("multiplications", right.cost.multiplications, left.cost.multiplications),
        ("memory", right.memory.every, left.memory.every),
    ):
        difference = one - other
        yield Difference(
            what,
            factored(difference),
            factored(-difference),
            negative_when(difference),
            negative_when(-difference),
        )


def checked(counts: Sequence[tuple[Cost, Sequence[Sequence[Size]]]]) -> tuple[dict[str, int], ...]:
    """Sizes at which the costs of products (m, k, n) equal those of carrying them out.

    Nothing where all sizes are numbers.
    """
    symbols = sorted(
        {name for _, products in counts for sizes in products for s in sizes for name in letters(s)}
    )
    found = []
    for turn in range(2 if symbols else 0):
        at = {name: SAMPLES[(k + turn) % len(SAMPLES)] for k, name in enumerate(symbols)}
        if all(_counts_as_said(cost, products, at) for cost, products in counts):
            found.append(at)
    return tuple(found)


def _counts_as_said(cost: Cost, products: Sequence[Sequence[Size]], at: dict[str, int]) -> bool:
    said = Cost(size_at(cost.multiplications, at), size_at(cost.additions, at))
    numbers = [[size_at(size, at) for size in sizes] for sizes in products]
    return counted.cost_of_products(numbers) == said
