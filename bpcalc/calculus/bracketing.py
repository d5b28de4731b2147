"""Orders of a product of several matrices: what each costs, and the cheapest one.

A chain of k matrices is given by its dimensions d₀, d₁, …, d_k: the i-th is d_{i−1} × d_i.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from bpcalc.language.sizes import Size
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.language.cost import Cost

Tree: TypeAlias = "int | tuple[Tree, Tree]"
"""A bracketing: the place of a factor, or a product of two bracketings."""
Span = tuple[int, int]
"""The factors from the first place up to the second one, which is not included."""

LONGEST_IN_SYMBOLS = 8
"""Factors up to which all bracketings of symbolic dimensions are compared."""
WHOLE = 2**62
"""Sums below it fit into int64."""


class Product(NamedTuple):
    """One product of a bracketing: the spans that it joins, and m, k, n of (m×k)(k×n)."""

    left: Span
    right: Span
    sizes: tuple[Size, Size, Size]

    @property
    def cost(self) -> Cost:
        """Its dense cost."""
        from bpcalc.language.cost import dense_product  # a search compares sizes alone

        return dense_product(*self.sizes)


class Cheapest(NamedTuple):
    """The bracketings that may be the cheapest: one when dimensions are numbers."""

    trees: tuple[Tree, ...]
    costs: tuple[Size, ...]


def left_to_right(many: int) -> Tree:
    """((A B) C) D."""
    tree: Tree = 0
    for place in range(1, many):
        tree = (tree, place)
    return tree


def right_to_left(many: int) -> Tree:
    """A (B (C D))."""
    tree: Tree = many - 1
    for place in range(many - 2, -1, -1):
        tree = (place, tree)
    return tree


def products(tree: Tree, dims: Sequence[Size]) -> tuple[Product, ...]:
    """The products of a bracketing, each after those it needs."""
    found: list[Product] = []
    spans: list[Span] = []
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    while waiting:  # a chain may be too long for recursion
        part, ready = waiting.pop()
        if isinstance(part, int):
            spans.append((part, part + 1))
        elif not ready:
            left, right = part
            waiting += [(part, True), (right, False), (left, False)]
        else:
            after, before = spans.pop(), spans.pop()
            found.append(Product(before, after, (dims[before[0]], dims[before[1]], dims[after[1]])))
            spans.append((before[0], after[1]))
    return tuple(found)


def cost(tree: Tree, dims: Sequence[Size]) -> Cost:
    """What a bracketing costs in all."""
    from bpcalc.language.cost import FREE

    total = FREE
    for product in products(tree, dims):
        total = total.plus(product.cost)
    return total


def every(many: int) -> tuple[Tree, ...]:
    """All bracketings of a chain; for eight factors there are 429."""

    @cache
    def between(first: int, last: int) -> tuple[Tree, ...]:
        if last - first == 1:
            return (first,)
        return tuple(
            (left, right)
            for middle in range(first + 1, last)
            for left in between(first, middle)
            for right in between(middle, last)
        )

    return between(0, many)


def cheapest(dims: Sequence[Size], additions: bool = False) -> Cheapest | None:
    """The bracketing with the fewest multiplications, or the fewest operations with `additions`.

    Exact, by dynamic programming over the spans of the chain. With symbolic dimensions
    several may be the cheapest, each for some sizes; None for more symbols than can be tried.
    """
    numbers = [d for d in dims if isinstance(d, int)]
    if len(numbers) == len(dims):
        return _of_numbers(numbers, additions)
    if len(dims) - 1 > LONGEST_IN_SYMBOLS:
        return None
    return _of_symbols(dims, additions)


def _inner(size: Size, additions: bool) -> Size:
    """What one entry of a product costs: k multiplications, and k − 1 additions."""
    return 2 * size - 1 if additions else size


def _of_numbers(dims: list[int], additions: bool) -> Cheapest:
    import numpy

    many = len(dims) - 1
    kind = numpy.int64 if 2 * max(dims) ** 3 * many < WHOLE else object
    ends = numpy.array(dims, dtype=kind)
    inner = numpy.array([_inner(d, additions) for d in dims], dtype=kind)
    inside = numpy.lib.stride_tricks.sliding_window_view
    # Kept twice, so that all splits of all spans of one length are slices:
    begun = numpy.zeros((many + 1, many + 1), dtype=kind)  # begun[i, k]: factors i … i + k − 1
    ended = numpy.zeros((many + 1, many + 1), dtype=kind)  # ended[j, k]: factors j − k … j − 1
    split = numpy.zeros((many + 1, many + 1), dtype=numpy.int64)
    for length in range(2, many + 1):
        first = numpy.arange(many - length + 1)
        joined = inside(inner[1:-1], length - 1) * (ends[:-length] * ends[length:])[:, None]
        costs = begun[: len(first), 1:length] + ended[length:, length - 1 : 0 : -1] + joined
        chosen = costs.argmin(axis=1)
        begun[first, length] = ended[first + length, length] = costs[first, chosen]
        split[first, first + length] = first + 1 + chosen
    return Cheapest((_tree(split.tolist(), many),), (int(begun[0, many]),))


def _tree(split: list[list[int]], many: int) -> Tree:
    """The bracketing that the splits stand for."""
    made: list[Tree] = []
    waiting: list[tuple[int, int, bool]] = [(0, many, False)]
    while waiting:
        first, last, ready = waiting.pop()
        if last - first == 1:
            made.append(first)
        elif ready:
            right = made.pop()
            made.append((made.pop(), right))
        else:
            middle = split[first][last]
            waiting += [(first, last, True), (middle, last, False), (first, middle, False)]
    return made[0]


def _of_symbols(dims: Sequence[Size], additions: bool) -> Cheapest:
    many = len(dims) - 1
    best: dict[Span, dict[Size, Tree]] = {(place, place + 1): {0: place} for place in range(many)}
    for length in range(2, many + 1):
        for first in range(many - length + 1):
            last = first + length
            best[first, last] = _best_splits(best, dims, first, last, additions)
    found = best[0, many]
    return Cheapest(tuple(found.values()), tuple(found))


def _best_splits(
    best: dict[Span, dict[Size, Tree]], dims: Sequence[Size], first: int, last: int, additions: bool
) -> dict[Size, Tree]:
    """The bracketings of a span that no other one beats for every size."""
    from bpcalc.language.comparison import undecided  # numbers are compared by themselves

    found: dict[Size, Tree] = {}
    for middle in range(first + 1, last):
        joined = dims[first] * _inner(dims[middle], additions) * dims[last]
        for one, left in best[first, middle].items():
            for other, right in best[middle, last].items():
                found.setdefault(one + other + joined, (left, right))
    return {size: found[size] for size in undecided(found)}
