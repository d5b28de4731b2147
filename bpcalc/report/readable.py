"""Formulas as they are read best: entry by entry where entries are put together, else in blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus.put_together import is_of_entries, is_put_together
from bpcalc.language import tree
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.report.blocks import Equation

LONGEST_ROW = 24
"""Operations in a row of formulas up to which it fits on a line."""


def readable(equation: Equation) -> tuple[Equation, ...]:
    """The equation with a small matrix of formulas, or one equation for each entry where they are long."""
    *before, last = equation.right
    if not is_put_together(last):
        return (equation,)
    from bpcalc.calculus.components import components  # most formulas are not

    rows = components(last)
    if all(map(_is_short, rows)) or not is_of_entries(last):
        return (equation._replace(right=(*before, _side(last, rows))),)
    lines = [
        Equation(tree.part(equation.left, (i, i + 1), (j, j + 1)), (entry,))
        for i, row in enumerate(rows) for j, entry in enumerate(row)
    ]  # fmt: skip
    if before:
        return (equation._replace(right=tuple(before)), *lines)
    return (lines[0]._replace(remark=equation.remark), *lines[1:])


def _side(formula: Expr, rows: Sequence[Sequence[Expr]]) -> Expr:
    from bpcalc.calculus.components import components, in_blocks

    whole = any(leaf.op == "partial" and leaf.shape != SCALAR for leaf in tree.leaves(formula))
    if whole and formula.op == "add":
        return tree.add(*(_side(term, components(term)) for term in formula.args))
    if not rows or whole or not all(map(_is_short, rows)):
        return in_blocks(formula)
    sides = [tree.stack(1, *row) if len(row) > 1 else row[0] for row in rows]
    return tree.stack(0, *sides) if len(sides) > 1 else sides[0]


def _is_short(row: Sequence[Expr]) -> bool:
    from bpcalc.language.length import length

    return sum(length(entry).operations for entry in row) <= LONGEST_ROW
