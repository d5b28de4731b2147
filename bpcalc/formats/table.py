"""A table: columns side by side where they fit, the last one wrapped where that is enough, else each
row as `label: value` lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.inline import inline_line, inline_pieces
from bpcalc.formats.lines import Line, line_width, padded, space, trimmed
from bpcalc.formats.numbers import aligned
from bpcalc.formats.wrap import Piece, wrapped

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Inline, Table

GAP = 3
PROSE = 30
"""Columns in which words can be read that go on below each other."""
_NUMBER = r"(-?[0-9.]+(e-?[0-9]+)?|inf|nan|–)?"


def table_lines(table: Table, options: Options, width: int) -> list[Line]:
    """The table in at most `width` columns."""
    header = [inline_line(cell, options, "label") for cell in table.header]
    rows = [[_cell(cell, options) for cell in row] for row in table.rows]
    rows = _numbers_aligned(rows)
    widths = [max(map(line_width, column)) for column in zip(header, *rows, strict=True)]
    aligns = ["right" if is_numeric(column) else "left" for column in zip(*table.rows, strict=True)]
    aligns = aligns or ["left"] * len(header)
    if sum(widths) + GAP * (len(widths) - 1) > width:
        room = width - sum(widths[:-1]) - GAP * (len(widths) - 1)
        if room < max(PROSE, line_width(header[-1])) or not _ends_in_prose(table):
            return _stacked(table, options, width)
        widths[-1] = room
    rule: Line = (("rule", options.shown("─") * (sum(widths) + GAP * (len(widths) - 1))),)
    lines = [line for row in rows for line in _unrolled(row, widths, aligns)]
    if table.total and lines:
        lines[-1:] = [rule, tuple(("total", text) for _, text in lines[-1])]
    return [_row(header, widths, aligns), rule, *lines]


def _cell(cell: Inline | int, options: Options) -> Line:
    return (("", str(cell)),) if isinstance(cell, int) else inline_line(cell, options)


def _numbers_aligned(rows: list[list[Line]]) -> list[list[Line]]:
    """Columns of numbers with their decimal points below each other."""
    columns = []
    for column in zip(*rows, strict=True):
        texts = ["".join(text for _, text in cell) for cell in column]
        if any("." in text for text in texts) and all(re.fullmatch(_NUMBER, text) for text in texts):
            column = tuple((("", text),) for text in aligned(texts))
        columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)]


def is_numeric(column: Sequence[Inline | int]) -> bool:
    """Numbers, apart from cells that are empty or a dash."""
    others = [cell for cell in column if not isinstance(cell, int)]
    return len(others) < len(column) and all(
        isinstance(part, str) and not part.strip(" -–") for cell in others for part in cell
    )


def _ends_in_prose(table: Table) -> bool:
    """Whether the last column is words alone: a formula or a name is not broken."""
    last = [row[-1] for row in table.rows]
    return not table.total and all(
        not isinstance(cell, int) and all(isinstance(part, str) for part in cell) for cell in last
    )


def _unrolled(cells: Sequence[Line], widths: Sequence[int], aligns: Sequence[str]) -> list[Line]:
    """A row, whose last cell goes on below itself where it is too long."""
    *others, last = cells
    if line_width(last) <= widths[-1]:
        return [_row(cells, widths, aligns)]
    first, *more = wrapped([Piece(style, text) for style, text in last], widths[-1])
    below = [_row((*[()] * len(others), line), widths, aligns) for line in more]
    return [_row((*others, first), widths, aligns), *below]


def _row(cells: Sequence[Line], widths: Sequence[int], aligns: Sequence[str]) -> Line:
    line: Line = ()
    for place, (cell, width, align) in enumerate(zip(cells, widths, aligns, strict=True)):
        line = (*line, *space(GAP if place else 0), *padded(cell, width, align))
    return trimmed(line)


def _stacked(table: Table, options: Options, width: int) -> list[Line]:
    lines: list[Line] = []
    for row in table.rows:
        if lines:
            lines.append(())
        for name, cell in zip(table.header, row, strict=True):
            label = inline_line(name, options, "label")
            start: Line = (*label, ("label", ": ")) if label else ()
            value: Inline = (str(cell),) if isinstance(cell, int) else cell
            if value and line_width(start) * 2 <= width:
                lines += wrapped(inline_pieces(value, options), width, start, rest=2)
            elif value:
                lines += wrapped(inline_pieces((*name, ": ", *value), options), width, rest=2)
    return lines
