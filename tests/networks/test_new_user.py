"""Three specs as a reader of the README would write them, equal to automatic differentiation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from autograd import grad
from autograd import numpy as np

from bpcalc.calculus.solve import solve
from bpcalc.spec.reader import loads
from tests.reference.differences import assert_close
from tests.reference.losses import conv2d, maxpool

CLASSES = """
title: Three classes, four examples in rows
inputs:
  X: [[1, 2], [0, -2], [3, 1], [-2, 3]]
target: {t: [0, 1, 2, 1]}
batch: rows
layers:
  - linear: {weights: [[1, 0, -1], [2, 1, 0]], bias: [0, 1, -1]}
  - relu
  - linear: {weights: [[1, 0, 1], [2, -1, 1], [0, 1, 1]], bias: [1, 0, 2]}
  - softmax
loss: cross_entropy
"""
RECURRENT = """
title: A recurrent net over two steps
inputs: {x1: [1, 0], x2: [0, 2]}
parameters:
  W: [[1, -1], [0, 1]]
  U: [[1, 1/2], [-1, 0]]
  b: [0, 1]
  v: [[2, -1]]
target: {y: 1}
layers:
  - h1 = tanh(U @ x1 + b)
  - h2 = tanh(U @ x2 + W @ h1 + b)
  - yhat = v @ h2
loss: squared_error
"""
CONVOLUTION = """
title: A convolution with max-pooling
inputs:
  X: [[1, 2, 0, 1, 3], [0, 1, 3, 1, 0], [2, 0, 1, 0, 1], [1, 1, 0, 2, 1], [0, 2, 1, 0, 1]]
parameters:
  K: [[1, -1], [0, 2]]
  c: 1/2
  W: [[1, -1, 2, 1], [0, 3, 1, -2]]
target: {y: [1, 0]}
layers:
  - C = conv2d(X, K) + c
  - R = relu(C)
  - P = maxpool(R, 2)
  - yhat = W @ vec(P)
loss: half_squared_error
"""


def classes(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    logits = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    picked = logits[np.arange(4), np.array([0, 1, 2, 1])]
    return np.mean(np.log(np.sum(np.exp(logits), axis=1)) - picked)


def recurrent(x1: Any, x2: Any, W: Any, U: Any, b: Any, v: Any) -> Any:
    h1 = np.tanh(U @ x1 + b)
    return np.sum((v @ np.tanh(U @ x2 + W @ h1 + b) - 1) ** 2)


def convolution(X: Any, K: Any, c: Any, W: Any) -> Any:
    pooled = maxpool(np.maximum(conv2d(X, K, 1, 0) + c, 0), 2)
    return np.sum((W @ np.reshape(pooled, (4, 1)) - np.array([[1.0], [0.0]])) ** 2) / 2


@pytest.mark.parametrize(
    ("text", "function"),
    [(CLASSES, classes), (RECURRENT, recurrent), (CONVOLUTION, convolution)],
    ids=["classes", "recurrent", "convolution"],
)
def test_a_new_users_spec_works_at_the_first_try(text: str, function: Callable[..., Any]) -> None:
    """Loss and every gradient."""
    (found,) = solve(loads(text)).cases
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = [found.quantities[name].value.astype(float) for name in names]
    assert_close(found.quantities["l"].value, function(*given))
    assert found.gradients.keys() == set(names)
    for name, expected in zip(names, grad(function, tuple(range(len(names))))(*given), strict=True):
        assert_close(found.gradients[name], expected, name)
