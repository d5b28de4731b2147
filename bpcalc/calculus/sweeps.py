"""Errors of difference quotients against the step: which step is best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy

from bpcalc.calculus.probing import Probe
from bpcalc.errors import InputError, Problem
from bpcalc.language.arrays import Array
from bpcalc.records import NamedTuple

METHODS = FORWARD, BACKWARD, CENTRAL = ("forward", "backward", "central")


class Sweep(NamedTuple):
    """Errors, as 2-norms over the whole gradient, step by step.

    `kinked[method]`: steps at which a kink lies between the points; `lost`: steps that leave
    some entry unchanged, which are not among `steps`.
    """

    steps: tuple[float, ...]
    errors: Mapping[str, tuple[float, ...]]
    kinked: Mapping[str, tuple[float, ...]]
    lost: tuple[float, ...]

    def best(self, method: str) -> tuple[float, float] | None:
        """The step with the smallest error, and this error; None where there is no number."""
        found = [
            (error, step)
            for step, error in zip(self.steps, self.errors[method], strict=True)
            if numpy.isfinite(error)
        ]
        if not found:
            return None
        error, step = min(found)
        return step, error


def sweep_of(made: Probe, steps: Sequence[float], gradient: Array) -> Sweep:
    """The errors at every step that moves all entries, beside the gradient entry by entry.

    Raises InputError where no step does.
    """
    values = made.values
    lost = tuple(h for h in steps if ((values + h == values) | (values - h == values)).any())
    kept = tuple(h for h in steps if h not in lost)
    if not kept:
        raise InputError(
            Problem("E713", "every step of the sweep is lost to rounding",
                    help="float64 keeps about 16 digits; sweep from 1e-10 to 1e-1")
        )  # fmt: skip
    near = made.at(tuple(sign * h for h in kept for sign in (1, -1)))
    errors: dict[str, list[float]] = {method: [] for method in METHODS}
    kinked: dict[str, list[float]] = {method: [] for method in METHODS}
    with numpy.errstate(all="ignore"):
        for h in kept:
            up, down = near[h], near[-h]
            quotients = (up - made.base) / h, (made.base - down) / h, (up - down) / (2 * h)
            sides = made.any_crossed(h), made.any_crossed(-h)
            for method, quotient, crossed in zip(METHODS, quotients, (*sides, any(sides)), strict=True):
                errors[method].append(float(numpy.linalg.norm(quotient - gradient)))
                if crossed:
                    kinked[method].append(h)
    return Sweep(
        kept,
        {method: tuple(found) for method, found in errors.items()},
        {method: tuple(found) for method, found in kinked.items()},
        lost,
    )


def grid(first: float, last: float) -> tuple[float, ...]:
    """Steps from first to last, each ten times the one before."""
    one, end = Decimal(repr(first)), Decimal(repr(last))
    steps: list[float] = []
    while one <= end:
        steps.append(float(one))
        one *= 10
    return tuple(steps)
