"""What is said of a wrong answer: the apt reason first, with the names of what it is about."""

from __future__ import annotations

import json
import math

import pytest

from bpcalc.formats.check_json import judgement_json
from tests.grading.sheets import by_key, judged

SHARED = """inputs: {x: 2}
parameters: {w: 3/2, v: -1}
layers:
  - a = w * x
  - b = a + v
  - c = b^2
  - d = w * c
  - e = d - a
loss: L = 1/2 * e^2 + w
"""
"""a, b, c, d, e = 3, 2, 4, 6, 3; L = 6; ∂L/∂e = 3, ∂L/∂c = 4.5, ∂L/∂b = 18, ∂L/∂a = 15; ∂L/∂w = 30 + 12 + 1."""


def said(spec: str, key: str, value: object) -> str:
    """What is said where this answer alone is on the sheet."""
    found = by_key(spec, f"{key}: {value}\n")[key]
    assert found.verdict == "wrong"
    return found.remark


@pytest.mark.parametrize(
    ("key", "value", "remark"),
    [
        ("L", "4.5", "a term of the sum is left out (w)"),
        ("dL/dw", "30", "only one of several paths is there (from w through a)"),
        ("dL/dw", "12", "only one of several paths is there (from w through d)"),
        ("dL/dw", "42", "one of several paths is forgotten (from w through L)"),
        ("dL/dc", "12", "the factor itself stands in its derivative: x y by x is y, not x"),
    ],
)
def test_a_term_a_path_and_a_product_have_names(key: str, value: str, remark: str) -> None:
    assert said(SHARED, key, value) == remark


def test_a_bias_is_what_is_only_added() -> None:
    spec = "inputs: {x: 2}\nparameters: {w: 5, b: 4}\nlayers: [z = w * x + b]\nloss: l = z^2\n"
    assert said(spec, "z", 10) == "the bias is forgotten (b)"


FOUR = """inputs: {x: 7}
parameters: {w: 5}
layers:
  - p = w * x
  - q = w^2
  - r = 3 * w
loss: L = p + q + r + w
"""


def test_some_of_many_paths_are_told() -> None:
    """∂L/∂w = 7 + 10 + 3 + 1."""
    assert by_key(FOUR, "dL/dw: 21\n")["dL/dw"].verdict == "right"
    assert said(FOUR, "dL/dw", 17).startswith("only some of several paths are there (from w through p and q)")


STEPS = """inputs: {x1: 0.3, x2: -0.7, x3: 0.9, h0: 0.4}
parameters: {u: 0.8, w: 1.3}
layers:
  - h1 = tanh(u * h0 + w * x1)
  - h2 = tanh(u * h1 + w * x2)
  - h3 = tanh(u * h2 + w * x3)
loss: L = h1^2 + h2^2 + h3^2
"""


def test_time_is_cut_at_every_step() -> None:
    """∂L/∂w = Σ 2 h (1 − h²) x, as if no step went into the next one."""
    h, cut = 0.4, 0.0
    for x in (0.3, -0.7, 0.9):
        h = math.tanh(0.8 * h + 1.3 * x)
        cut += 2 * h * (1 - h**2) * x
    assert said(STEPS, "dL/dw", f"{cut:.10f}") == (
        "one of several paths is forgotten (from h1 through h2, and so on at every step)"
    )


def test_another_step_and_another_weight_are_named() -> None:
    assert said("inputs: {x: 2}\nparameters: {u: 7, w: 3}\nlayers: [h1 = w * x, h2 = u * h1]\nloss: L = h2^2\n",
                "dL/du", 2 * 42 * 42).startswith("another value of its kind stands where this one belongs (h2 for h1)")  # fmt: skip
    spec = """inputs: {x: [1, 2], h0: [3, 5]}
parameters: {U: [[1, 2], [4, 3]], W: [[7, 1], [2, 9]]}
layers: [h1 = U @ h0 + W @ x]
loss: L = sum(h1)
"""
    assert said(spec, "h1", "[18, 37]") == "another value of its kind stands where this one belongs (U for W)"


GATES = """inputs: {x: 3, y: -4, z: 2, w: -1}
layers:
  - m = max(z, w)
  - p = x * y
  - s = p + m
  - f = 2 * s
of: f
"""


def test_a_product_gate_is_not_swapped_and_a_max_gate_takes_the_other_side() -> None:
    found = by_key(GATES, "df/dx: 6\ndf/dy: -8\ndf/dz: 0\ndf/dw: 2\n")
    assert [one.mistakes[0] for one in found.values()] == ["product-not-swapped"] * 2 + ["other-side"] * 2


def test_a_relu_passes_where_it_is_to_stop() -> None:
    spec = "inputs: {z: [1.5, -2]}\nlayers: [a = relu(z)]\nloss: l = 3 * a[0] + 5 * a[1]\n"
    assert by_key(spec, "dl/dz: [0, 5]\n")["dl/dz"].mistakes[0] == "other-side"


SIGMA = "inputs: {z: -0.7}\nlayers: [a = sigmoid(z)]\nloss: l = 3 * a\n"
A = 1 / (1 + math.exp(0.7))


