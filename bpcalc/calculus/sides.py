"""What a function does at a point where its row of the table has a kink, and on either side of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bpcalc.language import elaborate, tree
from bpcalc.language.numbers import Rational
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple

NEAR = Fraction(1, 10**9)
"""How far on either side is looked."""
SAME = 1e-6
"""Values on the two sides that differ by less differ by the slope alone."""


class Sides(NamedTuple):
    """`slopes`: the derivative taken there, for each argument that is no constant. `jumps`: the first
    derivative that jumps, 0 for the function itself; 2 where the slope does not."""

    slopes: tuple[Rational | float, ...]
    jumps: int


def around(call: Expr, point: Sequence[Rational | float]) -> Sides:
    """One entry of an elementwise call, its arguments there as numbers."""
    at = [Fraction(x) for x in point]
    moving = [place for place, arg in enumerate(call.args) if tree.leaves(arg)]
    left, right = (_moved(at, moving[0], step) for step in (-NEAR, NEAR))
    if _differ(_value(call, left), _value(call, right)):
        jumps = 0
    else:
        pairs = ((_slope(call, left, place), _slope(call, right, place)) for place in moving)
        jumps = 1 if any(_differ(*pair) for pair in pairs) else 2
    return Sides(tuple(_slope(call, at, place) for place in moving), jumps)


def _moved(point: Sequence[Fraction], place: int, step: Fraction) -> list[Fraction]:
    return [x + step if k == place else x for k, x in enumerate(point)]


def _at(call: Expr, point: Sequence[Fraction]) -> Expr:
    row, settings = call.data
    return tree.call(row, tuple(map(tree.number, point)), settings, SCALAR)


def _value(call: Expr, point: Sequence[Fraction]) -> Rational | float:
    found: Rational | float = value(_at(call, point), {})[0, 0]
    return found


def _slope(call: Expr, point: Sequence[Fraction], place: int) -> Rational | float:
    """The derivative by the argument at a place."""
    if call.data[0].flat:
        return 0
    changes = tuple(tree.number(int(k == place)) for k in range(len(point)))
    found: Rational | float = value(elaborate.differential(_at(call, point), changes), {})[0, 0]
    return found


def _differ(x: Rational | float, y: Rational | float) -> bool:
    return abs(float(x) - float(y)) > SAME
