"""A program computes what `value` computes, for every function and operation there is."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.language import arrays, maps, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.program import Program, program
from bpcalc.language.value import value
from tests.language.test_rules import TRIALS, Trial, given
from tests.reference.trees import random_tree

A, B, X = tree.name("a", (1, 1)), tree.name("b", (1, 1)), tree.name("x", (3, 1))
SCOPE = Scope({"a": A, "b": B, "x": X})


def result(text: str, **numbers: float) -> float:
    """The value of a 1×1 formula in a and b."""
    made = program([("f", expression(text, SCOPE))], ["a", "b"], {})
    return float(made.read(run(made, numbers), "f")[0, 0])


def run(made: Program, numbers: dict[str, float]) -> list[object]:
    memory = made.memory({name: numpy.array([[number]]) for name, number in numbers.items()})
    with numpy.errstate(all="ignore"):
        made.run(memory)
    return memory


@pytest.mark.parametrize("trial", TRIALS, ids=repr)
def test_values_and_derivatives_are_those_of_value(trial: Trial) -> None:
    """Every row of the table and every operation, with all its Jacobians, at several places."""
    formulas = {"f": trial.expr}
    for k in trial.variables:
        formulas[f"df/d{k}"] = maps.matrix(derivative(trial.expr, trial.leaves[k]))
    made = program(formulas.items(), [leaf.data for leaf in trial.leaves], {})
    for arguments in trial.points():
        values = given([arrays.as_float(numpy.asarray(argument)) for argument in arguments])
        memory = made.memory(values)
        made.run(memory)
        for name, formula in formulas.items():
            expected = arrays.as_float(value(formula, values))
            found = made.read(memory, name)
            assert found.shape == expected.shape
            numpy.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("seed", range(60))
def test_random_formulas_have_the_value_of_value(seed: int) -> None:
    """Operations inside each other, of all shapes, where they have a finite value."""
    drawn = random_tree(seed)
    leaves = {name: tree.name(name, shape) for name, shape in drawn.names.items()}
    formula = expression(drawn.text, Scope(leaves))
    numbers = numpy.random.default_rng(seed)
    values = {name: numbers.uniform(0.3, 2, shape) for name, shape in drawn.names.items()}
    made = program([("f", formula)], leaves, {})
    memory = made.memory(values)
    with numpy.errstate(all="ignore"):
        made.run(memory)
    numpy.testing.assert_allclose(
        made.read(memory, "f"), arrays.as_float(value(formula, values)), rtol=1e-10, atol=1e-12
    )


@pytest.mark.parametrize(
    ("text", "a", "b", "expected"),
    [
        ("a / b", 1.0, 0.0, numpy.inf),
        ("a / b", -1.0, 0.0, -numpy.inf),
        ("a / b", 0.0, 0.0, numpy.nan),
        ("exp(a)", 1000.0, 0.0, numpy.inf),
        ("log(a)", 0.0, 0.0, -numpy.inf),
        ("log(a)", -1.0, 0.0, numpy.nan),
        ("sqrt(a)", -1.0, 0.0, numpy.nan),
        ("a^b", -8.0, 1 / 3, numpy.nan),
        ("a^b", 1e300, 2.0, numpy.inf),
        ("sin(a)", numpy.inf, 0.0, numpy.nan),
        ("max(a, b)", numpy.nan, 1.0, numpy.nan),
        ("max(a, b)", 1.0, numpy.nan, numpy.nan),
        ("min(a, b)", 1.0, numpy.nan, numpy.nan),
        ("1 + 1 / (a / b)", 1.0, 0.0, 1.0),
        ("sigmoid(a)", -1000.0, 0.0, 0.0),
    ],
)
def test_what_python_refuses_is_infinite_or_not_a_number(
    text: str, a: float, b: float, expected: float
) -> None:
    """Single numbers follow floating point, and what comes after them is computed, too."""
    numpy.testing.assert_equal(result(text, a=a, b=b), expected)


def test_later_formulas_use_earlier_ones() -> None:
    """A name stands for its formula from then on."""
    y = tree.name("y", (3, 1))
    scope = Scope({"x": X, "y": y})
    made = program([("y", expression("2 * x", scope)), ("s", expression("sum(y)", scope))], ["x"], {})
    memory = made.memory({"x": numpy.array([[1.0], [2.0], [3.0]])})
    made.run(memory)
    assert made.read(memory, "s").tolist() == [[12.0]]
    assert made.read(memory, "y").tolist() == [[2.0], [4.0], [6.0]]


def test_what_depends_on_no_input_is_computed_beforehand() -> None:
    """Only the operations on inputs are left for a run."""
    made = program([("f", expression("exp(b) * sin(b) + a", SCOPE))], ["a"], {"b": numpy.array([[1]])})
    assert len(made.operations) == 1


def test_runs_do_not_disturb_each_other() -> None:
    """The memory of a run belongs to it alone."""
    made = program([("f", expression("a * a", SCOPE))], ["a"], {})
    first, second = run(made, {"a": 2.0}), run(made, {"a": 3.0})
    assert (made.read(first, "f")[0, 0], made.read(second, "f")[0, 0]) == (4.0, 9.0)
