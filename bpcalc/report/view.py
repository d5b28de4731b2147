"""One solved case as its page shows it: the conventions applied to data that know none.

A `Solution` is in numerator layout, row by row. Here Jacobians are transposed for the
denominator layout, reordered for the other `vec`, and derivatives of the loss are brought
into the shape of their variable where a course writes them so.
"""

from __future__ import annotations

from typing import Any

from bpcalc.calculus.solution import Pair, Solved, Step
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import Cost, entries
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Matrix
from bpcalc.report.deltas import Deltas, deltas
from bpcalc.report.layouts import formula_in, value_in
from bpcalc.spec.conventions import Conventions


class View(NamedTuple):
    """A solved case under conventions. `detail`: also the parts of equations and the arithmetic
    of each entry; `full`: also the large Jacobians of a batch.

    `in_shapes`: derivatives of the loss have the shape of their variable.
    """

    solved: Solved
    conventions: Conventions
    in_shapes: bool
    detail: bool = False
    full: bool = False

    # -- names -------------------------------------------------------------------

    def quantity(self, name: str) -> Expr:
        """A quantity by its name."""
        return self.solved.graph.leaf(name)

    def shape(self, name: str) -> tuple[int, int]:
        """The shape of a quantity that has a value."""
        rows, columns = self.solved.graph.shape(name)
        assert isinstance(rows, int)
        assert isinstance(columns, int)
        return rows, columns

    def derivative(self, pair: Pair) -> Expr:
        """∂of/∂wrt as a name, in the shape in which it is shown."""
        of, wrt = pair
        if self.shaped(pair):
            return self.deltas.name(wrt)
        size = (entries(self.solved.graph.shape(of)), entries(self.solved.graph.shape(wrt)))
        return tree.partial(of, (wrt,), size if self.numerator else (size[1], size[0]))

    # -- what the conventions decide ---------------------------------------------

    @property
    def numerator(self) -> bool:
        """Whether a Jacobian has one row for each output."""
        return self.conventions.layout == "numerator"

    def shaped(self, pair: Pair) -> bool:
        """Whether this derivative is shown in the shape of its variable."""
        return pair[0] == self.solved.of and self.in_shapes

    @property
    def deltas(self) -> Deltas:
        """The derivatives of the result, as the conventions name them."""
        return deltas(self.conventions, self.solved.graph, self.solved.of)

    # -- values and formulas -----------------------------------------------------

    def value(self, pair: Pair, value: Array | None) -> Array | None:
        """A Jacobian as it is shown."""
        if value is None:
            return None
        if self.shaped(pair):
            return self.deltas.value(pair[1], value.reshape(self.shape(pair[1])))
        return value_in(self.conventions, value, self.solved.graph, pair)

    def matrix(self, pair: Pair, value: Array | None) -> Matrix:
        """A Jacobian with its name."""
        label = self.derivative(pair)
        return matrix(self.value(pair, value), label.shape, label)

    def formula(self, pair: Pair) -> Expr:
        """The formula of a local Jacobian."""
        found = self.solved.jacobians[pair]
        if self.shaped(pair):
            return self.deltas.formula(pair[1], maps.pull(found.map, simplify.ONE))
        return formula_in(self.conventions, found.formula, self.solved.graph, pair)

    def step_formula(self, step: Step) -> Expr:
        """What a product does with the shapes kept; the derivative of a column is a row here."""
        if self.shaped(step.result):
            return self.deltas.formula(step.result[1], step.formula)
        of, user = step.factors[0]
        shape = self.solved.graph.shape(user)
        if self.in_shapes or step.mode != "reverse" or shape[1] != 1 or shape == (1, 1):
            return step.formula
        if not self.numerator:
            return step.formula
        row = tree.transpose(tree.partial(of, (user,), (1, shape[0])))
        return simplify.tidied(step.formula, exchange={tree.partial(of, (user,), shape): row})

    def product(self, factors: tuple[Pair, ...]) -> Expr:
        """The factors of a product by name, in the order of the layout."""
        named = [self.derivative(pair) for pair in factors]
        return tree.matmul(*(named if self.numerator else reversed(named)))

    def values(self) -> dict[Any, Any]:
        """Everything with a value, by name."""
        found: dict[Any, Any] = {name: q.value for name, q in self.solved.quantities.items()}
        found |= dict(self.solved.graph.letters)
        if self.in_shapes:
            found |= self.deltas.values(self.solved.adjoints)
        return found


def view_of(solved: Solved, conventions: Conventions, detail: bool = False, full: bool = False) -> View:
    """The case as its page shows it."""
    return View(solved, conventions, _in_shapes(solved, conventions), detail, full)


def _in_shapes(solved: Solved, conventions: Conventions) -> bool:
    """In the notations that write derivatives of the loss as adjoints, and where results are proper
    matrices (a batch, an image)."""
    if solved.of is None or solved.graph.shape(solved.of) != (1, 1):
        return False
    return conventions.notation != "partial" or any(
        1 not in solved.graph.shape(name) for name in solved.adjoints
    )


def matrix(value: Array | None, shape: tuple[object, object], label: Expr | None = None) -> Matrix:
    """A value with its label; None for one that is too large to be built."""
    rows, columns = shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return Matrix(value, (rows, columns), label)


SIGNS = {"multiplications": "×", "multiply_accumulates": "MAC"}
"""The units of counts that are one number, as they are written behind it."""


def operations(cost: Cost, conventions: Conventions) -> str:
    """`8 × and 4 + = 12`: multiplications, additions, both; `8 ×` where the unit is one of them."""
    if conventions.count in SIGNS:
        return f"{conventions.counted(cost)} {SIGNS[conventions.count]}"
    return f"{cost.multiplications} × and {cost.additions} + = {cost.total}"
