"""Sizes and counts as cells and formulas: numbers as numbers, polynomials as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from bpcalc.language import tree
from bpcalc.language.comparison import Extreme
from bpcalc.language.cost import Cost
from bpcalc.language.numerics import HALF
from bpcalc.language.polynomials import monomial, separate
from bpcalc.language.sizes import Shape, Size, shape_text
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Inline

Cell = Inline | int


def cell(size: Size | None) -> Cell:
    """A size in a table; None is a dash."""
    if size is None:
        return ("–",)
    return size if isinstance(size, int) else (tree.size(size),)


def cells(cost: Cost | None) -> tuple[Cell, Cell, Cell]:
    """Multiplications, additions, both."""
    if cost is None:
        return (("–",), ("–",), ("–",))
    return cell(cost.multiplications), cell(cost.additions), cell(cost.total)


def words(size: Size) -> str | Expr:
    """A size within a line of prose."""
    return str(size) if isinstance(size, int) else tree.size(size)


def extreme_formula(found: Extreme) -> Expr:
    """`m·n + n + min(m, n)`."""
    if not found.rest:
        return tree.size(found.common)
    row = TABLE["maximum" if found.largest else "minimum"]
    chosen = reduce(
        lambda left, right: tree.call(row, (left, right), (HALF,), (1, 1)), map(tree.size, found.rest)
    )
    common = [tree.size(term) for term in separate(found.common)]
    return tree.add(*common, chosen) if common else chosen


def extreme_cell(found: Extreme) -> Cell:
    """The same in a table."""
    return cell(found.common) if not found.rest else (extreme_formula(found),)


def factors_formula(factors: Sequence[Size]) -> Expr:
    """`2·n·(m − n)`."""
    parts: list[Expr] = []
    for factor in factors:
        if len(separate(factor)) == 1:
            number, names = monomial(factor)
            parts += [tree.number(number)] * (number != 1 or not names) + [*map(tree.size, names)]
        else:
            parts.append(tree.size(factor))
    return parts[0] if len(parts) == 1 else tree.mul(*parts)


def product_shapes(shapes: Sequence[Shape]) -> str:
    """`(1×2)(2×2)`."""
    return "".join(f"({shape_text(shape)})" for shape in shapes)
