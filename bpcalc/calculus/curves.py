"""A function of one variable and its derivative over a range, with their kinks and jumps.

Where something can happen is read from the formula: an argument of a function with a kink, the
two sides of a comparison, a denominator. What happens there is seen from both sides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy

from bpcalc.calculus.roots import roots
from bpcalc.language import elaborate, maps, simplify, tree
from bpcalc.language.derivative import derivative, expansion
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple

POINTS = 600
"""Intervals of a curve; a screen shows no more."""
BESIDE = 1e-7
"""How far beside a place its two sides are looked at, as a share of the range."""
NEARER = 1e-5
"""From so much nearer by, a steep but whole curve is seen to be one."""
APART = 1e-4
"""Numbers that differ by less, relative to their size, are the two sides of no jump."""
WILD = 1e5
"""A side that is so many times larger than most of the curve goes to infinity."""
STEEP = 3.0
"""A curve with a pole is shown up to so many times what most of it reaches."""


class Jump(NamedTuple):
    """A place where a curve is torn; `at` is its value there, NaN where it has none."""

    x: float
    left: float
    at: float
    right: float


class Kink(NamedTuple):
    """A place where a curve bends: the slopes on both sides."""

    x: float
    y: float
    left: float
    right: float


class Curve(NamedTuple):
    """`points` in order, a NaN is a gap; torn ends belong to `jumps`."""

    formula: Expr
    points: tuple[tuple[float, float], ...]
    jumps: tuple[Jump, ...]


class Curves(NamedTuple):
    """A function with its derivative; `kinks` are those of the function."""

    variable: Expr
    function: Curve
    slope: Curve
    kinks: tuple[Kink, ...]


def curves(formula: Expr, variable: Expr, low: float, high: float) -> Curves:
    """Both curves from `low` to `high`."""
    slope = simplify.tidied(maps.matrix(derivative(formula, variable)))
    places = _places({*_switches(formula), *_switches(slope)}, variable, low, high)
    f, df = _Function(formula, variable), _Function(slope, variable)
    function, derived = (_curve(one, places, low, high) for one in (f, df))
    derived = _where_defined(derived, f, function)
    torn = {jump.x for jump in function.jumps}
    bends = tuple(
        Kink(jump.x, f.at(jump.x), jump.left, jump.right)
        for jump in derived.jumps
        if jump.x not in torn and _apart(jump.left, jump.right) and math.isfinite(f.at(jump.x))
    )
    return Curves(variable, function, derived, bends)


def _places(switches: set[Expr], variable: Expr, low: float, high: float) -> dict[float, bool]:
    """Where something can happen, in order, and whether the place is exactly that number."""
    found: dict[float, bool] = {}
    for switch in switches:
        function = _Function(switch, variable)
        for x in roots(function.values, low, high):
            if low < x < high:
                found[x] = found.get(x, False) or function.at(x) == 0
    return dict(sorted(found.items()))


class _Function(NamedTuple):
    formula: Expr
    variable: Expr

    def values(self, xs: Any) -> Any:
        """The values at many places."""
        column = numpy.asarray(xs, dtype=float).reshape(-1, 1, 1)
        with numpy.errstate(all="ignore"):
            found = value(self.formula, {self.variable.data: column})
        return numpy.broadcast_to(found, column.shape).astype(float).ravel()

    def at(self, x: float) -> float:
        """The value at one place."""
        return float(self.values([x])[0])


def _switches(formula: Expr) -> Iterator[Expr]:
    """What changes its sign where something can happen to a formula."""
    for part in tree.nodes(formula):
        if part.op == "compare":
            yield tree.add(part.args[0], tree.neg(part.args[1]))
        elif part.op == "div":
            yield part.args[1]
        elif part.op == "pow":
            yield part.args[0]
        elif part.op == "call":
            row = part.data[0]
            if row.kink is not None:
                yield elaborate.kink(part)
            elif row.flat and part.args[0].op not in ("compare", "logic"):
                yield part.args[0]
            written = expansion(part) if row.differential is None and not row.flat else None
            if written is not None and written is not part:
                yield from _switches(written)


def _curve(function: _Function, places: Mapping[float, bool], low: float, high: float) -> Curve:
    xs = sorted({*numpy.linspace(low, high, POINTS + 1).tolist(), *places})
    ys = dict(zip(xs, function.values(xs).tolist(), strict=True))
    sizes = numpy.abs([y for y in ys.values() if math.isfinite(y)])
    usual = float(numpy.quantile(sizes, 0.8)) if sizes.size else 0.0
    near = BESIDE * (high - low)
    jumps: dict[float, Jump] = {}
    poles = {x for x, y in ys.items() if math.isinf(y)}
    for x, exact in places.items():
        left, right = function.at(x - near), function.at(x + near)
        if max(abs(left), abs(right)) > WILD * max(1.0, usual):
            poles.add(x)
        elif not (math.isnan(left) or math.isnan(right)):
            at = ys[x] if exact else math.nan
            if _torn(function, x, near, at):
                jumps[x] = Jump(x, left, at, right)
    limit = STEEP * max(1.0, usual) if poles else math.inf
    points: list[tuple[float, float]] = []
    for x, y in ys.items():
        if x in jumps:
            points += [(x, jumps[x].left), (x, math.nan), (x, jumps[x].right)]
        else:
            points.append((x, math.nan if x in poles or abs(y) > limit else y))
    return Curve(function.formula, tuple(points), tuple(jumps.values()))


def _torn(function: _Function, x: float, near: float, at: float) -> bool:
    """Whether the sides of a place differ from each other or from the value there (NaN where it is
    not known), and go on to differ from nearer by."""
    left, right = function.at(x - near), function.at(x + near)
    nearer = function.at(x - near * NEARER), function.at(x + near * NEARER)
    return _stays(right - left, nearer[1] - nearer[0], left) or _stays(at - left, at - nearer[0], left)


def _stays(difference: float, nearer: float, size: float) -> bool:
    return abs(difference) > APART * max(1.0, abs(size)) and not abs(nearer) <= abs(difference) / 2


def _where_defined(slope: Curve, f: _Function, function: Curve) -> Curve:
    """The slope without the places where the function has no value, and torn where it is torn."""
    known = f.values([x for x, _ in slope.points])
    points = [
        (x, y if math.isfinite(at) else math.nan) for (x, y), at in zip(slope.points, known, strict=True)
    ]
    jumps = {jump.x: jump for jump in slope.jumps if math.isfinite(f.at(jump.x))}
    heights = dict(points)
    for torn in function.jumps:
        if torn.x not in jumps and math.isfinite(heights[torn.x]):
            jumps[torn.x] = Jump(torn.x, heights[torn.x], math.nan, heights[torn.x])
    return Curve(slope.formula, tuple(points), tuple(jumps[x] for x in sorted(jumps)))


def _apart(one: float, other: float) -> bool:
    """Whether two sides differ; a place without a value differs from one with."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) != math.isnan(other)
    return abs(one - other) > APART * max(1.0, abs(one), abs(other))
