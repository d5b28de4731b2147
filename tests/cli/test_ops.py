"""`bpcalc ops`: the function table."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.main import bpcalc, ending
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.table import TABLE
from bpcalc.language.tree import name
from bpcalc.report import ops

PUBLIC = [row.name for row in TABLE.values() if row.group]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bpcalc, list(arguments))


def data() -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in json.loads(run("ops", "--format", "json").stdout)["functions"]}


@pytest.mark.parametrize("function", [*PUBLIC, *BUILT_IN])
def test_every_function_is_in_the_table(function: str) -> None:
    """A row of the function table or a built-in operation needs no line elsewhere."""
    assert function in data()


@pytest.mark.parametrize("function", [entry.name for entry in ops.entries()])
def test_every_function_has_a_page(function: str) -> None:
    """How to write it and, unless it is a constant, what its change is."""
    done = run("ops", function)
    assert done.exit_code == 0
    assert done.stdout.startswith(ops.entry(function).call)


@pytest.mark.parametrize("entry", ops.entries(), ids=lambda entry: entry.name)
def test_what_is_to_be_written_can_be_read(entry: ops.Entry) -> None:
    """The call of each entry is an expression of the language."""
    shape = {"X": (4, 4), "K": (2, 2), "A": (2, 2), "B": (2, 2), "t": (1, 1)}
    names = "zuvpyXKABt"
    leaves = {letter: name(letter, shape.get(letter, (3, 1))) for letter in names}
    if entry.name in ("@", "reshape"):
        leaves["X"] = name("X", (2, 3))
    if entry.name == "derivative":
        leaves["x"] = name("x", (3, 1))
    if entry.name == "step":
        leaves["z"] = name("z", (3, 1))
    assert expression(entry.call, Scope(leaves, letters={"m": 2, "n": 2})).shape


def test_the_overview_gives_settings_values_changes_and_remarks() -> None:
    """The line of leaky_relu, as an example."""
    page = run("ops").stdout
    assert "leaky_relu(z, slope=1/100)" in page
    assert "max(z, 0) + slope·min(z, 0)" in page
    assert "(slope + (1 − slope)·relu'(z))·dz" in page
    assert "at z = 0 the derivative is 1/100, or what relu_at_zero says" in page


@pytest.mark.parametrize(
    ("function", "kink"),
    [("relu", "at z = 0 the derivative is 0"), ("abs", "at z = 0 the derivative is 0"),
     ("elu", "at z = 0 the derivative is 1"), ("maximum", "at u = v the derivative is 1/2")],
)  # fmt: skip
def test_kinks_say_what_is_taken_there(function: str, kink: str) -> None:
    """The value comes from the derivative itself."""
    assert data()[function]["kink"].startswith(kink)


def test_a_sigmoid_is_shown_in_detail() -> None:
    """Value, change and derivative."""
    page = run("ops", "sigmoid").stdout
    assert "a = 1 / (1 + exp(−z))" in page
    assert "da = a·(1 − a)·dz" in page
    assert "∂a/∂z = σ(z)·(1 − σ(z))" in page


def test_a_misspelt_function_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and the name that was meant."""
    assert ending(["ops", "sigmiod"]) == 3
    assert "did you mean sigmoid?" in capsys.readouterr().err


def test_errors_are_data_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """--json answers in JSON, whatever happens."""
    assert ending(["ops", "sigmiod", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "E302"
