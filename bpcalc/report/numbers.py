"""A formula with its numbers put in: matrices and signs as a person writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.language import tree
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Matrix, Sign
from bpcalc.report.view import matrix

Values = Mapping[Any, Any]
SHORT = 10
"""A factor that is a sum, a power or a quotient of fewer parts is put in as a whole."""


def put_in(expr: Expr, values: Values) -> tuple[Matrix | Sign, ...] | None:
    """A formula of names, transposes, products and sums as matrices and signs, else None."""
    parts: list[Matrix | Sign] = []
    for place, term in enumerate(expr.args if expr.op == "add" else (expr,)):
        minus = term.op == "neg" and term.args[0].op != "number"
        inner = _factors(term.args[0] if minus else term, values)
        if inner is None:
            return None
        if place or minus:
            parts.append(Sign("−" if minus else "+"))
        parts.extend(inner)
    return tuple(parts)


def _factors(expr: Expr, values: Values) -> tuple[Matrix | Sign, ...] | None:
    if expr.op == "div" and expr.args[1].shape == SCALAR != expr.args[0].shape:
        top, bottom = _factors(expr.args[0], values), _single(expr.args[1], values)
        return None if top is None or bottom is None else (*top, Sign("/"), bottom)
    if expr.op in ("matmul", "mul"):
        parts: list[Matrix | Sign] = []
        for place, factor in enumerate(expr.args):
            found = _factor(expr, factor, values)
            if found is None:
                return None
            if place:
                plain = expr.op == "matmul" or SCALAR in (factor.shape, expr.args[place - 1].shape)
                parts.append(Sign("·" if plain else "⊙"))
            parts.extend(found)
        return tuple(parts)
    single = _single(expr, values)
    return None if single is None else (single,)


def _factor(product: Expr, factor: Expr, values: Values) -> tuple[Matrix | Sign, ...] | None:
    """One factor; a matrix product that numbers scale is put in as its own factors."""
    if factor.op == "matmul" and all(arg.shape == SCALAR for arg in product.args if arg is not factor):
        return _factors(factor, values)
    single = _single(factor, values)
    return None if single is None else (single,)


def _single(expr: Expr, values: Values) -> Matrix | None:
    inner = expr.args[0] if expr.op in ("T", "broadcast", "neg") else expr
    label = inner if expr.op == "broadcast" else expr
    if inner.op == "number" and expr.op != "broadcast":
        return matrix(value(expr, {}), expr.shape)
    if expr.shape == SCALAR and not tree.leaves(expr):
        return matrix(value(expr, values), SCALAR, expr)
    plain = inner.op in ("name", "partial") and inner.data in values
    called = inner.op == "call" and inner.data[0].elementwise and inner.args[0].op == "name"
    if plain or called or (inner.op in ("add", "pow", "div") and _is_short(inner, values)):
        return matrix(value(expr, values), expr.shape, label)
    return None


def is_number(formula: Expr) -> bool:
    """Whether a formula is its value already."""
    return (formula.args[0] if formula.op == "neg" else formula).op == "number"


def _is_short(factor: Expr, values: Values) -> bool:
    """Whether it is put in as one matrix, as `1 − p` and `x²`: known quantities and numbers, few of them."""
    known = all(leaf.data in values for leaf in tree.leaves(factor))
    return known and sum(1 for _ in tree.nodes(factor)) < SHORT


def display(parts: tuple[Matrix | Sign, ...], detail: bool, share: bool = False) -> tuple[Block, ...]:
    """A line of matrices, with the arithmetic of its entries where asked for."""
    if not detail:
        return (Display(parts, share),)
    from bpcalc.report.arithmetic import arithmetic

    return (Display(parts, share), *arithmetic(parts))
