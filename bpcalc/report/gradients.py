"""The gradients at the end: formula and value, in the shape that the convention asks for."""

from __future__ import annotations

from bpcalc.calculus.derivation import gradient_formulas
from bpcalc.calculus.solution import Solution, Solved
from bpcalc.language import tree
from bpcalc.report.blocks import Block, Display, Equation
from bpcalc.report.symbols import derivative, matrix

LONG = 40
"""Formulas with more operations are left out here; `bpcalc derive --expand` prints them."""


def section(solution: Solution, solved: Solved) -> tuple[Block, ...]:
    """Every gradient (or total Jacobian) with its formula, where that is short."""
    blocks: list[Block] = []
    formulas = gradient_formulas(
        solved.graph, solved.of or "", {p: j.map for p, j in solved.jacobians.items()}
    )
    for name, value in solved.gradients.items():
        label = tree.partial(solved.of or "", (name,), solved.graph.shape(name))
        formula = formulas.get(name)
        if formula is not None and sum(1 for _ in tree.nodes(formula)) <= LONG:
            blocks.append(Equation(label, (formula,)))
        shown = (
            value.reshape(1, -1)
            if solution.network.conventions.gradients == "row" and 1 in value.shape
            else value
        )
        blocks.append(Display((matrix(shown, shown.shape, label),)))
    for pair, total in solved.totals.items():
        blocks.append(Display((matrix(total, total.shape, derivative(solved, pair)),)))
    return tuple(blocks)
