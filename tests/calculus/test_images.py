"""Convolution and pooling backward, against differences of a convolution written out in loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pytest

from bpcalc.calculus.solve import solve
from bpcalc.calculus.symbolic import derived
from bpcalc.language import tree
from bpcalc.language.value import value
from bpcalc.spec.reader import loads

Image = numpy.ndarray[Any, Any]


def correlated(image: Image, kernel: Image, stride: int, pad: int) -> Image:
    """Y[i, j] = Σ K ⊙ the window of X at (i, j)."""
    x = numpy.pad(image, pad)
    (r, c), (k, m) = x.shape, kernel.shape
    rows, columns = (r - k) // stride + 1, (c - m) // stride + 1
    return numpy.array(
        [
            [
                (x[i * stride : i * stride + k, j * stride : j * stride + m] * kernel).sum()
                for j in range(columns)
            ]
            for i in range(rows)
        ]
    )


def pooled(image: Image, n: int) -> Image:
    """The largest of each window; the rim is dropped."""
    rows, columns = image.shape[0] // n, image.shape[1] // n
    return numpy.array(
        [[image[i * n : (i + 1) * n, j * n : (j + 1) * n].max() for j in range(columns)] for i in range(rows)]
    )


def slopes(f: Callable[[Image], float], at: Image) -> Image:
    """Central differences; f is quadratic in each entry, so they are exact but for rounding."""
    found = numpy.zeros(at.shape)
    for place in numpy.ndindex(*at.shape):
        step = numpy.zeros(at.shape)
        step[place] = 1e-4
        found[place] = (f(at + step) - f(at - step)) / 2e-4
    return found


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize(
    ("image", "kernel", "stride", "pad"),
    [
        ((6, 6), (3, 3), 1, 0), ((6, 5), (2, 2), 1, 1), ((5, 6), (3, 3), 1, 2), ((7, 7), (3, 3), 2, 1),
        ((6, 7), (2, 3), 1, 0), ((6, 6), (1, 1), 1, 0), ((5, 5), (1, 3), 1, 1), ((6, 6), (2, 2), 1, 3),
        ((4, 4), (3, 1), 1, 0), ((5, 8), (5, 2), 1, 0),
    ],
)  # fmt: skip
def test_gradients_of_images(
    n: int, image: tuple[int, int], kernel: tuple[int, int], stride: int, pad: int
) -> None:
    """Any stride, padding and shape, with windows that cover the image and windows that leave a rim."""
    random = numpy.random.default_rng(1)
    x = random.permutation(image[0] * image[1]).reshape(image) / 7
    k = random.permutation(numpy.arange(1, kernel[0] * kernel[1] + 1)).reshape(kernel) / 3
    if min(correlated(x, k, stride, pad).shape) < n:
        return
    layers = f'["C = conv2d(X, K, stride={stride}, pad={pad})", "P = maxpool(C, {n})"]'
    spec = f"inputs: {{X: {x.tolist()}}}\nparameters: {{K: {k.tolist()}}}\nlayers: {layers}\nloss: l = sum(P^2)\n"
    network = loads(spec)
    (found,) = solve(network).cases

    def loss(x: Image, k: Image) -> float:
        return float((pooled(correlated(x, k, stride, pad), n) ** 2).sum())

    expected = {"X": slopes(lambda x: loss(x, k), x), "K": slopes(lambda k: loss(x, k), k)}
    values: dict[Any, Any] = {name: q.value for name, q in found.quantities.items()}
    formulas = derived(network, case=network.cases[0]).gradients
    for name, slope in expected.items():
        exact = numpy.asarray(found.gradients[name], dtype=float)
        assert numpy.allclose(exact, slope, rtol=1e-6, atol=1e-6)
        assert numpy.allclose(numpy.asarray(value(formulas[name], values), dtype=float), exact)
    assert found.checked is None or found.checked == 0 or found.checked < 1e-12


def test_formulas_of_an_image_are_convolutions() -> None:
    """With stride 1: the kernel's from the image and δ, the image's from δ and the turned kernel."""
    spec = "shapes: {X: [5, 5], K: [3, 3]}\nlayers: ['C = conv2d(X, K)']\nloss: l = sum(C^2)\n"
    gradients = derived(loads(spec)).gradients
    ops = {
        name: [part.data[0].name for part in tree.nodes(g) if part.op == "call"]
        for name, g in gradients.items()
        if name in ("X", "K")
    }
    assert ops == {"X": ["turned", "conv2d"], "K": ["conv2d"]}
