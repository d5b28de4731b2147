r"""Formulas in LaTeX, compact, for amsmath: `\frac{1}{2} \lVert \hat{y} - y \rVert^2`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from bpcalc.language.notation.human import Human
from bpcalc.language.notation.names import LETTER, WORD, Parts, is_letter, joined, number_text, parts
from bpcalc.language.notation.pieces import (
    ATOM,
    CHAIN,
    POSTFIX,
    POWER,
    PREFIX,
    SCALE,
    SIGN,
    SUM,
    TRANSPOSED,
    Piece,
)
from bpcalc.language.notation.style import PLAIN, Style
from bpcalc.language.sizes import Shape, Size, size_text
from bpcalc.language.tree import Constant, Derivative, Expr

_OPERATORS = ("exp", "log", "sin", "cos", "tanh", "max", "min")
_SYMBOLS = {letter: "\\" + word for word, letter in LETTER.items()}
_TALL = (r"\frac", r"\begin")


def latex(expr: Expr, style: Style = PLAIN) -> str:
    r"""The formula, to stand between `\(` and `\)`."""
    return Latex(style).text(expr)


@lru_cache(maxsize=1024)
def name_text(name: str) -> str:
    r"""A name: `yhat1` is `\hat{y}_1`, `b_out` is `b_{\mathrm{out}}`, `loss` is `\mathit{loss}`."""
    return _drawn(parts(name))


def _drawn(found: Parts, bar: bool = False) -> str:
    text = _base(found.base)
    if found.accent:
        text = rf"\{found.accent}{{{text}}}"
    if bar:
        text = rf"\bar{{{text}}}" if len(found.base) == 1 or found.base in LETTER else rf"\overline{{{text}}}"
    below = [found.digits] if found.digits else []
    below += [_below(piece) for piece in found.below.split("_")] if found.below else []
    if below:
        index = ",".join(below)
        text += "_" + (index if len(index) == 1 else f"{{{index}}}")
    return text + found.primes


def _base(base: str) -> str:
    if base == "l":
        return r"\ell"
    if base in LETTER:
        return "\\" + base
    return base if len(base) == 1 else rf"\mathit{{{_escaped(base)}}}"


def _below(piece: str) -> str:
    if piece.isdigit() or not piece:
        return piece
    return piece if piece == "l" else name_text(piece) if is_letter(piece) else rf"\mathrm{{{piece}}}"


class Latex(Human):
    r"""`\frac{2}{n} D^{\top} F`."""

    minus = "-"
    entrywise = r" \odot "
    tensor = r" \otimes "
    relations: ClassVar[Mapping[str, str]] = {
        "==": "=",
        "!=": r"\ne",
        "<": "<",
        "<=": r"\le",
        ">": ">",
        ">=": r"\ge",
    }
    words: ClassVar[Mapping[str, str]] = {
        "and": r" \text{ and } ",
        "or": r" \text{ or } ",
        "not": r"\text{not } ",
    }

    def name(self, text: str) -> Piece:
        return Piece(self.drawn(text), POSTFIX, plain=True, bare=True, letter=is_letter(text))

    def drawn(self, name: str) -> str:
        """The name; as it is typed where another one has the same look, as x1 and x_1."""
        alone = joined(name, {name}) == name or joined(name, {name, *self.style.taken}) != name
        return name_text(name) if alone else rf"\mathit{{{_escaped(name)}}}"

    def derivative(self, of: Derivative) -> Piece:
        wrt = [self.drawn(name) for name in of.wrt]
        match self.form(of):
            case "bar":
                return Piece(_drawn(parts(of.wrt[0]), bar=True), POSTFIX, letter=True)
            case "delta":
                return Piece(rf"\delta_{{{wrt[0]}}}", POSTFIX)
            case "nabla":
                return Piece(rf"\nabla_{{{wrt[0]}}} {self.drawn(of.of)}", POWER, fraction=True)
        order = f"^{len(wrt)}" if len(wrt) > 1 else ""
        if len({*wrt}) == 1:
            below = rf"\partial {wrt[0]}{order}"
        else:
            below = r" \, ".join(rf"\partial {name}" for name in wrt)
        return Piece(_fraction(rf"\partial{order} {self.drawn(of.of)}", below), POWER, fraction=True)

    def number(self, number: Constant) -> Piece:
        text, fraction = number_text(number)
        level = ATOM
        if fraction:
            text, level = _fraction(*text.split("/")), POWER
        elif "e" in text:
            mantissa, _, exponent = text.partition("e")
            power = f"10^{{{exponent}}}"
            text, level = (power, POWER) if mantissa == "1" else (rf"{mantissa} \cdot {power}", SCALE)
        if number.value < 0:
            return Piece(self.minus + text, min(level, SIGN), signed=True)
        return Piece(text, level, plain=level == ATOM, bare=level == ATOM)

    def size(self, size: Size) -> Piece:
        text = size_text(size)
        if text.isidentifier():
            return self.name(text)
        text = re.sub(r"\^([0-9]{2,})", r"^{\1}", text.replace("*", " "))
        text = WORD.sub(lambda name: name_text(name[0]), text)
        return Piece(text, SUM if " " in text else SCALE, signed=text.startswith("-"))

    def norm(self, inner: str) -> Piece:
        return Piece(_fenced(r"\lVert", inner, r"\rVert"), POSTFIX)

    def absolute(self, inner: str) -> Piece:
        return Piece(_fenced(r"\lvert", inner, r"\rvert"), POSTFIX)

    def root(self, arg: Piece) -> Piece:
        return Piece(rf"\sqrt{{{arg.text}}}", POSTFIX)

    def log(self, inner: str, bare: bool) -> Piece:
        called = r"\log" + self.brackets(inner)
        return Piece(rf"\log {inner}", PREFIX, enclosed=called) if bare else Piece(called, POSTFIX)

    def function_name(self, name: str) -> str:
        if name in _OPERATORS:
            return "\\" + name
        if name in _SYMBOLS:
            return _SYMBOLS[name]
        return name_text(name) if is_letter(name) else rf"\operatorname{{{_escaped(name)}}}"

    def setting(self, name: str, value: str) -> str:
        return rf"\mathrm{{{_escaped(name)}}} = {value}"

    def brackets(self, text: str) -> str:
        return _fenced("(", text, ")")

    def filled(self, expr: Expr) -> Piece:
        match expr.op:
            case "select":
                return self.part(
                    Piece(name_text(self.identity), POSTFIX),
                    self.range(expr.data, expr.shape[1]),
                    ":",
                    vector=False,
                )
            case "eye":
                return Piece(name_text(self.identity), POSTFIX)
            case "zeros":
                return Piece("0", ATOM)
            case "commutation":
                return Piece(
                    f"{name_text(self.commutation)}_{{{','.join(map(self.extent, expr.data))}}}", POSTFIX
                )
        rows, columns = map(self.extent, expr.shape)
        if expr.shape[1] == 1:
            return Piece(rf"\mathbf{{1}}_{{{rows}}}", POSTFIX)
        if expr.shape[0] == 1:
            return Piece(rf"\mathbf{{1}}_{{{columns}}}^{{\top}}", TRANSPOSED)
        return Piece(self.sized(r"\mathbf{1}", expr.shape), POSTFIX)

    def sized(self, name: str, shape: Shape) -> str:
        rows, columns = map(self.extent, shape)
        return rf"{name}_{{{rows} \times {columns}}}"

    def scaled(self, left: Piece, right: Piece) -> str:
        apart = left.fraction or right.fraction or left.level == CHAIN or right.text[0].isdecimal()
        call = left.plain and not left.text[-1].isdecimal() and right.text.startswith(("(", r"\left("))
        return r" \cdot " if apart or call else " "

    def joined(self, factors: Sequence[Piece]) -> str:
        apart = any(factor.fraction for factor in factors)
        apart = apart or any(factor.text[0].isdecimal() for factor in factors[1:])
        return (r" \cdot " if apart else " ").join(factor.text for factor in factors)

    def quotient(self, top: Piece, bottom: Piece) -> Piece:
        return Piece(_fraction(top.text, bottom.text), POWER)

    def power(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        up = exponent.text if len(exponent.text) == 1 else f"{{{exponent.text}}}"
        return Piece(f"{self.fit(base, ATOM)}^{up}", POWER)

    def power_of_entries(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        return Piece(rf"{self.fit(base, ATOM)}^{{\odot {exponent.text}}}", POWER)

    def transpose(self, base: Piece) -> Piece:
        return Piece(self.fit(base, ATOM) + r"^{\top}", TRANSPOSED)

    def part(self, base: Piece, rows: str, columns: str, vector: bool) -> Piece:
        letters = self.index_letters(rows, columns)
        if letters:
            found = re.fullmatch(r"(.*[^_])_(\w|\{[^{}]*\})", base.text)
            if base.letter and found:  # s_1 has an index already: s_{1,i}
                return Piece(rf"{found[1]}_{{{found[2].strip('{}')},{letters}}}", POSTFIX, bare=True)
            drawn = base.text if base.letter else self.brackets(base.text)
            return Piece(rf"{drawn}_{{{letters}}}", POSTFIX, bare=base.letter)
        short = vector or (columns == ":" and ":" in rows)
        index = (rows if short else f"{rows}, {columns}").replace(":", "{:}")
        return Piece(f"{self.fit(base, TRANSPOSED)}[{index}]", POSTFIX, bare=base.bare)

    def cases(self, choices: Sequence[tuple[str, str]], otherwise: str) -> Piece:
        rows = [rf"{value} & \text{{if }} {condition}" for value, condition in choices]
        rows.append(rf"{otherwise} & \text{{else}}")
        return Piece(r"\begin{cases} %s \end{cases}" % r" \\ ".join(rows), POSTFIX)  # noqa: UP031

    def stack(self, axis: int, args: Sequence[Piece]) -> Piece:
        return self.grid([args] if axis else [[arg] for arg in args])

    def grid(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        body = r" \\ ".join(" & ".join(cell.text for cell in row) for row in rows)
        return Piece(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", POSTFIX)


def _fenced(left: str, inner: str, right: str) -> str:
    if any(tall in inner for tall in _TALL):
        return rf"\left{left} {inner} \right{right}"
    return f"{left}{inner}{right}" if left == "(" else f"{left} {inner} {right}"


def _fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")
