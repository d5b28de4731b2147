"""What students get wrong by tradition, each worked out here with NumPy, and the name it is given."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy
import pytest

from tests.grading.sheets import by_key

Matrix = Any


def column(*numbers: float) -> Matrix:
    return numpy.array(numbers, dtype=float).reshape(-1, 1)


def text(value: Matrix) -> str:
    """A value as it stands on a sheet or in a spec."""
    a = numpy.atleast_2d(numpy.array(value, dtype=float))
    rows = ["[" + ", ".join(f"{x:.12g}" for x in row) + "]" for row in a]
    if a.size == 1:
        return rows[0][1:-1]
    return "[" + ", ".join(row[1:-1] if a.shape[1] == 1 else row for row in rows) + "]"


def softmax(z: Matrix, axis: int | None = None) -> Matrix:
    e = numpy.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(z: Matrix) -> Matrix:
    return 1 / (1 + numpy.exp(-z))


class Case(NamedTuple):
    """A wrong answer: the spec, what is asked for, what is right, what stands there, its name."""

    spec: str
    key: str
    right: Matrix
    wrong: Matrix
    name: str


def told(cases: list[Case]) -> pytest.MarkDecorator:
    named = [
        pytest.param(one, id=f"{one.name}-{one.key.replace('/', '_')}-{k}") for k, one in enumerate(cases)
    ]
    return pytest.mark.parametrize("case", named)


def is_told(case: Case) -> None:
    right = by_key(case.spec, f"{case.key}: {text(case.right)}\n")[case.key]
    assert right.verdict == "right", right.remark
    found = by_key(case.spec, f"{case.key}: {text(case.wrong)}\n")[case.key]
    assert (found.verdict, found.mistakes[:1]) == ("wrong", (case.name,))


# -- attention -----------------------------------------------------------------------

X = numpy.array([[0.5, -1.2, 0.7, 0.3], [1.1, 0.4, -0.6, 0.9], [-0.8, 0.2, 1.3, -0.4]])
WQ = numpy.array([[0.3, -0.5], [0.7, 0.2], [-0.4, 0.6], [0.1, 0.8]])
WK = numpy.array([[-0.2, 0.9], [0.5, 0.3], [0.8, -0.1], [0.4, 0.6]])
WV = numpy.array([[0.6, 0.1], [-0.3, 0.7], [0.2, -0.9], [1.1, 0.4]])
Y = numpy.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]])
ATTENTION = f"""inputs: {{X: {text(X)}}}
parameters: {{WQ: {text(WQ)}, WK: {text(WK)}, WV: {text(WV)}}}
target: {{Y: {text(Y)}}}
layers:
  - Q = X @ WQ
  - K = X @ WK
  - V = X @ WV
  - S = Q @ K.T / sqrt(2)
  - P = softmax(S, axis=1)
  - O = P @ V
