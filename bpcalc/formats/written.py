"""A page's style as the options of the text format."""

from __future__ import annotations

from functools import cache, partial

from bpcalc.formats.options import Options
from bpcalc.report.style import Page


def options_for(page: Page, width: int, unicode: bool) -> Options:
    """Options of the text format for a page of this style."""
    from bpcalc.language.notation.text import ascii as typed
    from bpcalc.language.notation.text import unicode as human

    style = page.formulas
    spell = human if unicode else typed
    return Options(width, unicode, page.precision, page.decimals, cache(partial(spell, style=style)))
