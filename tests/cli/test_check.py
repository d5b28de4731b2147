"""`bpcalc check`: what is said of files that are no sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcalc.cli.main import ending

SPEC = "inputs: {x: 2}\nparameters: {w: 3}\nlayers: [z = w * x]\nloss: l = z^2\n"
SHEET = "student: Ada\nanswers:\n  z: 6\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SPEC)
    Path("a.yaml").write_text(SHEET)
    Path("class.csv").write_text("student,z\nAda,6\n")


def test_a_table_goes_to_grade(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["check", "s.yaml", "class.csv"]) == 2
    assert "bpcalc grade s.yaml class.csv takes a row for each student" in capsys.readouterr().err
    assert ending(["grade", "s.yaml", "class.csv", "--into", "out"]) == 0


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (("s.yaml", "s.yaml"), 2, "s.yaml is a spec; write bpcalc check SPEC ANSWERS, in this order"),
        (("a.yaml", "s.yaml"), 3, "the spec comes first: bpcalc check SPEC ANSWERS"),
        (("a.yaml", "a.yaml"), 3, "the spec comes first: bpcalc check SPEC ANSWERS"),
    ],
)
def test_files_in_the_other_order_are_told(
    files: tuple[str, str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending(["check", *files]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_case_of_an_exercise_without_cases_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(["check", "s.yaml", "-a", "a: z=6"]) == 4
    assert "the exercise has no cases; write its answers without one" in " ".join(
        capsys.readouterr().err.split()
    )


def test_values_beside_formulas_have_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    """An exercise without cases has no name for them."""
    assert ending(["check", "s.yaml", "-a", "z=6", "-a", "symbolic: dl/dz=2 * z"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Values" in lines
    assert "Formulas" in lines
