"""Names for one value, step, unit or example in the place of another; each wrong answer is worked out here
with NumPy."""

from __future__ import annotations

import math

import numpy

from tests.grading.sheets import by_key
from tests.grading.test_classical_mistakes import Case, column, is_told, sigmoid, softmax, text, told

# -- a recurrence --------------------------------------------------------------------

H0, V = column(0.2, -0.1), numpy.array([[1.5, -0.9]])
W = numpy.array([[0.5, -0.3], [0.8, 0.2]])
XS = [column(1, -0.5), column(0.5, 2), column(-1, 1.5)]
RECURRENT = f"""inputs: {{x1: {text(XS[0])}, x2: {text(XS[1])}, x3: {text(XS[2])}, h0: {text(H0)}}}
parameters: {{W: {text(W)}, v: {text(V)}}}
layers:
  - h1 = tanh(W @ h0 + x1)
  - h2 = tanh(W @ h1 + x2)
  - h3 = tanh(W @ h2 + x3)
loss: L = v @ h3
"""


def steps() -> tuple[list[numpy.ndarray], list[numpy.ndarray]]:
    """The states, and what comes back to the argument of each tanh."""
    h = [H0]
    for x in XS:
        h.append(numpy.tanh(W @ h[-1] + x))
    deltas: list[numpy.ndarray] = []
    back = V.T
    for state in reversed(h[1:]):
        deltas.insert(0, (1 - state**2) * back)
        back = W.T @ deltas[0]
    return h, deltas


H, D = steps()
DW = sum(d @ h.T for d, h in zip(D, H[:-1], strict=True))
OFF = sum(d @ h.T for d, h in zip(D, H[1:], strict=True))


@told([
    Case(RECURRENT, "dL/dW", DW, OFF, "step-off-by-one"),
    Case(RECURRENT, "h2", H[2], numpy.tanh(W @ H0 + XS[1]), "another-weight"),
    Case(RECURRENT, "h1", H[1], numpy.tanh(W @ H0 + XS[1]), "another-weight"),
])  # fmt: skip
def test_a_step_takes_the_values_of_another(case: Case) -> None:
    is_told(case)


# -- a net of two layers -------------------------------------------------------------

X, Y = column(0.5, -1.3), column(0, 1)
W1, W2 = numpy.array([[0.4, 0.7], [-0.3, 0.9]]), numpy.array([[1.1, -0.6], [0.2, 0.8]])
NET = f"""inputs: {{x: {text(X)}}}
parameters: {{W1: {text(W1)}, W2: {text(W2)}}}
target: {{y: {text(Y)}}}
layers:
  - z1 = W1 @ x
  - h = sigmoid(z1)
  - z2 = W2 @ h
  - u = tanh(z2)
loss: E = 1/2 * norm(u - y)^2
"""
HIDDEN = sigmoid(W1 @ X)
U = numpy.tanh(W2 @ HIDDEN)
D2 = (U - Y) * (1 - U**2)
BACK = W2.T @ D2
D1 = BACK * HIDDEN * (1 - HIDDEN)


@told([
    Case(NET, "dE/dW1", D1 @ X.T, D1 @ HIDDEN.T, "another-weight"),
    Case(NET, "dE/dh", BACK, W2.T[:, :1] * D2[0], "one-term-only"),
])  # fmt: skip
def test_a_product_takes_another_factor_or_one_unit(case: Case) -> None:
    is_told(case)


# -- a batch -------------------------------------------------------------------------

A = numpy.array([[1.2, -0.7], [0.4, 0.9], [-1.1, 0.3], [0.8, 1.5]])
P, T, B = column(0.6, -1.3), column(0.5, -0.2, 1.1, 0.7), 0.3
BATCH = f"""inputs: {{A: {text(A)}}}
parameters: {{w: {text(P)}, b: {B}}}
target: {{t: {text(T)}}}
batch: rows
layers:
  - yhat = A @ w + b
loss: mse
"""
R = A @ P + B - T


@told([
    Case(BATCH, "dl/dw", A.T @ R / 2, A[1:2].T @ R[1:2] / 2, "one-term-only"),
    Case(BATCH, "dl/db", R.sum() / 2, R[0, 0] / 2, "one-term-only"),
    Case(BATCH, "l", (R**2).mean(), R[0, 0] ** 2, "one-term-only"),
    Case(BATCH, "l", (R**2).mean(), math.sqrt((R**2).mean()), "root-taken"),
    Case(BATCH, "dl/dyhat", R / 2, R * 2 / 3, "divided-by-n-minus-1"),
    Case(BATCH, "dl/db", R.sum() / 2, R / 2, "not-summed"),
])  # fmt: skip
def test_a_batch_is_not_added_up_as_it_should_be(case: Case) -> None:
    is_told(case)


