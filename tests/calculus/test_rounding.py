"""Rounding noise is known from small numbers by the terms it came from."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.calculus.rounding import without_noise
from bpcalc.calculus.solution import Solved
from bpcalc.calculus.solve import solve
from bpcalc.spec.reader import loads


def solved(spec: str, mode: str = "reverse") -> tuple[Solved, Solved]:
    """The one case, as it was computed and without noise."""
    (found,) = solve(loads(spec), mode=mode).cases
    return found, without_noise(found)


FILTER = """
inputs: {X: [[1, 0, 2, -1], [0, 1, 1, 0], [2, -1, 0, 1], [1, 1, -2, 0]]}
parameters: {K: [[1, -1], [0, 1]]}
target: {t: 1}
layers:
  - C = conv2d(X, K)
  - s = reshape(C, 9, 1)
  - q = exp(s / 3)
loss: l = log(sum(q)) - s[1]
"""
MEANS = """
inputs: {x: [0.1, 0.2, 0.3]}
layers:
  - y = exp(x)
  - c = y - mean(y)
  - d = sum(c)
loss: l = sum(c * y)
"""


def test_what_cancels_is_zero() -> None:
    """Σ (yᵢ − ȳ) is 0 for every y; its float is some 1e-16. The derivative of it is 0 as well."""
    before, after = solved(MEANS + "of: d\n")
    assert abs(before.quantities["d"].value.item()) < 1e-15
    assert after.quantities["d"].value.item() == 0
    assert not numpy.asarray(after.gradients["x"], dtype=float).any()


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_other_entries_stay_as_they_are(mode: str) -> None:
    """Only floats below their own rounding error change, whatever the mode."""
    before, after = solved(FILTER, mode)
    for name, value in before.gradients.items():
        now = after.gradients[name]
        kept = now != 0
        assert numpy.array_equal(now[kept], value[kept])
        assert numpy.abs(numpy.asarray(value[~kept], dtype=float)).max(initial=0) < 1e-15


def test_a_small_number_is_not_noise() -> None:
    """Softmax of (40, 0) has an entry of 4e-18 that is good to all its digits, and so has p₁ p₂."""
    before, after = solved("inputs: {z: [40, 0]}\nlayers: [p = softmax(z)]\nloss: l = -log(p[0])\n")
    assert after.quantities["p"].value[1, 0] == before.quantities["p"].value[1, 0] > 0
    chain = "\n".join(f"  - a{k + 1} = sigmoid(5 * a{k} - 30)" for k in range(3))
    before, after = solved(f"inputs: {{a0: 0.5}}\nlayers:\n{chain}\nloss: l = a3\n")
    assert 0 < before.gradients["a0"].item() < 1e-30
    assert after.gradients["a0"].item() == before.gradients["a0"].item()


def test_noise_of_a_jacobian_is_known_too() -> None:
    """∂ℓ/∂ŷ = ŷ − y where ŷ comes out as y but for rounding."""
    spec = (
        "inputs: {x: 2}\ntarget: {y: 0.1}\nlayers: [yhat = exp(log(x) - log(20))]\nloss: half_squared_error\n"
    )
    before, after = solved(spec)
    assert abs(before.gradients["x"].item()) < 1e-15
    assert after.gradients["x"].item() == 0


@pytest.mark.parametrize("seed", range(20))
def test_the_error_bounds_what_rounding_does(seed: int) -> None:
    """A sum in shuffled order differs from the exact one by less than its estimated error."""
    random = numpy.random.default_rng(seed)
    whole = random.integers(-(10**6), 10**6, 12)
    tenths = ", ".join(f"{k}/7" for k in (*whole, -int(whole.sum())))
    spec = f"inputs: {{x: [{tenths}], s: 2}}\nlayers: [r = sqrt(s), y = x * r, z = sum(y)]\nloss: z\n"
    before, after = solved(spec)
    assert after.quantities["z"].value.item() == 0
    assert abs(before.quantities["z"].value.item()) < 1e-8


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_what_has_no_value_has_no_noise(mode: str) -> None:
    """Here the solution ends before the quantity at which a chain begins."""
    found, clean = solved("inputs: {x: [1e90, 1e-20]}\nlayers:\n  - z = x^4\nloss: l = sum(z)\n", mode)
    assert clean.problem == found.problem is not None
