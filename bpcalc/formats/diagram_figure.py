"""A computational graph as a figure of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.formats.diagram_text import TooWideError, diagram_lines
from bpcalc.formats.lines import plain_text
from bpcalc.formats.svg import TooLargeError, svg
from bpcalc.formats.written import options_for
from bpcalc.report.blocks import Figure

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram
    from bpcalc.report.style import Page

WIDTH = 72
DIGITS = 4
"""A drawing has less room than a page."""


def figure(diagram: Diagram, page: Page) -> Figure | None:
    """The drawing and its text; None for a graph that is too large for either."""
    options = options_for(page._replace(precision=min(page.precision, DIGITS)), WIDTH, True)
    try:
        return Figure(svg(diagram, options), plain_text(diagram_lines(diagram, options)))
    except (TooLargeError, TooWideError):
        return None
