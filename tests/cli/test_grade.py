"""`bpcalc grade`: files, endings and exit codes."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bpcalc.batch import journal
from bpcalc.batch.own_files import LIST
from bpcalc.cli import grading
from bpcalc.cli.main import ending
from tests.batch import processes

SPEC = "title: Twice\ninputs: {x: [1, 2]}\nlayers:\n  - z = 2 * x\nmarks: {z: 2}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec and three sheets: right, wrong and unreadable, in the folder where one works."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "in").mkdir()
    sheet("ada", "z: [2, 4]\n")
    sheet("bob", "z: [2, 5]\n")
    sheet("cyd", "z: [2, \n")
    return tmp_path


def sheet(student: str, text: str) -> None:
    """A sheet among the submissions."""
    Path("in", f"{student}.yaml").write_text(text)


def rows(into: str = "grades") -> list[dict[str, Any]]:
    """The results."""
    return [json.loads(line) for line in Path(into, "grades.jsonl").read_text().splitlines()]


def grade(*arguments: str) -> int:
    """The exit code."""
    return ending(["grade", "spec.yaml", "in", *arguments])


def test_a_class_is_graded(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each, a page for the class, and a code that says that a person has to look."""
    assert grade() == 4
    found = rows()
    assert [(one["student"], one["status"], one["score"], one["out_of"]) for one in found] == [
        ("ada", "graded", 2, 2), ("bob", "graded", 0, 2), ("cyd", "ungradable", None, 2),
    ]  # fmt: skip
    assert "never closed" in found[2]["reason"]
    assert os.listdir("grades") == ["grades.jsonl"]
    assert "3 submissions: 2 graded, 1 not gradable" in capsys.readouterr().out


