"""Layered drawings: nothing overlaps, few edges cross, straight is straight."""

from __future__ import annotations

import itertools
import random
from functools import cache
from typing import cast

import pytest

from bpcalc.calculus.drawn_steps import EQUATIONS, OPERATIONS
from bpcalc.cli.specs import shipped
from bpcalc.formats.crossings import crossings, ordered
from bpcalc.formats.layering import Layout, layered
from bpcalc.formats.layers import Extent
from bpcalc.formats.straightening import isotonic
from bpcalc.formats.svg_boxes import gradient_label, node_box
from tests.formats.graphs import drawn, options

Box = tuple[float, float, float, float]
Graph = tuple[list[Extent], list[tuple[int, int]], list[Extent | None]]
CLOSE = 1e-6


def at_random(seed: int) -> Graph:
    """A directed acyclic graph with boxes and labels of many sizes."""
    dice = random.Random(seed)
    count = dice.randint(2, 14)
    nodes = []
    for _ in range(count):
        wide = dice.uniform(10, 120)
        nodes.append(Extent(wide / 2, wide / 2 + dice.choice([0, 30]), dice.uniform(20, 90)))
    edges = [(a, b) for b in range(1, count) for a in dice.sample(range(b), min(b, dice.randint(0, 3)))]
    edges += dice.sample(edges, min(len(edges), dice.randint(0, 2)))  # some twice
    edges.sort(key=lambda edge: edge[1])
    labels = [Extent(4, dice.uniform(10, 80), 15) if dice.random() < 0.7 else None for _ in edges]
    return nodes, edges, labels


def of_a_network(name: str, grain: str, right: bool) -> Graph:
    """What the drawing of a shipped network lays out."""
    graph = drawn(name, grain)
    number = {node.key: k for k, node in enumerate(graph.nodes)}
    labels = [None if e.gradient is None else gradient_label(e.gradient, options()) for e in graph.edges]
    return (
        [node_box(graph, node, options()).extent(right) for node in graph.nodes],
        [(number[edge.start], number[edge.end]) for edge in graph.edges],
        [None if label is None else label.extent(right) for label in labels],
    )


GRAPHS = [
    *(pytest.param(at_random(seed), id=f"random-{seed}") for seed in range(60)),
    *(
        pytest.param(of_a_network(name, grain, right), id=f"{name}-{grain}-{right}")
        for name in sorted(shipped())
        for grain in (EQUATIONS, OPERATIONS)
        for right in (False, True)
    ),
]


@cache
def _laid(number: int) -> Layout:
    nodes, edges, labels = cast(Graph, GRAPHS[number].values[0])
    return layered(nodes, edges, labels)


def laid(graph: Graph) -> Layout:
    """The layout of one of the graphs, made once."""
    return _laid(next(k for k, one in enumerate(GRAPHS) if one.values[0] is graph))


def boxes(graph: Graph, layout: Layout) -> list[Box]:
    """Left, right, top and bottom of every node and every label."""
    nodes, _, labels = graph
    things = [*zip(nodes, layout.places, strict=True), *zip(labels, layout.labels, strict=True)]
    return [
        (x - extent.before, x + extent.after, y - extent.height / 2, y + extent.height / 2)
        for extent, place in things
        if extent is not None and place is not None
        for x, y in [place]
    ]


def overlap(one: Box, other: Box) -> bool:
    return (
        min(one[1], other[1]) > max(one[0], other[0]) + CLOSE
        and min(one[3], other[3]) > max(one[2], other[2]) + CLOSE
    )


@pytest.mark.parametrize("graph", GRAPHS)
def test_nothing_overlaps(graph: Graph) -> None:
    """No box another box, no label a label or a box; all are within the drawing."""
    layout = laid(graph)
    found = boxes(graph, layout)
    assert not [pair for pair in itertools.combinations(found, 2) if overlap(*pair)]
    assert all(left >= -CLOSE and right <= layout.width + CLOSE for left, right, _, _ in found)
    assert all(top >= -CLOSE and bottom <= layout.height + CLOSE for _, _, top, bottom in found)


