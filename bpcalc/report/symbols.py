"""Names and derivatives as expressions, for labels and headings."""

from __future__ import annotations

from bpcalc.calculus.solution import Pair, Solved
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import Cost, entries
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Matrix


def quantity(solved: Solved, name: str) -> Expr:
    """A quantity by its name."""
    return solved.graph.leaf(name)


def derivative(solved: Solved, pair: Pair) -> Expr:
    """∂of/∂wrt as the name of a Jacobian."""
    of, wrt = pair
    return tree.partial(of, (wrt,), (entries(solved.graph.shape(of)), entries(solved.graph.shape(wrt))))


def matrix(value: Array | None, shape: tuple[object, object], label: Expr | None = None) -> Matrix:
    """A value with its label; None for one that is too large to be built."""
    rows, columns = shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return Matrix(value, (rows, columns), label)


def jacobian(solved: Solved, pair: Pair, value: Array | None) -> Matrix:
    """A Jacobian with its label."""
    label = derivative(solved, pair)
    return matrix(value, label.shape, label)


def operations(cost: Cost) -> str:
    """`8 × + 4 + = 12`: multiplications, additions, both."""
    return f"{cost.multiplications} × and {cost.additions} + = {cost.total}"


def whole(solved: Solved, name: str) -> tuple[int, int]:
    """The shape of a quantity that has a value."""
    rows, columns = solved.graph.shape(name)
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return rows, columns


def in_shapes(solved: Solved) -> bool:
    """Whether a result is a proper matrix (a batch, an image): then derivatives are written in
    the shape of their variable, and not as Jacobians that are mostly zeros."""
    if solved.of is None or solved.graph.shape(solved.of) != (1, 1):
        return False
    return any(1 not in solved.graph.shape(name) for name in solved.adjoints)
