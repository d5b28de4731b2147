"""The forward pass: each equation, with its numbers put in, and its value."""

from __future__ import annotations

from bpcalc.calculus.solution import Quantity, Solved
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.derivative import expansion
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Equation, Matrix, Sign
from bpcalc.report.symbols import matrix, quantity


def section(solved: Solved) -> tuple[Block, ...]:
    """Formula and value of every equation, in order."""
    blocks: list[Block] = []
    for q in solved.quantities.values():
        if q.equation is not None:
            blocks.append(Equation(quantity(solved, q.name), _forms(q.equation)))
            blocks.append(Display(_numbers(solved, q)))
    return tuple(blocks)


def results(solved: Solved) -> tuple[Block, ...]:
    """The values alone."""
    parts = tuple(
        matrix(q.value, q.value.shape, quantity(solved, q.name))
        for q in solved.quantities.values()
        if q.equation is not None
    )
    return (Display(parts),) if parts else ()


def _forms(expr: Expr) -> tuple[Expr, ...]:
    """The equation as stated; a function that is only a name also by its formula."""
    if expr.op == "call" and expr.data[0].body is None:
        row = expr.data[0]
        written = (
            expansion(expr) if row.formula and (row.group in ("yours", "losses") or row.elementwise) else None
        )
        if written is not None and written is not expr and len(list(tree.nodes(written))) < 16:
            return (expr, written)
    return (expr,)


def _numbers(solved: Solved, q: Quantity) -> tuple[Matrix | Sign, ...]:
    """`W x + b = z` in numbers, or the value alone where an equation is not a plain product or sum."""
    assert q.equation is not None
    values = {name: other.value for name, other in solved.quantities.items()}
    result = matrix(q.value, q.value.shape, quantity(solved, q.name))
    terms = _terms(q.equation, values)
    if terms is None or len(terms) < 3:
        return (result,)
    return (*terms, Sign("="), result._replace(label=quantity(solved, q.name)))


def _terms(expr: Expr, values: dict[str, Array]) -> tuple[Matrix | Sign, ...] | None:
    """An expression of names, transposes, products and sums as matrices and signs."""
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


def _factors(expr: Expr, values: dict[str, Array]) -> tuple[Matrix | Sign, ...] | None:
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


def _single(expr: Expr, values: dict[str, Array]) -> Matrix | None:
    inner = expr.args[0] if expr.op in ("T", "broadcast") else expr
    if inner.op == "number" and expr.op != "broadcast":
        return matrix(value(expr, {}), expr.shape)
    if inner.op != "name" or inner.data not in values:
        return None
    return matrix(value(expr, values), expr.shape, expr if expr.op != "broadcast" else inner)
