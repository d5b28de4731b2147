"""Chains whose results are each used twice: the work grows with the equations, not with the length
of the formulas written out."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.calculus.hessian import hessians
from bpcalc.calculus.symbolic import Derived, derived
from bpcalc.language import tree
from bpcalc.language.arrays import as_float
from bpcalc.language.length import LONGEST, length
from bpcalc.spec.reader import loads
from tests.calculus.chains import nested, twice_used, twice_used_gradient


def derivation(spec: str) -> Derived:
    return derived(loads(spec))


def leaf_of(done: Derived, name: str) -> tree.Expr:
    return done.graph.leaf(name)


def test_formulas_share_their_parts() -> None:
    """Ten equations more are as many parts more, wherever they come."""
    parts = []
    for steps in (20, 30, 40):
        found = hessians(loads(twice_used(steps)))[0]
        equations = [one.formula for changes in found.changes.values() for one in changes]
        parts.append(len(list(tree.nodes(*found.gradient.values(), *equations))))
    assert parts[2] - parts[1] == parts[1] - parts[0]


def test_the_length_of_a_line_counts_shared_parts_as_often_as_they_stand_in_it() -> None:
    """x3 written out has x2 once and x1 once: operations(k) = operations(k − 1) + operations(k − 2) + 2."""
    done = derivation(twice_used(8))
    operations = [0, 0, *(length(done.written_out[leaf_of(done, f"x{k}")]).operations for k in range(2, 10))]
    assert all(operations[k] == operations[k - 1] + operations[k - 2] + 2 for k in range(2, 10))


def test_what_is_too_long_to_write_is_left_out() -> None:
    """Each formula that is there is within the limit; the next one would not be."""
    done = derivation(twice_used(40))
    written = [name for name in done.graph.equations if leaf_of(done, name) in done.written_out]
    assert written == [f"x{k}" for k in range(2, 2 + len(written))]
    lengths = [length(done.written_out[leaf_of(done, name)]).operations for name in written]
    assert lengths[-1] <= LONGEST.operations < lengths[-1] + lengths[-2] + 2
    assert "x0" not in done.gradients
    assert done.gradients["L"] is tree.number(1)
    assert all(length(formula).operations <= LONGEST.operations for formula in done.gradients.values())


@pytest.mark.parametrize("step", ["tanh({})", "{0} * {0} + 1/3", "2 * {} - 1"])
def test_long_chains_do_not_go_deeper_than_the_stack(step: str) -> None:
    """190 equations; a formula nested more than 200 deep is not written."""
    done = derivation(nested(190, step))
    assert len(done.locals) == 191
    assert all(length(formula).depth <= LONGEST.depth for formula in done.written_out.values())


def test_a_total_jacobian_with_too_many_paths_is_left_out() -> None:
    """x + W tanh(x): the paths double with every equation."""
    layers = "".join(f"  - x{k} = x{k - 1} + W @ tanh(x{k - 1})\n" for k in range(1, 31))
    spec = f"inputs: {{x0: [1, 2]}}\nparameters: {{W: [[1, 2], [0, 1]]}}\nlayers:\n{layers}"
    done = derived(loads(spec), of="x30", wrt=("x0",))
    assert "x0" not in done.totals
    assert "x29" in derived(loads(spec), of="x30", wrt=("x29",)).totals


def test_second_derivatives_of_forty_equations() -> None:
    """Against differences of the gradient worked out in NumPy; the formula is left to the steps."""
    (found,) = hessians(loads(twice_used(40)), wrt=("x0",))
    second = found.seconds["x0", "x0"]
    assert second.formula is None
    assert second.value is not None
    x0, x1, h = numpy.array([0.3, -0.2]), numpy.array([0.1, 0.4]), 1e-6
    for k, move in enumerate(numpy.eye(2) * h):
        above, below = (twice_used_gradient(40, x0 + side * move, x1) for side in (1, -1))
        assert as_float(second.value)[:, k] == pytest.approx((above - below) / (2 * h), rel=1e-3, abs=1e-30)
