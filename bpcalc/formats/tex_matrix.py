r"""Numbers and matrices in LaTeX: `\tfrac{1}{2}`, `\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bpcalc.formats.entries import places
from bpcalc.formats.numbers import number_texts
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpcalc.report.blocks import Matrix

_PLAIN = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")
_WORDS = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\text{nan}"}


class Numbers(NamedTuple):
    """How numbers are written: significant digits of inexact ones, 0.5 rather than 1/2."""

    precision: int = 6
    decimals: bool = False


class Value(NamedTuple):
    """A matrix as LaTeX. `rounded`: exact numbers in it are printed rounded."""

    tex: str
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
    return Value(f"{left}{text}{right}" if factor and text.startswith("-") else text, rounded)


def bracketed(matrix: Matrix, numbers: Numbers, columns: int | None = None) -> Value:
    """The matrix in brackets, its large middle left out; then, or with fewer `columns`, its
    shape stands behind it."""
    height, width = matrix.shape
    size = rf"_{{{height} \times {width}}}"
    if matrix.value is None or 0 in matrix.shape:
        inner = r"\cdots" if matrix.value is None else r"\ "
        return Value(rf"\begin{{bmatrix}} {inner} \end{{bmatrix}}{size}")
    rows, chosen = places(height), places(width, columns)
    whole = None not in rows and None not in chosen
    kept = matrix.value
    if not whole:
        kept = kept[[row for row in rows if row is not None]]
        kept = kept[:, [column for column in chosen if column is not None]]
    texts, rounded = number_texts(kept.tolist(), *numbers)
    drawn = [*zip(*map(_lined_up, zip(*texts, strict=True)), strict=True)]
    body = r" \\ ".join(map(" & ".join, drawn if whole else _with_dots(drawn, rows, chosen)))
    return Value(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}{'' if whole else size}", rounded)


def _with_dots(
    drawn: Sequence[Sequence[str]], rows: Sequence[int | None], columns: Sequence[int | None]
) -> Iterator[list[str]]:
    """The rows, with dots for what is left out between them and in them."""
    remaining = iter(drawn)
    for row in rows:
        if row is None:
            yield [r"\ddots" if column is None else r"\vdots" for column in columns]
        else:
            entries = iter(next(remaining))
            yield [r"\cdots" if column is None else next(entries) for column in columns]


def _lined_up(column: tuple[str, ...]) -> list[str]:
    """The entries of a column; invisible digits bring decimal points below each other."""
    if not any("." in text for text in column) or not all(map(_PLAIN.fullmatch, column)):
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
