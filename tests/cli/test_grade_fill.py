"""`bpcalc grade --fill`: the sheet of a course, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.main import bpcalc, ending

SHEET = (
    "Student,ID,Section,Homework (7),Exam (8)\r\n    Points Possible,,,5,10\r\n"
    '"Doe, Jane",101,A,,9\r\n"Li, Na",102,A,,8\r\n'
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Two submissions as Canvas unzips them, and its sheet."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "doejane_101_55_a.yaml").write_text("answers: {a: {yhat: 1, z2: [1, 0]}}\n")
    (folder / "nobody_999_56_a.yaml").write_text("answers: {a: {yhat: 1, z2: [0, 1]}}\n")
    (tmp_path / "sheet.csv").write_text(SHEET, newline="")
    return tmp_path


def grade(course: Path, *options: str) -> Result:
    arguments = ["grade", "relu-net", str(course / "in"), "--into", str(course / "out"), "--fill"]
    return CliRunner().invoke(bpcalc, [*arguments, str(course / "sheet.csv"), *options])


def test_the_copy_has_the_scores_and_the_sheet_is_as_it_was(course: Path) -> None:
    done = grade(course, "--fill-column", "Homework")
    assert (course / "out" / "sheet.csv").read_bytes() == SHEET.replace("A,,9", "A,2,9").encode()
    assert (course / "sheet.csv").read_bytes() == SHEET.encode()
    assert "1 student of the sheet without a submission: Li, Na" in done.stderr
    assert "1 submission of no student of the sheet: nobody" in done.stderr
    assert "1 submission out of 2 where the sheet has 5 points" in done.stderr


def test_scores_are_scaled_when_that_is_asked_for(course: Path) -> None:
    grade(course, "--fill-column", "7", "--fill-scale")
    assert (course / "out" / "sheet.csv").read_bytes() == SHEET.replace("A,,9", "A,5,9").encode()


@pytest.mark.parametrize("options", [(), ("--fill-column", "Midterm")], ids=["several", "unknown"])
def test_a_column_that_is_not_clear_ends_it_before_any_work(course: Path, options: tuple[str, ...]) -> None:
    done = grade(course, *options)
    assert done.exit_code == 2
    assert "Homework (7), Exam (8)" in done.stderr
    assert not (course / "out").exists()


def test_the_sheet_itself_is_never_overwritten(course: Path) -> None:
    done = grade(course, "--fill-column", "7", "--into", str(course))
    assert done.exit_code == 2
    assert (course / "sheet.csv").read_bytes() == SHEET.encode()


def test_a_sheet_that_is_not_there_is_told_as_data_where_data_is_wanted(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise it is told as a text."""
    arguments = ["grade", "relu-net", str(course / "in"), "--into", str(course / "out"), "--fill", "none.csv"]
    assert ending([*arguments, "--format", "json"]) == 2
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["schema"], [one["code"] for one in told["errors"]]) == ("bpcalc.errors/1", ["E100"])
    assert said.err == ""
    assert ending(arguments) == 2
    said = capsys.readouterr()
    assert (said.out, "none.csv" in said.err) == ("", True)
