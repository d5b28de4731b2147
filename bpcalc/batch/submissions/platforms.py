"""The names that learning platforms give to what they let one download.

Moodle      `Jane Doe_12345_assignsubmission_file/answers.yaml` (older: `…_file_/`), or without
            folders `Jane Doe_12345_assignsubmission_file_answers.yaml`; `onlinetext` for `file`
Canvas      `doejane_12345_67890_answers.yaml`, `doejane_LATE_12345_67890_answers-1.yaml`: the
            numbers of the student and of the file; `anon_Ab3De_67890_answers.yaml`;
            `doejane_12345_text.html` for what was typed
Blackboard  `HW1_jdoe_attempt_2026-11-01-10-00-00_answers.yaml`, and a receipt that ends in .txt
Gradescope  `submission_12345678/`, and a list of names beside it

A folder that is named like one of these files was unpacked from it.

Canvas and Blackboard keep earlier attempts: the higher number of the file, and the later time
in the name, is the later one. Nothing else is an order; the clock of the disk never is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, takewhile

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.canvas import CANVAS, canvas
from bpcalc.batch.submissions.found import Found, shown
from bpcalc.batch.submissions.piles import Item, items, own, picked, unopened
from bpcalc.batch.submissions.remarks import Remarks, known_by
from bpcalc.batch.submissions.scan import Folder

MOODLE = re.compile(
    r"(?P<name>[^/]+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_?(?P<folder>/)|_(?P<file>[^/]+))"
)
BLACKBOARD = re.compile(
    r"(?P<who>[^/]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))"
)
GRADESCOPE = re.compile(r"submission_\d+")

_IS_MARKED = re.compile(r"_(?:assignsubmission|attempt|\d+)_|anon_").search
"""What no platform leaves out of a name."""

_Remaining = tuple[Iterator[Found], list[Item], list[Folder]]


def is_known(name: str) -> bool:
    """Whether a platform gave this name, which ends in / if it is that of a folder."""
    return any(pattern.fullmatch(name) for pattern in (MOODLE, CANVAS, BLACKBOARD))


def downloads(
    folder: Folder, folders: list[Folder], remarks: Remarks
) -> tuple[Iterator[Found], Iterator[Item], list[Folder]]:
    """What platforms put into a folder, and the files and folders that remain."""
    files = [item for item in own(folder) if _IS_MARKED(item.name)]
    others = own(folder)
    if files:
        others = (item for item in others if not _IS_MARKED(item.name))
    others = unopened(others, folders, remarks)
    files = list(unopened(files, folders, remarks))
    moodle, files, folders = _moodle(folder.path, files, folders, remarks)
    blackboard, files, folders = _blackboard(folder.path, files, folders, remarks)
    of_canvas, files, folders = canvas(folder.path, files, folders, remarks)
    return chain(moodle, blackboard, of_canvas), chain(files, others), folders


def _moodle(path: str, files: list[Item], folders: list[Folder], remarks: Remarks) -> _Remaining:
    piles: dict[tuple[str, str], list[Item]] = defaultdict(list)
    where: dict[tuple[str, str], str] = {}
    other_folders, other_files = [], []
    for inner in folders:
        match = MOODLE.fullmatch(f"{inner.name}/") or MOODLE.fullmatch(inner.name)
        if match is None:
            other_folders.append(inner)
        else:
            key = match["name"], match["id"] or ""
            piles[key] += items(inner)
            where.setdefault(key, inner.path)
    for item in files:
        match = MOODLE.fullmatch(item.name)
        if match is None:
            other_files.append(item)
        else:
            piles[match["name"], match["id"] or ""].append(item._replace(name=match["file"]))

    def found() -> Iterator[Found]:
        while piles:
            (name, number), pile = piles.popitem()
            remarks.add(known_by("Moodle"), shown(path))
            blind = f"{name} {number}"  # of a worksheet that hides the names
            student = blind if name == "Participant" else name
            one = picked(pile, student, where.pop((name, number), path), remarks)
            clues = f"Participant {number}", number
            yield one._replace(identity=f"moodle {path}\0{number or name}", clues=clues)

    return found(), other_files, other_folders


def _blackboard(path: str, files: list[Item], folders: list[Folder], remarks: Remarks) -> _Remaining:
    piles: dict[tuple[str, str], list[Item]] = defaultdict(list)
    receipts: dict[tuple[str, str], str] = {}
    other_folders, others = [], []
    for inner in folders:
        match = BLACKBOARD.fullmatch(inner.name)
        if match is None or not match["file"]:
            other_folders.append(inner)
        else:
            piles[match["who"], match["time"]] += items(inner)
    for item in files:
        match = BLACKBOARD.fullmatch(item.name)
        if match is None:
            others.append(item)
        elif match["receipt"]:
            receipts[match["who"], match["time"]] = item.path
        else:
            piles[match["who"], match["time"]].append(item._replace(name=match["file"]))

    def found() -> Iterator[Found]:
        keys = sorted({*piles, *receipts})
        title = common_title([who for who, _ in keys], "_")
        for _ in {who for who, _ in keys}:
            remarks.add(known_by("Blackboard"), shown(path))
        for who, time in keys:
            user = who[len(title) :] if title else who.rpartition("_")[2]
            pile = piles.pop((who, time), None)
            if pile is None:  # a receipt alone: the answers are in it
                pile = [Item(receipts[who, time], "", problems.TYPED)]
            one = picked(pile, user, path, remarks)
            yield one._replace(identity=f"blackboard {path}\0{who}", clues=(user,), attempt=(time,))

    return found(), others, other_folders


def common_title(names: list[str], separator: str) -> str:
    """What all names begin with, up to a separator: the assignment. Empty for a single name."""
    first, last = min(names, default=""), max(names, default="")
    if first == last:
        return ""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    return first[: first.rfind(separator, 0, same) + 1]
