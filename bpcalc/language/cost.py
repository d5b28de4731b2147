"""What an operation costs: multiplications, additions, function evaluations.

A dense product (m×k)(k×n) costs mkn multiplications and m(k − 1)n additions. Sizes may be
symbols; costs are then polynomials.
"""

from __future__ import annotations

from bpcalc.language.maps import Atom, Col, Dense, Diag, Gather, Kron, Map, Reshape, Row, Swap
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.tree import SCALAR, Expr
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
    """One adjoint through a map by its structure: zeros of a diagonal skipped, identities free."""
    return _through(m, backward=True)


def push_cost(m: Map) -> Cost:
    """One tangent through a map by its structure."""
    return _through(m, backward=False)


def _through(m: Map, backward: bool) -> Cost:
    cost = FREE
    result = m.before if backward else m.after
    for factor, chain in m.terms:
        shape = m.after if backward else m.before
        for part in chain if backward else reversed(chain):
            step, shape = _atom(part, shape, backward)
            cost = cost.plus(step)
        if not _is_sign(factor):
            cost = cost.plus(Cost(entries(result)))
    return cost.plus(Cost(0, entries(result) * max(0, len(m.terms) - 1)))


def _is_sign(factor: Expr) -> bool:
    return factor.op == "number" and factor.data.value in (1, -1)


def _atom(part: Atom, shape: Shape, backward: bool) -> tuple[Cost, Shape]:
    """The cost of an atom on a matrix of a shape, and the shape that comes out."""
    rows, columns = shape
    match part:
        case Kron(a, b):
            after = (a.shape[1], b.shape[1]) if backward else (a.shape[0], b.shape[0])
            left = _factor(a, rows, after[0], columns)
            return left.plus(_factor(b, columns, after[1], after[0])), after
        case Diag():
            return Cost(rows * columns, 0), shape
        case Row(a) | Col(a):
            products = 0 if a.op == "ones" else entries(a.shape)
            if isinstance(part, Row) == backward:
                return Cost(products), a.shape
            return Cost(products, entries(a.shape) - 1), SCALAR
        case Dense(j, before, after):
            m, n = j.shape
            return (dense_product(1, m, n), before) if backward else (dense_product(m, n, 1), after)
        case Gather(index, before, after):
            kept = [place for place in index if place >= 0]
            return (Cost(0, len(kept) - len(set(kept))), before) if backward else (FREE, after)
        case Reshape(before, after):
            return FREE, before if backward else after
        case Swap():
            return FREE, (columns, rows)


def _factor(a: Expr, before: Size, after: Size, others: Size) -> Cost:
    """A factor A of A X Bᵀ, or its transpose: from `before` entries to `after`, `others` times.

    Ones add up or repeat, identities and selections pick.
    """
    inner = a.args[0] if a.op == "T" else a
    if inner.op in ("eye", "select") or a.shape == SCALAR:
        return FREE
    if inner.op == "ones":
        return Cost(0, (before - 1) * others)
    return dense_product(after, before, others)
