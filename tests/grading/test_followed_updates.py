"""Weights after several updates, worked out in NumPy from weights that are printed or kept in full."""

from __future__ import annotations

from collections.abc import Callable

import numpy
import pytest

from tests.grading.sheets import judged

X, Y = numpy.array([[1, 2], [-1, 0.5], [3, -1]]), numpy.array([1, 0, 1])
LOGISTIC = """inputs: {X: [[1, 2], [-1, 0.5], [3, -1]]}
parameters: {w: [0.5, -0.25], b: 0.1}
target: {y: [1, 0, 1]}
layers: [z = X @ w + b, p = sigmoid(z), D = -sum(y * log(p) + (1 - y) * log(1 - p)) / 3]
loss: J = D + 1/2 * 0.3 * norm(w)^2
update: {%s}
marks: {after: {1: {w: 1, b: 1}, 2: {w: 1, b: 1}, 3: {w: 1, b: 1}}, carried: 1/2}
"""
RULES = {
    "descent": "sgd: {rate: 0.5}",
    "momentum": "momentum: {rate: 0.1, beta: 0.9, form: heavy_ball}",
    "adam": "adam: {rate: 0.1}",
}
WAYS = {"4 decimals": "%.4f", "5 digits": "%.5g", "9 digits": "%.9g"}
State = list[numpy.typing.NDArray[numpy.float64]]


def gradients(w: numpy.typing.NDArray[numpy.float64], b: numpy.typing.NDArray[numpy.float64]) -> State:
    p = 1 / (1 + numpy.exp(-(X @ w + b)))
    return [X.T @ (p - Y) / 3 + 0.3 * w, numpy.array((p - Y).mean())]


def states(rule: str, slip: float, used: Callable[[float], float]) -> list[State]:
    """Three updates; `slip` is added to w after the first one, `used`: what is used of a number that
    was found."""
    now, out = [numpy.array([0.5, -0.25]), numpy.array(0.1)], []
    first, second = [numpy.zeros(2), numpy.zeros(())], [numpy.zeros(2), numpy.zeros(())]
    for number in (1, 2, 3):
        for k, g in enumerate(gradients(*now)):
            if rule == "descent":
                now[k] = now[k] - 0.5 * g
            elif rule == "momentum":
                first[k] = 0.9 * first[k] - 0.1 * g
                now[k] = now[k] + first[k]
            else:
                first[k], second[k] = 0.9 * first[k] + 0.1 * g, 0.999 * second[k] + 0.001 * g**2
                mean, size = first[k] / (1 - 0.9**number), second[k] / (1 - 0.999**number)
                now[k] = now[k] - 0.1 * mean / (numpy.sqrt(size) + 1e-8)
        if number == 1:
            now[0] = now[0] + slip * numpy.array([1, 0.3])
        out.append(now.copy())
        now = [numpy.vectorize(used)(a) for a in now]
    return out


def sheet(found: list[State], form: str) -> str:
    lines = (
        f"  {number}: {{w: [{form % w[0]}, {form % w[1]}], b: {form % b}}}\n"
        for number, (w, b) in enumerate(found, 1)
    )
    return "after:\n" + "".join(lines)


def keep(number: float) -> float:
    return number


@pytest.mark.parametrize("form", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize("rule", ["descent", "momentum"])
def test_right_updates_are_right_from_rounded_weights_too(rule: str, printed: bool, form: str) -> None:
    """Whether the weights are used as they stand on the sheet, or as the calculator has them."""
    used = (lambda number: float(form % number)) if printed else keep
    found = judged(LOGISTIC % RULES[rule], sheet(states(rule, 0, used), form))
    assert {one.verdict for one in found.answers} == {"right"}
    assert found.score == 6


@pytest.mark.parametrize("form", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_a_slip_in_the_first_update_is_carried_on(rule: str, printed: bool, form: str) -> None:
    used = (lambda number: float(form % number)) if printed else keep
    found = judged(LOGISTIC % RULES[rule], sheet(states(rule, 0.1, used), form))
    assert [one.verdict for one in found.answers] == ["wrong", "right", *["carried"] * 4]
    assert found.score == 3


@pytest.mark.parametrize("form", WAYS.values(), ids=WAYS)
def test_a_wrong_rule_is_not_carried(form: str) -> None:
    """Every update goes up: the first one is wrong, and so are those from its weights."""
    up = LOGISTIC % "ascent: {rate: 0.5}"
    found = judged(up, sheet(states("descent", 0, keep), form))
    assert {one.verdict for one in found.answers} == {"wrong"}


def test_an_update_from_the_own_rounded_gradient_is_right() -> None:
    """∂J/∂w = [-0.00219, 0.00219] to three digits; the update has more of them."""
    w = numpy.array([0.5, -0.25])
    gradient = gradients(w, numpy.array(0.1))[0]
    printed = [f"{x:.3g}" for x in gradient]
    after = [f"{x:.9f}" for x in w - 0.5 * numpy.array([float(x) for x in printed])]
    found = judged(
        LOGISTIC.partition("marks")[0] % RULES["descent"],
        f"dJ/dw: [{', '.join(printed)}]\nafter: {{1: {{w: [{', '.join(after)}]}}}}\n",
    )
    assert [one.verdict for one in found.answers] == ["right", "right"]
    assert found.answers[1].remark == "right with the numbers rounded as on the sheet"


def test_weights_at_which_there_is_no_number_cost_the_next_ones_no_verdict() -> None:
    """log(-5): nothing follows from it, and the next weight is wrong, not unreadable."""
    spec = (
        "inputs: {x: 2}\nparameters: {w: 1}\nlayers: [p = log(w) * x]\nloss: l = p^2 + w^2\n"
        "update: {sgd: {rate: 0.1, steps: 2}}\n"
    )
    found = judged(spec, "after: {1: {w: -5}, 2: {w: -4.9}}\n")
    assert [one.verdict for one in found.answers] == ["wrong", "wrong"]