@pytest.mark.parametrize("graph", GRAPHS)
def test_edges_go_around_nodes_and_labels(graph: Graph) -> None:
    """The straight stretch of an edge in a layer meets nothing that stands there; curves are only
    between the layers."""
    layout = laid(graph)
    found = boxes(graph, layout)
    for route in layout.routes:
        for bend in route[1:-1]:
            line = (bend.x - 1, bend.x + 1, bend.top, bend.bottom)
            own = [place[0] for place in layout.labels if place is not None]
            crossed = [box for box in found if overlap(line, box)]
            assert all(any(abs(bend.x - x) < 1e-3 for x in own) for _ in crossed)
        assert all(a.bottom < b.top + CLOSE for a, b in itertools.pairwise(route))


@pytest.mark.parametrize("graph", GRAPHS)
def test_edges_begin_and_end_at_their_nodes(graph: Graph) -> None:
    """Within the width of the box, each at a place of its own."""
    nodes, edges, _ = graph
    layout = laid(graph)
    ends: set[tuple[int, bool, float]] = set()
    for (start, end), route in zip(edges, layout.routes, strict=True):
        for node, bend, first in ((start, route[0], True), (end, route[-1], False)):
            x, y = layout.places[node]
            assert -nodes[node].before <= bend.x - x <= nodes[node].after
            assert bend.top - CLOSE <= y <= bend.bottom + CLOSE
            ends.add((node, first, round(bend.x, 3)))
    assert len(ends) == 2 * len(edges)


def test_the_same_graph_gives_the_same_drawing() -> None:
    """Nothing depends on chance."""
    assert layered(*at_random(7)) == layered(*at_random(7))


def test_a_chain_is_straight() -> None:
    """All boxes below each other, and the edges on one line."""
    layout = layered([Extent(20, 20, 30)] * 5, [(k, k + 1) for k in range(4)], [None] * 4)
    assert {round(x, 3) for x, _ in layout.places} == {20}
    assert {round(bend.x, 3) for route in layout.routes for bend in route} == {20}


@pytest.mark.parametrize(
    ("layers", "links", "least"),
    [
        ([0, 0, 1, 1], [(0, 3), (1, 2)], 0),
        ([0, 0, 1, 1], [(0, 2), (0, 3), (1, 2), (1, 3)], 1),
        ([0, 0, 0, 1, 1, 1], [(0, 5), (1, 4), (2, 3)], 0),
        ([0, 1, 1, 2], [(0, 1), (0, 2), (1, 3), (2, 3)], 0),
        ([], [], 0),
    ],
)
def test_crossings_that_can_be_avoided(layers: list[int], links: list[tuple[int, int]], least: int) -> None:
    """The least possible number for these, found by hand."""
    count, rows = ordered(layers, links)
    assert count == least
    up: dict[int, list[int]] = {}
    for above, below in links:
        up.setdefault(below, []).append(above)
    assert crossings(rows, up) == least


@pytest.mark.parametrize("seed", range(30))
def test_the_order_is_nearly_as_good_as_any(seed: int) -> None:
    """Compared with every order of two small layers."""
    dice = random.Random(seed)
    links = sorted({(dice.randrange(4), 4 + dice.randrange(4)) for _ in range(8)})
    up: dict[int, list[int]] = {}
    for above, below in links:
        up.setdefault(below, []).append(above)
    least = min(
        crossings([first, second], up)
        for first in itertools.permutations(range(4))
        for second in itertools.permutations(range(4, 8))
    )
    assert ordered([0] * 4 + [1] * 4, links)[0] <= least + 1


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([1, 2, 3], [1, 1, 1], [1, 2, 3]),
        ([3, 1], [1, 1], [2, 2]),
        ([3, 1], [3, 1], [2.5, 2.5]),
        ([1, 5, 3, 4], [1, 1, 1, 1], [1, 4, 4, 4]),
        ([3, 2, 1], [1, 1, 1], [2, 2, 2]),
        ([], [], []),
    ],
)
def test_isotonic_regression(values: list[float], weights: list[float], expected: list[float]) -> None:
    """The nearest numbers in increasing order."""
    assert isotonic(values, weights) == pytest.approx(expected)


def test_the_gated_network_crosses_nowhere() -> None:
    """Its skip connection goes around, because x stands above the weights."""
    layout = layered(*of_a_network("gated-softmax", EQUATIONS, False))
    tops = {route[0].top for route in layout.routes}
    for top in tops:
        here = [(r[0].x, r[1].x) for r in layout.routes if r[0].top == top]
        assert here == sorted(here) or sorted(here, key=lambda p: p[0]) == sorted(here, key=lambda p: p[1])
