"""The losses and the image functions, written a second time."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy
from autograd import numpy as np
from autograd.tracer import getval

from tests.reference.activations import log_softmax
from tests.reference.entries import reference
from tests.reference.functions import difference, gaps, onehot

SAME = (((1, 1), (1, 1)), ((3, 1), (3, 1)), ((1, 4), (1, 4)), ((2, 3), (2, 3)))
VECTORS = SAME[1:3]
LABELLED = (((3, 1), (1, 1)), ((1, 4), (1, 1)))
AXIS = {"axis": None}


@reference("squared_error", "real", "real", shapes=SAME, rational=True)
def squared_error(p: Any, y: Any) -> Any:
    return np.sum((p - y) ** 2, keepdims=True)


@reference("half_squared_error", "real", "real", shapes=SAME, rational=True)
def half_squared_error(p: Any, y: Any) -> Any:
    return Fraction(1, 2) * squared_error(p, y) if p.dtype == object else squared_error(p, y) / 2


@reference("mse", "real", "real", shapes=SAME, rational=True)
def mse(p: Any, y: Any) -> Any:
    return squared_error(p, y) / p.size


@reference("mae", "real", "real", shapes=SAME, rational=True, kinks=difference)
def mae(p: Any, y: Any) -> Any:
    return np.sum(np.abs(p - y), keepdims=True) / p.size


@reference("binary_cross_entropy", "unit", "unit", shapes=SAME)
def binary_cross_entropy(p: Any, y: Any) -> Any:
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p), keepdims=True) / p.size


@reference("cross_entropy", "simplex", "simplex", shapes=SAME[1:])
@reference("cross_entropy", "simplex", "label", shapes=LABELLED, labels=(1,))
def cross_entropy(p: Any, y: Any) -> Any:
    return -np.sum(onehot(y, p) * np.log(p), keepdims=True)


@reference("softmax_cross_entropy", "real", "simplex", shapes=VECTORS, labels=(1,), defaults=AXIS)
@reference("softmax_cross_entropy", "real", "simplex by rows", shapes=SAME[3:], labels=(1,),
           settings=({"axis": 1},))  # fmt: skip
@reference("softmax_cross_entropy", "real", "simplex by columns", shapes=SAME[3:], labels=(1,),
           settings=({"axis": 0},))  # fmt: skip
@reference("softmax_cross_entropy", "real", "label", shapes=LABELLED, labels=(1,), defaults=AXIS)
def softmax_cross_entropy(z: Any, y: Any, axis: int | None) -> Any:
    return -np.sum(onehot(y, z) * log_softmax(z, axis), keepdims=True)


def _margins(p: Any, y: Any, margin: Any, axis: int | None = None) -> Any:
    """p_j − p_y + margin of every other entry."""
    hot = numpy.asarray(getval(onehot(y, p)))
    right = np.sum(hot * p, axis=axis, keepdims=True)
    return (1 - hot) * (p - right + margin)


def _margin_kinks(p: Any, y: Any, margin: Any, axis: int | None = None) -> Any:
    hot = numpy.asarray(onehot(y, p))
    return _margins(p, y, margin, axis)[hot == 0]


@reference("hinge", "real", "label", shapes=LABELLED, labels=(1,), rational=True, kinks=_margin_kinks,
           settings=({}, {"margin": Fraction(1, 2)}), defaults={"margin": 1, **AXIS})  # fmt: skip
@reference("hinge", "real", "one-hot", shapes=VECTORS, labels=(1,), rational=True,
           kinks=_margin_kinks, defaults={"margin": 1, **AXIS})  # fmt: skip
@reference("hinge", "real", "one-hot by rows", shapes=SAME[3:], labels=(1,), rational=True,
           kinks=_margin_kinks, settings=({"axis": 1},), defaults={"margin": 1})  # fmt: skip
def hinge(p: Any, y: Any, margin: Any, axis: int | None) -> Any:
    return np.sum(np.maximum(_margins(p, y, margin, axis), 0), keepdims=True)


@reference("huber", "real", "real", shapes=SAME, rational=True, settings=({}, {"delta": Fraction(1, 2)}),
           kinks=lambda p, y, delta: abs(p - y) - delta, defaults={"delta": 1})  # fmt: skip
def huber(p: Any, y: Any, delta: Any) -> Any:
    far = numpy.asarray(getval(abs(p - y)) > delta) * 1
    near_part = (p - y) ** 2 / 2
    far_part = delta * (
        np.abs(p - y) - delta / 2 if p.dtype != object else np.abs(p - y) - Fraction(delta) / 2
    )
    return np.sum(far * far_part + (1 - far) * near_part, keepdims=True)


# -- images --------------------------------------------------------------------------


@reference("conv2d", "real", "real", rational=True, defaults={"stride": 1, "pad": 0},
           trials=((((4, 5), (2, 3)), {}), (((3, 3), (3, 3)), {}), (((4, 3), (2, 2)), {"pad": 1}),
                   (((5, 4), (2, 1)), {"stride": 2}), (((1, 4), (1, 2)), {"stride": 2, "pad": 1})))  # fmt: skip
def conv2d(image: Any, kernel: Any, stride: int, pad: int) -> Any:
    height, width = image.shape
    tall, wide = kernel.shape
    padded: dict[tuple[int, int], Any] = {
        (i + pad, j + pad): image[i, j] for i in range(height) for j in range(width)
    }
    rows = [
        [
            sum(kernel[k, m] * padded.get((i + k, j + m), 0) for k in range(tall) for m in range(wide))
            for j in range(0, width + 2 * pad - wide + 1, stride)
        ]
        for i in range(0, height + 2 * pad - tall + 1, stride)
    ]
    return _table(rows, image)


@reference("maxpool", "real", rational=True, defaults={"n": 2}, kinks=gaps,
           trials=((((4, 4),), {}), (((2, 3),), {}), (((3, 3),), {"n": 3}), (((5, 3),), {"n": 1})))  # fmt: skip
def maxpool(image: Any, n: int) -> Any:
    height, width = image.shape
    rows = [
        [np.max(image[i * n : i * n + n, j * n : j * n + n]) for j in range(width // n)]
        for i in range(height // n)
    ]
    return _table(rows, image)


@reference("turned", "real", rational=True, trials=((((2, 3),), {}), (((3, 3),), {}), (((1, 4),), {})))
def turned(kernel: Any) -> Any:
    return kernel[::-1, ::-1]


@reference("maxpool'", "real", rational=True, defaults={"n": 2}, kinks=gaps, smooth=False,
           trials=((((4, 4),), {}), (((2, 3),), {}), (((3, 3),), {"n": 3}), (((5, 3),), {"n": 1})))  # fmt: skip
def places_of_largest(image: Any, n: int) -> Any:
    height, width = image.shape
    rows = [[0] * width for _ in range(height)]
    for i in range(height // n * n):
        for j in range(width // n * n):
            window = image[i // n * n : i // n * n + n, j // n * n : j // n * n + n]
            rows[i][j] = int(image[i, j] == np.max(window))
    return _table(rows, image)


def _table(rows: list[list[Any]], like: Any) -> Any:
    return numpy.array(rows, dtype=object) if like.dtype == object else np.array(rows)
