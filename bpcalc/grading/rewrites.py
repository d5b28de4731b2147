"""Formulas as they come out when one thing is done wrong, site by site.

Every function takes a site with its right formula and yields what may stand there instead;
results of another shape are dropped by the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site, leads_to, right_method
from bpcalc.grading.slopes import other_activations
from bpcalc.language import simplify, tree
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Derivative, Expr


def _is_backward(site: Site) -> bool:
    return isinstance(site.key, Derivative)


def another_quantity(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """z where a = f(z) belongs, or a where z does."""
    if not _is_backward(site):
        return
    graph = found.graph
    for leaf in tree.leaves(formula):
        if leaf.op != "name":
            continue
        for name, expr in graph.equations.items():
            partner = None
            if name == leaf.data and expr.op == "call" and expr.args[0].op == "name":
                partner = expr.args[0]
            elif expr.op == "call" and expr.args and expr.args[0] is leaf:
                partner = graph.leaf(name)
            if partner is not None and partner.shape == leaf.shape:
                yield tree.substituted(formula, {leaf: partner})


def another_weight(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """w2 where w1 belongs: a given value of the same letter and shape."""
    for leaf in tree.leaves(formula):
        if leaf.op == "name" and leaf.data in found.graph.leaves:
            for name, other in found.graph.leaves.items():
                alike = name.rstrip("0123456789") == str(leaf.data).rstrip("0123456789")
                if alike and other is not leaf and other.shape == leaf.shape:
                    yield tree.substituted(formula, {leaf: other})


def residual_turned(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """y − ŷ for ŷ − y: the derivative of the end has the other sign."""
    difference = any(part.op == "add" for part in tree.nodes(formula))
    if difference and isinstance(site.key, Derivative) and site.via == site.key.of:
        yield simplify.negative(formula)


def paths_multiplied(found: Derivation, site: Site, formula: Expr) -> Iterator[dict[Site, Expr]]:
    """The product of two paths instead of their sum."""
    if not isinstance(site.key, Derivative):
        return
    users = [u for u in found.uses.get(site.key.wrt[0], ()) if leads_to(found, u, site.key.of)]
    if len(users) == 2 and site.via == users[0]:
        method = right_method(found, site.key.of)
        other = Site(site.key, users[1])
        yield {site: tree.mul(formula, method[other]), other: simplify.zeros(formula.shape)}


def other_slope_at_zero(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """relu'(0) as 0, ½ or 1."""
    if not _is_backward(site):
        return
    slopes = [part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name == "relu'"]
    for choice in (0, Fraction(1, 2), 1):
        exchange = {part: tree.call(part.data[0], part.args, (choice,), part.shape) for part in slopes}
        if any(part is not changed for part, changed in exchange.items()):
            yield tree.substituted(formula, exchange)


