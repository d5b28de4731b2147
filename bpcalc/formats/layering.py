"""A layered drawing of a small directed graph: layers, order within them, places, routes.

Layers lie below each other; edges go down. The order has few crossings, the places make edges
straight. Everything is deterministic: the same graph gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bpcalc.formats.crossings import ordered
from bpcalc.formats.straightening import Pull, placed, with_few_bends

BETWEEN = 26.0
"""Room between neighbours in a layer, and between layers."""
BESIDE = 14.0
"""Room beside a line."""
PORT = 22.0
"""Between the ends of two edges at one node, where it is wide enough."""
LINE = 4.0
"""Half the room of a line itself."""
STRAIGHT, SPINE = 8.0, 4.0
"""How much a bend within a long edge counts, and one at an edge between results; at others 1."""
SLANT = 0.22
"""Room below a layer for each unit that an edge goes aside there."""

Point = tuple[float, float]


class Extent(NamedTuple):
    """Room that something takes: before and after its place across, and its height."""

    before: float
    after: float
    height: float


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


class _Thing(NamedTuple):
    """What stands in a layer: a node, or a piece of an edge."""

    layer: int
    extent: Extent
    edge: int | None = None


def layered(
    nodes: Sequence[Extent], edges: Sequence[tuple[int, int]], labels: Sequence[Extent | None]
) -> Layout:
    """The drawing of nodes that stand in an order in which edges go forward.

    `labels`: the room for what stands on each edge, right before its end.
    """
    things, chains, rows = _arranged(nodes, edges, labels)
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


def _arranged(
    nodes: Sequence[Extent], edges: Sequence[tuple[int, int]], labels: Sequence[Extent | None]
) -> tuple[list[_Thing], list[list[int]], list[list[int]]]:
    """Things, edges as chains of them, and the order of the layers.

    What starts nowhere and is used several times goes up a layer where that saves crossings.
    """
    layers = _layers(len(nodes), edges)
    best = _in_order(layers, nodes, edges, labels)
    ends = {end for _, end in edges}
    starts = [start for start, _ in edges]
    for node in range(len(nodes)):
        if best[0] and node not in ends and starts.count(node) > 1:
            raised = [layer - 2 * (k == node) for k, layer in enumerate(layers)]
            raised = [layer - min(raised) for layer in raised]
            found = _in_order(raised, nodes, edges, labels)
            if found[0] < best[0]:
                layers, best = raised, found
    return best[1:]


def _in_order(
    layers: Sequence[int],
    nodes: Sequence[Extent],
    edges: Sequence[tuple[int, int]],
    labels: Sequence[Extent | None],
) -> tuple[int, list[_Thing], list[list[int]], list[list[int]]]:
    """How many crossings there are with these layers, and what `_arranged` returns."""
    things = [_Thing(layers[k], extent) for k, extent in enumerate(nodes)]
    chains: list[list[int]] = []
    for number, (start, end) in enumerate(edges):
        chain = [start]
        for layer in range(layers[start] + 1, layers[end]):
            label = labels[number] if layer == layers[end] - 1 else None
            chain.append(len(things))
            things.append(_Thing(layer, label or Extent(LINE, LINE, 0), number))
        chains.append([*chain, end])
    links = [pair for chain in chains for pair in pairwise(chain)]
    count, rows = ordered([thing.layer for thing in things], links)
    return count, things, chains, rows


def _layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Even layers for nodes, the odd ones are for labels; what starts nowhere is near its first use."""
    layers = [0] * count
    for start, end in sorted(edges, key=lambda edge: edge[1]):
        layers[end] = max(layers[end], layers[start] + 2)
    ends = {end for _, end in edges}
    for node in range(count):
        uses = [layers[end] for start, end in edges if start == node]
        if node not in ends and uses:
            layers[node] = min(uses) - 2
    return layers


def _ports(
    rows: Sequence[Sequence[int]], things: Sequence[_Thing], chains: Sequence[Sequence[int]]
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
    things: Sequence[_Thing],
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
    things: Sequence[_Thing],
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
    things: Sequence[_Thing],
    middle: Sequence[float],
) -> Point | None:
    last = chain[-2]
    return None if label is None else (across[last], middle[things[last].layer])
