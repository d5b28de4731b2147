"""NumPy scripts: they compute what they assert, in plain code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from bpcalc.errors import InputError
from bpcalc.formats.export_numpy import numpy_script
from tests.calculus.random_networks import network
from tests.reference.exported import CASES, FIRST, SPECS, export, run, shipped

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_script_of_every_network_agrees(name: str, case: str | None) -> None:
    """Every value and every gradient of the solution is asserted, and holds."""
    made = shipped(name, case)
    script = numpy_script(made)
    run(script)
    solved = made.solved
    asserted = set(re.findall(r'^check\("(.*?)",', script, re.MULTILINE))
    derived = {*solved.adjoints, *solved.gradients, *(wrt for _, wrt in solved.totals)}
    assert asserted == {*solved.graph.equations, *(f"d{made.of}/d{name}" for name in derived)}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_script_of_a_spec_agrees(spec: str) -> None:
    """Whatever the names, functions, labels and conventions."""
    run(numpy_script(export(spec)))


@pytest.mark.parametrize("number", FIRST.values(), ids=FIRST)
def test_the_script_of_a_random_network_agrees(number: int) -> None:
    """One network for each function and operation of the language."""
    run(numpy_script(export(network(number).spec)))


def test_the_script_needs_numpy_only(tmp_path: Path) -> None:
    """It runs as a file of its own, where bpcalc cannot be imported."""
    path = tmp_path / "net.py"
    path.write_text(numpy_script(shipped("relu-net", "a")), encoding="utf-8")
    code = f"import runpy, sys; runpy.run_path({str(path)!r}); assert 'bpcalc' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "All values and gradients agree with the worked solution.\n"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("d_yhat = yhat - y", "d_yhat = y - yhat"),
        ("(z1 > 0)", "(z1 < 0)"),
        ("W1 @ x + b1", "W1 @ x - b1"),
        ("[[-1], [2]])", "[[-1], [2.00001]])"),
        ("check(\"dl/dx\", d_x,", "check(\"dl/dx\", d_x.T,"),
    ],
)  # fmt: skip
def test_the_script_notices_what_is_wrong(right: str, wrong: str) -> None:
    """A wrong line, a number that is off in the sixth digit, a transposed gradient."""
    script = numpy_script(shipped("relu-net", "a"))
    assert right in script
    with pytest.raises(AssertionError):
        run(script.replace(right, wrong))


def test_backpropagation_is_read_line_by_line() -> None:
    """One line for each derivative, in the order of reverse accumulation."""
    assert (
        "# Backward pass: d_z stands for dl/dz and has the shape of z.\n"
        "# A comparison counts as 1 or 0, so it is the derivative of relu; at 0 it is 0 here.\n"
        "d_yhat = yhat - y\n"
        "d_z2 = d_yhat * W2.T\n"
        "d_z1 = (z1 > 0) * d_z2\n"
        "d_x = W1.T @ d_z1\n"
        "d_W2 = d_yhat * z2.T\n"
        "d_W1 = d_z1 @ x.T\n"
        "d_b1 = d_z1\n"
    ) in numpy_script(shipped("relu-net", "a"))


@pytest.mark.parametrize(
    ("name", "case", "line"),
    [
        ("gated-softmax", "a", "d_x = W4.T @ d_y + W2.T @ d_z2 + W1.T @ d_z1  # the sum over its 3 uses"),
        (
            "gated-softmax",
            "kink",
            "# relu in h sits on its kink at [0, 0]; its derivative there counts as 1.",
        ),
        ("gated-softmax", "a", "d_z1 = (z1 >= 0) * d_h"),
        ("gated-softmax", "a", "# Other cases of the spec, for bpcalc export --case: kink."),
        ("batch-mse", None, 'check("dL/dH", d_H, 1/3)'),
        ("batch-mse", None, "d_C = d_D[:, 0:4]"),
        ("two-two-two", None, "w1 = 0.15"),
        ("composition", None, "    d_f = W2.T @ d_h"),
        ("indicator-member", "found", "d_z1 = np.zeros((3, 1))  # what uses it has derivative 0"),
    ],
)
def test_lines_read_as_a_person_writes_them(name: str, case: str | None, line: str) -> None:
    """Exact numbers are exact; sums, kinks and dead ends are said."""
    assert line in numpy_script(shipped(name, case)).splitlines()


def test_names_are_names_of_python() -> None:
    """`y'`, lambda and np are other names in the script, each its own: l = 2 Σ (3x² + 3x)."""
    names = run(numpy_script(export(SPECS["names that Python or the script takes"])))
    assert names["lambda_"] == 3
    assert names["np"] is numpy
    assert names["np_"] == 2
    assert names["d_x"] == 2
    assert names["d_x_"].tolist() == [[18], [30]]
    assert names["y_prime"].tolist() == [[1], [1]]


def test_a_title_is_a_comment() -> None:
    """Whatever is in it, it stays on its line."""
    script = numpy_script(export('title: "x\\n__import__(\\"os\\").abort()"\nloss: 1 + 1\n'))
    assert [line for line in script.splitlines() if "abort" in line and not line.startswith("#")] == []
    run(script)


def test_too_many_numbers_are_no_script() -> None:
    """The error says how many there are and what the limit is."""
    spec = "inputs: {x: {random: [300, 1]}}\nparameters: {W: {random: [300, 300]}}\nloss: norm(W @ x)^2\n"
    with pytest.raises(InputError, match="E742: the script would hold 180,601 numbers"):
        export(spec)
