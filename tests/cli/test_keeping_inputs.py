"""What a command reads it never writes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcalc.cli.main import ending

SPEC = "inputs: {x: 2}\nparameters: {w: 3}\nlayers: [z = w * x]\nloss: l = z^2\n"
SHEET = "z: 6\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SPEC)
    Path("a.yaml").write_text(SHEET)
    Path("link.yaml").symlink_to("s.yaml")
    Path("hard.yaml").hardlink_to("s.yaml")


@pytest.mark.parametrize("command", [
    "run s.yaml -o s.yaml", "run s.yaml -o ./s.yaml", "run s.yaml -o link.yaml", "run link.yaml -o s.yaml",
    "run s.yaml -o hard.yaml", "run s.yaml --json -o s.yaml", "derive s.yaml -o s.yaml", "count s.yaml -o s.yaml",
    "template s.yaml -o s.yaml", "hessian s.yaml -o s.yaml", "audit s.yaml -o s.yaml", "gradcheck s.yaml -o s.yaml",
    "export s.yaml --to numpy -o s.yaml", "check s.yaml a.yaml -o a.yaml", "check s.yaml a.yaml -o s.yaml",
    "grade s.yaml a.yaml --into out -o s.yaml", "grade s.yaml a.yaml --into out -o a.yaml --json",
])  # fmt: skip
def test_an_input_is_left_as_it_is(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(command.split()) == 2
    assert "is what the command reads" in capsys.readouterr().err
    assert (Path("s.yaml").read_text(), Path("a.yaml").read_text()) == (SPEC, SHEET)


def test_nothing_is_graded_before_it_is_refused() -> None:
    ending(["grade", "s.yaml", "a.yaml", "--into", "out", "-o", "s.yaml"])
    assert not Path("out").exists()


def test_a_report_of_before_is_replaced() -> None:
    for _ in range(2):
        assert ending(["run", "s.yaml", "-o", "page.txt"]) == 0
    assert Path("page.txt").read_text(encoding="utf-8").count("Forward pass") == 1
