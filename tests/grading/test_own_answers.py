"""What follows from a student's own answers, and mistakes that are made with them."""

from __future__ import annotations

import pytest

from bpcalc.grading.verdicts import Judged
from tests.grading.sheets import by_key, judged

LINEAR = (
    "inputs: {x: [2, 3]}\nparameters: {W: [[1, -2], [3, 1]], v: [2, 5]}\nlayers:\n"
    "  - z = W @ x\n  - y = v.T @ z\nloss: l = 1/2 * y^2\n"
)
"""z = [−4, 9], y = 37, l = 684.5, dl/dy = 37, dl/dz = [74, 185], dl/dW = dl/dz xᵀ."""
MASKED = (
    "inputs: {x: [2, 3]}\nparameters: {W: [[1, -2], [3, 1]]}\nlayers:\n"
    "  - z = W @ x\n  - a = relu(z)\nloss: l = norm(a)^2\n"
)
"""z = [−4, 9], a = [0, 9], dl/da = [0, 18]."""
SGD = (
    "parameters: {w: 3}\ninputs: {x: 2}\ntarget: {t: 1}\nlayers: [p = w * x]\n"
    "loss: l = 1/2 * (p - t)^2\nupdate: {sgd: {rate: 0.1, steps: 3}}\n"
)
"""dl/dw = 2 (2 w − 1): w = 3, 2, 1.4, 1.04."""


BRANCHES = (
    "inputs: {x: 0.3}\nparameters: {u: 0.5, v: 1.5}\ntarget: {s: 0, t: 1}\nlayers:\n  - h = sigmoid(x)\n"
    "  - z = u * h\n  - w = v * h\n  - p = sigmoid(z)\n  - q = sigmoid(w)\n"
    "loss: l = 1/2 * (p - s)^2 + 1/2 * (q - t)^2\n"
)
"""z = 0.28722, p = 0.57132, dl/dz = p p (1 - p) = 0.13992."""


def one(spec: str, sheet: str, key: str) -> Judged:
    return by_key(spec, sheet)[key]


def test_a_wrong_part_is_carried_on_where_the_whole_is_used() -> None:
    """z[0] as −5 and the true z[1] give y = 35."""
    found = by_key(LINEAR, "z[0]: -5\ny: 35\n")
    assert [answer.verdict for answer in found.values()] == ["wrong", "carried"]
    assert [answer.first_error for answer in found.values()] == [True, False]


def test_two_parts_are_used_together() -> None:
    found = by_key(LINEAR, "z[0]: -5\nz[1]: 8\ny: 30\n")
    assert [answer.verdict for answer in found.values()] == ["wrong", "wrong", "carried"]


def test_a_part_follows_from_an_own_whole() -> None:
    """The first row of dl/dW from an own dl/dz."""
    found = by_key(LINEAR, "dl/dz: [70, 185]\ndl/dW[0, 0:2]: [140, 210]\n")
    assert found["dl/dW[0, 0:2]"].verdict == "carried"


def test_a_right_answer_between_ends_what_is_carried_on() -> None:
    """With h as on the sheet p would be another, but z is right: no rounding is 1 %."""
    found = by_key(BRANCHES, "h: 0.7000\nz: 0.2872\ndl/dw: 0.1000\ndl/dz: 0.1413\n")
    assert [answer.verdict for answer in found.values()] == ["wrong", "right", "wrong", "wrong"]


def test_two_mistakes_are_told_from_own_values() -> None:
    """z, a and dl/da are wrong; from them the mask is left out and a factor 2 is too much."""
    sheet = "z: [4, 9]\na: [-4, 9]\ndl/da: [-8, 18]\ndl/dz: [-16, 36]\n"
    found = one(MASKED.replace("[[1, -2], [3, 1]]", "[[-1, 2], [3, 1]]"), sheet, "dl/dz")
    assert found.verdict == "wrong"
    assert "factor-2-extra" in found.mistakes


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("[-148, -370]", {"sign", "factor-2-extra"}),
        ("[-37, -92.5]", {"sign", "factor-2-missing"}),
    ],
)
def test_two_factors_are_told_together(stated: str, names: set[str]) -> None:
    found = one(LINEAR, f"y: 37\ndl/dz: {stated}\n", "dl/dz")
    assert names <= set(found.mistakes), found.mistakes


def test_the_diagonal_of_a_jacobian_is_not_the_jacobian() -> None:
    """The shape counts first; the reason says what was given."""
    found = one(MASKED, "da/dz: [0, 1]\n", "da/dz")
    assert found.verdict == "wrong"
    assert found.mistakes == ("diagonal-as-list",)
    assert one(MASKED, "da/dz: [1, 1]\n", "da/dz").mistakes == ()


def test_a_wrong_gradient_may_have_been_listed_in_another_order() -> None:
    """dl/dW column by column, doubled: what stands on it is judged in that order too."""
    spec = LINEAR.replace("z = W @ x", "U = 1 * W\n  - z = U @ x")
    found = by_key(spec, "dl/dU: [296, 740, 444, 1110]\ndl/dW: [[296, 444], [740, 1110]]\n")
    assert [answer.verdict for answer in found.values()] == ["wrong", "carried"]


def test_reasons_are_told_of_later_updates() -> None:
    """w = 2 after one step, and 2.6 where the second one goes up."""
    first, second = judged(SGD, "after: {1: {w: 2}, 2: {w: 2.6}}\n").answers
    assert (first.verdict, second.verdict) == ("right", "wrong")
    assert "ascent" in second.mistakes


def test_reasons_of_later_updates_start_from_the_own_weights() -> None:
    """From an own w = 2.5 with dl/dw = 8: 2.5 − 0.8 = 1.7 follows, 2.5 + 0.8 does not."""
    first, second = judged(SGD, "after: {1: {w: 2.5}, 2: {w: 1.7}}\n").answers
    assert (first.verdict, second.verdict) == ("wrong", "carried")
    first, second = judged(SGD, "after: {1: {w: 2.5}, 2: {w: 3.3}}\n").answers
    assert "ascent" in second.mistakes


MOMENTUM = (
    "inputs: {x: 1}\nparameters: {w: 0}\ntarget: {y: 1}\nlayers: [p = w * x]\nloss: l = (p - y)^2\n"
    "update: {momentum: {rate: 0.1, beta: 0.9, form: heavy_ball}}\n"
)


def test_momentum_left_out_does_not_follow_from_anything() -> None:
    """w − α ∇l from the own weight is plain descent, not what was asked for."""
    found = judged(MOMENTUM, "after: {1: {w: 0.2}, 2: {w: 0.36}, 3: {w: 0.488}}\n").answers
    assert [one.verdict for one in found] == ["right", "wrong", "wrong"]


def test_the_velocity_is_the_own_last_step() -> None:
    """0.3 + 0.9·0.3 + 0.2·(1 − 0.3) = 0.71 follows from 0.3, and from there 0.71 + 0.9·0.41 + 0.2·0.29."""
    found = judged(MOMENTUM, "after: {1: {w: 0.3}, 2: {w: 0.71}, 3: {w: 1.137}}\n").answers
    assert [one.verdict for one in found] == ["wrong", "carried", "carried"]


def test_what_adam_remembers_cannot_be_told_from_a_weight() -> None:
    """Averages begun anew at each step are no following through."""
    spec = MOMENTUM.partition("update")[0] + "update: {adam: {rate: 0.1}}\n"
    found = judged(spec, "after: {1: {w: 0.2}, 2: {w: 0.3}}\n").answers
    assert [one.verdict for one in found] == ["wrong", "wrong"]
