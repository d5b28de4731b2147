r"""A table in LaTeX: numbers to the right, words in as many lines as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.table import is_numeric
from bpcalc.formats.tex_width import width
from bpcalc.report.blocks import Code, Inline, Table

if TYPE_CHECKING:
    from bpcalc.formats.tex import Writer

NARROWEST = 4.0
"""Em that a column of words has at least."""


def tabular(table: Table, to: Writer, spell: Callable[[Inline], str]) -> str:
    """The table; wide columns share what the others leave. `spell` writes a cell."""
    cells = [
        [str(cell) if isinstance(cell, int) else spell(cell) for cell in row]
        for row in (table.header, *table.rows)
    ]
    widths = [
        max(_width(cell, to) for cell in column) for column in zip(table.header, *table.rows, strict=True)
    ]
    most = _most(widths, to.limit - len(widths))
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    kinds = [
        rf"p{{{most:.1f}em}}" if wide > most else "r" if is_numeric(column) else "l"
        for wide, column in zip(widths, columns, strict=True)
    ]
    # {} in front: a cell that begins with [ would be an argument of the \\ before it.
    lines = ["  {}" + " & ".join(row) + r" \\" for row in cells]
    lines[0] += r" \hline"
    if table.total and len(lines) > 2:
        lines[-2] += r" \hline"
    return "\n".join(
        [
            r"\begin{center}",
            r"\renewcommand{\arraystretch}{1.4}",
            rf"\begin{{tabular}}{{{''.join(kinds)}}}",
            *lines,
            r"\end{tabular}",
            r"\end{center}",
        ]
    )


def _width(cell: Inline | int, to: Writer) -> float:
    """Em that a cell takes, about."""
    if isinstance(cell, int):
        return 0.5 * len(str(cell))
    found = 0.0
    for part in cell:
        if isinstance(part, (str, Code)):
            found += 0.5 * len(part if isinstance(part, str) else part.text)
        else:
            found += width(to.formula(part))
    return found


def _most(widths: Sequence[float], room: float) -> float:
    """The width of the widest columns, so that all fit."""
    widest = sorted(widths)
    for place, wide in enumerate(widest):
        share = (room - sum(widest[:place])) / (len(widest) - place)
        if wide > share:
            return max(NARROWEST, share)
    return room
