"""Formulas on one line: Unicode to read, ASCII that the language reads back."""

from __future__ import annotations

from bpcalc.language.notation.style import PLAIN, Style
from bpcalc.language.notation.unicode import Unicode, name_text
from bpcalc.language.tree import Expr


def unicode(expr: Expr, style: Style = PLAIN) -> str:
    """The formula as a person writes it on one line, `2/n · Dᵀ F`."""
    return Unicode(style).text(expr)


def ascii(expr: Expr, style: Style = PLAIN) -> str:
    """The formula in the language itself, `2/n * (D.T @ F)`."""
    from bpcalc.language.notation.ascii import Ascii

    return Ascii(style).text(expr)


__all__ = ["ascii", "name_text", "unicode"]
