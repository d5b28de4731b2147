"""The axes of a plot: which part of a line is shown, and where its ticks are."""

from __future__ import annotations

import math
from collections.abc import Iterable

from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Axis

FLAT = 1e-12
"""A span this small beside its numbers is drawn as wide as if it were one point."""


class Scale(NamedTuple):
    """The shown part of an axis, from `low` to `high` (their logarithms where `log`)."""

    low: float
    high: float
    log: bool

    def position(self, value: float) -> float | None:
        """Where a value lies, from 0 to 1; None where the axis cannot show it."""
        if not math.isfinite(value) or (self.log and value <= 0):
            return None
        place = math.log10(value) if self.log else value
        share = (place - self.low) / (self.high - self.low)
        return share if -FLAT <= share <= 1 + FLAT else None

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most so many round places, each from 0 to 1, with their labels."""
        most = max(2, most)
        every: float = _whole_step(self.high - self.low, most) if self.log else _round_step(self, most)
        first = math.ceil(self.low / every - FLAT)
        last = math.floor(self.high / every + FLAT)
        span = self.high - self.low
        return [((k * every - self.low) / span, self._label(k, every)) for k in range(first, last + 1)]

    def _label(self, k: int, every: float) -> str:
        if self.log:
            return f"1e{k * round(every)}"
        return f"{k * every:.{max(0, -math.floor(math.log10(every) + FLAT))}f}" if k else "0"


def scale(axis: Axis, values: Iterable[float]) -> Scale:
    """An axis that shows all the values it can; a logarithmic one ends at powers of ten."""
    shown = [v for v in values if math.isfinite(v) and (v > 0 or not axis.log)]
    if axis.log:
        first = math.floor(math.log10(min(shown, default=1)) + FLAT)
        last = math.ceil(math.log10(max(shown, default=1)) - FLAT)
        return Scale(first, max(last, first + 1), True)
    low, high = min(shown, default=0.0), max(shown, default=0.0)
    if high - low <= FLAT * max(abs(low), abs(high)):
        wide = max(1, abs(low))
        low, high = low - wide / 2, high + wide / 2
    return Scale(low, high, False)


def _whole_step(span: float, most: int) -> int:
    """So many powers of ten from tick to tick."""
    least = max(1.0, span / (most - 1))
    power = int(10 ** math.floor(math.log10(least)))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least * (1 - FLAT))


def _round_step(scale: Scale, most: int) -> float:
    """1, 2 or 5 times a power of ten from tick to tick."""
    least = (scale.high - scale.low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(least))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least * (1 - FLAT))
