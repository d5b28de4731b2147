"""Updated weights, second derivatives, counts and formulas as answers."""

from __future__ import annotations

import pytest

from tests.grading.sheets import by_key, verdicts

TWO_LAYERS = "two-two-two"
SGD = """parameters: {w: 2, v: 3}
inputs: {x: 1}
target: {t: 1}
layers:
  - a = w * x
  - y = v * a
loss: l = 1/2 * (y - t)^2
update: {sgd: {rate: 0.1, steps: 2}}
"""
# y = 6, dl/dy = 5, dl/dv = 10, dl/dw = 15: v = 2, w = 1/2; then y = 1, and nothing moves.


def after(spec: str, sheet: str) -> dict[str, str]:
    return verdicts(spec, sheet)


def test_an_updated_weight_is_a_number_that_is_not_the_old_one() -> None:
    """0.4 → 0.3589: three digits are right, 0.36 has two, and 0.40 is the weight before."""
    assert after(TWO_LAYERS, "after: {1: {w5: 0.359}}\n")["w5"] == "right"
    assert after(TWO_LAYERS, "after: {1: {w5: 0.3589}}\n")["w5"] == "right"
    assert after(TWO_LAYERS, "after: {1: {w5: 0.35891648}}\n")["w5"] == "right"
    assert after(TWO_LAYERS, "after: {1: {w5: 0.36}}\n")["w5"] == "rounding"
    assert after(TWO_LAYERS, "after: {1: {w5: 0.40}}\n")["w5"] == "wrong"
    assert after(TWO_LAYERS, "after: {1: {w5: 0.4}}\n")["w5"] == "wrong"


def test_digits_that_hide_the_update_are_too_few() -> None:
    """0.15 → 0.14978: 0.150 is both, 0.1498 the new one alone; a step of twice the size is 0.1496."""
    assert after(TWO_LAYERS, "after: {1: {w1: 0.150}}\n")["w1"] == "rounding"
    assert after(TWO_LAYERS, "after: {1: {w1: 0.15}}\n")["w1"] == "rounding"
    assert after(TWO_LAYERS, "after: {1: {w1: 0.1498}}\n")["w1"] == "right"
    assert after(TWO_LAYERS, "after: {1: {w1: 0.1502}}\n")["w1"] == "wrong"
    assert after(TWO_LAYERS, "after: {1: {w1: 0.1496}}\n")["w1"] == "wrong"


def test_a_frozen_weight_does_not_change() -> None:
    assert after(TWO_LAYERS, "after: {1: {b1: 0.35}}\n")["b1"] == "right"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("w: 3.5", "ascent"),
        ("w: -13", "rate-left-out"),
        ("w: -1", "factor-2-extra"),
        ("w: 1", "updated-too-early"),
    ],
)
def test_what_goes_wrong_in_an_update_is_named(answer: str, name: str) -> None:
    """w = 2 − 0.1 · 15; with v updated already the gradient is 5 · 2 = 10."""
    found = by_key(SGD, f"after: {{1: {{{answer}}}}}\n")["w"]
    assert found.verdict == "wrong"
    assert name in found.mistakes


def test_an_update_follows_from_the_own_gradient_and_the_own_state() -> None:
    assert after(SGD, "dl/dw: 12\nafter: {1: {w: 0.8}}\n") == {"dl/dw": "wrong", "w": "carried"}
    own = by_key(SGD, "after: {1: {w: 1, v: 2}, 2: {w: 0.8, v: 1.9}}\n")
    assert own["w"].verdict == "carried"  # the second one: y = 2, dl/dw = 2, dl/dv = 1


def test_updates_are_asked_for_by_number_and_parameter() -> None:
    found = by_key(SGD, "after: {0: {w: 2}, one: {w: 2}, 1: {a: 2}}\n")
    assert {one.verdict for one in found.values()} == {"unreadable"}


def test_a_second_derivative_is_a_matrix() -> None:
    right = "d2L/dx/dx: [[2, 4, 6], [4, 8, 12], [6, 12, 18]]\n"
    assert verdicts("quadratic-form", right) == {"d2L/dx/dx": "right"}
    half = by_key("quadratic-form", "d2L/dx/dx: [[1, 2, 3], [2, 4, 6], [3, 6, 9]]\n")["d2L/dx/dx"]
    assert half.verdict == "wrong"
    assert half.mistakes[0] == "factor-2-missing"
    assert verdicts("quadratic-form", "d2L/dx/dx: [2, 8, 18]\n")["d2L/dx/dx"] == "wrong"


