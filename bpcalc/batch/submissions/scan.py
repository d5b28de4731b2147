"""What lies in a folder: names and kinds only. Nothing is opened, no link is followed.

Kinds come with the names (`os.scandir`), so a flat folder of 100,000 files costs no look at
any of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from bpcalc.batch.spool import kept_in_order
from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import shown
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.errors import Problem
from bpcalc.records import NamedTuple

DEPTH = 24
"""Folders inside folders; nobody hands in more of them."""
SHEETS = (".yaml", ".yml", ".json")
IGNORED = "never a submission, passed over"
_JUNK = {"__macosx", "__pycache__", "node_modules", "thumbs.db", "desktop.ini", "icon\r",
         "submission_metadata.yml", "timestamp.txt"}  # fmt: skip
_ABOUT = ("readme", "license", "licence")


class Folder(NamedTuple):
    """A folder as it was found. `odd`: what is neither a file nor a folder to look into, and why.

    All lists are sorted by name, whatever the file system says.
    """

    path: str
    files: Sequence[str]
    odd: list[tuple[str, Problem]]
    folders: list[Folder]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return os.path.basename(self.path)


def scan(path: str, remarks: Remarks, depth: int = 0) -> Folder:
    """The folder with all that is below it. What cannot be seen is `odd`, and never raises."""
    odd: list[tuple[str, Problem]] = []
    inner: list[str] = []
    files = kept_in_order(_files(path, odd, inner, remarks), str)
    inner.sort()
    odd.sort(key=lambda one: one[0])
    if depth >= DEPTH:
        odd += [(name, problems.DEEP) for name in inner]
        inner = []
    return Folder(path, files, odd, [scan(within(path, name), remarks, depth + 1) for name in inner])


def _files(path: str, odd: list[tuple[str, Problem]], inner: list[str], remarks: Remarks) -> Iterator[str]:
    """The names of the files in a folder; all else goes where it belongs."""
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                name = entry.name
                if is_junk(name):
                    remarks.add(IGNORED, shown(name))
                elif (problem := _problem(entry)) is not None:
                    odd.append((name, problem))
                elif entry.is_file(follow_symlinks=False):
                    yield name
                else:
                    inner.append(name)
    except OSError as error:
        odd.append(("", problems.unlisted(error.strerror or "unknown")))


def _problem(entry: os.DirEntry[str]) -> Problem | None:
    """Why something is neither a file nor a folder to look into."""
    try:
        if entry.is_file(follow_symlinks=False):
            return None
        if entry.is_symlink():
            return problems.LINK
        if not entry.is_dir(follow_symlinks=False):
            return problems.DEVICE
        return problems.DIRECTORY if is_sheet(entry.name) else None
    except OSError:
        return problems.UNSEEN


def is_junk(name: str) -> bool:
    """Whether programs or platforms leave files of this name about, so that none is a submission.

    Hidden names, backups, `__MACOSX`, README and LICENSE, and lists that a platform adds.
    """
    if name[:1] == "." or name[-1:] == "~" or name[:2] == "~$":
        return True
    low = name.lower()
    return low in _JUNK or (low.split(".")[0] in _ABOUT and not is_sheet(low))


def within(path: str, name: str) -> str:
    """The path of something in a folder; of the folder itself without a name."""
    if not name:
        return path
    return name if path == "." else f"{path.rstrip('/')}/{name}"


def is_sheet(name: str) -> bool:
    """Whether the name is that of an answer sheet."""
    return name.lower().endswith(SHEETS)
