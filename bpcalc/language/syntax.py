"""The tree of an expression as it was typed, with places; shapes and meaning come later."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from bpcalc.language.numbers import Rational

Span = tuple[int, int]


class Number(NamedTuple):
    """`0.1`, `3`: exact; `decimal` when it was typed with a point or an exponent."""

    value: Rational
    decimal: bool
    span: Span


class Name(NamedTuple):
    """A quantity, a size letter or a constant."""

    name: str
    span: Span


class Partial(NamedTuple):
    """`dl/dx`, or `d2l/dx/dy` with two names in `wrt`."""

    of: str
    wrt: tuple[str, ...]
    span: Span


class Unary(NamedTuple):
    """`-x`, `not x`, `x.T` (operator "T")."""

    operator: str
    operand: Syntax
    span: Span


class Binary(NamedTuple):
    """`left operator right`; `at` is the operator's own place; `bracketed` by the author."""

    operator: str
    left: Syntax
    right: Syntax
    at: Span
    span: Span
    bracketed: bool = False


class Compare(NamedTuple):
    """`a <= b < c`: every neighbouring pair holds."""

    operators: tuple[str, ...]
    operands: tuple[Syntax, ...]
    span: Span


class Call(NamedTuple):
    """`f(x, setting=value)`; `at` is the place of the function's name."""

    function: str
    arguments: tuple[Syntax, ...]
    settings: tuple[tuple[str, Syntax, Span], ...]
    at: Span
    span: Span


class Slice(NamedTuple):
    """`start:stop` within an index; a missing end is None."""

    start: Syntax | None
    stop: Syntax | None
    span: Span


class Index(NamedTuple):
    """`base[item]` or `base[item, item]`."""

    base: Syntax
    items: tuple[Syntax | Slice, ...]
    span: Span


Syntax: TypeAlias = Number | Name | Partial | Unary | Binary | Compare | Call | Index


def names_in(tree: Syntax) -> tuple[Name, ...]:
    """Every name of a quantity in the tree, from left to right, repeats included."""
    match tree:
        case Name():
            return (tree,)
        case Unary(operand=operand):
            return names_in(operand)
        case Binary(left=left, right=right):
            return names_in(left) + names_in(right)
        case Compare(operands=operands):
            return tuple(name for operand in operands for name in names_in(operand))
        case Call(arguments=arguments, settings=settings):
            parts = (*arguments, *(value for _, value, _ in settings))
            return tuple(name for part in parts for name in names_in(part))
        case Index(base=base, items=items):
            ends = (end for item in items for end in _ends(item) if end is not None)
            return names_in(base) + tuple(name for end in ends for name in names_in(end))
    return ()


def _ends(item: Syntax | Slice) -> tuple[Syntax | None, ...]:
    return (item.start, item.stop) if isinstance(item, Slice) else (item,)
