"""Formulas in the language itself: what is printed can be typed back."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.language.functions import Function
from bpcalc.language.notation.layout import Layout
from bpcalc.language.notation.names import number_text
from bpcalc.language.notation.pieces import ATOM, POSTFIX, POWER, PRODUCT, SIGN, SUM, Piece
from bpcalc.language.notation.spelling import Settings
from bpcalc.language.sizes import Size, size_text
from bpcalc.language.tree import Constant, Derivative, Expr

_SPELLED = {"maximum": "max", "minimum": "min"}


class Ascii(Layout):
    """The language, in which `* / @` hold equally and go from the left."""

    def name(self, text: str) -> Piece:
        return Piece(text, POSTFIX, plain=True)

    def derivative(self, of: Derivative) -> Piece:
        order = str(len(of.wrt)) if len(of.wrt) > 1 else ""
        below = "".join(f"/d{name}" for name in of.wrt)
        text = f"d{order}{of.of}{below}"
        return Piece(f"-{text}", SIGN, signed=True) if of.negative else Piece(text, POWER, fraction=True)

    def number(self, number: Constant) -> Piece:
        text, fraction = number_text(number)
        if number.value < 0:
            return Piece("-" + text, PRODUCT if fraction else SIGN, signed=True, fraction=fraction)
        return Piece(text, PRODUCT if fraction else ATOM, fraction=fraction, plain=not fraction)

    def size(self, size: Size) -> Piece:
        text = size_text(size)
        if text.isalnum():
            return Piece(text, POSTFIX, plain=True)
        level = SUM if " " in text else PRODUCT if "*" in text else POWER
        return Piece(text, level, signed=text.startswith("-"))

    def function(self, row: Function, args: Sequence[Piece], settings: Settings) -> Piece:
        texts = [arg.text for arg in args]
        if row.name == "squared_norm":
            return Piece(f"norm({texts[0]})^2", POWER)
        return self.operation(_SPELLED.get(row.name, row.name), texts, settings)

    def operation(self, name: str, args: Sequence[str], settings: Settings = ()) -> Piece:
        named = (f"{setting}={value}" for setting, value in settings)
        return Piece(f"{name}({', '.join((*args, *named))})", POSTFIX)

    def filled(self, expr: Expr) -> Piece:
        if expr.op == "select":
            return Piece(
                f"eye({size_text(expr.shape[1])})[{self.range(expr.data, expr.shape[1])}, :]", POSTFIX
            )
        sizes = expr.data if expr.op == "commutation" else expr.shape
        return self.operation(expr.op, [size_text(n) for n in (sizes[:1] if expr.op == "eye" else sizes)])

    def product(self, pieces: Sequence[Piece]) -> Piece:
        return self.line(" * ", pieces, nested=pieces[0].op == "mul")

    def chain(self, pieces: Sequence[Piece]) -> Piece:
        return self.line(" @ ", pieces, nested=pieces[0].op == "matmul")

    def line(self, sign: str, pieces: Sequence[Piece], nested: bool = False) -> Piece:
        """Factors from the left; where the first is such a product itself it had brackets."""
        first = self.fit(pieces[0], POWER if nested else PRODUCT, first=True)
        texts = [first, *(self.fit(piece, POWER) for piece in pieces[1:])]
        return Piece(sign.join(texts), PRODUCT, signed=pieces[0].signed and first == pieces[0].text)

    def quotient(self, top: Piece, bottom: Piece) -> Piece:
        if bottom.fraction:
            bottom = Piece(self.brackets(bottom.text), POSTFIX)
        return self.line("/" if top.plain and bottom.plain else " / ", [top, bottom])

    def kron(self, left: Piece, right: Piece) -> Piece:
        return self.operation("kron", [left.text, right.text])

    def power(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        up = str(whole) if whole is not None else self.fit(exponent, POWER)
        return Piece(f"{self.fit(base, ATOM)}^{up}", POWER)

    def power_of_entries(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        up = str(whole) if whole is not None else self.fit(exponent, POWER)
        return Piece(f"{self.fit(base, ATOM)}.^{up}", POWER)

    def transpose(self, base: Piece) -> Piece:
        return Piece(self.fit(base, POSTFIX) + ".T", POSTFIX)

    def part(self, base: Piece, rows: str, columns: str, vector: bool) -> Piece:
        return Piece(f"{self.fit(base, POSTFIX)}[{rows if vector else f'{rows}, {columns}'}]", POSTFIX)

    def stack(self, axis: int, args: Sequence[Piece]) -> Piece:
        return self.operation("hstack" if axis else "vstack", [arg.text for arg in args])
