"""Difference quotients: the numbers of the exercises, kinks, and what counts as wrong."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from bpcalc.calculus import differences
from bpcalc.calculus.differences import AGREES, DIFFERS, KINK, UNDEFINED, Checked, check
from bpcalc.calculus.solve import solve
from bpcalc.calculus.sweeps import BACKWARD, CENTRAL, FORWARD, METHODS, Sweep, grid
from bpcalc.cli.specs import shipped, source_of
from bpcalc.errors import InputError
from bpcalc.spec.network import Network
from bpcalc.spec.reader import loads, network
from tests.calculus.random_networks import network as random_network


def shipped_network(name: str) -> Network:
    return network(source_of(name))


def checked(spec: str, **options: Any) -> Checked:
    _, (found,) = check(loads(spec), **options)
    return found


def swept(name: str) -> Sweep:
    _, (found,) = check(shipped_network(name), sweep=grid(1e-10, 1e-1))
    assert found.sweep is not None
    return found.sweep


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (FORWARD, [24.00360000008206, 24.00360000008206, 16.001600000032923]),
        (BACKWARD, [23.996400000014795, 23.996400000014795, 15.998400000034607]),
        (CENTRAL, [24.000000000048427, 24.000000000048427, 16.000000000033765]),
    ],
)
def test_the_quotients_of_the_relu_chain(method: str, expected: list[float]) -> None:
    """The numbers that a plain NumPy script prints, in all their digits but the last few."""
    _, (found,) = check(shipped_network("relu-chain"), step=1e-4)
    assert [entry.quotients[method] for entry in found.entries] == pytest.approx(expected, rel=1e-12)
    assert [entry.gradient for entry in found.entries] == [24, 24, 16]


def sigmoid_chain(w: Any) -> float:
    """The loss of the sigmoid chain, written as in the exercise."""

    def sigmoid(x: Any) -> Any:
        return 1.0 / (1 + numpy.exp(-x))

    return float((w[2] * sigmoid(w[1] * sigmoid(w[0])) - 10) ** 2)


GRADIENT = numpy.array([-1.1726480497813332, -4.918705136958608, -12.698340468740007])


@pytest.mark.parametrize("step", grid(1e-10, 1e-1))
def test_the_sweep_of_the_sigmoid_chain_equals_a_loop(step: float) -> None:
    """The errors of a loop over the weights, up to a few roundings of the loss."""
    w, found = numpy.array([2.0, 2.0, 3.0]), swept("sigmoid-chain")
    up = numpy.array([sigmoid_chain(w + step * e) for e in numpy.eye(3)])
    down = numpy.array([sigmoid_chain(w - step * e) for e in numpy.eye(3)])
    base, place = sigmoid_chain(w), found.steps.index(step)
    loop = {
        FORWARD: (up - base) / step,
        BACKWARD: (base - down) / step,
        CENTRAL: (up - down) / (2 * step),
    }
    for method in METHODS:
        expected = float(numpy.linalg.norm(loop[method] - GRADIENT))
        assert found.errors[method][place] == pytest.approx(expected, abs=1e-13 / step, rel=1e-6)


@pytest.mark.parametrize(
    ("method", "step", "low", "high"),
    [(CENTRAL, 1e-5, 5e-10, 7e-10), (FORWARD, 1e-7, 2e-7, 3e-7), (BACKWARD, 1e-7, 2e-7, 3e-7)],
)
def test_the_best_steps_of_the_sigmoid_chain(method: str, step: float, low: float, high: float) -> None:
    """1e-5 for central differences with an error of 6e-10, 1e-7 for one-sided with 2 to 3e-7."""
    best = swept("sigmoid-chain").best(method)
    assert best is not None
    assert best[0] == step
    assert low <= best[1] <= high


@pytest.mark.parametrize(
    ("method", "squared"), [(FORWARD, 3.512539162398597e-08), (CENTRAL, 7.841191617836549e-18)]
)
def test_errors_are_norms_not_their_squares(method: str, squared: float) -> None:
    """The root of the squared norm that the exercise plots, at h = 1e-4."""
    found = swept("sigmoid-chain")
    error = found.errors[method][found.steps.index(1e-4)]
    assert error**2 == pytest.approx(squared, rel=0.02)


def test_a_grid_has_every_power_of_ten_once() -> None:
    """The steps are the floats that are typed, with no error gathered on the way."""
    assert grid(1e-10, 1e-1) == (1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
    assert grid(2e-3, 1.0) == (2e-3, 2e-2, 2e-1)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_no_derivative_of_a_shipped_network_is_wrong(name: str) -> None:
    """Every entry agrees or meets a kink, in every case, where there is a scalar."""
    found = shipped_network(name)
    if solve(found).cases[0].gradients:
        _, checks = check(found)
        verdicts = {entry.verdict for one in checks for entry in one.entries}
        assert verdicts <= {AGREES, KINK}


@pytest.mark.parametrize("number", range(200))
def test_random_networks_agree(number: int) -> None:
    """No false alarm at the default step, on networks away from their kinks."""
    drawn = random_network(number)
    found = checked(drawn.spec)
    assert {entry.verdict for entry in found.entries} == {AGREES}, drawn.spec


@pytest.mark.parametrize("number", range(30))
@pytest.mark.parametrize("factor", [-1, 0.999, 1.001, 2])
def test_a_wrong_derivative_is_found(monkeypatch: pytest.MonkeyPatch, number: int, factor: float) -> None:
    """A gradient that is off by a thousandth, doubled or of the wrong sign."""
    drawn = random_network(number)

    def wrong(*arguments: Any, **options: Any) -> Any:
        solution = solve(*arguments, **options)
        (case,) = solution.cases
        gradients = {name: found.astype(float) * factor for name, found in case.gradients.items()}
        return solution._replace(cases=(case._replace(gradients=gradients),))

    monkeypatch.setattr(differences, "solve", wrong)
    found = checked(drawn.spec, step=1e-5)
    clear = [entry for entry in found.entries if abs(entry.gradient) > 1e-2]
    assert all(entry.verdict == DIFFERS for entry in clear), drawn.spec
    assert found.differs == bool(clear) or not clear


ABS = "inputs: {{x: {x}}}\nloss: l = abs(x)\n"


@pytest.mark.parametrize("x", ["0", "0.00005", "-0.00005"])
def test_a_kink_between_the_points_is_named_and_no_error(x: str) -> None:
    """At the kink itself and at half a step beside it, on either side."""
    found = checked(ABS.format(x=x))
    (entry,) = found.entries
    assert entry.verdict == KINK
    assert not found.differs
    (crossing,) = entry.crossings[CENTRAL]
    assert (crossing.boundary.function, crossing.exact, crossing.boundary.jump) == ("abs", x == "0", False)


@pytest.mark.parametrize(("x", "crossed"), [("0.00005", BACKWARD), ("-0.00005", FORWARD)])
def test_only_the_quotient_that_crosses_is_marked(x: str, crossed: str) -> None:
    """Right of a kink the backward difference crosses it, left of it the forward one."""
    (entry,) = checked(ABS.format(x=x)).entries
    other = FORWARD if crossed == BACKWARD else BACKWARD
    assert entry.crossings[crossed]
    assert not entry.crossings[other]
    assert entry.error(other) < 1e-10


@pytest.mark.parametrize("x", ["0.0002", "-1", "3"])
def test_a_kink_further_away_is_not_mentioned(x: str) -> None:
    """Two steps from the kink nothing is crossed."""
    (entry,) = checked(ABS.format(x=x)).entries
    assert entry.verdict == AGREES
    assert not any(entry.crossings.values())


@pytest.mark.parametrize(
    ("text", "function", "jump"),
    [
        ("relu(x)", "relu", False),
        ("max(x, 0)", "max", False),
        ("max(x, 2 * x)", "max", False),
        ("min(x, -x)", "min", False),
        ("leaky_relu(x, 0.1)", "leaky_relu", False),
        ("elu(x, alpha=2)", "elu", False),
        ("max(vstack(x, -x))", "max", False),
        ("sum(maxpool(hstack(vstack(x, 0), vstack(-1, -1)), 2))", "max", False),
        ("step(x) + x", "step", True),
        ("sign(x)", "sign", True),
        ("indicator(x > 0) + x", ">", True),
        ("phi(x)", "phi", False),
        ("psi(x)", "psi", True),
    ],
)
def test_every_kind_of_kink_is_recognised(text: str, function: str, jump: bool) -> None:
    """Functions of the table, comparisons, and functions of the spec that are made of them."""
    spec = (
        "functions:\n  phi(z): max(z, 0) + z\n  psi(z): indicator(0 <= z) + z\n"
        f"inputs: {{x: 0.00002}}\nlayers:\n  - q = {text}\nloss: l = 3 * q\n"
    )
    (entry,) = checked(spec).entries
    assert entry.verdict == KINK
    found = {(one.boundary.function, one.boundary.jump) for one in entry.crossings[CENTRAL]}
    assert (function, jump) in found


def test_a_kink_that_another_entry_sits_on_does_not_excuse_this_one() -> None:
    """x[0] is at the kink of relu, x[1] is not, and both go through one relu."""
    found = checked("inputs: {x: [0, 1]}\nloss: l = sum(relu(x))\n")
    assert [entry.verdict for entry in found.entries] == [KINK, AGREES]


def test_a_kink_at_an_inexact_zero_is_still_the_kink() -> None:
    """0.1 · 3 − 0.3 is 0 in exact numbers and 5.6e-17 in floating point."""
    found = checked("inputs: {x: 0.1}\nlayers:\n  - z = 3 * x - 0.3\nloss: l = relu(z)\n")
    assert found.entries[0].verdict == KINK


def test_a_point_beside_which_there_is_no_value() -> None:
    """sqrt at 1e-5 has no value one step to the left."""
    found = checked("inputs: {x: 0.00001}\nloss: l = sqrt(x)\n")
    assert found.entries[0].verdict == UNDEFINED
    assert not found.differs


def test_an_intermediate_quantity_can_be_moved() -> None:
    """By itself, and by the input before it, whose change it follows."""
    found = checked("inputs: {x: 2}\nlayers:\n  - z = 3 * x\nloss: l = z^2\n", wrt=("z", "x"))
    assert [(e.name, e.gradient) for e in found.entries] == [("z", 12), ("x", 36)]
    assert {entry.verdict for entry in found.entries} == {AGREES}


def test_many_entries_in_parts_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many points are evaluated together."""
    found = shipped_network("relu-net")
    _, together = check(found, sweep=(1e-3,))
    monkeypatch.setattr("bpcalc.calculus.probing.ROOM", 1)
    _, apart = check(found, sweep=(1e-3,))
    assert [one.entries for one in together] == [one.entries for one in apart]


