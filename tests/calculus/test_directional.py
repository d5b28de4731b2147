"""Both modes give one derivative along a direction."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from bpcalc.calculus.directional import differences
from bpcalc.calculus.solve import solve
from bpcalc.calculus.verification import CLOSE
from bpcalc.cli.main import ending
from bpcalc.spec.reader import load, loads

NETWORKS = sorted((Path(__file__).parents[2] / "networks").glob("*.yaml"))
WIDE = """inputs: {x: {random: [300, 1], seed: 1}}
parameters: {W1: {random: [300, 300], seed: 2}, W2: {random: [5, 300], seed: 3}}
layers: [h = tanh(W1 @ x / 100), y = W2 @ h]
"""
EXACT = "inputs: {x: [1, 2], W: [[1, 2], [3, 4]]}\nlayers: [z = relu(W @ x)]\nloss: l = sum(z^2)\n"


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_shipped_networks_agree(path: Path) -> None:
    solution = solve(load(path))
    found = differences(solution)
    assert all(apart <= CLOSE for apart in found.values())
    assert [*found] == [one.case for one in solution.cases if one.gradients or one.totals]


@pytest.mark.parametrize("of", ["y", "l"])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_networks_of_any_size_are_compared(of: str, mode: str) -> None:
    """Where the product of all Jacobians would be too much, and with Jacobians for a result."""
    solution = solve(loads(WIDE + "loss: l = norm(y)^2\n"), mode=mode, of=of, wrt=("x",))
    (apart,) = differences(solution).values()
    assert 0 <= apart <= 1e-12


def test_exact_numbers_agree_exactly() -> None:
    assert differences(solve(loads(EXACT))) == {None: 0}


@pytest.mark.parametrize("spec", [EXACT, WIDE + "loss: l = norm(y)^2\n"])
def test_a_wrong_gradient_is_seen(spec: str) -> None:
    """Of one entry that is off by a thousandth."""
    solution = solve(loads(spec))
    (case,) = solution.cases
    name, gradient = next(iter(case.gradients.items()))
    wrong = numpy.array(gradient, dtype=float)
    wrong.flat[0] *= 1.001
    other = solution._replace(cases=(case._replace(gradients={**case.gradients, name: wrong}),))
    (apart,) = differences(other).values()
    assert apart > CLOSE


def test_the_command_says_so_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["run", "relu-net", "--verify", "--json"]) == 0
    assert capsys.readouterr().err == "".join(
        f"bpcalc: case {case}: reverse and forward accumulation agree exactly\n" for case in "abc"
    )
