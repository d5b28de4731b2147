"""Whatever lies in a folder, under whatever names: each file is in a row, or said to be passed over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.choosing import chosen
from bpcalc.batch.submissions.found import shown
from bpcalc.batch.submissions.layouts import submissions
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.scan import Folder, is_junk, is_sheet

WORDS = ["jane", "kim", "doejane", "a b", "", "é", "x\\y", "\x1b", "\udcff", "12", "345", "6789", "LATE", "anon", "Ab3De", "attempt",
         "2026-11-01-10-00-00", "2026-11-02-10-00-00", "assignsubmission", "file", "onlinetext", "submission", "answers",
         "answers-1", "HW1", "text", "link"]  # fmt: skip
SUFFIXES = [".yaml", ".YML", ".json", ".txt", ".pdf", ".zip", ".html", "", ".tar.gz", ".yaml.txt", "_"]


class Everything(Remarks):
    """Remarks that keep every example."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_over: set[str] = set()

    def add(self, reason: str, example: str) -> None:
        self.passed_over.add(example)


def name(random: Random) -> str:
    words = [random.choice(WORDS) for _ in range(random.randint(1, 6))]
    return "_".join(words) + random.choice(SUFFIXES) or "x"


def tree(random: Random, path: str, depth: int = 0) -> Folder:
    """A folder with names of all platforms in any order, and with things that are no files."""
    names = sorted({name(random) for _ in range(random.randint(0, 8))})
    kinds = {one: random.choice("ffffffooddd") for one in names if not is_junk(one)}
    odd = [
        (one, random.choice([problems.LINK, problems.DEVICE])) for one, kind in kinds.items() if kind == "o"
    ]
    inner = [one for one, kind in kinds.items() if kind == "d" and depth < 3 and not is_sheet(one)]
    files = [one for one, kind in kinds.items() if kind == "f"]
    return Folder(path, files, odd, [tree(random, f"{path}/{one}", depth + 1) for one in inner])


def files(folder: Folder) -> Iterator[str]:
    """The shown paths of all that is in a folder."""
    for one in (*folder.files, *(odd for odd, _ in folder.odd)):
        yield shown(f"{folder.path}/{one}")
    for inner in folder.folders:
        yield from files(inner)


@pytest.mark.parametrize("seed", range(300))
def test_every_file_is_in_a_row_or_said_to_be_passed_over(seed: int) -> None:
    """A row without a sheet stands for all files of its folder, or for those beside it."""
    random = Random(seed)
    folder = tree(random, "top")
    remarks = Everything()
    kept = [*chosen(submissions(folder, remarks), None, random.choice(["first", "last"]))]
    named = {source for one in kept for source in (one.source, *one.replaced)}
    for path in files(folder):
        above = {path[:k] for k, letter in enumerate(path) if letter == "/"}
        told = path in named or path in remarks.passed_over or not named.isdisjoint(above)
        assert told or os.path.dirname(path) in map(os.path.dirname, named)


@pytest.mark.parametrize("seed", range(300))
def test_nobody_is_graded_twice(seed: int) -> None:
    """No student has two rows that are graded, no file is in two of them, and all is in order."""
    random = Random(seed)
    kept = [*chosen(submissions(tree(random, "top"), Remarks()), None, "last")]
    assert kept == sorted(kept, key=lambda one: (one.student, one.source))
    graded = [one for one in kept if one.problem is None]
    assert all(bool(one.path) != (one.problem is not None) for one in kept)
    students = [one.student for one in kept]
    assert all(students.count(one.student) == 1 for one in graded)
    assert len({one.path for one in graded}) == len(graded)
