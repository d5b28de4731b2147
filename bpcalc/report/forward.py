"""The forward pass: each equation, with its numbers put in, and its value."""

from __future__ import annotations

from bpcalc.calculus.solution import Quantity
from bpcalc.language import tree
from bpcalc.language.derivative import expansion
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation, Matrix, Sign
from bpcalc.report.numbers import display, put_in
from bpcalc.report.view import View, matrix


def section(view: View) -> tuple[Block, ...]:
    """Formula and value of every equation, in order."""
    blocks: list[Block] = []
    for q in view.solved.quantities.values():
        if q.equation is not None:
            blocks.extend(computed(view, q, q.equation))
    return tuple(blocks)


def computed(view: View, q: Quantity, equation: Expr) -> tuple[Block, ...]:
    """Formula and value of one quantity."""
    formula = Equation(view.quantity(q.name), _forms(equation))
    return (formula, *display(_numbers(view, q), view.detail))


def results(view: View) -> tuple[Block, ...]:
    """The values alone."""
    found = [q for q in view.solved.quantities.values() if q.equation is not None]
    parts = tuple(matrix(q.value, q.value.shape, view.quantity(q.name)) for q in found)
    return (Display(parts),) if parts else ()


def _forms(expr: Expr) -> tuple[Expr, ...]:
    """The equation as stated; a function that is only a name also by its formula."""
    if expr.op == "call" and expr.data[0].body is None:
        row = expr.data[0]
        tells = row.formula and (row.group in ("yours", "losses") or row.elementwise)
        written = expansion(expr) if tells else None
        if written is not None and written is not expr and len(list(tree.nodes(written))) < 16:
            return (expr, written)
    return (expr,)


def _numbers(view: View, q: Quantity) -> tuple[Matrix | Sign, ...]:
    """`W x + b = z` in numbers, or the value alone where an equation is no plain product or sum."""
    assert q.equation is not None
    result = matrix(q.value, q.value.shape, view.quantity(q.name))
    terms = put_in(q.equation, view.values())
    if terms is None or len(terms) < 3:
        return (result,)
    return (*terms, Sign("="), result)
