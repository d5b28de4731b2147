"""Formulas as they come out when one thing is done wrong, site by site.

Every function takes a site with its right formula and yields what may stand there instead;
results of another shape are dropped by the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site
from bpcalc.language import maps, simplify, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Derivative, Expr

ACTIVATIONS = ("identity", "relu", "sigmoid", "tanh", "softplus", "leaky_relu")


def _is_backward(site: Site) -> bool:
    return isinstance(site.key, Derivative)


def _activation(found: Derivation, site: Site) -> tuple[Expr, Expr, Expr] | None:
    """For a path through an elementwise function: its call, its argument, the adjoint above."""
    if not isinstance(site.key, Derivative) or site.via is None:
        return None
    call = found.graph.equations.get(site.via)
    if call is None or call.op != "call" or not call.data[0].elementwise or call.args[0].op != "name":
        return None
    if call.args[0].data != site.key.wrt[0] or len(call.args) != 1:
        return None
    above = simplify.ONE if site.via == site.key.of else tree.partial(site.key.of, (site.via,), call.shape)
    return call, call.args[0], above


def _slope(call: Expr) -> Expr:
    """f'(z) in z alone."""
    return maps.pull(derivative(call, call.args[0]), simplify.ones(call.shape))


def slope_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """δ instead of f'(z) ⊙ δ."""
    parts = _activation(found, site)
    if parts is not None:
        yield parts[2] if parts[2] is not simplify.ONE else simplify.ones(parts[0].shape)


def slope_elsewhere(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(u) ⊙ δ for another quantity u of the same shape."""
    parts = _activation(found, site)
    if parts is None:
        return
    call, z, above = parts
    slope = _slope(call)
    own = {site.via, z.data}
    for name in (*found.graph.leaves, *found.graph.equations):
        if name not in own and found.graph.shape(name) == z.shape:
            yield simplify.times(tree.substituted(slope, {z: found.graph.leaf(name)}), above)


def slope_at_output(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(a) ⊙ δ where a = f(z)."""
    parts = _activation(found, site)
    if parts is not None:
        call, z, above = parts
        yield simplify.times(tree.substituted(_slope(call), {z: found.graph.leaf(site.via or "")}), above)


def slope_of_square(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(z²) ⊙ δ."""
    parts = _activation(found, site)
    if parts is not None:
        call, z, above = parts
        yield simplify.times(tree.substituted(_slope(call), {z: simplify.raised(z, 2)}), above)


def function_for_slope(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f(z) ⊙ δ."""
    parts = _activation(found, site)
    if parts is not None:
        yield simplify.times(parts[0], parts[2])


def slope_of_another(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """g'(z) ⊙ δ for another activation g."""
    parts = _activation(found, site)
    if parts is None:
        return
    call, z, above = parts
    for other in _others(call, z):
        yield simplify.times(_slope(other), above)


def _others(call: Expr, z: Expr) -> Iterator[Expr]:
    for name in ACTIVATIONS:
        row = TABLE[name]
        if row is not call.data[0]:
            settings = tuple(0 if isinstance(default, str) else default for _, default in row.settings)
            yield tree.call(row, (z,), settings, z.shape)


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


def factor_twice(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product with one of its factors twice."""
    for part in tree.nodes(formula):
        if part.op in ("mul", "matmul"):
            for k, factor in enumerate(part.args):
                args = (*part.args[: k + 1], *part.args[k:])
                if (
                    factor.op != "number"
                    and (part.op == "mul" or _conform(args))
                    and _made(part.op, args).shape == part.shape
                ):
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
        if not _is_bias(part.args[k]):
            yield tree.substituted(formula, {part: _without(part, k)})


def bias_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum without a term that is a mere name."""
    if _is_backward(site):
        return
    for part, k in _terms(formula):
        if _is_bias(part.args[k]):
            yield tree.substituted(formula, {part: _without(part, k)})


def _terms(formula: Expr) -> Iterator[tuple[Expr, int]]:
    for part in tree.nodes(formula):
        if part.op == "add":
            for k in range(len(part.args)):
                yield part, k


def _is_bias(term: Expr) -> bool:
    return term.op == "name" or (term.op == "broadcast" and term.args[0].op == "name")


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
        for other in _others(part, part.args[0]):
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
        return
    logs = [
        part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name in ("log", "xlogy")
    ]
    for base in (10, 2):
        scale = tree.call(TABLE["log"], (tree.number(base),), (), SCALAR)
        if logs:
            yield tree.substituted(formula, {part: tree.div(part, scale) for part in logs})
