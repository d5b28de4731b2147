"""Sums of products that share factors: A C + B C is (A + B) C.

Matrix products, Kronecker products and diagonals alike. Terms that differ in one factor become
one; a first or last factor is taken out where every term has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.language.simplify import entrywise
from bpcalc.language.simplify.arrangements import diagonal
from bpcalc.language.simplify.chains import links, transposed
from bpcalc.language.simplify.entrywise import scaled
from bpcalc.language.simplify.factors import ONE
from bpcalc.language.simplify.products import kronecker, product
from bpcalc.language.simplify.terms import Parts, split
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple


class _Term(NamedTuple):
    """A term as scalars times a chain of factors; `op`: "matmul", "kron", "diag" or "T".

    A term that can share nothing has no factors.
    """

    scalars: Parts
    op: str
    chain: tuple[Expr, ...]


class _Frame(NamedTuple):
    """What is left of a term without some of its factors: those before and behind, and their shape."""

    op: str
    before: tuple[Expr, ...]
    after: tuple[Expr, ...]
    shape: Shape

    def around(self, inner: Expr) -> Expr:
        """The term with another expression in place of the factors."""
        if self.op in ("diag", "T"):
            return diagonal(inner) if self.op == "diag" else transposed(inner)
        factors = (*self.before, inner, *self.after)
        return kronecker(factors[0], factors[1]) if self.op == "kron" else product(*factors)


def plus(*args: Expr) -> Expr:
    """A + B + … as `entrywise.plus`, with what matrix products share taken out."""
    total = entrywise.plus(*args)
    if total.shape == SCALAR:
        return total
    parts = split(total)
    factors = parts.rest.args if parts.rest.op == "mul" else (parts.rest,)
    found = [_taken_out(factor.args) if factor.op == "add" else None for factor in factors]
    if not any(found):
        return total
    return scaled(parts, entrywise.times(*(new or old for new, old in zip(found, factors, strict=True))))


def _taken_out(added: Sequence[Expr]) -> Expr | None:
    """The sum with what its terms share taken out, None where they share nothing."""
    left = list(added)
    terms = [_term(expr) for expr in left]
    while (group := _alike(terms)) is not None:
        frame, members = group
        inner = plus(*(_within(terms[place], frame) for place in members))
        left[members[0]] = frame.around(inner)
        left = [expr for place, expr in enumerate(left) if place not in members[1:]]
        terms = [_term(expr) for expr in left]
    if len(left) > 1 and (end := _end(terms)) is not None:
        left = [end.around(plus(*(_within(term, end) for term in terms)))]
    return entrywise.plus(*left) if len(left) < len(added) else None


def _alike(terms: Sequence[_Term]) -> tuple[_Frame, list[int]] | None:
    """The places of the most terms that differ in one factor only, and what they have in common."""
    groups: dict[_Frame, list[int]] = {}
    for place, term in enumerate(terms):
        for k, factor in enumerate(term.chain):
            if factor.op == "select" or (factor.op == "T" and factor.args[0].op == "select"):
                continue
            frame = _Frame(term.op, term.chain[:k], term.chain[k + 1 :], factor.shape)
            groups.setdefault(frame, []).append(place)
    best = max(groups.items(), key=lambda item: len(item[1]), default=None)
    return best if best is not None and len(best[1]) > 1 else None


def _end(terms: Sequence[_Term]) -> _Frame | None:
    """The first and the last factor, or one of them, as far as all terms have it."""
    if any(term.op != "matmul" or not term.chain for term in terms):
        return None
    first, *_, last = terms[0].chain
    before = (first,) if all(term.chain[0] is first for term in terms) else ()
    after = (last,) if all(term.chain[-1] is last for term in terms) else ()
    if before and after and any(len(term.chain) == 2 for term in terms):
        before = ()
    return _Frame("matmul", before, after, SCALAR) if before or after else None


def _within(term: _Term, frame: _Frame) -> Expr:
    """The scalars of a term and the factors that stand within the frame."""
    inner = term.chain[len(frame.before) : len(term.chain) - len(frame.after)]
    return scaled(term.scalars, inner[0] if len(inner) == 1 else product(*inner))


def _term(expr: Expr) -> _Term:
    """A term with the factors that it may share."""
    parts = split(expr)
    scalars, rest = parts._replace(rest=ONE), parts.rest
    if rest.op in ("kron", "diag") or (rest.op == "T" and rest.args[0].op in ("mul", "div")):
        return _Term(scalars, rest.op, rest.args)
    chain = links(rest)
    return _Term(scalars, "matmul", chain if len(chain) > 1 else ())
