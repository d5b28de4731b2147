"""Functions of one float64 number, without the weight of an array.

Where Python refuses what floating point has an answer for, `in_numpy` gives that answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import truediv
from typing import Any

import numpy

from bpcalc.language.functions import Function
from bpcalc.language.table import TABLE

power = math.pow
"""x ^ y; the operator would give a complex number for a root of a negative one."""


def function(row: Function, settings: Sequence[Any]) -> Callable[..., float] | None:
    """The function of a row for single numbers, None where there is none."""
    if TABLE.get(row.name) is not row:
        return None
    if row.name in ("step", "relu'"):
        return _step(float(settings[0]))
    return _PLAIN.get(row.name)


def in_numpy(refused: Callable[..., float], given: Sequence[float]) -> float:
    """The inf or NaN for which Python's function raises an error."""
    return float(_IN_NUMPY[refused](*map(numpy.float64, given)))


def _sigmoid(z: float) -> float:
    small = math.exp(-abs(z))
    return (1.0 if z >= 0 else small) / (1.0 + small)


def _larger(u: float, v: float) -> float:
    return u if u > v or u != u else v  # NaN stays NaN


def _smaller(u: float, v: float) -> float:
    return u if u < v or u != u else v


def _step(at_zero: float) -> Callable[[float], float]:
    return lambda z: 1.0 if z > 0 else at_zero if z == 0 else 0.0


_PLAIN: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "erf": math.erf,
    "tanh": math.tanh,
    "abs": abs,
    "sigmoid": _sigmoid,
    "maximum": _larger,
    "minimum": _smaller,
}
_IN_NUMPY: dict[Callable[..., float], Callable[..., Any]] = {
    truediv: numpy.divide,
    power: numpy.power,
    math.exp: numpy.exp,
    math.log: numpy.log,
    math.sqrt: numpy.sqrt,
    math.sin: numpy.sin,
    math.cos: numpy.cos,
}
