"""Forward mode in a direction, reverse mode from an upstream gradient."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from bpcalc.calculus.plan import FORWARD
from bpcalc.calculus.seeds import along, weighted
from bpcalc.calculus.solve import solve
from bpcalc.cli.specs import source_of
from bpcalc.errors import InputError
from bpcalc.spec.network import Network
from bpcalc.spec.reader import loads, network


def column(*numbers: int) -> Any:
    return numpy.array([[x] for x in numbers], dtype=object)


def shipped_network(name: str) -> Network:
    return network(source_of(name))


@pytest.mark.parametrize("case", ["a", "b", "c"])
@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (2, -3)])
def test_a_direction_gives_the_jacobian_times_it(case: str, direction: tuple[int, int]) -> None:
    """∂ℓ/∂t is ∂ℓ/∂x · v, and so is ∂z₁/∂t, as a column."""
    moved = along(shipped_network("relu-net"), "x", column(*direction))
    (found,) = solve(moved, mode=FORWARD, case=case).cases
    (whole,) = solve(shipped_network("relu-net"), case=case).cases
    assert found.gradients["t"][0, 0] == (whole.gradients["x"].T @ column(*direction))[0, 0]
    first = next(step for step in found.steps if step.result == ("z1", "t"))
    assert first.value.tolist() == (numpy.array([[1, -2], [0, 2]]) @ column(*direction)).tolist()


def test_the_values_of_the_network_stay() -> None:
    """At t = 0 every quantity is what it was."""
    (moved,) = solve(along(shipped_network("tanh-sigmoid"), "x", column(1, 1))).cases
    (plain,) = solve(shipped_network("tanh-sigmoid")).cases
    for name in ("x", "s1", "ytilde", "l"):
        numpy.testing.assert_array_equal(moved.quantities[name].value, plain.quantities[name].value)


def test_names_that_are_taken_are_avoided() -> None:
    """A network with a t, a v and an x0 of its own gets other letters."""
    spec = "inputs: {x: [1, 2], x0: 1, t: 2, v: [3, 4]}\nloss: l = x0 * t * v.T @ x\n"
    (found,) = solve(along(loads(spec), "x", column(1, 0)), mode=FORWARD).cases
    assert {name: g[0, 0] for name, g in found.gradients.items()} == {"s": 6}


def test_an_upstream_gradient_is_carried_back() -> None:
    """∂s/∂x = (W₂ W₁)ᵀ G."""
    (found,) = solve(weighted(shipped_network("composition"), column(1, 2))).cases
    assert found.gradients["x"].ravel().tolist() == [5, -2]


def test_a_flat_list_takes_the_orientation_it_needs() -> None:
    """A row is given an upstream gradient as a list."""
    spec = "inputs: {x: [1, 2]}\nlayers:\n  - y = 3 * x.T\nof: y\n"
    (found,) = solve(weighted(loads(spec), column(1, -1))).cases
    assert found.gradients["x"].ravel().tolist() == [3, -3]


@pytest.mark.parametrize(("name", "code"), [("x", "E731"), ("z1", "E732"), ("W3", "E301"), ("l", "E732")])
def test_bad_directions_are_refused(name: str, code: str) -> None:
    """Of another shape, of a result, of a name that does not exist."""
    with pytest.raises(InputError, match=code):
        along(shipped_network("relu-net"), name, column(1, 2, 3))


@pytest.mark.parametrize(("of", "code"), [("h", "E731"), ("g", "E301"), ("x", "E301")])
def test_bad_upstream_gradients_are_refused(of: str, code: str) -> None:
    """Of another shape, at a name that is no equation."""
    with pytest.raises(InputError, match=code):
        weighted(shipped_network("composition"), column(1, 2, 3), of)
