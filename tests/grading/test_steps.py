"""A step computes on many worlds what `value` computes on each of them."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.grading.steps import compiled
from bpcalc.language import arrays, maps, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.tree import Expr
from bpcalc.language.value import silent, value
from tests.language.test_rules import TRIALS, Trial, given
from tests.reference.trees import random_tree


def check(formulas: list[Expr], worlds: list[dict[str, arrays.Array]], tolerance: float) -> None:
    """All worlds in one run against one after the other."""
    step = compiled(formulas, {})
    stacked = [numpy.stack([world[name] for world in worlds])[:, None] for name in step.needs]
    with silent():
        results = step.run(stacked)
    for formula, result in zip(formulas, results, strict=True):
        for world, found in zip(
            worlds, numpy.broadcast_to(result, (len(worlds), *result.shape[1:])), strict=True
        ):
            expected = arrays.as_float(value(formula, world))
            numpy.testing.assert_allclose(found, expected[None], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("trial", TRIALS, ids=repr)
def test_values_and_derivatives_are_those_of_value(trial: Trial) -> None:
    """Every row of the table and every operation, with all its Jacobians, at several places at once."""
    jacobians = [maps.matrix(derivative(trial.expr, trial.leaves[k])) for k in trial.variables]
    places = [
        given([arrays.as_float(numpy.asarray(argument)) for argument in arguments])
        for arguments in trial.points()
    ]
    check([trial.expr, *jacobians], places, 1e-13)


@pytest.mark.parametrize("seed", range(60))
def test_random_formulas_have_the_value_of_value(seed: int) -> None:
    """Operations inside each other, of all shapes, in three worlds."""
    drawn = random_tree(seed)
    formula = expression(drawn.text, Scope({name: tree.name(name, s) for name, s in drawn.names.items()}))
    numbers = numpy.random.default_rng(seed)
    worlds = [{name: numbers.uniform(0.3, 2, shape) for name, shape in drawn.names.items()} for _ in range(3)]
    check([formula], worlds, 1e-10)
