"""What lies in a folder: names and kinds only. Nothing is opened, no link is followed.

Kinds come with the names (`os.scandir`), so a flat folder of 100,000 files costs no look at
any of them.
"""

from __future__ import annotations

import os

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
    files: list[str]
    odd: list[tuple[str, Problem]]
    folders: list[Folder]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return os.path.basename(self.path)


def scan(path: str, remarks: Remarks, depth: int = 0) -> Folder:
    """The folder with all that is below it. What cannot be seen is `odd`, and never raises."""
    files: list[str] = []
    odd: list[tuple[str, Problem]] = []
    inner: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                _sort_in(entry, files, odd, inner, remarks)
    except OSError as error:
        odd.append(("", problems.unlisted(error.strerror or "unknown")))
    files.sort()
    inner.sort()
    odd.sort(key=lambda one: one[0])
    if depth >= DEPTH:
        odd += [(name, problems.DEEP) for name in inner]
        inner = []
    return Folder(path, files, odd, [scan(within(path, name), remarks, depth + 1) for name in inner])


def _sort_in(
    entry: os.DirEntry[str],
    files: list[str],
    odd: list[tuple[str, Problem]],
    inner: list[str],
    remarks: Remarks,
) -> None:
    name = entry.name
    if is_junk(name):
        remarks.add(IGNORED, shown(name))
        return
    try:
        if entry.is_symlink():
            odd.append((name, problems.LINK))
        elif entry.is_file(follow_symlinks=False):
            files.append(name)
        elif not entry.is_dir(follow_symlinks=False):
            odd.append((name, problems.DEVICE))
        elif is_sheet(name):
            odd.append((name, problems.DIRECTORY))
        else:
            inner.append(name)
    except OSError:
        odd.append((name, problems.UNSEEN))


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
