"""Formulas in Unicode, on one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from bpcalc.language.functions import Function
from bpcalc.language.names import canonical
from bpcalc.language.notation.human import Human, function_name
from bpcalc.language.notation.layout import (
    ATOM,
    FRACTION,
    POSTFIX,
    POWER,
    PREFIX,
    QUOTIENT,
    SCALE,
    SIGN,
    SUM,
    Piece,
)
from bpcalc.language.notation.names import ACCENT, LETTER, is_letter, number_text, parts
from bpcalc.language.sizes import Size, size_text
from bpcalc.language.tree import Constant, Derivative, Expr

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPT = str.maketrans("0123456789-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ")
_COMMON = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}
_FENCES = ("‖", "|", "(")
_SIZES = str.maketrans("0123456789mn", "₀₁₂₃₄₅₆₇₈₉ₘₙ")


def name_text(name: str) -> str:
    """A name in Unicode that can be typed back: `yhat` is ŷ, `W1` is W₁, `b_out` stays."""
    found = parts(name)
    base = "ℓ" if found.base == "l" else LETTER.get(found.base, found.base)
    text = base + ACCENT.get(found.accent, "") + found.digits.translate(_SUBSCRIPT)
    if found.below:
        text += "_" + "_".join(map(_below, found.below.split("_")))
    text = unicodedata.normalize("NFC", text + found.primes)
    return text if canonical(text) == name else name


def _below(name: str) -> str:
    return name_text(name) if name != "l" else name


class Unicode(Human):
    """`2·Aᵀ (relu'(B) ⊙ F W₂[0:4]ᵀ) / n`."""

    relations = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}

    def name(self, text: str) -> Piece:
        return Piece(name_text(text), POSTFIX, plain=True, letter=is_letter(text))

    def derivative(self, of: Derivative) -> Piece:
        wrt = [name_text(name) for name in of.wrt]
        if self.short_of(of):
            match self.style.derivatives:
                case "bar":
                    return Piece(_barred(of.wrt[0]), POSTFIX, letter=True)
                case "delta":
                    return Piece(f"δ({wrt[0]})", POSTFIX)
                case "nabla":
                    return Piece(f"∇_{wrt[0]} {name_text(of.of)}", POWER, fraction=True)
        order = str(len(wrt)).translate(_SUPERSCRIPT) if len(wrt) > 1 else ""
        below = f"∂{wrt[0]}{order}" if len({*wrt}) == 1 else "".join(f"∂{name}" for name in wrt)
        return Piece(f"∂{order}{name_text(of.of)}/{below}", POWER, fraction=True)

    def number(self, number: Constant) -> Piece:
        text, fraction = number_text(number)
        if number.value < 0:
            return Piece(self.minus + text, FRACTION if fraction else SIGN, signed=True, fraction=fraction)
        return Piece(text, FRACTION if fraction else ATOM, fraction=fraction, plain=not fraction)

    def size(self, size: Size) -> Piece:
        text = size_text(size).replace("*", "·").replace("-", self.minus)
        for power in "23456789":
            text = text.replace("^" + power, power.translate(_SUPERSCRIPT))
        if text.isalnum():
            return Piece(text, POSTFIX, plain=True, letter=len(text) == 1)
        return Piece(text, SUM if " " in text else SCALE, signed=text.startswith(self.minus))

    def function(self, row: Function, args: Sequence[Piece], settings: str) -> Piece:
        inner = args[0].text
        match row.name:
            case "squared_norm":
                return Piece(f"‖{inner}‖²", POWER)
            case "norm":
                return Piece(f"‖{inner}‖", POSTFIX)
            case "abs":
                return Piece(f"|{inner}|", POSTFIX)
            case "sqrt":
                return Piece("√" + (inner if args[0].plain else f"({inner})"), POWER)
            case "log":
                simple = args[0].plain or (args[0].level == POSTFIX and args[0].text.endswith("]"))
                full = f"log({inner})"
                return Piece(f"log {inner}", PREFIX, enclosed=full) if simple else Piece(full, POSTFIX)
            case "xlogy":
                log = self.function(Function("log", ("z",)), args[1:], "")
                return self.product(
                    [args[0], log._replace(shape=args[1].shape)], [args[0].level == SCALE, False]
                )
        symbol, primes = function_name(row)
        texts = [arg.text for arg in args]
        return self.operation(name_text(symbol) + primes, [*texts, *([settings] if settings else [])])

    def operation(self, name: str, args: Sequence[str]) -> Piece:
        return Piece(f"{name}({', '.join(args)})", POSTFIX)

    def filled(self, expr: Expr, alone: bool) -> Piece:
        rows, columns = map(size_text, expr.shape)
        match expr.op:
            case "select":
                return Piece(f"I[{self.range(expr.data, expr.shape[1])}]", POSTFIX)
            case "eye":
                return Piece("I", POSTFIX)
            case "zeros":
                return Piece("0", ATOM)
            case "commutation":
                return self.operation("K", [size_text(size) for size in expr.data])
        if not alone:
            return Piece("1ᵀ", POWER) if expr.shape[0] == 1 else Piece("1", ATOM)
        sizes = f"{rows.translate(_SIZES)}ₓ{columns.translate(_SIZES)}"
        if any(letter.isascii() for letter in sizes):
            return self.operation("ones", [rows, columns])
        return Piece("1" + sizes, POSTFIX)

    def scaled(self, left: Piece, right: Piece) -> str:
        if left.fraction or right.fraction:
            return " · "
        return "·"

    def joined(self, pieces: Sequence[Piece], texts: Sequence[str]) -> str:
        if any(p.fraction and p.text == t for p, t in zip(pieces, texts, strict=True)) or any(
            text[-1].isdigit() for text in texts
        ):
            return " · ".join(texts)
        close = all(piece.letter for piece in pieces)
        return ("" if close else " ").join(texts)

    def quotient(self, top: Piece, bottom: Piece) -> Piece:
        close = top.plain and bottom.plain
        above = self.fit(top, QUOTIENT, first=True)
        below = f"({bottom.text})" if bottom.fraction else self.fit(bottom, POWER)
        signed = top.signed and above == top.text
        level = FRACTION if close else QUOTIENT
        return Piece(above + ("/" if close else " / ") + below, level, signed=signed, fraction=True)

    def power(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        below = self.fit(base, ATOM)
        if whole is not None or exponent.text == "n":
            return Piece(below + exponent.text.replace(self.minus, "-").translate(_SUPERSCRIPT), POWER)
        return Piece(f"{below}^{self.fit(exponent, ATOM)}", POWER)

    def transpose(self, base: Piece) -> Piece:
        return Piece(self.fit(base, ATOM) + "ᵀ", POWER)

    def part(self, base: Piece, rows: str, columns: str, vector: bool) -> Piece:
        short = vector or (columns == ":" and ":" in rows)
        return Piece(f"{self.fit(base, ATOM)}[{rows if short else f'{rows}, {columns}'}]", POSTFIX)

    def stack(self, axis: int, args: Sequence[Piece]) -> Piece:
        return self.operation("hstack" if axis else "vstack", [arg.text for arg in args])


def _barred(name: str) -> str:
    found = parts(name)
    if found.accent or not is_letter(name):
        return name_text(name) + "\u0304" if len(name_text(name)) == 1 else f"bar({name_text(name)})"
    base = LETTER.get(found.base, "ℓ" if found.base == "l" else found.base)
    return unicodedata.normalize("NFC", base + "\u0304" + found.digits.translate(_SUBSCRIPT))
