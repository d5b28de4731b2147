"""Every shipped network worked out by hand: forward pass, backward pass, in plain NumPy.

Whole numbers and fractions stay exact. Nothing here comes from bpcalc.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy
from autograd import grad
from autograd import numpy as np

Matrix = Any


class Worked(NamedTuple):
    """The values of a case and the derivatives of its end, gradients in the shape of their variable."""

    values: dict[str, Matrix]
    gradients: dict[str, Matrix]


Cases = dict[str, Worked]

WORKED: dict[str, Callable[[], Cases]] = {}
"""By the name of the network; a network without cases has one of the name ""."""


def network(name: str) -> Callable[[Callable[[], Cases]], Callable[[], Cases]]:
    def keep(work: Callable[[], Cases]) -> Callable[[], Cases]:
        WORKED[name] = work
        return work

    return keep


def m(*rows: Any) -> Matrix:
    """A matrix of exact numbers; numbers alone make a column."""
    listed = [list(row) if isinstance(row, (list, tuple)) else [row] for row in rows]
    result = numpy.empty((len(listed), len(listed[0])), dtype=object)
    for i, row in enumerate(listed):
        for j, x in enumerate(row):
            result[i, j] = Fraction(x)
    return result


def scalars(values: dict[str, int]) -> dict[str, Matrix]:
    """Each number as a 1×1."""
    return {name: m(value) for name, value in values.items()}


def f(a: Matrix) -> Matrix:
    """The same in floating point."""
    return numpy.asarray(a, dtype=float)


def positive(a: Matrix) -> Matrix:
    """1 where an entry is above 0."""
    return (a > 0).astype(int)


def relu(a: Matrix) -> Matrix:
    return a * positive(a)


def sigmoid(a: Matrix) -> Matrix:
    return 1 / (1 + numpy.exp(-f(a)))


@network("relu-net")
def relu_net() -> Cases:
    W1, b1, W2 = m([1, -2], [0, 2]), m(0, -1), m([1, -1])
    cases: Cases = {}
    for case, x, y in (("a", m(1, 0), m(2)), ("b", m(0, 1), m(0)), ("c", m(1, 1), m(-2))):
        z1 = W1 @ x + b1
        z2 = relu(z1)
        yhat = W2 @ z2
        off = yhat - y
        back = positive(z1) * (W2.T @ off)
        cases[case] = Worked(
            {"z1": z1, "z2": z2, "yhat": yhat, "l": off * off * Fraction(1, 2)},
            {"x": W1.T @ back, "W1": back @ x.T, "b1": back, "W2": off @ z2.T},
        )
    return cases


@network("relu-regression")
def relu_regression() -> Cases:
    W1, b1 = m([1, 1], [2, -1], [-1, 0]), m(0, 1, -1)
    W2, b2 = m([1, -1, 2], [0, 1, 1]), m(-2, 1)
    x, y = m(1, 2), m(1, -1)
    s1 = W1 @ x + b1
    a1 = 3 * relu(s1)
    s2 = W2 @ a1 + b2
    off = 2 * (s2 - y)
    back = 3 * positive(s1) * (W2.T @ off)
    return {
        "": Worked(
            {"s1": s1, "a1": a1, "s2": s2, "ytilde": s2, "C": (s2 - y).T @ (s2 - y)},
            {"x": W1.T @ back, "W1": back @ x.T, "b1": back, "W2": off @ a1.T, "b2": off},
        )
    }


def _tanh_sigmoid(loss: Callable[[Matrix, Matrix], Matrix]) -> Cases:
    x, y = f(m(1, 2)), f(m(1, 0))
    W1, b1, W2, b2 = (f(a) for a in (m([1, 0], [2, -1]), m(-1, 1), m([1, 2], [-1, 1]), m(0, -1)))

    def end(x: Matrix, W1: Matrix, b1: Matrix, W2: Matrix, b2: Matrix) -> Any:
        a1 = np.tanh(W1 @ x + b1)
        return loss(1 / (1 + np.exp(-(W2 @ a1 + b2))), y)

    given = {"x": x, "W1": W1, "b1": b1, "W2": W2, "b2": b2}
    s1 = W1 @ x + b1
    a1 = numpy.tanh(s1)
    s2 = W2 @ a1 + b2
    values = {"s1": m(0, 1), "a1": a1, "s2": s2, "ytilde": sigmoid(s2), "l": [[end(*given.values())]]}
    slopes = {name: grad(end, k)(*given.values()) for k, name in enumerate(given)}
    return {"": Worked(values, slopes)}


@network("tanh-sigmoid")
def tanh_sigmoid() -> Cases:
    return _tanh_sigmoid(lambda p, y: np.sum((p - y) ** 2))


@network("tanh-sigmoid-bce")
def tanh_sigmoid_bce() -> Cases:
    return _tanh_sigmoid(lambda p, y: -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / 2)


@network("three-inputs")
def three_inputs() -> Cases:
    """w = 2x(xy + z)² + 2x(xy + z), differentiated as a polynomial."""
    x, y, z = 2, 3, 1
    a = x * y + z
    b = a * (x + x)
    by_a = 4 * x * a + 2 * x
    slopes = {"x": by_a * y + 2 * a**2 + 2 * a, "y": by_a * x, "z": by_a}
    return {"": Worked(scalars({"a": a, "b": b, "w": a * b + b}), scalars(slopes))}


W_TALL = m([1, 2], [0, -1], [3, 1])


@network("sum-of-maps")
def sum_of_maps() -> Cases:
    x, W1, W2 = m(1, -2), W_TALL, m([0, 1], [2, 1], [-1, 4])
    return {"": Worked({"f": W1 @ x, "g": W2 @ x, "h": W1 @ x + W2 @ x}, {"x": W1 + W2})}


@network("sum-of-maps-shared")
def sum_of_maps_shared() -> Cases:
    """2 W₁ by x; by W₁ twice what one use gives, xᵀ in a block for each row."""
    x = m(1, -2)
    return {
        "": Worked(
            {"f": W_TALL @ x, "g": W_TALL @ x, "h": 2 * W_TALL @ x},
            {"x": 2 * W_TALL, "W1": m([2, -4, 0, 0, 0, 0], [0, 0, 2, -4, 0, 0], [0, 0, 0, 0, 2, -4])},
        )
    }


@network("composition")
def composition() -> Cases:
    x, W2 = m(1, -2), m([1, 0, 2], [-1, 1, 0])
    return {"": Worked({"f": W_TALL @ x, "h": W2 @ W_TALL @ x}, {"x": W2 @ W_TALL})}


@network("composition-shared")
def composition_shared() -> Cases:
    """h = W W x: entry W[i, j] moves h by W[:, i] x[j], and h[i] by (W x)[j]."""
    x, W = m(1, -2), m([1, 2], [3, -1])
    once = W @ x
    by_w = m([0, 0, 0, 0], [0, 0, 0, 0])
    for i in range(2):
        for j in range(2):
            by_w[:, [2 * i + j]] += W[:, [i]] * x[j, 0]
            by_w[i, 2 * i + j] += once[j, 0]
    return {"": Worked({"f": once, "h": W @ once}, {"x": W @ W, "W1": by_w})}


@network("batch-mse")
def batch_mse() -> Cases:
    """The sheet's 2/n · Dᵀ F and 2/n · Aᵀ [(F W₂[0:4]ᵀ) ⊙ relu'(B)]."""
    X, y = m([1, 2, 0], [-1, 1, 1], [2, 3, 1]), m(5, 4, 9)
    W1 = m([1, 0, -1, 2], [0, 1, 1, -1], [1, -1, 0, 1], [-1, 0, 2, 0])
    W2 = m(1, 2, -1, 1, 3)
    n, ones = 3, m(1, 1, 1)
    A = numpy.hstack([X, ones])
    B = A @ W1
    C = relu(B)
    D = numpy.hstack([C, ones])
    E = D @ W2
    F = E - y
    G = F * F
    H = m(sum(G[:, 0]))
    L = H / n
    inner = (F @ W2[0:4].T) * positive(B)
    factor = Fraction(2, n)
    return {
        "": Worked(
            {"A": A, "B": B, "C": C, "D": D, "E": E, "F": F, "G": G, "H": H, "L": L},
            {"X": factor * inner @ W1[0:3].T, "W1": factor * A.T @ inner, "W2": factor * D.T @ F},
        )
    }


def _within(a: Matrix) -> Matrix:
    return ((a >= -1) & (a <= 1)).astype(int)


@network("indicator-member")
def indicator_member() -> Cases:
    """All derivatives are 0: the network is flat wherever it has any."""
    cases: Cases = {}
    for case, x in (("found", (1, 2, 3, 2)), ("absent", (1, 2, 3, 4)), ("first", (5, 1, 2, 5))):
        z1 = m(*(2 * (x[3] - x[i]) for i in range(3)))
        h = _within(z1)
        z2 = m(2 * (1 - sum(h[:, 0])))
        y = m(int(x[3] in x[:3]))
        shapes = {"x": (4, 1), "W1": (3, 4), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}
        zeros = {name: numpy.zeros(shape, dtype=int) for name, shape in shapes.items()}
        cases[case] = Worked({"z1": z1, "h": h, "z2": z2, "y": y}, zeros)
    return cases


@network("indicator-permutation")
def indicator_permutation() -> Cases:
    cases: Cases = {}
    orders = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    for case, x in (("permuted", (1, 2, 3, 3, 1, 2)), ("different", (1, 2, 3, 3, 1, 4))):
        h1 = m(*(int(x[i] == x[3 + j]) for i in range(3) for j in range(3)))
        h2 = m(*(int(all(x[i] == x[3 + order[i]] for i in range(3))) for order in orders))
        y = m(int(sorted(x[:3]) == sorted(x[3:])))
        shapes = {"x": (6, 1), "W1": (9, 6), "W2": (6, 9), "W3": (1, 6)}
        zeros = {name: numpy.zeros(shape, dtype=int) for name, shape in shapes.items()}
        cases[case] = Worked({"h1": h1, "h2": h2, "y": y}, zeros)
    return cases


@network("gated-softmax")
def gated_softmax() -> Cases:
    """The sheet's adjoints one by one, with relu'(0) = 1 and ȳ = p − e_t."""
    W1, b1, W2 = m([1, -1], [2, 1]), m(0, -1), m([2, -1], [1, 1])
    W3, W4 = m([1, 0], [-1, 1], [0, 2]), m([0, 1], [1, 0], [1, -1])
    cases: Cases = {}
    for case, x, t in (("a", m(1, 2), 2), ("kink", m(1, 1), 0)):
        z1 = W1 @ x + b1
        h, z2 = relu(z1), W2 @ x
        g1 = sigmoid(z2)
        g2 = f(h) * g1
        y = f(W3) @ g2 + f(W4 @ x)
        p = numpy.exp(y) / numpy.exp(y).sum()
        ybar = p - numpy.eye(3)[:, [t]]
        g2bar = f(W3).T @ ybar
        z1bar = (z1 >= 0) * (g2bar * g1)
        z2bar = g1 * (1 - g1) * (g2bar * f(h))
        xbar = f(W1).T @ z1bar + f(W2).T @ z2bar + f(W4).T @ ybar
        cases[case] = Worked(
            {"z1": z1, "h": h, "z2": z2, "g1": g1, "g2": g2, "y": y, "p": p, "J": -numpy.log(p[[t]])},
            {"x": xbar, "W1": z1bar @ f(x).T, "b1": z1bar, "W2": z2bar @ f(x).T, "W3": ybar @ g2.T,
             "W4": ybar @ f(x).T},
        )  # fmt: skip
    return cases


@network("quadratic-form")
def quadratic_form() -> Cases:
    """L = (v · x)², its gradient 2 (v · x) v."""
    v, x = m(1, 2, 3), m("1/2", -1, 2)
    dot = (v.T @ x)[0, 0]
    return {"": Worked({"L": m(dot * dot)}, {"x": 2 * dot * v})}


@network("hessian-vector")
def hessian_vector() -> Cases:
    """z = (v · y) v: by v it is (v · y) I + v yᵀ, by y it is v vᵀ."""
    v, y = m(1, 2, 3), m(1, 1, 1)
    dot = (v.T @ y)[0, 0]
    return {"": Worked({"z": dot * v}, {"v": dot * numpy.eye(3, dtype=int) + v @ y.T, "y": v @ v.T})}


@network("four-matrices")
def four_matrices() -> Cases:
    """Z[i, j] = (v · y₁) v[i] y₂[j], entry by entry."""
    v, y1, y2 = m(1, 2, 3), m(1, 1, 1), m(1, -1)
    dot = (v.T @ y1)[0, 0]
    by_v, by_y1, by_y2 = [], [], []
    for i in range(3):
        for j in range(2):
            by_v.append([(y1[k, 0] * v[i, 0] + dot * (i == k)) * y2[j, 0] for k in range(3)])
            by_y1.append([v[k, 0] * v[i, 0] * y2[j, 0] for k in range(3)])
            by_y2.append([dot * v[i, 0] * (j == k) for k in range(2)])
    return {"": Worked({"Z": dot * v @ y2.T}, {"v": m(*by_v), "y1": m(*by_y1), "y2": m(*by_y2)})}


@network("relu-chain")
def relu_chain() -> Cases:
    """The sheet's numbers: 2, 2, 4, 4, 12, 4 and 24, 24, 16."""
    values = {"z1": 2, "x1": 2, "z2": 4, "x2": 4, "z3": 12, "yhat": 12, "E": 4}
    slopes = {"w1": 24, "w2": 24, "w3": 16}
    return {"": Worked(scalars(values), scalars(slopes))}


