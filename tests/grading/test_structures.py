"""Formulas for Jacobians without their zeros: wrong, and told how to write them out."""

from __future__ import annotations

import pytest

from tests.grading.sheets import by_key


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("dG/dF: 2 * F", "write diag(…)"),
        ("dF/dE: 1", "write … * eye(3)"),
        ("dE/dD: W2.T", "write kron(eye(3), …)"),
        ("dE/dD: W2", "write kron(eye(3), (…).T)"),
        ("dC/dB: relu'(B)", "write diag(vec(…))"),
        ("dB/dW1: A", "write kron(…, eye(4))"),
    ],
)
def test_a_part_of_a_jacobian_is_told_how_to_be_written_out(formula: str, said: str) -> None:
    (found,) = by_key("batch-mse", f"symbolic:\n  {formula}\n").values()
    assert found.verdict == "wrong"
    assert said in found.remark
    written = said.removeprefix("write ").replace("…", formula.partition(": ")[2])
    (again,) = by_key("batch-mse", f"symbolic:\n  {formula.partition(':')[0]}: {written}\n").values()
    assert again.verdict == "right"


@pytest.mark.parametrize("formula", ["dG/dF: 3 * F", "dF/dE: 2", "dE/dD: W2.T + 1"])
def test_what_is_no_part_of_it_is_told_its_shape_alone(formula: str) -> None:
    (found,) = by_key("batch-mse", f"symbolic:\n  {formula}\n").values()
    assert found.remark.endswith("is asked for")
