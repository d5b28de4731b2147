"""The order within the layers of a drawing: few crossings of edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

SWEEPS = 24
"""Passes down and up; small graphs settle after a few."""

Neighbours = Mapping[int, Sequence[int]]


def ordered(layers: Sequence[int], links: Sequence[tuple[int, int]]) -> tuple[int, list[list[int]]]:
    """How many crossings are left, and the things of each layer from left to right.

    Links join neighbouring layers. Sweeps put each thing where its neighbours are on average, then
    neighbours change places where that saves a crossing; the best order of all is kept.
    """
    up: dict[int, list[int]] = defaultdict(list)
    down: dict[int, list[int]] = defaultdict(list)
    for above, below in links:
        down[above].append(below)
        up[below].append(above)
    best: list[list[int]] | None = None
    fewest = 0
    for rows in _starts(layers, up, down):
        for sweep in range(SWEEPS):
            if best is not None and not fewest:
                return fewest, best
            before = [list(row) for row in rows]
            _sweep(rows, up if sweep % 2 == 0 else down, sweep % 2 == 0)
            _exchange(rows, up, down)
            found = crossings(rows, up)
            if best is None or found < fewest:
                best, fewest = [list(row) for row in rows], found
            if rows == before and sweep:
                break
    return fewest, best or []


def _starts(layers: Sequence[int], up: Neighbours, down: Neighbours) -> Iterable[list[list[int]]]:
    """Orders to begin with: as things are met from the ends upwards, and from the starts down."""
    for nexts, firsts in ((up, reversed(range(len(layers)))), (down, iter(range(len(layers))))):
        rows: list[list[int]] = [[] for _ in range(max(layers, default=-1) + 1)]
        seen: set[int] = set()
        for first in firsts:
            waiting = [first]
            while waiting:
                thing = waiting.pop()
                if thing not in seen:
                    seen.add(thing)
                    rows[layers[thing]].append(thing)
                    waiting.extend(reversed(nexts.get(thing, ())))
        yield rows


def _sweep(rows: list[list[int]], towards: Neighbours, downwards: bool) -> None:
    order = range(len(rows)) if downwards else range(len(rows) - 1, -1, -1)
    for number in order:
        before = number - 1 if downwards else number + 1
        if not 0 <= before < len(rows):
            continue
        place = {thing: k for k, thing in enumerate(rows[before])}
        own = {thing: k for k, thing in enumerate(rows[number])}
        # Without neighbours a thing stays at its own place, as far as that can be compared.
        wanted = {}
        for thing in rows[number]:
            near = [place[other] for other in towards.get(thing, ())]
            wanted[thing] = sum(near) / len(near) if near else own[thing]
        rows[number].sort(key=lambda thing: (wanted[thing], own[thing]))


def _exchange(rows: list[list[int]], up: Neighbours, down: Neighbours) -> None:
    """Neighbours change places as long as that saves crossings."""
    improved = True
    while improved:
        improved = False
        for number, row in enumerate(rows):
            above = _places(rows, number - 1)
            below = _places(rows, number + 1)
            for k in range(len(row) - 1):
                one, other = row[k], row[k + 1]
                now = _between(one, other, up, above) + _between(one, other, down, below)
                then = _between(other, one, up, above) + _between(other, one, down, below)
                if then < now:
                    row[k], row[k + 1] = other, one
                    improved = True


def _places(rows: Sequence[Sequence[int]], number: int) -> dict[int, int]:
    return {thing: k for k, thing in enumerate(rows[number])} if 0 <= number < len(rows) else {}


def _between(left: int, right: int, towards: Neighbours, place: Mapping[int, int]) -> int:
    """Crossings of the edges of two things, the first one left of the second."""
    lefts = [place[other] for other in towards.get(left, ())]
    rights = [place[other] for other in towards.get(right, ())]
    return sum(a > b for a in lefts for b in rights)


def crossings(rows: Sequence[Sequence[int]], up: Neighbours) -> int:
    """How often links cross."""
    found = 0
    for number, row in enumerate(rows):
        above = _places(rows, number - 1)
        for k, left in enumerate(row):
            found += sum(_between(left, right, up, above) for right in row[k + 1 :])
    return found
