"""Equations: their `=` below each other, broken before an `=` where a line is too short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.inline import inline_line, inline_pieces
from bpcalc.formats.lines import Line, cells, line_width, padded, space, trimmed
from bpcalc.formats.wrap import Piece, wrapped

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Equation

REMARK_GAP = 4


def equation_lines(equations: Sequence[Equation], options: Options, width: int) -> list[Line]:
    """Neighbouring equations, with their remarks below each other where all of them fit."""
    lefts = [options.formula(equation.left) for equation in equations]
    indent = max(map(cells, lefts), default=0)
    if indent * 3 > width:
        indent = 0
    bodies = [
        _body(left, equation, options, width, indent) for left, equation in zip(lefts, equations, strict=True)
    ]
    remarks = [inline_line(equation.remark, options, "quiet") for equation in equations]
    column = REMARK_GAP + max(
        (line_width(body[-1]) for body, remark in zip(bodies, remarks, strict=True) if remark),
        default=0,
    )
    lines: list[Line] = []
    for equation, body, remark in zip(equations, bodies, remarks, strict=True):
        *before, last = body
        lines += before
        if not remark:
            lines.append(last)
        elif column + max(map(line_width, remarks)) <= width:
            lines.append(trimmed((*padded(last, column), *remark)))
        else:
            pieces = inline_pieces(equation.remark, options, "quiet")
            lines += [last, *wrapped(pieces, width, space(REMARK_GAP), REMARK_GAP)]
    return lines


def _body(left: str, equation: Equation, options: Options, width: int, indent: int) -> list[Line]:
    """`left = right = right`, with the left side ending at column `indent`."""
    start = padded((("formula", left),), indent, "right")
    sides = [options.formula(side) for side in equation.right]
    whole = (*start, *(("formula", f" = {side}") for side in sides))
    if line_width(whole) <= width:
        return [trimmed(whole)]
    column = line_width(start) if line_width(start) * 3 <= width else 2
    lines = wrapped([Piece("formula", left, whole=True)], width, space(indent - cells(left)), 2)
    for place, side in enumerate(sides):
        sign: Line = (("formula", " = "),)
        fits = not place and len(lines) == 1 and line_width(lines[0]) <= column
        before = (*(lines.pop() if fits else space(column)), *sign)
        lines += wrapped([Piece("formula", side, whole=True)], width, before, column + 5)
    return lines
