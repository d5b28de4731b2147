"""What the parts of the page of second derivatives share: names, and what is short enough to show."""

from __future__ import annotations

from bpcalc.calculus.hessian import Hessian
from bpcalc.language import tree
from bpcalc.language.cost import entries
from bpcalc.language.tree import Expr
from bpcalc.spec.conventions import Conventions

LONG = 60
"""Formulas with more operations are left to the steps."""
WIDE = 16
"""Steps with more rows or columns are left to their formulas."""
_SELECTING = {"select", "slice", "stack", "gather", "scatter", "reshape"}


def label(found: Hessian, result: tuple[str, ...], usual: Conventions) -> Expr:
    """∂z/∂x or ∂²E/∂z∂x as a name, in the shape of the Jacobian."""
    of, *by = result
    outputs, inputs = (entries(found.graph.shape(name)) for name in result[-2:])
    shape = (outputs, inputs) if usual.layout == "numerator" else (inputs, outputs)
    return tree.partial(of, tuple(by), shape)


def is_small(shape: tuple[object, ...]) -> bool:
    """Whether a matrix of this shape is worth showing as a step."""
    return all(isinstance(n, int) and n <= WIDE for n in shape)


def is_short(formula: Expr) -> bool:
    """Whether a formula is worth showing."""
    return sum(1 for _ in tree.nodes(formula)) <= LONG


def selects(formula: Expr) -> bool:
    """Whether a matrix formula picks entries, and is harder to read than its entries."""
    return any(part.op in _SELECTING for part in tree.nodes(formula))
