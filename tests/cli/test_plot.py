"""`bpcalc plot`: curves in characters and as pictures, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import DONE, OUTPUT, SPEC, USAGE
from bpcalc.cli.main import bpcalc, ending
from bpcalc.formats import picture
from bpcalc.formats.lines import cells

LECTURE = ("relu", "leaky_relu(z, 0.1)", "softplus", "gelu")


def run(*arguments: str, width: int = 80, encoding: str = "utf-8") -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": encoding}
    return CliRunner(charset=encoding).invoke(bpcalc, ["plot", *arguments], env=environment)


def page(*arguments: str, width: int = 80) -> str:
    """The words of the page, line breaks of the layout undone."""
    done = run(*arguments, width=width)
    assert done.exit_code == DONE, done.output
    return " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("relu", "Kink at z = 0: the slope goes from 0 to 1; 0 is used there."),
        ("relu(z, at_zero=1)", "Kink at z = 0: the slope goes from 0 to 1; 1 is used there."),
        ("leaky_relu(z, 0.1)", "the slope goes from 0.1 to 1; 0.1 is used there."),
        ("abs", "the slope goes from -1 to 1; 0 is used there."),
        ("step", "Jump at z = 0: from 0 to 1; the value there is 1."),
        ("indicator(-1 < x <= 1)", "Jump at x = -1: from 0 to 1; the value there is 0."),
        ("softplus", "Derivative: σ(z)"),
        ("x^2", "Derivative: 2·x"),
        ("log(-1 - z^2)", "It has no finite value from z = -5 to 5."),
    ],
)
def test_kinks_and_jumps_are_told(function: str, said: str) -> None:
    """With the place, both sides, and what is used there."""
    assert said in page(function)


def test_open_and_closed_ends_at_a_jump() -> None:
    """relu'(0) = 0: the lower end belongs to the curve, the upper one does not."""
    lines = run("relu").stdout.splitlines()
    (upper,) = [line for line in lines if "○•" in line]
    (lower,) = [line for line in lines if "•●" in line]
    assert lines.index(upper) < lines.index(lower)
    assert "◆" in lower  # the kink of the function, in the plot beside it


def test_a_smooth_function_has_no_legend() -> None:
    """There is nothing to explain."""
    assert not set("◆○●") & set(run("softplus").stdout)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_is_too_wide(width: int, encoding: str) -> None:
    """Function and derivative beside each other, or below each other."""
    done = run(*LECTURE, width=width, encoding=encoding)
    assert done.exit_code == DONE
    plots = [line for line in done.stdout.splitlines() if any(sign in line for sign in "┤│└|")]
    assert max(map(cells, plots)) <= width
    assert encoding != "ascii" or done.stdout.isascii()


@pytest.mark.parametrize(("width", "beside"), [(50, False), (80, True)])
def test_the_derivative_stands_beside_its_function_where_there_is_room(width: int, beside: bool) -> None:
    """Else below it."""
    lines = run("gelu", width=width).stdout.splitlines()
    assert any(line.split() == ["gelu(z)", "derivative", "of", "gelu(z)"] for line in lines) is beside


def test_json_has_the_curves() -> None:
    """Formulas, points, kinks and jumps."""
    record = json.loads(run("relu", "1/z", "--range", "-1:1", "--json").stdout)
    assert record["schema"] == "bpcalc.plot/1"
    relu, inverse = record["functions"]
    assert relu["derivative"]["formula"] == "relu'(z)"
    assert relu["kinks"] == [{"x": 0, "y": 0, "left": 0, "right": 1}]
    assert relu["derivative"]["jumps"] == [{"x": 0, "left": 0, "at": 0, "right": 1}]
    points = dict(relu["value"]["points"])
    assert (points[-1], points[0.5], points[1]) == (0, 0.5, 1)
    assert dict(inverse["value"]["points"])[0] is None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("rleu",), SPEC, "did you mean relu?"),
        (("softmax",), SPEC, "softmax is not elementwise"),
        (("maximum",), SPEC, "write maximum(z, 0)"),
        (("w * z",), SPEC, "w and z are 2 variables"),
        (("relu(z",), SPEC, "FUNCTION:1:"),
        (("relu", "--range", "5"), USAGE, "5 is no range; write -5:5"),
        (("relu", "--range", "a:b"), USAGE, "is no range"),
        (("relu", "--range", "0:inf"), USAGE, "is no range"),
        (("relu", "--range", "5:-5"), USAGE, "-5:5"),
        (("relu", "--range", "5:5"), USAGE, "is empty"),
        (("relu", "--range", "1:1.0000000001"), USAGE, "too narrow"),
        (("relu", "--format", "png"), USAGE, "'text', 'json'"),
        (("relu",) * 13, USAGE, "at most 12"),
        ((), USAGE, "Missing argument"),
        (("relu", "-o", "relu.jpg"), USAGE, "end it in .svg, .png, .pdf"),
        (("relu", "-o", "/nowhere/at/all.txt"), OUTPUT, "cannot be written"),
    ],
)
def test_bad_requests(
    arguments: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its exit code and what to do."""
    assert ending(["plot", *arguments]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_wrong_function_is_shown_where_it_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """The place is in the text of the argument."""
    assert ending(["plot", "relu", "2 * rleu(z)"]) == SPEC
    said = capsys.readouterr()
    assert said.out == ""
    assert "FUNCTION:1:5: error[E302]" in said.err
    assert "2 * rleu(z)" in said.err


def test_without_the_extra_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The exact command is named, and no file is left."""
    monkeypatch.setattr(picture, "find_spec", lambda _: None)
    path = tmp_path / "relu.svg"
    assert ending(["plot", "relu", "-o", str(path)]) == OUTPUT
    assert "pip install 'bpcalc[plot]'" in capsys.readouterr().err
    assert not path.exists()


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_picture_of_all_functions(kind: str, begins: bytes, tmp_path: Path) -> None:
    """A row for each, the function and its derivative."""
    pytest.importorskip("matplotlib")
    path = tmp_path / f"curves.{kind}"
    assert ending(["plot", *LECTURE, "-o", str(path)]) == DONE
    assert path.read_bytes().startswith(begins)
    if kind == "svg":
        text = path.read_text(encoding="utf-8")
        assert text.count("derivative of") == len(LECTURE)


def test_a_control_character_in_a_function_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused, and spelled out."""
    assert ending(["plot", "\x1b[31mrelu"]) == SPEC
    assert "\x1b" not in capsys.readouterr().err
