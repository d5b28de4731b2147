"""Functions of one variable beside their derivatives, with their kinks and jumps in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bpcalc.calculus.curves import Curve as Found
from bpcalc.calculus.curves import Curves
from bpcalc.language.derivative import expansion
from bpcalc.language.notation.text import unicode
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Axis, Block, Curve, Equation, Mark, Plot, Section, Text
from bpcalc.report.floats import short

NEAR = 1e-4
"""A value that differs by less from a side of a jump belongs to it."""


class Drawn(NamedTuple):
    """A function as typed, with its curves."""

    text: str
    curves: Curves


def page(drawn: Sequence[Drawn]) -> tuple[Block, ...]:
    """A section for each function: formulas, what happens where, both plots."""
    return tuple(_section(one) for one in drawn)


def plots(one: Drawn) -> tuple[Plot, Plot]:
    """The function and its derivative."""
    found = one.curves
    kinks = tuple(Mark(kink.x, kink.y, "kink") for kink in found.kinks)
    name = unicode(found.function.formula)
    return (
        _plot(found, found.function, name, kinks),
        _plot(found, found.slope, f"derivative of {name}", ()),
    )


def _plot(found: Curves, curve: Found, name: str, marks: tuple[Mark, ...]) -> Plot:
    drawn = Curve(name, curve.points, line=True, marks=(*marks, *_ends(curve)))
    return Plot((drawn,), Axis(unicode(found.variable)), Axis(name))


def _ends(curve: Found) -> Iterator[Mark]:
    """The ends at each jump, and the value there where it belongs to none of them."""
    for jump in curve.jumps:
        sides = (jump.left, jump.right)
        near = [abs(side - jump.at) <= NEAR * max(1.0, abs(side)) for side in sides]
        for side, belongs in zip(sides, near, strict=True):
            yield Mark(jump.x, side, "closed" if belongs else "open")
        if not any(near) and math.isfinite(jump.at):
            yield Mark(jump.x, jump.at, "closed")


def _section(one: Drawn) -> Section:
    found = one.curves
    formula = found.function.formula
    written = expansion(formula) if formula.op == "call" else None
    forms = (written,) if written is not None and written is not formula else ()
    blocks: list[Block] = [Equation(formula, forms)] if forms else []
    blocks.append(Text(("Derivative: ", found.slope.formula)))
    blocks += [Text((said,), "note") for said in _remarks(found)]
    return Section((formula,), (*blocks, *plots(one)))


def _remarks(found: Curves) -> Iterator[str]:
    """Kinks and jumps in words."""
    variable = unicode(found.variable)
    if not any(math.isfinite(y) for _, y in found.function.points):
        low, high = found.function.points[0][0], found.function.points[-1][0]
        yield f"It has no finite value from {variable} = {short(low)} to {short(high)}."
    used = {jump.x: jump.at for jump in found.slope.jumps}
    for kink in found.kinks:
        slopes = f"from {_number(kink.left)} to {_number(kink.right)}"
        said = f"Kink at {variable} = {short(kink.x)}: the slope goes {slopes}"
        at = used.get(kink.x, math.nan)
        yield f"{said}; {_number(at)} is used there." if math.isfinite(at) else f"{said}."
    for jump in found.function.jumps:
        said = f"Jump at {variable} = {short(jump.x)}: from {_number(jump.left)} to {_number(jump.right)}"
        yield f"{said}; the value there is {_number(jump.at)}." if math.isfinite(jump.at) else f"{said}."


def _number(value: float) -> str:
    """A value seen from very near, as it is meant."""
    return short(round(value, 6) + 0.0, 4)
