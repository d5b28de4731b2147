"""The order within the layers of a drawing: few crossings of edges."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

SWEEPS = 24
"""Passes down and up; small graphs settle after a few."""

EXCHANGES = 6
"""Rounds in which neighbours change places, in each pass."""

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
    """Neighbours change places as long as that saves crossings, for a few rounds."""
    for _ in range(EXCHANGES):
        improved = False
        for number, row in enumerate(rows):
            above = _seen(row, up, rows[number - 1] if number else ())
            below = _seen(row, down, rows[number + 1] if number + 1 < len(rows) else ())
            for k in range(len(row) - 1):
                one, other = row[k], row[k + 1]
                now = _between(above[one], above[other]) + _between(below[one], below[other])
                if now and now > _between(above[other], above[one]) + _between(below[other], below[one]):
                    row[k], row[k + 1] = other, one
                    improved = True
        if not improved:
            return


def _seen(row: Sequence[int], towards: Neighbours, others: Sequence[int]) -> dict[int, list[int]]:
    """The places of the neighbours of each thing in the next row."""
    place = {thing: k for k, thing in enumerate(others)}
    return {thing: [place[other] for other in towards.get(thing, ())] for thing in row}


def _between(lefts: Sequence[int], rights: Sequence[int]) -> int:
    """Crossings of the edges of two things side by side."""
    found = 0
    for a in lefts:
        for b in rights:
            found += a > b
    return found


def crossings(rows: Sequence[Sequence[int]], up: Neighbours) -> int:
    """How often links cross: pairs that are in another order above than below."""
    found = 0
    for above, row in pairwise(rows):
        seen = _seen(row, up, above)
        before: list[int] = []
        for thing in row:
            for place in seen[thing]:
                found += len(before) - bisect_right(before, place)
            for place in seen[thing]:
                insort(before, place)
    return found
