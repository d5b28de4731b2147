"""Measured numbers in tables and sentences: floats rounded to a few digits, in short."""

from __future__ import annotations

import math


def short(x: float, digits: int = 6) -> str:
    """`24.0036`, `4.8e-11`; never `-0` or `1e-05`."""
    if not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    mantissa, _, exponent = f"{x + 0.0:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def power(x: float, digits: int = 2) -> str:
    """An error or a step as a power of ten, `3.6e-3`; 0 as `0`."""
    if x == 0 or not math.isfinite(x):
        return short(x)
    mantissa, _, exponent = f"{x:.{digits - 1}e}".partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"
