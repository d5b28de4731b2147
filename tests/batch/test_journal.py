"""The journal: whole rows or none, whatever happened to the run that wrote them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpcalc.batch.files import NotWrittenError, replaced
from bpcalc.batch.journal import Journal, UnfinishedError

KEYS = [f"{k:032x}" for k in range(1, 5)]
ROWS = [b'{"student": "a"}', '{"student": "Jürgen \\n"}'.encode(), b"{}", b'{"x": "' + b"y" * 5000 + b'"}']


def written(path: Path, count: int = 4) -> bytes:
    """A journal with so many rows, left as a crash leaves it."""
    journal = Journal(path, resume=False, size=4)
    journal.add([(k, KEYS[k], ROWS[k]) for k in range(count)])
    journal.close()
    return path.read_bytes()


def read(path: Path) -> list[str]:
    """The keys that count."""
    journal = Journal(path, resume=True, size=4)
    journal.close()
    return known(journal)


def known(journal: Journal) -> list[str]:
    """Those of KEYS that a journal knows; it knows no others."""
    found = [key for key in KEYS if key in journal.known]
    assert len(found) == len(journal.known)
    return found


def test_rows_come_back_in_the_order_of_the_submissions(tmp_path: Path) -> None:
    """In whatever order they came, in one run or in two."""
    path = tmp_path / "journal.jsonl"
    first = Journal(path, resume=False, size=4)
    first.add([(2, KEYS[2], ROWS[2]), (0, KEYS[0], ROWS[0])])
    first.close()
    second = Journal(path, resume=True, size=4)
    second.add([(3, KEYS[3], ROWS[3]), (2, KEYS[2], None)])
    second.add([(0, KEYS[0], None), (1, "", ROWS[1])])
    assert list(second.rows()) == ROWS
    second.close()
    assert read(path) == [KEYS[0], KEYS[2], KEYS[3]], "a row without a key is not found again"


def test_a_journal_cut_anywhere_holds_the_rows_before_the_cut(tmp_path: Path) -> None:
    """A write that was interrupted takes nothing else with it, and can be gone on from."""
    path = tmp_path / "journal.jsonl"
    whole = written(path)
    ends = [k + 1 for k, byte in enumerate(whole) if byte == ord("\n")]
    for cut in {0, 1, *ends, *(end - 1 for end in ends), *(end + 7 for end in ends[:-1]), len(whole) - 3000}:
        path.write_bytes(whole[:cut])
        kept = sum(end <= cut for end in ends)
        journal = Journal(path, resume=True, size=4)
        assert known(journal) == KEYS[:kept]
        journal.add([(k, KEYS[k], None if k < kept else ROWS[k]) for k in range(4)])
        assert list(journal.rows()) == ROWS
        journal.close()
        assert path.read_bytes() == whole


@pytest.mark.parametrize("change", [(b'"student": "a"', b'"student": "b"'), (b'"crc": "', b'"crc": "0')])
def test_a_line_that_was_changed_does_not_count(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    """Nor does it take the lines after it with it."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(written(path).replace(*change, 1))
    assert read(path) == KEYS[1:]


def test_zeros_at_the_end_do_not_count(tmp_path: Path) -> None:
    """Some file systems leave them after a power failure."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(written(path, 2) + b"\0" * 4096)
    assert read(path) == KEYS[:2]


def test_an_unfinished_journal_needs_a_word(tmp_path: Path) -> None:
    """Nothing of it is overwritten without --resume."""
    path = tmp_path / "journal.jsonl"
    before = written(path)
    with pytest.raises(UnfinishedError) as caught:
        Journal(path, resume=False, size=4)
    assert not caught.value.at_work
    assert path.read_bytes() == before


def test_two_runs_do_not_write_one_journal(tmp_path: Path) -> None:
    """The second one is told; the lock of a process that was killed is gone with it."""
    path = tmp_path / "journal.jsonl"
    code = (
        "import sys\nfrom pathlib import Path\nfrom bpcalc.batch.journal import *\n"
        "for resume in (True, False):\n    try:\n        Journal(Path(sys.argv[1]), resume, 0).close()\n"
        "    except UnfinishedError as error:\n        print(error.at_work)\n"
    )
    journal = Journal(path, resume=False, size=1)
    journal.add([(0, KEYS[0], ROWS[0])])
    assert list(journal.rows()) == ROWS[:1], "reading must not end the lock"
    ask = [sys.executable, "-c", code, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run(ask, capture_output=True, text=True, env=environment).stdout == "True\nTrue\n"
    journal.close()
    assert subprocess.run(ask, capture_output=True, text=True, env=environment).stdout == "False\n"


@pytest.fixture
def full_disk() -> Iterator[None]:
    """As good as full: no file may have more than 6,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, before[1]))
    yield None
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_whole_rows(tmp_path: Path) -> None:
    """As many as fit, and no half of the next one."""
    path = tmp_path / "journal.jsonl"
    written(path, 2)
    before = path.read_bytes()
    path.unlink()
    journal = Journal(path, resume=False, size=4)
    journal.add([(0, KEYS[0], ROWS[0])])
    with pytest.raises(NotWrittenError, match=r"journal\.jsonl cannot be written: File too large"):
        journal.add([(1, KEYS[1], ROWS[1]), (3, KEYS[3], ROWS[3] * 2), (2, KEYS[2], ROWS[2])])
    journal.close()
    assert path.read_bytes() == before


@pytest.mark.usefixtures("full_disk")
def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    """And no half of the new one."""
    path = tmp_path / "grades.jsonl"
    path.write_bytes(b"old")
    with pytest.raises(NotWrittenError), replaced(path) as file:
        file.write(b"x" * 10_000)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["grades.jsonl"]


def test_a_half_file_of_an_earlier_run_is_taken_over(tmp_path: Path) -> None:
    """What a crash has left under a working name is gone after the next run."""
    (tmp_path / "grades.jsonl.part").write_bytes(b"half of a much longer file")
    with replaced(tmp_path / "grades.jsonl") as file:
        file.write(b"new")
    assert (tmp_path / "grades.jsonl").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["grades.jsonl"]
