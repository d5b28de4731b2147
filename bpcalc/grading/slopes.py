"""Paths through an activation as they come out when its derivative is taken wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site, near
from bpcalc.language import maps, simplify, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Derivative, Expr
from bpcalc.records import NamedTuple

ACTIVATIONS = ("identity", "relu", "sigmoid", "tanh", "softplus", "leaky_relu")


class _Slope(NamedTuple):
    """A path through a function: its call f(u), its output (the call, and the quantity that has it
    for a value), what comes back to it, and the path with any slope in the place of f'(u)."""

    call: Expr
    outputs: tuple[Expr, ...]
    before: Expr
    path: Callable[[Expr], Expr]


def _slope_at(found: Derivation, site: Site) -> _Slope | None:
    """The one elementwise function through which a path goes, as in `3 * relu(s1)`."""
    return _through(found, site, _is_elementwise)


def _is_elementwise(part: Expr) -> bool:
    return part.op == "call" and part.data[0].elementwise and len(part.args) == 1 and not part.data[0].flat


def _keeps_shape(part: Expr) -> bool:
    """Whether a part is a function with the shape of its argument, as a softmax."""
    keeps = part.op == "call" and len(part.args) == 1 and part.shape == part.args[0].shape
    return keeps and not part.data[0].flat


def _is_power(part: Expr) -> bool:
    return part.op == "pow" and part.args[1].op == "number"


def _through(found: Derivation, site: Site, is_it: Callable[[Expr], bool]) -> _Slope | None:
    """The one part of such a kind through which a path goes."""
    if not isinstance(site.key, Derivative) or site.via is None or site.via not in found.graph.equations:
        return None
    expr, leaf = found.graph.equations[site.via], found.graph.leaf(site.key.wrt[0])
    calls = [part for part in tree.nodes(expr) if is_it(part) and leaf in tree.leaves(part)]
    if len(calls) != 1:
        return None
    (call,) = calls
    hole = tree.name(("hole",), call.shape)  # type: ignore[arg-type]
    outer = tree.substituted(expr, {call: hole})
    if leaf in tree.leaves(outer):
        return None
    value = found.graph.leaf(site.via) if call is expr else call
    end = site.via == site.key.of and expr.shape == SCALAR
    above = simplify.ONE if end else tree.partial(site.key.of, (site.via,), expr.shape)
    before = tree.substituted(maps.pull(derivative(outer, hole), above), {hole: value})
    inner = derivative(call.args[0], leaf)
    outputs = (call,) if value is call else (call, value)
    return _Slope(call, outputs, before, lambda slope: maps.pull(inner, simplify.times(slope, before)))


def _slope(call: Expr) -> Expr:
    """f'(u) for the call f(u)."""
    z = tree.name(("argument",), call.shape)  # type: ignore[arg-type]
    row, settings = call.data
    slope = maps.pull(derivative(tree.call(row, (z,), settings, call.shape), z), simplify.ones(call.shape))
    return tree.substituted(slope, {z: call.args[0]})


def _moved(call: Expr, argument: Expr) -> Expr:
    """The same function of something else."""
    return tree.call(call.data[0], (argument,), call.data[1], call.shape)


def slope_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """δ instead of f'(z) ⊙ δ."""
    parts = _slope_at(found, site) or _through(found, site, _keeps_shape)
    if parts is not None:
        yield parts.path(simplify.ones(parts.call.shape))


def slope_elsewhere(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(u) ⊙ δ for another quantity u of the same shape."""
    parts = _slope_at(found, site)
    if parts is None:
        return
    via = site.via or ""
    own = {found.graph.leaf(via), parts.call.args[0]}
    every = (*found.graph.leaves, *found.graph.equations)
    for name in near([q for q in every if q == via or found.graph.shape(q) == parts.call.shape], via):
        leaf = found.graph.leaf(name)
        if leaf not in own:
            yield parts.path(_slope(_moved(parts.call, leaf)))


def slope_at_output(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(a) ⊙ δ where a = f(z)."""
    parts = _slope_at(found, site)
    if parts is not None:
        for a in parts.outputs:
            yield parts.path(_slope(_moved(parts.call, a)))


def slope_of_square(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(z²) ⊙ δ."""
    parts = _slope_at(found, site)
    if parts is not None:
        yield parts.path(_slope(_moved(parts.call, simplify.raised(parts.call.args[0], 2))))


def function_for_slope(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f(z) ⊙ δ."""
    parts = _slope_at(found, site)
    if parts is not None:
        for a in parts.outputs:
            yield parts.path(a)


def slope_half_right(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """1 − a instead of a (1 − a) or of 1 − a²."""
    parts = _slope_at(found, site)
    if parts is not None and parts.call.data[0].name in ("sigmoid", "tanh"):
        for a in parts.outputs:
            yield parts.path(simplify.minus(simplify.ones(parts.call.shape), a))


def slope_of_another(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """g'(z) ⊙ δ for another activation g."""
    parts = _slope_at(found, site)
    if parts is not None and parts.call.data[0].group in ("activations", "yours"):
        for other in other_activations(parts.call, parts.call.args[0]):
            slope = _slope(other)
            yield parts.path(slope)
            if other in tree.nodes(slope):  # 1 − a² at a = σ(z)
                yield parts.path(tree.substituted(slope, {other: parts.outputs[-1]}))


def power_kept(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """n uⁿ or uⁿ instead of n uⁿ⁻¹, the derivative of a power."""
    parts = _through(found, site, _is_power)
    if parts is not None:
        yield parts.path(simplify.times(parts.call.args[1], parts.call))
        yield parts.path(parts.call)


def derivatives_multiplied(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """u'v' for u'v + uv' in a product, u'/v' for the derivative of u/v."""
    if not isinstance(site.key, Derivative):
        return
    leaf = found.graph.leaf(site.key.wrt[0])

    def is_it(part: Expr) -> bool:
        sides = [side for side in part.args if leaf in tree.leaves(side)]
        return part.op in ("mul", "div") and len(part.args) == len(sides) == 2 and part.shape == leaf.shape

    parts = _through(found, site, is_it)
    if parts is None or any(side.shape != leaf.shape for side in parts.call.args):
        return
    own = [maps.pull(derivative(side, leaf), simplify.ones(leaf.shape)) for side in parts.call.args]
    joined = simplify.times if parts.call.op == "mul" else simplify.over
    yield simplify.times(joined(*own), parts.before)


def product_not_swapped(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """x for y, the derivative of x y by x."""
    if not isinstance(site.key, Derivative):
        return
    leaf = found.graph.leaf(site.key.wrt[0])

    def is_it(part: Expr) -> bool:
        return part.op == "mul" and part.args.count(leaf) == 1 and part.shape == leaf.shape

    parts = _through(found, site, is_it)
    for other in parts.call.args if parts is not None else ():
        if other.op != "number" and other.shape == leaf.shape and leaf not in tree.leaves(other):
            assert parts is not None
            held = tree.name(("held",), other.shape)  # type: ignore[arg-type]
            product = tree.substituted(parts.call, {other: held})
            path = maps.pull(derivative(product, leaf), parts.before)
            yield tree.substituted(path, {held: leaf})


def other_activations(call: Expr, z: Expr) -> Iterator[Expr]:
    """g(z) for every other activation g than that of a call, with its usual settings."""
    for name in ACTIVATIONS:
        row = TABLE[name]
        if row is not call.data[0]:
            settings = tuple(0 if isinstance(default, str) else default for _, default in row.settings)
            yield tree.call(row, (z,), settings, z.shape)
