"""What the Python of a random expression means: the reference functions by name.

Functions with a kink note how far from it they are, so that a place too near can be left.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import numpy
from autograd import numpy as np
from autograd.tracer import getval

from tests.reference import activations, functions, losses, operations
from tests.reference.trees import Tree, ident


class Meaning:
    """The value of a tree's Python, on floats (or boxes of autograd) or on exact numbers."""

    def __init__(self, tree: Tree, exact: bool = False) -> None:
        self.tree = tree
        self.exact = exact
        self.near: list[float] = []
        self.code = compile(tree.python, tree.text, "eval")
        self.names = self._names()

    def __call__(self, *arguments: Any) -> Any:
        given = {ident(name): a for name, a in zip(self.tree.names, arguments, strict=True)}
        return eval(self.code, {"__builtins__": {}}, self.names | given) + self.zeros()

    def zeros(self) -> Any:
        """Repeats a number to the shape of the expression."""
        return numpy.zeros(self.tree.shape, dtype=object if self.exact else float)

    def points(self, random: Random) -> list[Any] | None:
        """Arguments with finite values of a moderate size, away from every kink, if there are any."""
        for _ in range(6):
            drawn = [self._matrix(shape, random) for shape in self.tree.names.values()]
            self.near.clear()
            y = numpy.asarray(self(*drawn))
            small = self.exact or (numpy.isfinite(y).all() and numpy.max(numpy.abs(y)) < 1e4)
            if small and all(x > (0 if self.exact else 1e-4) for x in self.near):
                return drawn
        return None

    def _matrix(self, shape: tuple[int, int], random: Random) -> Any:
        if not self.exact:
            return numpy.array(
                [[random.uniform(-1.5, 1.5) for _ in range(shape[1])] for _ in range(shape[0])]
            )
        result = numpy.empty(shape, dtype=object)
        for place in range(result.size):
            result.flat[place] = Fraction(random.randint(-12, 12), random.choice((1, 2, 3, 4)))
        return result

    def note(self, *distances: Any) -> None:
        for distance in distances:
            plain = numpy.asarray(getval(distance)).ravel()
            self.near.extend(abs(x.value if hasattr(x, "slope") else x) for x in plain)

    def gaps(self, z: Any) -> None:
        """Where the largest entry, or the order, could change."""
        flat = np.reshape(z, (-1,))
        for i in range(flat.size):
            for j in range(i):
                self.note(flat[i] - flat[j])

    def _extreme(self, choose: Callable[..., Any]) -> Callable[..., Any]:
        def of(*parts: Any) -> Any:
            result = parts[0]
            for part in parts[1:]:
                self.note(result - part)
                result = choose(result, part)
            return result

        return of

    def _ordered(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def of(z: Any, **settings: Any) -> Any:
            self.gaps(z)
            return function(z, **settings)

        return of

    def _kinked(self, function: Callable[..., Any], place: Callable[..., Any]) -> Callable[..., Any]:
        def of(*arguments: Any, **settings: Any) -> Any:
            self.note(place(*arguments))
            return function(*arguments, **settings)

        return of

    def _mask(self, difference: Any, sign: str) -> Any:
        self.note(difference)
        return ((difference < 0) if sign == "<" else (difference > 0)) * 1

    def _names(self) -> dict[str, Any]:
        kind = object if self.exact else float
        one = Fraction(1)
        f, a, l = functions, activations, losses  # noqa: E741 - short for one line
        itself = lambda z: z  # noqa: E731

        def filled(rows: int, columns: int) -> Any:
            return numpy.full((rows, columns), one, dtype=kind)

        def number(top: int, bottom: int) -> Any:
            return numpy.array([[Fraction(top, bottom)]], dtype=kind)

        def label(y: Any, z: Any) -> Any:
            return numpy.array([[y]]) if isinstance(y, int) else y

        return {
            "N": number, "ones": filled, "eye": lambda n: numpy.eye(n, dtype=kind) * filled(1, 1),
            "tanh": np.tanh, "sin": np.sin, "cos": np.cos, "exp": np.exp, "log": np.log, "ln": np.log,
            "sqrt": np.sqrt, "erf": f.erf, "abs": self._kinked(np.abs, itself), "identity": a.identity,
            "sigmoid": a.sigmoid, "gelu": a.gelu, "silu": a.silu,
            "softplus": lambda z, beta=1: a.softplus(z, beta),
            "elu": self._kinked(lambda z, alpha=1: a.elu(z, alpha), itself),
            "relu": self._kinked(lambda z: a.relu(z, 0), itself),
            "leaky_relu": self._kinked(
                lambda z, slope=0.01: a.leaky_relu(z, self._setting(slope), 0), itself),
            "max_of": self._extreme(np.maximum), "min_of": self._extreme(np.minimum),
            "mask": self._mask, "vstack": lambda *p: np.vstack(p), "hstack": lambda *p: np.hstack(p),
            "reshape": lambda z, r, c: np.reshape(z, (r, c)), "vec": lambda z: np.reshape(z, (-1, 1)),
            "diag": operations.diagonal, "kron": operations.kronecker, "outer": lambda u, v: u @ v.T,
            "conv2d": lambda x, k: l.conv2d(x, k, 1, 0),
            "maxpool": self._ordered(lambda x: l.maxpool(x, 2)),
            "sum_along": lambda z, axis=None: np.sum(z, axis=axis, keepdims=True),
            "mean_along": lambda z, axis=None: f.mean(z, axis),
            "max_along": self._ordered(f.largest), "min_along": self._ordered(f.smallest),
            "logsumexp_along": f.logsumexp, "sort_of": self._ordered(f.ordered),
            "norm": self._kinked(f.norm, f.norm), "squared_norm": f.squared_norm, "mse": l.mse,
            "squared_error": l.squared_error, "half_squared_error": l.half_squared_error,
            "mae": self._kinked(l.mae, lambda p, y: p - y),
            "huber": self._kinked(lambda p, y: l.huber(p, y, 1), lambda p, y: np.abs(p - y) - 1),
            "binary_cross_entropy": l.binary_cross_entropy,
            "softmax_cross_entropy": lambda z, y: l.softmax_cross_entropy(z, label(y, z), None),
            "cross_entropy": lambda p, y: l.cross_entropy(p, label(y, p)),
            "softmax": lambda z, axis=None: a.softmax(z, axis, 1),
            "softargmax": lambda z, axis=None: a.softmax(z, axis, 1),
            "log_softmax": lambda z, axis=None: a.log_softmax(z, axis),
            "layer_norm": lambda z, eps, axis=None: a.layer_norm(z, axis, eps),
            "tanh_prime": lambda z: 1 - np.tanh(z) ** 2,
            "sigmoid_prime": lambda z: a.sigmoid(z) * (1 - a.sigmoid(z)),
        }  # fmt: skip

    def _setting(self, value: float) -> Any:
        return Fraction(str(value)) if self.exact else value
