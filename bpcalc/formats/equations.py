"""Equations: their `=` below each other, broken before an `=` where a line is too short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.inline import inline_line, inline_pieces
from bpcalc.formats.lines import Line, cells, line_width, padded, space, trimmed
from bpcalc.formats.matrix import bracketed
from bpcalc.formats.wrap import Piece, wrapped
from bpcalc.language import tree

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.language.tree import Expr
    from bpcalc.report.blocks import Equation

REMARK_GAP = 4
GAP = 3
"""Columns between the formulas of a matrix, which have blanks of their own."""


def equation_lines(equations: Sequence[Equation], options: Options, width: int) -> list[Line]:
    """Neighbouring equations, with their remarks below each other where all of them fit."""
    lefts = [options.formula(equation.left) for equation in equations]
    indent = max(map(cells, lefts), default=0)
    if indent * 3 > width:
        indent = 0
    bodies = [
        _drawn(left, equation, options, width, indent) or _body(left, equation, options, width, indent)
        for left, equation in zip(lefts, equations, strict=True)
    ]
    tall = [len(body) > 1 and _has_cells(equation) for body, equation in zip(bodies, equations, strict=True)]
    remarks = [inline_line(equation.remark, options, "quiet") for equation in equations]
    column = REMARK_GAP + max(
        (line_width(body[-1]) for body, remark in zip(bodies, remarks, strict=True) if remark),
        default=0,
    )
    lines: list[Line] = []
    for place, (equation, body, remark) in enumerate(zip(equations, bodies, remarks, strict=True)):
        *before, last = body
        lines += [(), *before] if place and (tall[place] or tall[place - 1]) else before
        if not remark:
            lines.append(last)
        elif column + max(map(line_width, remarks)) <= width:
            lines.append(trimmed((*padded(last, column), *remark)))
        else:
            pieces = inline_pieces(equation.remark, options, "quiet")
            lines += [last, *wrapped(pieces, width, space(REMARK_GAP), REMARK_GAP)]
    return lines


def _has_cells(equation: Equation) -> bool:
    return any(tree.cells(side) for side in equation.right)


def _drawn(left: str, equation: Equation, options: Options, width: int, indent: int) -> list[Line]:
    """`left = right` with matrices of formulas drawn as such, `=` at their middle; nothing where there
    is none, or no room."""
    if not _has_cells(equation):
        return []
    start = padded((("formula", left),), indent, "right")
    boxes = [_box(side, options) for side in equation.right]
    above = max(len(box) // 2 for box in boxes)
    height = above + max(len(box) - len(box) // 2 for box in boxes)
    lines: list[Line] = [start if place == above else space(line_width(start)) for place in range(height)]
    for box in boxes:
        first = above - len(box) // 2
        for place in range(height):
            sign = (("formula", " = "),) if place == above else space(3)
            inside = 0 <= place - first < len(box)
            part = box[place - first] if inside else space(line_width(box[0]))
            lines[place] = (*lines[place], *sign, *part)
    return [trimmed(line) for line in lines] if max(map(line_width, lines)) <= width else []


def _box(side: Expr, options: Options) -> list[Line]:
    """A matrix of formulas in brackets; any other formula on its line."""
    texts = [[options.side(cell) for cell in row] for row in tree.cells(side)]
    if not texts:
        return [(("formula", options.side(side)),)]
    widths = [max(map(cells, column)) for column in zip(*texts, strict=True)]
    rows: list[Line] = []
    for row in texts:
        padding = [text + " " * (room - cells(text)) for text, room in zip(row, widths, strict=True)]
        rows.append((("formula", (" " * GAP).join(padding)),))
    return bracketed(rows, options)


def _body(left: str, equation: Equation, options: Options, width: int, indent: int) -> list[Line]:
    """`left = right = right`, with the left side ending at column `indent`."""
    start = padded((("formula", left),), indent, "right")
    sides = [options.side(side) for side in equation.right]
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
