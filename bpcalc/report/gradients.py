"""The gradients at the end: formula and value, in the shape that the convention asks for."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.calculus.derivation import gradient_formulas
from bpcalc.calculus.solution import Solved
from bpcalc.language import simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation
from bpcalc.report.numbers import is_number
from bpcalc.report.readable import readable
from bpcalc.report.view import View, matrix

LONG = 24
"""Formulas with more operations are left out here; `bpcalc derive --expand` prints them."""


def formulas_of(solved: Solved) -> dict[str, Expr]:
    """The formula of every gradient."""
    local = {pair: found.map for pair, found in solved.jacobians.items()}
    return gradient_formulas(solved.graph, solved.of or "", local)


def section(view: View, formulas: Mapping[str, Expr]) -> tuple[Block, ...]:
    """Every gradient (or total Jacobian) with its formula, where that is short."""
    blocks: list[Block] = []
    of = view.solved.of or ""
    for name, value in view.solved.gradients.items():
        formula = formulas.get(name)
        shown, formula = _oriented(view, value, formula)
        label = tree.partial(of, (name,), shown.shape)
        written = readable(Equation(label, (formula,))) if formula is not None else ()
        if any(_is_short(equation) for equation in written):
            blocks.extend(written)
        if formula is None or not is_number(formula):
            blocks.append(Display((matrix(shown, shown.shape, label),)))
    for pair, total in view.solved.totals.items():
        blocks.append(Display((view.matrix(pair, total),)))
    return tuple(blocks)


def _is_short(equation: Equation) -> bool:
    (formula,) = equation.right
    return bool(tree.cells(formula)) or sum(1 for _ in tree.nodes(formula)) <= LONG


def _oriented(view: View, value: Array, formula: Expr | None) -> tuple[Array, Expr | None]:
    """The gradient of a vector as a row or a column, where the convention says so."""
    wanted = view.conventions.gradients
    rows, columns = value.shape
    turned = (wanted == "row" and columns == 1 != rows) or (wanted == "column" and rows == 1 != columns)
    if not turned:
        return value, formula
    return value.T, None if formula is None else simplify.transposed(formula)
