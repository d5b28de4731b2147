"""Wide networks: the results, and that nothing larger than what is asked for is ever made."""

from __future__ import annotations

import gc
import tracemalloc

import numpy
import pytest

from bpcalc.calculus.solution import Solved
from bpcalc.calculus.solve import solve
from bpcalc.language.arrays import as_float
from bpcalc.spec.network import Network
from bpcalc.spec.reader import loads
from tests.benchmarks.large import DENSE, WIDE
from tests.benchmarks.solving import in_floats

WIDTH = 600


def network(text: str, floats: bool) -> Network:
    found = loads(text.replace("WIDTH", str(WIDTH)))
    return in_floats(found) if floats else found


def peak(found: Network) -> tuple[Solved, float]:
    """The solved case, and the peak of memory meanwhile in matrices of WIDTH × WIDTH."""
    solve(network(WIDE, floats=True))  # what is made once only is there
    gc.collect()
    tracemalloc.start()
    (solved,) = solve(found).cases
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return solved, most / (8 * WIDTH * WIDTH)


@pytest.mark.parametrize("floats", [True, False])
def test_one_example_takes_two_gradients_and_little_more(floats: bool) -> None:
    """No n²×n² Jacobian, no copy of the weights; whole numbers stay whole."""
    found = network(WIDE, floats)
    solved, most = peak(found)
    assert most < 2.4
    x, w1, w2, t = (as_float(solved.quantities[name].value) for name in ("x", "W1", "W2", "t"))
    z = w1 @ x
    dy = 2 * (w2 @ z.clip(0) - t)
    dz = w2.T @ dy * (z > 0)
    for name, expected in (("W2", dy @ z.clip(0).T), ("W1", dz @ x.T), ("x", w1.T @ dz)):
        assert numpy.array_equal(as_float(solved.gradients[name]), expected)
    assert (solved.gradients["W1"].dtype == numpy.float64) is floats
    assert solved.rounded == {}


@pytest.mark.parametrize("floats", [True, False])
def test_a_dense_jacobian_takes_little_more_than_itself(floats: bool) -> None:
    """Beside ∂y/∂x there is ∂y/∂z, a step of the solution."""
    found = network(DENSE, floats)
    solved, most = peak(found)
    assert most < (2.5 if floats else 6)
    x, w1, w2 = (as_float(solved.quantities[name].value) for name in ("x", "W1", "W2"))
    expected = (w2 * (w1 @ x > 0).T) @ w1
    assert numpy.array_equal(as_float(solved.totals["y", "x"]), expected)
    assert [step.result for step in solved.steps] == [("y", "z"), ("y", "x")]
