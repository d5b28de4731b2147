"""Exercises worked out by hand in plain NumPy, step by step, with the ways to get each step wrong.

Nothing here comes from bpcalc. A step takes the values of those before it; a mistake is another
way to take the same step, under the name that the table of mistakes has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy

Matrix = Any
Values = dict[str, Matrix]
Way = Callable[[Values], Matrix]

QUANTITY, GRADIENT, JACOBIAN = "quantity", "gradient", "jacobian"


class Step(NamedTuple):
    """One answer. `right` and `wrong` by the name of the mistake; `kind` says how it may be written."""

    key: str
    kind: str
    right: Way
    wrong: Mapping[str, Way] = {}


class Family(NamedTuple):
    """An exercise: its spec, what it gives, and its steps in the order of working."""

    name: str
    spec: str
    given: Values
    steps: tuple[Step, ...]


def column(numbers: Any) -> Matrix:
    return matrix([[x] for x in numbers])


def matrix(rows: Any) -> Matrix:
    """A matrix of Fractions, or of floats where there is one."""
    floats = any(isinstance(x, float) for row in rows for x in row)
    result = numpy.empty((len(rows), len(rows[0])), dtype=float if floats else object)
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            result[i, j] = x if floats else Fraction(x)
    return result


def text(a: Matrix) -> str:
    rows = [[str(x) for x in row] for row in a]
    if len(rows[0]) == 1:
        return "[" + ", ".join(row[0] for row in rows) + "]" if len(rows) > 1 else rows[0][0]
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def diag(a: Matrix) -> Matrix:
    n = a.size
    result = numpy.zeros((n, n), dtype=a.dtype)
    if a.dtype == object:
        result[:] = Fraction(0)
    for i, x in enumerate(a.ravel()):
        result[i, i] = x
    return result


def relu(a: Matrix) -> Matrix:
    return numpy.where(a > 0, a, 0 * a)


def mask(a: Matrix) -> Matrix:
    return numpy.where(a > 0, 0 * a + 1, 0 * a)


def sigmoid(a: Matrix) -> Matrix:
    return 1 / (1 + numpy.exp(-a))


def logistic(a: Matrix) -> Matrix:
    return sigmoid(a) * (1 - sigmoid(a))


def tanh(a: Matrix) -> Matrix:
    return numpy.tanh(a)


def tanh_slope(a: Matrix) -> Matrix:
    return 1 - numpy.tanh(a) ** 2


def scaled(way: Way, factor: Fraction | int | float) -> Way:
    return lambda v: factor * way(v)


def common(way: Way) -> dict[str, Way]:
    """What may happen to any derivative."""
    return {
        "sign": scaled(way, -1),
        "factor-2-extra": scaled(way, 2),
        "factor-2-missing": lambda v: way(v) / 2,
    }


def whole(rng: numpy.random.Generator, rows: int, columns: int) -> Matrix:
    numbers = rng.integers(1, 6, (rows, columns)) * rng.choice([-1, 1], (rows, columns))
    return matrix([[int(x) for x in row] for row in numbers])


def decimal(rng: numpy.random.Generator, rows: int, columns: int) -> Matrix:
    numbers = rng.integers(15, 140, (rows, columns)) * rng.choice([-1, 1], (rows, columns)) / 100
    return matrix([[float(x) for x in row] for row in numbers])


def two_layers(rng: numpy.random.Generator, activation: str, loss: str) -> Family:
    """z = W1 x + b1, a = f(z), yhat = W2 a + b2, one or two outputs."""
    exact = activation == "relu"
    numbers = whole if exact else decimal
    n, h = (int(k) for k in rng.integers(2, 4, 2))
    k = 1 if exact else int(rng.integers(1, 3))
    given = {
        "x": numbers(rng, n, 1), "W1": numbers(rng, h, n), "b1": numbers(rng, h, 1),
        "W2": numbers(rng, k, h), "b2": numbers(rng, k, 1), "t": numbers(rng, k, 1),
    }  # fmt: skip
    f, slope = {"relu": (relu, mask), "tanh": (tanh, tanh_slope), "sigmoid": (sigmoid, logistic)}[activation]
    half = loss == "half"
    size = Fraction(1) if half else Fraction(2)
    factor = size if exact else float(size)
    formula = ("1/2 * " if half else "") + "norm(yhat - t)^2"
    spec = f"inputs: {{x: {text(given['x'])}}}\nparameters:\n" + "".join(
        f"  {name}: {rows(given[name])}\n" for name in ("W1", "b1", "W2", "b2")
    )
    spec += (
        f"target: {{t: {text(given['t'])}}}\nlayers:\n  - z = W1 @ x + b1\n  - a = {activation}(z)\n"
        f"  - yhat = W2 @ a + b2\nloss: l = {formula}\n"
    )
    square = n == h
    z_wrong: dict[str, Way] = {
        "bias-forgotten": lambda v: v["W1"] @ v["x"],
        "sign-of-a-term": lambda v: v["W1"] @ v["x"] - v["b1"],
    }
    x_wrong = common(lambda v: v["W1"].T @ v["dl/dz"])
    if square:
        z_wrong["weight-transposed"] = lambda v: v["W1"].T @ v["x"] + v["b1"]
        x_wrong["weight-transposed"] = lambda v: v["W1"] @ v["dl/dz"]
    slope_wrong: dict[str, Way] = {
        "function-for-derivative": lambda v: diag(f(v["z"])),
        "mask-left-out": lambda v: diag(0 * v["z"] + 1),
    }
    if not exact:
        slope_wrong |= {
            "derivative-at-output": lambda v: diag(slope(v["a"])),
            "argument-squared": lambda v: diag(slope(v["z"] ** 2)),
            "slope-incomplete": lambda v: diag(1 - v["a"]),
            "derivative-of-another-function": lambda v: diag((logistic if f is tanh else tanh_slope)(v["z"])),
        }
    end = common(lambda v: factor * (v["yhat"] - v["t"]))
    z_path = common(lambda v: v["da/dz"].T @ v["dl/da"])
    z_path["mask-left-out"] = lambda v: v["dl/da"]
    weights = common(lambda v: v["dl/dyhat"] @ v["a"].T)
    weights["another-quantity"] = lambda v: v["dl/dyhat"] @ v["z"].T
    loss_wrong: dict[str, Way] = (
        {"square-left-out": lambda v: squared(v["yhat"] - v["t"]) ** Fraction(1, 2) * (0.5 if half else 1.0)}
        if not exact
        else {}
    )
    if half:
        loss_wrong["number-left-out"] = lambda v: squared(v["yhat"] - v["t"])
    return Family(f"{activation}, {loss}", spec, given, (
        Step("z", QUANTITY, lambda v: v["W1"] @ v["x"] + v["b1"], z_wrong),
        Step("a", QUANTITY, lambda v: f(v["z"]), {"activation-left-out": lambda v: v["z"]}),
        Step("yhat", QUANTITY, lambda v: v["W2"] @ v["a"] + v["b2"],
             {"bias-forgotten": lambda v: v["W2"] @ v["a"], "sign-of-a-term": lambda v: v["W2"] @ v["a"] - v["b2"]}),
        Step("l", QUANTITY, lambda v: squared(v["yhat"] - v["t"]) * factor / 2, loss_wrong),
        Step("dl/dyhat", GRADIENT, lambda v: factor * (v["yhat"] - v["t"]), end),
        Step("da/dz", JACOBIAN, lambda v: diag(slope(v["z"])), slope_wrong),
        Step("dz/dx", JACOBIAN, lambda v: v["W1"]),
        Step("dl/da", GRADIENT, lambda v: v["W2"].T @ v["dl/dyhat"], common(lambda v: v["W2"].T @ v["dl/dyhat"])),
        Step("dl/dz", GRADIENT, lambda v: v["da/dz"].T @ v["dl/da"], z_path),
        Step("dl/dW2", GRADIENT, lambda v: v["dl/dyhat"] @ v["a"].T, weights),
        Step("dl/dW1", GRADIENT, lambda v: v["dl/dz"] @ v["x"].T, common(lambda v: v["dl/dz"] @ v["x"].T)),
        Step("dl/dx", GRADIENT, lambda v: v["W1"].T @ v["dl/dz"], x_wrong),
    ))  # fmt: skip


def rows(a: Matrix) -> str:
    """A value whose rows are seen."""
    if a.shape[1] == 1:
        return text(a)
    return "[" + ", ".join("[" + ", ".join(str(x) for x in row) + "]" for row in a) + "]"


def squared(a: Matrix) -> Matrix:
    return (a.T @ a)[:1, :1] if a.shape[1] == 1 else matrix([[(a * a).sum()]])


def chain(rng: numpy.random.Generator) -> Family:
    """Scalars: z1 = w1 x, a1 = σ(z1), z2 = w2 a1, a2 = σ(z2), yhat = w3 a2, E = (t − yhat)²."""
    given = {name: decimal(rng, 1, 1) for name in ("x", "w1", "w2", "w3", "t")}
    spec = f"inputs: {{x: {text(given['x'])}}}\nparameters: {{" + ", ".join(
        f"{name}: {text(given[name])}" for name in ("w1", "w2", "w3")
    )
    spec += (
        f"}}\ntarget: {{t: {text(given['t'])}}}\nlayers:\n  - z1 = w1 * x\n  - a1 = sigmoid(z1)\n"
        "  - z2 = w2 * a1\n  - a2 = sigmoid(z2)\n  - yhat = w3 * a2\nloss: E = (t - yhat)^2\n"
    )
    slope2 = common(lambda v: v["dE/da2"] * logistic(v["z2"]))
    slope2 |= {
        "mask-left-out": lambda v: v["dE/da2"],
        "derivative-at-output": lambda v: v["dE/da2"] * logistic(v["a2"]),
        "slope-incomplete": lambda v: v["dE/da2"] * (1 - v["a2"]),
    }
    w3 = common(lambda v: v["dE/dyhat"] * v["a2"])
    w3["factor-repeated"] = lambda v: v["dE/dyhat"] * v["a2"] * v["a2"]
    w3["another-quantity"] = lambda v: v["dE/dyhat"] * v["z2"]
    w1 = common(lambda v: v["dE/da1"] * logistic(v["z1"]) * v["x"])
    w1["mask-left-out"] = lambda v: v["dE/da1"] * v["x"]
    return Family("chain", spec, given, (
        Step("z1", QUANTITY, lambda v: v["w1"] * v["x"]),
        Step("a1", QUANTITY, lambda v: sigmoid(v["z1"]),
             {"another-activation": lambda v: tanh(v["z1"]), "activation-left-out": lambda v: v["z1"]}),
        Step("z2", QUANTITY, lambda v: v["w2"] * v["a1"]),
        Step("a2", QUANTITY, lambda v: sigmoid(v["z2"]), {"another-activation": lambda v: tanh(v["z2"])}),
        Step("yhat", QUANTITY, lambda v: v["w3"] * v["a2"]),
        Step("E", QUANTITY, lambda v: (v["t"] - v["yhat"]) ** 2, {"square-left-out": lambda v: v["t"] - v["yhat"]}),
        Step("dE/dyhat", GRADIENT, lambda v: 2 * (v["yhat"] - v["t"]), common(lambda v: 2 * (v["yhat"] - v["t"]))),
        Step("dE/da2", GRADIENT, lambda v: v["w3"] * v["dE/dyhat"], common(lambda v: v["w3"] * v["dE/dyhat"])),
        Step("dE/dz2", GRADIENT, lambda v: v["dE/da2"] * logistic(v["z2"]), slope2),
        Step("dE/dw3", GRADIENT, lambda v: v["dE/dyhat"] * v["a2"], w3),
        Step("dE/dw2", GRADIENT, lambda v: v["dE/dz2"] * v["a1"], common(lambda v: v["dE/dz2"] * v["a1"])),
        Step("dE/da1", GRADIENT, lambda v: v["dE/dz2"] * v["w2"]),
        Step("dE/dw1", GRADIENT, lambda v: v["dE/da1"] * logistic(v["z1"]) * v["x"], w1),
    ))  # fmt: skip


def classifier(rng: numpy.random.Generator) -> Family:
    """z = W x + b, p = softmax(z), l = −log p[t]."""
    n, k = int(rng.integers(2, 4)), 3
    given = {"x": decimal(rng, n, 1), "W": decimal(rng, k, n), "b": decimal(rng, k, 1)}
    t = int(rng.integers(0, k))
    spec = (
        f"inputs: {{x: {text(given['x'])}}}\nparameters: {{W: {rows(given['W'])}, b: {text(given['b'])}}}\n"
    )
    spec += f"target: {{t: {t}}}\nlayers:\n  - z = W @ x + b\n  - p = softmax(z)\nloss: l = -log(p[t])\n"
    hot = column([float(i == t) for i in range(k)])

    def softmax(a: Matrix) -> Matrix:
        e = numpy.exp(a - a.max())
        return e / e.sum()

    z_wrong: dict[str, Way] = {
        "bias-forgotten": lambda v: v["W"] @ v["x"],
        "sign-of-a-term": lambda v: v["W"] @ v["x"] - v["b"],
    }
    path = common(lambda v: v["dp/dz"].T @ v["dl/dp"])
    path["diagonal-only"] = lambda v: v["p"] * v["dl/dp"]
    x_wrong = common(lambda v: v["W"].T @ v["dl/dz"])
    if n == k:
        x_wrong["weight-transposed"] = lambda v: v["W"] @ v["dl/dz"]
    return Family("classifier", spec, given, (
        Step("z", QUANTITY, lambda v: v["W"] @ v["x"] + v["b"], z_wrong),
        Step("p", QUANTITY, lambda v: softmax(v["z"])),
        Step("l", QUANTITY, lambda v: -numpy.log(v["p"][t : t + 1]),
             {"log-base": lambda v: -numpy.log10(v["p"][t : t + 1]), "sign": lambda v: numpy.log(v["p"][t : t + 1])}),
        Step("dl/dp", GRADIENT, lambda v: -hot / v["p"][t, 0], common(lambda v: -hot / v["p"][t, 0])),
        Step("dp/dz", JACOBIAN, lambda v: diag(v["p"]) - v["p"] @ v["p"].T, {"diagonal-only": lambda v: diag(v["p"])}),
        Step("dl/dz", GRADIENT, lambda v: v["dp/dz"].T @ v["dl/dp"], path),
        Step("dl/dW", GRADIENT, lambda v: v["dl/dz"] @ v["x"].T, common(lambda v: v["dl/dz"] @ v["x"].T)),
        Step("dl/dx", GRADIENT, lambda v: v["W"].T @ v["dl/dz"], x_wrong),
    ))  # fmt: skip


def gated(rng: numpy.random.Generator) -> Family:
    """u = A x, h = tanh(u), v = B x, g = σ(v), y = h ⊙ g, l = Σ y²: x has two paths."""
    n, k = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    given = {"x": decimal(rng, n, 1), "A": decimal(rng, k, n), "B": decimal(rng, k, n)}
    spec = (
        f"inputs: {{x: {text(given['x'])}}}\nparameters: {{A: {rows(given['A'])}, B: {rows(given['B'])}}}\n"
    )
    spec += (
        "layers:\n  - u = A @ x\n  - h = tanh(u)\n  - v = B @ x\n  - g = sigmoid(v)\n  - y = h * g\n"
        "loss: l = norm(y)^2\n"
    )
    u_path = common(lambda v: v["dl/dh"] * tanh_slope(v["u"]))
    u_path["mask-left-out"] = lambda v: v["dl/dh"]
    u_path["derivative-at-output"] = lambda v: v["dl/dh"] * tanh_slope(v["h"])
    both = common(lambda v: v["A"].T @ v["dl/du"] + v["B"].T @ v["dl/dv"])
    both["path-forgotten"] = lambda v: v["A"].T @ v["dl/du"]
    both["paths-multiplied"] = lambda v: (v["A"].T @ v["dl/du"]) * (v["B"].T @ v["dl/dv"])
    return Family("gated", spec, given, (
        Step("u", QUANTITY, lambda v: v["A"] @ v["x"]),
        Step("h", QUANTITY, lambda v: tanh(v["u"]), {"another-activation": lambda v: sigmoid(v["u"])}),
        Step("v", QUANTITY, lambda v: v["B"] @ v["x"]),
        Step("g", QUANTITY, lambda v: sigmoid(v["v"]), {"another-activation": lambda v: tanh(v["v"])}),
        Step("y", QUANTITY, lambda v: v["h"] * v["g"], {"factor-left-out": lambda v: v["h"]}),
        Step("l", QUANTITY, lambda v: squared(v["y"])),
        Step("dl/dy", GRADIENT, lambda v: 2 * v["y"], common(lambda v: 2 * v["y"])),
        Step("dl/dh", GRADIENT, lambda v: v["dl/dy"] * v["g"],
             common(lambda v: v["dl/dy"] * v["g"]) | {"factor-left-out": lambda v: v["dl/dy"]}),
        Step("dl/du", GRADIENT, lambda v: v["dl/dh"] * tanh_slope(v["u"]), u_path),
        Step("dl/dg", GRADIENT, lambda v: v["dl/dy"] * v["h"]),
        Step("dl/dv", GRADIENT, lambda v: v["dl/dg"] * logistic(v["v"]),
             {"mask-left-out": lambda v: v["dl/dg"], "function-for-derivative": lambda v: v["dl/dg"] * v["g"]}),
        Step("dl/dA", GRADIENT, lambda v: v["dl/du"] @ v["x"].T, common(lambda v: v["dl/du"] @ v["x"].T)),
        Step("dl/dx", GRADIENT, lambda v: v["A"].T @ v["dl/du"] + v["B"].T @ v["dl/dv"], both),
    ))  # fmt: skip


def batch(rng: numpy.random.Generator) -> Family:
    """Z = X W in rows, D = relu(Z), E = D c, L = mean of (E − t)²."""
    n, m, k = int(rng.integers(3, 5)), 2, 2
    given = {"X": whole(rng, n, m), "W": whole(rng, m, k), "c": whole(rng, k, 1), "t": whole(rng, n, 1)}
    spec = (
        f"inputs: {{X: {rows(given['X'])}}}\nparameters: {{W: {rows(given['W'])}, c: {text(given['c'])}}}\n"
    )
    spec += (
        f"target: {{t: {text(given['t'])}}}\nlayers:\n  - Z = X @ W\n  - D = relu(Z)\n  - E = D @ c\n"
        "  - R = E - t\nloss: L = mean(R^2)\n"
    )
    per = Fraction(1, n)
    end = common(lambda v: 2 * per * v["R"])
    end["factor-n-extra"] = lambda v: 2 * v["R"]
    mask_path = common(lambda v: mask(v["Z"]) * v["dL/dD"])
    mask_path["mask-left-out"] = lambda v: v["dL/dD"]
    first = common(lambda v: v["X"].T @ v["dL/dZ"])
    first["factor-n-missing"] = lambda v: v["X"].T @ v["dL/dZ"] / n
    return Family("batch", spec, given, (
        Step("Z", QUANTITY, lambda v: v["X"] @ v["W"], {"weight-transposed": lambda v: v["X"] @ v["W"].T}),
        Step("D", QUANTITY, lambda v: relu(v["Z"]), {"activation-left-out": lambda v: v["Z"]}),
        Step("E", QUANTITY, lambda v: v["D"] @ v["c"]),
        Step("R", QUANTITY, lambda v: v["E"] - v["t"], {"sign": lambda v: v["t"] - v["E"]}),
        Step("L", QUANTITY, lambda v: squared(v["R"]) * per, {"sum-for-mean": lambda v: squared(v["R"])}),
        Step("dL/dR", GRADIENT, lambda v: 2 * per * v["R"], end),
        Step("dL/dc", GRADIENT, lambda v: v["D"].T @ v["dL/dR"], common(lambda v: v["D"].T @ v["dL/dR"])),
        Step("dL/dD", GRADIENT, lambda v: v["dL/dR"] @ v["c"].T, common(lambda v: v["dL/dR"] @ v["c"].T)),
        Step("dL/dZ", GRADIENT, lambda v: mask(v["Z"]) * v["dL/dD"], mask_path),
        Step("dL/dW", GRADIENT, lambda v: v["X"].T @ v["dL/dZ"], first),
    ))  # fmt: skip


FAMILIES: tuple[Callable[[numpy.random.Generator], Family], ...] = (
    lambda rng: two_layers(rng, "relu", "half"),
    lambda rng: two_layers(rng, "relu", "whole"),
    lambda rng: two_layers(rng, "tanh", "half"),
    lambda rng: two_layers(rng, "sigmoid", "whole"),
    chain,
    classifier,
    gated,
    batch,
)
