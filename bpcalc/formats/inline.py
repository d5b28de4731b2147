"""Prose, formulas and code as styled pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.formats.wrap import Piece
from bpcalc.report.blocks import Code

if TYPE_CHECKING:
    from bpcalc.formats.lines import Line
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Inline


def inline_pieces(inline: Inline, options: Options, style: str = "") -> list[Piece]:
    """The pieces; only words may be broken, and a line feed in them ends a line."""
    pieces: list[Piece] = []
    for part in inline:
        if isinstance(part, Code):
            pieces.append(Piece(style or "code", options.shown(part.text), whole=True))
        elif isinstance(part, str):
            lines = part.replace("\t", " ").split("\n")
            pieces.append(Piece(style, "\n".join(map(options.shown, lines))))
        else:
            pieces.append(Piece(style or "formula", options.formula(part), whole=True))
    return pieces


def inline_line(inline: Inline, options: Options, style: str = "") -> Line:
    """The pieces on one line."""
    pieces = inline_pieces(inline, options, style)
    return tuple((piece.style, piece.text.replace("\n", " ")) for piece in pieces)
