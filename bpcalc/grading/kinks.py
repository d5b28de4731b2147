"""Derivatives taken otherwise where there is no one slope: at 0, at a tie, and at all that is not
the largest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.elementary import count
from bpcalc.grading.method import Site
from bpcalc.language import simplify, tree
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Derivative, Expr

AT_ZERO = (0, Fraction(1, 2), 1)
AS_RELU = ("relu", "leaky_relu", "elu", "maximum", "minimum")
EXTREMES = ("max'", "min'")
LONGEST = 16
"""Entries of a row or column up to which its first and its last largest one are told apart."""


def _calls(formula: Expr, *names: str) -> list[Expr]:
    return [part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name in names]


def _ties(expr: Expr) -> list[Expr]:
    """The max(u, v) and min(u, v) of an equation; max(z, 0) is as relu(z)."""
    return [
        part for part in _calls(expr, "maximum", "minimum") if not any(map(simplify.is_zero, part.args))
    ]  # fmt: skip


def of_ties(found: Derivation, site: Site, formula: Expr) -> set[Expr]:
    """The relu'(u − v) of ties; where an equation has a relu too, those of no argument of it."""
    equation = found.graph.equations[site.via or ""]
    if not _ties(equation):
        return set()
    plain = {arg for part in _calls(equation, *AS_RELU) if part not in _ties(equation) for arg in part.args}
    return {part for part in _calls(formula, "relu'") if part.args[0] not in plain}


def slope_said(found: Derivation, slope: Fraction) -> str:
    """What another relu'(0) says: `relu'(0) = 1`, or how ties are shared where there is no relu."""
    equations = found.graph.equations.values()
    ties = [part for expr in equations for part in _ties(expr)]
    if not ties or any(part not in ties for expr in equations for part in _calls(expr, *AS_RELU)):
        return f"relu'(0) = {slope}"
    names = dict.fromkeys({"maximum": "max", "minimum": "min"}[part.data[0].name] for part in ties)
    return f"a share of {slope} for each side of a tie in {' and '.join(names)}"


def other_slope_at_zero(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """relu'(0) as 0, ½ or 1."""
    if isinstance(site.key, Derivative):
        slopes = set(_calls(formula, "relu'")) - of_ties(found, site, formula)
        yield from _with_slopes(formula, slopes)


def other_tie(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The derivative of a tie as another share of it: all, none or half of it for each, all of it
    for the first or for the last."""
    if not isinstance(site.key, Derivative):
        return
    yield from _with_slopes(formula, of_ties(found, site, formula))
    formula = _in_windows(formula)
    shares = _calls(formula, *EXTREMES)
    for share in (_whole, _of_the_first, _of_the_last) if shares else ():
        exchange = {part: other for part in shares if (other := share(part)) is not None}
        if exchange:
            yield tree.substituted(formula, exchange)


def _in_windows(formula: Expr) -> Expr:
    """The formula with the share of each window of a maxpool as that of a row of all windows."""
    pooled = _calls(formula, "maxpool'")
    return tree.substituted(formula, {part: _of_rows(part) for part in pooled}) if pooled else formula


def _of_rows(part: Expr) -> Expr:
    (image,), pool = part.args, TABLE["maxpool"]
    assert pool.body is not None
    (windows,) = (one for one in tree.nodes(pool.body(image, *part.data[1])) if one.op == "gather")
    shares = tree.call(TABLE["max'"], (windows,), (1,), windows.shape)
    return tree.scatter(shares, windows.data, image.shape)


def _with_slopes(formula: Expr, slopes: set[Expr]) -> Iterator[Expr]:
    for choice in AT_ZERO:
        exchange = {part: tree.call(part.data[0], part.args, (choice,), part.shape) for part in slopes}
        if any(part is not changed for part, changed in exchange.items()):
            yield tree.substituted(formula, exchange)


def _whole(share: Expr) -> Expr:
    return tree.call(TABLE["sign"], (share,), (), share.shape)


def _of_the_first(share: Expr) -> Expr | None:
    return _of_one(share, lambda n: range(n, 0, -1))


def _of_the_last(share: Expr) -> Expr | None:
    return _of_one(share, lambda n: range(1, n + 1))


def _of_one(share: Expr, order: Callable[[int], range]) -> Expr | None:
    """The share for one of several largest entries: that with the greatest weight."""
    axis = share.data[1][0]
    rows, columns = share.shape
    if axis is None and 1 in share.shape:
        axis = 0 if columns == 1 else 1
    long = share.shape[axis] if axis is not None else None
    if not isinstance(long, int) or not 1 < long <= LONGEST:
        return None
    weights = tree.stack(axis, *map(tree.number, order(long)))
    weighted = tree.mul(_whole(share), tree.broadcast(weights, (rows, columns)))
    return tree.call(TABLE["max'"], (weighted,), (axis,), share.shape)


def other_side(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The derivative of max(u, v) for the smaller one, that of a relu where it is 0, that of the largest
    entry for the smallest; the other way round."""
    if not isinstance(site.key, Derivative):
        return
    formula = _in_windows(formula)
    exchange = {part: _opposite(part) for part in _calls(formula, "relu'", *EXTREMES)}
    if exchange:
        yield tree.substituted(formula, exchange)


def _opposite(part: Expr) -> Expr:
    name = part.data[0].name
    if name in EXTREMES:
        other = TABLE[next(one for one in EXTREMES if one != name)]
        return tree.call(other, part.args, part.data[1], part.shape)
    return tree.call(part.data[0], (simplify.negative(part.args[0]),), part.data[1], part.shape)


def sign_of_zero(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """|z|' at 0 as 1 or −1."""
    if not isinstance(site.key, Derivative):
        return
    signs = _calls(formula, "sign")
    for at_zero in (1, 0) if signs else ():
        yield tree.substituted(formula, {part: _sign(part.args[0], at_zero) for part in signs})


def _sign(z: Expr, at_zero: int) -> Expr:
    step = tree.call(TABLE["step"], (z,), (at_zero,), z.shape)
    return tree.add(tree.mul(tree.number(2), step), tree.neg(tree.ones(z.shape)))


def spread(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The derivative of a maximum for all entries alike: δ for each, or δ/n."""
    if not isinstance(site.key, Derivative):
        return
    formula = _in_windows(formula)
    shares = _calls(formula, *EXTREMES)
    if shares:
        yield tree.substituted(formula, {part: tree.ones(part.shape) for part in shares})
        yield tree.substituted(formula, {part: _average(part) for part in shares})


def _average(share: Expr) -> Expr:
    return tree.div(tree.ones(share.shape), tree.size(count(share.shape, share.data[1][0])))


def other_extreme(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The smallest, the mean or the sum for the largest entry; the other way round."""
    if isinstance(site.key, Derivative):
        return
    for part in _calls(formula, "max", "min"):
        row, (axis,) = part.data
        other = TABLE["min" if row.name == "max" else "max"]
        yield tree.substituted(formula, {part: tree.call(other, part.args, (axis,), part.shape)})
        yield tree.substituted(formula, {part: tree.call(TABLE["mean"], part.args, (axis,), part.shape)})
        yield tree.substituted(formula, {part: tree.total(part.args[0], axis)})
