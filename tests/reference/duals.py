"""Dual numbers over fractions: exact derivatives without any rule table."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Union

import numpy

Exact = Union[int, Fraction, "Dual"]


class Dual:
    """value + slope·ε with ε² = 0, both exact."""

    __slots__ = ("slope", "value")

    def __init__(self, value: int | Fraction, slope: int | Fraction = 0) -> None:
        self.value, self.slope = Fraction(value), Fraction(slope)

    def __repr__(self) -> str:
        return f"{self.value} + {self.slope}ε"

    def __add__(self, other: Exact) -> Dual:
        if isinstance(other, numpy.ndarray):
            return NotImplemented
        o = _dual(other)
        return Dual(self.value + o.value, self.slope + o.slope)

    __radd__ = __add__

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: Exact) -> Dual:
        if isinstance(other, numpy.ndarray):
            return NotImplemented
        return self + -_dual(other)

    def __rsub__(self, other: Exact) -> Dual:
        return _dual(other) + -self

    def __mul__(self, other: Exact) -> Dual:
        if isinstance(other, numpy.ndarray):
            return NotImplemented
        o = _dual(other)
        return Dual(self.value * o.value, self.slope * o.value + self.value * o.slope)

    __rmul__ = __mul__

    def __truediv__(self, other: Exact) -> Dual:
        if isinstance(other, numpy.ndarray):
            return NotImplemented
        o = _dual(other)
        slope = (self.slope * o.value - self.value * o.slope) / o.value**2
        return Dual(self.value / o.value, slope)

    def __rtruediv__(self, other: Exact) -> Dual:
        return _dual(other) / self

    def __pow__(self, exponent: int) -> Dual:
        result = Dual(1)
        for _ in range(abs(exponent)):
            result = result * self
        return result if exponent >= 0 else 1 / result

    def __abs__(self) -> Dual:
        return self if self.value >= 0 else -self

    def __int__(self) -> int:
        return int(self.value)

    def __lt__(self, other: Exact) -> bool:
        return self.value < _dual(other).value

    def __gt__(self, other: Exact) -> bool:
        return self.value > _dual(other).value

    def __le__(self, other: Exact) -> bool:
        return self.value <= _dual(other).value

    def __ge__(self, other: Exact) -> bool:
        return self.value >= _dual(other).value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, Fraction, Dual)) and self.value == _dual(other).value

    def __hash__(self) -> int:
        return hash(self.value)


def _dual(x: Any) -> Dual:
    return x if isinstance(x, Dual) else Dual(Fraction(x))


def plain(a: Any) -> Any:
    """The same matrix with its values only."""
    return _each(lambda x: _dual(x).value, a)


def jacobian(f: Any, arguments: list[Any], k: int) -> Any:
    """∂f/∂(argument k), exact: one pass of dual numbers for each entry of the argument."""
    columns = []
    for place in range(arguments[k].size):
        seeded = [_each(Dual, argument) for argument in arguments]
        seeded[k].flat[place] = Dual(arguments[k].flat[place], 1)
        columns.append([_dual(x).slope for x in numpy.asarray(f(*seeded), dtype=object).flat])
    result = numpy.empty((len(columns[0]), len(columns)), dtype=object)
    for place, column in enumerate(columns):
        result[:, place] = column
    return result


def _each(change: Any, a: Any) -> Any:
    array = numpy.asarray(a, dtype=object)
    result = numpy.empty(array.shape, dtype=object)
    for place, x in enumerate(array.flat):
        result.flat[place] = change(x)
    return result
