"""Numbers and matrices as Python source: exact ones exactly, as `1/3` and `0.1`."""

from __future__ import annotations

import textwrap
from fractions import Fraction
from typing import Any

from bpcalc.language.arrays import Array
from bpcalc.language.notation.names import number_text
from bpcalc.language.tree import Constant

WIDTH = 96
_LONGEST = 24
"""Characters of an exact number; a longer one is written as the float64 that it would become."""


def number_source(x: Any, decimal: bool, floating: bool = False) -> str:
    """One number. `decimal`: 0.5 rather than 1/2; `floating`: 1.0 rather than 1."""
    if isinstance(x, float):
        return repr(x + 0.0)  # no negative zero
    exact = Fraction(int(x) if not isinstance(x, Fraction) else x)
    digits, _ = number_text(Constant(exact, decimal))
    if len(digits) > _LONGEST:
        return repr(float(exact))
    point = ".0" if floating and digits.isdecimal() else ""
    return ("-" if exact < 0 else "") + digits + point


def matrix_source(array: Array, decimal: bool, floating: bool = False) -> list[list[str]]:
    """The entries of an array (r, c), row by row."""
    return [[number_source(x, decimal, floating) for x in row] for row in array.tolist()]


def nested(rows: list[list[str]], used: int = 0) -> str:
    """A list of rows, on one line where it fits beside `used` characters; else a line for each row."""
    texts = [f"[{', '.join(row)}]" for row in rows]
    line = f"[{', '.join(texts)}]"
    if len(line) + used <= WIDTH:
        return line
    return "[\n" + "".join(f"{_wrapped(text)},\n" for text in texts) + "]"


def flat(entries: list[str], used: int = 0) -> str:
    """A list of numbers."""
    line = f"[{', '.join(entries)}]"
    return line if len(line) + used <= WIDTH else f"[\n{_wrapped(', '.join(entries))},\n]"


def _wrapped(text: str) -> str:
    lines = textwrap.wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return textwrap.indent("\n ".join(lines), "    ")
