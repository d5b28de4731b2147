"""A worked solution as a notebook or a terminal shows it; the formats are imported when one is asked for."""

from __future__ import annotations

from bpcalc.calculus.solution import Solution


def page_text(solution: Solution) -> str:
    """Values, gradients and counts."""
    from bpcalc.formats.lines import plain_text
    from bpcalc.formats.text import text_lines
    from bpcalc.formats.written import options_for
    from bpcalc.report.solution import page, style

    return plain_text(text_lines(page(solution, brief=True), options_for(style(solution), 80, True)))


def page_html(solution: Solution) -> str:
    """The whole page, without a style that would reach beyond it."""
    from bpcalc.formats.html import html_fragment
    from bpcalc.report.solution import page, style

    return f"<div>\n{html_fragment(page(solution), style(solution))}\n</div>"


def page_latex(solution: Solution) -> str:
    """The whole page, for the export of a notebook."""
    from bpcalc.formats.latex import latex_fragment
    from bpcalc.report.solution import page, style

    return latex_fragment(page(solution), style(solution))
