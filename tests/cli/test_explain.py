"""`bpcalc explain`: every code has a story, and the examples in it do what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.main import bpcalc, ending
from bpcalc.explanations import SHELL, Example, Story, stories
from bpcalc.grading.mistakes import NAMED

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "bpcalc").rglob("*.py"))


def codes_in_the_source() -> set[str]:
    """Every code that a problem can have: it stands in quotes somewhere."""
    return {code for path in SOURCES for code in re.findall(r'"(E\d{3})"', path.read_text(encoding="utf-8"))}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bpcalc, list(arguments))


def codes_of(example: Example, folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The codes of all errors that the example gives."""
    if example.command == SHELL:
        program = f'bpcalc() {{ {shlex.quote(sys.executable)} -m bpcalc "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", program + example.text],
            capture_output=True,
            text=True,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=False,
        )
        return set(re.findall(r"error\[(E\d+)\]", done.stderr))
    file = folder / "example.yaml"
    file.write_text(example.text, encoding="utf-8")
    program, name, *more = example.command.split()
    assert program == "bpcalc"
    ending([name, *more, str(file)])
    said = capsys.readouterr()
    return set(re.findall(r"error\[(E\d+)\]", said.out + said.err)) | set(re.findall(r"\[(E\d+)\]", said.out))


def test_every_code_has_a_story() -> None:
    """And every story has its code."""
    assert codes_in_the_source() == set(stories())


RUN_HERE = [
    story
    for story in stories().values()
    if not story.code.startswith(("E70", "E710", "E711", "E718", "E75", "E76"))
]
"""Answer sheets are judged one answer at a time, submissions one by one, in words of their own."""


@pytest.mark.parametrize("story", RUN_HERE, ids=lambda story: story.code)
def test_the_examples_of_a_story_are_wrong_and_right(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wrong one gives this code and no other, the right one none."""
    assert codes_of(story.wrong, tmp_path, capsys) == {story.code}
    assert codes_of(story.right, tmp_path, capsys) == set()


@pytest.mark.parametrize("story", stories().values(), ids=lambda story: story.code)
def test_a_story_is_told(story: Story) -> None:
    """A short title, and at least one whole sentence."""
    assert 3 < len(story.title) <= 72
    assert not story.title.endswith(".")
    assert story.text.endswith(".")
    assert story.wrong != story.right


def test_a_story_is_a_page() -> None:
    """Title, text, a wrong and a right example."""
    done = run("explain", "E406")
    assert done.exit_code == 0
    assert done.stdout == (
        "E406: rows of different lengths\n"
        "\n"
        "All rows of a matrix have the same number of entries.\n"
        "\n"
        "Wrong:\n"
        "\n"
        "    inputs: {x: [1, 2]}\n"
        "    parameters: {W: [[1, 2], [3]]}\n"
        "    layers:\n"
        "      - z = W @ x\n"
        "\n"
        "Right:\n"
        "\n"
        "    inputs: {x: [1, 2]}\n"
        "    parameters: {W: [[1, 2], [3, 4]]}\n"
        "    layers:\n"
        "      - z = W @ x\n"
    )


@pytest.mark.parametrize("spelling", ["E310", "e310", "310", " E310 ", "error[E310]"])
def test_a_code_may_be_copied_from_anywhere(spelling: str) -> None:
    """Capital or not, with or without its surroundings."""
    assert run("explain", spelling).stdout.startswith("E310: ")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("E300", "Near are E301, E302, E303."),
        ("E999", "Near are "),
        ("hello", "bpcalc explain lists all codes."),
    ],
)
def test_an_unknown_code_is_answered_with_near_ones(
    code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2."""
    assert ending(["explain", code]) == 2
    assert f"There is no code '{code}'. {said}" in capsys.readouterr().err


def test_without_a_code_all_are_listed() -> None:
    """One line each."""
    codes, heading, mistakes, _ = run("explain").stdout.strip().split("\n\n")
    assert [line.split()[0] for line in codes.splitlines()] == list(stories())
    assert heading == "Mistakes that check names:"
    assert [line.split()[0] for line in mistakes.splitlines()] == list(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_a_mistake_is_told_in_the_words_of_check(name: str) -> None:
    page = " ".join(run("explain", name).stdout.split())
    assert page.startswith(f"{name} A mistake")
    assert NAMED[name].says in page
    assert NAMED[name].hint in page
    (record,) = json.loads(run("explain", name, "--json").stdout)["mistakes"]
    assert record == {"name": name, "says": NAMED[name].says, "hint": NAMED[name].hint}


def test_a_misspelt_mistake_is_answered_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["explain", "weight-tranposed"]) == 2
    assert "Near are weight-transposed" in capsys.readouterr().err


def test_stories_are_data_too() -> None:
    """With --format json or --json."""
    (story,) = json.loads(run("explain", "E310", "--format", "json").stdout)["explanations"]
    assert story["code"] == "E310"
    assert story["command"] == "bpcalc run"
    assert len(json.loads(run("explain", "--json").stdout)["explanations"]) == len(stories())