loss: l = 1/2 * sum((O - Y)^2)
"""


def attention(scale: float = 1 / math.sqrt(2), axis: int | None = 1) -> dict[str, Matrix]:
    """The values of the network, with its scale and the axis of its softmax."""
    q, k, v = X @ WQ, X @ WK, X @ WV
    s = q @ k.T * scale
    p = softmax(s, axis)
    o = p @ v - Y
    dp = o @ v.T
    ds = p * (dp - (p * dp).sum(axis=axis, keepdims=True))
    dq, dk, dv = ds @ k * scale, ds.T @ q * scale, p.T @ o
    return {
        "S": s, "P": p, "dl/dS": ds, "dl/dQ": dq, "dl/dK": dk, "dl/dWQ": X.T @ dq,
        "dl/dX": dq @ WQ.T + dk @ WK.T + dv @ WV.T, "of P": dp, "of V": dv @ WV.T,
    }  # fmt: skip


def of_attention(key: str, wrong: Matrix, name: str) -> Case:
    return Case(ATTENTION, key, attention()[key], wrong, name)


RIGHT = attention()
P, DP = RIGHT["P"], RIGHT["of P"]


@told([
    of_attention("S", attention(1)["S"], "number-left-out"),
    of_attention("S", attention(1 / 2)["S"], "root-left-out"),
    of_attention("dl/dQ", RIGHT["dl/dQ"] * math.sqrt(2), "number-left-out"),
    of_attention("dl/dK", RIGHT["dl/dK"] / math.sqrt(2), "root-left-out"),
    of_attention("dl/dWQ", attention(1)["dl/dWQ"], "number-left-out"),
    of_attention("dl/dWQ", attention(1 / 2)["dl/dWQ"], "root-left-out"),
])  # fmt: skip
def test_a_scale_is_left_out_or_has_no_root(case: Case) -> None:
    """In one place, or in the forward pass and on the way back alike."""
    is_told(case)


@told([
    of_attention("P", attention(axis=0)["P"], "another-axis"),
    of_attention("P", attention(axis=None)["P"], "another-axis"),
    of_attention("dl/dS", P * (DP - (P * DP).sum(axis=0, keepdims=True)), "another-axis"),
    of_attention("dl/dWQ", attention(axis=0)["dl/dWQ"], "another-axis"),
    of_attention("P", RIGHT["S"] / RIGHT["S"].sum(axis=1, keepdims=True), "function-left-out"),
    of_attention("P", numpy.exp(RIGHT["S"]), "factor-left-out"),
    of_attention("P", sigmoid(RIGHT["S"]), "another-activation"),
    of_attention("P", RIGHT["S"], "activation-left-out"),
    of_attention("dl/dS", P * (1 - P) * DP, "diagonal-only"),
    of_attention("dl/dS", DP, "mask-left-out"),
])  # fmt: skip
def test_a_softmax_goes_wrong(case: Case) -> None:
    is_told(case)


def test_one_of_three_paths_is_all_there_is() -> None:
    is_told(of_attention("dl/dX", RIGHT["of V"], "one-path-only"))


# -- losses and regularisers ---------------------------------------------------------

A = numpy.array([[1.2, -0.7], [0.4, 0.9], [-1.1, 0.3], [0.8, 1.5]])
W, T = column(0.6, -1.3), column(0.5, -0.2, 1.1, 0.7)
RIDGE = f"""inputs: {{A: {text(A)}}}
parameters: {{w: {text(W)}}}
target: {{t: {text(T)}}}
layers:
  - yhat = A @ w
loss: L = mean((yhat - t)^2) + 0.3 * norm(w)^2
"""
RESIDUAL = A @ W - T
DATA, DECAY = A.T @ RESIDUAL / 2, 0.6 * W
LOSS = (RESIDUAL**2).mean()


@told([
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA + DECAY / 2, "factor-2-missing"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA + 2 * DECAY, "factor-2-extra"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA / 2 + DECAY, "factor-2-missing"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA - DECAY, "sign-of-a-term"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA, "path-forgotten"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DECAY, "direct-part-only"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA + DECAY / 0.3, "number-left-out"),
    Case(RIDGE, "dL/dw", DATA + DECAY, DATA + 0.3 * numpy.sign(W), "another-norm"),
    Case(RIDGE, "L", LOSS + 0.3 * (W**2).sum(), LOSS + 0.15 * (W**2).sum(), "factor-2-missing"),
    Case(RIDGE, "L", LOSS + 0.3 * (W**2).sum(), (RESIDUAL**2).sum() / 3 + 0.3 * (W**2).sum(), "divided-by-n-minus-1"),
])  # fmt: skip
def test_one_part_of_a_regularised_loss_goes_wrong(case: Case) -> None:
    is_told(case)


TERMS = """inputs: {x: 1.3}
parameters: {w: 0.7}
target: {t: 2.1}
loss: l = (w * x - t)^2 + 0.05 * w^2
"""


def test_a_factor_goes_wrong_in_one_term() -> None:
    """∂l/∂w = 2 (w x − t) x + 0.1 w."""
    data = 2 * (0.7 * 1.3 - 2.1) * 1.3
    is_told(Case(TERMS, "dl/dw", data + 0.07, data + 0.035, "factor-2-missing"))


Z = column(0.85, -1.4, 0.2)
B = column(1, 0, 1)
BINARY = f"""inputs: {{z: {text(Z)}}}
target: {{t: [1, 0, 1]}}
layers:
  - p = sigmoid(z)
