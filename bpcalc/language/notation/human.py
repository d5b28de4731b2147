"""What Unicode and LaTeX share: products by juxtaposition, which holds tighter than · ⊙ and /."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.language.functions import Function
from bpcalc.language.notation.layout import (
    ATOM,
    CHAIN,
    FRACTION,
    POSTFIX,
    POWER,
    PREFIX,
    PRODUCT,
    SCALE,
    SIGN,
    Layout,
    Piece,
)
from bpcalc.language.tree import SCALAR, Derivative


class Human(Layout):
    """Formulas to read."""

    minus = "−"
    entrywise = " ⊙ "
    tensor = " ⊗ "

    def scaled(self, left: Piece, right: Piece) -> str:
        """The sign between a 1×1 factor and its neighbour."""
        raise NotImplementedError

    def joined(self, pieces: Sequence[Piece], texts: Sequence[str]) -> str:
        """The factors of a matrix product, as texts with their brackets."""
        raise NotImplementedError

    def product(self, pieces: Sequence[Piece], nested: Sequence[bool]) -> Piece:
        """`2·A ⊙ B`."""
        last = len(pieces) - 1
        text, level, scalar = "", SCALE, True
        for k, (piece, inner) in enumerate(zip(pieces, nested, strict=True)):
            least = POWER if inner else FRACTION
            factor = self.fit(piece, least if k < last else max(least, FRACTION), first=k == 0)
            if k < last and piece.level == PREFIX and not inner:
                factor = self.fit(piece, POWER, first=k == 0)
            if k:
                entrywise = not scalar and piece.shape != SCALAR
                level = PRODUCT if entrywise else level
                shown = piece if factor == piece.text else Piece(factor, POSTFIX)
                text += self.entrywise if entrywise else self.scaled(before, shown)
            text += factor
            scalar = scalar and piece.shape == SCALAR
            before = piece if factor == piece.text else Piece(factor, POSTFIX)
        signed = pieces[0].signed and text.startswith(self.minus)
        return Piece(text, level, signed=signed)

    def chain(self, pieces: Sequence[Piece], nested: Sequence[bool]) -> Piece:
        last = len(pieces) - 1
        texts = []
        for k, (piece, inner) in enumerate(zip(pieces, nested, strict=True)):
            least = PREFIX if k == last else SIGN if k == 0 else POWER
            texts.append(self.fit(piece, POWER if inner else least, first=k == 0))
        signed = pieces[0].signed and texts[0] == pieces[0].text
        return Piece(self.joined(pieces, texts), CHAIN, signed=signed)

    def kron(self, left: Piece, right: Piece) -> Piece:
        texts = self.fit(left, FRACTION), self.fit(right, FRACTION)
        return Piece(self.tensor.join(texts), PRODUCT)

    def short_of(self, of: Derivative) -> bool:
        """Whether the style has a short form for this derivative."""
        return len(of.wrt) == 1 and of.of == self.style.of != "" and self.style.derivatives != "partial"


def function_name(row: Function) -> tuple[str, str]:
    """A function's symbol or name, and its primes."""
    bare = row.name.rstrip("'")
    base = row
    while base.derivative_of is not None:
        base = base.derivative_of
    return base.symbol or bare, row.name[len(bare) :]


__all__ = ["ATOM", "Human", "function_name"]
