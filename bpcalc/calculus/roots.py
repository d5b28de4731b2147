"""Where a function of one variable is 0: sign changes and hits of a fine grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

CELLS = 2000
HALVINGS = 80
ROUND = 1e-12
"""A place this near to a short decimal number is that number."""


def roots(function: Callable[[Any], Any], low: float, high: float) -> list[float]:
    """The zeros within a range; of a stretch of zeros, its two ends."""
    xs = numpy.linspace(low, high, CELLS + 1)
    signs = numpy.sign(function(xs))
    found: list[float] = []
    for k in range(CELLS):
        before, after = signs[k], signs[k + 1]
        if before == after or numpy.isnan(before) or numpy.isnan(after):
            continue
        found.append(_rounded(_between(function, float(xs[k]), float(xs[k + 1])), high - low))
    return sorted(set(found))


def _between(function: Callable[[Any], Any], low: float, high: float) -> float:
    """Where the sign changes, by bisection."""
    first = numpy.sign(function([low])[0])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if numpy.sign(function([middle])[0]) == first:
            low = middle
        else:
            high = middle
    # On either side the function may be 0 all along; the end that is a zero is the place.
    return low if first == 0 else high


def _rounded(x: float, span: float) -> float:
    short = round(x, 9)
    return short + 0.0 if abs(short - x) <= ROUND * max(1.0, span) else x