loss: binary_cross_entropy
"""
PB = sigmoid(Z)
MIXED = """inputs: {s: [0.2, 0.5, 0.3]}
target: {y: [0.1, 0.6, 0.3]}
layers:
  - p = 1 * s
loss: l = -sum(y * log(p))
"""
PS, YS = column(0.2, 0.5, 0.3), column(0.1, 0.6, 0.3)


@told([
    Case(BINARY, "dl/dz", (PB - B) / 3, (PB - B) / 3 * PB * (1 - PB), "derivative-of-another-loss"),
    Case(BINARY, "dl/dp", (PB - B) / (PB * (1 - PB)) / 3, PB - B, "derivative-of-another-loss"),
    Case(BINARY, "dl/dz", (PB - B) / 3, PB - B, "number-left-out"),
    Case(BINARY, "p", PB, sigmoid(-Z), "argument-negated"),
    Case(BINARY, "l", -numpy.log(numpy.abs(PB - 1 + B)).mean(), ((PB - B) ** 2).mean(), "another-loss"),
    Case(MIXED, "l", -(YS * numpy.log(PS)).sum(), -(PS * numpy.log(YS)).sum(), "target-exchanged"),
    Case(MIXED, "dl/dp", -YS / PS, -PS / YS, "target-exchanged"),
])  # fmt: skip
def test_a_loss_is_taken_for_another_one_or_read_the_wrong_way_round(case: Case) -> None:
    is_told(case)


LOGITS = """inputs: {x: [0.3, -1.1, 0.7, 0.4]}
target: {t: 1}
layers:
  - z = 2 * x
loss: softmax_cross_entropy
"""
ZL = column(0.6, -2.2, 1.4, 0.8)
PL = softmax(ZL)
HOT = numpy.eye(4)[:, :3]
ROWS = """inputs: {Z: [[1, 2, 0.5], [0.3, -1, 1], [3, 1, 0.2]]}
target: {t: [0, 1, 1]}
batch: rows
layers:
  - U = 0.5 * Z
