"""Which shapes go together, and what is said of those that do not."""

from __future__ import annotations

from typing import NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language import syntax
from bpcalc.language.sizes import Shape, shape_text, size_text
from bpcalc.language.syntax import Syntax
from bpcalc.language.tree import SCALAR, Expr


def mismatch(t: Syntax, left: Expr, right: Expr) -> NoReturn:
    """Refuses two values whose shapes do not fit the operation between them (E310)."""
    assert isinstance(t, (syntax.Binary, syntax.Compare, syntax.Call))
    if isinstance(t, syntax.Binary):
        first, second, span = t.left, t.right, t.at
    else:
        parts = t.operands if isinstance(t, syntax.Compare) else t.arguments
        first, second, span = parts[0], parts[-1], t.span
    a, b = described(first, left), described(second, right)
    if isinstance(t, syntax.Binary) and t.operator == "@":
        columns, rows = size_text(left.shape[1]), size_text(right.shape[0])
        message = f"{a} cannot be multiplied by {b}: {columns} columns meet {rows} rows"
        help = _product_help(first, second, left.shape, right.shape)
    else:
        message = f"{a} and {b} do not have one shape"
        help = "give both one shape; only a 1×1, a row or a column is repeated"
        if left.shape == (right.shape[1], right.shape[0]):
            help = f"transpose one of them: {_text_of(second)}.T"
    raise InputError(
        Problem(
            "E310",
            message,
            span=span,
            help=help,
            expected=shape_text(left.shape),
            got=shape_text(right.shape),
        )
    )


def spreads(small: Shape, large: Shape) -> bool:
    """Whether a 1×1, a row or a column is repeated to the larger shape."""
    return small == SCALAR or (
        large != SCALAR and 1 in small and all(a in (1, b) for a, b in zip(small, large, strict=True))
    )


def _text_of(t: Syntax) -> str:
    match t:
        case syntax.Name(name=name):
            return name
        case syntax.Unary(operator="T", operand=operand):
            return f"{_text_of(operand)}.T"
    return "the expression"


def described(t: Syntax, value: Expr) -> str:
    """`W1 (2×3)`, as a message names it."""
    match t:
        case syntax.Name(name=name):
            return f"{name} ({shape_text(value.shape)})"
        case syntax.Unary(operator="T", operand=syntax.Name(name=name)):
            return f"{name}.T ({shape_text(value.shape)})"
    return f"a {shape_text(value.shape)} value"


def _product_help(first: Syntax, second: Syntax, left: Shape, right: Shape) -> str:
    if left[1] == right[1] and right[1] != right[0]:
        return f"perhaps {_text_of(second)}.T is meant"
    if left[0] == right[0] and left[0] != left[1]:
        return f"perhaps {_text_of(first)}.T is meant"
    if left == right:
        return "write * to multiply entry by entry"
    return "the columns of the left factor must be as many as the rows of the right one"
