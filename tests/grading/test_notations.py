"""Derivatives of the result by the names of the notation: what a page shows can be typed."""

from __future__ import annotations

import pytest

from tests.grading.sheets import by_key

SPEC = """inputs: {{x: [1, 2, 1]}}
parameters: {{W: [[1, 0, 1], [2, 1, 0]]}}
conventions: {{{0}}}
layers: [z1 = W @ x, h_out = z1^2, yhat = 3 * h_out]
loss: l = sum(yhat)
"""
"""z = [2, 4]: ∂l/∂z = 6 z = [12, 24], ∂l/∂x = Wᵀ of it = [60, 24, 12]."""
BAR, DELTA, NABLA = (SPEC.format(f"notation: {name}") for name in ("bar", "delta", "nabla"))
NEGATIVE = SPEC.format("notation: delta, deltas: negative")


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (BAR, "x̄"),
        (BAR, "xbar"),
        (BAR, "x_bar"),
        (DELTA, "δ(x)"),
        (DELTA, "delta(x)"),
        (DELTA, "δ_x"),
        (NABLA, "∇x"),
        (NABLA, "∇_x ℓ"),
        (NABLA, "nabla_x"),
    ],
)
def test_an_answer_may_have_the_name_on_the_page(spec: str, name: str) -> None:
    (found,) = by_key(spec, f"{name}: [60, 24, 12]\n").values()
    assert found.verdict == "right"
    (found,) = by_key(spec, f"{name}: [60, 24, 13]\n").values()
    assert found.verdict == "wrong"


@pytest.mark.parametrize("name", ["z̄₁", "z1bar", "zbar1", "h̄_out", "ŷ̄"])
def test_a_bar_stands_over_the_letter_or_behind_the_name(name: str) -> None:
    value = {"z": "[12, 24]", "h": "[3, 3]"}.get(name[0], "[1, 1]")
    (found,) = by_key(BAR, f"{name}: {value}\n").values()
    assert found.verdict == "right"


@pytest.mark.parametrize(
    ("spec", "formula"),
    [
        (BAR, "x̄: W.T @ z̄₁"),
        (BAR, "dl/dx: W.T @ z1bar"),
        (BAR, "z̄₁: z̄₁ = 2 * z1 * h̄_out"),
        (DELTA, "δ(x): W.T @ δ(z1)"),
        (DELTA, "δ(z1): δ(z1) = 2 * z1 * δ(h_out)"),
        (NABLA, "∇_x ℓ: W.T @ ∇_z1 ℓ"),
        (NABLA, "dl/dx: W.T @ ∇z1"),
        (NEGATIVE, "δ(z1): 2 * z1 * δ(h_out)"),
        (NEGATIVE, "δ(z1): -6 * z1"),
        (NEGATIVE, "dl/dx: -W.T @ δ(z1)"),
    ],
)
def test_formulas_are_written_in_these_names(spec: str, formula: str) -> None:
    (found,) = by_key(spec, f"symbolic:\n  {formula}\n").values()
    assert found.verdict == "right", found.remark


@pytest.mark.parametrize("formula", ["δ(z1): 6 * z1", "dl/dx: W.T @ δ(z1)"])
def test_a_negative_delta_has_its_sign_in_formulas(formula: str) -> None:
    (found,) = by_key(NEGATIVE, f"symbolic:\n  {formula}\n").values()
    assert found.verdict == "wrong"


def test_a_negative_delta_of_the_spec_is_plainly_right() -> None:
    (found,) = by_key(NEGATIVE, "δ(z1): [-12, -24]\n").values()
    assert (found.verdict, found.layout, found.remark) == ("right", "", "")


def test_other_notations_are_no_names() -> None:
    (found,) = by_key(DELTA, "xbar: [60, 24, 12]\n").values()
    assert found.verdict == "unreadable"


def test_a_quantity_keeps_its_name() -> None:
    spec = BAR.replace("z1", "x_bar")
    (found,) = by_key(spec, "x_bar: [2, 4]\n").values()
    assert found.verdict == "right"
