"""The edges of a drawn graph: straight through their layers, curved between them, with a tip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from bpcalc.formats.layering import Bend, Point

if TYPE_CHECKING:
    from bpcalc.formats.svg_boxes import Drawn

TIP = 7.0
"""Length of the tip of an arrow."""


def edge_path(
    route: Sequence[Bend], ends: tuple[Drawn, Drawn], places: tuple[Point, Point], right: bool
) -> str:
    """The path from the border of one node to the border of the other."""
    first, last = route[0], route[-1]
    begin = places[0][1] + _border(ends[0], first.x - places[0][0], right)
    end = places[1][1] - _border(ends[1], last.x - places[1][0], right)
    stretches = [
        (first.x, begin, max(begin, first.bottom)),
        *((bend.x, bend.top, bend.bottom) for bend in route[1:-1]),
        (last.x, last.top, end - TIP),
    ]
    line = f"M{_point(first.x, begin, right)}"
    for (x, _, bottom), (other, top, _) in pairwise(stretches):
        middle = (bottom + top) / 2
        line += f"L{_point(x, bottom, right)}"
        if x != other:
            line += f"C{_point(x, middle, right)} {_point(other, middle, right)} {_point(other, top, right)}"
    line += f"L{_point(last.x, end - TIP, right)}"
    tip = f"M{_point(last.x, end, right)}" + "".join(
        f"L{_point(last.x + side * TIP * 0.45, end - TIP, right)}" for side in (-1, 1)
    )
    return f'<path d="{line}" fill="none" stroke="currentColor" stroke-width="1.1"/><path d="{tip}Z"/>'


def _border(drawn: Drawn, beside: float, right: bool) -> float:
    """How far the border is from the middle, along the edges, so far beside the middle."""
    across, along = (drawn.height, drawn.width) if right else (drawn.width, drawn.height)
    if not drawn.round:
        return along / 2
    radius = min(across, along) / 2
    outside = max(0.0, abs(beside) - (across / 2 - radius))
    return along / 2 - radius + math.sqrt(max(0.0, radius**2 - min(outside, radius) ** 2))


def _point(across: float, along: float, right: bool) -> str:
    x, y = (along, across) if right else (across, along)
    return f"{x:.1f} {y:.1f}"