@pytest.mark.parametrize(
    ("slope", "remark"),
    [
        (A, "the activation itself stands where its derivative belongs"),
        (
            1 - A,
            "the derivative of the activation is only partly right, as 1 − a for a (1 − a) or for 1 − a²",
        ),
        (1, "the derivative of the activation is left out"),
    ],
)
def test_one_formula_is_told_once_by_the_name_that_people_give_it(slope: float, remark: str) -> None:
    """σ for σ (1 − σ) is also a term and a factor less: no other thing that somebody may have done."""
    assert said(SIGMA, "dl/dz", f"{3 * slope:.8f}") == remark


def test_other_explanations_are_told_where_the_answers_are_handed_back() -> None:
    """2 + 2 = 2 · 2: which of the two it was nobody can know."""
    spec = "inputs: {x: 2}\nlayers: [y = x^2]\nloss: l = y\n"
    one = judged(spec, "dl/dx: 2\n")
    assert "; the same numbers come out if " in one.answers[0].remark
    (record,) = json.loads(judgement_json(one))["answers"]
    assert record["remark"] == one.answers[0].remark


def test_no_mean_is_spoken_of_where_there_is_none() -> None:
    spec = "inputs: {x: [1, 3]}\nparameters: {w: [5, 7]}\nlayers: [y = w.T @ x]\nloss: l = y\n"
    assert "mean" not in said(spec, "dl/dx", "[10, 14]")


def test_each_of_two_mistakes_has_its_name() -> None:
    spec = """inputs: {x: [0.3, -0.8]}
parameters: {A: [[0.7, -0.4], [1.1, 0.6]], B: [[0.9, 0.2], [-0.5, 1.3]]}
layers: [u = A @ x, v = B @ x, y = u * v]
loss: l = sum(y)
"""
    u, v = (0.3 * 0.7 + 0.8 * 0.4, 0.3 * 1.1 - 0.8 * 0.6), (0.3 * 0.9 - 0.8 * 0.2, -0.3 * 0.5 - 0.8 * 1.3)
    first = (0.7 * v[0] + 1.1 * v[1], -0.4 * v[0] + 0.6 * v[1])
    assert len(u) == 2
    assert said(spec, "dl/dx", [round(-one, 8) for one in first]) == (
        "two mistakes: one of several paths is forgotten (from x through v); and the sign is the other one"
    )


DIRECT = "inputs: {c: 2}\nlayers: [f = c^3, g = 3 * c, d = f * c, e = f * c + g]\nloss: l = d + e\n"


def test_the_direct_part_is_told_from_the_total_derivative() -> None:
    """d = f c with f = c³: ∂d/∂c is f = 8 with f held fixed, and 4 c³ = 32 in all."""
    assert by_key(DIRECT, "dd/dc: 32\n")["dd/dc"].verdict == "right"
    assert said(DIRECT, "dd/dc", 8).startswith(
        "this is the direct part alone, ∂d/∂c with f held fixed; d depends on c through f as well"
    )
    assert said(DIRECT, "de/dc", 8).startswith(
        "this is the direct part alone, ∂e/∂c with f and g held fixed; e depends on c through them as well"
    )


CHAIN = """inputs: {x: 1}
parameters: {w: 2, v: 3}
layers: [a = w * x, y = v * a]
loss: l = 1/2 * (y - 1)^2
marks: {a: 1, y: 1, dl/dy: 1, dl/da: 1, dl/dw: 1}
"""


@pytest.mark.parametrize(("line", "why"), [("", "you left blank"), ("dl/da: two\n", "cannot be read")])
def test_the_nearest_missing_answer_is_named(line: str, why: str) -> None:
    """y is missing too, but ∂ℓ/∂y is there."""
    found = by_key(CHAIN, f"a: 2\ndl/dy: 5\n{line}dl/dw: 77\n")["dl/dw"]
    assert (found.verdict, found.first_error) == ("wrong", False)
    assert found.note == f"it stands on dl/da, which {why}"


def test_what_is_given_in_between_blocks_nothing() -> None:
    found = by_key(CHAIN, "a: 2\ndl/dy: 5\ndl/da: 15\ndl/dw: 77\n")["dl/dw"]
    assert (found.first_error, found.note) == (True, "")


def test_it_is_said_why_a_carried_answer_counts_for_less() -> None:
    """relu(z) without the second unit: of ∂ℓ/∂W's four entries two are left to work out."""
    spec = """inputs: {x: [1, 2]}
parameters: {W: [[1, 2], [3, 4]]}
layers: [z = W @ x, a = relu(z)]
loss: l = 1/2 * norm(a)^2
"""
    found = by_key(spec, "z: [5, 11]\na: [5, 0]\ndl/da: [5, 0]\ndl/dW: [[5, 10], [0, 0]]\n")
    assert (found["dl/dW"].verdict, found["dl/dW"].marks) == ("carried", 0.5)
    assert found["dl/dW"].remark == (
        "right from your earlier answers; but zeros that are wrong in them leave only part of the work, "
        "so it earns part of the points"
    )
