"""The product of the local Jacobians on the page, which every result of reverse mode is held against."""

from __future__ import annotations

from fractions import Fraction

import numpy
import pytest

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.plan import FORWARD, REVERSE, costs, plan
from bpcalc.calculus.solution import Pair, Solved
from bpcalc.calculus.solve import solve
from bpcalc.calculus.verification import difference, terms, through_jacobians, work
from bpcalc.language.arrays import Array, as_float, exact_array
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.graph import graph
from bpcalc.spec.network import Network
from bpcalc.spec.reader import loads

JOINED = """
inputs: {x: [1, -2]}
parameters: {W: [[1, 2], [3, 1/2]], b: [1, 1]}
layers:
  - z = W @ x + b
  - u = relu(z) * x
  - v = sin(z)
  - y = u + v * u
PLUS
"""
SCALAR, VECTOR = JOINED.replace("PLUS", "loss: l = norm(y - x)^2"), JOINED.replace("PLUS", "of: y")
EXACT = SCALAR.replace("sin(z)", "z * z")


def found_of(text: str, wrt: tuple[str, ...] | None = None) -> tuple[Network, Derivation, Solved]:
    network = loads(text)
    return network, derivation(network, graph(network), wrt=wrt), solve(network, wrt=wrt).cases[0]


def local(solved: Solved, pair: Pair) -> Array:
    value = solved.jacobians[pair].value
    assert value is not None
    return value


@pytest.mark.parametrize("wrt", [("x", "W", "b"), ("z", "x"), ("W",), ("v", "u")])
@pytest.mark.parametrize("text", [SCALAR, VECTOR, EXACT])
def test_the_product_of_all_jacobians_is_the_total(text: str, wrt: tuple[str, ...]) -> None:
    """For inputs, parameters and quantities on the way, alone and together."""
    _, found, solved = found_of(text, wrt=wrt)
    totals = through_jacobians(found, lambda pair: local(solved, pair))
    assert totals.keys() == set(wrt)
    for target, total in totals.items():
        whole = solved.gradients.get(target)
        expected = solved.totals["y", target] if whole is None else whole.reshape(1, -1)
        assert numpy.allclose(as_float(total), as_float(expected), rtol=1e-13, atol=0)
    assert solved.checked is not None
    assert solved.checked <= (0 if text == EXACT else 1e-15)


def test_absolute_terms_do_not_cancel() -> None:
    """d(x − x·1)/dx is 0, and its terms add up to 2."""
    _, found, solved = found_of("inputs: {x: 3.5}\nlayers:\n  - a = 1 * x\n  - l = x - a\n")
    assert through_jacobians(found, lambda pair: local(solved, pair))["x"].tolist() == [[0]]
    assert terms(found, lambda pair: local(solved, pair))["x"].tolist() == [[2]]


def test_a_difference_is_relative_to_the_terms() -> None:
    """Exact results are equal or infinitely far apart."""
    one, half = exact_array([[1, 2]]), exact_array([[1, Fraction(5, 2)]])
    assert difference({"x": one}, {"x": one}, None) == 0
    assert difference({"x": one}, {"x": half}, None) == numpy.inf
    apart = difference({"x": as_float(one)}, {"x": half}, lambda: {"x": numpy.array([[1.0, 100.0]])})
    assert apart == 0.5 / 100
    assert difference({"x": as_float(one)}, {"x": half}, None) == 0.5 / 2


def test_only_products_are_work() -> None:
    """A local Jacobian by a target itself is put in its place, and nothing is multiplied."""
    _, found, _ = found_of("inputs: {x: [1, 2, 3]}\nlayers:\n  - y = 2 * x\n  - z = y * y\n  - l = sum(z)\n")
    assert work(found) == 3 * 3 * 3 + 1 * 3 * 3


@pytest.mark.parametrize("products", ["dense", "structured"])
@pytest.mark.parametrize("weights", ["full", "outer"])
@pytest.mark.parametrize("mode", [REVERSE, FORWARD])
@pytest.mark.parametrize("text", [SCALAR, VECTOR])
def test_costs_need_no_formulas(text: str, mode: str, weights: str, products: str) -> None:
    """They are those of the plan."""
    _, found, _ = found_of(text)
    conventions = Conventions(weights=weights, products=products)
    assert costs(found, mode, conventions) == plan(found, mode, conventions).costs()