@pytest.mark.parametrize(
    ("line", "verdict", "said"),
    [
        ("reverse: 14", "right", ""),
        ("forward: 20", "right", ""),
        ("reverse: {dl/dW1: 12, dl/dx: 14}", "right", ""),
        ("reverse dl/dW1: 12", "right", ""),
        ("reverse: 10", "wrong", "multiplications alone"),
        ("reverse dl/dW1: 6", "wrong", "is taken for 2×2"),
        ("reverse: 1111", "wrong", "no order, unit or convention"),
        ("reverse: 14.5", "unreadable", "whole number"),
        ("reverse: [14]", "right", ""),
        ("reverse: 2*n^2", "unreadable", "sizes of this exercise are numbers"),
        ("sideways: 3", "unreadable", "no mode"),
        ("reverse: {dl/dz9: 3}", "unreadable", "no quantity"),
        ("reverse: {dl/dz1: 3}", "unreadable", "not counted here"),
    ],
)
def test_a_count_is_judged_under_the_convention_in_force(line: str, verdict: str, said: str) -> None:
    """And explained under the others."""
    for one in by_key("relu-net", f"answers:\n  counts:\n    {line}\n").values():
        assert one.verdict == verdict, one.remark
        assert said in one.remark
        assert "14" not in one.remark or verdict != "wrong"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("(yhat - y).T", "right"),
        ("yhat - y", "right"),
        ("dl/dyhat = yhat - y", "right"),
        ("y - yhat", "wrong"),
        ("2 * (yhat - y)", "wrong"),
        ("dl/dyhat", "unreadable"),
        ("yhat - ", "unreadable"),
        ("yhat - q", "unreadable"),
        ("frobnicate(yhat)", "unreadable"),
        ("__import__('os')", "unreadable"),
    ],
)
def test_a_formula_is_judged_by_its_value(formula: str, verdict: str) -> None:
    found = by_key("relu-net", f'answers:\n  symbolic:\n    dl/dyhat: "{formula}"\n')["dl/dyhat"]
    assert found.verdict == verdict, found.remark


def test_derivatives_may_stand_in_a_formula() -> None:
    spec = "relu-regression"
    found = by_key(
        spec, 'answers:\n  symbolic:\n    dC/dW2: "a1 @ dC/dytilde"\n    dC/ds1: "dC/da1 @ da1/ds1"\n'
    )
    assert {one.verdict for one in found.values()} == {"right"}


def test_a_formula_and_a_number_are_judged_apart() -> None:
    sheet = 'answers:\n  a:\n    dl/dyhat: -1\n  symbolic:\n    dl/dyhat: "y - yhat"\n'
    found = [one.verdict for one in by_key("relu-net", sheet).values()]
    assert found == ["right", "wrong"]


MIXED = """inputs: {x: [1, 2], y: [3]}
layers:
  - q = x[0]^2 * y + x[1]^2 * x[0]
loss: l = q
"""
# d2l/dx/dx = [[2 y, 2 x1], [2 x1, 2 x0]] = [[6, 4], [4, 2]], d2l/dx/dy = [2 x0, 0] = [2, 0]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("d2l/dx/dx[0, 1]: 4", "right"),
        ("d2l/dx/dx[1, :]: [4, 2]", "right"),
        ("d2l/dx/dy[0]: 2", "right"),
        ("d2l/dx/dx[0, 0]: 3", "wrong"),
        ("d2l/dx/dx[2, 0]: 4", "unreadable"),
        ("symbolic: {'d2l/dx/dx[0, 1]': '2 * x[1]'}", "right"),
        ("symbolic: {'d2l/dx/dx[0, 0]': y}", "wrong"),
    ],
)
def test_a_part_of_a_second_derivative_is_judged(answer: str, verdict: str) -> None:
    (found,) = by_key(MIXED, f"{answer}\n").values()
    assert found.verdict == verdict, found.remark


def test_what_goes_wrong_in_a_part_of_a_second_derivative_is_named() -> None:
    found = by_key(MIXED, "d2l/dx/dx[0, 0]: 3\n")["d2l/dx/dx[0, 0]"]
    assert found.mistakes[0] == "factor-2-missing"


def test_a_mixed_second_derivative_follows_from_the_one_in_the_other_order() -> None:
    """∂²l/∂y∂x is the transpose of ∂²l/∂x∂y, right or wrong."""
    found = verdicts(MIXED, "d2l/dx/dy: [3, 0]\nd2l/dy/dx: [[3, 0]]\n")
    assert found == {"d2l/dx/dy": "wrong", "d2l/dy/dx": "carried"}
    assert set(verdicts(MIXED, "d2l/dx/dy: [2, 0]\nd2l/dy/dx: [3, 0]\n").values()) == {"right", "wrong"}
