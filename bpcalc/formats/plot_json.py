"""Curves as data."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bpcalc.errors import visible
from bpcalc.language.notation.text import ascii

if TYPE_CHECKING:
    from bpcalc.calculus.curves import Curve
    from bpcalc.report.plot import Drawn

SCHEMA = "bpcalc.plot/1"


def plot_json(drawn: Sequence[Drawn]) -> str:
    """Every function with its derivative; a gap in a curve is null."""
    record = {"schema": SCHEMA, "functions": [_function(one) for one in drawn]}
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _function(one: Drawn) -> dict[str, Any]:
    found = one.curves
    return {
        "text": visible(one.text),
        "variable": found.variable.data,
        "value": _curve(found.function),
        "derivative": _curve(found.slope),
        "kinks": [{"x": kink.x, "y": kink.y, "left": kink.left, "right": kink.right} for kink in found.kinks],
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "formula": ascii(curve.formula),
        "points": [[x, _number(y)] for x, y in curve.points],
        "jumps": [
            {"x": jump.x, "left": jump.left, "at": _number(jump.at), "right": jump.right}
            for jump in curve.jumps
        ],
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
