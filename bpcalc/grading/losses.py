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
    if not isinstance(site.key, Derivative) or not site.via == site.key.of == found.of:
        return
    given = any(leaf.data in found.graph.leaves for leaf in tree.leaves(found.graph.equations[site.via]))
    if given and any(part.op == "add" for part in tree.nodes(formula)):
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


def complemented(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """1 − y for y and y for 1 − y, in a loss in which both stand."""
    end = site.via if isinstance(site.key, Derivative) else site.key
    equation = found.graph.equations.get(end or "", formula)
    turned = [part.args[1].args[0] for part in tree.nodes(equation) if _is_complement(part)]
    for y in turned:
        if y.op == "name" and y.data in found.graph.leaves:
            yield tree.substituted(formula, {y: tree.add(tree.ones(y.shape), tree.neg(y))})


def _is_complement(part: Expr) -> bool:
    """Whether a part is 1 − y."""
    if part.op != "add" or len(part.args) != 2 or part.args[1].op != "neg":
        return False
    one = part.args[0].args[0] if part.args[0].op == "broadcast" else part.args[0]
    return one.op == "number" and one.data.value == 1


def label_moved(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The class before or after the one that the label names, as when they are counted from 1."""
    labels = [
        part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name == "onehot"
    ]  # fmt: skip
    yield from _one_hot_moved(found, site, formula)
    for by in (-1, 1) if labels else ():
        exchange = {}
        for part in labels:
            label = part.args[0]
            moved = tree.add(label, tree.mul(tree.number(by), tree.ones(label.shape)))
            exchange[part] = tree.call(part.data[0], (moved, part.args[1]), part.data[1], part.shape)
        yield tree.substituted(formula, exchange)


def _one_hot_moved(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The same for a target with a 1 at its class, as a column or a row."""
    end = site.via if isinstance(site.key, Derivative) else site.key
    equation = found.graph.equations.get(end or "", formula)
    if any(part.op == "call" and part.data[0].name in ("log", "xlogy") for part in tree.nodes(equation)):
        for y in tree.leaves(formula):
            many = y.shape[0] * y.shape[1]
            if y.op == "name" and y.data in found.graph.leaves and isinstance(many, int) and 1 in y.shape:
                for by in (-1, 1) if many > 2 else ():
                    index = tuple((place + by) % many for place in range(many))
                    yield tree.substituted(formula, {y: tree.gather(y, index, y.shape)})


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