@network("sigmoid-chain")
def sigmoid_chain() -> Cases:
    w1, w2, w3, y = 2, 2, 3, 10
    x1 = sigmoid(m(w1))
    x2 = sigmoid(w2 * x1)
    yhat = w3 * x2
    by_x2 = 2 * (yhat - y) * w3
    by_z2 = by_x2 * x2 * (1 - x2)
    by_z1 = by_z2 * w2 * x1 * (1 - x1)
    return {
        "": Worked(
            {"z1": m(2), "x1": x1, "z2": w2 * x1, "x2": x2, "z3": yhat, "yhat": yhat, "E": (y - yhat) ** 2},
            {"w1": by_z1 * 1, "w2": by_z2 * x1, "w3": 2 * (yhat - y) * x2},
        )
    }


@network("three-weight-matrices")
def three_weight_matrices() -> Cases:
    x, y = m(1, -1), m(1)
    W1, W2, W3 = m([2, 1], [-1, 1], [1, -2]), m([1, 1, 0], [0, 2, 1]), m([2, -1])
    H1 = W1 @ x
    X1 = relu(H1)
    H2 = W2 @ X1
    X2 = relu(H2)
    yhat = W3 @ X2
    off = -2 * (y - yhat)
    two = positive(H2) * (W3.T @ off)
    one = positive(H1) * (W2.T @ two)
    return {
        "": Worked(
            {"H1": H1, "X1": X1, "H2": H2, "X2": X2, "yhat": yhat, "E": (y - yhat) ** 2},
            {"W1": one @ x.T, "W2": two @ X1.T, "W3": off @ X2.T},
        )
    }


