"""The worked solution as data: nothing rounded, nothing formatted.

Always in numerator layout with `vec` row by row; conventions of the page come later.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.errors import Problem
from bpcalc.language.arrays import Array
from bpcalc.language.cost import Cost
from bpcalc.language.maps import Map
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import Network

Pair = tuple[str, str]
"""What is differentiated, and by what: ("l", "x") is ∂l/∂x."""


class Quantity(NamedTuple):
    """A name with its value; `equation` is None for what the spec declares."""

    name: str
    kind: str
    equation: Expr | None
    value: Array


class Jacobian(NamedTuple):
    """The direct derivative of an equation by a name in it.

    `formula` is the matrix, (entries of `of`) × (entries of `wrt`); `value` is None where it
    would have more entries than were asked for.
    """

    of: str
    wrt: str
    map: Map
    formula: Expr
    structure: str
    value: Array | None


class Step(NamedTuple):
    """One product or one joining sum of the accumulation.

    A product is `factors[0] · factors[1]`, in the order of the page; a sum joins the paths
    `via` these quantities. `formula`: what a product does with the shapes kept (pull or
    push). `value`: the Jacobian, (entries of `of`) × (entries of `wrt`).
    """

    kind: str
    mode: str
    result: Pair
    factors: tuple[Pair, ...]
    via: tuple[str, ...]
    formula: Expr
    value: Array
    cost: Cost


class Kink(NamedTuple):
    """An argument that sits where a function has no derivative, and what is used there: by each
    argument that is no constant.

    `jumps`: the first derivative of the function that jumps, 0 where it does so itself.
    """

    equation: str
    function: str
    entries: tuple[tuple[int, int], ...]
    slopes: tuple[str, ...]
    jumps: int


class Solved(NamedTuple):
    """One case, solved as far as it can be; `problem` says what stopped it.

    `adjoints` and `gradients`, in the shape of their variable, exist when `of` is 1×1;
    `totals` are whole Jacobians of `of` when it is not. `counts[mode]` says what each target
    adds to what is stored already. `rounded` names quantities that went on in float64, with
    the reason. `checked`: largest difference between reverse and forward accumulation
    relative to the sum of absolute terms, or None where it was not compared.
    """

    case: str | None
    of: str | None
    graph: Graph
    quantities: Mapping[str, Quantity]
    jacobians: Mapping[Pair, Jacobian]
    adjoints: Mapping[str, Array]
    gradients: Mapping[str, Array]
    totals: Mapping[Pair, Array]
    steps: tuple[Step, ...]
    counts: Mapping[str, Mapping[Pair, Cost]]
    kinks: tuple[Kink, ...]
    rounded: Mapping[str, str]
    checked: float | None
    problem: Problem | None


class Solution(NamedTuple):
    """A network with all its cases solved."""

    network: Network
    mode: str
    cases: tuple[Solved, ...]


def shape_of(solved: Solved, name: str) -> Shape:
    """The shape of any quantity of a solved case."""
    return solved.graph.shape(name)


def values_only(
    case: str | None,
    graph: Graph,
    quantities: Mapping[str, Quantity],
    rounded: Mapping[str, str] = {},
    problem: Problem | None = None,
) -> Solved:
    """A case with its forward pass and nothing else."""
    return Solved(case, None, graph, quantities, {}, {}, {}, {}, (), {}, (), rounded, None, problem)
