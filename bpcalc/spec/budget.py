"""Work and memory that a network would take: refused before they are taken."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from bpcalc.errors import Problem
from bpcalc.language import tree
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import Network

ENTRIES = 60_000_000
"""Numbers that all given values may have together."""
COMPUTED = 40_000_000
"""Numbers that all results of one case may have together, what they are computed from included."""
MULTIPLICATIONS = 200_000_000_000
"""Multiplications of one forward pass: minutes."""
SOLUTIONS = 5_000
"""Equations times cases."""


class Cost(NamedTuple):
    """Numbers kept, and multiplications of matrix products."""

    entries: int
    multiplications: int


def cost_of(exprs: Iterable[Expr]) -> Cost:
    """What evaluating expressions takes, common parts once."""
    parts = list(tree.nodes(*exprs))
    return Cost(sum(map(_entries, parts)), sum(map(_multiplications, parts)))


def size_problems(network: Network, graph: Graph) -> list[Problem]:
    """The first equation with which a case would take too much memory or time."""
    if not _exceeds(cost_of(graph.equations.values())):
        return []
    so_far: list[Expr] = []
    for equation in network.equations:
        if equation.name not in graph.equations:
            continue
        so_far.append(graph.equations[equation.name])
        cost = cost_of(so_far)
        if _exceeds(cost):
            many = cost.entries > COMPUTED
            what = f"{cost.entries:,} numbers" if many else f"{cost.multiplications:,} multiplications"
            return [
                Problem(
                    "E519",
                    f"up to here one case takes {what}",
                    equation.place,
                    notes=(f"{equation.name} is {shape_text(so_far[-1].shape)}",),
                    help=f"use smaller matrices; the limit is {COMPUTED if many else MULTIPLICATIONS:,}",
                )
            ]
    return []


def _exceeds(cost: Cost) -> bool:
    return cost.entries > COMPUTED or cost.multiplications > MULTIPLICATIONS


def case_problems(network: Network) -> list[Problem]:
    """Too many cases for so many equations."""
    work = len(network.cases) * len(network.equations)
    if work <= SOLUTIONS:
        return []
    return [
        Problem(
            "E519",
            f"{len(network.cases)} cases of {len(network.equations)} equations are too many",
            network.cases[-1].place,
            help=f"split the cases over several files; the limit is {SOLUTIONS:,} equations in all",
        )
    ]


def _entries(part: Expr) -> int:
    if part.op in ("name", "T", "broadcast", "slice", "reshape"):
        return 0  # given, or a view of other numbers
    rows, columns = part.shape
    return rows * columns if isinstance(rows, int) and isinstance(columns, int) else 0


def _multiplications(part: Expr) -> int:
    if part.op != "matmul":
        return 0
    total = 0
    rows = part.args[0].shape[0]
    for left, right in itertools.pairwise(part.args):
        (_, k), (_, columns) = left.shape, right.shape
        if isinstance(rows, int) and isinstance(k, int) and isinstance(columns, int):
            total += rows * k * columns
    return total
