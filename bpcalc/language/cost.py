"""What an operation costs: multiplications, additions, function evaluations.

A dense product (m×k)(k×n) costs mkn multiplications and m(k − 1)n additions. Sizes may be
symbols; costs are then polynomials.
"""

from __future__ import annotations

from typing import NamedTuple

from bpcalc.language.maps import Col, Dense, Diag, Kron, Map, Row
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.tree import Expr


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
    """One adjoint through a map by its structure: zeros of a diagonal skipped, identities free."""
    return _through(m, backward=True)


def push_cost(m: Map) -> Cost:
    """One tangent through a map by its structure."""
    return _through(m, backward=False)


def _through(m: Map, backward: bool) -> Cost:
    cost = FREE
    for _, chain in m.terms:
        shape = m.after if backward else m.before
        for part in chain if backward else reversed(chain):
            step, shape = _atom(part, shape, backward)
            cost = cost.plus(step)
    result = m.before if backward else m.after
    joins = max(0, len(m.terms) - 1)
    return cost.plus(Cost(0, entries(result) * joins))


def _atom(part: object, shape: Shape, backward: bool) -> tuple[Cost, Shape]:
    """The cost of an atom on a matrix of a shape, and the shape that comes out."""
    rows, columns = shape
    match part:
        case Kron(a, b):
            after = (a.shape[1], b.shape[1]) if backward else (a.shape[0], b.shape[0])
            left = FREE if _is_free(a) else dense_product(after[0], rows, columns)
            right = FREE if _is_free(b) else dense_product(after[0], columns, after[1])
            return left.plus(right), after
        case Diag():
            return Cost(rows * columns, 0), shape
        case Row(a) | Col(a):
            spreads = isinstance(part, Row) == backward
            products = 0 if a.op == "ones" else entries(a.shape)
            return Cost(products, 0 if spreads else entries(a.shape) - 1), a.shape if spreads else (
                1,
                1,
            )
        case Dense(j, before, after):
            m, n = j.shape
            cost = dense_product(1, m, n) if backward else dense_product(m, n, 1)
            return cost, before if backward else after
    target = getattr(part, "before", None) if backward else getattr(part, "after", None)
    return FREE, target if target is not None else (columns, rows)


def _is_free(a: Expr) -> bool:
    inner = a.args[0] if a.op == "T" else a
    return inner.op in ("eye", "select") or a.shape == (1, 1)
