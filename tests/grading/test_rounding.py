"""What rounding may excuse, and what it may not."""

from __future__ import annotations

import pytest

from tests.grading.sheets import by_key, verdicts

TANH = """inputs: {X: [[1, 2], [0, -1]]}
parameters: {W: [[1, -1], [2, 1]]}
layers: [H = tanh(X), Y = H @ W]
loss: L = mean(Y^2)
"""
NEURON = """inputs: {x: [1, 2]}
parameters: {w: [[3, -1]], b: 0}
target: {y: 2}
layers: [z = w @ x + b, yhat = sigmoid(z)]
loss: l = 1/2 * (yhat - y)^2
marks: {z: 1, yhat: 1, dl/dyhat: 1, dl/dz: 2, dl/dw: 2, carried: 1/2}
"""
CLASSES = """inputs: {X: [[1, 2], [0, -1], [3, 1], [-1, 1]]}
target: {t: [0, 1, 2, 1]}
batch: rows
layers:
  - linear: {weights: [[1, -1, 2], [1/2, 1, 1]], bias: [1, 0, -1]}
  - relu
  - linear: {weights: [[1, 0, 1], [2, -1, 0], [0, 1, -1]], bias: [0, 1/2, 0]}
loss: softmax_cross_entropy
"""
ATTENTION = """inputs: {X: [[1, 0], [0, 1], [1, 1]]}
parameters: {Q: [[1, 0.5], [0, 1]], K: [[0.5, 0], [1, -1]], V: [[1, 2], [-1, 1]]}
layers:
  - q = X @ Q
  - k = X @ K
  - u = X @ V
  - S = q @ k.T / sqrt(2)
  - A = softmax(S, axis=1)
  - O = A @ u
loss: L = sum(O^2)
"""
JACOBIAN = (
    "dY/dW: [[0.7616, {0}, 0.9640, {0}], [{0}, {1}, {0}, 0.9640],"
    " [{0}, {0}, -0.7616, {0}], [{0}, {0}, {0}, -0.7616]]\n"
)


@pytest.mark.parametrize("zero", ["0", "0.0", "0.0000"])
@pytest.mark.parametrize(("entry", "verdict"), [("0.0771", "right"), ("0.03", "wrong"), ("0.13", "wrong")])
def test_a_zero_of_a_jacobian_is_no_rounded_number(zero: str, entry: str, verdict: str) -> None:
    """Arrays are printed with 0.0; that leaves no room for what stands on them."""
    sheet = JACOBIAN.format(zero, "0.7616") + f"dL/dW: [[1.024, {entry}], [1.876, 0.3876]]\n"
    assert verdicts(TANH, sheet)["dL/dW"] == verdict


@pytest.mark.parametrize("zero", ["0", "0.0"])
def test_nor_is_one_of_a_wrong_jacobian(zero: str) -> None:
    """A slip in the Jacobian and another one in the gradient: neither excuses the other."""
    sheet = JACOBIAN.format(zero, "0.8378") + "dL/dW: [[1.075, 0.07709], [1.876, 0.3876]]\n"
    assert verdicts(TANH, sheet)["dL/dW"] == "wrong"


@pytest.mark.parametrize(
    ("gradient", "verdict", "marks"),
    [
        ("[-0.2540, -0.5080]", "carried", 1),  # 2 * -0.2540
        ("[-0.2540, -0.5081]", "carried", 1),  # from a number that was rounded to it
        ("[-0.2495, -0.4990]", "right", 2),
        ("[-0.2540, -0.5083]", "wrong", 0),
    ],
)
def test_what_follows_from_a_wrong_answer_is_carried(gradient: str, verdict: str, marks: float) -> None:
    """However near it lies to the truth, which is -0.2495: two per cent are no rounding."""
    sheet = f"z: 1\nyhat: 0.731\ndl/dyhat: -1.269\ndl/dz: -0.2540\ndl/dw: {gradient}\n"
    found = by_key(NEURON, sheet)
    assert found["dl/dz"].verdict == "wrong"
    assert (found["dl/dw"].verdict, found["dl/dw"].marks) == (verdict, marks)


@pytest.mark.parametrize(
    "logits",
    [
        "",
        "yhat: [[5.0, 2.5, 0.0], [0.5, 0.5, 0.5], [4.5, 6.5, -1.5], [4.5, -1.5, 0.5]]\n",
        "yhat: [[5, 5/2, 0], [1/2, 1/2, 1/2], [9/2, 13/2, -3/2], [9/2, -3/2, 1/2]]\n",
    ],
)
def test_a_right_answer_makes_no_other_one_worse(logits: str) -> None:
    """The gradient is rounded to three digits, and zeros at the end are left out, as NumPy does."""
    gradient = (
        "[[-0.0188, -0.0596, 0.0173], [0.167, 0.333, -0.25], [-0.22, -0.161, 0.47], [0.249, 0.739, -0.254]]"
    )
    assert verdicts(CLASSES, f"{logits}dl/dz2: {gradient}\n")["dl/dz2"] == "right"


