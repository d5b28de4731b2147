"""Float values of functions whose formula, taken literally, would overflow or lose digits.

Arrays have shape (…, r, c); axis is 0, 1 or None (all entries), results stay two-dimensional.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy

from bpcalc.language.arrays import Array, divide, is_exact, truth

HALF = Fraction(1, 2)
HUNDREDTH = Fraction(1, 100)
TINY = Fraction(1, 100_000)

_erf = numpy.frompyfunc(math.erf, 1, 1)


def axes(axis: int | None) -> tuple[int, ...]:
    """The array axes that an axis of the matrix stands for."""
    return (-2, -1) if axis is None else (axis - 2,)


def erf(z: Array) -> Any:
    return numpy.asarray(_erf(z), dtype=numpy.float64)


def sigmoid(z: Array) -> Any:
    small = numpy.exp(-numpy.abs(z))
    return numpy.where(z >= 0, 1, small) / (1 + small)


def softplus(z: Array, beta: float) -> Any:
    return numpy.logaddexp(0, beta * z) / beta


def elu(z: Array, alpha: float) -> Any:
    return numpy.where(z > 0, z, alpha * numpy.expm1(numpy.minimum(z, 0)))


def softmax(z: Array, beta: float, axis: int | None) -> Any:
    powers = numpy.exp(beta * (z - z.max(axis=axes(axis), keepdims=True)))
    return powers / powers.sum(axis=axes(axis), keepdims=True)


def logsumexp(z: Array, axis: int | None) -> Any:
    top = z.max(axis=axes(axis), keepdims=True)
    return top + numpy.log(numpy.exp(z - top).sum(axis=axes(axis), keepdims=True))


def log_softmax(z: Array, axis: int | None) -> Any:
    return z - logsumexp(z, axis)


def softmax_cross_entropy(z: Array, y: Array, axis: int | None) -> Any:
    return -(y * log_softmax(z, axis)).sum(axis=(-2, -1), keepdims=True)


def xlogy(y: Array, p: Array) -> Any:
    return numpy.where(y == 0, 0, y * numpy.log(numpy.where(y == 0, 1, p)))


def heaviside(z: Array, at_zero: Any) -> Any:
    """1 above 0, 0 below, `at_zero` at 0."""
    if at_zero in (0, 1):
        return truth(z >= 0 if at_zero else z > 0, z)
    found = numpy.where(z > 0, 1, numpy.where(z == 0, at_zero, 0))
    return found.astype(object) if is_exact(z) else found.astype(numpy.float64)


def holds(z: Array) -> Any:
    return truth(z != 0, z)


def sign(z: Array) -> Any:
    return truth(z > 0, z) - truth(z < 0, z)


def largest(z: Array, axis: int | None) -> Any:
    return numpy.max(z, axis=axes(axis), keepdims=True)


def smallest(z: Array, axis: int | None) -> Any:
    return numpy.min(z, axis=axes(axis), keepdims=True)


def share_of_largest(z: Array, axis: int | None) -> Any:
    """1 at the largest entry; equal largest entries share it."""
    return _share(z, truth(z == largest(z, axis), z), axis)


def share_in_windows(z: Array, n: int) -> Any:
    """1 at the largest entry of each n×n window; equal largest entries share it, the rim has 0."""
    lead, (rows, columns) = z.shape[:-2], (z.shape[-2] // n, z.shape[-1] // n)
    kept = z[..., : rows * n, : columns * n].reshape(*lead, rows, n, columns, n).swapaxes(-3, -2)
    shares = share_of_largest(kept.reshape(*lead, rows * columns, n * n), 1)
    found = numpy.zeros(z.shape, shares.dtype)
    tiles = shares.reshape(*lead, rows, columns, n, n).swapaxes(-3, -2)
    found[..., : rows * n, : columns * n] = tiles.reshape(*lead, rows * n, columns * n)
    return found


def share_of_smallest(z: Array, axis: int | None) -> Any:
    """1 at the smallest entry; equal smallest entries share it."""
    return _share(z, truth(z == smallest(z, axis), z), axis)


def _share(z: Array, hits: Array, axis: int | None) -> Any:
    return divide(hits, numpy.broadcast_to(hits.sum(axis=axes(axis), keepdims=True), hits.shape))


def every(z: Array, axis: int | None) -> Any:
    return truth((z != 0).all(axis=axes(axis), keepdims=True), z)


def some(z: Array, axis: int | None) -> Any:
    return truth((z != 0).any(axis=axes(axis), keepdims=True), z)


def ordered(z: Array) -> Any:
    """The entries of a row or column in rising order."""
    lines = numpy.ascontiguousarray(z.reshape(*z.shape[:-2], -1))  # in memory side by side: quicker
    return numpy.sort(lines, axis=-1).reshape(z.shape)


def ordering(z: Array) -> Any:
    """The permutation P with P z sorted, for a column z (or zᵀ for a row)."""
    flat = z.reshape(*z.shape[:-2], -1)
    order = numpy.argsort(flat, axis=-1, kind="stable")
    n = flat.shape[-1]
    return truth(order[..., :, None] == numpy.arange(n), z)


def one_hot(t: Array, p: Array) -> Any:
    """1 at the entry of each example that its label, counted from 0, names."""
    rows, columns = p.shape[-2:]
    if t.shape[-2:] == (1, 1):
        place = numpy.arange(rows * columns).reshape(rows, columns)
        return truth(place == t, t)
    if t.shape[-2] == rows:
        return truth(numpy.arange(columns) == t, t)
    return truth(numpy.arange(rows)[:, None] == t, t)
