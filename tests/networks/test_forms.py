"""A network says the same in the pipeline form and in the equation form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bpcalc.calculus.solve import solve
from bpcalc.formats.solution_json import solution_json
from bpcalc.spec.reader import loads

RELU = """
title: Two fully connected layers and a ReLU
cases:
  a: {x: [1, 0], y: 2}
  b: {x: [0, 1], y: 0}
target: [y]
"""
RELU_PIPELINE = (
    RELU
    + """
layers:
  - linear: {weights: [[1, -2], [0, 2]], bias: [0, -1]}
  - relu
  - linear: {weights: [[1, -1]]}
loss: half_squared_error
"""
)
RELU_EQUATIONS = (
    RELU
    + """
parameters: {W1: [[1, -2], [0, 2]], b1: [0, -1], W2: [[1, -1]]}
layers:
  - z1 = W1 @ x + b1
  - z2 = relu(z1)
  - yhat = W2 @ z2
loss: l = 1/2 * norm(yhat - y)^2
"""
)
ROWS = """
inputs: {X: [[1, 2], [0, -1], [3, 1]]}
target: {t: [0, 1, 1]}
"""
ROWS_PIPELINE = (
    ROWS
    + """
batch: rows
layers:
  - linear: {weights: [[1, -1, 2], [0, 1, 1]], bias: [1, 0, -1]}
  - a: tanh
  - linear: {weights: [[1, 0], [2, -1], [0, 1]]}
loss: softmax_cross_entropy
"""
)
ROWS_EQUATIONS = (
    ROWS
    + """
batch: rows
parameters: {W1: [[1, -1, 2], [0, 1, 1]], b1: [[1, 0, -1]], W2: [[1, 0], [2, -1], [0, 1]]}
layers:
  - z1 = X @ W1 + b1
  - a = tanh(z1)
  - yhat = a @ W2
loss: l = softmax_cross_entropy(yhat, t)
"""
)
COLUMNS = """
inputs: {X: [[1, 0, 3], [2, -1, 1]]}
target: {Y: [[1, 0, 2]]}
"""
COLUMNS_PIPELINE = (
    COLUMNS
    + """
batch: columns
layers:
  - s: {linear: {weights: [[1, 2], [0, -1]], bias: [1, 1]}}
  - leaky_relu: 0.1
  - linear: {weights: [[2, 1]]}
loss: squared_error
"""
)
COLUMNS_EQUATIONS = (
    COLUMNS
    + """
parameters: {W1: [[1, 2], [0, -1]], b1: [1, 1], W2: [[2, 1]]}
layers:
  - s = W1 @ X + b1
  - z2 = leaky_relu(s, slope=0.1)
  - yhat = W2 @ z2
loss: l = norm(yhat - Y)^2 / 3
"""
)


def data(text: str, mode: str) -> Any:
    return json.loads(solution_json(solve(loads(text), mode=mode)))


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize(
    ("pipeline", "equations"),
    [(RELU_PIPELINE, RELU_EQUATIONS), (ROWS_PIPELINE, ROWS_EQUATIONS), (COLUMNS_PIPELINE, COLUMNS_EQUATIONS)],
    ids=["one example", "examples in rows", "examples in columns"],
)
def test_both_forms_give_the_same_numbers_and_steps(pipeline: str, equations: str, mode: str) -> None:
    """Values, Jacobians, gradients, steps and counts."""
    for one, other in zip(data(pipeline, mode)["cases"], data(equations, mode)["cases"], strict=True):
        for part in ("jacobians", "adjoints", "gradients", "steps", "counts"):
            left, right = one[part], other[part]
            if part == "jacobians":  # the loss is spelled differently, its derivative may be too
                left, right = ({k: v["value"] for k, v in side.items()} for side in (left, right))
            assert left == right, part
        values = [{k: q["value"] for k, q in side["quantities"].items()} for side in (one, other)]
        assert values[0] == values[1]
