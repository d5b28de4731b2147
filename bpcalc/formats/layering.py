"""A layered drawing of a small directed graph: layers, order within them, places, routes.

Layers lie below each other; edges go down. The order has few crossings, the places make edges
straight. Everything is deterministic: the same graph gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from bpcalc.formats.layers import Extent, Thing, arranged
from bpcalc.formats.straightening import Pull, placed, with_few_bends
from bpcalc.records import NamedTuple

BETWEEN = 26.0
"""Room between neighbours in a layer, and between layers."""
BESIDE = 14.0
"""Room beside a line."""
PORT = 22.0
"""Between the ends of two edges at one node, where it is wide enough."""
STRAIGHT, SPINE = 8.0, 4.0
"""How much a bend within a long edge counts, and one at an edge between results; at others 1."""
SLANT = 0.22
"""Room below a layer for each unit that an edge goes aside there."""

Point = tuple[float, float]


class Bend(NamedTuple):
    """A stretch of an edge that goes straight down at `x`, from `top` to `bottom`."""

    x: float
    top: float
    bottom: float


class Layout(NamedTuple):
    """`places`: centres of the nodes. `routes`: for each edge its straight stretches, the first
    in the layer of its start, the last in that of its end. `labels`: for each edge the place of
    its label, on the line, or None."""

    places: tuple[Point, ...]
    routes: tuple[tuple[Bend, ...], ...]
    labels: tuple[Point | None, ...]
    width: float
    height: float


def layered(
    nodes: Sequence[Extent], edges: Sequence[tuple[int, int]], labels: Sequence[Extent | None]
) -> Layout:
    """The drawing of nodes that stand in an order in which edges go forward.

    `labels`: the room for what stands on each edge, right before its end.
    """
    things, chains, rows = arranged(nodes, edges, labels)
    ports = _ports(rows, things, chains)
    across = _across(rows, things, chains, ports)
    tops, bottoms = _down(rows, things, chains, across)
    routes = tuple(
        tuple(
            Bend(across[at] + ports.get((number, at), 0), tops[things[at].layer], bottoms[things[at].layer])
            for at in chain
        )
        for number, chain in enumerate(chains)
    )
    middle = [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]
    width = max((across[k] + thing.extent.after for k, thing in enumerate(things)), default=0)
    return Layout(
        tuple((across[k], middle[things[k].layer]) for k in range(len(nodes))),
        routes,
        tuple(_label_place(chain, label, across, things, middle)
              for chain, label in zip(chains, labels, strict=True)),
        width,
        max(bottoms, default=0),
    )  # fmt: skip


def _ports(
    rows: Sequence[Sequence[int]], things: Sequence[Thing], chains: Sequence[Sequence[int]]
) -> dict[tuple[int, int], float]:
    """Where the edges of a node begin and end, beside its middle, in the order of what comes next."""
    order = {thing: place for row in rows for place, thing in enumerate(row)}
    found: dict[tuple[int, int], float] = {}
    sides: dict[tuple[int, bool], list[tuple[int, int]]] = defaultdict(list)
    for number, chain in enumerate(chains):
        sides[chain[0], True].append((order[chain[1]], number))
        sides[chain[-1], False].append((order[chain[-2]], number))
    for (node, _), ends in sides.items():
        extent = things[node].extent
        room = min(PORT, 1.4 * min(extent.before, extent.after) / max(1, len(ends) - 1))
        for place, (_, number) in enumerate(sorted(ends)):
            found[number, node] = (place - (len(ends) - 1) / 2) * room
    return found


def _across(
    rows: Sequence[Sequence[int]],
    things: Sequence[Thing],
    chains: Sequence[Sequence[int]],
    ports: dict[tuple[int, int], float],
) -> list[float]:
    pulls: list[Pull] = []
    ends = {chain[-1] for chain in chains}
    for number, chain in enumerate(chains):
        for above, below in pairwise(chain):
            inner = things[above].edge is not None and things[below].edge is not None
            weight = STRAIGHT if inner else SPINE if chain[0] in ends else 1.0
            shift = ports.get((number, above), 0) - ports.get((number, below), 0)
            pulls.append(Pull(above, below, shift, weight))
    rooms = [
        [
            things[left].extent.after
            + things[right].extent.before
            + (BESIDE if things[left].edge is not None or things[right].edge is not None else BETWEEN)
            for left, right in pairwise(row)
        ]
        for row in rows
    ]
    found = placed(rows, rooms, pulls)
    for number, chain in enumerate(chains):
        begin, end = (found[at] + ports[number, at] for at in (chain[0], chain[-1]))
        with_few_bends(chain[1:-1], (begin, end), rows, rooms, found)
    least = min((found[k] - thing.extent.before for k, thing in enumerate(things)), default=0)
    return [place - least for place in found]


def _down(
    rows: Sequence[Sequence[int]],
    things: Sequence[Thing],
    chains: Sequence[Sequence[int]],
    across: Sequence[float],
) -> tuple[list[float], list[float]]:
    """Top and bottom of every layer; where edges go far aside, the next layer is further down."""
    aside = [0.0] * len(rows)
    for chain in chains:
        for above, below in pairwise(chain):
            layer = things[above].layer
            aside[layer] = max(aside[layer], abs(across[above] - across[below]))
    tops: list[float] = []
    bottoms: list[float] = []
    top = 0.0
    for row, far in zip(rows, aside, strict=True):
        height = max((things[k].extent.height for k in row), default=0.0)
        tops.append(top)
        bottoms.append(top + height)
        top += height + max(0.7 * BETWEEN if height else 0.4 * BETWEEN, min(SLANT * far, 2 * BETWEEN))
    return tops, bottoms


def _label_place(
    chain: Sequence[int],
    label: Extent | None,
    across: Sequence[float],
    things: Sequence[Thing],
    middle: Sequence[float],
) -> Point | None:
    last = chain[-2]
    return None if label is None else (across[last], middle[things[last].layer])
