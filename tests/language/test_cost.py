"""The declared cost of every operation equals the arithmetic that carrying it out takes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy
import pytest

from bpcalc.language import maps
from bpcalc.language.cost import pull_cost, push_cost
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.evaluation import work
from bpcalc.language.sizes import letter, size_text
from bpcalc.language.table import TABLE
from bpcalc.language.tree import name

Array = numpy.ndarray[Any, Any]
SHAPES = {
    "A": (3, 2),
    "B": (2, 4),
    "C": (3, 2),
    "v": (3, 1),
    "w": (3, 1),
    "s": (1, 1),
    "r": (1, 2),
    "t": (1, 1),
    "X": (4, 4),
    "K": (2, 2),
}
DONE: Counter[str] = Counter()


class Scalar:
    """A number that counts what is done to it, by kind, in `DONE`."""

    def __init__(self, value: float) -> None:
        self.value = value

    def _done(self, kind: str, value: float) -> Scalar:
        DONE[kind] += 1
        return Scalar(value)

    def __add__(self, other: Any) -> Scalar:
        return self._done("+", self.value + _value(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Scalar:
        return self._done("+", self.value - _value(other))

    def __rsub__(self, other: Any) -> Scalar:
        return self._done("+", _value(other) - self.value)

    def __mul__(self, other: Any) -> Scalar:
        return self._done("×", self.value * _value(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Scalar:
        return self._done("division", self.value / _value(other))

    def __rtruediv__(self, other: Any) -> Scalar:
        return self._done("division", _value(other) / self.value)

    def __neg__(self) -> Scalar:
        return Scalar(-self.value)  # a change of sign is free

    def __lt__(self, other: Any) -> bool:
        DONE["comparison"] += 1
        return self.value < float(_value(other))

    def exp(self) -> Scalar:
        return self._done("exp", float(numpy.exp(self.value)))

    def log(self) -> Scalar:
        return self._done("log", float(numpy.log(self.value)))

    def sqrt(self) -> Scalar:
        return self._done("sqrt", float(numpy.sqrt(self.value)))

    def tanh(self) -> Scalar:
        return self._done("tanh", float(numpy.tanh(self.value)))

    def sin(self) -> Scalar:
        return self._done("sin", math.sin(self.value))

    def cos(self) -> Scalar:
        return self._done("cos", math.cos(self.value))

    def erf(self) -> Scalar:
        return self._done("erf", math.erf(self.value))


def _value(other: Any) -> float:
    return other.value if isinstance(other, Scalar) else float(other)


def larger(x: Scalar, y: Any) -> Any:
    return y if x < y else x


each_larger = numpy.frompyfunc(larger, 2, 1)
each_smaller = numpy.frompyfunc(lambda x, y: x if x < y else y, 2, 1)
each_erf = numpy.frompyfunc(lambda x: x.erf(), 1, 1)
each_magnitude = numpy.frompyfunc(lambda x: -x if x < 0 else x, 1, 1)  # one comparison
each_sign = numpy.frompyfunc(lambda x: x < 0, 1, 1)


def filled(shape: tuple[int, int]) -> Array:
    flat = [Scalar(0.3 + 0.1 * k) for k in range(shape[0] * shape[1])]
    result = numpy.empty(len(flat), dtype=object)
    result[:] = flat
    return result.reshape(shape)


def softmax(z: Any) -> Any:
    e = numpy.exp(z)
    return e / e.sum()


def log_softmax(z: Any) -> Any:
    return z - numpy.exp(z).sum().log()


def elu(z: Any) -> Any:
    nothing = Scalar(0.0)
    return each_larger(z, nothing) + (numpy.exp(each_smaller(z, nothing)) - 1)


def layer_norm(z: Any) -> Any:
    centred = z - z.sum() / 3
    return centred / ((centred * centred).sum() / 3 + 1e-5).sqrt()


def binary_cross_entropy(p: Any, y: Any) -> Any:
    return -(y * numpy.log(p) + (1 - y) * numpy.log(1 - p)).sum() / 3


def hinge(p: Any, y: Any) -> Any:
    own = (y * p).sum()
    return ((1 - y) * each_larger(p - own + 1, 0)).sum()


def huber(p: Any, y: Any) -> Any:
    size = each_magnitude(p - y)
    near = each_smaller(size, 1)
    return (near * (size - near / 2)).sum()


def conv2d(image: Any, kernel: Any) -> Any:
    weights = kernel.ravel()
    return [[(image[i : i + 2, j : j + 2].ravel() * weights).sum() for j in range(3)] for i in range(3)]


def maxpool(image: Any) -> Any:
    return [each_larger.reduce(image[i : i + 2, j : j + 2].ravel()) for i in (0, 2) for j in (0, 2)]


FORMULAS: dict[str, Callable[..., Any]] = {
    "A @ B": lambda A, B: A @ B,
    "A.T @ v": lambda A, v: A.T @ v,
    "v @ v.T @ w": lambda v, w: (v @ v.T) @ w,
    "v @ (v.T @ w)": lambda v, w: v @ (v.T @ w),
    "A + C": lambda A, C: A + C,
    "A - C - C": lambda A, C: A - C - C,
    "-A": lambda A: -A,
    "A + r": lambda A, r: A + r,
    "A * C": lambda A, C: A * C,
    "2 * A": lambda A: 2 * A,
    "1 * A": lambda A: A,
    "s * t * A": lambda s, t, A: s * t * A,
    "A / C": lambda A, C: A / C,
    "1 / A": lambda A: 1 / A,
    "A / s": lambda A, s: A / s,
    "A^2": lambda A: A * A,
    "A^3": lambda A: A * A * A,
    "A^(1/2)": lambda A: numpy.sqrt(A),
    "sum(A)": lambda A: A.sum(),
    "sum(A, axis=0)": lambda A: A.sum(axis=0),
    "sum(A, axis=1)": lambda A: A.sum(axis=1),
    "mean(A)": lambda A: A.sum() / 6,
    "norm(v)^2": lambda v: (v * v).sum(),
    "norm(v)": lambda v: (v * v).sum().sqrt(),
    "outer(v, w)": lambda v, w: v @ w.T,
    "kron(A, B)": lambda A, B: numpy.kron(A, B),
    "diag(v)": lambda v: v,
    "A[0:2, :] + B[:, 0:2]": lambda A, B: A[:2] + B[:, :2],
    "vstack(A, r) + 1": lambda A, r: numpy.vstack([A, r]) + 1,
    "A * C + A * C": lambda A, C: (lambda P: P + P)(A * C),
    "exp(A)": lambda A: numpy.exp(A),
    "log(A)": lambda A: numpy.log(A),
    "tanh(A)": lambda A: numpy.tanh(A),
    "sqrt(A)": lambda A: numpy.sqrt(A),
    "sigmoid(A)": lambda A: 1 / (1 + numpy.exp(-A)),
    "relu(A)": lambda A: each_larger(A, 0),
    "max(A, C)": lambda A, C: each_larger(A, C),
    "max(v)": lambda v: each_larger.reduce(v.ravel()),
    "softmax(v)": softmax,
    "log_softmax(v)": log_softmax,
    "softplus(v)": lambda v: numpy.log(1 + numpy.exp(v)),
    "silu(v)": lambda v: v * (1 / (1 + numpy.exp(-v))),
    "squared_error(v, w)": lambda v, w: (lambda d: (d * d).sum())(v - w),
    "half_squared_error(v, w)": lambda v, w: (lambda d: 0.5 * (d * d).sum())(v - w),
    "mse(v, w)": lambda v, w: (lambda d: (d * d).sum() / 3)(v - w),
    "cross_entropy(v, w)": lambda v, w: -(w * numpy.log(v)).sum(),
    "A < C": lambda A, C: A < C,
    "sin(v)": lambda v: numpy.sin(v),
    "cos(v)": lambda v: numpy.cos(v),
    "erf(v)": lambda v: each_erf(v),
    "abs(v)": lambda v: each_magnitude(v),
    "sign(v)": lambda v: each_sign(v),
    "step(v)": lambda v: each_sign(v),
    "indicator(v < w)": lambda v, w: v < w,
    "min(A, C)": lambda A, C: each_smaller(A, C),
    "maximum(A, C)": lambda A, C: each_larger(A, C),
    "minimum(A, C)": lambda A, C: each_smaller(A, C),
    "min(v)": lambda v: each_smaller.reduce(v.ravel()),
    "any(v)": lambda v: each_larger.reduce(v.ravel()),
    "all(v)": lambda v: each_smaller.reduce(v.ravel()),
    "xlogy(v, w)": lambda v, w: v * numpy.log(w),
    "logsumexp(v)": lambda v: numpy.exp(v).sum().log(),
    "identity(v)": lambda v: v,
    "leaky_relu(v)": lambda v: each_larger(v, Scalar(0.0)) + 0.01 * each_smaller(v, Scalar(0.0)),
    "elu(v)": elu,
    "gelu(v)": lambda v: v * (1 + each_erf(v / 1.4142135623730951)) / 2,
    "softargmax(v)": softmax,
    "layer_norm(v)": layer_norm,
    "squared_norm(v)": lambda v: (v * v).sum(),
    "mae(v, w)": lambda v, w: each_magnitude(v - w).sum() / 3,
    "binary_cross_entropy(v, w)": binary_cross_entropy,
    "softmax_cross_entropy(v, w)": lambda v, w: -(w * log_softmax(v)).sum(),
    "hinge(v, w)": hinge,
    "huber(v, w)": huber,
    "conv2d(X, K)": lambda X, K: conv2d(X, K),
    "maxpool(X)": lambda X: maxpool(X),
    "turned(X)": lambda X: X[::-1, ::-1],
}  # fmt: skip


def _arguments(formula: Callable[..., Any]) -> tuple[str, ...]:
    code = formula.__code__
    return code.co_varnames[: code.co_argcount]


@pytest.mark.parametrize("text", FORMULAS)
def test_declared_costs_are_those_of_counting_scalars(text: str) -> None:
    """The formula is carried out with NumPy on scalars that count themselves."""
    formula = FORMULAS[text]
    leaves = {key: name(key, shape) for key, shape in SHAPES.items()}
    found = work(expression(text, Scope(leaves)))
    DONE.clear()
    arguments = _arguments(formula)
    formula(*(filled(SHAPES[key if key in SHAPES else "v"]) for key in arguments))
    declared = Counter(dict(found.evaluations))
    declared["×"] += int(size_text(found.arithmetic.multiplications))
    declared["+"] += int(size_text(found.arithmetic.additions))
    assert +declared == +DONE


def test_every_row_of_the_table_is_carried_out_above() -> None:
    """A new row needs its arithmetic; what a sort compares depends on the values."""
    counted = {text.split("(")[0] for text in FORMULAS} | {"sort"}
    assert {row.name for row in TABLE.values() if row.group} <= counted


@pytest.mark.parametrize("function", [row for row in TABLE.values() if row.group], ids=lambda row: row.name)
def test_every_function_of_the_table_has_a_cost(function: Any) -> None:
    """Each row is counted, by its formula or as evaluations; only the identity is free, and what moves entries."""
    shapes = {"X": (4, 4), "K": (2, 2)}
    leaves = {key: name(key, shapes.get(key, (3, 1))) for key in function.arguments}
    text = f"{function.name}({', '.join(function.arguments)})"
    found = work(expression(text, Scope(leaves)))
    free = found.arithmetic.total == 0 and not found.evaluations
    assert free == (function.name in ("identity", "indicator", "turned"))


def mask(d: Array) -> Array:
    return filled((d.shape[0], d.shape[1])) * d


BACKWARD: dict[tuple[str, str], Callable[..., Any]] = {
    ("A @ B", "A"): lambda d, A, B: d @ B.T,
    ("A @ B", "B"): lambda d, A, B: A.T @ d,
    ("A.T @ v", "v"): lambda d, A, v: A @ d,
    ("relu(A)", "A"): lambda d, A: mask(d),
    ("A * C", "A"): lambda d, A, C: C * d,
    ("A + r", "r"): lambda d, A, r: d.sum(axis=0),
    ("A + C", "A"): lambda d, A, C: d,
    ("2 * A", "A"): lambda d, A: 2 * d,
    ("s * A", "A"): lambda d, s, A: s * d,
    ("s * A", "s"): lambda d, s, A: (A * d).sum(),
    ("A.T", "A"): lambda d, A: d.T,
    ("A[0:2, :]", "A"): lambda d, A: d,
    ("sum(A)", "A"): lambda d, A: d,
    ("v.T @ w", "v"): lambda d, v, w: d * w,
}


@pytest.mark.parametrize(("text", "wrt"), BACKWARD)
def test_pulling_costs_what_the_backward_formula_does(text: str, wrt: str) -> None:
    """By structure: diagonals entry by entry, selections and repetition free."""
    leaves = {key: name(key, shape) for key, shape in SHAPES.items()}
    expr = expression(text, Scope(leaves))
    formula = BACKWARD[text, wrt]
    d, *others = (
        filled(SHAPES[key]) if key != "d" else filled(_numbers(expr.shape)) for key in _arguments(formula)
    )
    DONE.clear()
    formula(d, *others)
    cost = pull_cost(derivative(expr, leaves[wrt]))
    assert (cost.multiplications, cost.additions) == (DONE["×"], DONE["+"])


def _numbers(shape: Any) -> tuple[int, int]:
    return int(shape[0]), int(shape[1])


@pytest.mark.parametrize(
    ("text", "wrt", "multiplications", "additions"),
    [
        ("A @ B", "B", 3 * 2 * 4, 3 * 4),
        ("relu(A)", "A", 6, 0),
        ("v.T @ w", "v", 3, 2),
        ("s * A", "s", 6, 0),
        ("sum(A, axis=0)", "A", 0, 4),
        ("A + r", "r", 0, 0),
        ("3 * A", "A", 6, 0),
    ],
)
def test_pushing_costs_what_the_forward_formula_does(
    text: str, wrt: str, multiplications: int, additions: int
) -> None:
    """A tangent goes through the structure the other way."""
    leaves = {key: name(key, shape) for key, shape in SHAPES.items()}
    local = derivative(expression(text, Scope(leaves)), leaves[wrt])
    assert push_cost(local) == (multiplications, additions)
    assert maps.push(local, leaves[wrt]).shape == local.after


@pytest.mark.parametrize(
    ("text", "multiplications", "additions"),
    [
        ("v @ v.T @ y", "2*n^2", "n^2 - n"),
        ("v @ (v.T @ y)", "2*n", "n - 1"),
        ("2 * (v @ v.T)", "2*n^2", "0"),
        ("sum(v)", "0", "n - 1"),
        ("v / 2", "0", "0"),
    ],
)
def test_sizes_may_be_symbols(text: str, multiplications: str, additions: str) -> None:
    """Costs are then polynomials."""
    n = letter("n")
    found = work(expression(text, Scope({key: name(key, (n, 1)) for key in ("v", "y")})))
    assert size_text(found.arithmetic.multiplications) == multiplications
    assert size_text(found.arithmetic.additions) == additions


def test_numbers_among_themselves_are_free() -> None:
    """√2 and 1/n are known before the first input comes."""
    found = work(expression("sqrt(2) * v", Scope({"v": name("v", (3, 1))})))
    assert found.arithmetic == (3, 0)
    assert not found.evaluations
