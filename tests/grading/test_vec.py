"""Jacobians of matrices with their entries counted by rows or by columns, all alike."""

from __future__ import annotations

from tests.grading.sheets import by_key, verdicts

SPEC = (
    "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2], [3, 4]], V: [[1, 0], [1, 1]]}\nlayers:\n"
    "  - u = W @ x\n  - v = V @ u\nof: v\n"
)
"""u = [5, 11]; ∂u/∂W = I ⊗ xᵀ, ∂v/∂V = I ⊗ uᵀ, ∂v/∂W = V ⊗ xᵀ by rows."""
ROWS = {
    "du/dW": "[[1, 2, 0, 0], [0, 0, 1, 2]]",
    "dv/dV": "[[5, 11, 0, 0], [0, 0, 5, 11]]",
    "dv/dW": "[[1, 2, 0, 0], [1, 2, 1, 2]]",
}
COLUMNS = {
    "du/dW": "[[1, 0, 2, 0], [0, 1, 0, 2]]",
    "dv/dV": "[[5, 0, 11, 0], [0, 5, 0, 11]]",
    "dv/dW": "[[1, 0, 2, 0], [1, 1, 2, 2]]",
}


def sheet(answers: dict[str, str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in answers.items())


def test_all_by_columns_is_a_convention() -> None:
    found = by_key(SPEC, sheet(COLUMNS))
    assert {one.verdict for one in found.values()} == {"right"}
    assert all("column by column" in one.remark for one in found.values())


def test_one_jacobian_by_columns_among_others_by_rows_is_a_mistake() -> None:
    found = by_key(SPEC, sheet(ROWS | {"dv/dV": COLUMNS["dv/dV"]}))
    assert [one.verdict for one in found.values()] == ["right", "wrong", "right"]
    assert found["dv/dV"].mistakes == ("layout-mixed",)


def test_a_jacobian_that_shows_no_order_fits_any() -> None:
    """∂v/∂u has no matrix in it."""
    assert set(verdicts(SPEC, sheet({"dv/du": "[[1, 0], [1, 1]]"} | COLUMNS)).values()) == {"right"}
    assert set(verdicts(SPEC, sheet({"dv/du": "[[1, 0], [1, 1]]"} | ROWS)).values()) == {"right"}