def test_all_graded_ends_with_0() -> None:
    """A wrong answer is no reason to look."""
    Path("in/cyd.yaml").unlink()
    assert grade() == 0


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "soon"])
def test_a_timeout_is_a_number_of_seconds(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What no clock can wait for is refused before anything is judged."""
    assert grade("--timeout", seconds) == 2
    assert "--timeout" in capsys.readouterr().err
    assert not Path("grades").exists()


def test_a_roster_tells_who_is_missing() -> None:
    """Who handed in nothing comes last, without a score; that alone is no reason to look."""
    Path("in/cyd.yaml").unlink()
    Path("class.csv").write_text("name\nada\nbob\nzoe\neve\n")
    assert grade("--roster", "class.csv") == 0
    assert [(one["student"], one["status"], one["score"]) for one in rows()[2:]] == [
        ("eve", "missing", None), ("zoe", "missing", None),
    ]  # fmt: skip


def test_who_is_not_on_the_roster_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Whether a table or a file names them."""
    Path("table.csv").write_text("student,z\nmax,1\n")
    Path("class.csv").write_text("name\nada\n")
    assert ending(["grade", "spec.yaml", "table.csv", "in/bob.yaml", "--roster", "class.csv"]) == 0
    assert capsys.readouterr().err == "bpcalc: not on the roster: bob, max\n"


def test_scores_without_an_answer_that_cannot_be_read_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Where that is worth marks; a line that nobody asked for is not."""
    Path("spec.yaml").write_text(SPEC.replace("marks: {z: 2}", "marks: {z: 2, dz/dx: 1}"))
    sheet("cyd", "z: [2, four]\ndz/dx: [[2, 0], [0, 2]]\n")
    sheet("dan", "z: [2, 4]\ndz/dy: two\n")
    assert grade() == 0
    said = "1 graded sheet has answers that cannot be read and count as wrong, look at them: cyd"
    assert capsys.readouterr().err == f"bpcalc: {said}\n"


def test_a_sheet_may_say_whose_it_is() -> None:
    """Where only the name of the file says something else; a name that is taken is nobody's."""
    sheet("bob", "student: Bob Ross\nz: [2, 4]\n")
    sheet("cyd", "student: ada\nz: [2, 4]\n")
    assert grade() == 4
    found = rows()
    assert [one["student"] for one in found] == ["ada", "Bob Ross", "cyd"]
    assert [one["status"] for one in found] == ["graded", "graded", "ungradable"]
    assert "ada is named by" in found[2]["reason"]


def test_json_is_the_rows_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    """On stdout as in the folder."""
    assert grade("--json") == 4
    assert capsys.readouterr().out == Path("grades/grades.jsonl").read_text()


def test_exports_and_feedback_stand_beside_the_rows() -> None:
    """A file for the class in the folder, files for students in folders of their own."""
    assert (
        grade(
            "--export", "scores", "--export", "gradescope", "--feedback", "back", "--feedback-format", "html"
        )
        == 4
    )
    assert sorted(os.listdir("grades")) == ["grades.jsonl", "gradescope", "scores.csv"]
    assert sorted(os.listdir("grades/gradescope")) == [LIST, "ada.json", "bob.json", "cyd.json"]
    assert sorted(os.listdir("back")) == [LIST, "ada.html", "bob.html", "cyd.html"]


def test_an_export_of_an_earlier_run_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """It is not of these rows; the one that was written again is."""
    grade("--export", "scores", "--export", "gradescope", "--export", "junit")
    assert "earlier run" not in capsys.readouterr().err
    grade("--export", "junit")
    said = capsys.readouterr().err
    assert "of an earlier run, and not of these results: grades/gradescope, grades/scores.csv;" in said


def test_files_of_students_who_are_gone_are_removed_and_no_others() -> None:
    """An upload of the folder would give them grades; what the instructor put there stays."""
    grade("--export", "gradescope", "--feedback", "back")
    for name in ("back/notes.txt", "grades/gradescope/notes.json"):
        Path(name).write_text("mine")
    Path("in/bob.yaml").unlink()
    grade("--export", "gradescope", "--feedback", "back", "--feedback-format", "html")
    assert sorted(os.listdir("grades/gradescope")) == [LIST, "ada.json", "cyd.json", "notes.json"]
    assert sorted(os.listdir("back")) == [LIST, "ada.html", "cyd.html", "notes.txt"]


def test_a_list_of_files_leads_nowhere_else() -> None:
    """Whatever somebody has written into it."""
    Path("back").mkdir()
    Path("outside.txt").write_text("mine")
    Path("back/link.txt").symlink_to("../outside.txt")
    Path("back", LIST).write_text("../outside.txt\n\n.\n..\nlink.txt\n" + os.path.abspath("outside.txt"))
    assert grade("--feedback", "back") == 4
    assert Path("outside.txt").read_text() == "mine"
    assert Path("back/link.txt").is_symlink()


def test_every_export_that_is_offered_is_there() -> None:
    """The help names them without importing them."""
    from bpcalc.batch.exports.kinds import KINDS
    from bpcalc.cli import grade as command

    assert tuple(KINDS) == command.KINDS


def test_a_sheet_of_the_course_is_filled_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The one that was given stays as it is."""
    text = 'Student,ID,SIS Login ID,Section,Twice (7)\nPoints Possible,,,,2\n"ada",1,ada,A,\n"zoe",2,zoe,A,\n'
    Path("canvas.csv").write_text(text)
    assert grade("--fill", "canvas.csv") == 4
    assert Path("canvas.csv").read_text() == text
    assert '"ada",1,ada,A,2\n' in Path("grades/canvas.csv").read_text().replace("ada,1", '"ada",1')
    assert "zoe" in capsys.readouterr().err
    assert grade("--fill", "canvas.csv", "--into", ".") == 2


def test_the_spec_is_no_submission() -> None:
    """Even where it lies among them."""
    os.rename("spec.yaml", "in/spec.yaml")
    assert ending(["grade", "in/spec.yaml", "in"]) == 4
    assert [one["student"] for one in rows()] == ["ada", "bob", "cyd"]


@pytest.mark.parametrize("option", ["--into", "--feedback"])
@pytest.mark.parametrize("path", ["in", "in/out", "./in/../in/out/put"])
def test_results_do_not_go_among_the_submissions(
    option: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run would take them for some."""
    assert grade(option, path) == 2
    assert "taken for submissions" in capsys.readouterr().err
    assert sorted(os.listdir("in")) == ["ada.yaml", "bob.yaml", "cyd.yaml"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nothing.yaml", "in"], 3, "there is no such file"),
        (["in/cyd.yaml", "in"], 3, "never closed"),
        (["spec.yaml", "nowhere"], 2, "nowhere"),
        (["spec.yaml"], 2, "Missing argument"),
        (["-", "-"], 2, "not both"),
        (["spec.yaml", "in", "--roster", "nobody.csv"], 2, "nobody.csv"),
        (["spec.yaml", "in", "--fill", "nothing.csv"], 2, "nothing.csv"),
        (["spec.yaml", "in", "--into", "spec.yaml"], 5, "spec.yaml"),
        (["spec.yaml", "in", "--into", "/proc/grades"], 5, "cannot be written"),
        (["spec.yaml", "in", "--feedback", "spec.yaml"], 5, "--feedback spec.yaml is a file; name a folder"),
        (["spec.yaml", "in", "--feedback", "spec.yaml/told"], 5, "spec.yaml is no folder"),
        (["spec.yaml", "in", "-o", "in"], 5, "--output in is a folder; name a file"),
        (["spec.yaml", "in", "-o", "nowhere/page.html"], 5, "nowhere is no folder"),
    ],
)
def test_what_cannot_begin_says_why(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """3 for the spec, 2 for the command line, 5 for where the results go."""
    assert ending(["grade", *arguments]) == code
    assert says in capsys.readouterr().err
    assert not Path("grades").exists()


def test_an_unfinished_run_is_not_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    """It is gone on with, or deleted, by a person."""
    Path("grades").mkdir()
    Path("grades/journal.jsonl").write_text("half")
    assert grade() == 2
    assert "--resume" in capsys.readouterr().err
    assert Path("grades/journal.jsonl").read_text() == "half"
    assert grade("--resume") == 4
    assert os.listdir("grades") == ["grades.jsonl"]


def interrupted(after: int) -> Any:
    """`results` with an interrupt after so many groups."""
    from bpcalc.batch.run import results

    def some(*arguments: Any) -> Iterator[Any]:
        groups = (group for group in results(*arguments) if group)
        yield from islice(groups, after)
        raise KeyboardInterrupt

    return some


def test_an_interrupt_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is done is kept, and is not judged again."""
    with monkeypatch.context() as patched:
        patched.setattr(grading, "results", interrupted(1))
        assert grade() == 130
    said = capsys.readouterr().err
    assert "3 of 3 are graded and kept in grades/journal.jsonl" in said
    assert "--resume goes on" in said
    kept = Path("grades/journal.jsonl").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("bpcalc.batch.worker.line_of", None)
        assert grade("--resume") == 4
    assert len(kept.splitlines()) == len(rows()) == 3


@pytest.mark.parametrize(
    ("change", "judged"),
    [
        (lambda: None, []),
        (lambda: sheet("bob", "z: [3, 4]\n"), ["bob"]),
        (lambda: os.rename("in/bob.yaml", "in/dan.yaml"), ["dan"]),
        (lambda: Path("in/bob.yaml").unlink(), []),
        (lambda: sheet("abe", "z: [2, 4]\n"), ["abe"]),
        (lambda: Path("spec.yaml").write_text(SPEC.replace("z: 2}", "z: 3}")), ["ada", "bob", "cyd"]),
    ],
)
def test_a_row_counts_only_for_the_same_submission(
    change: Any, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has changed since the interrupt is judged again, and the result is that of a fresh run."""
    with monkeypatch.context() as patched:
        patched.setattr(grading, "results", interrupted(1))
        assert grade() == 130
    before = Path("grades/journal.jsonl").read_bytes().count(b"\n")
    change()
    with monkeypatch.context() as patched:  # the journal stays, to be looked at
        patched.setattr(journal.Journal, "close", lambda self, remove=False: os.close(self._descriptor))
        grade("--resume")
    new = Path("grades/journal.jsonl").read_bytes().splitlines()[before:]
    assert [json.loads(line)["row"]["student"] for line in new] == judged
    grade("--into", "fresh")
    assert Path("grades/grades.jsonl").read_bytes() == Path("fresh/grades.jsonl").read_bytes()


def test_another_hint_is_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of an interrupted run with other options do not count."""
    with monkeypatch.context() as patched:
        patched.setattr(grading, "results", interrupted(1))
        grade("--hint", "3")
    grade("--resume", "--hint", "1")
    grade("--into", "fresh", "--hint", "1")
    assert rows() == rows("fresh")


def test_a_full_disk_keeps_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 5; with room again, --resume comes to the end."""
    for k in range(200):
        sheet(f"s{k:03}", "z: [2, 4]\n")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    try:
        assert grade() == 5
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    said = capsys.readouterr().err
    assert "File too large" in said
    assert "--resume" in said
    kept = Path("grades/journal.jsonl").read_bytes()
    assert kept.endswith(b"}\n")
    assert len(kept) <= 40_000
    assert os.listdir("grades") == ["journal.jsonl"]
    assert grade("--resume") == 4
    assert len(rows()) == 203


def test_an_export_that_cannot_be_written_keeps_the_journal() -> None:
    """A folder stands where the file should be; the rows are there, and so is the way on."""
    Path("grades/scores.csv").mkdir(parents=True)
    assert grade("--export", "scores") == 5
    assert sorted(os.listdir("grades")) == ["grades.jsonl", "journal.jsonl", "scores.csv"]
    Path("grades/scores.csv").rmdir()
    assert grade("--export", "scores", "--resume") == 4
    assert sorted(os.listdir("grades")) == ["grades.jsonl", "scores.csv"]


def test_a_real_interrupt_ends_all_processes() -> None:
    """Ctrl-C reaches the workers, too; the parent decides. A worker never outlives it."""
    for k in range(3000):
        sheet(f"s{k:04}", "z: [2, 4]\n")
    running = processes.started("spec.yaml", "in", "--jobs", "2")
    path = Path("grades/journal.jsonl")
    end = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size) and time.monotonic() < end:
        time.sleep(0.001)
    os.killpg(running.pid, signal.SIGINT)
    _, error = running.communicate()
    assert running.returncode == 130
    assert b"--resume goes on" in error
    assert processes.gone(running.pid)
    assert processes.run("spec.yaml", "in", "--resume").code == 4


def test_the_bytes_are_the_same_everywhere() -> None:
    """Whatever the number of workers, the hash seed, the locale, the time zone."""
    for k in range(150):
        sheet(f"s{k:03}", f"student: Å{k}\nz: [2, {k % 7}]\n")
    worlds = [("1", "1", "C", "UTC"), ("3", "77", "C.UTF-8", "Asia/Tokyo")]
    found = []
    for jobs, seed, locale, zone in worlds:
        world = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "PYTHONUTF8": "0"}
        exports = ["--export", "scores", "--export", "junit", "--export", "gradescope"]
        into = f"world{seed}"
        done = processes.run("spec.yaml", "in", "--into", into, "--jobs", jobs, *exports, environment=world)
        assert done.code == 4
        found.append({path.relative_to(into): path.read_bytes() for path in Path(into).rglob("*.*")})
    assert found[0] == found[1]
    assert len(found[0]) == 3 + 153 + 1, "the rows, two files, one for each student and their list"


def test_the_help_has_an_example() -> None:
    """Which is how to begin."""
    from bpcalc.cli.main import bpcalc

    assert "bpcalc grade exercise.yaml submissions/" in CliRunner().invoke(bpcalc, ["grade", "-h"]).output
