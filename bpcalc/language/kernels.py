"""What each operation computes on arrays of shape (…, r, c), one leading entry for each input."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from bpcalc.language import arrays
from bpcalc.language.arrays import Array, as_float, is_exact
from bpcalc.language.tree import Expr


class NoValueError(Exception):
    """An abstract function or an unbound size has no value."""


def _shape(expr: Expr) -> tuple[int, int]:
    rows, columns = expr.shape
    if not (isinstance(rows, int) and isinstance(columns, int)):
        raise NoValueError(f"the size {rows}×{columns} has no value")
    return rows, columns


def _filled(expr: Expr, entry: int) -> Array:
    shape = _shape(expr)
    kind: Any = object if shape[0] * shape[1] <= arrays.SMALL else numpy.int64
    return numpy.full(shape, entry, dtype=kind)


def _identity(n: int, rows: slice = slice(None)) -> Array:
    kind: Any = object if n * n <= arrays.SMALL else numpy.int64
    return numpy.eye(n, dtype=numpy.int64)[rows].astype(kind)


def _select(expr: Expr) -> Array:
    rows, columns = _shape(expr)
    start = expr.data[0]
    return _identity(columns, slice(start, start + rows))


def _commutation(expr: Expr) -> Array:
    rows, columns = expr.data
    order = numpy.arange(rows * columns).reshape(rows, columns).T.ravel()
    permuted: Array = _identity(rows * columns)[order]
    return permuted


def _sum_of(_: Expr, *args: Array) -> Array:
    result = args[0]
    for arg in args[1:]:
        result = arrays.add(result, arg)
    return result


def _product_of(_: Expr, *args: Array) -> Array:
    result = args[0]
    for arg in args[1:]:
        result = arrays.multiply(result, arg)
    return result


def _chain(_: Expr, *args: Array) -> Array:
    """A product of matrices in the order with the fewest multiplications."""
    chain = list(args)
    while len(chain) > 1:
        k = first_product([part.shape[-2:] for part in chain]) if len(chain) > 2 else 0
        chain[k : k + 2] = [arrays.matmul(chain[k], chain[k + 1])]
    return chain[0]


def first_product(shapes: Sequence[tuple[Any, ...]]) -> int:
    """Where to begin in a chain of matrices: few multiplications, and many entries gone for good."""
    costs = [m * k * n - 0.5 * (m * k + k * n - m * n) for (m, k), (_, n) in itertools.pairwise(shapes)]
    return costs.index(min(costs))


def _broadcast(expr: Expr, a: Array) -> Array:
    return numpy.broadcast_to(a, (*a.shape[:-2], *_shape(expr)))


def _part(expr: Expr, a: Array) -> Array:
    (r0, r1), (c0, c1) = expr.data
    if not all(isinstance(end, int) for end in (r0, r1, c0, c1)):
        raise NoValueError("a part between letters has no value")
    return a[..., r0:r1, c0:c1]


def _stack(expr: Expr, *args: Array) -> Array:
    if len({arg.dtype for arg in args}) > 1:
        exact = all(is_exact(arg) for arg in args)
        args = tuple(arg.astype(object) if exact else as_float(arg) for arg in args)
    lead = numpy.broadcast_shapes(*(arg.shape[:-2] for arg in args))
    wide = [numpy.broadcast_to(arg, lead + arg.shape[-2:]) for arg in args]
    return numpy.concatenate(wide, axis=expr.data - 2)


def _diag(expr: Expr, a: Array) -> Array:
    n = _shape(expr)[0]
    result = numpy.zeros((*a.shape[:-2], n, n), dtype=a.dtype)
    result[..., numpy.arange(n), numpy.arange(n)] = a.reshape(*a.shape[:-2], n)
    return result


def _kron(expr: Expr, a: Array, b: Array) -> Array:
    rows, columns = _shape(expr)
    blocks = arrays.multiply(a[..., :, None, :, None], b[..., None, :, None, :])
    return blocks.reshape(*blocks.shape[:-4], rows, columns)


def _gather(expr: Expr, a: Array) -> Array:
    index = numpy.array(expr.data)
    flat = a.reshape(*a.shape[:-2], -1)
    picked = numpy.where(index >= 0, flat[..., index], numpy.zeros(1, dtype=a.dtype))
    return picked.reshape(*a.shape[:-2], *_shape(expr))


def _scatter(expr: Expr, a: Array) -> Array:
    rows, columns = _shape(expr)
    index = numpy.array(expr.data)
    flat = a.reshape(*a.shape[:-2], -1)
    kind = numpy.int64 if a.dtype.kind == "i" else a.dtype
    result = numpy.zeros((*a.shape[:-2], rows * columns), dtype=kind)
    kept = index >= 0
    for target, source in zip(index[kept], numpy.flatnonzero(kept), strict=True):
        result[..., target] += flat[..., source]
    return result.reshape(*a.shape[:-2], rows, columns)


def _pick(expr: Expr, base: Array, hot: Array) -> Array:
    if expr.data is None:
        return arrays.total(arrays.multiply(base, hot), None)
    return arrays.matmul(hot, base) if expr.data == 0 else arrays.matmul(base, hot)


_COMPARED: dict[str, Callable[[Array, Array], Any]] = {
    "==": numpy.equal, "!=": numpy.not_equal, "<": numpy.less, "<=": numpy.less_equal,
    ">": numpy.greater, ">=": numpy.greater_equal,
}  # fmt: skip


def _compare(expr: Expr, a: Array, b: Array) -> Array:
    return arrays.compare(_COMPARED[expr.data], a, b)


def _logic(expr: Expr, *args: Array) -> Array:
    """Of 0 and 1: `not x` is 1 − x, `and` the smaller one, `or` the larger one."""
    flags = [
        arg if part.op in ("compare", "logic") else arrays.truth(arg != 0, arg)
        for part, arg in zip(expr.args, args, strict=True)
    ]
    if expr.data == "not":
        return arrays.add(arrays.exact_array([[1]]), arrays.negate(flags[0]))
    joined = numpy.minimum if expr.data == "and" else numpy.maximum
    result = flags[0]
    for flag in flags[1:]:
        result = joined(*(arrays.alike(result, flag) if result.dtype != flag.dtype else (result, flag)))
    return result


OPERATIONS: dict[str, Callable[..., Array]] = {
    "number": lambda expr: arrays.exact_array([[expr.data.value]]),
    "constant": lambda expr: numpy.array([[math.pi]]),
    "ones": lambda expr: _filled(expr, 1),
    "zeros": lambda expr: _filled(expr, 0),
    "eye": lambda expr: _identity(_shape(expr)[0]),
    "select": _select,
    "commutation": _commutation,
    "add": _sum_of,
    "neg": lambda expr, a: arrays.negate(a),
    "mul": _product_of,
    "matmul": _chain,
    "div": lambda expr, a, b: arrays.divide(a, b),
    "pow": lambda expr, a, b: arrays.power(a, b),
    "T": lambda expr, a: a.swapaxes(-1, -2),
    "broadcast": _broadcast,
    "slice": _part,
    "stack": _stack,
    "reshape": lambda expr, a: a.reshape(*a.shape[:-2], *_shape(expr)),
    "sum": lambda expr, a: arrays.total(a, expr.data),
    "diag": _diag,
    "kron": _kron,
    "gather": _gather,
    "scatter": _scatter,
    "pick": _pick,
    "compare": _compare,
    "logic": _logic,
}
"""From a node and the values of its arguments to its value. Not for leaves, sizes and calls."""
