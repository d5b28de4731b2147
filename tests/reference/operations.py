"""The operators and built-in operations, written a second time.

Arguments are a, b, c in the order of the shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy
from autograd import numpy as np

from tests.reference.entries import ENTRIES, PAIRS, SHAPES, Entry, Shape, Trial
from tests.reference.functions import difference, itself

PRODUCTS: tuple[tuple[Shape, ...], ...] = (
    ((2, 3), (3, 2)), ((3, 1), (1, 3)), ((1, 3), (3, 1)), ((1, 1), (1, 4)), ((3, 3), (3, 1)),
)  # fmt: skip
SCALED: tuple[tuple[Shape, ...], ...] = (((1, 1), (1, 1)), ((1, 1), (3, 1)), ((1, 1), (2, 3)))
MATRICES: tuple[tuple[Shape, ...], ...] = (((3, 4),),)
VECTORS: tuple[tuple[Shape, ...], ...] = (((3, 1),), ((1, 4),), ((1, 1),))
COLUMNS: tuple[tuple[Shape, ...], ...] = (((3, 1),), ((4, 1),))


def operation(
    name: str,
    typed: str,
    value: Callable[..., Any],
    shapes: tuple[tuple[Shape, ...], ...] = SHAPES,
    domains: str = "real",
    rational: bool = True,
    **rest: Any,
) -> None:
    """An operation by the text that means it."""
    trials: tuple[Trial, ...] = tuple((arguments, {}) for arguments in shapes)
    kinds = tuple(domains.split())
    kinds = kinds * len(shapes[0]) if len(kinds) == 1 else kinds
    entry = Entry(name, value, kinds, trials, rational=rational, typed=typed, **rest)
    ENTRIES.setdefault(name, []).append(entry)


def summed(a: Any, axis: int | None) -> Any:
    return np.sum(a, axis=axis, keepdims=True)


def kronecker(a: Any, b: Any) -> Any:
    blocks = [np.hstack([a[i, j] * b for j in range(a.shape[1])]) for i in range(a.shape[0])]
    return np.vstack(blocks)


def diagonal(a: Any) -> Any:
    return np.reshape(a, (-1, 1)) * numpy.eye(a.size, dtype=int)


# -- operators -----------------------------------------------------------------------

operation("+", "a + b", lambda a, b: a + b, PAIRS)
operation("+", "a + b + c", lambda a, b, c: a + b + c, (((2, 3), (2, 1), (1, 3)), ((1, 1), (3, 1), (3, 1))))
operation("+", "a + 3", lambda a: a + 3)
operation("-", "a - b", lambda a, b: a - b, PAIRS)
operation("-", "b - a - 2", lambda a, b: b - a - 2, PAIRS)
operation("-", "-a", lambda a: -a)
operation("*", "a * b", lambda a, b: a * b, PAIRS + SCALED)
operation("*", "b * a * b", lambda a, b: b * a * b, PAIRS + SCALED)
operation("*", "1/3 * a", lambda a: a * Fraction(1, 3) if a.dtype == object else a / 3)
operation("/", "a / b", lambda a, b: a / b, PAIRS, "real positive")
operation("/", "b / a", lambda a, b: b / a, (*PAIRS, *SCALED), "positive real")
operation("/", "2 / a", lambda a: 2 / a, domains="positive")
operation("@", "a @ b", lambda a, b: a @ b, PRODUCTS)
operation("@", "a @ b @ a", lambda a, b: a @ b @ a, PRODUCTS[:3])
operation("@", "a.T @ (a @ b)", lambda a, b: a.T @ (a @ b), PRODUCTS)
operation("^", "a^2", lambda a: a**2)
operation("^", "a^3", lambda a: a**3)
operation("^", "a^1", lambda a: 1 * a)
operation("^", "a^0", lambda a: 0 * a + 1)
operation("^", "a^-1", lambda a: 1 / a, VECTORS, domains="positive")
operation("^", "a^(1/2)", lambda a: np.sqrt(a), domains="positive", rational=False)
operation("^", "a^-1.5", lambda a: a ** (-1.5), VECTORS, domains="positive", rational=False)
operation("^", "a^b", lambda a, b: a**b, PAIRS, "positive real", rational=False)
operation("^", "2^a", lambda a: 2.0**a, rational=False)
operation("T", "a.T", lambda a: a.T)
operation("[]", "a[1, 2]", lambda a: a[1:2, 2:3], MATRICES)
operation("[]", "a[1, :]", lambda a: a[1:2, :], MATRICES)
operation("[]", "a[:, 1:3]", lambda a: a[:, 1:3], MATRICES)
operation("[]", "a[0:2, 3]", lambda a: a[0:2, 3:4], MATRICES)
operation("[]", "a[2:, :2]", lambda a: a[2:, :2], MATRICES)
operation("[]", "a[2]", lambda a: a[2:3], COLUMNS)
operation("[]", "a[1:3]", lambda a: a[1:3], COLUMNS)
operation("[]", "a[1:]", lambda a: a[:, 1:], (((1, 4),),))
operation("[]", "a[0]", lambda a: 1 * a, (((1, 1),),))
operation(
    "[]", "a[b]", lambda a, b: a[int(b[0, 0])].reshape(1, 1), (((3, 1), (1, 1)),), "real label", labels=(1,)
)
operation("<", "a < b", lambda a, b: (a < b) * 1, PAIRS, kinks=difference, smooth=False)
operation("<", "-1 <= a <= 1", lambda a: (abs(a) <= 1) * 1, kinks=lambda a: abs(a) - 1, smooth=False)
operation("==", "a == a", lambda a: (a == a) * 1, smooth=False)
operation("!=", "a != a", lambda a: (a != a) * 1, smooth=False)
operation("not", "not a > 0", lambda a: (a <= 0) * 1, kinks=itself, smooth=False)
operation("and", "a > -1 and a < 1", lambda a: (abs(a) < 1) * 1, kinks=lambda a: abs(a) - 1, smooth=False)
operation("or", "a < -1 or a > 1", lambda a: (abs(a) > 1) * 1, kinks=lambda a: abs(a) - 1, smooth=False)
operation("pi", "pi * a", lambda a: numpy.pi * a, rational=False)

# -- built-in operations -------------------------------------------------------------

operation("sum", "sum(a)", lambda a: summed(a, None))
operation("sum", "sum(a, axis=0)", lambda a: summed(a, 0))
operation("sum", "sum(a, 1)", lambda a: summed(a, 1))
operation(
    "hstack",
    "hstack(a, b)",
    lambda a, b: np.hstack([a, b]),
    (((2, 3), (2, 1)), ((1, 1), (1, 2)), ((3, 1), (3, 1))),
)
operation(
    "hstack",
    "hstack(a, ones(3, 1), a)",
    lambda a: np.hstack([a, a[:, :1] * 0 + 1, a]),
    COLUMNS[:1] + MATRICES,
)
operation(
    "vstack",
    "vstack(a, b)",
    lambda a, b: np.vstack([a, b]),
    (((2, 3), (1, 3)), ((1, 1), (2, 1)), ((1, 3), (1, 3))),
)
operation("reshape", "reshape(a, 2, 6)", lambda a: np.reshape(a, (2, 6)), (((3, 4),), ((12, 1),), ((1, 12),)))
operation("vec", "vec(a)", lambda a: np.reshape(a, (-1, 1)))
operation("diag", "diag(a)", diagonal, (*COLUMNS, ((1, 1),), ((1, 3),)))
operation("outer", "outer(a, b)", lambda a, b: a @ b.T, (((3, 1), (2, 1)), ((1, 1), (3, 1))))
operation(
    "kron", "kron(a, b)", kronecker, (((2, 3), (2, 1)), ((1, 2), (2, 2)), ((1, 1), (2, 2)), ((3, 1), (1, 2)))
)
operation("ones", "ones(2, 3) @ a", lambda a: numpy.ones((2, 3), dtype=int) @ a, COLUMNS[:1] + MATRICES)
operation("ones", "ones(3) + a", lambda a: a + 1, COLUMNS[:1])
operation("zeros", "zeros(3, 1) - a", lambda a: -a, COLUMNS[:1])
operation("eye", "eye(3) @ a", lambda a: 1 * a, COLUMNS[:1] + MATRICES)
operation("eye", "a @ (eye(4) + ones(4, 4))", lambda a: a @ (numpy.eye(4, dtype=int) + 1), MATRICES)
operation("count", "count(a) * a", lambda a: a.size * a)
operation("commutation", "commutation(3, 4) @ vec(a)", lambda a: np.reshape(a.T, (-1, 1)), MATRICES)
operation("derivative", "derivative(tanh, a)", lambda a: 1 - np.tanh(a) ** 2, rational=False)
operation("derivative", "derivative(relu, a)", lambda a: (a > 0) * 1, kinks=itself, smooth=False)

# -- functions of the table in other clothes -----------------------------------------

operation("ln", "ln(a)", np.log, domains="positive", rational=False)
operation("max of several", "max(a, 0)", lambda a: np.maximum(a, 0), kinks=itself)
operation("max of several", "max(a, b, 1)", lambda a, b: np.maximum(np.maximum(a, b), 1), PAIRS,
          kinks=lambda a, b: numpy.concatenate([numpy.ravel(x) for x in (a - b, a - 1, b - 1)]))  # fmt: skip
operation("min of several", "min(a, b)", lambda a, b: np.minimum(a, b), PAIRS, kinks=difference)
