"""A formula with a part transposed, or its factors in another order: what its writer may have meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

from bpcalc.language import syntax
from bpcalc.language.syntax import Syntax

FACTORS = 5
"""Factors of a product up to which every order of them is tried."""


def rearranged(typed: Syntax) -> Iterator[tuple[str, Syntax]]:
    """Other formulas, each with the name of the mistake."""
    for changed in _multiplied(typed):
        yield "entry-by-entry", changed
    for changed in _transposed(typed):
        yield "transpose-missing", changed
    for changed in _reordered(typed):
        yield "product-order", changed


def _transposed(typed: Syntax) -> Iterator[Syntax]:
    """The formula with one part transposed."""
    yield from _changed_inside(typed, _transposed)
    match typed:
        case syntax.Binary(left=left, right=right, operator="*" | "@"):
            yield typed._replace(left=_turned(left), operator="@")
            yield typed._replace(right=_turned(right), operator="@")
        case syntax.Unary(operand=operand, operator="T"):
            yield operand


def _multiplied(typed: Syntax) -> Iterator[Syntax]:
    """The formula with one product of entries as a matrix product."""
    yield from _changed_inside(typed, _multiplied)
    if isinstance(typed, syntax.Binary) and typed.operator == "*":
        yield typed._replace(operator="@")


def _changed_inside(typed: Syntax, change: Callable[[Syntax], Iterator[Syntax]]) -> Iterator[Syntax]:
    """The formula with one of its sides changed."""
    match typed:
        case syntax.Binary(left=left, right=right):
            yield from (typed._replace(left=changed) for changed in change(left))
            yield from (typed._replace(right=changed) for changed in change(right))
        case syntax.Unary(operand=operand):
            yield from (typed._replace(operand=changed) for changed in change(operand))


def _turned(part: Syntax) -> Syntax:
    return syntax.Unary("T", part, part.span)


def _reordered(typed: Syntax) -> Iterator[Syntax]:
    """The factors of a product in every other order."""
    factors = _factors(typed)
    if 1 < len(factors) <= FACTORS:
        for order in permutations(factors):
            result = order[0]
            for factor in order[1:]:
                result = syntax.Binary("@", result, factor, typed.span, typed.span)
            yield result


def _factors(typed: Syntax) -> list[Syntax]:
    if isinstance(typed, syntax.Binary) and typed.operator in ("*", "@"):
        return [*_factors(typed.left), *_factors(typed.right)]
    return [typed]
