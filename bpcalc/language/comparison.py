"""Comparing sizes: which of several costs is the smallest.

Letters stand for whole numbers from 1, so a polynomial whose coefficients are all positive
once every letter is written as 1 + k is positive for every size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from bpcalc.language.polynomials import substituted, total_of
from bpcalc.language.sizes import Size, letter, letters, size_at, terms
from bpcalc.records import NamedTuple


@cache
def is_never_negative(size: Size) -> bool:
    """Whether the size is proved to be ≥ 0 wherever its letters are at least 1."""
    shifted = substituted(size, {name: letter(name) + 1 for name in letters(size)})
    return all(factor >= 0 for _, factor in terms(shifted))


def is_positive(size: Size) -> bool:
    """Whether the size is proved to be > 0 wherever its letters are at least 1."""
    return is_never_negative(size - 1)


def undecided(sizes: Iterable[Size], largest: bool = False) -> tuple[Size, ...]:
    """The sizes that may be the smallest (or the largest), without those proved to be beaten."""
    kept: list[Size] = []
    for size in dict.fromkeys(sizes):
        if any(_beats(other, size, largest) for other in kept):
            continue
        kept = [other for other in kept if not _beats(size, other, largest)] + [size]
    return tuple(kept)


def _beats(one: Size, other: Size, largest: bool) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one >= other if largest else one <= other
    return is_never_negative(one - other if largest else other - one)


class Extreme(NamedTuple):
    """`common + min(n, m)` or `max`: the smallest or largest of sizes that no sign decides.

    `rest` is empty where one of them is the extreme for every size.
    """

    common: Size
    rest: tuple[Size, ...] = ()
    largest: bool = False

    def at(self, values: Mapping[str, int]) -> int:
        """The value once every letter is a number."""
        choose = max if self.largest else min
        found = size_at(self.common, values)
        rest = [size_at(size, values) for size in self.rest] or [0]
        assert isinstance(found, int)
        return found + choose(size for size in rest if isinstance(size, int))


def extreme(sizes: Iterable[Size], largest: bool = False) -> Extreme:
    """The smallest (or the largest) of the sizes, what they share in front of `min`."""
    kept = undecided(sizes, largest)
    if len(kept) == 1:
        return Extreme(kept[0], (), largest)
    shared = dict(terms(kept[0]))
    for size in kept[1:]:
        other = dict(terms(size))
        shared = {m: min(f, other[m]) for m, f in shared.items() if m in other}
    common = total_of(shared.items())
    return Extreme(common, tuple(size - common for size in kept), largest)
