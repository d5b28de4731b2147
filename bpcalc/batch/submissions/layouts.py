"""Submissions in a folder, whoever put it together: names of files and folders say whose they are.

Known are the downloads of Moodle, Canvas, Blackboard and Gradescope as they are when unzipped,
also with a folder around them. In any other folder

- a file is a submission, named like its student: `jane.yaml`;
- folders are submissions if at least half of those side by side have one answer sheet in them
  (or several, of which one is called `answers`); each is named like its student then, and what
  else is in it does not matter: `jane/answers.yaml`, `jane/hw1/answers.yaml`;
- other folders are groups of students, and looked into. So are a few folders (fewer than ten with
  one sheet) where one has more than three: a class, and the folder of those who were late.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby

from bpcalc.batch.spool import in_order
from bpcalc.batch.submissions import platforms
from bpcalc.batch.submissions.found import Found, shown, student_name
from bpcalc.batch.submissions.gradescope import NAME as METADATA
from bpcalc.batch.submissions.gradescope import submitters
from bpcalc.batch.submissions.piles import Item, candidates, items, picked, stem
from bpcalc.batch.submissions.remarks import Remarks, known_by
from bpcalc.batch.submissions.scan import Folder, within

SURE, MANY = 10, 3
"""So many folders with one sheet are of students; of fewer, none may have more sheets than this."""
UNNAMED = "not in submission_metadata.yml, named like its folder"


def submissions(folder: Folder, remarks: Remarks) -> Iterator[Found]:
    """Everything handed in in a folder, in an order that depends on names alone."""
    known = _exported(folder, remarks)
    yield from known
    rest = folder.folders
    if known:
        rest = [inner for inner in rest if not platforms.GRADESCOPE.fullmatch(inner.name)]
    found, files, rest = platforms.downloads(folder, rest, remarks)
    yield from found
    alone = True
    for one in _files(folder.path, files, remarks):
        alone = False
        yield one
    around = len(rest) == 1 and alone and _is_download(rest[0])
    if _are_students(rest) and not around:
        title = platforms.common_title([inner.name for inner in rest], "-")
        for inner in rest:  # GitHub Classroom: hw1-jdoe
            one = picked(items(inner), inner.name, inner.path, remarks)
            yield one._replace(clues=(inner.name[len(title) :],)) if title else one
    else:
        for inner in rest:
            yield from submissions(inner, remarks)


def _files(path: str, files: Iterator[Item], remarks: Remarks) -> Iterator[Found]:
    """Files of no platform: those that differ in their suffix alone are of one student."""
    for name, pile in groupby(in_order(files, _stem), _stem):
        together = list(pile)
        yield picked(together, name or os.path.basename(path), together[0].path, remarks, by_name=True)


def _stem(item: Item) -> str:
    return stem(item.name)


def _exported(folder: Folder, remarks: Remarks) -> list[Found]:
    """An export of Gradescope: a group's submission is one of each of its members."""
    numbered = [inner for inner in folder.folders if platforms.GRADESCOPE.fullmatch(inner.name)]
    if not numbered or not os.path.lexists(within(folder.path, METADATA)):
        return []
    people = submitters(folder.path)
    found = []
    for inner in numbered:
        one = picked(items(inner), inner.name, inner.path, remarks)
        if inner.name not in people:
            remarks.add(UNNAMED, shown(inner.path))
            found.append(one)
        else:
            remarks.add(known_by("Gradescope"), shown(folder.path))
        for who in people.get(inner.name, ()):
            name = who.name or who.email or who.sid or inner.name
            clues = tuple(clue for clue in (who.sid, who.email) if clue)
            identity = f"{folder.path}\0{who.sid or who.email or name}"
            handed = one.submission._replace(student=student_name(name))
            found.append(Found(handed, identity, clues))
    return found


def _is_download(folder: Folder) -> bool:
    """Whether a platform's download is in the folder, or somewhere below it."""
    return (
        any(platforms.is_known(name) for name in folder.files)
        or any(
            platforms.is_known(f"{inner.name}/") or platforms.is_known(inner.name) or _is_download(inner)
            for inner in folder.folders
        )
        or (bool(folder.folders) and os.path.lexists(within(folder.path, METADATA)))
    )


def _are_students(folders: list[Folder]) -> bool:
    """Whether each folder is what one student handed in."""
    counts = [len(candidates(items(inner))) for inner in folders]
    filled = [count for count in counts if count]
    single = filled.count(1)
    return 2 * single >= len(filled) and (single >= SURE or max(filled, default=0) <= MANY)
