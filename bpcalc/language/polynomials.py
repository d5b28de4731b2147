"""Sizes as polynomials: their terms, putting values in, reading them from text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bpcalc.language.sizes import Monomial, Polynomial, Size, letter, terms
from bpcalc.language.syntax import Binary, Name, Number, Syntax, Unary

_HIGHEST = 9
"""Powers up to which a typed size is read."""


def substituted(size: Size, values: Mapping[str, Size]) -> Size:
    """The size with some letters exchanged for other sizes."""
    total: Size = 0
    for monomial, factor in terms(size):
        term: Size = factor
        for name, exponent in monomial:
            for _ in range(exponent):
                term = term * values.get(name, letter(name))
        total = total + term
    return total


def separate(size: Size) -> tuple[Size, ...]:
    """The terms of a sum, highest powers first."""
    ordered = sorted(terms(size), key=lambda term: (-sum(power for _, power in term[0]), term[0]))
    return tuple(product_of(m) * factor for m, factor in ordered)


def monomial(size: Size) -> tuple[int, tuple[Size, ...]]:
    """A single term as its number and its letters with their powers."""
    ((letters_of, number),) = terms(size)
    return number, tuple(power_of(name, exponent) for name, exponent in letters_of)


def total_of(parts: Iterable[tuple[Monomial, int]]) -> Size:
    """The sum of monomials with their factors: the inverse of `terms`."""
    result: Size = 0
    for monomial, factor in parts:
        result = result + product_of(monomial) * factor
    return result


def product_of(monomial: Monomial) -> Size:
    """A monomial as a size."""
    result: Size = 1
    for name, exponent in monomial:
        result = result * power_of(name, exponent)
    return result


def power_of(name: str, exponent: int) -> Size:
    """A letter to a whole power."""
    return Polynomial(((((name, exponent),), 1),)) if exponent else 1


def parsed(text: str) -> Size | None:
    """A size as it is written, `14`, `2*n^2 + n`; None for what is no polynomial with whole
    numbers. Raises InputError for what is no expression at all."""
    from bpcalc.language.parser import parse

    return _from_syntax(parse(text))


def _from_syntax(tree: Syntax) -> Size | None:
    match tree:
        case Number(value=int() as value):
            return value
        case Name(name=name):
            return letter(name)
        case Unary(operator="-", operand=operand):
            size = _from_syntax(operand)
            return None if size is None else -size
        case Binary(operator="^", left=left, right=Number(value=int() as power)) if 0 <= power <= _HIGHEST:
            base = _from_syntax(left)
            return None if base is None else _raised(base, power)
        case Binary(operator="+" | "-" | "*" as operator, left=left, right=right):
            one, other = _from_syntax(left), _from_syntax(right)
            if one is None or other is None:
                return None
            return one * other if operator == "*" else one + other if operator == "+" else one - other
    return None


def _raised(base: Size, power: int) -> Size:
    result: Size = 1
    for _ in range(power):
        result = result * base
    return result
