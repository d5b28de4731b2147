"""The list of a class: who should have handed in something, under all names that they have."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.columns import columns
from bpcalc.batch.submissions.found import shown, student_name
from bpcalc.batch.submissions.records import TABLE_BYTES, Record, lines_of, records
from bpcalc.batch.table_header import EMAIL, FIRST, LAST, NAME, NUMBER, WEAK
from bpcalc.errors import InputError, Place
from bpcalc.records import NamedTuple
from bpcalc.spec.source import file_bytes

_NOBODY = {"points possible", "student, test", "test student", "overall average"}
_UNKNOWN = ""
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_NUMBERED = re.compile(r"\s*\([^()]*\)\Z")


class Roster(NamedTuple):
    """The students of a class by the names under which they are shown, in the order of the list.

    `known`: for each way to recognise somebody, the surest first, the student by what is looked
    up; a word that two students share leads to nobody. `namesakes`: who is called so, by a name
    that several have.
    """

    students: tuple[str, ...]
    known: tuple[dict[str, str], ...]
    namesakes: dict[str, tuple[str, ...]]

    def find(self, name: str, clues: Sequence[str] = ()) -> str | None:
        """The student of this name, or of one of these numbers and addresses."""
        for found, squeezed in zip(self.known, _WAYS, strict=True):
            for clue in (*clues, name):
                student = found.get(squeezed(clue))
                if student:
                    return student
        return None

    def meant(self, name: str) -> tuple[str, ...]:
        """Those between whom this name does not decide, whatever number a platform has put behind it."""
        return self.namesakes.get(_ascii(name)) or self.namesakes.get(_ascii(_NUMBERED.sub("", name)), ())


def read_roster(path: str) -> Roster:
    """The roster in a CSV file: any export of a platform with names, numbers or addresses.

    A student is shown by name, two of one name with the number or the address behind it. Raises
    InputError for a file that cannot be read, a row that is broken, or without such columns.
    """
    rows = records(lines_of(file_bytes(path, TABLE_BYTES, True), path))
    header = next(rows, Record(0, []))
    where = columns(header.cells)
    if header.problem is not None or not where.tells_who:
        raise InputError(problems.no_columns(path, [shown(cell) for cell in header.cells]))
    people: dict[tuple[str, ...], None] = {}
    full = where.roles.get(NAME, [])
    numbers = [k for role in (NUMBER, WEAK) for k in where.roles.get(role, ())]
    for row in rows:
        if row.problem is not None:
            raise InputError(row.problem._replace(place=Place(path, row.number, 1, 2)))
        first, last, name = (_cell(row, where.roles.get(role, ())) for role in (FIRST, LAST, NAME))
        name = name if full and name else f"{first} {last}".strip()
        if name.lower() in _NOBODY:
            continue
        email = _cell(row, where.roles.get(EMAIL, ()))
        others = [_cell(row, [k]) for k in numbers]
        if name or email or any(others):
            person = (name, email, *others)
            people[person] = None
    return _roster(list(people))


def _roster(people: list[tuple[str, ...]]) -> Roster:
    same = Counter(_plain(name) for name, *_ in people)
    known: tuple[dict[str, str], ...] = ({}, {}, {}, {}, {})
    called: dict[str, dict[str, None]] = {}
    students = []
    for name, email, *numbers in people:
        number = next(filter(None, (*numbers, email)), "")
        student = name or number
        if name and number and same[_plain(name)] > 1:
            student = f"{name} ({number})"
        student = student_name(student)
        students.append(student)
        local = [email.partition("@")[0]] if "@" in email else []
        names = [*_turned(name)]
        for word in {_ascii(one) for one in names} - {""}:
            called.setdefault(word, {})[student] = None
        ways = ([*numbers, email, student], names, names, local, names)
        for found, words, squeezed in zip(known, ways, _WAYS, strict=True):
            for word in {squeezed(word) for word in words} - {""}:
                found[word] = student if found.get(word, student) == student else _UNKNOWN
    namesakes = {word: tuple(several) for word, several in called.items() if len(several) > 1}
    return Roster(tuple(dict.fromkeys(students)), known, namesakes)


def _cell(row: Record, columns: Sequence[int]) -> str:
    found = (" ".join(row.cells[k].split()) for k in columns if k < len(row.cells))
    return next(filter(None, found), "")


def _turned(name: str) -> Iterator[str]:
    """`Doe, Jane` and `Jane Doe` are one name."""
    yield name
    last, comma, first = name.partition(", ")
    if comma:
        yield f"{first} {last}"
    else:
        words = name.split()
        for k in range(1, len(words)):
            yield f"{' '.join(words[k:])}, {' '.join(words[:k])}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()


def _letters(text: str) -> str:
    """The letters and digits alone: how Canvas writes a name into that of a file."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text).casefold()))


def _ascii(text: str) -> str:
    """The same without accents: `garcialopezmariajose` for García López, María José."""
    if text.isascii():
        return _letters(text)
    parts = unicodedata.normalize("NFD", text.casefold().translate(_STROKES))
    return "".join(filter(str.isalnum, parts))  # an accent is no letter


_WAYS = (_plain, _plain, _letters, _plain, _ascii)
