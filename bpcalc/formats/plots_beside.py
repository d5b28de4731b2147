"""Neighbouring plots in characters: beside each other where the width allows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from bpcalc.formats.character_plot import plot_lines
from bpcalc.formats.lines import Line, line_width, padded, space, trimmed

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Plot

NARROWEST = 26
"""Columns in which a plot is still a plot."""
GAP = 3


def plots_lines(plots: Sequence[Plot], options: Options, width: int) -> list[Line]:
    """As many in a row as have room, all of one width; a blank line between rows."""
    many = max(1, min(len(plots), (width + GAP) // (NARROWEST + GAP)))
    each = (width - GAP * (many - 1)) // many
    lines: list[Line] = []
    for start in range(0, len(plots), many):
        drawn = [plot_lines(plot, options, each) for plot in plots[start : start + many]]
        wide = [max(map(line_width, one)) for one in drawn]
        lines += [()] if lines else []
        for row in zip_longest(*drawn, fillvalue=()):
            cells = [padded(line, width) for line, width in zip(row, wide, strict=True)]
            line: Line = ()
            for cell in cells:
                line = (*line, *space(GAP if line else 0), *cell)
            lines.append(trimmed(line))
    return lines
