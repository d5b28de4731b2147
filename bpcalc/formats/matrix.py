"""One matrix as a box of styled lines: its name above, brackets around, its shape below.

A box has an axis, the line on which signs beside it stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.entries import CORNER, LARGEST, places
from bpcalc.formats.lines import Line, cells, line_width
from bpcalc.formats.numbers import aligned, number_texts
from bpcalc.formats.wrap import Piece, wrapped
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Matrix

GAP = 2  # blanks between columns; 1 where it saves a matrix from losing some

Centred = tuple[int, Line, int]
"""A line, with the columns left blank before it and after it."""


class Box(NamedTuple):
    """Lines of `width` columns each. `rounded`: exact numbers in it are printed rounded."""

    lines: Sequence[Centred]
    width: int
    axis: int
    rounded: bool


class Body(NamedTuple):
    """The entries of a matrix, or what stands for them, all lines of one width."""

    lines: Sequence[Line]
    rounded: bool = False


def matrix_box(matrix: Matrix, options: Options, limit: int | None = None, style: str = "") -> Box:
    """The matrix in brackets. Wider than `limit` columns, it loses columns from its middle."""
    shape = options.shown(f"{matrix.shape[0]}×{matrix.shape[1]}")
    body, hidden = _fitting_body(matrix, options, limit, style)
    if hidden and limit is not None:
        remark = options.shown(f"  … {hidden} more columns …")
        shape += remark if cells(shape + remark) <= limit else ""
    return _framed(label_lines(matrix, options, limit), body, [(("shape", shape),)])


def number_box(matrix: Matrix, options: Options, style: str = "", brackets: bool = False) -> Box:
    """A 1×1 without brackets or shape, as a number in a product of numbers."""
    assert matrix.value is not None
    texts, rounded = number_texts(matrix.value.tolist(), options.precision, options.decimals)
    number = texts[0][0]
    if brackets and number.startswith("-"):
        number = f"({number})"
    return _framed(label_lines(matrix, options), Body([((style, number),)], rounded), [])


def label_lines(matrix: Matrix, options: Options, limit: int | None = None) -> list[Line]:
    """The name, on one line if `limit` allows."""
    if matrix.label is None:
        return []
    name = options.formula(matrix.label)
    if limit is None or cells(name) <= limit:
        return [(("label", name),)]
    return wrapped([Piece("label", name, whole=True)], limit)


def _framed(above: Sequence[Line], body: Body, below: Sequence[Line]) -> Box:
    """The body between a name and a shape, each line centred."""
    own = line_width(body.lines[0])
    widths = [*map(line_width, above), *[own] * len(body.lines), *map(line_width, below)]
    width = max(widths)
    centred = [
        ((width - own) // 2, line, (width - own + 1) // 2)
        for line, own in zip((*above, *body.lines, *below), widths, strict=True)
    ]
    return Box(centred, width, len(above) + len(body.lines) // 2, body.rounded)


def _fitting_body(matrix: Matrix, options: Options, limit: int | None, style: str) -> tuple[Body, int]:
    """The bracketed lines, and how many columns `limit` has cost."""
    if matrix.value is None or 0 in matrix.shape:
        unseen: Line = () if 0 in matrix.shape else (("quiet", options.shown("⋯")),)
        return Body(bracketed([unseen], options)), 0
    columns = matrix.shape[1]
    most = 2 * CORNER if columns > LARGEST else columns
    for shown, gap in [(most, GAP), (most, 1), *((fewer, GAP) for fewer in range(most - 1, 0, -1))]:
        rows, rounded = _rows(matrix, options, shown, style, " " * gap)
        lines = bracketed(rows, options)
        if limit is None or line_width(lines[0]) <= limit:
            break
    return Body(lines, rounded), columns - shown if shown < most else 0


def _rows(matrix: Matrix, options: Options, shown: int, style: str, gap: str) -> tuple[list[Line], bool]:
    """The rows with `shown` of the columns, dots where something is left out."""
    assert matrix.value is not None
    height, width = matrix.shape
    rows = places(height)
    columns = places(width, shown)
    kept = matrix.value
    if None in rows or None in columns:
        kept = kept[[row for row in rows if row is not None]]
        kept = kept[:, [column for column in columns if column is not None]]
    texts, rounded = number_texts(kept.tolist(), options.precision, options.decimals)
    drawn = [*map(aligned, zip(*texts, strict=True))]
    cut = len(columns)
    if None in rows:
        at, dots = rows.index(None), options.shown("⋮")
        for column in drawn:
            column.insert(at, dots.center(len(column[0])))
    if None in columns:
        cut = columns.index(None)
        drawn.insert(cut, [options.shown("⋱" if row is None else "⋯") for row in rows])
    return [
        _spaced(texts, cut, gap, style if row is not None else "quiet")
        for row, texts in zip(rows, zip(*drawn, strict=True), strict=True)
    ], rounded


def _spaced(texts: Sequence[str], cut: int, gap: str, style: str) -> Line:
    """The texts of a row with blanks between them; dots at `cut`, where columns are left out."""
    if cut == len(texts) or style == "quiet":
        return ((style, gap.join(texts)),)
    before, dots, after = texts[:cut], texts[cut], texts[cut + 1 :]
    start = (style, gap.join((*before, "")))
    return (start, ("quiet", dots + gap), (style, gap.join(after))) if after else (start, ("quiet", dots))


def bracketed(rows: Sequence[Line], options: Options) -> list[Line]:
    """The rows between brackets as tall as they are."""
    middle = len(rows) - 2
    left = "[" if middle < 0 else options.shown("⎡" + "⎢" * middle + "⎣")
    right = "]" if middle < 0 else options.shown("⎤" + "⎥" * middle + "⎦")
    return [
        (("bracket", f"{before} "), *row, ("bracket", f" {after}"))
        for before, row, after in zip(left, rows, right, strict=True)
    ]
