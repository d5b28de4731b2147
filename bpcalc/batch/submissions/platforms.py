"""The names that learning platforms give to what they let one download.

Moodle      `Jane Doe_12345_assignsubmission_file/answers.yaml` (older: `…_file_/`), or without
            folders `Jane Doe_12345_assignsubmission_file_answers.yaml`; `onlinetext` for `file`
Canvas      `doejane_12345_67890_answers.yaml`, `doejane_LATE_12345_67890_answers-1.yaml`: the
            numbers of the student and of the file; `anon_Ab3De_67890_answers.yaml`;
            `doejane_12345_text.html` for what was typed
Blackboard  `HW1_jdoe_attempt_2026-11-01-10-00-00_answers.yaml`, and a receipt that ends in .txt
Gradescope  `submission_12345678/`, and a list of names beside it

Canvas and Blackboard keep earlier attempts: the higher number of the file, and the later time
in the name, is the later one. Nothing else is an order; the clock of the disk never is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import Found
from bpcalc.batch.submissions.piles import Item, items, own, picked
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.scan import Folder, is_sheet

MOODLE = re.compile(
    r"(?P<name>[^/]+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_?(?P<folder>/)|_(?P<file>[^/]+))"
)
CANVAS = re.compile(
    r"(?:(?P<name>\S+?)(?:_LATE)?_(?P<id>\d{2,})|(?:LATE_)?anon_(?P<anon>[A-Za-z0-9]{5}))"
    r"_(?:(?P<number>\d{3,})_(?P<file>[^/]+)|(?P<page>(?:text|link)\.html))"
)
BLACKBOARD = re.compile(
    r"(?P<who>[^/]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))"
)
GRADESCOPE = re.compile(r"submission_\d+")
_VERSION = re.compile(r"(?:-\d+| ?\(\d+\))?(?=\.[^.]*$|$)")

Remaining = tuple[list[Found], list[Item], list[Folder]]


def is_known(name: str) -> bool:
    """Whether a platform gave this name, which ends in / if it is that of a folder."""
    return any(pattern.fullmatch(name) for pattern in (MOODLE, CANVAS, BLACKBOARD))


def downloads(folder: Folder, folders: list[Folder], remarks: Remarks) -> Remaining:
    """What platforms put into a folder, and the files and folders that remain."""
    files = own(folder)
    if not any("_" in name for name in folder.files) and not folders:
        return [], files, folders  # most folders are of nobody's making
    found: list[Found] = []
    files, folders = _moodle(folder.path, files, folders, found, remarks)
    files = _blackboard(folder.path, files, found, remarks)
    files = _canvas(folder.path, files, found, remarks)
    return found, files, folders


def _moodle(
    path: str, files: list[Item], folders: list[Folder], found: list[Found], remarks: Remarks
) -> tuple[list[Item], list[Folder]]:
    piles: dict[tuple[str, str], list[Item]] = defaultdict(list)
    where: dict[tuple[str, str], str] = {}
    other_folders, other_files = [], []
    for inner in folders:
        match = MOODLE.fullmatch(f"{inner.name}/")
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
    while piles:
        (name, number), pile = piles.popitem()
        blind = f"{name} {number}"  # of a worksheet that hides the names
        one = picked(pile, blind if name == "Participant" else name, where.pop((name, number), path), remarks)
        found.append(
            one._replace(identity=f"moodle {path}\0{number or name}", clues=(f"Participant {number}", number))
        )
    return other_files, other_folders


def _canvas(path: str, files: list[Item], found: list[Found], remarks: Remarks) -> list[Item]:
    names = _canvas_names(files)
    if not names:
        return files
    piles: dict[str, list[tuple[int, Item]]] = defaultdict(list)
    others = []
    for item in files:
        match = CANVAS.fullmatch(item.name)
        if match is None:
            others.append(item)
        else:
            own_name = match["file"] or item.name
            piles[match["id"] or match["anon"]].append(
                (int(match["number"] or 0), item._replace(name=own_name))
            )
    while piles:  # each is gone when it is done: a class has many
        number, pile = piles.popitem()
        for attempt, part in _versions(pile):
            one = picked(part, names[number] or f"anon_{number}", path, remarks)
            identity = f"canvas {path}\0{number}"
            found.append(one._replace(identity=identity, clues=(number,), attempt=(attempt,)))
    return others


def _canvas_names(files: list[Item]) -> dict[str, str]:
    """The names of students by their numbers; none unless the numbers are those of Canvas, which
    gives every file its own, and every student."""
    names: dict[str, str] = {}
    numbers = set()
    for match in filter(None, (CANVAS.fullmatch(item.name) for item in files)):
        name = match["name"] or ""
        if names.setdefault(match["id"] or match["anon"], name) != name or match["number"] in numbers:
            return {}
        if match["number"]:
            numbers.add(match["number"])
    return names


def _versions(pile: list[tuple[int, Item]]) -> Iterator[tuple[int, list[Item]]]:
    """`answers.yaml` and `answers-1.yaml` are two attempts; files of other names are one."""
    sheets = [(number, item) for number, item in pile if is_sheet(item.name)]
    names = {_VERSION.sub("", item.name, count=1).lower() for _, item in sheets}
    if len(sheets) < 2 or len(names) > 1:
        yield max(number for number, _ in pile), [item for _, item in pile]
        return
    last = max(number for number, _ in sheets)
    for number, item in sheets:
        beside = [other for _, other in pile if not is_sheet(other.name)] if number == last else []
        yield number, [item, *beside]


def _blackboard(path: str, files: list[Item], found: list[Found], remarks: Remarks) -> list[Item]:
    piles: dict[tuple[str, str], list[Item]] = defaultdict(list)
    receipts: dict[tuple[str, str], str] = {}
    others = []
    for item in files:
        match = BLACKBOARD.fullmatch(item.name)
        if match is None:
            others.append(item)
        elif match["receipt"]:
            receipts[match["who"], match["time"]] = item.path
        else:
            piles[match["who"], match["time"]].append(item._replace(name=match["file"]))
    keys = sorted({*piles, *receipts})
    title = common_title([who for who, _ in keys], "_")
    for who, time in keys:
        user = who[len(title) :] if title else who.rpartition("_")[2]
        pile = piles.get((who, time))
        if pile is None:  # a receipt alone: the answers are in it
            pile = [Item(receipts[who, time], "", problems.TYPED)]
        one = picked(pile, user, path, remarks)
        found.append(one._replace(identity=f"blackboard {path}\0{who}", clues=(user,), attempt=(time,)))
    return others


def common_title(names: list[str], separator: str) -> str:
    """What all names begin with, up to a separator: the assignment. Empty for a single name."""
    first, last = min(names, default=""), max(names, default="")
    if first == last:
        return ""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    return first[: first.rfind(separator, 0, same) + 1]
