"""One matrix as a box of styled lines: its name above, brackets around, its shape below.

A box has lines of one width and an axis, the line on which signs beside it stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.entries import CORNER, LARGEST, places
from bpcalc.formats.lines import Line, Span, cells, line_width, space
from bpcalc.formats.numbers import aligned, number_texts
from bpcalc.formats.wrap import Piece, wrapped
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Matrix

GAP = 2  # blanks between columns; 1 where it saves a matrix from losing some


class Box(NamedTuple):
    """Lines of `width` columns each. `rounded`: exact numbers in it are printed rounded."""

    lines: tuple[Line, ...]
    width: int
    axis: int = 0
    rounded: bool = False


def matrix_box(matrix: Matrix, options: Options, limit: int | None = None, style: str = "") -> Box:
    """The matrix in brackets. Wider than `limit` columns, it loses columns from its middle."""
    shape = options.shown(f"{matrix.shape[0]}×{matrix.shape[1]}")
    body, rounded, hidden = _fitting_body(matrix, options, limit, style)
    if hidden and limit is not None:
        remark = options.shown(f"  … {hidden} more columns …")
        shape += remark if cells(shape + remark) <= limit else ""
    return framed(body, label_lines(matrix, options, limit), shape, rounded)


def number_box(matrix: Matrix, options: Options, style: str = "", brackets: bool = False) -> Box:
    """A 1×1 without brackets or shape, as a number in a product of numbers."""
    assert matrix.value is not None
    texts, rounded = number_texts(matrix.value.tolist(), options.precision, options.decimals)
    number = texts[0][0]
    if brackets and number.startswith("-"):
        number = f"({number})"
    return framed([((style, number),)], label_lines(matrix, options), "", rounded)


def label_lines(matrix: Matrix, options: Options, limit: int | None = None) -> list[Line]:
    """The name, on one line if `limit` allows."""
    if matrix.label is None:
        return []
    name = Piece("label", options.formula(matrix.label), whole=True)
    return wrapped([name], limit or cells(name.text))


def framed(body: Sequence[Line], above: Sequence[Line], shape: str, rounded: bool) -> Box:
    """The lines, of one width in the body, with a name centred above and a shape centred below."""
    lines = [*above, *body]
    if shape:
        lines.append((("shape", shape),))
    widths = [*map(line_width, above), *[line_width(body[0])] * len(body)]
    if shape:
        widths.append(cells(shape))
    width = max(widths)
    for place, own in enumerate(widths):
        if own < width:
            before = (width - own) // 2
            lines[place] = (*space(before), *lines[place], *space(width - own - before))
    return Box(tuple(lines), width, len(above) + len(body) // 2, rounded)


def _fitting_body(
    matrix: Matrix, options: Options, limit: int | None, style: str
) -> tuple[list[Line], bool, int]:
    """The bracketed lines, whether they are rounded, and how many columns `limit` has cost."""
    if matrix.value is None or 0 in matrix.shape:
        unseen: Line = () if 0 in matrix.shape else (("quiet", options.shown("⋯")),)
        return bracketed([unseen], options), False, 0
    columns = matrix.shape[1]
    most = 2 * CORNER if columns > LARGEST else columns
    for shown, gap in [(most, GAP), (most, 1), *((fewer, GAP) for fewer in range(most - 1, 0, -1))]:
        entries, rounded = _entries(matrix, options, shown, style, gap)
        body = bracketed(entries, options)
        if limit is None or line_width(body[0]) <= limit:
            break
    return body, rounded, columns - shown if shown < most else 0


def _entries(matrix: Matrix, options: Options, shown: int, style: str, gap: int) -> tuple[list[Line], bool]:
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
    remaining = iter(zip(*texts, strict=True))
    drawn = [
        _dots(rows, options) if column is None
        else _column(aligned(next(remaining)), rows, options, style)
        for column in columns
    ]  # fmt: skip
    return [_spaced(row, " " * gap) for row in zip(*drawn, strict=True)], rounded


def _column(texts: Sequence[str], rows: Sequence[int | None], options: Options, style: str) -> list[Span]:
    column = [(style, text) for text in texts]
    if None in rows:
        column.insert(rows.index(None), ("quiet", options.shown("⋮").center(len(texts[0]))))
    return column


def _dots(rows: Sequence[int | None], options: Options) -> list[Span]:
    return [("quiet", options.shown("⋱" if row is None else "⋯")) for row in rows]


def _spaced(row: Sequence[Span], blanks: str) -> Line:
    """The entries with blanks between them; neighbours of one style are one span."""
    line: list[Span] = []
    current, joined = row[0]
    for style, text in row[1:]:
        joined += blanks
        if style == current:
            joined += text
        else:
            line.append((current, joined))
            current, joined = style, text
    return (*line, (current, joined))


def bracketed(rows: Sequence[Line], options: Options) -> list[Line]:
    """The rows between brackets as tall as they are."""
    middle = len(rows) - 2
    left = "[" if middle < 0 else options.shown("⎡" + "⎢" * middle + "⎣")
    right = "]" if middle < 0 else options.shown("⎤" + "⎥" * middle + "⎦")
    return [
        (("bracket", f"{before} "), *row, ("bracket", f" {after}"))
        for before, row, after in zip(left, rows, right, strict=True)
    ]
