"""The products and sums of an order of accumulation, from shapes alone, each with its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpcalc.calculus.derivation import Derivation
from bpcalc.calculus.plan import FORWARD, REVERSE, is_weight
from bpcalc.calculus.solution import Pair
from bpcalc.language.cost import FREE, Cost, dense_product, entries, pull_cost, push_cost
from bpcalc.language.sizes import Shape, Size
from bpcalc.records import NamedTuple

BEST = "best"
PRODUCT, SUM = "product", "sum"

Source = int | Pair
"""Where a factor comes from: an earlier line by its place, or a local Jacobian."""


class Line(NamedTuple):
    """One product of Jacobians, or one sum of paths.

    `factors`: what is multiplied (of a sum: its result, for each path), `sources` where each
    comes from, `shapes` theirs.
    `dense`: as full matrices. `outer`: the same, but the gradient of a weight is the outer
    product δ xᵀ. `structured`: without the zeros and ones of a local Jacobian, see `cost`; None
    where an order multiplies matrices that no structure is known of.
    """

    kind: str
    result: Pair
    factors: tuple[Pair, ...]
    sources: tuple[Source, ...]
    shapes: tuple[Shape, ...]
    memory: Size
    dense: Cost
    outer: Cost
    structured: Cost | None


class _Lines:
    """Writes lines, and knows for every Jacobian where its present value comes from."""

    def __init__(self, found: Derivation) -> None:
        self.found = found
        self.now: dict[Pair, Source] = {}
        self.lines: list[Line] = []

    def size(self, name: str) -> Size:
        return entries(self.found.graph.shape(name))

    def product(self, of: str, via: str, wrt: str, outer: Cost | None, structured: Cost | None) -> Source:
        """∂of/∂via · ∂via/∂wrt."""
        first, second = (of, via), (via, wrt)
        m, k, n = self.size(of), self.size(via), self.size(wrt)
        dense = dense_product(m, k, n)
        line = Line(
            PRODUCT,
            (of, wrt),
            (first, second),
            (self.now.get(first, first), self.now.get(second, second)),
            ((m, k), (k, n)),
            m * n,
            dense,
            outer or dense,
            structured,
        )
        self.lines.append(line)
        return len(self.lines) - 1

    def sum(self, of: str, wrt: str, sources: Sequence[Source]) -> Source:
        """The sum of several paths from wrt to of."""
        m, n = self.size(of), self.size(wrt)
        cost = Cost(0, m * n * (len(sources) - 1))
        shapes = ((m, n),) * len(sources)
        result = (of, wrt)
        line = Line(SUM, result, (result,) * len(sources), tuple(sources), shapes, m * n, cost, cost, cost)
        self.lines.append(line)
        return len(self.lines) - 1


def reverse(found: Derivation) -> dict[str, tuple[Line, ...]]:
    """For each target what it adds to the lines of the targets before it.

    Only costs are needed, and there may be many targets: no formulas here.
    """
    of, rows = found.of or "", entries(found.graph.shape(found.of or ""))
    writer = _Lines(found)
    done = {of}
    result: dict[str, tuple[Line, ...]] = {}
    for target in found.targets:
        start = len(writer.lines)
        for name in (*reversed(found.between(target)), target):
            if name in done or name not in found.leading:
                continue
            done.add(name)
            sources: list[Source] = []
            for user in reversed(found.uses.get(name, ())):
                if user == of:
                    sources.append((of, name))
                elif user in found.leading:
                    local = found.local[user, name]
                    structured = pull_cost(local).times(rows)
                    is_outer = name == target in found.graph.leaves and is_weight(local)
                    sources.append(
                        writer.product(of, user, name, structured if is_outer else None, structured)
                    )
            writer.now[of, name] = writer.sum(of, name, sources) if len(sources) > 1 else sources[0]
        result[target] = tuple(writer.lines[start:])
    return result


def forward(found: Derivation) -> dict[str, tuple[Line, ...]]:
    """For each target its chain up to `of`; nothing is shared."""
    through = {pair: push_cost(local) for pair, local in found.local.items()}
    return {target: _forward(found, target, through) for target in found.targets}


def _forward(found: Derivation, target: str, through: Mapping[Pair, Cost]) -> tuple[Line, ...]:
    columns = entries(found.graph.shape(target))
    writer = _Lines(found)
    reached = [target]
    for name in found.between(target):
        sources: list[Source] = []
        for used in reached:
            if used == target and (name, used) in through:
                sources.append((name, used))
            elif (name, used) in through:
                structured = through[name, used].times(columns)
                sources.append(writer.product(name, used, target, None, structured))
        writer.now[name, target] = writer.sum(name, target, sources) if len(sources) > 1 else sources[0]
        reached.append(name)
    return tuple(writer.lines)


def eliminated(found: Derivation, target: str, order: Sequence[str]) -> tuple[Line, ...]:
    """The products and sums of an order of elimination between a target and `of`."""
    writer = _Lines(found)
    names = (target, *found.between(target))
    edges = [(q, u) for q in names for u in names if (q, u) in found.local]
    for via in order:
        users = [q for q, u in edges if u == via]
        used = [u for q, u in edges if q == via]
        for q in users:
            for u in used:
                path = writer.product(q, via, u, None, None)
                if (q, u) in edges:
                    earlier = writer.now.get((q, u), (q, u))
                    path = writer.sum(q, u, (earlier, path))
                else:
                    edges.append((q, u))
                writer.now[q, u] = path
        edges = [(q, u) for q, u in edges if via not in (q, u)]
    return tuple(writer.lines)


def total(lines: Sequence[Line], convention: str = "dense") -> Cost | None:
    """What the lines cost in all, in a convention; None where it is not known."""
    result = FREE
    for line in lines:
        cost: Cost | None = getattr(line, convention)
        if cost is None:
            return None
        result = result.plus(cost)
    return result


__all__ = [
    "BEST",
    "FORWARD",
    "PRODUCT",
    "REVERSE",
    "SUM",
    "Line",
    "Source",
    "eliminated",
    "forward",
    "reverse",
    "total",
]
