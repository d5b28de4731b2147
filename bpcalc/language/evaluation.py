"""What evaluating formulas costs: arithmetic, and function evaluations kind by kind.

Every distinct part of the formulas is computed once; a function that has a formula is
counted by it. Numbers among themselves, a factor 1, a term 0, a change of sign and moving
entries about (transposes, slices, stacking) are free. A product of several matrices is
counted from left to right, x^p for a whole p as p − 1 multiplications.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from bpcalc.language import tree
from bpcalc.language.cost import FREE, Cost, dense_product, entries
from bpcalc.language.derivative import expansion
from bpcalc.language.sizes import Size
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple

DIVISION, COMPARISON, SQRT, POWER, LOGIC = "division", "comparison", "sqrt", "power", "and/or"


class Work(NamedTuple):
    """Multiplications and additions; `evaluations`: how many of each other kind, by name."""

    arithmetic: Cost = FREE
    evaluations: tuple[tuple[str, Size], ...] = ()

    def plus(self, other: Work) -> Work:
        """This and other work."""
        found = dict(self.evaluations)
        for kind, many in other.evaluations:
            found[kind] = found.get(kind, 0) + many
        return Work(self.arithmetic.plus(other.arithmetic), tuple(found.items()))


NOTHING = Work()


def work(*roots: Expr, known: Collection[Expr] = ()) -> Work:
    """What it takes to compute the formulas once the `known` parts are there."""
    total = NOTHING
    for part in computed(*roots, known=known):
        total = total.plus(operation(part))
    return total


def computed(*roots: Expr, known: Collection[Expr] = ()) -> Iterator[Expr]:
    """Every distinct part that has to be computed, what it is made of before it.

    Functions with a formula are written out; names and numbers are there already.
    """
    done: set[Expr] = set()
    waiting = [(root, False) for root in reversed(roots)]
    while waiting:
        part, ready = waiting.pop()
        if ready:
            if not _is_written_out(part):
                yield part
            continue
        if part in done or part in known or not tree.leaves(part) or not part.args:
            continue
        done.add(part)
        waiting.append((part, True))
        waiting.extend((below, False) for below in reversed(_below(part)))


def _is_written_out(part: Expr) -> bool:
    return part.op == "call" and part.data[0].evaluation is None and expansion(part) is not None


def _below(part: Expr) -> tuple[Expr, ...]:
    if _is_written_out(part):
        written = expansion(part)
        return () if written is None else (written,)
    return part.args[:1] if part.op == "pick" else part.args


def operation(part: Expr) -> Work:
    """The cost of one operation, its arguments given."""
    if part.op == "call":
        return _call(part)
    counted = _OPERATIONS.get(part.op)
    return counted(part) if counted is not None else NOTHING


def _arithmetic(multiplications: Size, additions: Size = 0) -> Work:
    return Work(Cost(multiplications, additions))


def _evaluations(kind: str, many: Size) -> Work:
    return Work(FREE, ((kind, many),)) if many != 0 else NOTHING


def _is_number(part: Expr, *values: int) -> bool:
    inner = part.args[0] if part.op == "broadcast" else part
    if inner.op in ("ones", "zeros"):
        return (1 if inner.op == "ones" else 0) in values
    return inner.op == "number" and inner.data.value in values


def _add(part: Expr) -> Work:
    joined = sum(not _is_number(arg, 0) for arg in part.args) - 1
    return _arithmetic(0, entries(part.shape) * max(0, joined))


def _mul(part: Expr) -> Work:
    total: Size = 0
    shape, started = SCALAR, False
    for arg in part.args:
        if _is_number(arg, 1, -1):
            continue
        shape = arg.shape if shape == SCALAR else shape
        total = total + (entries(shape) if started else 0)
        started = True
    return _arithmetic(total)


def _matmul(part: Expr) -> Work:
    first, *rest = part.args
    cost, picks = FREE, _picks(first)
    for right in rest:
        if not picks and not _picks(right):
            cost = cost.plus(dense_product(first.shape[0], *right.shape))
        picks = picks and _picks(right)
    return Work(cost)


def _picks(part: Expr) -> bool:
    """Whether the matrix has at most a single 1 in each row: its product moves entries about."""
    inner = part.args[0] if part.op == "T" else part
    if inner.op == "scatter":
        return inner.args[0].op == "ones"
    return inner.op in ("eye", "select", "commutation")


def _div(part: Expr) -> Work:
    return NOTHING if _is_number(part.args[1], 1, -1) else _evaluations(DIVISION, entries(part.shape))


def _pow(part: Expr) -> Work:
    many = entries(part.shape)
    exponent = part.args[1]
    if exponent.op != "number":
        return _evaluations(POWER, many)
    p = exponent.data.value
    if p.denominator == 1:
        found = _arithmetic(many * max(0, abs(int(p)) - 1))
        return found.plus(_evaluations(DIVISION, many)) if p < 0 else found
    return _evaluations(SQRT if 2 * p == 1 else POWER, many)


def _sum(part: Expr) -> Work:
    return _arithmetic(0, entries(part.args[0].shape) - entries(part.shape))


def _kron(part: Expr) -> Work:
    placed = any(arg.op in ("eye", "ones", "select", "commutation") for arg in part.args)
    return NOTHING if placed else _arithmetic(entries(part.shape))


def _scatter(part: Expr) -> Work:
    kept = [place for place in part.data if place >= 0]
    return _arithmetic(0, len(kept) - len(set(kept)))


def _compare(part: Expr) -> Work:
    return _evaluations(COMPARISON, entries(part.shape))


def _logic(part: Expr) -> Work:
    return _evaluations(LOGIC, entries(part.shape) * max(1, len(part.args) - 1))


_OPERATIONS: dict[str, Callable[[Expr], Work]] = {
    "add": _add,
    "mul": _mul,
    "matmul": _matmul,
    "div": _div,
    "pow": _pow,
    "sum": _sum,
    "kron": _kron,
    "scatter": _scatter,
    "compare": _compare,
    "logic": _logic,
}
"""What is not here moves entries about, changes signs, or is given."""


def _call(part: Expr) -> Work:
    """One evaluation for each entry; the largest of k entries takes k − 1 comparisons."""
    row, _ = part.data
    many = entries(part.shape)
    if row.name in ("max", "min", "any", "all"):
        many = entries(part.args[0].shape) - many
    if row.name == "sort'":
        many = entries(part.args[0].shape)
    if row.abstract is not None and not row.elementwise:
        many = 1
    found = _evaluations(row.evaluation or row.name, many)
    return found.plus(_arithmetic(many)) if row.name == "xlogy" else found