loss: softmax_cross_entropy
"""
U = numpy.array([[0.5, 1, 0.25], [0.15, -0.5, 0.5], [1.5, 0.5, 0.1]])
EYE = numpy.eye(3)
PU = softmax(U, 1)


@told([
    Case(LOGITS, "l", -math.log(PL[1, 0]), -math.log(PL[0, 0]), "label-off-by-one"),
    Case(LOGITS, "l", -math.log(PL[1, 0]), -math.log(PL[2, 0]), "label-off-by-one"),
    Case(LOGITS, "dl/dz", PL - HOT[:, 1:2], PL - HOT[:, :1], "label-off-by-one"),
    Case(LOGITS, "dl/dz", PL - HOT[:, 1:2], ZL - HOT[:, 1:2], "activation-left-out"),
    Case(LOGITS, "dl/dz", PL - HOT[:, 1:2], (PL - HOT[:, 1:2]) * PL * (1 - PL), "slope-twice"),
    Case(LOGITS, "l", -math.log(PL[1, 0]), -math.log10(PL[1, 0]), "log-base"),
    Case(ROWS, "dl/dU", (PU - EYE[[0, 1, 1]]) / 3, (softmax(U, 0) - EYE[[0, 1, 1]]) / 3, "another-axis"),
    Case(ROWS, "dl/dU", (PU - EYE[[0, 1, 1]]) / 3, (PU - EYE[[1, 2, 2]]) / 3, "label-off-by-one"),
])  # fmt: skip
def test_a_cross_entropy_of_logits_goes_wrong(case: Case) -> None:
    is_told(case)


# -- functions -----------------------------------------------------------------------


def unit(function: str) -> str:
    return f"inputs: {{z: [0.7, -1.3, 1.9, -0.4]}}\nlayers:\n  - h = {function}\nloss: l = sum(h^2)\n"


V = column(0.7, -1.3, 1.9, -0.4)
PHI = (1 + numpy.vectorize(math.erf)(V / math.sqrt(2))) / 2
DENSITY = numpy.exp(-(V**2) / 2) / math.sqrt(2 * math.pi)
TANH = numpy.tanh(V)
SIGMA = sigmoid(V)
NEARLY = V / 2 * (1 + numpy.tanh(math.sqrt(2 / math.pi) * (V + 0.044715 * V**3)))
SOFTPLUS = numpy.log1p(numpy.exp(V))


@told([
    Case(unit("tanh(z)"), "dl/dz", 2 * TANH * (1 - TANH**2), 2 * TANH * TANH * (1 - TANH),
         "derivative-of-another-function"),
    Case(unit("sigmoid(z)"), "dl/dz", 2 * SIGMA**2 * (1 - SIGMA), 2 * SIGMA * (1 - SIGMA**2),
         "derivative-of-another-function"),
    Case(unit("sigmoid(z)"), "h", SIGMA, sigmoid(-V), "argument-negated"),
    Case(unit("gelu(z)"), "h", V * PHI, NEARLY, "approximation"),
    Case(unit("gelu(z)"), "h", V * PHI, V * sigmoid(1.702 * V), "approximation"),
    Case(unit("gelu(z)"), "h", V * PHI, PHI, "factor-left-out"),
    Case(unit("gelu(z)"), "dl/dz", 2 * V * PHI * (PHI + V * DENSITY), 2 * V * PHI * PHI, "term-left-out"),
    Case(unit("silu(z)"), "h", V * SIGMA, V * sigmoid(-V), "argument-negated"),
    Case(unit("softplus(z)"), "dl/dz", 2 * SOFTPLUS * SIGMA, 2 * SOFTPLUS * sigmoid(-V), "argument-negated"),
    Case(unit("softplus(z)"), "h", SOFTPLUS, SOFTPLUS / math.log(10), "log-base"),
    Case(unit("z^3"), "dl/dz", 6 * V**5, 6 * V**6, "power-kept"),
    Case(unit("softmax(z, beta=2)"), "h", softmax(2 * V), softmax(V), "number-left-out"),
])  # fmt: skip
def test_a_function_of_one_number_is_taken_for_another_one(case: Case) -> None:
    is_told(case)


RULES = """inputs: {a: 1.7, b: 0.6}
layers:
  - q = a / (b + a^2)
  - p = a^2 * sin(a)
  - r = sqrt(a)
loss: l = q * p * r
"""
Q2 = 0.6 + 1.7**2


@told([
    Case(RULES, "dq/da", (Q2 - 2 * 1.7**2) / Q2**2, 1 / (2 * 1.7), "derivatives-multiplied"),
    Case(RULES, "dp/da", 3.4 * math.sin(1.7) + 1.7**2 * math.cos(1.7), 3.4 * math.cos(1.7), "derivatives-multiplied"),
    Case(RULES, "dp/da", 3.4 * math.sin(1.7) + 1.7**2 * math.cos(1.7), 3.4 * math.sin(1.7), "term-left-out"),
    Case(RULES, "dr/da", 0.5 / math.sqrt(1.7), 2 * math.sqrt(1.7), "times-for-over"),
    Case(RULES, "dq/db", -1.7 / Q2**2, -1 / Q2**2, "factor-left-out"),
])  # fmt: skip
def test_a_rule_of_differentiation_goes_wrong(case: Case) -> None:
    is_told(case)


# -- normalisation -------------------------------------------------------------------

N = column(0.8, -1.3, 2.1, 0.4)
NORM = """inputs: {x: [0.8, -1.3, 2.1, 0.4]}
target: {t: [0.2, 0.1, 0.3, -0.4]}
layers:
  - n = layer_norm(x, eps=0.1)
