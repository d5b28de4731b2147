"""A product of matrices entry by entry, as `bpcalc run --detail` shows it."""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.language.arrays import Array
from bpcalc.language.numbers import Rational
from bpcalc.report.blocks import Block, Matrix, Sign, Text
from bpcalc.report.floats import short

SMALL = 36
"""Results with more entries do not get their arithmetic entry by entry."""


def arithmetic(parts: tuple[Matrix | Sign, ...]) -> tuple[Block, ...]:
    """Each entry of `A · B = C` worked out: `(1,2) = 1·(-2) + 0·2 = -2`."""
    found = [part for part in parts if isinstance(part, Matrix)]
    signs = [part.text for part in parts if isinstance(part, Sign)]
    if signs != ["·", "="] or any(part.value is None for part in found):
        return ()
    left, right, result = (part.value for part in found)
    assert left is not None
    assert right is not None
    assert result is not None
    if result.size > SMALL or left.shape[1] != right.shape[0]:
        return ()
    rows, columns = result.shape
    return tuple(
        Text((f"({i + 1},{j + 1}) = {_sum(left[i], right[:, j])} = {entry(result[i, j])}",), "quiet")
        for i in range(rows)
        for j in range(columns)
    )


def _sum(left: Array, right: Array) -> str:
    return products(zip(left, right, strict=True))


def products(pairs: Iterable[tuple[Rational | float, Rational | float]]) -> str:
    """`-1·2 + (-1)·(-3)`: a negative factor in brackets unless it leads."""
    return " + ".join(
        f"{factor(x, leads=not place)}·{factor(y, leads=False)}" for place, (x, y) in enumerate(pairs)
    )


def factor(x: Rational | float, leads: bool) -> str:
    """A factor of a product: a negative one in brackets unless it leads."""
    text = entry(x)
    return text if leads or not text.startswith("-") else f"({text})"


def entry(x: Rational | float) -> str:
    """A number in a line of arithmetic."""
    return short(x) if isinstance(x, float) else str(x)
