"""Sizes: integer polynomials in letters, as `4`, `n`, `2*m*n + n`.

A size without letters is a plain int, so code for numbers works for symbols too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

LARGEST = 4096
"""Rows or columns that a matrix may have."""

Monomial = tuple[tuple[str, int], ...]
"""Letters with their powers, sorted: `n^2*m` is (("m", 1), ("n", 2)); `()` is 1."""


class Polynomial:
    """A sum of integer multiples of monomials, with at least one letter. Immutable."""

    __slots__ = ("terms",)
    terms: tuple[tuple[Monomial, int], ...]

    def __init__(self, terms: tuple[tuple[Monomial, int], ...]) -> None:
        object.__setattr__(self, "terms", terms)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a polynomial does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(self.terms)

    def __add__(self, other: Size) -> Size:
        total = dict(self.terms)
        for monomial, factor in terms(other):
            total[monomial] = total.get(monomial, 0) + factor
        return _size(total)

    __radd__ = __add__

    def __neg__(self) -> Size:
        return _size({monomial: -factor for monomial, factor in self.terms})

    def __sub__(self, other: Size) -> Size:
        return self + -other

    def __rsub__(self, other: Size) -> Size:
        return -self + other

    def __mul__(self, other: Size) -> Size:
        total: dict[Monomial, int] = {}
        for left, a in self.terms:
            for right, b in terms(other):
                monomial = _times(left, right)
                total[monomial] = total.get(monomial, 0) + a * b
        return _size(total)

    __rmul__ = __mul__

    def __str__(self) -> str:
        return size_text(self)

    def __repr__(self) -> str:
        return f"Polynomial({self})"


Size: TypeAlias = int | Polynomial
Shape: TypeAlias = tuple[Size, Size]


def letter(name: str) -> Polynomial:
    """The size that a letter stands for."""
    return Polynomial((((((name, 1),)), 1),))


def letters(size: Size) -> frozenset[str]:
    """The letters a size depends on."""
    return frozenset(name for monomial, _ in terms(size) for name, _ in monomial)


def size_at(size: Size, values: Mapping[str, int]) -> Size:
    """The size once some of its letters are numbers."""
    if isinstance(size, int):
        return size
    total: Size = 0
    for monomial, factor in size.terms:
        term: Size = factor
        for name, power in monomial:
            base: Size = values[name] if name in values else letter(name)
            for _ in range(power):
                term = term * base
        total = total + term
    return total


def size_text(size: Size) -> str:
    """`2*m*n + n^2 - 1`, highest powers first; parses back as an expression."""
    text = ""
    for monomial, factor in sorted(terms(size), key=_rank):
        letters_text = "*".join(n if p == 1 else f"{n}^{p}" for n, p in monomial)
        parts = [str(abs(factor))] if abs(factor) != 1 or not monomial else []
        body = "*".join(parts + ([letters_text] if letters_text else []))
        sign = ("-" if factor < 0 else "") if not text else (" - " if factor < 0 else " + ")
        text += sign + body
    return text or "0"


def shape_text(shape: Shape) -> str:
    """`2×3`, `n×(m + 1)`."""
    return "×".join(t if t.isalnum() else f"({t})" for t in map(size_text, shape))


def terms(size: Size) -> tuple[tuple[Monomial, int], ...]:
    """The monomials with their factors."""
    if isinstance(size, Polynomial):
        return size.terms
    return (((), size),) if size else ()


def _size(terms: dict[Monomial, int]) -> Size:
    kept = tuple(sorted((m, f) for m, f in terms.items() if f))
    if not kept:
        return 0
    return kept[0][1] if len(kept) == 1 and not kept[0][0] else Polynomial(kept)


def _times(left: Monomial, right: Monomial) -> Monomial:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def _rank(term: tuple[Monomial, int]) -> tuple[int, Monomial]:
    monomial, _ = term
    return (-sum(power for _, power in monomial), tuple((n, -p) for n, p in monomial))
