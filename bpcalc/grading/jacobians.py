"""Derivatives of a function of a whole vector, in which every entry acts on every other, as they
come out when this is not seen: a ⊙ (1 − a) ⊙ δ for a ⊙ δ − a (aᵀδ)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.elementary import count
from bpcalc.grading.method import Site
from bpcalc.language import simplify, tree
from bpcalc.language.tree import Derivative, Expr


def diagonal_only(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The diagonal of the Jacobian alone; a ⊙ δ for a softmax."""
    if not isinstance(site.key, Derivative):
        return
    if formula.op == "add":
        for term in formula.args:
            if term.op == "mul":
                yield term
    if _acts_on_all(found, site):
        yield from _with_common(formula, _own)


def common_constant(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """What all entries have in common, a sum or a mean, taken for a constant."""
    if isinstance(site.key, Derivative) and _acts_on_all(found, site):
        yield from _with_common(formula, lambda part: simplify.zeros(part.shape))


def _acts_on_all(found: Derivation, site: Site) -> bool:
    """Whether a path goes through a function of a whole vector that has its shape."""
    expr = found.graph.equations.get(site.via or "")
    return expr is not None and any(
        part.op == "call" and not part.data[0].elementwise and part.shape == part.args[0].shape
        for part in tree.nodes(expr)
    )


def _with_common(formula: Expr, of_part: Callable[[Expr], Expr]) -> Iterator[Expr]:
    """The formula with something else for every sum over entries that goes back to each of them."""
    exchange = {part: of_part(part) for part in tree.nodes(formula) if _is_common(part)}
    if exchange:
        yield tree.substituted(formula, exchange)


def _is_common(part: Expr) -> bool:
    if all(leaf.op == "name" for leaf in tree.leaves(part)):
        return False  # a value, and no share of what comes back
    if part.op == "broadcast":
        inner = _summed(part.args[0])
        return inner is not None and inner.args[0].shape == part.shape
    factors = _untransposed(part) if part.op == "matmul" else ()
    return len(factors) == 3 and {a.shape for a in factors} == {part.shape} and 1 in part.shape


def _own(part: Expr) -> Expr:
    """The entry's own term of such a sum."""
    if part.op == "matmul":  # u (vᵀw): u ⊙ v ⊙ w
        return tree.mul(*_untransposed(part))
    inner = _summed(part.args[0])
    assert inner is not None
    scalar = part.args[0]
    if inner.op == "call":
        return tree.div(inner.args[0], tree.size(count(inner.args[0].shape, inner.data[1][0])))
    factors = scalar.args if scalar.op == "mul" else (scalar,)
    return tree.mul(*(inner.args[0] if factor is inner else factor for factor in factors), simplify.ONE)


def _summed(part: Expr) -> Expr | None:
    """The sum or mean in Σ x, or in a number times it."""
    for one in part.args if part.op == "mul" else (part,):
        if one.op == "sum" or (one.op == "call" and one.data[0].name == "mean"):
            return one
    return None


def _untransposed(part: Expr) -> tuple[Expr, ...]:
    return tuple(factor.args[0] if factor.op == "T" else factor for factor in part.args)
