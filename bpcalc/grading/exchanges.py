"""Formulas in which one name stands in the place of another of its shape: z for a, h1 for h0, W for U."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site, leads_to, letter, near, path_formula, paths
from bpcalc.language import tree
from bpcalc.language.tree import SCALAR, Derivative, Expr


def another_quantity(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """z where a = f(z) belongs, or a where z does."""
    known = _known(found, site)
    for leaf in _names(formula):
        for partner in _partners(found, leaf):
            if partner.data in known:
                yield tree.substituted(formula, {leaf: partner})


def _known(found: Derivation, site: Site) -> Sequence[str]:
    """What may stand in a formula: on the way forward a value is worked out from those above it."""
    every = [*found.graph.leaves, *found.graph.equations]
    return every[: every.index(site.key)] if isinstance(site.key, str) else every


def _names(formula: Expr) -> Iterator[Expr]:
    return (leaf for leaf in tree.nodes(formula) if leaf.op == "name")


def _partners(found: Derivation, leaf: Expr) -> Iterator[Expr]:
    """Before a function what is after it, and the other way round."""
    for name, expr in found.graph.equations.items():
        partner = None
        if name == leaf.data and expr.op == "call" and expr.args[0].op == "name":
            partner = expr.args[0]
        elif expr.op == "call" and expr.args and expr.args[0] is leaf:
            partner = found.graph.leaf(name)
        if partner is not None and partner.shape == leaf.shape:
            yield partner


def output_for_input(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """δ yᵀ for δ xᵀ, the derivative by the W of y = W x."""
    if isinstance(site.key, Derivative) and site.via is not None and site.key.wrt[0] in found.graph.leaves:
        output = found.graph.leaf(site.via)
        for leaf in _names(formula):
            if leaf is not output and leaf.shape == output.shape != SCALAR:
                yield tree.substituted(formula, {leaf: output})


def another_weight(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """w2 where w1 belongs, h1 for h2: another value of the same letter; of vectors and matrices, which no
    other meets by chance, any value of the same shape."""
    every = _known(found, site)
    for leaf in _names(formula):
        alike = [q for q in every if found.graph.shape(q) == leaf.shape and _alike(q, leaf)]
        told = {leaf, *_partners(found, leaf)}
        for name in near(alike, leaf.data):
            other = found.graph.leaf(name)
            if other not in told:
                yield tree.substituted(formula, {leaf: other})


def _alike(name: str, leaf: Expr) -> bool:
    return leaf.shape != SCALAR or letter(name) == letter(leaf.data)


def another_derivative(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """∂ℓ/∂u where ∂ℓ/∂z belongs, of the same shape. With an a that is worked out from z it is the step
    between them that is left out."""
    if not isinstance(site.key, Derivative):
        return
    of, wrt = site.key.of, site.key.wrt[0]
    every = [*found.graph.equations]
    below = every[every.index(wrt) + 1 :] if wrt in every else every  # known by then, on the way back
    for leaf in tree.leaves(formula):
        if leaf.op == "partial" and leaf.shape != SCALAR:
            own = leaf.data.wrt[0]
            alike = [q for q in below if found.graph.shape(q) == leaf.shape]
            for name in near(alike, own):
                if name != own and leads_to(found, name, of) and own not in found.inputs[name]:
                    yield tree.substituted(formula, {leaf: tree.partial(of, (name,), leaf.shape)})


def neighbours_at_every_step(found: Derivation, site: Site, formula: Expr) -> Iterator[dict[Site, Expr]]:
    """Σ δₜ hₜᵀ for Σ δₜ hₜ₋₁ᵀ: in all paths alike the value of the step before or after."""
    every = paths(found, site.key)
    if len(every) < 2 or site != every[0]:
        return
    made = {one: path_formula(found, one) for one in every}
    letters = dict.fromkeys(letter(leaf.data) for one in made.values() for leaf in _names(one))
    for kind in letters:
        steps = [q for q in (*found.graph.leaves, *found.graph.equations) if letter(q) == kind]
        for by in (1, -1) if len(steps) > 2 else ():
            follow = dict(pairwise(steps[::by]))
            moved = {one: _moved(found, one, formula, follow) for one, formula in made.items()}
            yield {one: formula for one, formula in moved.items() if formula is not made[one]}


def _moved(found: Derivation, site: Site, formula: Expr, follow: dict[str, str]) -> Expr:
    """What goes into a step, and not what comes out of it, as that of the step beside."""
    taken = [leaf for leaf in _names(formula) if leaf.data in found.inputs[site.via or ""]]
    exchange = {leaf: found.graph.leaf(follow[leaf.data]) for leaf in taken if leaf.data in follow}
    exchange = {leaf: other for leaf, other in exchange.items() if leaf.shape == other.shape}
    return tree.substituted(formula, exchange) if exchange else formula
