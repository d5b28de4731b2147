"""What an operation costs: multiplications, additions, function evaluations.

A dense product (m×k)(k×n) costs mkn multiplications and m(k − 1)n additions. A structured one
is the same product without what is known beforehand: entries of the Jacobian that its structure
makes 0 are skipped, those that are 1 or −1 are not multiplied. So it never costs more. Sizes may
be symbols; costs are then polynomials.
"""

from __future__ import annotations

from bpcalc.language.linear import Map
from bpcalc.language.nonzeros import nonzeros
from bpcalc.language.sizes import Shape, Size
from bpcalc.records import NamedTuple


class Cost(NamedTuple):
    """Multiplications and additions; a subtraction counts as an addition."""

    multiplications: Size = 0
    additions: Size = 0

    @property
    def total(self) -> Size:
        """Both together."""
        return self.multiplications + self.additions

    def plus(self, other: Cost) -> Cost:
        """This and another cost."""
        return Cost(self.multiplications + other.multiplications, self.additions + other.additions)

    def times(self, n: Size) -> Cost:
        """This cost n times."""
        return Cost(self.multiplications * n, self.additions * n)


FREE = Cost()


def dense_product(m: Size, k: Size, n: Size) -> Cost:
    """(m×k)(k×n): mkn multiplications, m(k − 1)n additions."""
    return Cost(m * k * n, m * (k - 1) * n)


def entries(shape: Shape) -> Size:
    """Rows times columns."""
    return shape[0] * shape[1]


def pull_cost(m: Map) -> Cost:
    """A row times the Jacobian of a map: its zeros are skipped, its ones and −1s not multiplied."""
    found = nonzeros(m)
    return Cost(found.entries - found.ones, found.entries - found.columns)


def push_cost(m: Map) -> Cost:
    """The Jacobian of a map times a column, counted in the same way."""
    found = nonzeros(m)
    return Cost(found.entries - found.ones, found.entries - found.rows)
