"""`bpcalc prove`: the verdict, the counterexample, JSON, exit codes, and bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import DONE, SPEC, USAGE, WRONG
from bpcalc.cli.main import bpcalc, ending
from bpcalc.formats.lines import cells

SUM = "inputs: {x: [0, 0]}\nlayers:\n  - y = sum(x)\nprove:\n  for: {x: {each: %s}}\n  claim: %s\n"


def run(*arguments: str, text: str | None = None, width: int = 80) -> Result:
    environment = {"COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"}
    return CliRunner().invoke(bpcalc, ["prove", *arguments], input=text, env=environment)


def page(*arguments: str, text: str | None = None) -> str:
    """The words of the page, line breaks of the layout undone."""
    return " ".join(run(*arguments, text=text).stdout.split())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "y = any(x[3] = x[0:3]) for every x with 4 entries out of 1, 2, 3, 4 where x[0] ≠ x[1]"),
        ((), "Proved: it holds for all 96 inputs."),
        ((), "All 256 inputs of the domain were tried; 160 of them do not fulfil the condition."),
        ((), "The arithmetic is exact."),
        (("--set", "b2=-2"), "Refuted: it fails for 72 of 96 inputs."),
        (("--set", "b2=-2"), "Here y is 0 and any(x[3] = x[0:3]) is 1."),
        (("--set", "b2=-2"), "Its forward pass z₁ = W₁x + b₁"),
        (("--where", ""), "Refuted: it fails for 40 of 256 inputs."),
        (("--where", "x[0] != x[1]"), "of 192 inputs."),
        (("--sample", "100"), "Not refuted: it holds for all"),
        (("--sample", "100"), "100 of 256 inputs were drawn at random, with seed 0"),
    ],
)
def test_the_page_of_the_first_exercise(arguments: tuple[str, ...], line: str) -> None:
    """Claim, verdict, what was covered, the first counterexample worked out."""
    assert line in page("indicator-member", *arguments)


def test_several_claims_are_numbered() -> None:
    """Both claims about permutations, each with its verdict."""
    text = page("indicator-permutation")
    assert "Claim 1 of 2" in text
    assert "Proved: it holds for all 1,536 inputs." in text
    assert "Proved: it holds for all 4,096 inputs." in text


def test_the_first_counterexample_is_shown() -> None:
    """112 of 4⁶ inputs have several matching permutations; [1, 1, 1, 1, 1, 1] is the first."""
    done = run("indicator-permutation", "--where", "")
    assert "Refuted: it fails for 112 of 4,096 inputs." in done.stdout
    after = done.stdout.split("The first counterexample")[1].split("6×1")[0]
    assert after.count("1 ⎤") + after.count("1 ⎥") + after.count("1 ⎦") == 6


@pytest.mark.parametrize(
    ("each", "claim", "line"),
    [
        ("[0.5, 1]", "y > 0", "for every x with 2 entries out of 0.5, 1"),
        ("1..50", "y > 0", "out of 1, 2, 3, …, 50"),
        ("[7]", "y == 14", "Proved: it holds for the one input."),
        ("[sqrt(2), 1]", "y > 0", "x is computed in floating point"),
        ("0..3", "y != 3", "Here y is 3."),
    ],
)
def test_domains_in_words(each: str, claim: str, line: str) -> None:
    """Values as they are written; long lists are cut short."""
    assert line in page("-", text=SUM % (each, claim))


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("name", ["indicator-member", "indicator-permutation"])
def test_the_page_fits_its_width(name: str, width: int) -> None:
    """No line is wider than the terminal."""
    done = run(name, "--where", "", width=width)
    assert max(map(cells, done.stdout.splitlines())) <= width


def test_json_has_the_counts_and_the_counterexample() -> None:
    """Schema bpcalc.prove/1."""
    found = json.loads(run("indicator-member", "--set", "b2=-2", "--json").stdout)
    assert found["schema"] == "bpcalc.prove/1"
    (claim,) = found["claims"]
    expected = {"verdict": "refuted", "domain": 256, "tried": 256, "covered": 96, "failed": 72, "exact": True}
    assert {key: claim[key] for key in expected} == expected
    assert claim["for"] == {"x": {"each": [1, 2, 3, 4], "shape": [4, 1]}}
    assert claim["counterexample"]["inputs"]["x"]["value"] == [[1], [2], [3], [1]]
    assert claim["counterexample"]["quantities"]["y"]["value"] == [[0]]


def test_json_of_a_sample_of_a_huge_domain() -> None:
    """A size that no number of JSON can hold is null."""
    text = SUM.replace("[0, 0]", "[0, 0, 0]") % ("1..9", "y > 0")
    text = text.replace("each: 1..9", "each: 1..9, length: 40")
    (claim,) = json.loads(run("-", "--json", "--sample", "50", "--seed", "3", text=text).stdout)["claims"]
    assert (claim["domain"], claim["sample"]) == (None, {"size": 50, "seed": 3})
    assert claim["verdict"] == "not refuted"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("indicator-member",), DONE),
        (("indicator-member", "--set", "b2=-2"), WRONG),
        (("indicator-member", "--set", "b2=-2", "--json"), WRONG),
        (("indicator-member", "--set", "b3=-2"), USAGE),
        (("indicator-member", "--set", "W1=[[1, 2]]"), SPEC),
        (("indicator-member", "--set", "x=[1, 2, 3, 4]"), USAGE),
        (("indicator-member", "--where", "log(x[0] - 1) > 0"), USAGE),
        (("indicator-member", "--where", "x[0] > 9"), USAGE),
        (("indicator-member", "--where", "x[0"), USAGE),
        (("indicator-member", "--case", "nobody"), USAGE),
        (("indicator-member", "--sample", "0"), USAGE),
        (("relu-net",), SPEC),
        ((), USAGE),
    ],
)
def test_every_ending_has_its_exit_code(arguments: tuple[str, ...], code: int) -> None:
    """0 proved, 1 refuted, 2 the command line, 3 the spec."""
    assert ending(["prove", *arguments]) == code


def test_a_report_goes_to_a_file(tmp_path: Path) -> None:
    """As a whole."""
    report = tmp_path / "report.txt"
    assert ending(["prove", "indicator-member", "-o", str(report)]) == DONE
    assert "Proved" in report.read_text(encoding="utf-8")
