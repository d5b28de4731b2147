"""The shipped networks: values, gradients and counts equal those worked out by hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pytest

from bpcalc.calculus.solve import solve
from bpcalc.formats.solution_json import solution_json
from bpcalc.spec.reader import load
from tests.networks import golden
from tests.networks.by_hand import WORKED
from tests.networks.counting import CHAINS

FOLDER = Path(__file__).parents[2] / "networks"
SHIPPED = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SYMBOLIC = ["abstract-composition"]
"""Networks without numbers: there is nothing to run, only to derive."""
MODES = ("reverse", "forward")


@cache
def solved(name: str, mode: str = "reverse") -> dict[str, Any]:
    """The solution of a shipped network as JSON data, by case."""
    text = solution_json(solve(load(FOLDER / f"{name}.yaml"), mode=mode))
    return {case["case"] or "": case for case in json.loads(text)["cases"]}


@cache
def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((golden.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def same(found: dict[str, Any], wanted: list[list[Any]]) -> None:
    """Exact where the hand computation is, else equal to twelve digits."""
    if all(isinstance(x, str) for row in wanted for x in row):
        assert found["exact"] == wanted
    else:
        floats = numpy.array(wanted, dtype=float)
        numpy.testing.assert_allclose(found["value"], floats, rtol=1e-12, atol=1e-15)


CASES = [(name, case) for name in WORKED for case in expected(name) if case != "counts"]


def test_every_network_is_worked_out_by_hand() -> None:
    """A new network needs its computation in tests/networks/by_hand.py."""
    assert sorted([*WORKED, *SYMBOLIC]) == SHIPPED


@pytest.mark.parametrize("name", WORKED)
def test_golden_files_hold_what_the_hand_computation_gives(name: str) -> None:
    """python -m tests.networks.golden writes them anew."""
    wanted, made = expected(name), golden.record(name)
    assert wanted.keys() == made.keys()
    for case in wanted:
        if case == "counts":
            assert wanted[case] == made[case]
            continue
        for part in ("values", "gradients"):
            assert wanted[case][part].keys() == made[case][part].keys()
            for quantity, matrix in wanted[case][part].items():
                value = {"exact": made[case][part][quantity], "value": made[case][part][quantity]}
                same(value, matrix)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_values_equal_those_by_hand(name: str, case: str) -> None:
    """Every result of the forward pass, and no other."""
    wanted = expected(name)[case]["values"]
    results = {n: q for n, q in solved(name)[case]["quantities"].items() if q["equation"] is not None}
    assert results.keys() == wanted.keys()
    for quantity, matrix in wanted.items():
        same(results[quantity], matrix)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("name", "case"), CASES)
def test_gradients_equal_those_by_hand(name: str, case: str, mode: str) -> None:
    """Every gradient, or the whole Jacobian where the end is no 1×1, in either mode."""
    wanted = expected(name)[case]["gradients"]
    found = solved(name, mode)[case]
    ends = found["gradients"] or {key.partition("/d")[2]: total for key, total in found["totals"].items()}
    assert ends.keys() == wanted.keys()
    for quantity, matrix in wanted.items():
        same(ends[quantity], matrix)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CHAINS)
def test_counts_equal_those_from_the_sizes_alone(name: str, mode: str) -> None:
    """What each target adds, in the order in which the page lists them."""
    for case in solved(name).values():
        counts = {
            key.partition("/d")[2]: [cost["multiplications"], cost["additions"]]
            for key, cost in case["counts"][mode].items()
        }
        assert list(counts.items()) == list(expected(name)["counts"][mode].items())


@pytest.mark.parametrize("name", WORKED)
def test_steps_end_in_the_gradients(name: str) -> None:
    """The last step of each target is its gradient, row by row; nothing is left over."""
    for case in solved(name).values():
        last = {step["result"]: step["value"] for step in case["steps"]}
        for key in case["counts"]["reverse"]:
            target = key.partition("/d")[2]
            if key not in last:  # one factor alone: no product is needed
                assert case["counts"]["reverse"][key]["total"] == 0
                continue
            if target in case["gradients"]:
                numpy.testing.assert_array_equal(
                    numpy.ravel(last[key]), numpy.ravel(case["gradients"][target]["value"])
                )
            else:
                numpy.testing.assert_array_equal(last[key], case["totals"][key]["value"])


@pytest.mark.parametrize("name", SHIPPED)
def test_notes_say_which_exercise_it_is(name: str) -> None:
    """Title and notes are there; numbers that no exercise gave are called ours."""
    network = load(FOLDER / f"{name}.yaml")
    assert network.title
    assert any(word in network.notes.lower() for word in ("homework", "exercise", "well-known"))


@pytest.mark.parametrize("page", golden.PAGES)
def test_pages_read_as_they_did(page: str) -> None:
    """python -m tests.networks.golden writes them anew; look at the difference first."""
    wanted = (golden.FOLDER / f"{page}.txt").read_text(encoding="utf-8")
    assert golden.page(*golden.PAGES[page]) == wanted


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    """Matrices are stacked, prose is wrapped."""
    lines = (golden.FOLDER / f"relu-net-{width}.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= width


def test_the_ascii_page_is_ascii() -> None:
    """Where the encoding carries no mathematics, every sign has a spelling."""
    assert (golden.FOLDER / "relu-net-ascii.txt").read_bytes().isascii()
