"""An answer that cannot be read is told with its place: on the page, as data, to the student."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bpcalc.batch.exports.one import said
from bpcalc.batch.feedback import FORMS, feedback
from bpcalc.batch.rows import graded_line, row_of
from bpcalc.cli.main import ending
from tests.grading.sheets import judged

SHEET = """student: Ada
answers:
  a:
    yhat: one
    z1: [1, two]
    z2:
      - 1
      - none of them
    dl/dx: [[1, 2]
     [3, 4]]
    dl/dz9: 3
    l = 1/2
    dl/dyhat: -1
    dl/dyhat: -1
  symbolic:
    dl/dyhat: yhat - q
  counts:
    reverse: many
"""
PLACES = {
    "yhat": (4, 0),
    "z1": (5, 13),
    "z2": (8, 9),
    "dl/dx": (10, 6),
    "dl/dz9": (11, 0),
    "l": (12, 0),
    "dl/dyhat": (14, 0),
    "dl/dyhat (formula)": (16, 22),
    "reverse": (18, 0),
}
"""By name the line, and the column where that is not the beginning of the name or of its value."""


def data(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    ending(["check", "relu-net", *arguments, "--json"])
    answers: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["answers"]
    return answers


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "sheet.yaml"
    path.write_text(SHEET)
    return str(path)


def test_places_are_data(sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        one["answer"] + " (formula)" * (one.get("kind") == "symbolic"): (one.get("line"), one.get("column"))
        for one in data([sheet], capsys)
        if one["verdict"] == "unreadable"
    }
    assert found == {name: (line, column or None) for name, (line, column) in PLACES.items()}


def test_places_stand_on_the_page(sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["check", "relu-net", sheet, "--hint", "1"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    for name, (line, column) in PLACES.items():
        assert f"{name.partition(' ')[0]}: line {line}{f', column {column}' if column else ''}: " in shown


@pytest.mark.parametrize("form", FORMS)
def test_places_are_told_to_the_student(form: str) -> None:
    row = row_of(graded_line(judged("relu-net", SHEET), "", 2))
    assert "line 5, column 13: two is no number" in feedback(row, form, 200)
    assert "unreadable: line 4: one is no number" in said(row.answers[0])


def test_the_command_line_has_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = data(["-a", "a: yhat=one"], capsys)
    assert (found["verdict"], "line" in found) == ("unreadable", False)
    (twice,) = data(["-a", "a: yhat=1", "-a", "a: yhat=1"], capsys)
    assert twice["remark"] == "yhat is answered twice; keep one of the two"


def test_what_can_be_read_has_no_place(capsys: pytest.CaptureFixture[str]) -> None:
    for one in data(["-a", "a: yhat=1", "-a", "a: l=7"], capsys):
        assert not one.keys() & {"line", "column"}
