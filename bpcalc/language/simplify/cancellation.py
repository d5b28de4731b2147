"""What cancels in a product: A ⊙ (B / A), an entry chosen by a label, denominators of a sum."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.language import tree
from bpcalc.language.numbers import Rational
from bpcalc.language.simplify.factors import ZERO, factors_of, is_one_hot, single_factors
from bpcalc.language.simplify.like_terms import without
from bpcalc.language.simplify.opposites import absorbed
from bpcalc.language.simplify.terms import Parts, split
from bpcalc.language.tree import SCALAR, Expr

Monomials = dict[tuple[Expr, ...], Rational]
"""A sum of products, each with its number."""


def cancelled(factors: list[Expr]) -> list[Expr] | None:
    """A ⊙ (B / A) is B."""
    for part in factors:
        if part.op == "div" and part.args[1] in factors:
            found = list(factors)
            found.remove(part.args[1])
            found[found.index(part)] = part.args[0]
            return found
    return None


def taken_up(factors: list[Expr]) -> list[Expr] | None:
    """relu(u) ⊙ relu'(u) is relu(u), |u| ⊙ sign(u) is u."""
    found = absorbed([single for part in factors for single in single_factors(part)], [])
    return None if found is None else found[0]


def chosen(factors: list[Expr]) -> list[Expr] | None:
    """p ⊙ onehot(t, p) is p[t] · onehot(t, p), for one label t."""
    for hot in factors:
        if is_one_hot(hot) and hot.args[0].shape == SCALAR and hot.args[1] in factors:
            found = list(factors)
            found[found.index(hot.args[1])] = tree.node("pick", (hot.args[1], hot))
            return found
    return None


def cleared(factors: list[Expr]) -> tuple[list[Expr], Monomials] | None:
    """Factors times a sum of quotients, multiplied out where all denominators cancel and less is left.

    The factors that are no denominators stay, and the sum is what the others make.
    """
    for total in factors:
        if total.op != "add":
            continue
        others = list(factors)
        others.remove(total)
        terms = [split(term) for term in total.args]
        quotients = [_quotient(term) for term in terms]
        bottoms = list(dict.fromkeys(bottom for _, bottom in quotients))
        if not all(bottom in others for bottom in bottoms):
            continue
        monomials: Monomials = {}
        for term, (top, bottom) in zip(terms, quotients, strict=True):
            _expand((*top, *(other for other in bottoms if other is not bottom)), term.number, monomials)
        left = {m: n for m, n in monomials.items() if n}
        if len(left) <= len(terms) and all(len(m) <= 1 for m in left):
            return list(without(tuple(others), tuple(bottoms))), left
    return None


def _quotient(term: Parts) -> tuple[tuple[Expr, ...], Expr]:
    """The factors above and the one below the line of a term."""
    if term.rest.op == "div" and not term.below:
        return (*term.above, term.rest.args[0]), term.rest.args[1]
    if len(term.below) == 1:
        return (*term.above, term.rest), term.below[0]
    return (), ZERO


def _expand(factors: Sequence[Expr], amount: Rational, total: Monomials) -> None:
    """Adds amount · Π factors, multiplied out, to a sum of monomials."""
    found: list[tuple[tuple[Expr, ...], Rational]] = [((), amount)]
    for factor in factors:
        terms = [split(term) for term in (factor.args if factor.op == "add" else (factor,))]
        if any(term.below for term in terms):
            terms = [Parts(above=(factor,))]
        found = [
            ((*monomial, *term.above, *factors_of(term.rest)), value * term.number)
            for monomial, value in found
            for term in terms
        ]
    for monomial, value in found:
        same = next((m for m in total if sorted(map(id, m)) == sorted(map(id, monomial))), monomial)
        total[same] = total.get(same, 0) + value
