"""Drawings in characters, for formats that draw nothing themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.formats.character_plot import plot_lines
from bpcalc.formats.lines import plain_text
from bpcalc.formats.written import options_for
from bpcalc.report.blocks import Figure, Plot

if TYPE_CHECKING:
    from bpcalc.report.style import Page

COLUMNS = 72


def characters(drawing: Plot | Figure, page: Page, unicode: bool = True) -> str:
    """The drawing as lines of text."""
    options = options_for(page, COLUMNS, unicode)
    if isinstance(drawing, Plot):
        return plain_text(plot_lines(drawing, options, COLUMNS)).rstrip("\n")
    return "\n".join(map(options.shown, drawing.text.splitlines()))
