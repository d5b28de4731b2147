"""Parts of answers: which entries an index names."""

from __future__ import annotations

import pytest

from bpcalc.grading.sheet import SheetReader
from tests.grading.sheets import by_key, exercise

LINEAR = """inputs: {x: [1, 2, 3]}
parameters: {W: [[1, 0, 2], [0, 1, -1]]}
target: {y: [1, 1]}
layers: [z = W @ x]
loss: l = 1/2 * norm(z - y)^2
"""
"""∂l/∂W = [[6, 12, 18], [-2, -4, -6]], ∂l/∂x = [6, -2, 14]."""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dl/dW[1, 0]", "-2"),
        ("dl/dW[0, 2]", "18"),
        ("dl/dW[:, 0]", "[6, -2]"),
        ("dl/dW[:, 0]", "[[6], [-2]]"),
        ("dl/dW[1, :]", "[-2, -4, -6]"),
        ("dl/dW[0:2, 1:3]", "[[12, 18], [-4, -6]]"),
        ("dl/dx[1, 0]", "-2"),
        ("dl/dx[2]", "14"),
        ("dl/dx[1:3]", "[-2, 14]"),
        ("z[1]", "-1"),
        ("dz/dx[1, 2]", "-1"),
    ],
)
def test_a_part_of_a_gradient_is_counted_in_the_shape_of_the_variable(name: str, value: str) -> None:
    found = by_key(LINEAR, f'"{name}": {value}\n')[name]
    assert (found.verdict, found.remark) == ("right", "")


@pytest.mark.parametrize(
    ("name", "value"), [("dl/dW[0, 4]", "-4"), ("dl/dx[0, 1]", "-2"), ("dl/dW[0, 3:5]", "[-2, -4]")]
)
def test_where_it_does_not_fit_that_it_is_counted_in_the_row_of_the_jacobian(name: str, value: str) -> None:
    assert by_key(LINEAR, f'"{name}": {value}\n')[name].verdict == "right"


@pytest.mark.parametrize(
    ("name", "value"),
    [("dl/dW[1, 0]", "12"), ("dl/dW[:, 0]", "[6, 12]"), ("dl/dW[0, 1]", "-2"), ("dl/dx[1, 0]", "6")],
)
def test_another_entry_is_wrong(name: str, value: str) -> None:
    assert by_key(LINEAR, f'"{name}": {value}\n')[name].verdict == "wrong"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dl/dW[1]", "two indices"),
        ("dl/dW[2, 0]", "there are 2, counted from 0"),
        ("dl/dW[1, 3]", "there are 3, counted from 0"),
        ("dl/dx[3]", "there are 3"),
    ],
)
def test_a_part_that_does_not_exist_is_refused_in_that_shape(name: str, said: str) -> None:
    """One index of a matrix may mean a row or an entry."""
    found = by_key(LINEAR, f'"{name}": 1\n')[name]
    assert found.verdict == "unreadable"
    assert said in found.remark


@pytest.mark.parametrize(
    "text", ["dl/dW[:, 0]=[6, -2]", "dl/dW[1, 0:2]=[-2, -4]", "symbolic: dl/dW[1, 0]=x[0] * (z - y)[1]"]
)
def test_a_part_may_be_answered_on_the_command_line(text: str) -> None:
    """The colon of a stretch is not that behind a case."""
    answer = SheetReader(exercise(LINEAR).network).inline(text)
    assert (answer.case, answer.problem) == (None, None)
    assert answer.key == text.removeprefix("symbolic: ").partition("=")[0]


def test_a_formula_may_be_of_a_part_and_name_parts() -> None:
    sheet = 'symbolic: {"dl/dW[1, 0]": "dl/dz[1] * x[0]", "dl/dx[2]": "dl/dz[0, 1] * W[1, 2] + dl/dz[0, 0] * W[0, 2]"}\n'
    assert {one.verdict for one in by_key(LINEAR, sheet).values()} == {"right"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dl/dx[1]", "dl/dx[1, 0]"),
        ("z[0]", "z[0:1, 0]"),
        ("dl/dW[0, 0:3]", "dl/dW[0, :]"),
        ("dl/dx[1:]", "dl/dx[1:3, 0]"),
    ],
)
def test_a_part_is_one_answer_however_it_is_indexed(one: str, other: str) -> None:
    names = SheetReader(exercise(LINEAR).network).names
    assert names.named(one).identity == names.named(other).identity
    assert names.named("dl/dx[1]").identity != names.named("dl/dx[2]").identity


def test_a_part_that_is_expected_may_be_indexed_otherwise() -> None:
    found = by_key(LINEAR + "marks: {'dl/dx[1, 0]': 1}\n", "dl/dx[1]: -2\n")
    assert {key: one.verdict for key, one in found.items()} == {"dl/dx[1]": "right"}
