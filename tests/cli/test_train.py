"""`bpcalc train`: the five steps on the page, the curve, JSON, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import SPEC, USAGE, Exit
from bpcalc.cli.main import bpcalc, ending
from bpcalc.formats.lines import cells

LINE = """\
inputs: {x: 2}
target: {y: 1}
parameters: {w: 1, b: 0}
layers: [yhat = w * x + b]
loss: squared_error
"""
CASES = LINE.replace("inputs: {x: 2}\n", "") + "cases: {one: {x: 2}, two: {x: 3}}\n"


def run(*arguments: str, text: str | None = None, width: int = 80) -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"}
    return CliRunner().invoke(bpcalc, ["train", *arguments], input=text, env=environment)


def page(*arguments: str, text: str | None = None) -> str:
    """The words of the page, line breaks of the layout undone."""
    done = run(*arguments, text=text)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def spec(update: str, before: str = LINE) -> str:
    return f"{before}update: {update}\n"


@pytest.mark.parametrize(
    "line",
    [
        "Gradient descent, for every parameter w and its gradient g = ∂E/∂w: w ← w − α·g α = 0.5.",
        "Frozen, so they keep their values: b₁, b₂.",
        "(1) Predict yhat = model(x)",
        "(2) Compute the loss loss = criterion(yhat, y) E = ½(t₁ − o₁)² + ½(t₂ − o₂)² "
        "(t₁ − o₁)² (t₂ − o₂)² E 0.5 · 0.54962217 + 0.5 · 0.047120051 = 0.29837111",
        "(3) Clear the gradients optimizer.zero_grad() Gradients add up where they are stored",
        "(4) Go backward loss.backward() ∂E/∂o₂ = o₂ − t₂ ∂E/∂o₁ = o₁ − t₁",
        "∂E/∂w₅ = h₁ · ∂E/∂z₃",
        "(5) Update all parameters at once optimizer.step()",
        "0.4 − 0.5 · 0.082167041 = 0.35891648",
        "0.15 − 0.5 · 0.00043856773 = 0.14978072",
        "Parameters after 1 update",
    ],
)
def test_an_update_is_five_steps_in_words_and_numbers(line: str) -> None:
    """Predict, loss, clear, backward, update: those of the well-known network."""
    assert line in page("two-two-two", "--precision", "8")


def test_many_updates_end_with_a_curve_and_the_last_update() -> None:
    """The first two and the last are worked out."""
    text = page("two-two-two", "--steps", "10000")
    assert "Update 2 of 10,000" in text
    assert "Update 3 of 10,000" not in text
    assert "Update 10,000 of 10,000" in text
    assert "E falls from 0.298371 to 3.51019e-5, in 10,000 updates." in text
    assert "1e-4 ┤" in text


def test_compact_is_one_line_for_each_update() -> None:
    """Without the five steps."""
    done = run("two-two-two", "--steps", "3", "--compact")
    assert "(1) Predict" not in done.stdout
    lines = [line.split() for line in done.stdout.splitlines()]
    losses = [line for line in lines if len(line) == 2 and line[0] in "0123"]
    assert losses[:2] == [["0", "0.298371"], ["1", "0.291028"]]
    assert [number for number, _ in losses] == ["0", "1", "2", "3"]


def test_compact_leaves_lines_out_in_round_numbers() -> None:
    """10,000 updates in 51 lines; it says so."""
    done = run("two-two-two", "--steps", "10000", "--compact")
    numbers = [line.split()[0] for line in done.stdout.splitlines() if len(line.split()) == 2]
    assert [number for number in numbers if number.isdigit()] == [str(k) for k in range(0, 10_001, 200)]
    text = " ".join(done.stdout.split())
    assert "9,950 of 10,001 lines are left out; --json has all losses." in text


@pytest.mark.parametrize(
    ("update", "line"),
    [
        ("{ascent: {rate: 0.1}}", "Gradient ascent"),
        ("{momentum: {rate: 0.1}}", "v ← β·v − α·g w ← w + v α = 0.1, β = 0.9; v begins at 0."),
        ("{momentum: {rate: 0.1, form: average}}", "v ← β·v + (1 − β)·g w ← w − α·v"),
        ("{adam: {rate: 0.1}}", "m̂ ← m / (1 − β₁^t)"),
        ("{adam: {rate: 0.1}}", "β₁ = 0.9, β₂ = 0.999, ε = 1e-8; m and v begin at 0; t counts the updates."),
        ("{sgd: {rate: 0.1, rates: {b: 2}}}", "α = 0.1 for w, α = 2 for b."),
        ("{momentum: {rate: 0.1}}", "v_w_new"),
        ("{momentum: {rate: 0.1}}", "0.9 · 0 − 0.1 · 4 = -0.4"),
        ("{momentum: {rate: 0.1, form: average}}", "0.9 · 0 + 0.1 · 4 = 0.4"),
    ],
)
def test_the_rule_is_printed_with_its_numbers(update: str, line: str) -> None:
    """In letters first, then for every parameter."""
    assert line in page("-", text=spec(update))


def test_it_is_said_where_exact_numbers_end() -> None:
    """h₁ is a sigmoid."""
    assert "h₁ goes on in floating point: it has no exact value." in page("two-two-two")
    assert "floating point" not in page("-", text=spec("{sgd: {rate: 0.1}}"))


def test_each_case_is_a_training_of_its_own() -> None:
    """It is said; --case chooses one."""
    text = page("-", text=spec("{sgd: {rate: 0.1}}", CASES))
    assert "Each case is a training of its own" in text
    assert "Case one" in text
    assert "Case two" in text
    assert "Case one" not in page("-", "--case", "two", text=spec("{sgd: {rate: 0.1}}", CASES))


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize(
    "arguments", [("two-two-two", "--steps", "200"), ("two-two-two", "--compact", "--steps", "30")]
)
def test_the_page_fits_its_width(arguments: tuple[str, ...], width: int) -> None:
    """No line is wider than the terminal."""
    assert max(map(cells, run(*arguments, width=width).stdout.splitlines())) <= width


def test_json_has_every_loss_and_the_first_updates() -> None:
    """Schema bpcalc.train/1; numbers as numbers."""
    found = json.loads(run("two-two-two", "--steps", "40", "--json").stdout)
    assert (found["schema"], found["optimizer"], found["steps"]) == ("bpcalc.train/1", "sgd", 40)
    (case,) = found["cases"]
    assert len(case["losses"]) == 41
    assert [update["update"] for update in case["updates"]] == [*range(1, 11), 40]
    assert case["updates"][0]["after"]["w5"]["value"][0][0] == pytest.approx(0.35891648, abs=6e-9)
    assert case["updates"][0]["gradients"]["w5"]["value"][0][0] == pytest.approx(0.082167041, abs=6e-9)
    assert case["rounded"] == {"update": 1, "at": "h1", "reason": "it has no exact value"}


def test_exact_values_are_also_texts() -> None:
    """w = 1 − 0.1 · 4."""
    found = json.loads(run("-", "--json", text=spec("{sgd: {rate: 0.1}}")).stdout)
    assert found["cases"][0]["parameters"]["w"]["exact"] == [["3/5"]]


def test_divergence_keeps_what_was_computed() -> None:
    """The page, then the problem with its place; exit code 3."""
    done = run("-", text=spec("{sgd: {rate: 10, steps: 1000}}"))
    assert isinstance(done.exception, Exit)
    assert done.exception.code == SPEC
    assert "Update 2 of 1,000" in done.stdout
    assert "The training ends here." in " ".join(done.stdout.split())
    assert "E610" in done.stderr
    assert ":6:10:" in done.stderr
    as_data = run("-", "--json", text=spec("{sgd: {rate: 10, steps: 1000}}"))
    (case,) = json.loads(as_data.stdout)["cases"]
    assert case["error"]["code"] == "E610"
    assert case["made"] == len(case["losses"]) - 1 > 10


def test_a_report_and_a_picture_go_to_files(tmp_path: Path) -> None:
    """Without the extra a picture is refused before any work; with it, both are there."""
    report = tmp_path / "report.txt"
    assert ending(["train", "two-two-two", "-o", str(report)]) == 0
    assert "Compute the loss" in report.read_text(encoding="utf-8")
    picture = tmp_path / "curve.svg"
    code = ending(["train", "two-two-two", "--steps", "50", "-o", str(picture)])
    assert (code == 0) == picture.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("two-two-two", "--steps", "0"), USAGE),
        (("two-two-two", "--steps", "ten"), USAGE),
        (("two-two-two", "--steps", "9999999"), SPEC),
        (("two-two-two", "--case", "z"), USAGE),
        (("relu-net",), SPEC),
        ((), USAGE),
    ],
)
def test_what_cannot_be_done_has_its_exit_code(arguments: tuple[str, ...], code: int) -> None:
    """2 for the command line, 3 for the spec."""
    assert ending(["train", *arguments]) == code


def test_an_exercise_without_numbers_says_what_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "s.yaml"
    spec.write_text("shapes: {w: n}\nparameters: [w]\nloss: l = norm(w)^2\nupdate: {sgd: {rate: 0.1}}\n")
    assert ending(["train", str(spec)]) == 3
    assert "l has no value: w has a size, but no value" in capsys.readouterr().err