loss: l = 1/2 * norm(n - t)^2
"""
CENTRED = N - N.mean()
VARIANCE = (CENTRED**2).mean()
SPREAD = math.sqrt(VARIANCE + 0.1)
NORMAL = CENTRED / SPREAD
DN = NORMAL - column(0.2, 0.1, 0.3, -0.4)
DX = (DN - DN.mean() - NORMAL * (NORMAL * DN).mean()) / SPREAD
WITHOUT_EPSILON = (DN - DN.mean() - CENTRED * (CENTRED * DN).mean() / VARIANCE) / math.sqrt(VARIANCE)


@told([
    Case(NORM, "n", NORMAL, CENTRED / math.sqrt((CENTRED**2).sum() / 3 + 0.1), "divided-by-n-minus-1"),
    Case(NORM, "n", NORMAL, CENTRED / (VARIANCE + 0.1), "root-left-out"),
    Case(NORM, "n", NORMAL, CENTRED / math.sqrt(VARIANCE), "term-left-out"),
    Case(NORM, "dl/dx", DX, DN / SPREAD, "common-part-constant"),
    Case(NORM, "dl/dx", DX, (DN - DN.mean()) / SPREAD, "term-left-out"),
    Case(NORM, "dl/dx", DX, DN, "mask-left-out"),
    Case(NORM, "dl/dx", DX, WITHOUT_EPSILON, "setting-ignored"),
    Case(NORM, "dl/dx", DX, (DN - DN / 4 - NORMAL**2 * DN / 4) / SPREAD, "diagonal-only"),
])  # fmt: skip
def test_a_normalisation_goes_wrong(case: Case) -> None:
    is_told(case)


# -- images --------------------------------------------------------------------------

IMAGE = numpy.array(
    [[0.5, 1.2, -0.7, 0.3], [1.1, -0.4, 0.6, 0.9], [-0.8, 0.2, 1.3, -0.4], [0.7, -0.9, 0.1, 0.5]]
)
KERNEL = numpy.array([[0.4, -0.6], [1.1, 0.3]])


def correlated(kernel: Matrix, image: Matrix = IMAGE, stride: int = 1) -> Matrix:
    k = len(kernel)
    places = range(0, len(image) - k + 1, stride)
    return numpy.array([[(image[i : i + k, j : j + k] * kernel).sum() for j in places] for i in places])


def turned(a: Matrix) -> Matrix:
    return a[::-1, ::-1]


def by_image(delta: Matrix, kernel: Matrix) -> Matrix:
    """∂l/∂X: every δ goes back to the window that it came from."""
    result = numpy.zeros(IMAGE.shape)
    for (i, j), one in numpy.ndenumerate(delta):
        result[i : i + 2, j : j + 2] += one * kernel
    return result


def by_kernel(delta: Matrix) -> Matrix:
    """∂l/∂K: the windows, each with its δ."""
    return correlated(delta)


def convolution(setting: str = "") -> str:
    return (
        f"inputs: {{X: {text(IMAGE)}}}\nparameters: {{K: {text(KERNEL)}}}\nlayers:\n"
        f"  - Z = conv2d(X, K{setting})\nloss: l = 1/2 * sum(Z^2)\n"
    )


C = correlated(KERNEL)
FLIPPED = correlated(turned(KERNEL))


@told([
    Case(convolution(), "Z", C, FLIPPED, "kernel-turned"),
    Case(convolution(), "dl/dX", by_image(C, KERNEL), by_image(C, turned(KERNEL)), "kernel-turned"),
    Case(convolution(), "dl/dK", by_kernel(C), turned(by_kernel(C)), "kernel-turned"),
    Case(convolution(), "dl/dK", by_kernel(C), by_kernel(turned(C)), "kernel-turned"),
    Case(convolution(), "dl/dK", by_kernel(C), turned(by_kernel(FLIPPED)), "kernel-turned"),
    Case(convolution(", stride=2"), "Z", correlated(KERNEL, stride=2), C, "setting-ignored"),
    Case(convolution(", pad=1"), "Z", correlated(KERNEL, numpy.pad(IMAGE, 1)), C, "setting-ignored"),
])  # fmt: skip
def test_a_convolution_is_turned_or_its_stride_is_ignored(case: Case) -> None:
    """In the forward pass, on the way back, or in both."""
    is_told(case)


POOL = f"inputs: {{X: {text(IMAGE)}}}\nlayers:\n  - P = maxpool(X, 2)\nloss: l = 1/2 * sum(P^2)\n"
TIED = IMAGE.copy()
TIED[0, 0] = 1.2
POOL_TIED = POOL.replace(text(IMAGE), text(TIED))


def pooled(image: Matrix, how: Any) -> Matrix:
    return numpy.array([[how(image[i : i + 2, j : j + 2]) for j in (0, 2)] for i in (0, 2)])


def spread_out(values: Matrix) -> Matrix:
    return numpy.kron(values, numpy.ones((2, 2)))


LARGEST = pooled(IMAGE, numpy.max)
CHOSEN = (spread_out(LARGEST) == IMAGE) * IMAGE
BOTH = (spread_out(pooled(TIED, numpy.max)) == TIED) * TIED
SHARED, FIRST, LAST = BOTH.copy(), BOTH.copy(), BOTH.copy()
SHARED[0, :2], FIRST[0, 1], LAST[0, 0] = 0.6, 0, 0


@told([
    Case(POOL, "P", LARGEST, pooled(IMAGE, numpy.mean), "another-extreme"),
    Case(POOL, "P", LARGEST, pooled(IMAGE, numpy.min), "another-extreme"),
    Case(POOL, "dl/dX", CHOSEN, spread_out(LARGEST), "maximum-spread"),
    Case(POOL, "dl/dX", CHOSEN, spread_out(LARGEST) / 4, "maximum-spread"),
    Case(POOL_TIED, "dl/dX", SHARED, BOTH, "tie-at-maximum"),
    Case(POOL_TIED, "dl/dX", SHARED, FIRST, "tie-at-maximum"),
    Case(POOL_TIED, "dl/dX", SHARED, LAST, "tie-at-maximum"),
])  # fmt: skip
def test_a_maximum_goes_wrong(case: Case) -> None:
    is_told(case)


SIDES = """inputs: {u: [1.5, 0, 0.3], v: [1.5, 0.7, 0.1]}
layers:
  - m = max(u, v) + relu(u)