def test_digits_left_out_because_they_are_zeros_are_read_into_a_list() -> None:
    """Beside 0.774 in the same matrix -0.02 is -0.0200."""
    sheet = """S: [[0.354, 0.354, 0.707], [0.0, -0.707, -0.707], [0.354, -0.354, 0.0]]
A: [[0.292, 0.292, 0.416], [0.503, 0.248, 0.248], [0.456, 0.225, 0.32]]
O: [[0.0, 2.12], [0.255, 2.0], [0.231, 2.1]]
dL/dO: [[0.0, 4.25], [0.51, 4.0], [0.462, 4.19]]
dL/dA: [[8.5, 4.25, 12.7], [8.51, 3.49, 12.0], [8.84, 3.73, 12.6]]
dL/dS: [[-0.154, -1.39, 1.55], [0.191, -1.15, 0.961], [-0.02, -1.16, 1.18]]
dL/dQ: [[1.03, -0.123], [0.696, 0.121]]
dL/dV: [[0.742, 9.26], [0.505, 7.27]]
"""
    assert set(verdicts(ATTENTION, sheet).values()) == {"right"}


def test_nor_do_such_digits_break_what_follows() -> None:
    """The factor 2 is forgotten once; everything below is worked out from there."""
    sheet = """S: [[0.354, 0.354, 0.707], [0.0, -0.707, -0.707], [0.354, -0.354, 0.0]]
A: [[0.292, 0.292, 0.416], [0.503, 0.248, 0.248], [0.456, 0.225, 0.32]]
O: [[0.0, 2.12], [0.255, 2.0], [0.231, 2.1]]
dL/dO: [[0.0, 2.12], [0.255, 2.0], [0.231, 2.1]]
dL/dA: [[4.25, 2.12, 6.37], [4.26, 1.74, 6.0], [4.42, 1.86, 6.29]]
dL/dS: [[-0.0768, -0.697, 0.774], [0.0957, -0.576, 0.48], [-0.01, -0.579, 0.589]]
dL/dQ: [[0.513, -0.0614], [0.348, 0.0606]]
dL/dV: [[0.371, 4.63], [0.252, 3.64]]
"""
    found = verdicts(ATTENTION, sheet)
    assert [key for key, verdict in found.items() if verdict == "wrong"] == ["dL/dO"]
    assert [found[key] for key in ("dL/dA", "dL/dS", "dL/dQ", "dL/dV")] == ["carried"] * 4


GROWTH = """inputs: {x: 2}
parameters: {w: 3.7}
layers: [z = w * x, s = exp(z)]
loss: l = s^2
"""
CONFIDENT = "inputs: {z: [5, -4, 1]}\nlayers: [p = softmax(z)]\n"
SIGMOIDS = """inputs: {x: [0.05, 0.1]}
parameters:
  W1: [[0.15, 0.2], [0.25, 0.3]]
  b1: [0.35, 0.35]
  W2: [[0.4, 0.45], [0.5, 0.55]]
  b2: [0.6, 0.6]
target: {y: [0.01, 0.99]}
layers: [z1 = W1 @ x + b1, h = sigmoid(z1), z2 = W2 @ h + b2, yhat = sigmoid(z2)]
loss: E = 1/2 * norm(yhat - y)^2
"""


@pytest.mark.parametrize("number", ["1636", "1640", "1636.", "1.64e3"])
def test_a_large_number_needs_no_point(number: str) -> None:
    assert verdicts(GROWTH, f"s: {number}\n")["s"] == "right"
    assert verdicts(GROWTH, f"s: {number}\nl: 2676446\n")["l"] == "right"


def test_nor_does_a_second_derivative() -> None:
    """d²l/dz² = 4 exp(2z) with z = 3.1."""
    spec = "inputs: {z: 3.1}\nlayers: [s = exp(z)]\nloss: l = s^2\n"
    assert verdicts(spec, "d2l/dz/dz: 1971\n")["d2l/dz/dz"] == "right"
    assert verdicts(spec, "d2l/dz/dz: 1970\n")["d2l/dz/dz"] == "right"
    assert verdicts(spec, "d2l/dz/dz: 1975\n")["d2l/dz/dz"] == "wrong"


@pytest.mark.parametrize("p", ["[0.982, 0.000, 0.018]", "[0.982, 0, 0.018]", "[0.98, 0.00, 0.02]"])
def test_a_small_number_beside_large_ones_is_a_rounded_one(p: str) -> None:
    """The second is 0.00012."""
    found = by_key(CONFIDENT, f"p: {p}\n")["p"]
    assert (found.verdict, found.mistakes) == ("rounding", ("rounded-early",))
    assert found.remark.endswith("give 3 significant digits at least")


