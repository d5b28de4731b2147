"""Arithmetic on matrices that is exact as long as it can be.

An array has shape (…, r, c); leading axes hold many inputs at once. Its dtype says what it
is: object entries (int, Fraction) and int64 are exact, float64 is not. int64 serves large
whole-numbered arrays: it falls back to float64 before it could overflow. Many truths, 0 and 1,
are int8, and become int64 as soon as something is calculated with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import isqrt
from typing import Any, TypeAlias
from weakref import ref

import numpy

from bpcalc.language.matrix_product import matrix_product
from bpcalc.language.numbers import Rational, simplest

Array: TypeAlias = numpy.ndarray[Any, Any]

SMALL = 4096  # entries up to which Python numbers are used
_OBJECT, _FLOAT64 = numpy.dtype(object), numpy.dtype(numpy.float64)
_WHOLE = 2**53  # whole float64 numbers below it are exact
_MANY = 1 << 16  # entries whose largest is worth remembering
_WORK = 2_000_000  # multiplications of Python numbers that are affordable


def exact_array(rows: Iterable[Iterable[Rational]]) -> Array:
    """A matrix of exact numbers."""
    table = [list(row) for row in rows]
    entries = len(table) * len(table[0]) if table else 0
    if entries > SMALL and all(isinstance(x, int) and abs(x) < _WHOLE for row in table for x in row):
        return numpy.array(table, dtype=numpy.int64)
    array = numpy.empty((len(table), len(table[0]) if table else 0), dtype=object)
    for i, row in enumerate(table):
        array[i] = row
    return array


def whole_array(entries: Array) -> Array:
    """A matrix of whole numbers, from an int64 array."""
    return entries if entries.size > SMALL else entries.astype(object)


def settled(a: Array) -> Array:
    """The same array, with Python's numbers where it has few whole ones."""
    return a.astype(object) if a.dtype.kind == "i" and a.size <= SMALL else a


def is_exact(a: Array) -> bool:
    """Whether all entries are exact numbers."""
    return bool(a.dtype != numpy.float64)


def as_float(a: Array) -> Array:
    """The same numbers in float64; one too large for it becomes an infinity."""
    if a.dtype == numpy.float64:
        return a
    try:
        floats: Array = a.astype(numpy.float64)
    except OverflowError:
        floats = numpy.array([_float(x) for x in a.ravel()]).reshape(a.shape)
    return floats


def _float(x: Rational) -> float:
    try:
        return float(x)
    except OverflowError:
        return numpy.inf if x > 0 else -numpy.inf


def finite(a: Array) -> bool:
    """Whether no entry is infinite or NaN."""
    return a.dtype != numpy.float64 or bool(numpy.logical_and.reduce(numpy.isfinite(a), axis=None))


def digits(a: Array) -> int:
    """The length of the longest numerator or denominator among exact entries, in digits."""
    if a.dtype != object:
        return 0
    longest = 0
    for x in a.flat:
        longest = max(longest, x.numerator.bit_length(), x.denominator.bit_length())
    return int(longest * 0.30103) + 1


def alike(a: Array, b: Array) -> tuple[Array, Array]:
    """Both in one dtype to calculate in."""
    if a.dtype == b.dtype != numpy.int8:
        return a, b
    if not (is_exact(a) and is_exact(b)):
        return as_float(a), as_float(b)
    one, other = _whole(a), _whole(b)
    if one.dtype == other.dtype:
        return one, other
    if a.size + b.size <= SMALL:
        return a.astype(object), b.astype(object)
    return as_float(one), as_float(other)


def _unbounded(a: Array) -> Array:
    """int64 entries as numbers that cannot overflow: Python's while they are few, else floats."""
    return a.astype(object) if a.size <= SMALL else as_float(a)


def _whole(a: Array) -> Array:
    """As int64 when every entry is a small whole number, else as float64."""
    if a.dtype.kind == "i":
        return a.astype(numpy.int64, copy=False)
    once = a[tuple(slice(None) if step else slice(1) for step in a.strides)]  # repeats left out
    if a.dtype == object and all(x.denominator == 1 and abs(x) < _WHOLE for x in once.flat):
        return numpy.broadcast_to(once.astype(numpy.int64), a.shape)
    return as_float(a)


def _largest(a: Array) -> int:
    """The largest absolute value; of many entries it is found once, for their transpose as well."""
    if a.size <= _MANY:
        return int(max(a.max(), -a.min())) if a.size else 0
    whole = a.base if isinstance(a.base, numpy.ndarray) and a.base.size == a.size else a
    reference, found = _found_largest.get(id(whole), (None, 0))
    if reference is None or reference() is not whole:
        found, key = int(max(whole.max(), -whole.min())), id(whole)
        _found_largest[key] = ref(whole, lambda _: _found_largest.pop(key, None)), found
    return found


_found_largest: dict[int, tuple[ref[Array], int]] = {}


def add(a: Array, b: Array) -> Array:
    """A + B."""
    a, b = alike(a, b)
    if a.dtype == numpy.int64 and _largest(a) + _largest(b) >= _WHOLE:
        a, b = alike(_unbounded(a), _unbounded(b))
    return _array(a + b)


def multiply(a: Array, b: Array) -> Array:
    """A ⊙ B; a 1×1 scales."""
    a, b = alike(a, b)
    if a.dtype == numpy.int64 and _largest(a) * _largest(b) >= _WHOLE:
        a, b = alike(_unbounded(a), _unbounded(b))
    return _array(a * b)


def divide(a: Array, b: Array) -> Array:
    """A / B entry by entry. Exact division by 0 gives what float64 gives: inf or NaN."""
    if is_exact(a) and is_exact(b) and max(a.size, b.size) <= SMALL:
        top, bottom = a.astype(object), b.astype(object)
        if all(bottom.flat):
            return _array(_divide(top, bottom))
    return as_float(a) / as_float(b)


