"""Which shapes go together, and what is said of those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language import syntax
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Shape, shape_text, size_text
from bpcalc.language.syntax import Span, Syntax
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple


class Operand(NamedTuple):
    """One side of an operation, as it was typed and with its shape."""

    syntax: Syntax
    value: Expr


class MisfitError(InputError):
    """E310: two operands whose shapes do not fit. Who knows where they come from can say more."""

    def __init__(self, operator: str, left: Operand, right: Operand, span: Span) -> None:
        super().__init__(_problem(operator, left, right, span))
        self.operator, self.left, self.right, self.span = operator, left, right, span

    def seen_from(self, arguments: Mapping[str, Syntax], span: Span) -> MisfitError:
        """The same in the words of who called a function, whose arguments stand for its names."""
        left, right = (_exchanged(operand, arguments) for operand in (self.left, self.right))
        return MisfitError(self.operator, left, right, span)


def mismatch(t: Syntax, left: Expr, right: Expr, sides: tuple[Syntax, Syntax] | None = None) -> NoReturn:
    """Refuses two values whose shapes do not fit the operation between them (E310)."""
    assert isinstance(t, (syntax.Binary, syntax.Compare, syntax.Call))
    if isinstance(t, syntax.Binary):
        raise MisfitError(t.operator, Operand(t.left, left), Operand(t.right, right), t.at)
    parts = t.operands if isinstance(t, syntax.Compare) else t.arguments
    first, second = sides or (parts[0], parts[-1])
    operator = t.function if isinstance(t, syntax.Call) else t.operators[0]
    raise MisfitError(operator, Operand(first, left), Operand(second, right), t.span)


def spreads(small: Shape, large: Shape) -> bool:
    """Whether a 1×1, a row or a column is repeated to the larger shape."""
    return small == SCALAR or (
        large != SCALAR and 1 in small and all(a in (1, b) for a, b in zip(small, large, strict=True))
    )


def many(count: str, what: str) -> str:
    """`3 rows`, `1 row`, `n rows`."""
    return f"{count} {what}" + ("" if count == "1" else "s")


def described(t: Syntax, value: Expr) -> str:
    """`W1 (2×3)`, as a message names it."""
    return f"{brief(t)} ({shape_text(value.shape)})" if brief(t) else f"a {shape_text(value.shape)} value"


def brief(t: Syntax) -> str:
    """What was typed, in a few characters; empty where it takes more."""
    text = _brief(t)
    return text if len(text) <= 24 else ""


def _brief(t: Syntax) -> str:
    match t:
        case syntax.Name(name=name):
            return name
        case syntax.Number(value=value, decimal=decimal):
            return _number_text(value, decimal)
        case syntax.Partial(of=of, wrt=wrt):
            return f"d{of}/" + "/".join(f"d{name}" for name in wrt)
        case syntax.Unary(operator="T", operand=operand):
            return f"{_brief(operand)}.T"
        case syntax.Unary(operator=operator, operand=operand):
            return f"{operator}{' ' * operator.isalpha()}{_brief(operand)}"
        case syntax.Binary(operator=operator, left=left, right=right, bracketed=bracketed):
            gap = "" if operator == "^" else " "
            text = f"{_brief(left)}{gap}{operator}{gap}{_brief(right)}"
            return f"({text})" if bracketed else text
        case syntax.Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(_brief, arguments))})"
    return " " * 99  # too long to repeat


def _number_text(value: Rational, decimal: bool) -> str:
    return f"{float(value):.6g}" if decimal else str(value)


def _exchanged(operand: Operand, arguments: Mapping[str, Syntax]) -> Operand:
    typed = operand.syntax
    if isinstance(typed, syntax.Name) and typed.name in arguments:
        return operand._replace(syntax=arguments[typed.name])
    return operand


def _problem(operator: str, left: Operand, right: Operand, span: Span) -> Problem:
    a, b = shape_text(left.value.shape), shape_text(right.value.shape)
    first, second = brief(left.syntax) or "the left side", brief(right.syntax) or "the right side"
    problem = Problem("E310", f"{first} is {a} but {second} is {b}", span=span, expected=a, got=b)
    if operator == "@":
        columns, rows = size_text(left.value.shape[1]), size_text(right.value.shape[0])
        return problem._replace(
            label=f"{many(columns, 'column')} meet{'s' * (columns == '1')} {many(rows, 'row')}",
            expected=many(rows, "column"),
            got=many(columns, "column"),
            help=_product_help(left, right),
        )
    if left.value.shape == (right.value.shape[1], right.value.shape[0]):
        help = f"turn one of them over: {brief(right.syntax) or 'the right side'}.T"
    elif operator == "*" and 1 not in left.value.shape and right.value.shape == (left.value.shape[1], 1):
        help = matrix_product(left.syntax, right.syntax)
    elif operator not in ("hstack", "vstack") and (small := _list_beside(left, right)) is not None:
        help = f"write {brief(small.syntax) or '(…)'}.T, a row, to repeat it in every row"
    elif operator in ("hstack", "vstack"):
        help = f"{operator} needs as many {'rows' if operator == 'hstack' else 'columns'} in every part"
    else:
        help = "give both one shape; only a 1×1, a row or a column is repeated"
    return problem._replace(help=help)


def _list_beside(left: Operand, right: Operand) -> Operand | None:
    """The column that is as long as the rows of the matrix beside it: a flat list is a column."""
    for small, large in ((left, right), (right, left)):
        if small.value.shape == (large.value.shape[1], 1):
            return small
    return None


def matrix_product(left: Syntax, right: Syntax) -> str:
    """What is said where * stands between a matrix and a column."""
    return f"write {brief(left) or '(…)'} @ {brief(right) or '(…)'} for the matrix product"


def _product_help(left: Operand, right: Operand) -> str:
    a, b = left.value.shape, right.value.shape
    first, second = brief(left.syntax) or "(…)", brief(right.syntax) or "(…)"
    if SCALAR in (a, b):
        return f"write {first} * {second} to scale"
    if b[1] == a[0] != 1 and a != b:
        return f"perhaps {second} @ {first} is meant"
    if a[1] == b[1]:
        if a == b and a[1] == 1:
            return f"perhaps {first}.T @ {second} is meant (a number), or {first} * {second} (entry by entry)"
        return f"perhaps {first} @ {second}.T is meant" if a != b else "write * to multiply entry by entry"
    if a[0] == b[0]:
        return f"perhaps {first}.T @ {second} is meant"
    return "the columns of the left factor must be as many as the rows of the right one"