@network("two-two-two")
def two_two_two() -> Cases:
    """The eight weights in matrices, as nobody wrote them in the spec."""
    i, t = f(m(".05", ".10")), f(m(".01", ".99"))
    W, V = f(m([".15", ".20"], [".25", ".30"])), f(m([".40", ".45"], [".50", ".55"]))
    z = W @ i + 0.35
    h = sigmoid(z)
    s = V @ h + 0.60
    o = sigmoid(s)
    by_s = (o - t) * o * (1 - o)
    by_z = (V.T @ by_s) * h * (1 - h)
    by_v, by_w, by_i = by_s @ h.T, by_z @ i.T, W.T @ by_z
    values: dict[str, Matrix] = {"z1": m(".3775"), "z2": m(".3925"), "h1": h[:1], "h2": h[1:]}
    values |= {"z3": s[:1], "z4": s[1:], "o1": o[:1], "o2": o[1:]}
    slopes: dict[str, Matrix] = {"i1": by_i[:1], "i2": by_i[1:]}
    slopes |= {"b1": by_z.sum(keepdims=True), "b2": by_s.sum(keepdims=True)}
    for k in range(4):
        slopes[f"w{k + 1}"] = by_w.reshape(4, 1)[[k]]
        slopes[f"w{k + 5}"] = by_v.reshape(4, 1)[[k]]
    return {"": Worked(values | {"E": ((t - o) ** 2).sum(keepdims=True) / 2}, slopes)}
