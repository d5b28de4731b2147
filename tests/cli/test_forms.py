"""`--format` and `-o` as `bpcalc run` has them: every form of a page, to a file or to stdout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpcalc.cli.exits import OUTPUT, USAGE
from bpcalc.cli.main import bpcalc, ending

STARTS = {
    "text": "Two fully connected",
    "json": '{"schema"',
    "latex": "% needs \\usepackage{amsmath}",
    "markdown": "# Two fully connected",
    "html": "<!DOCTYPE html>",
}
HARM = {
    "latex": r"\\input|(?<!\\)\$",
    "markdown": r"<script|<b>|(?<!\\)\]\(|(?<!\\)\*w|\$z",
    "html": r"<script|<b> \$|href=\"[^#]",
}
"""What would be a command, a tag, a link or a formula of theirs."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bpcalc, ["run", "relu-net", *arguments])


@pytest.mark.parametrize("form", STARTS)
def test_a_form_goes_to_stdout_or_to_a_file(form: str, tmp_path: Path) -> None:
    """The same bytes, UTF-8, ended by one newline."""
    path = tmp_path / "page"
    printed = run("--format", form)
    assert printed.exit_code == 0, printed.output
    assert run("--format", form, "-o", str(path)).exit_code == 0
    assert path.read_bytes() == printed.stdout_bytes
    text = path.read_text("utf-8")
    assert text.startswith(STARTS[form])
    assert text.endswith("\n")


def test_a_document_is_utf_8_whatever_the_terminal_carries() -> None:
    """An HTML page says that it is UTF-8, so it must be."""
    done = CliRunner(charset="ascii").invoke(bpcalc, ["run", "--format", "html"])
    assert done.exit_code == 0
    assert "∂" in done.stdout_bytes.decode("utf-8")


def test_standalone_makes_a_document() -> None:
    """With a preamble; and only LaTeX has one."""
    assert run("--format", "latex", "--standalone").stdout.startswith("\\documentclass")
    done = run("--format", "html", "--standalone")
    assert done.exit_code == USAGE
    assert "--standalone goes with --format latex" in done.stderr


def test_an_unknown_form_is_told_which_there_are() -> None:
    """Exit code 2 and the list."""
    done = run("--format", "pdf")
    assert done.exit_code == USAGE
    assert all(f"'{form}'" in done.stderr for form in STARTS)


@pytest.mark.parametrize("form", STARTS)
def test_a_file_that_cannot_be_written_stays_as_it_was(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 5, the old content, nothing half-written beside it."""
    path = tmp_path / "page"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    assert ending(["run", "relu-net", "--format", form, "-o", str(path)]) == OUTPUT
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("form", STARTS)
def test_a_folder_that_is_not_there_is_said(form: str, tmp_path: Path) -> None:
    """Before anything is written."""
    assert ending(["run", "relu-net", "--format", form, "-o", str(tmp_path / "no" / "page")]) == OUTPUT


@pytest.mark.parametrize("form", ["latex", "markdown", "html"])
def test_hostile_words_of_a_spec_stay_words(form: str, tmp_path: Path) -> None:
    """Title, notes and the name of a case, as a spec gives them."""
    evil = r"<script>x</script> \input{y} $z$ **w** [a](javascript:b)"
    spec = tmp_path / "evil.yaml"
    spec.write_text(
        f"title: '{evil}'\nnotes: '{evil}'\ninputs: [x]\nlayers: [l = x^2]\n"
        "cases:\n  '<b> $ \\input{y}': {x: 3}\n"
    )
    done = CliRunner().invoke(bpcalc, ["run", str(spec), "--format", form])
    assert done.exit_code == 0, done.output
    assert not re.search(HARM[form], done.stdout)
