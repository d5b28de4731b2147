"""Reverse against forward accumulation along one direction: J·v in one pass, for networks of any size.

For targets u₁, u₂, … and directions v₁, v₂, … the push of forward mode gives Σ ∂of/∂uₖ · vₖ, with no
matrix of the size of a Jacobian; the gradients of reverse mode give the same sum.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from bpcalc.calculus.accumulation import accumulate
from bpcalc.calculus.derivation import derivation
from bpcalc.calculus.forward import forward
from bpcalc.calculus.plan import FORWARD, plan
from bpcalc.calculus.solution import Solution, Solved
from bpcalc.calculus.verification import difference
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.spec.graph import numbers_of
from bpcalc.spec.network import Network

_STEPS = (1, -1, 2, 1, -2)
"""The entries of a direction, over and over: with five of them, rows of most lengths differ."""


def differences(solution: Solution) -> dict[str | None, float]:
    """By case, the largest difference of both ways relative to its terms; 0 where exact numbers agree.

    Cases without derivatives are left out.
    """
    return {
        solved.case: _difference(solution.network, solved)
        for solved in solution.cases
        if solved.problem is None and (solved.gradients or solved.totals)
    }


def _difference(network: Network, solved: Solved) -> float:
    assert solved.of is not None
    totals = {wrt: total for (_, wrt), total in solved.totals.items()} or {
        wrt: gradient.reshape(1, -1) for wrt, gradient in solved.gradients.items()
    }
    found = derivation(network, solved.graph, solved.of, (*totals,))
    case = next(one for one in network.cases if one.name == solved.case)
    values = forward(network, solved.graph, numbers_of(network, case))
    seeds = {wrt: _direction(values.names[wrt]) for wrt in totals}
    pushed = accumulate(plan(found, FORWARD, network.conventions), solved.graph, values, seeds)
    there = {wrt: totals[wrt] for wrt in totals if (solved.of, wrt) in pushed.stacks}
    return difference(
        {wrt: arrays.matmul(total, _column(seeds[wrt])) for wrt, total in there.items()},
        {wrt: _column(pushed.stacks[solved.of, wrt]) for wrt in there},
        lambda: _terms(there, seeds),
    )


def _direction(value: Array) -> Array:
    """Small whole numbers in the shape of a value, as one direction (1, r, c)."""
    steps = numpy.resize(numpy.array(_STEPS, object if arrays.is_exact(value) else float), value.shape)
    return steps[None]


def _column(stack: Array) -> Array:
    return stack.reshape(-1, 1)


def _terms(totals: Mapping[str, Array], seeds: Mapping[str, Array]) -> dict[str, Array]:
    """Σ |∂of/∂u| |v|, by u."""
    return {
        wrt: numpy.abs(arrays.as_float(total)) @ numpy.abs(arrays.as_float(_column(seeds[wrt])))
        for wrt, total in totals.items()
    }