# -- losses with logarithms ----------------------------------------------------------

Z, ONE = column(0.7, -0.4, 1.2), column(0, 1, 0)
CLASSES = f"""inputs: {{z: {text(Z)}}}
target: {{y: {text(ONE)}}}
layers:
  - p = softmax(z)
loss: cross_entropy
"""
S = softmax(Z)
Q, L2 = sigmoid(Z), column(1, 0, 1)
BINARY = f"""inputs: {{z: {text(Z)}}}
target: {{y: {text(L2)}}}
layers:
  - p = sigmoid(z)
loss: l = -sum(y * log(p) + (1 - y) * log(1 - p))
"""


@told([
    Case(CLASSES, "l", -math.log(S[1, 0]), -math.log(S[2, 0]), "label-off-by-one"),
    Case(CLASSES, "dl/dz", S - ONE, S - column(0, 0, 1), "label-off-by-one"),
    Case(CLASSES, "l", -math.log(S[1, 0]), -S[1, 0], "function-left-out"),
    Case(
        BINARY, "l", -(L2 * numpy.log(Q) + (1 - L2) * numpy.log(1 - Q)).sum(),
        -((1 - L2) * numpy.log(Q) + L2 * numpy.log(1 - Q)).sum(), "classes-exchanged",
    ),
])  # fmt: skip
def test_a_label_or_a_logarithm_goes_wrong(case: Case) -> None:
    is_told(case)


# -- one function or arrangement for another -----------------------------------------

M, N = numpy.array([[1.5, -2.0], [0.5, 3.0]]), numpy.array([[2.0, 1.0], [-1.0, 4.0]])
ROW = numpy.array([[1.0, -2.0, 0.5, 3.0]])
ARRANGED = f"""inputs: {{M: {text(M)}, N: {text(N)}}}
parameters: {{r: {text(ROW)}}}
layers:
  - C = M @ N
  - s = r @ vec(C)
"""
ANGLE = "inputs: {x: 0.8}\nlayers: [u = 3 * x, r = sin(u), L = r^2]\n"


@told([
    Case(ARRANGED, "C", M @ N, M * N, "entry-by-entry"),
    Case(ARRANGED, "s", ROW @ (M @ N).reshape(4, 1), ROW @ (M @ N).T.reshape(4, 1), "by-columns"),
    Case(ANGLE, "r", math.sin(2.4), math.sin(math.radians(2.4)), "degrees"),
])  # fmt: skip
def test_a_product_a_column_or_an_angle_is_taken_otherwise(case: Case) -> None:
    is_told(case)


def test_a_formula_with_entries_multiplied_is_told_so() -> None:
    found = by_key(NET, "symbolic:\n  z2: W2 * h\n")["z2"]
    assert (found.verdict, found.mistakes) == ("wrong", ("entry-by-entry",))


# -- names that say too much ---------------------------------------------------------

PARTS = "inputs: {u: 0.5}\nlayers: [s = u^2, r = cos(u), L = 3 * s + 2 * r]\n"


def test_the_sign_of_a_part_is_not_that_of_the_whole() -> None:
    """3 · 2u + 2 sin(u) for 3 · 2u − 2 sin(u)."""
    found = by_key(PARTS, f"dL/du: {3 + 2 * math.sin(0.5):.8f}\n")["dL/du"]
    assert found.mistakes[0] == "sign-of-a-term"
    assert "(from u through r)" in found.remark
    assert "sign" not in found.mistakes


def test_an_entry_too_much_is_no_bias_where_there_is_no_column_of_ones() -> None:
    assert by_key(NET, "E: [1, 0]\n")["E"].mistakes == ()
    assert by_key(NET, f"dE/dx: {text(numpy.vstack([W1.T @ D1, [[0]]]))}\n")["dE/dx"].mistakes == ()
    ones = "inputs: {x: [1, 2]}\nparameters: {W: [[1, -1, 3]]}\nlayers:\n  - h = 2 * x\n  - z = W @ vstack(h, 1)\n"
    assert by_key(ones, "dz/dh: [[1, -1, 3]]\n")["dz/dh"].mistakes == ("bias-not-dropped",)


def test_the_derivative_of_no_loss_has_no_residual_turned() -> None:
    wrong = -(numpy.diag(S[:, 0]) - S @ S.T)
    found = by_key(CLASSES, f"dp/dz: {text(wrong)}\n")["dp/dz"]
    assert found.mistakes[0] == "sign"
    assert "residual-turned" not in found.mistakes
