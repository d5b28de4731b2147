"""`bpcalc export`: a script to stdout or into a file, and bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import DONE, SPEC, USAGE
from bpcalc.cli.main import bpcalc, ending
from tests.reference.exported import run as execute

ABSTRACT = "functions: {f(z): abstract elementwise}\ninputs: {x: [1, 2]}\nloss: l = sum(f(x))\n"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(bpcalc, ["export", *arguments], input=text)


@pytest.mark.parametrize(("to", "line"), [("numpy", "import numpy as np"), ("pytorch", "import torch")])
def test_a_script_goes_to_stdout_or_to_a_file(to: str, line: str, tmp_path: Path) -> None:
    """The same bytes, and Python that compiles."""
    path = tmp_path / "net.py"
    printed = run("relu-net", "--to", to)
    assert printed.exit_code == DONE, printed.output
    assert run("relu-net", "--to", to, "-o", str(path)).exit_code == DONE
    assert path.read_bytes() == printed.stdout_bytes
    assert line in printed.stdout.splitlines()
    compile(printed.stdout, "net.py", "exec")


@pytest.mark.parametrize(("case", "loss"), [(None, 0.5), ("a", 0.5), ("c", 0.5), ("b", 0.5)])
def test_a_case_is_chosen(case: str | None, loss: float) -> None:
    """Without --case it is the first one."""
    done = run("relu-net", "--to", "numpy", *(("--case", case) if case else ()))
    names = execute(done.stdout)
    assert names["l"] == loss
    assert names["x"].ravel().tolist() == {None: [1, 0], "a": [1, 0], "b": [0, 1], "c": [1, 1]}[case]


def test_the_script_as_json() -> None:
    """With the library and the case."""
    found = json.loads(run("relu-net", "--to", "numpy", "--case", "b", "--json").stdout)
    assert (found["schema"], found["to"], found["case"]) == ("bpcalc.export/1", "numpy", "b")
    assert found["script"] == run("relu-net", "--to", "numpy", "--case", "b").stdout


@pytest.mark.parametrize(
    ("arguments", "text", "code", "said"),
    [
        (("relu-net",), None, USAGE, "Missing option '--to'"),
        (("relu-net", "--to", "jax"), None, USAGE, "'jax' is not one of"),
        (("relu-net", "--to", "numpy", "--case", "z"), None, USAGE, "there is no case z"),
        (("abstract-composition", "--to", "numpy"), None, SPEC, "W has a size, but no value"),
        (("-", "--to", "numpy"), ABSTRACT, SPEC, "f is abstract"),
        (("-", "--to", "pytorch"), "inputs: {x: [1, 2]}\nloss: sum(max'(x))\n", SPEC, "PyTorch has no max'"),
        (("-", "--to", "numpy"), "inputs: {x: 0}\nloss: 1 / x\n", SPEC, "error[E605]"),
    ],
)
def test_bad_input(
    arguments: tuple[str, ...],
    text: str | None,
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Said on stderr, with nothing on stdout."""
    import io
    import sys

    stdin = io.TextIOWrapper(io.BytesIO((text or "").encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert ending(["export", *arguments]) == code
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""
