"""Chains of equations whose formulas double in length, or nest, with every step; for tests."""

from __future__ import annotations

from collections.abc import Iterable

import numpy

from bpcalc.language.arrays import Array


def twice_used(steps: int) -> str:
    """x2 = tanh(x1 + x0), x3 = tanh(x2 + x1) …: a recurrence written out."""
    lines = (f"  - x{k} = tanh(x{k - 1} + x{k - 2})" for k in range(2, steps + 2))
    return (
        f"inputs: {{x0: [0.3, -0.2], x1: [0.1, 0.4]}}\nlayers:\n{_lines(lines)}loss: L = sum(x{steps + 1})\n"
    )


def nested(steps: int, step: str) -> str:
    """x1 = step(x0), x2 = step(x1) …, with `{}` in the place of what goes in."""
    lines = (f"  - x{k} = {step.format(f'x{k - 1}')}" for k in range(1, steps + 1))
    return f"inputs: {{x0: [0.3, -0.2]}}\nlayers:\n{_lines(lines)}loss: L = sum(x{steps})\n"


def twice_used_gradient(steps: int, x0: Array, x1: Array) -> Array:
    """∂L/∂x0 of the first chain, in NumPy."""
    values = [x0, x1]
    for _ in range(steps):
        values.append(numpy.tanh(values[-1] + values[-2]))
    back = [numpy.zeros_like(x0) for _ in values]
    back[-1] = numpy.ones_like(x0)
    for k in range(len(values) - 1, 1, -1):
        through = back[k] * (1 - values[k] ** 2)
        back[k - 1] = back[k - 1] + through
        back[k - 2] = back[k - 2] + through
    return back[0]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
