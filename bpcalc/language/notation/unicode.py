"""Formulas in Unicode, on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from bpcalc.language.names import canonical
from bpcalc.language.notation.human import Human
from bpcalc.language.notation.names import ACCENT, LETTER, WORD, is_letter, joined, number_text, parts
from bpcalc.language.notation.pieces import (
    ATOM,
    CHAIN,
    FRACTION,
    POSTFIX,
    POWER,
    PREFIX,
    QUOTIENT,
    SCALE,
    SIGN,
    SUM,
    TRANSPOSED,
    Piece,
)
from bpcalc.language.sizes import Shape, Size, size_text
from bpcalc.language.tree import Constant, Derivative, Expr

_SUBSCRIPT = str.maketrans("0123456789kmnp", "₀₁₂₃₄₅₆₇₈₉ₖₘₙₚ")
_INDEX = str.maketrans("ijkr", "ᵢⱼₖᵣ")
_SUPERSCRIPT = str.maketrans("0123456789-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻ⁿ")
_COMMON = {"1/2": "½", "1/4": "¼", "3/4": "¾", "−1/2": "−½", "−1/4": "−¼", "−3/4": "−¾"}
_BAR = ACCENT["bar"]


@lru_cache(maxsize=1024)
def name_text(name: str) -> str:
    """A name in Unicode that can be typed back: `yhat` is ŷ, `W1` is W₁, `b_out` stays."""
    text = _drawn(name)
    return text if canonical(text) == name else name


def _drawn(name: str, above: str = "") -> str:
    found = parts(name)
    base = "ℓ" if found.base == "l" else LETTER.get(found.base, found.base)
    text = base + ACCENT.get(found.accent, "") + above + found.digits.translate(_SUBSCRIPT)
    for below in found.below.split("_") if found.below else ():
        text += "_" + (below if below == "l" else name_text(below))
    return unicodedata.normalize("NFC", text + found.primes)


class Unicode(Human):
    """`2·Aᵀ (relu'(B) ⊙ F W₂[0:4]ᵀ) / n`."""

    minus = "−"
    entrywise = " ⊙ "
    tensor = " ⊗ "
    relations: ClassVar[Mapping[str, str]] = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}

    def name(self, text: str) -> Piece:
        text = joined(text, self.style.taken)
        return Piece(name_text(text), POSTFIX, plain=True, bare=True, letter=is_letter(text))

    def derivative(self, of: Derivative) -> Piece:
        above, *by = (joined(name, self.style.taken) for name in (of.of, *of.wrt))
        wrt = [name_text(name) for name in by]
        match self.form(of):
            case "bar":
                return Piece(_drawn(by[0], above=_BAR), POSTFIX, letter=is_letter(by[0]))
            case "delta":
                return Piece(f"δ({wrt[0]})", POSTFIX)
            case "nabla":
                return Piece(f"∇_{wrt[0]} {name_text(above)}", POWER, fraction=True)
        order = str(len(wrt)).translate(_SUPERSCRIPT) if len(wrt) > 1 else ""
        below = f"∂{wrt[0]}{order}" if len({*wrt}) == 1 else "".join(f"∂{name}" for name in wrt)
        return Piece(f"∂{order}{name_text(above)}/{below}", POWER, fraction=True)

    def number(self, number: Constant) -> Piece:
        text, fraction = number_text(number)
        level = FRACTION if fraction else ATOM
        if number.value < 0:
            return Piece(self.minus + text, min(level, SIGN), signed=True, fraction=fraction)
        return Piece(text, level, fraction=fraction, plain=not fraction, bare=not fraction)

    def size(self, size: Size) -> Piece:
        text = size_text(size)
        if text.isidentifier():
            return self.name(text)
        text = WORD.sub(lambda name: name_text(name[0]), text)
        text = text.replace("*", "·").replace("-", self.minus)
        text = re.sub(r"\^([0-9]+)", lambda power: power[1].translate(_SUPERSCRIPT), text)
        return Piece(text, SUM if " " in text else SCALE, signed=text.startswith(self.minus))

    def norm(self, inner: str) -> Piece:
        return Piece(f"‖{inner}‖", POSTFIX)

    def absolute(self, inner: str) -> Piece:
        return Piece(f"|{inner}|", POSTFIX)

    def root(self, arg: Piece) -> Piece:
        return Piece("√" + (arg.text if arg.plain else f"({arg.text})"), POWER)

    def log(self, inner: str, bare: bool) -> Piece:
        called = f"log({inner})"
        return Piece(f"log {inner}", PREFIX, enclosed=called) if bare else Piece(called, POSTFIX)

    def function_name(self, name: str) -> str:
        return name_text(name)

    def filled(self, expr: Expr) -> Piece:
        sizes = [self.extent(size) for size in expr.shape]
        match expr.op:
            case "select":
                return Piece(f"{self.identity}[{self.range(expr.data, expr.shape[1])}]", POSTFIX)
            case "eye":
                return Piece(self.identity, POSTFIX)
            case "zeros":
                return Piece("0", ATOM)
            case "commutation":
                return self.operation(self.commutation, [self.extent(size) for size in expr.data])
        if any(letter not in "0123456789kmnp" for size in sizes for letter in size):
            return self.operation("ones", sizes)
        rows, columns = (size.translate(_SUBSCRIPT) for size in sizes)
        if expr.shape[1] == 1:
            return Piece(f"1{rows}", POSTFIX)
        return (
            Piece(f"1{columns}ᵀ", TRANSPOSED)
            if expr.shape[0] == 1
            else Piece(self.sized("1", expr.shape), POSTFIX)
        )

    def sized(self, name: str, shape: Shape) -> str:
        rows, columns = (self.extent(size).translate(_SUBSCRIPT) for size in shape)
        return f"{name}{rows}ₓ{columns}"

    def product(self, pieces: Sequence[Piece]) -> Piece:
        first, *rest = pieces
        if first.text in _COMMON:
            first = first._replace(text=_COMMON[first.text], fraction=False)
        return super().product([first, *rest])

    def scaled(self, left: Piece, right: Piece) -> str:
        if left.fraction or right.fraction or (left.level == CHAIN and " " in left.text):
            return " · "
        return "" if left.text[-1] in "½¼¾" and right.text[0] in "‖|(" else "·"

    def joined(self, factors: Sequence[Piece]) -> str:
        texts = [factor.text for factor in factors]
        if any(factor.fraction or (factor.text[0].isdecimal() and factor.plain) for factor in factors):
            return " · ".join(texts)
        return ("" if all(factor.letter for factor in factors) else " ").join(texts)

    def quotient(self, top: Piece, bottom: Piece) -> Piece:
        close = top.plain and bottom.plain
        above = self.factor(top, QUOTIENT, first=True)
        below = self.brackets(bottom.text) if bottom.fraction else self.fit(bottom, POWER)
        text = above.text + ("/" if close else " / ") + below
        return Piece(text, FRACTION if close else QUOTIENT, signed=above.signed, fraction=True)

    def power(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        below = self.fit(base, ATOM)
        if whole is not None or exponent.text == "n":
            return Piece(below + exponent.text.translate(_SUPERSCRIPT), POWER)
        return Piece(f"{below}^{self.fit(exponent, ATOM)}", POWER)

    def power_of_entries(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        return Piece(f"{self.fit(base, ATOM)}^⊙{self.fit(exponent, ATOM)}", POWER)

    def transpose(self, base: Piece) -> Piece:
        return Piece(self.fit(base, ATOM) + "ᵀ", TRANSPOSED)

    def part(self, base: Piece, rows: str, columns: str, vector: bool) -> Piece:
        letters = self.index_letters(rows, columns)
        if letters:
            return Piece(self.fit(base, POSTFIX) + letters.translate(_INDEX), POSTFIX, bare=base.bare)
        short = vector or (columns == ":" and ":" in rows)
        return Piece(
            f"{self.fit(base, TRANSPOSED)}[{rows if short else f'{rows}, {columns}'}]",
            POSTFIX,
            bare=base.bare,
        )

    def stack(self, axis: int, args: Sequence[Piece]) -> Piece:
        return self.operation("hstack" if axis else "vstack", [arg.text for arg in args])
