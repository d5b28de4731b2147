"""The files of Canvas: whose each is, and which attempt, by the numbers that Canvas puts into its name.

A number of a file is one student's, and a number of a student has one name. A file whose numbers are
used otherwise too was named by somebody else, and is left; it does not change what the others are,
unless most are such.
Two files of one number are one attempt: Canvas gives a number once, so somebody has put the other
beside it, as a sheet that was typed from a document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bpcalc.batch.submissions.found import Found, shown
from bpcalc.batch.submissions.piles import Item, items, picked
from bpcalc.batch.submissions.remarks import Remarks, known_by
from bpcalc.batch.submissions.scan import Folder, is_sheet

CANVAS = re.compile(
    r"(?:(?P<name>\S+?)(?:_LATE)?_(?P<id>\d{2,})|(?:LATE_)?anon_(?P<anon>[A-Za-z0-9]{5}))"
    r"_(?:(?P<number>\d{3,})_(?P<file>[^/]+)|(?P<page>(?:text|link)\.html))"
)
FOREIGN = "looks like a name that Canvas gives, but its numbers stand for others too; named as it is"
_VERSION = re.compile(r"(?:-\d+| ?\(\d+\))?(?=\.[^.]*$|$)")


def canvas(
    path: str, files: list[Item], folders: list[Folder], remarks: Remarks
) -> tuple[Iterator[Found], list[Item], list[Folder]]:
    """What Canvas has named, and the files and folders that remain.

    A folder is what somebody unpacked from the file of its name.
    """
    everything: list[Item | Folder] = [*files, *folders]
    named = [(match, one) for one in everything if (match := CANVAS.fullmatch(one.name))]
    if not named:
        return iter(()), files, folders
    names = _single((_student(match), match["name"] or "") for match, _ in named)
    owners = _single((match["number"], _student(match)) for match, _ in named if match["number"])
    fitting = {
        one.path for match, one in named
        if names[_student(match)] is not None and owners.get(match["number"], "") is not None
    }  # fmt: skip
    if 2 * len(fitting) < len(named) or _is_of_others([match for match, _ in named]):
        fitting = set()
    piles: dict[str, list[tuple[int, Item]]] = {}
    for match, one in named:
        if one.path in fitting:
            inside = [one._replace(name=match["file"] or one.name)] if isinstance(one, Item) else items(one)
            piles.setdefault(_student(match), []).extend((int(match["number"] or 0), item) for item in inside)
        else:
            remarks.add(FOREIGN, shown(one.path))

    def found() -> Iterator[Found]:
        while piles:  # each is gone when it is done: a class has many
            student, pile = piles.popitem()
            remarks.add(known_by("Canvas"), shown(path))
            for attempt, part in _attempts(pile):
                one = picked(part, names[student] or f"anon_{student}", path, remarks)
                identity = f"canvas {path}\0{student}"
                yield one._replace(identity=identity, clues=(student,), attempt=(attempt,))

    left = [one for one in files if one.path not in fitting]
    return found(), left, [one for one in folders if one.path not in fitting]


def _student(match: re.Match[str]) -> str:
    return match["id"] or match["anon"]


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """What stands with each key, None where several do."""
    found: dict[str, str | None] = {}
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            found[key] = None
    return found


def _is_of_others(matches: Sequence[re.Match[str]]) -> bool:
    """Whether most numbers have several files of one kind, as in hw_2026_1101_jane.yaml: no download has."""
    kinds: dict[str, set[tuple[bool, str]]] = defaultdict(set)
    for match in matches:
        if match["number"]:
            kinds[match["number"]].add((is_sheet(match["file"]), _bare(match["file"])))
    shared = sum(len(kind) > len({sheet for sheet, _ in kind}) for kind in kinds.values())
    return 2 * shared > len(kinds)


def _bare(name: str) -> str:
    """`answers.yaml` for answers-1.yaml and answers (1).yaml."""
    return _VERSION.sub("", name, count=1).lower()


def _attempts(pile: list[tuple[int, Item]]) -> Iterator[tuple[int, list[Item]]]:
    """`answers.yaml` and `answers-1.yaml` are two attempts, if their numbers are; else all is one."""
    numbers = sorted({number for number, item in pile if is_sheet(item.name)})
    names = {_bare(item.name) for _, item in pile if is_sheet(item.name)}
    if len(numbers) < 2 or len(names) > 1:
        yield max((number for number, _ in pile), default=0), [item for _, item in pile]
        return
    for number in numbers:
        last = number == numbers[-1]
        yield number, [item for own, item in pile if own == number or (last and own not in numbers)]
