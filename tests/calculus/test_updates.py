"""Training against the same loops written in NumPy, with derivatives by autograd."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy
import pytest
from autograd import grad
from autograd import numpy as np

from bpcalc.calculus.optimizers import RULES, new
from bpcalc.calculus.updates import EXACT, Training, train
from bpcalc.cli.specs import shipped
from bpcalc.errors import InputError
from bpcalc.language.arrays import as_float, is_exact
from bpcalc.spec.reader import load, loads
from bpcalc.spec.update import OPTIMIZERS, update_of

MIXED = """\
inputs: {x: [[1, 2], [0.5, -1], [2, 1]]}
target: {y: [1, 0, 1]}
parameters: {W: [[0.3, -0.2], [0.1, 0.4]], b: [[0.05, -0.1]], v: [0.7, -0.6], s: 0.2}
layers:
  - H = tanh(x @ W + b)
  - p = sigmoid(H @ v + s)
loss: l = mean((p - y)^2) + 0.01 * norm(W)^2
"""


def trained(spec: str, update: str, *keep: int) -> Training:
    network = loads(f"{spec}update: {update}\n")
    return train(network, update_of(network), network.cases[0], keep)


def parameters(training: Training) -> dict[str, Any]:
    return {name: as_float(array) for name, array in training.parameters.items()}


# -- the well-known network of two inputs, two hidden units, two outputs ---------------


def two_two_two(steps: int, *keep: int) -> Training:
    network = load(shipped()["two-two-two"])
    return train(network, update_of(network)._replace(steps=steps), network.cases[0], keep)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w1", 0.149780716), ("w2", 0.19956143), ("w3", 0.24975114), ("w4", 0.29950229),
        ("w5", 0.35891648), ("w6", 0.408666186), ("w7", 0.511301270), ("w8", 0.561370121),
    ],
)  # fmt: skip
def test_the_first_update_has_the_published_weights(name: str, expected: float) -> None:
    """Rate 0.5, the biases stay."""
    found = two_two_two(1, 1)
    assert found.parameters[name][0, 0] == pytest.approx(expected, abs=6e-9)
    assert set(found.parameters) == {f"w{k}" for k in range(1, 9)}


def test_the_loss_has_the_published_course() -> None:
    """0.298371109 at first, 0.291027924 after one update, 3.5102e-5 after 10,000."""
    found = two_two_two(10_000)
    assert len(found.losses) == 10_001
    assert found.losses[0] == pytest.approx(0.298371109, abs=5e-10)
    assert found.losses[1] == pytest.approx(0.291027774, abs=5e-10)
    assert found.losses[10_000] == pytest.approx(3.5102e-5, abs=5e-10)


def test_a_moment_shows_one_update() -> None:
    """Everything before it, the gradients, everything after it."""
    found = two_two_two(3, 2)
    (moment,) = found.moments
    assert moment.number == 2
    values = {key: float(as_float(moment.values[key])[0, 0]) for key in ("w5", "b1", found.recipe.of)}
    assert values["w5"] == pytest.approx(0.35891648, abs=6e-9)
    assert values["b1"] == 0.35
    assert values["E"] == found.losses[1]
    gradient = float(moment.values[found.recipe.gradient("w5")][0, 0])
    assert float(moment.values[new("w", "w5")][0, 0]) == pytest.approx(values["w5"] - 0.5 * gradient)


# -- every optimizer against a loop in NumPy -------------------------------------------


def loss(W: Any, b: Any, v: Any, s: Any) -> Any:
    x, y = np.array([[1, 2], [0.5, -1], [2, 1]]), np.array([[1.0], [0], [1]])
    p = 1 / (1 + np.exp(-(np.dot(np.tanh(np.dot(x, W) + b), v) + s)))
    return np.mean((p - y) ** 2) + 0.01 * np.sum(W**2)


START = {
    "W": numpy.array([[0.3, -0.2], [0.1, 0.4]]),
    "b": numpy.array([[0.05, -0.1]]),
    "v": numpy.array([[0.7], [-0.6]]),
    "s": numpy.array([[0.2]]),
}
Rule = Callable[[Any, dict[str, Any], int], Any]


def sgd(g: Any, kept: dict[str, Any], t: int) -> Any:
    return -0.3 * g


def ascent(g: Any, kept: dict[str, Any], t: int) -> Any:
    return 0.3 * g


def heavy_ball(g: Any, kept: dict[str, Any], t: int) -> Any:
    kept["v"] = 0.8 * kept.get("v", 0 * g) - 0.3 * g
    return kept["v"]


def average(g: Any, kept: dict[str, Any], t: int) -> Any:
    kept["v"] = 0.8 * kept.get("v", 0 * g) + (1 - 0.8) * g
    return -0.3 * kept["v"]


def adam(g: Any, kept: dict[str, Any], t: int) -> Any:
    kept["m"] = 0.9 * kept.get("m", 0 * g) + 0.1 * g
    kept["v"] = 0.999 * kept.get("v", 0 * g) + 0.001 * g**2
    return -0.3 * (kept["m"] / (1 - 0.9**t)) / (numpy.sqrt(kept["v"] / (1 - 0.999**t)) + 1e-8)


WRITTEN: dict[str, tuple[str, Rule]] = {
    "sgd": ("{sgd: {rate: 0.3, steps: %d}}", sgd),
    "ascent": ("{ascent: {rate: 0.3, steps: %d}}", ascent),
    "momentum heavy_ball": ("{momentum: {rate: 0.3, beta: 0.8, steps: %d}}", heavy_ball),
    "momentum average": ("{momentum: {rate: 0.3, beta: 0.8, form: average, steps: %d}}", average),
    "adam": ("{adam: {rate: 0.3, steps: %d}}", adam),
}


def gradients_at(now: dict[str, Any]) -> dict[str, Any]:
    return {name: grad(lambda array, n=name: loss(**{**now, n: array}))(now[name]) for name in now}


def loop(rule: Rule, steps: int) -> tuple[dict[str, Any], list[float]]:
    """The parameters and losses of a loop that takes all gradients before any change."""
    now = {name: array.copy() for name, array in START.items()}
    kept: dict[str, dict[str, Any]] = {name: {} for name in now}
    losses = [float(loss(**now))]
    for t in range(1, steps + 1):
        gradients = gradients_at(now)
        now = {name: now[name] + rule(gradients[name], kept[name], t) for name in now}
        losses.append(float(loss(**now)))
    return now, losses


def test_every_rule_is_written_a_second_time() -> None:
    """A new optimizer needs its loop here."""
    assert {" ".join(key).strip() for key in RULES} == set(WRITTEN)
    assert {key[0] for key in RULES} == set(OPTIMIZERS)


@pytest.mark.parametrize("steps", [1, 2, 40])
@pytest.mark.parametrize("name", WRITTEN)
def test_an_optimizer_does_what_its_loop_does(name: str, steps: int) -> None:
    """Parameters of all shapes, and the loss after every update."""
    text, rule = WRITTEN[name]
    found = trained(MIXED, text % steps)
    expected, losses = loop(rule, steps)
    for parameter, array in parameters(found).items():
        numpy.testing.assert_allclose(array, expected[parameter], rtol=1e-9, atol=1e-12)
    numpy.testing.assert_allclose([float(x) for x in found.losses], losses, rtol=1e-9, atol=1e-14)


# -- what changes and what does not ----------------------------------------------------

CHAIN = """\
inputs: {x: 1}
target: {y: 0}
parameters: {u: 2, w: 3}
layers: [h = u * x, yhat = w * h]
loss: half_squared_error
"""


def test_all_gradients_are_taken_before_any_parameter_changes() -> None:
    """l = (wu)²/2 at u = 2, w = 3: both gradients are taken there, 18 and 12."""
    found = trained(CHAIN, "{sgd: {rate: 0.1}}", 1)
    assert found.parameters["u"].tolist() == [[Fraction(1, 5)]]
    assert found.parameters["w"].tolist() == [[Fraction(9, 5)]]


def test_a_frozen_parameter_stays() -> None:
    """Only the others are trained."""
    found = trained(CHAIN, "{sgd: {rate: 0.1, freeze: [u]}}", 1)
    assert set(found.parameters) == {"w"}
    assert found.moments[0].values["u"].tolist() == [[2]]


def test_each_parameter_has_its_rate() -> None:
    """0.01 for u and 0.1 for w."""
    found = trained(CHAIN, "{sgd: {rate: 0.1, rates: {u: 0.01}}}")
    assert found.parameters["u"].tolist() == [[2 - Fraction(18, 100)]]
    assert found.parameters["w"].tolist() == [[Fraction(9, 5)]]


def test_what_the_loss_does_not_depend_on_is_named() -> None:
    """It has no gradient, and no update."""
    spec = CHAIN.replace("w: 3}", "w: 3, c: 4}").replace("yhat = w * h]", "yhat = w * h, k = c * h]")
    spec = spec.replace("yhat = w * h, k = c * h", "k = c * h, yhat = w * h")
    found = trained(spec, "{sgd: {rate: 0.1}}")
    assert (found.recipe.trained, found.recipe.idle) == (("u", "w"), ("c",))


def test_each_case_is_a_training_of_its_own() -> None:
    """All of them begin with the values of the spec."""
    spec = CHAIN.replace("inputs: {x: 1}\n", "") + "cases: {a: {x: 1}, b: {x: 2}}\n"
    network = loads(spec + "update: {sgd: {rate: 0.01, steps: 2}}\n")
    found = [train(network, update_of(network), case) for case in network.cases]
    assert [training.case for training in found] == ["a", "b"]
    assert [training.losses[0] for training in found] == [18, 72]


# -- exact, then float64 ---------------------------------------------------------------


def test_numbers_stay_exact_until_the_digit_limit() -> None:
    """The losses are fractions at first, then floats; it is said where and why."""
    found = trained(CHAIN, "{sgd: {rate: 0.1, steps: 12}}")
    assert found.rounding is not None
    first = found.rounding.number
    assert 2 < first < 8
    assert "40 digits" in found.rounding.reason
    assert all(not isinstance(x, float) for x in found.losses[: first - 1])
    assert all(isinstance(x, float) for x in found.losses[first + 1 :])


def test_the_change_to_floats_is_no_jump() -> None:
    """The losses are those of fractions alone, to the digits of float64."""
    found = trained(CHAIN, "{sgd: {rate: 0.1, steps: 12}}")
    u, w = Fraction(2), Fraction(3)
    expected = [u * u * w * w / 2]
    for _ in range(12):
        u, w = u - w * w * u / 10, w - u * u * w / 10
        expected.append(u * u * w * w / 2)
    assert [float(x) for x in found.losses] == pytest.approx([float(x) for x in expected], rel=1e-10)


def test_a_training_may_be_exact_to_its_end() -> None:
    """Two updates of a network without functions."""
    found = trained(CHAIN, "{sgd: {rate: 1/2, steps: 2}}")
    assert found.rounding is None
    assert all(is_exact(array) for array in found.parameters.values())


def test_exact_updates_are_not_made_for_ever() -> None:
    """A parameter that has reached its end stays exact, and there is a limit to that."""
    spec = "inputs: {x: 0}\ntarget: {y: 1}\nparameters: {w: 1}\nlayers: [yhat = w * x]\nloss: squared_error\n"
    found = trained(spec, f"{{sgd: {{rate: 1, steps: {EXACT + 50}}}}}")
    assert found.rounding is not None
    assert found.rounding.number == EXACT + 1
    assert [float(x) for x in found.losses] == [1.0] * (EXACT + 51)


def test_the_first_inexact_quantity_is_named() -> None:
    """tanh ends exact numbers in the first update."""
    found = trained(MIXED, "{sgd: {rate: 0.1, steps: 3}}")
    assert found.rounding is not None
    assert (found.rounding.number, found.rounding.key) == (1, "H")


# -- what can go wrong -----------------------------------------------------------------

LINE = "inputs: {x: 2}\ntarget: {y: 1}\nparameters: {w: 1}\nlayers: [yhat = w * x]\nloss: squared_error\n"


def test_a_rate_that_diverges_is_named_with_its_update() -> None:
    """The losses before it are kept, all of them finite."""
    found = trained(LINE, "{sgd: {rate: 10, steps: 1000}}", 1, 5)
    assert found.problem is not None
    assert found.problem.code == "E610"
    made = len(found.losses) - 1
    assert f"after {made + 1} updates l is inf" in found.problem.message
    assert "smaller rate than 10" in found.problem.help
    assert numpy.isfinite([float(x) for x in found.losses]).all()
    assert [moment.number for moment in found.moments] == [1, 5]
    # by hand: w − ½ grows by 79 in every update, l = (2w − 1)²
    assert made == next(k for k in range(1000) if 79.0 ** (k + 1) > numpy.finfo(float).max ** 0.5)


def test_a_gradient_that_is_no_number_is_no_matter_of_the_rate() -> None:
    """sqrt has no derivative at 0; what is divided is said, and the loss so far is kept."""
    spec = LINE.replace("loss: squared_error", "loss: l = sqrt((yhat - y)^2)").replace("x: 2", "x: 1")
    found = trained(spec, "{sgd: {rate: 0.5, steps: 10}}")
    assert found.problem is not None
    assert "update 1 cannot be made" in found.problem.message
    assert "0 / 0" in found.problem.message


def test_a_gradient_may_fail_later_in_floating_point() -> None:
    """The update is named in which the distance has become 0."""
    spec = LINE.replace("loss: squared_error", "loss: l = norm(yhat - y)").replace("x: 2", "x: exp(0) * 1.0")
    spec = spec.replace("w: 1}", "w: sqrt(2) - sqrt(2) + 3}")
    found = trained(spec, "{sgd: {rate: 0.5, steps: 10}}")
    assert found.problem is not None
    assert "update 5 cannot be made" in found.problem.message
    assert [float(x) for x in found.losses] == [2.0, 1.5, 1.0, 0.5, 0.0][: len(found.losses)]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("inputs: {x: [1, 2]}\nparameters: {w: 1}\nlayers: [yhat = w * x]\n", "E537"),
        (LINE.replace("yhat = w * x", "k = w * x, yhat = 2 * x"), "E536"),
    ],
)  # fmt: skip
def test_without_a_loss_of_parameters_there_is_no_training(spec: str, code: str) -> None:
    """A matrix is no loss; a loss without parameters has nothing to learn."""
    with pytest.raises(InputError) as caught:
        trained(spec, "{sgd: {rate: 0.1}}")
    assert caught.value.problems[0].code == code


def test_a_forward_pass_that_fails_stops_a_training_at_once() -> None:
    """There is no loss, and the problem is that of the equation."""
    found = trained(LINE.replace("w * x", "log(-w) * x"), "{sgd: {rate: 0.1}}")
    assert (found.losses, found.problem and found.problem.code) == ((), "E603")