loss: s = m[0] * 2 + m[1] + m[2]
"""


@pytest.mark.parametrize(("wrong", "name"), [("[4, 0, 2]", "tie-at-maximum"), ("[3, 1, 2]", "relu-at-zero")])
def test_a_tie_is_told_from_a_relu_at_zero(wrong: str, name: str) -> None:
    """∂s/∂u = [2 · (½ + 1), 0, 1 + 1]: u = v in the first entry, u = 0 in the second."""
    assert by_key(SIDES, "ds/du: [3, 0, 2]\n")["ds/du"].verdict == "right"
    assert by_key(SIDES, f"ds/du: {wrong}\n")["ds/du"].mistakes[0] == name


def test_another_share_of_a_tie_is_named_for_the_maximum() -> None:
    spec = "inputs: {u: [1, 2], v: [1, 1]}\nlayers:\n  - m = max(u, v)\nloss: s = sum(m)\n"
    found = by_key(spec, "ds/du: [1, 1]\nds/dv: [1, 0]\n")["ds/du"]
    assert (found.verdict, found.remark) == ("right", "with a share of 1 for each side of a tie in max")


LASSO = """inputs: {x: [1.3, -0.4, 0.8]}
parameters: {w: [0.7, 0, -1.1]}
target: {t: 2.1}
layers:
  - y = w.T @ x
