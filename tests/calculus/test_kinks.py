"""What is said at a kink or a jump: that it is one, and the derivative that is used there."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from bpcalc.calculus.hessian import hessians
from bpcalc.calculus.solve import solve
from bpcalc.formats.solution_json import solution_json
from bpcalc.spec.reader import loads

ONE_ARGUMENT = (
    "relu(u)", "relu(u, at_zero=1)", "leaky_relu(u, 0.3)", "leaky_relu(u, 1)", "elu(u)", "elu(u, 2)", "abs(u)",
    "step(u)", "step(u, at_zero=0)", "max(0, u)", "max(u, 0)", "min(u, 0)", "maximum(0, u)", "maximum(u, 0)",
    "minimum(0, u)", "maximum(0, u, tie=1/2)", "softplus(u)",
)  # fmt: skip
NEAR = 1e-6


def at(formula: str, u: float, relu_at_zero: str = "0") -> dict[str, Any]:
    """The JSON of `f = formula` at a place."""
    spec = f"inputs: {{u: {u:.6f}}}\nloss: 'f = {formula}'\nconventions: {{relu_at_zero: {relu_at_zero}}}"
    found: dict[str, Any] = json.loads(solution_json(solve(loads(spec))))["cases"][0]
    return found


def value(found: dict[str, Any]) -> float:
    ((number,),) = found["quantities"]["f"]["value"]
    return float(number)


@pytest.mark.parametrize("relu_at_zero", ["0", "1/2", "1"])
@pytest.mark.parametrize("formula", ONE_ARGUMENT)
def test_the_slope_said_is_the_slope_used(formula: str, relu_at_zero: str) -> None:
    """And there is a note just where the difference quotients of the two sides differ."""
    here = at(formula, 0, relu_at_zero)
    left, right = (value(at(formula, sign * NEAR)) for sign in (-1, 1))
    quotients = (right - value(here)) / NEAR, (value(here) - left) / NEAR
    bent = abs(quotients[0] - quotients[1]) > 1e-3
    assert len(here["kinks"]) == bent
    for kink in here["kinks"]:
        assert float(Fraction(kink["slope"])) == here["gradients"]["u"]["value"][0][0]


def test_numpy_and_python_spellings_of_relu_are_one() -> None:
    """What is printed alike, max(0, u), has one derivative."""
    for formula in ("max(0, u)", "maximum(0, u)", "max(u, 0)", "maximum(u, 0)", "relu(u)"):
        assert at(formula, 0, "1")["gradients"]["u"]["exact"] == [["1"]]


def test_a_tie_of_two_quantities_has_a_slope_for_each() -> None:
    (kink,) = at("max(u, 3*u)", 0)["kinks"]
    assert kink["slope"] == "1/2 and 1/2"


def test_a_constant_has_no_kink() -> None:
    """Nothing is differentiated in relu(0)."""
    assert at("relu(0) * u + max(0, 0)", 1)["kinks"] == []


def test_a_bent_slope_has_no_second_derivative() -> None:
    """elu has a derivative at 0, which jumps in turn."""
    (found,) = hessians(loads("inputs: {u: 0}\nloss: f = elu(u)"))
    assert [kink.function for kink in found.kinks] == ["elu"]
