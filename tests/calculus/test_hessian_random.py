"""Random networks: second derivatives equal those of automatic differentiation, twice applied."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from autograd import grad
from autograd import jacobian as jacobian_of

from bpcalc.calculus.hessian import Hessian, hessians
from bpcalc.language.value import value
from bpcalc.spec.reader import loads
from tests.calculus.random_networks import TRIALS, network

pytestmark = [
    pytest.mark.filterwarnings("ignore:Output seems independent of input"),
    pytest.mark.filterwarnings("ignore:Attempted to compute gradient with respect to a non-differentiable"),
]
NETWORKS = max(1000, len(TRIALS))


def assert_near(second: Any, expected: Any, found: Hessian, by: str, spec: str) -> None:
    """Equal to 1e-9 of the largest derivative on the way: terms may cancel."""
    widths = [numpy.abs(one.value.astype(float)).max() for one in found.changes[by] if one.value is not None]
    bound = 1e-9 * max([1e-2, *widths])
    numpy.testing.assert_allclose(
        second.astype(float), expected, rtol=1e-9, atol=bound, err_msg=f"{by}\n{spec}"
    )


@pytest.mark.parametrize("number", range(NETWORKS))
def test_hessians_equal_those_of_autograd(number: int) -> None:
    """∂²E/∂a² and ∂²E/∂a∂b, their formulas, and H y without H."""
    drawn = network(number)
    variables = drawn.variables
    j, k = number % len(variables), number // len(variables) % len(variables)
    names = tuple(dict.fromkeys((variables[j], variables[k])))
    arguments: list[Any] = [drawn.given[name] for name in variables]
    direction = numpy.random.default_rng(number).integers(-2, 3, arguments[j].shape).astype(float)
    (found,) = hessians(loads(drawn.spec), wrt=names, times=direction)
    assert found.problem is None
    first = grad(lambda *a: drawn.loss(*a)[0, 0], j)
    for name in names:
        place = variables.index(name)
        expected = jacobian_of(first, place)(*arguments)
        expected = expected.reshape(arguments[j].size, arguments[place].size)
        second = found.seconds[variables[j], name].value
        assert second is not None
        assert_near(second, expected, found, name, drawn.spec)
        formula = found.seconds[variables[j], name].formula
        if formula is not None:
            written = value(formula, found.values.names)
            assert_near(numpy.asarray(written), expected, found, name, drawn.spec)
    assert found.asymmetry <= 1e-9
    (product,) = [one for one in found.products if one.wrt == variables[j]]
    whole = found.seconds[variables[j], variables[j]].value
    assert whole is not None
    assert product.value is not None
    assert_near(
        product.value.reshape(-1, 1),
        whole.astype(float) @ direction.reshape(-1, 1),
        found,
        variables[j],
        drawn.spec,
    )
