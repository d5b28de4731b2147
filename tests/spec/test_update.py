"""`update:` of a spec: what is read, and what is said about what cannot be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.spec.reader import loads
from bpcalc.spec.update import Update, update_of

NETWORK = """\
inputs: {x: 1}
target: {y: 0}
parameters: {w: 1, b1: 2, W22: 3}
layers: [yhat = w * x + b1 + W22]
loss: squared_error
"""


def update(text: str) -> Update:
    return update_of(loads(NETWORK + f"update: {text}\n"))


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        update(text)
    return caught.value.problems


def test_one_step_is_made_by_default() -> None:
    """Only the rate has to be said."""
    found = update("{sgd: {rate: 1/3}}")
    assert (found.optimizer, found.steps, found.frozen) == ("sgd", 1, ())
    assert {name: rate.value for name, rate in found.rates.items()} == dict.fromkeys(
        ("w", "b1", "W22"), Fraction(1, 3)
    )


def test_a_number_alone_is_the_rate() -> None:
    """`sgd: 0.1` is short for its rate."""
    assert update("{sgd: 0.1}") == update("{sgd: {rate: 0.1}}")


def test_frozen_parameters_have_no_rate() -> None:
    """They are told apart from what is trained."""
    found = update("{sgd: {rate: 0.1, steps: 3, freeze: [b1, w]}}")
    assert (found.steps, found.frozen, tuple(found.rates)) == (3, ("b1", "w"), ("W22",))


def test_a_parameter_may_have_a_rate_of_its_own() -> None:
    """It stands before the rate of all; that one is not needed when each has its own."""
    found = update("{ascent: {rate: 0.1, rates: {b1: 2}}}")
    assert [literal.value for literal in found.rates.values()] == [Fraction(1, 10), 2, Fraction(1, 10)]
    alone = update("{sgd: {rates: {b1: 2}, freeze: [w, W22]}}")
    assert alone.rates["b1"].value == 2


@pytest.mark.parametrize(
    ("text", "form", "settings"),
    [
        ("{momentum: {rate: 1}}", "heavy_ball", {"beta": 0.9}),
        ("{momentum: {rate: 1, beta: 0, form: average}}", "average", {"beta": 0}),
        ("{adam: {rate: 1, beta2: 0.99}}", "", {"beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}),
    ],
)
def test_settings_have_the_usual_defaults(text: str, form: str, settings: dict[str, float]) -> None:
    """Momentum with beta 0.9; Adam with 0.9, 0.999 and 1e-8."""
    found = update(text)
    assert found.form == form
    assert {name: float(literal.value) for name, literal in found.settings.items()} == settings


@pytest.mark.parametrize(
    ("text", "code", "at", "help"),
    [
        ("sgd", "E530", "sgd", "write update: {sgd: {rate: 0.1, steps: 2}}"),
        ("[sgd]", "E530", "[sgd]", "{sgd:"),
        ("{sgd: {rate: 1}, adam: {rate: 1}}", "E530", "{", "{sgd:"),
        ("{sdg: {rate: 1}}", "E531", "sdg", "did you mean sgd?"),
        ("{gradient_descent: {rate: 1}}", "E531", "gradient_descent", "did you mean sgd?"),
        ("{adagrad: {rate: 1}}", "E531", "adagrad", "sgd, ascent, momentum, adam"),
        ("{sgd: {lr: 0.1}}", "E532", "lr", "did you mean rate?"),
        ("{sgd: {rate: 1, beta: 1}}", "E532", "beta", "its settings: rate, steps, freeze, rates"),
        ("{sgd: {rate: 1, stesp: 3}}", "E532", "stesp", "did you mean steps?"),
        ("{momentum: {rate: 1, form: nesterov}}", "E532", "nesterov", "heavy_ball"),
        ("{sgd: {steps: 3}}", "E533", "sgd", "write rate: 0.1"),
        ("{sgd: {rates: {w: 1}}}", "E533", "sgd", "write rate: 0.1"),
        ("{sgd: {rate: -0.1}}", "E534", "-0.1", "ascent goes up"),
        ("{sgd: {rate: 0}}", "E534", "0", "freeze"),
        ("{sgd: {rate: [1, 2]}}", "E534", "[1, 2]", "write rate: 0.1"),
        ("{sgd: {rate: fast}}", "E401", "fast", "write a number"),
        ("{sgd: {rate: 1, steps: 0}}", "E534", "0", "at least one"),
        ("{sgd: {rate: 1, steps: -2}}", "E534", "-2", "at least one"),
        ("{sgd: {rate: 1, steps: 1.5}}", "E534", "1.5", "write steps: 2"),
        ("{sgd: {rate: 1, steps: 2000000}}", "E534", "2000000", "at most 1,000,000"),
        ("{momentum: {rate: 1, beta: 1}}", "E534", "1", "write beta: 0.9"),
        ("{adam: {rate: 1, beta1: -0.1}}", "E534", "-0.1", "write beta1: 0.9"),
        ("{adam: {rate: 1, epsilon: 0}}", "E534", "0", "write epsilon: 1e-8"),
        ("{sgd: {rate: 1, freeze: [W2]}}", "E535", "W2", "did you mean W22?"),
        ("{sgd: {rate: 1, freeze: x}}", "E535", "x", "take it out"),
        ("{sgd: {rate: 1, freeze: [y]}}", "E535", "y", "take it out"),
        ("{sgd: {rate: 1, freeze: [[w]]}}", "E535", "[w]", "freeze: [b1, b2]"),
        ("{sgd: {rate: 1, rates: {b3: 1}}}", "E535", "b3", "did you mean b1?"),
        ("{sgd: {rate: 1, rates: {b1: 1}, freeze: [b1]}}", "E535", "b1", "keep one of the two"),
        ("{sgd: {rate: 1, freeze: [w, b1, W22]}}", "E536", "[w, b1, W22]", "leave a parameter"),
    ],
)
def test_a_problem_has_its_place_and_its_remedy(text: str, code: str, at: str, help: str) -> None:
    """One mistake is one problem, at what was typed, with what to type."""
    (found,) = problems(text)
    assert found.code == code
    assert help in found.help
    assert found.place is not None
    line = f"update: {text}"
    assert line[found.place.column - 1 : found.place.end - 1].startswith(at)


def test_all_problems_are_found_at_once() -> None:
    """Sorted by their place."""
    found = problems("{momentum: {rate: -1, steps: 0, freeze: [q], beta: 2}}")
    assert [problem.code for problem in found] == ["E534", "E534", "E535", "E534"]


def test_a_spec_without_updates_says_what_to_write() -> None:
    """The section is optional, the command needs it."""
    with pytest.raises(InputError) as caught:
        update_of(loads(NETWORK))
    assert caught.value.problems[0].code == "E530"
    assert "update: {sgd: {rate: 0.1, steps: 2}}" in caught.value.problems[0].help