@pytest.mark.parametrize("gradient", ["[0.0038, 0.0048]", "[0.0038, 0.0047]"])
def test_what_is_one_off_in_few_digits_is_no_mistake(gradient: str) -> None:
    """0.0047406, from numbers rounded to four decimals on the way."""
    found = by_key(SIGMOIDS, f"dE/dx: {gradient}\n")["dE/dx"]
    assert (found.verdict, found.marks) == ("rounding", 0.5)


@pytest.mark.parametrize(
    "table", ["[[0.00, 0.00], [0.00, 0.00]]", "[[0.0004, 0.0008], [0.0004, 0.0009]]"]
)  # fmt: skip
def test_no_mistake_is_told_from_too_few_digits(table: str) -> None:
    """0.000439, 0.000877, 0.000498, 0.000995: they may be right, and nothing shows that they are."""
    found = by_key(SIGMOIDS, f"dE/dW1: {table}\n")["dE/dW1"]
    assert (found.verdict, found.mistakes) == ("wrong", ("rounded-early",))
    assert found.remark == "too few digits to tell: give 3 significant digits at least"


def test_rounding_on_the_way_costs_its_part_and_is_told_once() -> None:
    """h, z2, … were rounded to four decimals before they were used; yhat is 0.7513651, 0.7729285."""
    sheet = "yhat: [0.75134763, 0.77292610]\nE: 0.29832214\ndE/dyhat: [0.7413, -0.21707390]\n"
    found = by_key(SIGMOIDS, sheet)
    assert [(one.verdict, one.marks) for one in found.values()][:2] == [("rounding", 0.5)] * 2
    assert not any(one.first_error for one in found.values())
    assert found["yhat"].remark == "numbers were rounded on the way"
    assert found["E"].remark == "numbers were rounded on the way, as in yhat"


CLASSIFIER = """inputs: {x: [1, -2, 0.5]}
parameters:
  W1: [[0.5, -0.3, 0.8], [-0.2, 0.4, 0.1], [0.3, -0.6, -0.9]]
  b1: [0.1, 0.2, -0.3]
  W2: [[1, -1, 0.5], [0.2, 0.7, -0.4], [-0.5, 0.3, 0.9]]
  b2: [0.1, -0.2, 0]
target: {y: [0, 1, 0]}
layers: [z1 = W1 @ x + b1, a1 = relu(z1), z2 = W2 @ a1 + b2, p = softmax(z2)]
loss: cross_entropy
"""


def test_what_follows_in_full_precision_from_a_wrong_answer_in_few_digits_is_carried() -> None:
    """The Jacobian of the softmax has the other sign; 0.0079 has two digits of the four decimals, and
    what follows was worked out before any was cut to these."""
    sheet = """p: [0.8226, 0.0863, 0.0911]
dl/dp: [0.0000, -11.5918, 0.0000]
dp/dz2: [[-0.1459, 0.0710, 0.0750], [0.0710, -0.0788, 0.0079], [0.0750, 0.0079, -0.0828]]
dl/dz2: [-0.8226, 0.9137, -0.0911]
dl/da1: [-0.5943, 1.4349, -0.8588]
"""
    found = verdicts(CLASSIFIER, sheet)
    assert list(found.values()) == ["right", "right", "wrong", "carried", "carried"]


@pytest.mark.parametrize(
    ("gradient", "marks"),
    [("[-1.269, -2.538]", 1), ("[-1.26, -2.53]", 0.5), ("[-1.25, -2.50]", 0)],
)
def test_what_is_cut_off_costs_a_carried_answer_what_it_costs_a_right_one(
    gradient: str, marks: float
) -> None:
    """The slope is left out of dl/dz; of the two points of dl/dw `carried` leaves one."""
    found = by_key(NEURON, f"yhat: 0.731\ndl/dyhat: -1.269\ndl/dz: -1.269\ndl/dw: {gradient}\n")
    assert found["dl/dw"].marks == marks


ADAM = """parameters: {w: [1, -2]}
layers: [q = w^2]
loss: L = 1/2 * (3 * q[0] + q[1])
update: {adam: {rate: 0.1}}
"""


@pytest.mark.parametrize(
    ("weights", "verdict"),
    [
        ("[0.9, -1.9]", "right"),  # the epsilon shows in the tenth digit
        ("[0.900, -1.900]", "right"),
        ("[0.91, -1.9]", "wrong"),
    ],
)
def test_the_first_step_of_adam_is_its_rate(weights: str, verdict: str) -> None:
    assert verdicts(ADAM, f"after: {{1: {{w: {weights}}}}}\n")["w"] == verdict
