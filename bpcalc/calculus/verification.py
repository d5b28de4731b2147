"""Reverse against forward accumulation: two ways to one result must agree.

The difference is held against the sum of the absolute values of all terms, Σ |∂of/∂q| |∂q/∂u|:
that is what rounding errors are proportional to, even where the terms cancel.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from bpcalc.calculus.accumulation import Accumulated
from bpcalc.calculus.derivation import Derivation
from bpcalc.calculus.solution import Jacobian, Pair
from bpcalc.language import arrays
from bpcalc.language.arrays import Array

CLOSE = 1e-9
"""A larger difference, relative to the terms, is told with the result."""


def difference(
    backward: Accumulated, forwards: Accumulated, found: Derivation, jacobians: Mapping[Pair, Jacobian]
) -> float:
    """The largest difference between the modes relative to the terms; exact results must be equal."""
    sizes = _sizes(found, jacobians)
    worst = 0.0
    for target in found.targets:
        pair = (found.of or "", target)
        if pair not in backward.stacks or pair not in forwards.stacks:
            continue
        one, other = backward.jacobian(pair), forwards.jacobian(pair)
        if arrays.is_exact(one) and arrays.is_exact(other):
            worst = max(worst, 0.0 if (one == other).all() else numpy.inf)
            continue
        apart = numpy.abs(arrays.as_float(one) - arrays.as_float(other))
        size = sizes[target] if target in sizes else numpy.full(apart.shape, apart.max() or 1.0)
        worst = max(worst, float((apart / numpy.maximum(size, numpy.finfo(float).tiny)).max()))
    return worst


def _sizes(found: Derivation, jacobians: Mapping[Pair, Jacobian]) -> dict[str, Array]:
    """Σ over all paths of the product of the absolute local Jacobians, by quantity."""
    of = found.of or ""
    reached: dict[str, Array] = {}
    for name in (*reversed(tuple(found.graph.equations)), *found.graph.leaves):
        for user in found.uses.get(name, ()):
            local = jacobians[user, name].value
            if local is None or (user != of and user not in reached):
                continue
            absolute = numpy.abs(arrays.as_float(local))
            term = absolute if user == of else reached[user] @ absolute
            reached[name] = reached[name] + term if name in reached else term
    return reached