def transpose_toggled(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """One factor of a product transposed, or not transposed."""
    for part in tree.nodes(formula):
        if part.op == "matmul":
            for k, factor in enumerate(part.args):
                if factor.shape[0] == factor.shape[1] != 1:
                    args = (*part.args[:k], simplify.transposed(factor), *part.args[k + 1 :])
                    yield tree.substituted(formula, {part: tree.matmul(*args)})


def order_reversed(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Two neighbouring factors exchanged, where the shapes allow it."""
    for part in tree.nodes(formula):
        if part.op == "matmul":
            for k in range(len(part.args) - 1):
                args = (*part.args[:k], part.args[k + 1], part.args[k], *part.args[k + 2 :])
                if _conform(args) and tree.matmul(*args).shape == part.shape:
                    yield tree.substituted(formula, {part: tree.matmul(*args)})


def _conform(args: tuple[Expr, ...]) -> bool:
    return all(a.shape[1] == b.shape[0] for a, b in pairwise(args))


def factor_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product without one of its factors."""
    for part in tree.nodes(formula):
        if part.op in ("mul", "matmul") and len(part.args) > 1:
            for k, factor in enumerate(part.args):
                rest = part.args[:k] + part.args[k + 1 :]
                if factor.op == "number" or (part.op == "matmul" and not _conform(rest)):
                    continue
                shorter = rest[0] if len(rest) == 1 else tree.node(part.op, rest, None, part.shape)
                if shorter.shape == part.shape and (
                    len(rest) == 1 or _made(part.op, rest).shape == part.shape
                ):
                    yield tree.substituted(formula, {part: shorter})


def factor_repeated(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product with one of its factors two or three times."""
    for part in tree.nodes(formula):
        if part.op in ("mul", "matmul"):
            for k, factor in enumerate(part.args):
                for more in (1, 2):
                    args = (*part.args[:k], *(factor,) * more, *part.args[k:])
                    fits = part.op == "mul" or _conform(args)
                    if factor.op != "number" and fits and _made(part.op, args).shape == part.shape:
                        yield tree.substituted(formula, {part: _made(part.op, args)})


def _made(op: str, args: tuple[Expr, ...]) -> Expr:
    return tree.mul(*args) if op == "mul" else tree.matmul(*args)


def path_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Nothing along this path, where there are others."""
    if isinstance(site.key, Derivative) and len(found.uses.get(site.key.wrt[0], ())) > 1:
        yield simplify.zeros(formula.shape)


def diagonal_only(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """a ⊙ δ instead of a ⊙ δ − a (aᵀδ), as for a softmax."""
    if _is_backward(site) and formula.op == "add":
        for term in formula.args:
            if term.op == "mul":
                yield term


def term_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum without one of its terms."""
    for part, k in _terms(formula):
        if not _is_bias(found, part, k):
            yield tree.substituted(formula, {part: _without(part, k)})


def bias_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum without its bias."""
    if _is_backward(site):
        return
    for part, k in _terms(formula):
        if _is_bias(found, part, k):
            yield tree.substituted(formula, {part: _without(part, k)})


def _terms(formula: Expr) -> Iterator[tuple[Expr, int]]:
    for part in tree.nodes(formula):
        if part.op == "add":
            for k in range(len(part.args)):
                yield part, k


def _is_bias(found: Derivation, part: Expr, k: int) -> bool:
    """Whether a term is a given value added to something worked out here, as b in W x + b."""
    names = [term.args[0] if term.op == "broadcast" else term for term in part.args]
    given = names[k].op == "name" and names[k].data in found.graph.leaves
    return given and any(term.op != "name" for term in names)


def _without(part: Expr, k: int) -> Expr:
    rest = part.args[:k] + part.args[k + 1 :]
    return rest[0] if len(rest) == 1 else tree.add(*rest)


def term_negated(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum with the other sign of one term."""
    for part, k in _terms(formula):
        term = part.args[k]
        turned = term.args[0] if term.op == "neg" else tree.neg(term)
        yield tree.substituted(formula, {part: tree.add(*part.args[:k], turned, *part.args[k + 1 :])})


def activation_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """z instead of f(z)."""
    for part in _activations_in(site, formula):
        yield tree.substituted(formula, {part: part.args[0]})


def another_activation(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """g(z) instead of f(z)."""
    for part in _activations_in(site, formula):
        for other in other_activations(part, part.args[0]):
            if other.data[0].name != "identity":
                yield tree.substituted(formula, {part: other})


def _activations_in(site: Site, formula: Expr) -> Iterator[Expr]:
    if not _is_backward(site):
        for part in tree.nodes(formula):
            if (
                part.op == "call"
                and part.data[0].group in ("activations", "yours")
                and part.data[0].elementwise
            ):
                yield part


def sum_for_mean(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Σ instead of the mean."""
    for part in tree.nodes(formula):
        if part.op == "call" and part.data[0].name == "mean":
            yield tree.substituted(formula, {part: tree.total(part.args[0], part.data[1][0])})


def mean_for_sum(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The mean instead of Σ."""
    if _is_backward(site):
        return
    for part in tree.nodes(formula):
        summed = part.op == "sum" or (part.op == "call" and part.data[0].name == "squared_norm")
        if summed and part.shape == SCALAR:
            size = tree.size(part.args[0].shape[0] * part.args[0].shape[1])
            yield tree.substituted(formula, {part: tree.div(part, size)})


def number_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product or quotient without its number."""
    for part in tree.nodes(formula):
        if part.op == "mul" and any(arg.op == "number" for arg in part.args):
            rest = tuple(arg for arg in part.args if arg.op != "number")
            if rest:
                yield tree.substituted(formula, {part: rest[0] if len(rest) == 1 else tree.mul(*rest)})
        elif part.op == "div" and part.args[1].op in ("number", "size"):
            yield tree.substituted(formula, {part: part.args[0]})


def square_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A value instead of its square."""
    for part in tree.nodes(formula):
        if part.op == "pow" and part.args[1].op == "number":
            yield tree.substituted(formula, {part: part.args[0]})
        elif part.op == "call" and part.data[0].name == "squared_norm":
            yield tree.substituted(formula, {part: tree.call(TABLE["norm"], part.args, (), SCALAR)})


def other_base(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """log₁₀ or log₂ instead of the natural logarithm."""
    if _is_backward(site):
        expr = found.graph.equations.get(site.via or "", formula)
        named = [part for part in tree.nodes(expr) if part.op == "call"]
        if any(
            part.data[0].name in ("log", "xlogy") or "log(" in (part.data[0].formula or "") for part in named
        ):
            for base in (10, 2):
                yield tree.div(formula, tree.call(TABLE["log"], (tree.number(base),), (), SCALAR))
        return
    logs = [
        part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name in ("log", "xlogy")
    ]
    for base in (10, 2):
        scale = tree.call(TABLE["log"], (tree.number(base),), (), SCALAR)
        if logs:
            yield tree.substituted(formula, {part: tree.div(part, scale) for part in logs})
