"""Values, sizes and formulas in JSON: numbers as numbers, exact ones also as text."""

from __future__ import annotations

from math import isfinite
from typing import Any

from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.notation import text
from bpcalc.language.sizes import Size, size_text
from bpcalc.language.tree import Expr

LIMIT = 10_000
"""Values with more entries are null unless all of them are asked for."""


def value_json(array: Array | None, full: bool = False) -> dict[str, Any]:
    """`value` as a matrix of numbers; `exact` the same as text, where every entry is exact.

    An entry that is infinite or no number is null: JSON has no such numbers.
    """
    if array is None or (array.size > LIMIT and not full):
        return {"value": None}
    if not arrays.is_exact(array):
        numbers = _without_negative_zeros(array).tolist()
        if not arrays.finite(array):
            numbers = [[x if isfinite(x) else None for x in row] for row in numbers]
        return {"value": numbers}
    rows = array.tolist()
    numbers = [[x if isinstance(x, int) else number_json(x) for x in row] for row in rows]
    return {"value": numbers, "exact": [[str(x) for x in row] for row in rows]}


def number_json(x: Any) -> int | float | None:
    """An exact number as JSON has it; null for one that is too large for a float."""
    if x.denominator == 1:
        return int(x)
    try:
        return float(x)
    except OverflowError:
        return None


def size_json(size: Size) -> int | str:
    """A size as a number, or with its letters as text."""
    return size if isinstance(size, int) else size_text(size)


def formula_json(formula: Expr | None) -> str | None:
    """A formula that can be typed into a spec."""
    return None if formula is None else text.ascii(formula)


def key_of(pair: tuple[str, str]) -> str:
    """The key of a derivative, `dz/dx`."""
    return f"d{pair[0]}/d{pair[1]}"


def _without_negative_zeros(array: Array) -> Array:
    return array + 0.0