loss: l = (y - t)^2 + 0.5 * sum(abs(w))
"""
FIT = 2 * (0.7 * 1.3 - 1.1 * 0.8 - 2.1) * column(1.3, -0.4, 0.8)


@pytest.mark.parametrize("at_zero", [1, -1])
def test_the_derivative_of_an_amount_at_zero_is_named_as_such(at_zero: int) -> None:
    signs = column(0.5, 0, -0.5)
    is_told(Case(LASSO, "dl/dw", FIT + signs, FIT + signs + column(0, at_zero / 2, 0), "abs-at-zero"))


# -- batches -------------------------------------------------------------------------

D = numpy.array([[1.2, -0.7], [0.4, 0.9], [-1.1, 0.3]])
WD, BD = numpy.array([[0.5, -0.3], [0.8, 0.2]]), numpy.array([[0.1, -0.4]])
BATCH = f"""inputs: {{X: {text(D)}}}
parameters: {{W: {text(WD)}, b: {text(BD)}}}
layers:
  - Z = X @ W + b
loss: l = 1/3 * sum(Z^2)
"""
DZ = 2 / 3 * (D @ WD + BD)


@told([
    Case(BATCH, "dl/db", DZ.sum(axis=0, keepdims=True), DZ, "not-summed"),
    Case(BATCH, "dl/db", DZ.sum(axis=0, keepdims=True), DZ.sum(axis=1, keepdims=True), "another-axis"),
    Case(BATCH, "dl/db", DZ.sum(axis=0, keepdims=True), DZ.mean(axis=0, keepdims=True), "factor-n-missing"),
])  # fmt: skip
def test_the_gradient_of_a_bias_is_not_summed_over_the_batch(case: Case) -> None:
    is_told(case)


def test_what_is_not_summed_is_told_from_the_own_answers_too() -> None:
    own = DZ + 0.5
    found = by_key(BATCH, f"dl/dZ: {text(own)}\ndl/db: {text(own)}\n")["dl/db"]
    assert found.mistakes == ("not-summed",)


SQUARE = """inputs: {x: [0.7, -0.3, 1.1]}
parameters: {W: [[0.5, 1.2, 0.3], [-0.8, 0.4, 0.6], [0.9, 0.1, -0.2]]}
target: {t: [0.1, 0.4, -0.6]}
layers:
  - z = W @ x
loss: l = 1/2 * norm(z - t)^2
"""


def test_the_output_of_a_layer_stands_in_the_gradient_of_its_weights() -> None:
    x = column(0.7, -0.3, 1.1)
    z = numpy.array([[0.5, 1.2, 0.3], [-0.8, 0.4, 0.6], [0.9, 0.1, -0.2]]) @ x
    delta = z - column(0.1, 0.4, -0.6)
    is_told(Case(SQUARE, "dl/dW", delta @ x.T, delta @ z.T, "output-for-input"))


# -- optimizers ----------------------------------------------------------------------


def training(update: str) -> str:
    return f"""parameters: {{w: 2, v: 3}}
inputs: {{x: 1}}
target: {{t: 1}}
layers:
  - a = w * x
  - y = v * a
