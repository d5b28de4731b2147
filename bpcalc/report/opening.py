"""The top of a page: title, what is given, the conventions in force."""

from __future__ import annotations

from bpcalc.calculus.solution import Solution, Solved
from bpcalc.language import tree
from bpcalc.report.blocks import Block, Display, Text
from bpcalc.report.deltas import said
from bpcalc.report.view import View, matrix
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.network import Network

UNITS = {
    "multiplications_and_additions": "multiplications and additions",
    "multiplications": "multiplications",
    "multiply_accumulates": "multiply-accumulates",
}


def notes(network: Network) -> tuple[Block, ...]:
    """What the author wrote about the exercise."""
    return (Text((network.notes,)),) if network.notes else ()


def conventions(solution: Solution) -> Block:
    """The conventions that this page follows; what it does not touch is left out."""
    chosen = solution.network.conventions
    parts = [
        f"{chosen.layout} layout, a Jacobian has one row for each output and one column for each input"
        if chosen.layout == "numerator"
        else "denominator layout, a Jacobian has one row for each input and one column for each output",
        _gradients(chosen),
    ]
    if any(_has_relu(solved) for solved in solution.cases):
        parts.append(f"relu'(0) = {chosen.relu_at_zero}")
    parts.extend(said(chosen))
    products = (
        "dense matrix products"
        if chosen.products == "dense"
        else "products that skip the zeros of a structure"
    )
    parts.append(f"counts are {UNITS[chosen.count]} of {products}")
    return Text(("Conventions: " + "; ".join(parts) + ".",), "quiet")


def _gradients(chosen: Conventions) -> str:
    return {
        "parameter": "a gradient has the shape of its variable",
        "row": "the gradient of a vector is a row",
        "column": "the gradient of a vector is a column",
    }[chosen.gradients]


def _has_relu(solved: Solved) -> bool:
    used = tree.nodes(*(formula.formula for formula in solved.jacobians.values()))
    return any(part.op == "call" and part.data[0].name == "relu'" for part in used)


def given(view: View, kinds: tuple[str, ...]) -> Block | None:
    """Declared values of some kinds, side by side."""
    parts = tuple(
        matrix(q.value, q.value.shape, view.quantity(q.name))
        for q in view.solved.quantities.values()
        if q.kind in kinds
    )
    return Display(parts) if parts else None
