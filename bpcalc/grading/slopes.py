"""Paths through an activation as they come out when its derivative is taken wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site
from bpcalc.language import maps, simplify, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Derivative, Expr
from bpcalc.records import NamedTuple

ACTIVATIONS = ("identity", "relu", "sigmoid", "tanh", "softplus", "leaky_relu")


class _Slope(NamedTuple):
    """A path through an elementwise function: its call f(u), its output (the call, and the
    quantity that has it for a value), and the path with any slope in the place of f'(u)."""

    call: Expr
    outputs: tuple[Expr, ...]
    path: Callable[[Expr], Expr]


def _slope_at(found: Derivation, site: Site) -> _Slope | None:
    """The one elementwise function through which a path goes, as in `3 * relu(s1)`."""
    if not isinstance(site.key, Derivative) or site.via is None or site.via not in found.graph.equations:
        return None
    expr, leaf = found.graph.equations[site.via], found.graph.leaf(site.key.wrt[0])
    calls = [
        part for part in tree.nodes(expr)
        if part.op == "call" and part.data[0].elementwise and len(part.args) == 1
        and not part.data[0].flat and leaf in tree.leaves(part)
    ]  # fmt: skip
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
    return _Slope(call, outputs, lambda slope: maps.pull(inner, simplify.times(slope, before)))


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
    parts = _slope_at(found, site)
    if parts is not None:
        yield parts.path(simplify.ones(parts.call.shape))


def slope_elsewhere(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f'(u) ⊙ δ for another quantity u of the same shape."""
    parts = _slope_at(found, site)
    if parts is None:
        return
    own = {found.graph.leaf(site.via or ""), parts.call.args[0]}
    for name in (*found.graph.leaves, *found.graph.equations):
        leaf = found.graph.leaf(name)
        if leaf not in own and leaf.shape == parts.call.shape:
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
    """Half of a slope that is a product: 1 − a or a instead of a (1 − a), 1 − a for 1 − a²."""
    parts = _slope_at(found, site)
    if parts is None:
        return
    one = simplify.ones(parts.call.shape)
    name = parts.call.data[0].name
    for a in parts.outputs:
        if name == "sigmoid":
            yield parts.path(simplify.minus(one, a))
            yield parts.path(simplify.times(a, simplify.plus(one, a)))
        elif name == "tanh":
            yield parts.path(simplify.minus(one, a))
            yield parts.path(simplify.plus(one, simplify.raised(a, 2)))


def slope_of_another(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """g'(z) ⊙ δ for another activation g."""
    parts = _slope_at(found, site)
    if parts is not None and parts.call.data[0].group in ("activations", "yours"):
        for other in other_activations(parts.call, parts.call.args[0]):
            yield parts.path(_slope(other))


def other_activations(call: Expr, z: Expr) -> Iterator[Expr]:
    """g(z) for every other activation g than that of a call, with its usual settings."""
    for name in ACTIVATIONS:
        row = TABLE[name]
        if row is not call.data[0]:
            settings = tuple(0 if isinstance(default, str) else default for _, default in row.settings)
            yield tree.call(row, (z,), settings, z.shape)
