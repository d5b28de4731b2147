"""Formulas that are right for the case, though not everywhere.

`r·(x + 2y)` for the slope of (x + y)·max(y, z)·r is right where y > z: a formula may be that of
the branch in which the case lies. It has to hold all around the case, so no number of an input
or a parameter may stand in it, and no zero may make it hold: 7·relu'(z) is no slope of relu.
Targets are labels: −1/p is right where y = 1, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy

from bpcalc.calculus.boundaries import Boundary, boundaries
from bpcalc.grading.points import Point, Truths
from bpcalc.grading.stated import NEAR, Found, Meaning, Stated
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.notation import text
from bpcalc.language.tree import Expr
from bpcalc.language.value import NoValueError, value
from bpcalc.records import NamedTuple
from bpcalc.spec.network import TARGET


class Branch(NamedTuple):
    """`found`: how the formula of a branch is right, `where`: which it is, in words.

    `between`: quantities decide about it, as in max(y, z), and no activation, whose slope is
    left out by mistake.
    """

    found: Found
    where: str
    between: bool


def branch(stated: Stated, meanings: Sequence[Meaning]) -> Branch | None:
    """The branch of the case, where the formula is right in it."""
    for part in NEAR if stated.here else ():
        around = stated.among(stated.truths.near(part))
        honest = [one for one in meanings if _is_smooth(one) and _is_alive(stated, one, around)]
        found = stated.right(honest, [*stated.here, *around]) if around else None
        if found is not None:
            return _described(stated, found)
    return None


def is_right_around(stated: Stated, meanings: Sequence[Meaning]) -> bool:
    """Whether a formula is right at the case and around it."""
    return any(
        stated.right(meanings, [*stated.here, *stated.among(stated.truths.near(part))]) for part in NEAR
    )


def _is_smooth(meaning: Meaning) -> bool:
    """Whether a formula has no branches of its own: one that has says that it is meant everywhere."""
    for part in tree.nodes(meaning.formula):
        if part.op == "call":
            row = part.data[0]
            if row.flat or (row.derivative_of is not None and row.derivative_of.kink is not None):
                return False
    return not boundaries("", meaning.formula)


def _is_alive(stated: Stated, meaning: Meaning, around: list[Point]) -> bool:
    """Whether nothing that a formula stands on is 0; `0` by itself is what it says."""
    named = tree.leaves(meaning.formula)
    for point in around if named else ():
        used = [stated.truths.value(leaf.data, point) for leaf in named]
        if not all(a is None or arrays.as_float(a).all() for a in (stated.truth(point), *used)):
            return False
    return True


# -- which branch it is ----------------------------------------------------------


def _described(stated: Stated, found: Found) -> Branch:
    truths, here = stated.truths, stated.here[0]
    far = stated.among(truths.far)
    right = [point for point in far if stated.form(found.meaning, [point]) is not None]
    wrong = [point for point in far if point not in right]
    equations = truths.found.graph.equations.items()
    every = [one for name, expr in equations for one in boundaries(name, truths.concrete(expr))]
    apart = [one for one in every if any(_differs(truths, one, here, wrong))]
    telling = [
        one for one in apart
        if all(_differs(truths, one, here, wrong)) and not any(_differs(truths, one, here, right))
    ]  # fmt: skip
    between = bool(apart) and all(_is_between(one) for one in telling or apart)
    for one in telling:
        if one.sign.shape == tree.SCALAR and one.sign.op in ("name", "add", "neg"):
            return Branch(found, f"only where {_condition(one.sign, _sign(truths, one, here))}", between)
    names = list(dict.fromkeys(f"{one.function} in {one.equation}" for one in telling or apart))
    said = f"only while {' and '.join(names)} goes the way it goes here" if names else "only near this case"
    return Branch(found, said, between)


def _is_between(one: Boundary) -> bool:
    """Whether two quantities are compared, and not one with 0."""
    return one.function in ("max", "min") and all(tree.leaves(part) for part in one.sign.args[:2])


def _condition(sign: Expr, side: Array | None) -> str:
    word = ">" if side is not None and bool((side > 0).all()) else "<"
    if sign.op == "add" and len(sign.args) == 2:
        left, right = sign.args
        if right.op == "neg":
            return f"{text.ascii(left)} {word} {text.ascii(right.args[0])}"
        if right.op == "number" and right.data.value < 0:
            return (
                f"{text.ascii(left)} {word} {text.ascii(tree.number(-right.data.value, right.data.decimal))}"
            )
    return f"{text.ascii(sign)} {word} 0"


def _differs(truths: Truths, one: Boundary, here: Point, points: Iterable[Point]) -> Iterable[bool]:
    """For each point whether it lies on another side than the case."""
    side = _sign(truths, one, here)
    for point in points:
        other = _sign(truths, one, point)
        yield side is not None and other is not None and bool((other != side).any())


def _sign(truths: Truths, one: Boundary, point: Point) -> Array | None:
    names = {leaf.data: truths.value(leaf.data, point) for leaf in tree.leaves(one.sign)}
    if any(array is None for array in names.values()):
        return None
    try:
        numbers = value(one.sign, {**truths.letters, **truths.instance.matrices, **names})
    except (NoValueError, ArithmeticError):
        return None
    found: Array = numpy.sign(arrays.as_float(numbers))
    return found


# -- targets ---------------------------------------------------------------------


def targets_put_in(stated: Stated, meaning: Meaning) -> tuple[str, ...]:
    """The targets whose numbers stand in a formula, as `where y = 1`: it is right for these alone."""
    found = []
    for name in stated.truths.instance.network.names(TARGET):
        array = stated.truths.here[0].given.get(name)
        if array is not None and array.shape == (1, 1):
            others = stated.among(stated.truths.with_another(name))
            if others and stated.form(meaning, others) is None:
                found.append(f"where {name} = {float(array[0, 0]):g}")
    return tuple(found)
