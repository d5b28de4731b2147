"""Which of the files that a student handed in together is the sheet.

The only one named .yaml, .yml or .json; of several the one called `answers`; where there is
none, a single .txt (editors add that to the name). Otherwise a person has to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import Found, shown, student_name
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.scan import Folder, is_sheet, within
from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import Problem
from bpcalc.records import NamedTuple

ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
BESIDE = "beside a sheet, passed over"
UNPACKED = "unpacked into the folder beside it, passed over"
_LONGEST_SUFFIX = 5
_UNDER = (".yaml", ".yml", ".json", ".tar")
_AGAIN = re.compile(r"(?: ?\(\d+\)|-\d+)$")


class Item(NamedTuple):
    """One thing of a pile. `name`: as the student called it; `problem`: it is no regular file."""

    path: str
    name: str
    problem: Problem | None = None


@lru_cache(maxsize=64)
def stem(name: str) -> str:
    """The name without its suffix: `jane` for jane.yaml and jane.yaml.txt."""
    bare = _without_suffix(name)
    under = bare.lower().endswith(_UNDER)
    return (bare.rpartition(".")[0] or bare) if under else bare


def _without_suffix(name: str) -> str:
    bare, _, suffix = name.rpartition(".")
    is_suffix = len(suffix) <= _LONGEST_SUFFIX and suffix.isascii() and suffix.isalnum()
    return bare if bare and is_suffix else name


def own(folder: Folder) -> Iterator[Item]:
    """What is in a folder itself, apart from its folders."""
    yield from (Item(within(folder.path, name), name) for name in folder.files)
    yield from (Item(within(folder.path, name), name, problem) for name, problem in folder.odd)


def items(folder: Folder) -> list[Item]:
    """All that is in a folder and below it, the things of a folder before those of its folders."""
    found = list(own(folder))
    for inner in folder.folders:
        found += items(inner)
    return found


def unopened(files: Iterable[Item], folders: Sequence[Folder], remarks: Remarks) -> Iterator[Item]:
    """The files without the archives that are unpacked already, each into the folder of its name."""
    filled: set[str] | None = None
    for item in files:
        if item.name.lower().endswith(ARCHIVES):
            if filled is None:
                filled = {inner.name for inner in folders if inner.files or inner.odd or inner.folders}
            if not filled.isdisjoint((stem(item.name), _without_suffix(item.name))):
                remarks.add(UNPACKED, shown(item.path))
                continue
        yield item


def candidates(pile: Sequence[Item]) -> list[Item]:
    """The sheets of a pile: one item, or those between which nothing decides; none where none is."""
    found = [item for item in pile if is_sheet(item.name)]
    if not found:
        found = [item for item in pile if item.name.lower().endswith(".txt")]
    if len(found) < 2:
        return found
    called = [item for item in found if _AGAIN.sub("", stem(item.name)).lower() == "answers"]
    return called if len(called) == 1 else found


def picked(pile: list[Item], student: str, where: str, remarks: Remarks, by_name: bool = False) -> Found:
    """The submission that a pile is. `where`: what is named when there is no sheet in it."""
    found = candidates(pile)
    if len(found) == 1:
        (item,) = found
        others = [other for other in pile if other is not item]
        for other in others:
            remarks.add(BESIDE, shown(other.path))
        source = shown(item.path)
        if item.problem is None:
            path = source if source == item.path else item.path  # one text kept, not two
            beside = tuple([shown(other.name) for other in others if is_sheet(other.name)])
            return Found(Submission(student_name(student), source, path, by_name=by_name, beside=beside))
        return Found(Submission(student_name(student), source, problem=item.problem, by_name=by_name))
    problem = problems.several([shown(item.name) for item in found]) if found else _no_sheet(pile)
    source = shown(pile[0].path if len(pile) == 1 else where)
    return Found(Submission(student_name(student), source, problem=problem, by_name=by_name))


def _no_sheet(pile: list[Item]) -> Problem:
    """Why there is nothing to grade in a pile."""
    names = [item.name.lower() for item in pile]
    for item in pile:
        if item.problem is not None:
            return item.problem
    if any(name.endswith(ARCHIVES) for name in names):
        return problems.ARCHIVE
    if any(name.endswith(("onlinetext.html", "_text.html", "_link.html")) for name in names):
        return problems.TYPED
    return problems.no_sheet([shown(item.name) for item in pile])
