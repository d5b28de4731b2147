"""The tree of an expression as it was typed, with places; shapes and meaning come later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn, TypeAlias

from bpcalc.errors import InputError, Problem
from bpcalc.language.numbers import Rational
from bpcalc.records import NamedTuple

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


def fail(code: str, message: str, span: Span, help: str) -> NoReturn:
    """Refuses a stretch of an expression."""
    raise InputError(Problem(code, message, span=span, help=help))


def children(tree: Syntax) -> tuple[Syntax, ...]:
    """What stands directly below in the tree, from left to right."""
    match tree:
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Compare(operands=operands):
            return operands
        case Call(arguments=arguments, settings=settings):
            return (*arguments, *(value for _, value, _ in settings))
        case Index(base=base, items=items):
            return (base, *(end for item in items for end in _ends(item) if end is not None))
    return ()


def walk(tree: Syntax) -> Iterator[Syntax]:
    """The tree and everything below it, from left to right."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def names_in(tree: Syntax) -> tuple[Name, ...]:
    """Every name of a quantity in the tree, from left to right, repeats included."""
    return tuple(part for part in walk(tree) if isinstance(part, Name))


def functions_in(tree: Syntax) -> set[str]:
    """The names of all functions that are called."""
    return {part.function for part in walk(tree) if isinstance(part, Call)}


def _ends(item: Syntax | Slice) -> tuple[Syntax | None, ...]:
    return (item.start, item.stop) if isinstance(item, Slice) else (item,)