def _quotient(x: Rational, y: Rational) -> Rational:
    result = Fraction(x) / y
    return result.numerator if result.denominator == 1 else result


_divide: Callable[..., Any] = numpy.frompyfunc(_quotient, 2, 1)


def matmul(a: Array, b: Array) -> Array:
    """A B, as one product of two matrices where only one of them has leading axes."""
    many = a.size * b.shape[-1]
    if a.dtype == b.dtype == object and many > SMALL:
        one, other = _whole(a), _whole(b)
        if one.dtype == other.dtype == numpy.int64 or many > _WORK:
            a, b = alike(one, other)
    if a.shape[-1] == 1:
        return multiply(a, b)  # a column times a row: nothing is added
    kinds = {a.dtype, b.dtype}
    if len(kinds) == 2 and _OBJECT in kinds:
        a, b = alike(a, b)
        kinds = {a.dtype, b.dtype}
    if "i" in (a.dtype.kind, b.dtype.kind):
        whole = _FLOAT64 not in kinds
        small = whole and _largest(a) * _largest(b) * a.shape[-1] < _WHOLE
        if whole and not small and a.size + b.size <= SMALL:
            return _array(_product(a.astype(object), b.astype(object)))
        result = _product(a, b)  # in float64
        return result.astype(numpy.int64) if small else result
    return _array(_product(a, b))


def _product(a: Array, b: Array) -> Array:
    if a.ndim == b.ndim == 2:
        return matrix_product(a, b)
    if a.ndim == 2 and b.ndim == 3:
        many, k, c = b.shape
        folded = matrix_product(a, b.transpose(1, 0, 2).reshape(k, many * c))
        unfolded: Array = folded.reshape(a.shape[0], many, c).transpose(1, 0, 2)
        return unfolded
    if a.ndim == 3 and b.ndim == 2:
        many, r, k = a.shape
        return matrix_product(a.reshape(many * r, k), b).reshape(many, r, b.shape[1])
    if a.dtype != object:
        a, b = as_float(a), as_float(b)
    product: Array = numpy.matmul(a, b)
    return product


def negate(a: Array) -> Array:
    """−A, without negative zeros."""
    a = a.astype(numpy.int64) if a.dtype == numpy.int8 else a
    return _array(0 - a) if a.dtype == numpy.float64 else _array(-a)


def power(a: Array, b: Array) -> Array:
    """A ^ B entry by entry; exact for whole exponents while the digits stay few."""
    if is_exact(a) and is_exact(b) and max(a.size, b.size) <= SMALL:
        top, up = numpy.broadcast_arrays(a.astype(object), b.astype(object))
        values = [_power(x, y) for x, y in zip(top.flat, up.flat, strict=True)]
        if all(value is not None for value in values):
            result = numpy.empty(len(values), dtype=object)
            result[:] = values
            return result.reshape(top.shape)
    exponent: Any = as_float(b).item() if b.size == 1 else as_float(b)  # of a number there are shortcuts
    return _array(as_float(a) ** exponent)


def _power(x: Rational, y: Rational) -> Rational | None:
    if y.denominator != 1:
        root = root_of(x) if y.denominator == 2 else None
        return None if root is None else _power(root, y.numerator)
    size = max(x.numerator.bit_length(), x.denominator.bit_length()) * abs(y.numerator)
    if size > 400 or (x == 0 and y < 0):
        return None
    return simplest(x**y.numerator if y >= 0 else Fraction(1, x) ** -y.numerator)


def root_of(x: Rational) -> Rational | None:
    """√x where it is rational."""
    if x < 0:
        return None
    top, bottom = _whole_root(x.numerator), _whole_root(x.denominator)
    if top is None or bottom is None:
        return None
    return top if bottom == 1 else Fraction(top, bottom)


def _whole_root(n: int) -> int | None:
    if n.bit_length() > 400:
        return None
    root = isqrt(n)
    return root if root * root == n else None


def total(a: Array, axis: int | None) -> Array:
    """The sum over both axes of the matrix, or over one of them, kept two-dimensional."""
    axes = (-2, -1) if axis is None else (axis - 2,)
    if a.dtype == numpy.int64 and _largest(a) * a.size >= _WHOLE:
        a = _unbounded(a)
    return _array(a.sum(axis=axes, keepdims=True))


def entrywise(function: Callable[[Rational], Rational | None], a: Array) -> Array | None:
    """The function of every exact entry, or None when one of them has no exact value."""
    if a.size > SMALL:
        return None
    values = [function(x) for x in a.astype(object).flat]
    if any(value is None for value in values):
        return None
    result = numpy.empty(len(values), dtype=object)
    result[:] = values
    shaped: Array = result.reshape(a.shape)
    return shaped


def compare(comparison: Callable[[Array, Array], Any], a: Array, b: Array) -> Array:
    """1 where a comparison of entries holds, else 0."""
    a, b = alike(a, b) if a.dtype != b.dtype else (a, b)
    return truth(comparison(a, b).astype(bool, copy=False), a)


def truth(a: Any, like: Array) -> Array:
    """True and False as 1 and 0, exact where what was compared is exact."""
    if like.dtype == object:
        return whole_array(numpy.asarray(a, dtype=numpy.int64))
    flags: Array = a.astype(like.dtype) if like.dtype == numpy.float64 else a.view(numpy.int8)
    return flags


def _array(a: Any) -> Array:
    """NumPy turns some results on object entries into bare Python numbers; undo that."""
    return a if isinstance(a, numpy.ndarray) else numpy.array(a, dtype=object)
