"""What strangers leave in a folder: each becomes a row with a reason, and harms no other."""

from __future__ import annotations

import os
import pkgutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bpcalc.batch.submissions.collect import collect
from bpcalc.batch.submissions.reading import sheet_source
from bpcalc.batch.submissions.scan import DEPTH
from bpcalc.errors import InputError, visible
from bpcalc.spec.source import ANSWERS_BYTES
from tests.batch.submissions.places import found, laid_out, who_and_where

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and names of any bytes")


@posix
def test_what_is_no_file_is_a_row(tmp_path: Path) -> None:
    """Links, whether they lead anywhere or not, pipes, sockets and directories called like a sheet."""
    laid_out(tmp_path / "subs", "jane.yaml", "folder.yaml/answers.yaml")
    subs = tmp_path / "subs"
    (subs / "link.yaml").symlink_to("/etc/passwd")
    (subs / "dangling.yaml").symlink_to("nowhere")
    (subs / "loop.yaml").symlink_to("loop.yaml")
    (subs / "up").symlink_to("..")
    os.mkfifo(subs / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("subs/socket.yaml")
    assert who_and_where(found("subs")) == [
        ("dangling", "E102"), ("folder", "E101"), ("jane", "subs/jane.yaml"), ("link", "E102"),
        ("loop", "E102"), ("pipe", "E102"), ("socket", "E102"), ("up", "E102"),
    ]  # fmt: skip


@posix
def test_in_a_students_folder_it_is_that_students_row(tmp_path: Path) -> None:
    """Beside a sheet it is passed over, and said."""
    laid_out(tmp_path / "subs", "a/answers.yaml", "b/answers.yaml", "c/", "d/answers.yaml")
    (tmp_path / "subs/b/all").symlink_to("/")
    (tmp_path / "subs/c/answers.yaml").symlink_to("/etc/passwd")
    (tmp_path / "subs/d/more.yaml").symlink_to("answers.yaml")
    collection = found("subs")
    assert who_and_where(collection) == [
        ("a", "subs/a/answers.yaml"), ("b", "subs/b/answers.yaml"), ("c", "E102"), ("d", "subs/d/answers.yaml"),
    ]  # fmt: skip
    assert collection.remarks == ("beside a sheet, passed over: 2 (subs/b/all, subs/d/more.yaml)",)


@posix
def test_names_of_any_bytes_stay_apart(tmp_path: Path) -> None:
    """Shown without a byte that could command a terminal, and never two names as one."""
    names = [
        b"a\x1b[31m.yaml",
        b"a\\x1b[31m.yaml",
        b"\xff.yaml",
        b"\xfe.yaml",
        b"\\udcff.yaml",
        b"n\nl.yaml",
        "\u202eb.yaml".encode(),
    ]
    (tmp_path / "subs").mkdir()
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), b"subs", name), "wb") as file:
            file.write(name)
    collection = found("subs")
    sources = [one.source for one in collection.submissions]
    assert sorted(sources) == [
        r"subs/\\udcff.yaml", r"subs/\u202eb.yaml", r"subs/\udcfe.yaml", r"subs/\udcff.yaml",
        r"subs/a\\x1b[31m.yaml", r"subs/a\x1b[31m.yaml", r"subs/n\nl.yaml",
    ]  # fmt: skip
    assert len({one.student for one in collection.submissions}) == len(names)
    assert all(visible(text) == text for one in collection.submissions for text in (one.student, one.source))
    assert {Path(one.path).read_bytes() for one in collection.submissions} == {*names}


def test_names_that_look_alike_are_one_student(tmp_path: Path) -> None:
    """é in one character or in two, a blank more or less: both are there, and neither is graded."""
    laid_out(tmp_path / "subs", "Jos\u00e9 N.yaml", "Jose\u0301 N.yaml", "Ann  Lee.yaml", "Ann Lee.yaml")
    if len(os.listdir(tmp_path / "subs")) < 4:
        pytest.skip("this file system takes both for one name")
    assert who_and_where(found("subs")) == [
        ("Ann Lee", "E753"), ("Ann Lee", "E753"), ("José N", "E753"), ("José N", "E753"),
    ]  # fmt: skip


def test_deep_folders_end(tmp_path: Path) -> None:
    """Whatever is further down was not seen, and the row says it."""
    laid_out(tmp_path / "subs", "a/answers.yaml", "b/answers.yaml")
    laid_out(tmp_path / "subs/deep", "x/" * (DEPTH + 5) + "answers.yaml")
    assert who_and_where(found("subs")) == [
        ("a", "subs/a/answers.yaml"), ("b", "subs/b/answers.yaml"), ("deep", "E755"),
    ]  # fmt: skip


