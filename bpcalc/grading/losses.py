"""Losses and their derivatives with the target, the prediction or the label in the wrong place, or
with the derivative that belongs to another loss."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.elementary import activations_in
from bpcalc.grading.method import Site
from bpcalc.language import simplify, tree
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.tree import Derivative, Expr

LOSSES = ("mse", "squared_error", "half_squared_error", "mae", "binary_cross_entropy", "cross_entropy")
"""Losses that are taken for one another."""


def residual_turned(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """y − ŷ for ŷ − y: the derivative of the end has the other sign."""
    difference = any(part.op == "add" for part in tree.nodes(formula))
    if difference and isinstance(site.key, Derivative) and site.via == site.key.of:
        yield simplify.negative(formula)


def target_exchanged(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Prediction and target exchanged in a loss, where more than their difference stands in it."""
    end = found.of
    if end is None or end not in (site.key, site.via):
        return
    equation = found.graph.equations[end]
    differences = {
        part: tree.name("difference", part.shape) for part in tree.nodes(equation) if _is_difference(part)
    }
    names = [part for part in tree.leaves(tree.substituted(equation, differences)) if part.op == "name"]
    for target in (one for one in names if one.data in found.graph.leaves):
        for other in (one for one in names if one.data in found.graph.equations):
            if other.shape == target.shape:
                yield tree.substituted(formula, {target: other, other: target})


def another_loss(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The value of another loss of the same prediction and target."""
    if isinstance(site.key, Derivative) or site.key != found.of:
        return
    names = [part for part in tree.leaves(formula) if part.op == "name"]
    for p in (one for one in names if one.data in found.graph.equations):
        for y in (one for one in names if one.data in found.graph.leaves and one.shape == p.shape):
            for loss in LOSSES:
                yield expression(f"{loss}(p, y)", Scope({"p": p, "y": y}))


def _is_difference(part: Expr) -> bool:
    names = [term.args[0] if term.op == "neg" else term for term in part.args]
    return part.op == "add" and len(names) == 2 and {name.op for name in names} == {"name"}


def label_moved(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The class before or after the one that the label names, as when they are counted from 1."""
    labels = [
        part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name == "onehot"
    ]  # fmt: skip
    for by in (-1, 1) if labels else ():
        exchange = {}
        for part in labels:
            label = part.args[0]
            moved = tree.add(label, tree.mul(tree.number(by), tree.ones(label.shape)))
            exchange[part] = tree.call(part.data[0], (moved, part.args[1]), part.data[1], part.shape)
        yield tree.substituted(formula, exchange)


def slope_once_more(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """(p − y) ⊙ p ⊙ (1 − p) for p − y, the derivative of a loss of logits."""
    if isinstance(site.key, Derivative):
        for p in activations_in(found, site, formula):
            if p.shape == formula.shape:
                slope = tree.mul(p, tree.add(tree.ones(p.shape), tree.neg(p)))
                yield tree.mul(formula, slope)
                yield slope


def derivative_of_squares(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """p − y, the derivative of half the squared error, for that of another loss."""
    if not isinstance(site.key, Derivative) or site.via != site.key.of:
        return
    equation, p = found.graph.equations[site.via], found.graph.leaf(site.key.wrt[0])
    if not any(part.op == "call" and part.data[0].name in ("log", "xlogy") for part in tree.nodes(equation)):
        return
    labels = [part for part in tree.nodes(equation) if _is_label(found, part) and part.shape == p.shape]
    numbers = formula.args if formula.op == "mul" else ()
    for y in labels[-1:]:
        residual = simplify.minus(p, y)
        yield residual
        for number in (one for one in numbers if one.op == "number"):
            yield simplify.times(tree.number(abs(number.data.value)), residual)


def _is_label(found: Derivation, part: Expr) -> bool:
    """Whether a part is a target, or the one-hot vector of a label."""
    if part.op == "call":
        return bool(part.data[0].name == "onehot")
    return part.op == "name" and part.data in found.graph.leaves
