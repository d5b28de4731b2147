"""A file is replaced as a whole, and what the old one was is kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bpcalc.batch.files import NotWrittenError, replaced

ALONE = pytest.mark.parametrize("alone", [True, False])


@ALONE
@pytest.mark.parametrize("mode", [0o600, 0o660, 0o444 | stat.S_IWUSR])
def test_a_new_file_has_the_permissions_of_the_old_one(tmp_path: Path, mode: int, alone: bool) -> None:
    """From its first byte on: grades that nobody may read are never open to others."""
    path = tmp_path / "grades.jsonl"
    path.write_bytes(b"old")
    path.chmod(mode)
    with replaced(path, alone=alone) as file:
        (part,) = set(tmp_path.iterdir()) - {path}
        assert part.stat().st_mode & 0o777 == mode
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == mode


@ALONE
def test_a_file_that_is_not_there_yet_is_like_any_other(tmp_path: Path, alone: bool) -> None:
    """The permissions that the user gives to new files."""
    (tmp_path / "other").touch()
    with replaced(tmp_path / "new", alone=alone) as file:
        file.write(b"new")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@ALONE
def test_a_link_stays_a_link(tmp_path: Path, alone: bool) -> None:
    """The file behind it is replaced."""
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far" / "file")
    with replaced(tmp_path / "link", alone=alone) as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "file").read_bytes() == b"new"


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    """Of two runs with one output the last one counts, and a file of the user is nobody's rest."""
    path, own = tmp_path / "page", tmp_path / "page.part"
    own.write_bytes(b"a part of a page")
    with replaced(path, alone=False) as first, replaced(path, alone=False) as second:
        second.write(b"second")
        first.write(b"first")
    assert path.read_bytes() == b"first"
    assert own.read_bytes() == b"a part of a page"
    assert sorted(tmp_path.iterdir()) == [path, own]


@ALONE
@pytest.mark.parametrize("durable", [True, False])
def test_a_durable_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool, alone: bool
) -> None:
    """First what is in it, then its name."""
    path = tmp_path / "page"
    there: list[bool] = []
    monkeypatch.setattr("bpcalc.batch.files.os.fsync", lambda _: there.append(path.exists()))
    with replaced(path, durable=durable, alone=alone) as file:
        file.write(b"new")
    assert there == ([False, True] if durable else [])


@pytest.mark.skipif(os.name != "posix", reason="no named pipes")
@ALONE
def test_a_pipe_is_written_to(tmp_path: Path, alone: bool) -> None:
    """And stays a pipe."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with replaced(path, alone=alone) as file:
        file.write(b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert path.is_fifo()


@ALONE
def test_a_folder_is_no_file(tmp_path: Path, alone: bool) -> None:
    """It is told before anything is worked out."""
    with (
        pytest.raises(NotWrittenError, match="cannot be written: Is a directory"),
        replaced(tmp_path, alone=alone),
    ):
        pytest.fail("there is something to write to")
