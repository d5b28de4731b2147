"""The README tells the truth: its commands run, and what it shows is what they print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readme import blocks, named

ROOT = Path(__file__).parents[1]
SHELL = [block for block in blocks() if block.language == "sh"]


def shown() -> Iterator[tuple[str, str]]:
    """Each block of commands with the output shown after it; the first two blocks are the set-up."""
    listed = blocks()
    for place, block in enumerate(listed):
        if block.language == "sh" and block not in SHELL[:2]:
            after = listed[place + 1] if place + 1 < len(listed) else None
            yield block.text, after.text if after is not None and after.language == "text" else ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the specs of the README saved as it says."""
    made = tmp_path_factory.mktemp("readme")
    for block in blocks():
        if block.language in ("yaml", "csv") and named(block):
            path = made / named(block)
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    return made


def printed(command: str, folder: Path) -> str:
    """What a command line of bpcalc prints at 80 columns; it must succeed."""
    program, *arguments = shlex.split(command)
    assert program == "bpcalc"
    done = subprocess.run(
        [sys.executable, "-m", "bpcalc", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("bpcalc: ") for line in done.stderr.splitlines())  # messages
    return done.stdout


@pytest.mark.parametrize(("commands", "output"), tuple(shown()), ids=lambda text: text.split("\n")[0][:40])
def test_commands_run_and_print_what_is_shown(commands: str, output: str, folder: Path) -> None:
    """Pieces between … stand in the output in this order, line for line."""
    text = "".join(printed(line, folder) for line in commands.splitlines())
    place = 0
    for piece in re.split(r"^…\n", output, flags=re.MULTILINE):
        found = text.find(piece, place)
        assert found >= 0, f"not printed:\n{piece}"
        place = found + len(piece)


def test_the_class_of_the_readme_is_graded_as_it_says(folder: Path) -> None:
    """7 and 4 in the last column of the gradebook, and a word for each student."""
    printed("bpcalc grade neuron.yaml submissions --fill canvas.csv --feedback told --into graded", folder)
    filled = (folder / "graded" / "canvas.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in filled] == ["Backprop (77)", "7.00", "7", "4"]
    assert "the derivative of the activation is left out" in (folder / "told" / "ben.txt").read_text("utf-8")


def test_the_first_two_blocks_are_the_set_up() -> None:
    """One line that runs the main job, one line that passes the tests, from nothing but Python."""
    run, test = (block.text.splitlines() for block in SHELL[:2])
    assert len(run) == len(test) == 1
    assert run[0].endswith("bpcalc run")
    assert test[0].endswith("-m pytest -n auto")
    assert all(line.startswith("python3 -m venv .venv && .venv/bin/pip install") for line in (*run, *test))


def test_every_command_is_in_the_readme() -> None:
    """A command without an example is not known to anybody."""
    from bpcalc.cli.main import COMMANDS

    used = {line.split()[1] for block in SHELL[2:] for line in block.text.splitlines()}
    assert used == set(COMMANDS)
