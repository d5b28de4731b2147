"""What cancels without being equal: a sign and an absolute value, a ReLU and its slope, a root.

sign(u)/|u| is 1/u, |u| ⊙ sign(u) is u, relu(u) ⊙ relu'(u) is relu(u), √v/v is 1/√v. Every rule
holds for all finite values; where one side has no value, neither has the other.
"""

from __future__ import annotations

from bpcalc.language.simplify.factors import is_zero, under_root
from bpcalc.language.tree import Expr

Sides = tuple[list[Expr], list[Expr]]
"""Factors of one shape above and below a line, powers as often as they count."""


def reduced(above: list[Expr], below: list[Expr]) -> Sides:
    """The factors without what stands on both sides, and without what others take up."""
    above, below = list(above), list(below)
    for part in tuple(below):
        if part in above:
            above.remove(part)
            below.remove(part)
    while (found := absorbed(above, below)) is not None:
        above, below = found
    return above, below


def absorbed(above: list[Expr], below: list[Expr]) -> Sides | None:
    """The factors with fewer of them, or None where nothing cancels."""
    for part in above:
        rule = _RULES.get(part.data[0].name) if part.op == "call" else None
        found = rule(part, _without(above, part), below) if rule is not None else None
        if found is not None:
            return found
    for part in below:
        inner = under_root(part)
        if inner in above:
            return [*_without(above, inner), part], _without(below, part)
    return None


def _sign(sign: Expr, above: list[Expr], below: list[Expr]) -> Sides | None:
    """A sign is taken up by what it is the sign of."""
    u = sign.args[0]
    size = next((part for part in (*above, *below) if _is_call(part, "abs") and part.args[0] is u), None)
    if size in above:
        return [*_without(above, size), u], below
    if size in below:
        return above, [*_without(below, size), u]
    return None


def _slope(slope: Expr, above: list[Expr], below: list[Expr]) -> Sides | None:
    """relu'(u) beside relu(u), which is 0 where the slope is not 1; beside itself, if it is 0 or 1."""
    u, (at_zero,) = slope.args[0], slope.data[1]
    if any(_rectified(part) is u for part in above) or (slope in above and at_zero in (0, 1)):
        return above, below
    return None


def _root(root: Expr, above: list[Expr], below: list[Expr]) -> Sides | None:
    inner = under_root(root)
    return (above, [*_without(below, inner), root]) if inner in below else None


_RULES = {"sign": _sign, "relu'": _slope, "sqrt": _root}


def _rectified(part: Expr) -> Expr | None:
    """u of relu(u), max(u, 0) or max(0, u)."""
    if _is_call(part, "relu"):
        return part.args[0]
    if _is_call(part, "maximum"):
        return next((u for u, other in (part.args, part.args[::-1]) if is_zero(other)), None)
    return None


def _is_call(part: Expr, name: str) -> bool:
    return part.op == "call" and part.data[0].name == name


def _without(parts: list[Expr], gone: Expr) -> list[Expr]:
    left = list(parts)
    left.remove(gone)
    return left
