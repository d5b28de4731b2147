"""Random networks: gradients equal those of automatic differentiation that knows nothing of bpcalc."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from autograd import grad

from bpcalc.calculus.solution import Solved
from bpcalc.calculus.solve import solve
from bpcalc.language.arrays import is_exact
from bpcalc.spec.reader import loads
from tests.calculus.random_networks import RATIONAL, TRIALS, Drawn, network
from tests.calculus.random_pipelines import pipeline
from tests.reference import duals
from tests.reference.differences import assert_close

pytestmark = pytest.mark.filterwarnings("ignore:Output seems independent of input")
FLOATS = max(1000, len(TRIALS))
FRACTIONS = max(250, len(RATIONAL))
PIPELINES = 300


def solved(drawn: Drawn) -> Solved:
    (found,) = solve(loads(drawn.spec)).cases
    assert found.problem is None
    return found


@pytest.mark.parametrize("number", range(FLOATS))
def test_gradients_equal_those_of_autograd(number: int) -> None:
    """To 1e-9 of the largest entry; the loss too, and reverse equals forward accumulation."""
    drawn = network(number)
    found = solved(drawn)
    arguments: list[Any] = [drawn.given[name] for name in drawn.variables]
    end = drawn.steps[-1].name
    assert_close(found.quantities[end].value, drawn.loss(*arguments), drawn.spec)
    gradients = grad(lambda *a: drawn.loss(*a)[0, 0], tuple(range(len(arguments))))(*arguments)
    assert found.gradients.keys() == set(drawn.variables)
    for name, expected in zip(drawn.variables, gradients, strict=True):
        assert found.gradients[name].shape == expected.shape
        assert_close(found.gradients[name], expected, f"{name} in\n{drawn.spec}")
    assert found.checked is not None
    assert found.checked <= 1e-9


@pytest.mark.parametrize("number", range(FRACTIONS))
def test_rational_gradients_are_exact(number: int) -> None:
    """Equal, as fractions, to the slopes of dual numbers, until they outgrow 40 digits."""
    drawn = network(number, exact=True)
    found = solved(drawn)
    arguments: list[Any] = [drawn.given[name] for name in drawn.variables]
    for k, name in enumerate(drawn.variables):
        gradient = found.gradients[name]
        expected = duals.jacobian(drawn.loss, arguments, k).reshape(arguments[k].shape)
        if is_exact(gradient):
            assert (gradient == expected).all(), f"{name} in\n{drawn.spec}"
        else:
            assert found.rounded or not all(is_exact(step.value) for step in found.steps)
            assert_close(gradient, expected, f"{name} in\n{drawn.spec}")


def test_most_rational_networks_stay_exact() -> None:
    """Both modes then agree without any difference."""
    drawn = [solved(network(number, exact=True)) for number in range(0, FRACTIONS, 4)]
    exact = [found for found in drawn if all(is_exact(gradient) for gradient in found.gradients.values())]
    assert len(exact) > 0.95 * len(drawn)
    assert {found.checked for found in exact} == {0}


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize("number", range(PIPELINES))
def test_pipeline_form_equals_equation_form_and_autograd(number: int, mode: str) -> None:
    """Layers, batches and named losses stand for the equations that the sheet would write."""
    drawn = pipeline(number)
    one, other = (solve(loads(text), mode=mode).cases[0] for text in (drawn.pipeline, drawn.equations))
    arguments = list(drawn.variables.values())
    gradients = grad(lambda *a: drawn.loss(*a)[0, 0], tuple(range(len(arguments))))(*arguments)
    assert one.gradients.keys() == other.gradients.keys() == drawn.variables.keys()
    assert one.checked is not None
    assert one.checked <= 1e-9
    for name, expected in zip(drawn.variables, gradients, strict=True):
        assert_close(one.gradients[name], expected, f"{name} in\n{drawn.pipeline}")
        assert_close(other.gradients[name], expected, f"{name} in\n{drawn.equations}")
    assert [step.result for step in one.steps] == [step.result for step in other.steps]
    for left, right in zip(one.steps, other.steps, strict=True):
        assert (left.kind, left.factors, left.cost) == (right.kind, right.factors, right.cost)
        assert_close(left.value, right.value)


def test_networks_have_joins_shared_weights_and_several_equations() -> None:
    """The generator draws what it is meant to draw."""
    drawn = [network(number) for number in range(0, FLOATS, 5)]
    uses = [
        [sum(name in step.text.replace("(", " ").split() for step in d.steps) for name in d.given]
        for d in drawn
    ]
    shared = sum(any(count > 1 for count in counts) for counts in uses)
    joined = sum(
        any(sum(f"{q.name} " in f"{step.text} " for step in d.steps) > 1 for q in d.steps) for d in drawn
    )
    assert numpy.mean([len(d.steps) for d in drawn]) > 5
    assert shared > len(drawn) / 3
    assert joined > len(drawn) / 10
