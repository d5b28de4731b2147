"""Places across a layered drawing that make its edges straight.

Minimises Σ weight · (x_above + shift − x_below)² over places that keep their order and their
distances: a convex problem. One layer, the others held still, is an isotonic regression,
which merging blocks solves exactly; going through the layers again and again solves the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from bpcalc.records import NamedTuple

ROUNDS, STILL = 400, 0.01
"""Each round goes down and up once; the last one moves nothing further than this."""
WORK = 100_000
"""Places that are moved at most, of all rounds together."""
LOOSE = 1e-6
"""The pull of what nothing pulls, to where it is."""


class Pull(NamedTuple):
    """An edge between two layers is straight where below = above + shift."""

    above: int
    below: int
    shift: float
    weight: float


def placed(
    rows: Sequence[Sequence[int]], rooms: Sequence[Sequence[float]], pulls: Sequence[Pull]
) -> list[float]:
    """The place of every thing. `rooms`: the least distances of neighbours in each row."""
    places = [0.0] * sum(map(len, rows))
    offsets = [list(accumulate(room, initial=0.0)) for room in rooms]
    for row, offset in zip(rows, offsets, strict=True):
        for thing, start in zip(row, offset, strict=False):
            places[thing] = start - offset[-1] / 2
    towards: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for above, below, shift, weight in pulls:
        towards[below].append((above, shift, weight))
        towards[above].append((below, -shift, weight))
    order = [*range(len(rows)), *range(len(rows) - 2, -1, -1)]
    for _ in range(min(ROUNDS, 1 + WORK // max(1, len(places)))):
        before = list(places)
        for number in order:
            wanted, weights = [], []
            for thing in rows[number]:
                weight, pulled = LOOSE, LOOSE * places[thing]
                for other, shift, strength in towards[thing]:
                    weight += strength
                    pulled += strength * (places[other] + shift)
                wanted.append(pulled / weight)
                weights.append(weight)
            offset = offsets[number]
            level = [want - start for want, start in zip(wanted, offset, strict=False)]
            for thing, value, start in zip(rows[number], isotonic(level, weights), offset, strict=False):
                places[thing] = value + start
        if all(abs(old - new) < STILL for old, new in zip(before, places, strict=True)):
            break
    return places


def isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The numbers in increasing order that are nearest to the values, in weighted squares."""
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
    for mean, weight in zip(values, weights, strict=True):
        many = 1
        while blocks and blocks[-1][0] > mean:
            before, heavy, count = blocks.pop()
            mean = (mean * weight + before * heavy) / (weight + heavy)
            weight += heavy
            many += count
        blocks.append((mean, weight, many))
    return [mean for mean, _, many in blocks for _ in range(many)]


def with_few_bends(
    chain: Sequence[int],
    ends: tuple[float, float],
    rows: Sequence[Sequence[int]],
    rooms: Sequence[Sequence[float]],
    places: list[float],
) -> None:
    """Moves the pieces of one edge, as far as its neighbours leave room: long straight stretches,
    below the start or above the end if possible."""
    stretch: list[int] = []
    low, high = float("-inf"), float("inf")
    for thing in (*chain, None):
        if thing is not None:
            left, right = _free(thing, rows, rooms, places)
            if max(low, left) <= min(high, right):
                stretch.append(thing)
                low, high = max(low, left), min(high, right)
                continue
        if stretch:
            mean = sum(places[one] for one in stretch) / len(stretch)
            wanted = min(
                (end for end in ends if low <= end <= high), key=lambda x: abs(x - mean), default=mean
            )
            for one in stretch:
                places[one] = min(max(wanted, low), high)
        if thing is not None:
            stretch = [thing]
            low, high = left, right


def _free(
    thing: int, rows: Sequence[Sequence[int]], rooms: Sequence[Sequence[float]], places: Sequence[float]
) -> tuple[float, float]:
    """Where a thing may be while its neighbours stay."""
    row, room = next(pair for pair in zip(rows, rooms, strict=True) if thing in pair[0])
    k = row.index(thing)
    left = places[row[k - 1]] + room[k - 1] if k else float("-inf")
    right = places[row[k + 1]] - room[k] if k + 1 < len(row) else float("inf")
    return left, right
