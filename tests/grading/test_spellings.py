"""What students write for a name or a number, and what it is taken for."""

from __future__ import annotations

import pytest

from tests.grading.sheets import by_key, judged, verdicts

NET = """inputs: {x: [1, 2]}
parameters: {W1: [[1, 0], [2, 1]], w_out: [[1, 3]]}
target: {y: 12}
layers:
  - z1 = W1 @ x
  - yhat = w_out @ z1
loss: l = 1/2 * (yhat - y)^2
"""
TWINS = "inputs: {x: 2, X: 3}\nlayers:\n  - dx = x * X\nloss: L = dx^2\n"
HALVES = "inputs: {x: [1, 3]}\nlayers:\n  - a = x / 2\n  - b = x * 9/20\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Z1", "[1, 4]"),
        ("z_1", "[1, 4]"),
        ("L", "1/2"),
        ("W_1", "[[1, 0], [2, 1]]"),
        ("Wout", "[[1, 3]]"),
        ("y_hat", "13"),
        ("Ŷ", "13"),
        ("dL/dz_1", "[1, 3]"),
        ("DL/DYHAT", "1"),
        ("∂L/∂Z₁", "[1, 3]"),
        ("dL/dw_1[0, 0:2]", "[1, 2]"),
    ],
)
def test_capitals_and_underscores_do_not_matter_where_one_name_is_meant(name: str, value: str) -> None:
    assert verdicts(NET, f"answers:\n  {name}: {value}\n") == {name: "right"}


def test_two_spellings_of_one_name_are_one_answer_given_twice() -> None:
    (found,) = judged(NET, "answers:\n  z1: [1, 4]\n  Z1: [1, 4]\n").answers
    assert found.verdict == "unreadable"
    assert found.remark == "Z1 is answered twice; the first one is in line 2; keep one of the two"


def test_a_spelling_that_may_be_two_names_is_none() -> None:
    """_x is x or X, DX is dx or the differential of X; an exact name is never in doubt."""
    found = by_key(TWINS, "x: 2\nX: 3\ndx: 6\n_x: 2\nDX: 6\n")
    assert [one.verdict for one in found.values()] == ["right", "right", "right", "unreadable", "unreadable"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("dW1", "dl/dW1"),
        ("dW_1", "dl/dW1"),
        ("grad_W1", "dl/dW1"),
        ("gradW1", "dl/dW1"),
        ("W1.grad", "dl/dW1"),
        ("W1_grad", "dl/dW1"),
        ("∇W1", "dl/dW1"),
        ("dldW1", "dl/dW1"),
        ("dl_dW1", "dl/dW1"),
        ("loss", "l"),
    ],
)
def test_a_shorthand_is_not_read_but_answered(name: str, meant: str) -> None:
    """dW may be a gradient or a step of an update: what to type is said, once, with one mark."""
    (found,) = judged(NET, f"answers:\n  {name}: 1\n").answers
    assert found.verdict == "unreadable"
    assert found.remark == f"{name} is no quantity of this exercise; did you mean {meant}?"


@pytest.mark.parametrize(
    "text",
    [
        "45*10^-2",
        "45e-2",
        "4.5·10^-1",
        "4.5*10**-1",
        "4.5 × 10^{-1}",
        "4.5x10^(-1)",
        "4.5·10⁻¹",
        ".45 * 10^0",
    ],
)
def test_a_power_of_ten_is_a_number(text: str) -> None:
    """4.5·10⁻¹ is 0.45; its digits count as those of 4.5e-1 do."""
    assert verdicts(HALVES, f"answers:\n  b[0]: {text}\n") == {"b[0]": "right"}


@pytest.mark.parametrize("text", ["[½, 1½]", "[½, 1 ½]", "[1⁄2, 3÷2]", "[1 / 2, 3/2]", "[5*10^-1, 15*10^-1]"])
def test_fractions_in_other_letters_are_numbers(text: str) -> None:
    assert verdicts(HALVES, f"answers:\n  a: {text}\n") == {"a": "right"}


@pytest.mark.parametrize("minus", "-−–‐‑‒﹣－")
def test_the_minus_of_any_keyboard_is_one(minus: str) -> None:
    assert verdicts(NET, f"answers:\n  l[0]: {minus}1/2\n  yhat: 13\n")["l[0]"] != "unreadable"
    assert verdicts("inputs: {x: 2}\nlayers:\n  - a = -x\n", f"a: {minus}2\n") == {"a": "right"}


@pytest.mark.parametrize("text", ["2*3", "1+1", "10^0.5", "1/3*10^2", "2^3", "1½½", "٣", "10^10^2"])
def test_no_other_calculation_is_a_number(text: str) -> None:
    assert verdicts(HALVES, f"answers:\n  a[0]: {text}\n") == {"a[0]": "unreadable"}


@pytest.mark.parametrize(
    "text",
    ["-", "--", "—", "?", "??", "…", "...", "n/a", "N/A", "none", "None", "null", "~", '""', "-   # later"],
)
def test_signs_for_nothing_leave_an_answer_out(text: str) -> None:
    """A dash alone is no YAML; the answers around it are read all the same."""
    found = verdicts(HALVES, f"answers:\n  a: {text}\n  b: [0.45, 1.35]\n")
    assert found == {"a": "missing", "b": "right"}


def test_n_over_a_may_be_a_formula() -> None:
    """Only signs leave a formula out."""
    spec = "inputs: {n: 3, a: 2}\nlayers:\n  - q = n * log(a)\n"
    found = verdicts(spec, "answers:\n  symbolic:\n    dq/da: n/a\n    dq/dn: '-'\n")
    assert found["dq/da"] == "right"


@pytest.mark.parametrize("student", ["null", "~", "-", "?", "…", "''", ""])
def test_a_student_called_nothing_has_the_name_of_the_file(student: str) -> None:
    assert judged(HALVES, f"student: {student}\nanswers:\n  a: [1/2, 3/2]\n").student == ""


def test_headings_may_have_capitals() -> None:
    sheet = "Student: Ada\nAnswers:\n  a: {YHAT: 1}\n  Counts:\n    reverse: 14\n  SYMBOLIC:\n    dl/dyhat: yhat - y\n"
    found = judged("relu-net", sheet)
    assert found.student == "Ada"
    assert [one.verdict for one in found.answers] == ["right"] * 3
