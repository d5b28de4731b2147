"""Which layer of a drawing everything stands in, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bpcalc.formats.crossings import ordered
from bpcalc.records import NamedTuple

LINE = 4.0
"""Half the room of a line itself."""


class Extent(NamedTuple):
    """Room that something takes: before and after its place across, and its height."""

    before: float
    after: float
    height: float


class Thing(NamedTuple):
    """What stands in a layer: a node, or a piece of an edge."""

    layer: int
    extent: Extent
    edge: int | None = None


def arranged(
    nodes: Sequence[Extent], edges: Sequence[tuple[int, int]], labels: Sequence[Extent | None]
) -> tuple[list[Thing], list[list[int]], list[list[int]]]:
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
) -> tuple[int, list[Thing], list[list[int]], list[list[int]]]:
    """How many crossings there are with these layers, and what `arranged` returns."""
    things = [Thing(layers[k], extent) for k, extent in enumerate(nodes)]
    chains: list[list[int]] = []
    for number, (start, end) in enumerate(edges):
        chain = [start]
        for layer in range(layers[start] + 1, layers[end]):
            label = labels[number] if layer == layers[end] - 1 else None
            chain.append(len(things))
            things.append(Thing(layer, label or Extent(LINE, LINE, 0), number))
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
