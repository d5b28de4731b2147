"""Sheets under the layout and the vec of their spec: those are plainly right, the others are told."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.grading.template import blank_sheet
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.grading.sheets import by_key

TALL = """inputs: {x: [1, 2, 1]}
parameters: {W: [[1, 0, 1], [2, 1, 0]]}
conventions: {layout: denominator}
layers: [z = W @ x, q = z^2]
loss: l = sum(q)
marks: {layout: 1/2}
"""
"""∂z/∂x is Wᵀ, ∂q/∂x is Wᵀ diag(2z) with z = [2, 4]."""
SQUARE = """inputs: {x: [1, 2]}
parameters: {W: [[1, 0], [2, 1]]}
conventions: {vec: columns}
layers: [z = W @ x, q = z^2]
loss: l = sum(q)
"""
BATCH = """inputs: {X: [[1, 2], [0, 1], [1, 1]]}
parameters: {W: [[1, 0], [2, 1]]}
conventions: {vec: columns}
layers: [Z = X @ W, Q = Z^2]
loss: l = sum(Q)
"""


def test_jacobians_in_the_layout_of_the_spec_are_plainly_right() -> None:
    found = by_key(TALL, "dz/dx: [[1, 2], [0, 1], [1, 0]]\ndq/dx: [[4, 16], [0, 8], [4, 0]]\n")
    assert {(one.verdict, one.layout, one.remark, one.marks) for one in found.values()} == {
        ("right", "", "", 1)
    }


def test_the_other_layout_is_right_in_it() -> None:
    found = by_key(TALL, "dz/dx: [[1, 0, 1], [2, 1, 0]]\ndq/dx: [[4, 0, 4], [16, 8, 0]]\n")
    assert {(one.verdict, one.layout, one.marks) for one in found.values()} == {("right", "numerator", 0.5)}


@pytest.mark.parametrize(
    ("formula", "layout"),
    [
        ("dz/dx: W.T", ""),
        ("dz/dx: W", "numerator"),
        ("dq/dx: dz/dx @ dq/dz", ""),
        ("dq/dx: dq/dz @ dz/dx", "numerator"),
        ("dz/dW: kron(eye(2), x)", ""),
    ],
)
def test_formulas_are_read_in_the_layout_of_the_spec(formula: str, layout: str) -> None:
    (found,) = by_key(TALL, f"symbolic:\n  {formula}\n").values()
    assert (found.verdict, found.layout) == ("right", layout)


def test_a_blank_sheet_has_the_shapes_of_the_layout() -> None:
    spec = TALL.replace("{layout: 1/2}", "{dz/dx: 1, dz/dW: 1}")
    text = blank_sheet(network(Source("spec.yaml", spec)))
    assert "dz/dx:   # 3×2\n" in text
    assert "dz/dW:   # 6×2\n" in text


def test_entries_are_counted_as_the_spec_counts_them() -> None:
    """By columns ∂z/∂W = xᵀ ⊗ I."""
    found = by_key(SQUARE, "dz/dW: [[1, 0, 2, 0], [0, 1, 0, 2]]\n")["dz/dW"]
    assert (found.verdict, found.remark) == ("right", "")
    found = by_key(SQUARE, "dz/dW: [[1, 2, 0, 0], [0, 0, 1, 2]]\n")["dz/dW"]
    assert (found.verdict, found.layout, found.remark) == ("right", "rows", "the entries counted row by row")


def test_the_flat_gradient_of_a_matrix_is_counted_so_too() -> None:
    """∂l/∂W = 2 z xᵀ with z = [1, 4]: [[2, 4], [8, 16]]."""
    assert by_key(SQUARE, "dl/dW: [2, 8, 4, 16]\n")["dl/dW"].remark == ""
    assert "row by row" in by_key(SQUARE, "dl/dW: [2, 4, 8, 16]\n")["dl/dW"].remark


@pytest.mark.parametrize(
    ("spec", "part", "verdict"),
    [
        (SQUARE, "dz/dW[0, 0:2]: [1, 0]", "right"),
        (SQUARE, "dz/dW[0, 0:2]: [1, 2]", "wrong"),
        (SQUARE, "dl/dW[0, 2]: 4", "right"),  # of the row 1×4; [1, 0] would be an entry in the shape of W
        (TALL, "dz/dx[0, 0:2]: [1, 2]", "right"),
        (TALL, "dz/dx[2, 0]: 1", "right"),
        (TALL, "dz/dx[0, 2]: 1", "unreadable"),
    ],
)
def test_parts_are_counted_in_the_matrix_of_the_page(spec: str, part: str, verdict: str) -> None:
    (found,) = by_key(spec, f"{part}\n").values()
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("formula", "remark"),
    [
        ("dz/dW: kron(x.T, eye(2))", ""),
        ("dz/dW: kron(eye(2), x.T)", "the entries counted row by row"),
        ("dq/dW: dq/dz @ dz/dW", ""),
        ("dl/dW: dl/dz @ kron(x.T, eye(2))", ""),
        ("d2l/dW/dW: 2 * kron(x, eye(2)) @ kron(x.T, eye(2))", ""),
        ("d2l/dW/dW: dz/dW.T @ d2l/dz/dz @ dz/dW", ""),
    ],
)
def test_formulas_are_read_in_the_vec_of_the_spec(formula: str, remark: str) -> None:
    (found,) = by_key(SQUARE, f"symbolic:\n  {formula}\n").values()
    assert (found.verdict, found.remark) == ("right", remark)


def test_names_of_matrix_derivatives_are_read_in_the_vec_of_the_spec() -> None:
    """By columns ∂Z/∂W = I ⊗ X."""
    for formula in ("dl/dZ @ kron(eye(2), X)", "dl/dZ @ dZ/dW"):
        (found,) = by_key(BATCH, f"symbolic:\n  dl/dW: {formula}\n").values()
        assert (found.verdict, found.remark) == ("right", "")


def by_columns(shape: tuple[int, int]) -> list[int]:
    """Where the entries of a matrix stand by rows, in their order by columns."""
    return [i * shape[1] + j for j in range(shape[1]) for i in range(shape[0])]


def second() -> tuple[numpy.ndarray, numpy.ndarray]:
    """∂²l/∂W∂W and ∂²l/∂x∂W of l = Σ (W x)² by rows, from central differences of l, exact for it up to rounding."""
    weights, x = numpy.array([1.0, 0, 2, 1]), numpy.array([1.0, 2])
    point, h = numpy.concatenate([weights, x]), 1e-2

    def loss(p: numpy.ndarray) -> float:
        return float(((p[:4].reshape(2, 2) @ p[4:]) ** 2).sum())

    steps = h * numpy.eye(6)
    hessian = numpy.array([
        [(loss(point + a + b) - loss(point + a - b) - loss(point - a + b) + loss(point - a - b)) / (4 * h * h)
         for b in steps] for a in steps
    ])  # fmt: skip
    return hessian[:4, :4], hessian[4:, :4]


def test_second_derivatives_are_counted_as_the_spec_counts_them() -> None:
    order = by_columns((2, 2))
    weights, mixed = second()
    rounded = {
        "d2l/dW/dW": weights[order][:, order], "d2l/dx/dW": mixed[:, order], "d2l/dW/dx": mixed[:, order].T,
    }  # fmt: skip
    for key, value in rounded.items():
        found = by_key(SQUARE, f"{key}: {value.round(1).tolist()}\n")[key]
        assert (found.verdict, found.remark) == ("right", ""), key
    (found,) = by_key(SQUARE, f"d2l/dW/dW: {weights.round(1).tolist()}\n").values()
    assert (found.verdict, found.layout) == ("right", "rows")


def test_mixed_second_derivatives_turn_with_the_layout() -> None:
    """∂²f/∂a∂b is the Jacobian of ∂f/∂a by b: in denominator layout it has a row for each entry of b."""
    spec = SQUARE.replace("vec: columns", "layout: denominator")
    _, mixed = second()
    (plain,) = by_key(spec, f"d2l/dx/dW: {mixed.T.round(1).tolist()}\n").values()
    (turned,) = by_key(spec, f"d2l/dx/dW: {mixed.round(1).tolist()}\n").values()
    assert (plain.verdict, plain.layout) == ("right", "")
    assert (turned.verdict, turned.layout) == ("right", "transposed")
