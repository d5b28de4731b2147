"""What the reader of a text can choose, and the signs that follow from it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bpcalc.errors import visible
from bpcalc.language.tree import CONDITIONS
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpcalc.language.tree import Expr


class Options(NamedTuple):
    """How to lay out a text.

    `precision` counts significant digits of inexact numbers; `decimals` says that the author
    writes 0.5 rather than 1/2. `notation` spells a formula, and must suit `unicode`.
    """

    width: int = 80
    unicode: bool = True
    precision: int = 6
    decimals: bool = False
    notation: Callable[[Expr], str] = str

    def shown(self, text: str) -> str:
        """Harmless text, in ASCII where asked."""
        return _shown(text, self.unicode)

    def formula(self, expr: Expr) -> str:
        """The formula as text."""
        return self.shown(self.notation(expr))

    def side(self, expr: Expr) -> str:
        """The formula beside an `=`: a condition in brackets, as in `k = (s = 1)`."""
        text = self.formula(expr)
        return f"({text})" if expr.op in CONDITIONS else text


@lru_cache(maxsize=4096)  # a page has few texts, and shows most of them again and again
def _shown(text: str, unicode: bool) -> str:
    text = visible(text)
    if unicode or text.isascii():
        return text
    from bpcalc.formats.signs import ascii_text

    return ascii_text(text)
