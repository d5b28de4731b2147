"""The value of an expression: exact as long as that is possible, else float64.

Arrays have shape (…, r, c); a leading axis holds many inputs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy

from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array, as_float, is_exact
from bpcalc.language.derivative import expansion
from bpcalc.language.kernels import OPERATIONS, NoValueError
from bpcalc.language.sizes import size_at
from bpcalc.language.tree import Expr

__all__ = [
    "NoValueError", "Values", "blame", "infinite_parts", "operation", "quick_value", "silent", "value",
]  # fmt: skip

Values = Mapping[Any, Any]
"""Arrays by name; for `dl/dx` by its `Derivative`; sizes (int) by their letter."""


def value(expr: Expr, values: Values, memo: dict[Expr, Array] | None = None) -> Array:
    """The value of an expression, shape (…, r, c).

    `memo` keeps the values of the nodes for other expressions of the same inputs. Division
    by zero and the like give inf or NaN; `blame` tells where they came from.
    """
    with silent():
        return quick_value(expr, values, {} if memo is None else memo)


def silent() -> numpy.errstate:
    """In it NumPy gives inf and NaN without a word; also as a decorator."""
    return numpy.errstate(all="ignore")


def quick_value(expr: Expr, values: Values, known: dict[Expr, Array]) -> Array:
    """`value`, for many expressions within one `silent`."""
    found = known.get(expr)
    if found is None:
        args, op = expr.args, expr.op
        if op == "call":
            found = _called(expr, values, known)
        elif not args:
            found = _leaf(expr, values)
        elif len(args) == 2:
            one, other = args
            found = OPERATIONS[op](expr, quick_value(one, values, known), quick_value(other, values, known))
        else:
            found = OPERATIONS[op](expr, *[quick_value(arg, values, known) for arg in args])
        known[expr] = found
    return found


def _leaf(expr: Expr, values: Values) -> Array:
    """What is given, or a constant; small constants are made once."""
    if expr.op in ("name", "partial"):
        found: Array = values[expr.data]
    elif expr.op == "size":
        found = _size(expr, values)
    elif "constant" in expr.memo:
        found = expr.memo["constant"]
    else:
        found = OPERATIONS[expr.op](expr)
        if found.size <= arrays.SMALL:
            found.flags.writeable = False
            expr.memo["constant"] = found
    return found


def _size(expr: Expr, values: Values) -> Array:
    bound = size_at(expr.data, {name: n for name, n in values.items() if isinstance(n, int)})
    if not isinstance(bound, int):
        raise NoValueError(f"the size {bound} has no value")
    return arrays.exact_array([[bound]])


def operation(expr: Expr) -> Callable[..., Array]:
    """What computes a node from the values of its arguments. Not for leaves, sizes and calls."""
    return partial(OPERATIONS[expr.op], expr)


def _called(expr: Expr, values: Values, known: dict[Expr, Array]) -> Array:
    """A function of the table: exact by its formula or exact values, else its float value."""
    row, settings = expr.data
    args = [quick_value(arg, values, known) for arg in expr.args]
    if row.numeric is None:
        return quick_value(written_out(expr), values, known)
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
    found = quick_value(written_out(expr), values, known)
    return found if is_exact(found) else None


def written_out(expr: Expr) -> Expr:
    """The formula of a call. Raises NoValueError where it has none."""
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


def infinite_parts(expr: Expr, known: Mapping[Expr, Array]) -> list[Array]:
    """Values of parts of an expression, itself included, that are not finite.

    `known` holds the values of the nodes, as `value` leaves them in its memo. What a function
    of the table with a kernel of its own does inside is not looked at.
    """
    floats = (known[part] for part in _calculated(expr) if part in known)
    return [array for array in floats if not arrays.finite(array)]


def _calculated(expr: Expr) -> tuple[Expr, ...]:
    """The parts of an expression in which numbers are calculated, with those of its formulas."""
    if "calculated" not in expr.memo:
        parts = dict.fromkeys(part for part in tree.nodes(expr) if part.args and part.op not in _MOVED)
        for part in tuple(parts):
            written = expansion(part) if part.op == "call" and part.data[0].numeric is None else None
            if written is not None and written is not part:
                parts |= dict.fromkeys(_calculated(written))
        expr.memo["calculated"] = tuple(parts)
    calculated: tuple[Expr, ...] = expr.memo["calculated"]
    return calculated


_MOVED = frozenset(("T", "broadcast", "slice", "reshape", "neg", "diag", "gather"))
"""Operations whose result is finite where what goes in is."""


def blame(expr: Expr, known: Mapping[Expr, Array]) -> tuple[Expr, tuple[int, ...]] | None:
    """The deepest node whose value is not finite though its arguments are, and the entry.

    `known` holds the values of the nodes, as `value` leaves them in its memo.
    """
    for part in tree.nodes(expr):
        result = known.get(part)
        if result is None:
            continue
        infinite = not arrays.finite(result)
        if part.op == "call" and (infinite or part.data[0].numeric is None):
            written = part.memo.get("expansion")
            deeper = blame(written, known) if written is not None and written in known else None
            if deeper:
                return deeper
        if infinite and all(arg not in known or arrays.finite(known[arg]) for arg in part.args):
            entry = tuple(int(i) for i in numpy.argwhere(~numpy.isfinite(result))[0])
            return part, entry
    return None
