"""Jacobians found without the language: by autograd, and by differences.

All of shape (entries of the value) × (entries of the argument), row by row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from autograd import grad
from autograd import jacobian as _jacobian
from autograd import numpy as np

_STENCIL = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))
_STEP = 1e-3
REACH = 4 * _STEP
"""How far from the point the differences look: no kink may be that near."""


def by_autograd(f: Callable[..., Any], arguments: list[Any], k: int) -> Any:
    """∂f/∂(argument k)."""
    y = numpy.asarray(f(*arguments))
    return _jacobian(f, k)(*arguments).reshape(y.size, arguments[k].size)


def by_differences(f: Callable[..., Any], arguments: list[Any], k: int) -> Any:
    """∂f/∂(argument k) by central differences of order 8, good to 12 digits."""
    columns = []
    for place in range(arguments[k].size):
        column: Any = 0.0
        for steps, weight in _STENCIL:
            for sign in (1, -1):
                moved = [numpy.array(argument, dtype=float) for argument in arguments]
                moved[k].flat[place] += sign * steps * _STEP
                column = column + sign * weight / _STEP * numpy.asarray(f(*moved))
        columns.append(numpy.ravel(column))
    return numpy.array(columns).T


def second_by_autograd(f: Callable[..., Any], arguments: list[Any], k: int, j: int, weights: Any) -> Any:
    """∂(∂ Σ weights ⊙ f / ∂ argument k)/∂(argument j)."""
    first = grad(lambda *a: np.sum(weights * f(*a)), k)
    return by_autograd(first, arguments, j)


def assert_close(found: Any, expected: Any, what: str = "") -> None:
    """Equal to 1e-9 of the largest entry."""
    found, expected = numpy.asarray(found, dtype=float), numpy.asarray(expected, dtype=float)
    scale = max(1e-2, float(numpy.max(numpy.abs(expected), initial=0)))
    numpy.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * scale, err_msg=what)
