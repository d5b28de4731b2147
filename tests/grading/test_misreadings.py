"""One formula that was misread: its derivatives are carried, and it is told once. Worked out with NumPy."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from tests.grading.sheets import by_key

SPEC = """inputs: {x: [0.5, -1]}
parameters:
  W1: [[0.4, 0.7], [-0.3, 0.9]]
  W2: [[1.1, -0.6], [0.2, 0.8]]
target: {y: [0.25, 0.75]}
layers:
  - z1 = W1 @ x
  - h = sigmoid(z1)
  - z2 = W2 @ h
  - yhat = sigmoid(z2)
loss: E = 1/2 * norm(yhat - y)^2
"""
X, Y = numpy.array([0.5, -1]), numpy.array([0.25, 0.75])
W1, W2 = numpy.array([[0.4, 0.7], [-0.3, 0.9]]), numpy.array([[1.1, -0.6], [0.2, 0.8]])


def sigmoid(z: Any) -> Any:
    return 1 / (1 + numpy.exp(-z))


def sheet(hidden: str = "sigmoid", last: str = "sigmoid", factor: float = 1) -> str:
    """All answers of somebody who takes these activations, and so many times the loss."""
    apply: dict[str, Any] = {"sigmoid": sigmoid, "tanh": numpy.tanh}
    slope: dict[str, Any] = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2}
    z1 = W1 @ X
    h = apply[hidden](z1)
    z2 = W2 @ h
    yhat = apply[last](z2)
    error = factor * (yhat - Y)
    delta = error * slope[last](yhat)
    back = W2.T @ delta
    values = {
        "h": h, "yhat": yhat, "E": factor * ((yhat - Y) ** 2).sum() / 2, "dE/dyhat": error, "dE/dz2": delta,
        "dE/dh": back, "dE/dz1": back * slope[hidden](h), "dE/dW1": numpy.outer(back * slope[hidden](h), X),
    }  # fmt: skip
    return "".join(f"{name}: {numpy.round(value, 7).tolist()}\n" for name, value in values.items())


def test_an_activation_taken_for_another_costs_its_own_value() -> None:
    found = by_key(SPEC, sheet(hidden="tanh"))
    assert {key for key, one in found.items() if one.verdict == "wrong"} == {"h"}
    assert found["dE/dz1"].remark == "with the formula that you have for h"


def test_the_same_activation_taken_for_another_twice_is_one_error() -> None:
    found = by_key(SPEC, sheet(hidden="tanh", last="tanh"))
    assert {key for key, one in found.items() if one.verdict == "wrong"} == {"h", "yhat"}
    assert found["h"].first_error
    assert (found["yhat"].first_error, found["yhat"].note) == (False, "the same cause as in h")


def test_a_loss_without_its_half_costs_its_own_value() -> None:
    found = by_key(SPEC, sheet(factor=2))
    assert {key for key, one in found.items() if one.verdict == "wrong"} == {"E"}
    assert found["dE/dyhat"].verdict == "carried"


def test_a_derivative_of_no_formula_on_the_sheet_is_a_first_error() -> None:
    mixed = sheet(hidden="tanh").splitlines()
    mixed[0] = sheet().splitlines()[0]
    found = by_key(SPEC, "\n".join(mixed[:1] + mixed[6:7]) + "\n")
    assert found["dE/dz1"].first_error


UPDATED = """inputs: {x: 2}
parameters: {w: 1.5, b: -0.5}
target: {y: 1}
layers: [yhat = w * x + b]
loss: L = (yhat - y)^2
update: {sgd: {rate: 0.05}}
"""


@pytest.mark.parametrize(
    ("w", "b", "name"), [(1.8, -0.35, "ascent"), (-4.5, -3.5, "rate-left-out")], ids=lambda one: str(one)
)
def test_a_rule_that_is_misread_is_told_once(w: float, b: float, name: str) -> None:
    """yhat = 2.5, so ∂L/∂w = 6 and ∂L/∂b = 3."""
    found = by_key(UPDATED, f"after: {{1: {{w: {w}, b: {b}}}}}\n")
    assert [one.mistakes[0] for one in found.values()] == [name, name]
    assert [one.first_error for one in found.values()] == [True, False]
    assert found["b"].note == "the same cause as in w after 1 update"


def test_a_bias_is_updated_with_the_new_weight() -> None:
    """w = 1.5 − 0.3 = 1.2; with it yhat = 1.9, so b = −0.5 − 0.05 · 2 · 0.9."""
    found = by_key(UPDATED, "after: {1: {w: 1.2, b: -0.59}}\n")
    assert found["b"].mistakes[0] == "updated-too-early"
