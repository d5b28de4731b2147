"""One matrix as a box of styled lines: its name above, brackets around, its shape below.

A box has lines of one width and an axis, the line on which signs beside it stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bpcalc.formats.entries import CORNER, LARGEST, places
from bpcalc.formats.lines import Line, Span, cells, line_width, padded, space
from bpcalc.formats.numbers import aligned, number_texts
from bpcalc.formats.wrap import Piece, wrapped

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Matrix

GAP = 2  # blanks between columns; 1 where it saves a matrix from losing some


class Box(NamedTuple):
    """Lines of one width. `rounded`: exact numbers in it are printed rounded."""

    lines: tuple[Line, ...]
    axis: int = 0
    rounded: bool = False

    @property
    def width(self) -> int:
        """Columns of each line."""
        return line_width(self.lines[0]) if self.lines else 0


def matrix_box(matrix: Matrix, options: Options, limit: int | None = None, style: str = "") -> Box:
    """The matrix in brackets. Wider than `limit` columns, it loses columns from its middle."""
    shape = options.shown(f"{matrix.shape[0]}×{matrix.shape[1]}")
    body, rounded, hidden = _fitting_body(matrix, options, limit, style)
    remark = options.shown(f"  … {hidden} more columns …")
    if hidden and limit is not None and cells(shape + remark) <= limit:
        shape += remark
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
    """The lines with a name centred above and a shape centred below."""
    below: list[Line] = [(("shape", shape),)] if shape else []
    width = max(map(line_width, (*above, *body, *below)))
    lines = tuple(padded(line, width, "center") for line in (*above, *body, *below))
    return Box(lines, len(above) + len(body) // 2, rounded)


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
        if limit is None or max(map(line_width, body)) <= limit:
            break
    return body, rounded, columns - shown if shown < most else 0


def _entries(matrix: Matrix, options: Options, shown: int, style: str, gap: int) -> tuple[list[Line], bool]:
    """The rows with `shown` of the columns, dots where something is left out."""
    assert matrix.value is not None
    height, width = matrix.shape
    rows = places(height)
    columns = places(width, shown)
    kept = matrix.value[[row for row in rows if row is not None]]
    kept = kept[:, [column for column in columns if column is not None]]
    texts, rounded = number_texts(kept.tolist(), options.precision, options.decimals)
    remaining = iter(zip(*texts, strict=True))
    drawn = [
        _dots(rows, options) if column is None
        else _column(aligned(next(remaining)), rows, options, style)
        for column in columns
    ]  # fmt: skip
    return [_spaced(row, gap) for row in zip(*drawn, strict=True)], rounded


def _column(texts: Sequence[str], rows: Sequence[int | None], options: Options, style: str) -> list[Span]:
    remaining = iter(texts)
    dots = ("quiet", options.shown("⋮").center(len(texts[0])))
    return [dots if row is None else (style, next(remaining)) for row in rows]


def _dots(rows: Sequence[int | None], options: Options) -> list[Span]:
    return [("quiet", options.shown("⋱" if row is None else "⋯")) for row in rows]


def _spaced(row: Sequence[Span], gap: int) -> Line:
    line: list[Span] = []
    for place, span in enumerate(row):
        line += [*space(gap), span] if place else [span]
    return tuple(line)


def bracketed(rows: Sequence[Line], options: Options) -> list[Line]:
    """The rows between brackets as tall as they are."""
    middle = len(rows) - 2
    left = "[" if middle < 0 else options.shown("⎡" + "⎢" * middle + "⎣")
    right = "]" if middle < 0 else options.shown("⎤" + "⎥" * middle + "⎦")
    return [
        (("bracket", before), *space(1), *row, *space(1), ("bracket", after))
        for before, row, after in zip(left, rows, right, strict=True)
    ]