loss: l = 1/2 * (y - t)^2
update: {{{update}}}
"""


def gradient(at: Matrix) -> Matrix:
    w, v = at
    return (w * v - 1) * numpy.array([v, w])


def momentum(
    steps: int,
    average: bool = False,
    beta: float = 0.9,
    rate: float = 0.01,
    ahead: bool = False,
    turn: int = 1,
) -> float:
    at, velocity = numpy.array([2.0, 3.0]), numpy.zeros(2)
    for _ in range(steps):
        g = gradient(at + beta * velocity if ahead else at)
        if average:
            velocity = beta * velocity + (1 - beta) * g
            at = at - rate * velocity
        else:
            velocity = turn * beta * velocity - rate * g
            at = at + velocity
    return float(at[0])


def adam(
    steps: int, first: bool = True, second: bool = True, late: int = 0, betas: tuple[float, float] = (0.9, 0.95),
    root: bool = True, sign: int = -1,
) -> float:  # fmt: skip
    at, m, v = numpy.array([2.0, 3.0]), numpy.zeros(2), numpy.zeros(2)
    one, two = betas
    for t in range(1, steps + 1):
        g = gradient(at)
        m, v = one * m + (1 - one) * g, two * v + (1 - two) * g**2
        mhat = m / (1 - one ** (t + late)) if first else m
        vhat = v / (1 - two ** (t + late)) if second else v
        at = at + sign * 0.1 * mhat / ((numpy.sqrt(vhat) if root else vhat) + 1e-8)
    return float(at[0])


def descent(steps: int, rate: float) -> float:
    at = numpy.array([2.0, 3.0])
    for _ in range(steps):
        at = at - rate * gradient(at)
    return float(at[0])


HEAVY = "momentum: {rate: 0.01, beta: 0.9, form: heavy_ball, steps: 3}"
AVERAGE = "momentum: {rate: 0.01, beta: 0.9, form: average, steps: 3}"
ADAM = "adam: {rate: 0.1, beta1: 0.9, beta2: 0.95, steps: 3}"


@pytest.mark.parametrize(
    ("update", "step", "right", "wrong", "name"),
    [
        (HEAVY, 2, momentum(2), momentum(2, average=True), "momentum-form"),
        (HEAVY, 2, momentum(2), descent(2, 0.01), "momentum-left-out"),
        (HEAVY, 2, momentum(2), momentum(2, turn=-1), "momentum-sign"),
        (HEAVY, 2, momentum(2), momentum(2, ahead=True), "gradient-elsewhere"),
        (HEAVY, 2, momentum(2), momentum(2, rate=-0.01), "ascent"),
        (HEAVY, 1, momentum(1), 2 - 0.02 * 15, "factor-2-extra"),
        (AVERAGE, 2, momentum(2, average=True), momentum(2), "momentum-form"),
        (AVERAGE, 2, momentum(2, average=True), momentum(2, average=True, beta=0.1), "betas-exchanged"),
        (AVERAGE, 1, momentum(1, average=True), momentum(1, average=True, rate=1), "rate-left-out"),
        (ADAM, 2, adam(2), adam(2, first=False, second=False), "correction-left-out"),
        (ADAM, 2, adam(2), adam(2, second=False), "correction-left-out"),
        (ADAM, 1, adam(1), adam(1, first=False), "correction-left-out"),
        (ADAM, 2, adam(2), adam(2, late=1), "correction-left-out"),
        (ADAM, 2, adam(2), adam(2, betas=(0.95, 0.9)), "betas-exchanged"),
        (ADAM, 2, adam(2), adam(2, root=False), "root-left-out"),
        (ADAM, 2, adam(2), adam(2, sign=1), "ascent"),
        (ADAM, 1, adam(1), descent(1, 0.1), "plain-descent"),
        ("sgd: {rate: 0.01, steps: 3}", 1, 1.85, 2.15, "ascent"),
        ("ascent: {rate: 0.01, steps: 3}", 1, 2.15, 1.85, "descent"),
        ("sgd: {rate: 0.01, steps: 3}", 1, 1.85, -0.15, "step-for-weight"),
        ("sgd: {rate: 0.2, steps: 3}", 2, descent(2, 0.2), 2 - 2 * 0.2 * 15, "gradient-elsewhere"),
    ],
)  # fmt: skip
def test_an_optimizer_goes_wrong(update: str, step: int, right: float, wrong: float, name: str) -> None:
    """In every update the same way, or in the last one."""
    spec = training(update)
    for value, verdict in ((right, "right"), (wrong, "wrong")):
        found = by_key(spec, f"after: {{{step}: {{w: {value:.12f}}}}}\n")["w"]
        assert found.verdict == verdict, found.remark
    assert found.mistakes[0] == name