@posix
def test_a_folder_that_cannot_be_listed_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if its permissions were taken away."""
    laid_out(tmp_path / "subs", "a/answers.yaml", "b/answers.yaml", "c/answers.yaml")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path == "subs/b":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("bpcalc.batch.submissions.scan.os.scandir", refuse)
    collection = found("subs")
    assert who_and_where(collection) == [
        ("a", "subs/a/answers.yaml"), ("b", "E755"), ("c", "subs/c/answers.yaml"),
    ]  # fmt: skip
    problem = collection.submissions[1].problem
    assert problem is not None
    assert "Permission denied" in problem.message


def test_the_order_on_disk_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list and the remarks depend on names alone."""
    laid_out(
        tmp_path / "subs",
        *(f"{k}/x.yaml" for k in range(6)),
        "a.pdf",
        "b.yaml",
        ".x",
        ".y",
        ".z",
        ".w",
        "1/o",
        "2/o",
    )
    first = found("subs")
    scandir = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            with scandir(path) as entries:
                self.entries = [*entries][::-1]

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("bpcalc.batch.submissions.scan.os.scandir", Reversed)
    assert found("subs") == first


def test_the_clock_of_the_disk_says_nothing(tmp_path: Path) -> None:
    """An attempt is the last by the name that the platform gave it."""
    laid_out(tmp_path / "s", "a_10_500_x.yaml", "a_10_400_x-1.yaml")
    for name, time in (("a_10_500_x.yaml", 1), ("a_10_400_x-1.yaml", 10**9)):
        os.utime(tmp_path / "s" / name, (time, time))
    (one,) = found("s").submissions
    assert (one.source, one.replaced) == ("s/a_10_500_x.yaml", ("s/a_10_400_x-1.yaml",))


def test_no_sheet_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Collecting costs no look into any file of the class."""
    laid_out(tmp_path / "subs", "jane.yaml", "kim/answers.yaml", "a_12_345_x.yaml")
    looked_at = []

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: object, *more: object, **options: object) -> object:
            looked_at.append(str(path))
            return function(path, *more, **options)

        return called

    for name in ("builtins.open", "os.open", "os.stat"):
        monkeypatch.setattr(name, watched(pkgutil.resolve_name(name)))
    assert len(collect(["subs"]).submissions) == 3
    assert not [path for path in looked_at if path.endswith(".yaml")]


@posix
def test_reading_a_submission_never_waits_and_never_follows(tmp_path: Path) -> None:
    """What was a file when it was found may have become anything since."""
    laid_out(tmp_path / "subs", "a.yaml", "b.yaml", "c.yaml", "d.yaml", "gone.yaml")
    collection = found("subs")
    for name in "abcd":
        (tmp_path / f"subs/{name}.yaml").unlink()
    os.mkfifo(tmp_path / "subs/a.yaml")
    (tmp_path / "subs/b.yaml").symlink_to("/etc/passwd")
    (tmp_path / "subs/c.yaml").mkdir()
    with open(tmp_path / "subs/d.yaml", "wb") as file:
        file.truncate(20 << 30)  # 20 GB that take no room
    (tmp_path / "subs/gone.yaml").unlink()
    codes = []
    for one in collection.submissions:
        with pytest.raises(InputError) as caught:
            sheet_source(one)
        codes.append(caught.value.problems[0].code)
        place = caught.value.problems[0].place
        assert place is not None
        assert place.file == one.source
    assert codes == ["E102", "E102", "E101", "E104", "E100"]


def test_a_text_is_read_under_the_name_of_its_submission(tmp_path: Path) -> None:
    """A file, and a line of JSON."""
    laid_out(tmp_path, "a.yaml", text="answers: {}\r\n")
    laid_out(tmp_path, "b.jsonl", text='{"student": "kim", "answers": {}}\n')
    assert [sheet_source(one) for one in found("a.yaml", "b.jsonl").submissions] == [
        ("a.yaml", "answers: {}\n"), ("b.jsonl, line 1", '{"student": "kim", "answers": {}}'),
    ]  # fmt: skip


def test_a_sheet_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    """One byte more than the limit is enough to know."""
    laid_out(tmp_path, "a.yaml", text="#" * (ANSWERS_BYTES + 1))
    with pytest.raises(InputError) as caught:
        sheet_source(found("a.yaml").submissions[0])
    assert caught.value.problems[0].code == "E104"
