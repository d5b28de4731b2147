"""Comparing and factoring sizes: which of two costs is smaller, and when.

Letters stand for whole numbers from 1, so a polynomial whose coefficients are all positive
once every letter is written as 1 + k is positive for every size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import product
from math import gcd
from typing import NamedTuple

from bpcalc.language.sizes import Monomial, Polynomial, Size, letter, letters, size_at

_REACH = 9
"""Constants that are tried in a factor x − c, x − y − c."""


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


def substituted(size: Size, values: Mapping[str, Size]) -> Size:
    """The size with some letters exchanged for other sizes."""
    total: Size = 0
    for monomial, factor in terms(size):
        term: Size = factor
        for name, power in monomial:
            for _ in range(power):
                term = term * values.get(name, letter(name))
        total = total + term
    return total


def terms(size: Size) -> tuple[tuple[Monomial, int], ...]:
    """The monomials with their factors."""
    if isinstance(size, Polynomial):
        return size.terms
    return (((), size),) if size else ()


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


def extreme(sizes: Iterable[Size], largest: bool = False) -> Extreme:
    """The smallest (or the largest) of the sizes, what they share in front of `min`."""
    kept = undecided(sizes, largest)
    if len(kept) == 1:
        return Extreme(kept[0], (), largest)
    shared = dict(terms(kept[0]))
    for size in kept[1:]:
        other = dict(terms(size))
        shared = {m: min(f, other[m]) for m, f in shared.items() if m in other}
    common = sum((_monomial(m) * f for m, f in shared.items()), start=0)
    return Extreme(common, tuple(size - common for size in kept), largest)


def _monomial(monomial: Monomial) -> Size:
    return reduce(lambda size, part: size * _power(*part), monomial, 1)


def _power(name: str, exponent: int) -> Size:
    return reduce(lambda size, _: size * letter(name), range(exponent), 1)


def factored(size: Size) -> tuple[Size, ...]:
    """Factors whose product is the size: numbers and letters together in front, then the others.

    Linear factors with small constants are found; what is left stays in one piece.
    """
    if isinstance(size, int):
        return (size,)
    front, rest = _in_front(size)
    found: list[Size] = []
    while letters(rest) and (split := _linear(rest)) is not None:
        factor, rest = split
        found.append(factor)
    if not isinstance(rest, int):
        found.append(rest)
    elif rest == -1 and found:
        found[0] = -found[0]  # 2n·(m − n) reads better than −2n·(n − m)
    else:
        front = front * rest
    found.sort(key=lambda factor: not is_positive(factor))
    return tuple(found) if front == 1 and found else (front, *found)


def _in_front(size: Polynomial) -> tuple[Size, Size]:
    """The common number and letters of all terms, and what is left."""
    number = reduce(gcd, (abs(factor) for _, factor in size.terms))
    shared = dict(size.terms[0][0])
    for monomial, _ in size.terms[1:]:
        powers = dict(monomial)
        shared = {name: min(p, powers[name]) for name, p in shared.items() if name in powers}
    rest: Size = 0
    for monomial, factor in size.terms:
        left = tuple((name, p - shared.get(name, 0)) for name, p in monomial)
        rest = rest + _monomial(tuple((name, p) for name, p in left if p)) * (factor // number)
    return _monomial(tuple(sorted(shared.items()))) * number, rest


def _linear(size: Size) -> tuple[Size, Size] | None:
    """A factor x − s of the size, and the quotient; None where no small one is found."""
    names = sorted(letters(size))
    for name in names:
        others = [other for other in names if other != name]
        signs: list[Size] = [0, *(sign * letter(other) for other in others for sign in (1, -1))]
        for constant, root in product(sorted(range(-_REACH, _REACH + 1), key=abs), signs):
            start = root + constant
            factor = letter(name) - start
            if factor != size and substituted(size, {name: start}) == 0:
                return factor, _quotient(size, name, start)
    return None


def _quotient(size: Size, name: str, root: Size) -> Size:
    """The size divided by (name − root), by Horner's scheme."""
    by_power: dict[int, Size] = {}
    for monomial, factor in terms(size):
        power = dict(monomial).get(name, 0)
        rest = _monomial(tuple(part for part in monomial if part[0] != name)) * factor
        by_power[power] = by_power.get(power, 0) + rest
    result: Size = 0
    carried: Size = 0
    for power in range(max(by_power), 0, -1):
        carried = by_power.get(power, 0) + carried * root
        result = result + carried * _power(name, power - 1)
    return result


class Threshold(NamedTuple):
    """A difference is negative exactly where `left` < `right`."""

    left: Size
    right: Size


def negative_when(difference: Size) -> Threshold | bool | None:
    """Where a difference of two costs is below 0: a threshold, never (False), always (True), or
    None where no single factor decides its sign."""
    if is_never_negative(difference):
        return False
    if is_positive(-difference):
        return True
    sign = 1
    open_factor: Size | None = None
    for factor in factored(difference):
        if is_positive(factor):
            continue
        if is_positive(-factor):
            sign = -sign
        elif open_factor is None:
            open_factor = factor
        else:
            return None
    if open_factor is None:
        return None
    signed = open_factor * sign
    right = -_part(signed, -1)
    return Threshold(_part(signed, 1), right)


def _part(size: Size, sign: int) -> Size:
    """The terms of one sign."""
    return sum((_monomial(m) * f for m, f in terms(size) if f * sign > 0), start=0)
