"""The value of an expression: exact as long as that is possible, else float64.

Arrays have shape (…, r, c); a leading axis holds many inputs at once.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy

from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array, as_float, is_exact
from bpcalc.language.derivative import expansion
from bpcalc.language.sizes import size_at
from bpcalc.language.tree import Expr

Values = Mapping[Any, Any]
"""Arrays by name; for `dl/dx` by its `Derivative`; sizes (int) by their letter."""


class NoValueError(Exception):
    """An abstract function or an unbound size has no value."""


def value(expr: Expr, values: Values, memo: dict[Expr, Array] | None = None) -> Array:
    """The value of an expression, shape (…, r, c).

    `memo` keeps the values of the nodes for other expressions of the same inputs. Division
    by zero and the like give inf or NaN; `blame` tells where they came from.
    """
    known: dict[Expr, Array] = {} if memo is None else memo
    with numpy.errstate(all="ignore"):
        return _value(expr, values, known)


def _value(expr: Expr, values: Values, known: dict[Expr, Array]) -> Array:
    found = known.get(expr)
    if found is None:
        if expr.op in ("name", "partial"):
            found = values[expr.data]
        elif expr.op == "call":
            found = _called(expr, values, known)
        elif expr.op == "size":
            found = _size(expr, values)
        else:
            found = _OPERATIONS[expr.op](expr, *(_value(arg, values, known) for arg in expr.args))
        known[expr] = found
    return found


def _size(expr: Expr, values: Values) -> Array:
    bound = size_at(expr.data, {name: n for name, n in values.items() if isinstance(n, int)})
    if not isinstance(bound, int):
        raise NoValueError(f"the size {bound} has no value")
    return arrays.exact_array([[bound]])


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
    result = numpy.zeros((*a.shape[:-2], rows * columns), dtype=a.dtype)
    kept = index >= 0
    for target, source in zip(index[kept], numpy.flatnonzero(kept), strict=True):
        result[..., target] += flat[..., source]
    return result.reshape(*a.shape[:-2], rows, columns)


def _pick(_: Expr, base: Array, hot: Array) -> Array:
    return arrays.total(arrays.multiply(base, hot), None)


_COMPARED: dict[str, Callable[[Array, Array], Any]] = {
    "==": numpy.equal, "!=": numpy.not_equal, "<": numpy.less, "<=": numpy.less_equal,
    ">": numpy.greater, ">=": numpy.greater_equal,
}  # fmt: skip


def _compare(expr: Expr, a: Array, b: Array) -> Array:
    return arrays.compare(_COMPARED[expr.data], a, b)


def _logic(expr: Expr, *args: Array) -> Array:
    flags = [arg != 0 for arg in args]
    if expr.data == "not":
        return arrays.truth(~flags[0].astype(bool), args[0])
    result = flags[0]
    for flag in flags[1:]:
        result = (result & flag) if expr.data == "and" else (result | flag)
    like = next((arg for arg in args if not is_exact(arg)), args[0])
    return arrays.truth(result.astype(bool), like)


_OPERATIONS: dict[str, Callable[..., Array]] = {
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


def operation(expr: Expr) -> Callable[..., Array]:
    """What computes a node from the values of its arguments. Not for leaves, sizes and calls."""
    return partial(_OPERATIONS[expr.op], expr)


def _called(expr: Expr, values: Values, known: dict[Expr, Array]) -> Array:
    """A function of the table: exact by its formula or exact values, else its float value."""
    row, settings = expr.data
    args = [_value(arg, values, known) for arg in expr.args]
    if row.numeric is None:
        return _value(_formula(expr), values, known)
    if row.exact is True:
        return _plain(row.numeric(*_alike(args), *settings))
    if all(is_exact(arg) for arg in args):
        found = _exactly(expr, args, values, known)
        if found is not None:
            return found
    floats = [float(s) if isinstance(s, Fraction) else s for s in settings]
    return _plain(row.numeric(*(as_float(arg) for arg in args), *floats))


def _exactly(expr: Expr, args: list[Array], values: Values, known: dict[Expr, Array]) -> Array | None:
    row = expr.data[0]
    if callable(row.exact):
        return arrays.entrywise(row.exact, args[0])
    if row.formula is None or any(arg.size > arrays.SMALL for arg in args):
        return None
    found = _value(_formula(expr), values, known)
    return found if is_exact(found) else None


def _formula(expr: Expr) -> Expr:
    written = expansion(expr)
    if written is None:
        raise NoValueError(f"{expr.data[0].name} is abstract")
    return written


def _alike(args: list[Array]) -> list[Array]:
    if all(is_exact(arg) for arg in args):
        return args
    return [as_float(arg) for arg in args]


def _plain(result: Any) -> Array:
    return numpy.asarray(result)


def blame(expr: Expr, known: Mapping[Expr, Array]) -> tuple[Expr, tuple[int, ...]] | None:
    """The deepest node whose value is not finite though its arguments are, and the entry.

    `known` holds the values of the nodes, as `value` leaves them in its memo.
    """
    for part in tree.nodes(expr):
        result = known.get(part)
        if result is None or arrays.finite(result):
            continue
        if part.op == "call":
            written = part.memo.get("expansion")
            deeper = blame(written, known) if written is not None and written in known else None
            if deeper:
                return deeper
        if all(part_arg not in known or arrays.finite(known[part_arg]) for part_arg in part.args):
            entry = tuple(int(i) for i in numpy.argwhere(~numpy.isfinite(result))[0])
            return part, entry
    return None
