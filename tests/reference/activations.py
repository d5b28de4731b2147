"""The activations, written a second time from their formulas."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from autograd import numpy as np

from tests.reference.entries import EXAMPLES, SHAPES, reference
from tests.reference.functions import erf, itself, mean

SLOPE = {"slope": Fraction(1, 100), "at_zero": 0}
BETA = tuple((shapes, {**settings, "beta": 2}) for shapes, settings in EXAMPLES)

reference("tanh", "real")(np.tanh)


@reference("identity", "real", rational=True)
def identity(z: Any) -> Any:
    return 1 * z


@reference("relu", "real", kinks=itself, rational=True, defaults={"at_zero": 0})
def relu(z: Any, at_zero: Any) -> Any:
    return np.maximum(z, 0)


@reference("leaky_relu", "real", kinks=itself, rational=True, defaults=SLOPE,
           settings=({}, {"slope": Fraction(1, 5)}))  # fmt: skip
def leaky_relu(z: Any, slope: Any, at_zero: Any) -> Any:
    return np.maximum(z, 0) + slope * np.minimum(z, 0)


@reference("elu", "real", kinks=itself, settings=({}, {"alpha": Fraction(3, 2)}),
           defaults={"alpha": 1})  # fmt: skip
def elu(z: Any, alpha: Any) -> Any:
    return np.maximum(z, 0) + alpha * (np.exp(np.minimum(z, 0)) - 1)


@reference("gelu", "real")
def gelu(z: Any) -> Any:
    return z / 2 * (1 + erf(z / 2**0.5))


@reference("sigmoid", "real")
def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@reference("silu", "real")
def silu(z: Any) -> Any:
    return z / (1 + np.exp(-z))


@reference("softplus", "real", settings=({}, {"beta": 3}), defaults={"beta": 1})
def softplus(z: Any, beta: Any) -> Any:
    return np.log(1 + np.exp(beta * z)) / beta


@reference("softmax", "real", trials=EXAMPLES + BETA, defaults={"axis": None, "beta": 1})
@reference("softargmax", "real", trials=EXAMPLES + BETA, defaults={"axis": None, "beta": 1})
def softmax(z: Any, axis: int | None, beta: Any) -> Any:
    powers = np.exp(beta * z)
    return powers / np.sum(powers, axis=axis, keepdims=True)


@reference("log_softmax", "real", trials=EXAMPLES, defaults={"axis": None})
def log_softmax(z: Any, axis: int | None) -> Any:
    return np.log(softmax(z, axis, 1))


@reference("layer_norm", "real", defaults={"axis": None, "eps": Fraction(1, 100_000)},
           trials=tuple(t for t in EXAMPLES if t[0] in SHAPES[1:]
                        and t[0][0][t[1].get("axis", 0 if t[0][0][1] == 1 else 1)] > 1))  # fmt: skip
@reference("layer_norm", "real", shapes=(((3, 1),),), settings=({"eps": Fraction(1, 2)},),
           defaults={"axis": None})  # fmt: skip
def layer_norm(z: Any, axis: int | None, eps: Any) -> Any:
    centred = z - mean(z, axis)
    return centred / np.sqrt(mean(centred**2, axis) + eps)
