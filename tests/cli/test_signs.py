"""The lines that explain the signs of a page, where several convolutions and poolings meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_pages import printed, squeezed

PADDED = """
inputs: {X: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}
parameters: {K: [[1, 0], [0, -1]]}
layers:
  - C = conv2d(X, K, pad=1)
  - P = maxpool(C, 2)
loss: L = sum(P^2)
"""
STRIDED = """
inputs: {X: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 6], [5, 4, 3, 2]]}
parameters: {K: [[1, 0, 1], [0, -1, 1], [2, 1, 0]]}
layers:
  - C = conv2d(X, K, stride=2, pad=1)
loss: L = sum(C^2)
"""


@pytest.mark.parametrize(
    "said",
    [
        "∂C/∂X = (I ⊗ vec(K)ᵀ) G₆₄ₓ₉",
        "G₆₄ₓ₉ is the 64×9 matrix of zeros and ones with G₆₄ₓ₉ vec(A) = vec(windows(A, 2, 2, pad=1)) for every 3×3",
        "G₁₆ₓ₁₆ is the 16×16 matrix of zeros and ones with G₁₆ₓ₁₆ vec(A) = vec(windows(A, 2, 2, stride=2))",
        "windows(X, 2, 2, pad=1) has the 2×2 windows of X as its rows, on a rim of zeros.",
        "windows(C, 2, 2, stride=2) has the 2×2 windows of C as its rows.",
    ],
)
def test_matrices_that_pick_windows_are_told_apart(tmp_path: Path, said: str) -> None:
    """That of the convolution has rows of zeros for the padding, that of the pooling another size."""
    assert said in squeezed(printed(tmp_path, PADDED, "run"))


def test_stride_and_padding_are_settings_of_the_windows(tmp_path: Path) -> None:
    """Nine windows without them are not the matrix that is printed."""
    page = squeezed(printed(tmp_path, STRIDED, "run"))
    assert "∂C/∂K = windows(X, 3, 3, stride=2, pad=1)" in page
    assert "from_windows(vec(∂L/∂C) vec(K)ᵀ, 3, 3, stride=2, pad=1)" in page


def test_entries_that_are_no_windows_are_not_called_so(tmp_path: Path) -> None:
    """diag(v) puts entries on a diagonal and zeros beside it."""
    spec = "inputs: {v: [1, 2], w: [3, 4]}\nlayers: [z = diag(v) @ w]\nloss: L = sum(z^2)"
    page = squeezed(printed(tmp_path, spec, "run"))
    assert "picks entries: one in each row, or none." in page
    assert "window" not in page
