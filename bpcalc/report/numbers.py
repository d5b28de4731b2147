"""A formula with its numbers put in: matrices and signs as a person writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Matrix, Sign
from bpcalc.report.view import matrix

Values = Mapping[Any, Any]


def put_in(expr: Expr, values: Values) -> tuple[Matrix | Sign, ...] | None:
    """A formula of names, transposes, products and sums as matrices and signs, else None."""
    if expr.op == "add":
        parts: list[Matrix | Sign] = []
        for place, term in enumerate(expr.args):
            minus = term.op == "neg"
            inner = _factors(term.args[0] if minus else term, values)
            if inner is None or (minus and not place):
                return None
            if place:
                parts.append(Sign("−" if minus else "+"))
            parts.extend(inner)
        return tuple(parts)
    return _factors(expr, values)


def _factors(expr: Expr, values: Values) -> tuple[Matrix | Sign, ...] | None:
    if expr.op in ("matmul", "mul"):
        parts: list[Matrix | Sign] = []
        for place, factor in enumerate(expr.args):
            single = _single(factor, values)
            if single is None:
                return None
            if place:
                plain = expr.op == "matmul" or SCALAR in (factor.shape, expr.args[place - 1].shape)
                parts.append(Sign("·" if plain else "⊙"))
            parts.append(single)
        return tuple(parts)
    single = _single(expr, values)
    return None if single is None else (single,)


def _single(expr: Expr, values: Values) -> Matrix | None:
    inner = expr.args[0] if expr.op in ("T", "broadcast") else expr
    if inner.op == "number" and expr.op != "broadcast":
        return matrix(value(expr, {}), expr.shape)
    if inner.op == "call" and inner.data[0].elementwise and inner.args[0].op == "name":
        return matrix(value(expr, values), expr.shape, expr)
    if inner.op not in ("name", "partial") or inner.data not in values:
        return None
    return matrix(value(expr, values), expr.shape, expr if expr.op != "broadcast" else inner)


def display(parts: tuple[Matrix | Sign, ...], detail: bool, share: bool = False) -> tuple[Block, ...]:
    """A line of matrices, with the arithmetic of its entries where asked for."""
    if not detail:
        return (Display(parts, share),)
    from bpcalc.report.arithmetic import arithmetic

    return (Display(parts, share), *arithmetic(parts))
