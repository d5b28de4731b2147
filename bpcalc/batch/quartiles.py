"""The mean and the quartiles of numbers that are given with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bpcalc.batch.wording import exact
from bpcalc.records import NamedTuple


class Quartiles(NamedTuple):
    """Of all scores in percent: the mean, and what is linearly between neighbours in their order."""

    mean: float
    lowest: float
    lower: float
    median: float
    upper: float
    highest: float


def quartiles(values: Sequence[tuple[float, int]]) -> Quartiles | None:
    """Of values with their counts, the lowest first; None where there are none."""
    total = sum(count for _, count in values)
    if not total:
        return None
    mean = sum((Fraction(value) * count for value, count in values), Fraction(0)) / total
    cuts = (_cut(values, total, quarter) for quarter in range(5))
    return Quartiles(exact(float(mean)), *cuts)


def _cut(values: Sequence[tuple[float, int]], total: int, quarter: int) -> float:
    """The value below which so many quarters are, as `numpy.quantile` has it."""
    place, part = divmod((total - 1) * quarter, 4)
    below, above = _ordered(values, place), _ordered(values, min(place + 1, total - 1))
    return exact(below + (above - below) * part / 4)


def _ordered(values: Sequence[tuple[float, int]], place: int) -> float:
    for value, count in values:
        if place < count:
            return value
        place -= count
    raise IndexError(place)
