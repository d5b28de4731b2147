r"""Numbers and matrices in LaTeX: `\tfrac{1}{2}`, `\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bpcalc.formats.entries import places
from bpcalc.formats.numbers import number_texts
from bpcalc.formats.tex_width import SMALL, inner_width, matrix_width
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.report.blocks import Matrix

_PLAIN = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")
_WORDS = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\text{nan}"}


class Numbers(NamedTuple):
    """How numbers are written: significant digits of inexact ones, 0.5 rather than 1/2."""

    precision: int = 6
    decimals: bool = False


class Value(NamedTuple):
    """A matrix as LaTeX, with its width behind something else on a line, in em. `rounded`: exact
    numbers in it are printed rounded."""

    tex: str
    width: float
    rounded: bool = False


def number(text: str) -> str:
    r"""A number of a text as LaTeX: `-1/2` is `-\tfrac{1}{2}`, `2e-7` is `2 \cdot 10^{-7}`."""
    if text.isdigit():
        return text
    if text in _WORDS:
        return _WORDS[text]
    minus, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if "/" in digits:
        above, below = digits.split("/")
        return rf"{minus}\tfrac{{{above}}}{{{below}}}"
    mantissa, _, exponent = digits.partition("e")
    return rf"{minus}{mantissa} \cdot 10^{{{exponent}}}" if exponent else text


def single(matrix: Matrix, numbers: Numbers, factor: bool = False) -> Value:
    """A 1×1 without brackets; a negative `factor` gets round ones."""
    assert matrix.value is not None
    texts, rounded = number_texts(matrix.value.tolist(), *numbers)
    text = number(texts[0][0])
    tall = "\\tfrac" in text
    left, right = (r"\left( ", r" \right)") if tall else ("(", ")")
    tex = f"{left}{text}{right}" if factor and text.startswith("-") else text
    return Value(tex, inner_width(tex), rounded)


def bracketed(matrix: Matrix, numbers: Numbers, columns: int | None = None) -> Value:
    """The matrix in brackets, its large middle left out; then, or with fewer `columns`, its
    shape stands behind it."""
    height, width = matrix.shape
    size = rf"_{{{height} \times {width}}}"
    if matrix.value is None or 0 in matrix.shape:
        inner = r"\cdots" if matrix.value is None else r"\ "
        tex = rf"\begin{{bmatrix}} {inner} \end{{bmatrix}}{size}"
        return Value(tex, inner_width(tex))
    rows, chosen = places(height), places(width, columns)
    whole = None not in rows and None not in chosen
    kept = matrix.value
    if not whole:
        kept = kept[[row for row in rows if row is not None]]
        kept = kept[:, [column for column in chosen if column is not None]]
    texts, rounded = number_texts(kept.tolist(), *numbers)
    drawn = [*map(_lined_up, zip(*texts, strict=True))]
    if None in rows:
        for column in drawn:
            column.insert(rows.index(None), r"\vdots")
    if None in chosen:
        drawn.insert(chosen.index(None), [r"\ddots" if row is None else r"\cdots" for row in rows])
    body = r" \\ ".join(map(" & ".join, zip(*drawn, strict=True)))
    em = matrix_width(drawn)
    if whole:
        return Value(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", em, rounded)
    em += SMALL * inner_width(rf"{height} \times {width}")
    return Value(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}{size}", em, rounded)


def _lined_up(column: tuple[str, ...]) -> list[str]:
    """The entries of a column; invisible digits bring decimal points below each other."""
    if "." not in "".join(column) or not all(map(_PLAIN.fullmatch, column)):
        return [number(text) for text in column]
    split = [_PLAIN.fullmatch(text).groups("") for text in column]  # type: ignore[union-attr]
    signs, wholes, ends = (max(len(parts[k]) for parts in split) for k in range(3))
    return [
        _unseen("-" * (signs - len(sign)))
        + _unseen("0" * (wholes - len(whole)))
        + text
        + _unseen((".".ljust(ends, "0") if not end else "0" * (ends - len(end))) if ends else "")
        for text, (sign, whole, end) in zip(column, split, strict=True)
    ]


def _unseen(text: str) -> str:
    return rf"\phantom{{{text}}}" if text else ""
