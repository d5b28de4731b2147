"""A product of two matrices: large whole numbers as floats, and what meets only zeros left out."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy

Matrix: TypeAlias = numpy.ndarray[Any, Any]

_LARGE = 128
"""Rows, columns and inner indices from which it pays to look for zeros."""
_LEFT = 0.8
"""The share of the inner indices that may be left for a shorter product to be the quicker one."""
_BLOCK = 256
_NARROW = 4


def matrix_product(a: Matrix, b: Matrix) -> Matrix:
    """A B, in float64 where one of them has whole numbers.

    An inner index at which all of A's column, or all of B's row, is 0 adds nothing, as behind
    a ReLU.
    """
    if "i" in (a.dtype.kind, b.dtype.kind):
        return _of_whole_numbers(a, b)
    (_, inner), columns = a.shape, b.shape[1]
    if a.dtype == numpy.float64 and min(*a.shape, columns) >= _LARGE:
        used = numpy.flatnonzero(_used_rows(a.T) & _used_rows(b))
        if used.size <= _LEFT * inner:
            return _shorter(a, b, used)
    product: Matrix = a @ b
    return product


def _used_rows(a: Matrix) -> Matrix:
    """Whether a row has any entry but 0; most rows show it at once."""
    used: Matrix = a[:, 0] != 0
    width = 1
    while not used.all() and width < a.shape[1]:
        used |= (a[:, width : 4 * width] != 0).any(axis=1)
        width *= 4
    return used


def _shorter(a: Matrix, b: Matrix, used: Matrix) -> Matrix:
    """A B with some of the inner indices, block by block: the copies are small beside the result."""
    rows, columns = a.shape[0], b.shape[1]
    result = numpy.empty((rows, columns))
    for right in _blocks(columns):
        kept = b[:, right][used]
        for left in _blocks(rows):
            numpy.matmul(a[left][:, used], kept, out=result[left, right])
    return result


def _blocks(size: int) -> list[slice]:
    """At most four parts, of at least so many entries that a product of blocks is quick."""
    step = max(_BLOCK, -(-size // 4))
    return [slice(start, start + step) for start in range(0, size, step)]


def _of_whole_numbers(a: Matrix, b: Matrix) -> Matrix:
    """A B in float64. A large matrix beside a narrow one is never copied as a whole."""
    if a.shape[0] <= _NARROW < b.shape[1]:
        turned: Matrix = _of_whole_numbers(b.T, a.T).T
        return turned
    column = b.astype(numpy.float64, copy=False)
    if b.shape[1] > _NARROW or a.size <= _BLOCK * _BLOCK:
        return matrix_product(a.astype(numpy.float64, copy=False), column)
    by_rows = a.flags.c_contiguous
    result = numpy.zeros((a.shape[0], b.shape[1]))
    step = _BLOCK // 4
    for start in range(0, a.shape[0] if by_rows else a.shape[1], step):
        part = slice(start, start + step)
        if by_rows:
            numpy.matmul(a[part].astype(numpy.float64, copy=False), column, out=result[part])
        else:
            result += a[:, part].astype(numpy.float64, copy=False) @ column[part]
    return result
