"""Values in JSON: numbers as numbers, exact ones also as text."""

from __future__ import annotations

from typing import Any

from bpcalc.language import arrays
from bpcalc.language.arrays import Array

LIMIT = 10_000
"""Values with more entries are null unless all of them are asked for."""


def value_json(array: Array, full: bool = False) -> dict[str, Any]:
    """`value` as a matrix of numbers; `exact` the same as text, where every entry is exact."""
    if array.size > LIMIT and not full:
        return {"value": None}
    if not arrays.is_exact(array):
        return {"value": _without_negative_zeros(array).tolist()}
    rows = array.tolist()
    numbers = [[x if isinstance(x, int) else number_json(x) for x in row] for row in rows]
    return {"value": numbers, "exact": [[str(x) for x in row] for row in rows]}


def number_json(x: Any) -> int | float:
    """An exact number as JSON has it."""
    return int(x) if x.denominator == 1 else float(x)


def _without_negative_zeros(array: Array) -> Array:
    return array + 0.0
