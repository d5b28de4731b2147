"""Factors of sizes, and where a difference of two costs is negative."""

from __future__ import annotations

from itertools import product
from math import gcd

from bpcalc.language.comparison import is_never_negative, is_positive
from bpcalc.language.polynomials import power_of, product_of, substituted, total_of
from bpcalc.language.sizes import Polynomial, Size, letter, letters, terms
from bpcalc.records import NamedTuple

_REACH = 9
"""Constants that are tried in a factor x − c, x − y − c."""


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
    number = gcd(*(factor for _, factor in size.terms))
    shared = dict(size.terms[0][0])
    for monomial, _ in size.terms[1:]:
        powers = dict(monomial)
        shared = {name: min(p, powers[name]) for name, p in shared.items() if name in powers}
    rest: Size = 0
    for monomial, factor in size.terms:
        left = tuple((name, p - shared.get(name, 0)) for name, p in monomial)
        rest = rest + product_of(tuple((name, p) for name, p in left if p)) * (factor // number)
    return product_of(tuple(sorted(shared.items()))) * number, rest


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
        rest = product_of(tuple(part for part in monomial if part[0] != name)) * factor
        by_power[power] = by_power.get(power, 0) + rest
    result: Size = 0
    carried: Size = 0
    for power in range(max(by_power), 0, -1):
        carried = by_power.get(power, 0) + carried * root
        result = result + carried * power_of(name, power - 1)
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
    return total_of((m, f) for m, f in terms(size) if f * sign > 0)