@pytest.mark.parametrize("step", [1e-20, 1e-16])
def test_a_step_lost_to_rounding_is_refused(step: float) -> None:
    """Where w + h is w, there is nothing to divide."""
    with pytest.raises(InputError, match="E713"):
        check(shipped_network("relu-chain"), step=step)


def test_lost_steps_of_a_sweep_are_left_out_and_named() -> None:
    """Steps of 1e-18 and 1e-17 do not move a weight of 2."""
    _, (found,) = check(shipped_network("relu-chain"), sweep=grid(1e-18, 1e-3))
    assert found.sweep is not None
    assert {1e-18, 1e-17} <= set(found.sweep.lost)
    assert not set(found.sweep.lost) & set(found.sweep.steps)
    with pytest.raises(InputError, match="E713"):
        check(shipped_network("relu-chain"), sweep=grid(1e-20, 1e-18))


@pytest.mark.parametrize(
    ("options", "code"), [({"of": "z9"}, "E301"), ({"wrt": ("w9",)}, "E301"), ({"case": "q"}, "E517")]
)
def test_unknown_names_are_refused(options: dict[str, Any], code: str) -> None:
    """Of a quantity and of a case."""
    with pytest.raises(InputError, match=code):
        check(shipped_network("relu-net"), **options)


@pytest.mark.parametrize("name", ["composition", "four-matrices"])
def test_only_a_scalar_has_a_gradient(name: str) -> None:
    """A column or a matrix is refused with what to do."""
    with pytest.raises(InputError, match="E715"):
        check(shipped_network(name))


def test_too_much_work_is_refused_before_it_is_done() -> None:
    """A million weights would need four million forward passes."""
    spec = "inputs: {x: {random: [1000]}}\nparameters: {W: {random: [1000, 1000]}}\nloss: l = sum(W @ x)\n"
    with pytest.raises(InputError, match="E714"):
        check(loads(spec), wrt=("W",))
