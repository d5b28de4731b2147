"""Which line of a sheet is a student's. What is not certain is told, never guessed.

A submission belongs to the line in which its student stands as an ID, a login or an e-mail address,
or whose number the course has put into the file's name (`doejane_4711_99_x.yaml`,
`Jane Doe_4711_assignsubmission_file_`); else to the only line with the student's name. `Doe, Jane`,
`Jane Doe` and `doejane` are one name; accents count only where they tell two students apart. Two of
one name have what tells them apart behind it, `Jane Doe (m50001)`: that must stand in the line. All
that is known must point to the same line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bpcalc.batch.exports.sheet_columns import CANVAS, MOODLE, Columns
from bpcalc.batch.exports.sheet_text import at

_MOODLE_FILE = re.compile(r"(?:^|[/\\])([^/\\]*)_([0-9]+)_assignsubmission_")
_CANVAS_FILE = re.compile(r"(?:^|[/\\])([^_/\\]+)_(?:late_)?([0-9]+)_[0-9]+_", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+$")
_APART = re.compile(r"(.*\S) \((.+)\)")


class _Index:
    """Lines by a key; most keys have one."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._several: dict[str, set[int]] = {}

    def add(self, key: str, line: int) -> None:
        first = self._first.setdefault(key, line)
        if first != line:
            self._several.setdefault(key, {first}).add(line)

    def lines(self, key: str) -> set[int]:
        first = self._first.get(key)
        return set() if first is None else self._several.get(key, {first})


class Students:
    """Lines by what identifies them."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.ids, self.names = _Index(), _Index()
        heading = {CANVAS: "id", MOODLE: "identifier"}.get(columns.system)
        self.numbers = [k for k in columns.ids if columns.header[k].strip().casefold() == heading]
        self.in_files = {CANVAS: _CANVAS_FILE, MOODLE: _MOODLE_FILE}.get(columns.system)

    def add(self, line: int, values: Sequence[str]) -> None:
        """A student of the sheet."""
        ids = [key for place in self.columns.ids for key in _identities(at(values, place))]
        numbers = (_NUMBER.search(at(values, place)) for place in self.numbers)
        for key in (*ids, *(_numbered(match[0]) for match in numbers if match)):
            self.ids.add(key, line)
        for name in self._names(values):
            person, together = _person(name), _together(name)
            for key in {person, _bare(person), together, _bare(together)} - {""}:
                self.names.add(key, line)

    def _names(self, values: Sequence[str]) -> Iterator[str]:
        yield from (at(values, place) for place in self.columns.names)
        if self.columns.last is not None and self.columns.first is not None:
            yield f"{at(values, self.columns.last)}, {at(values, self.columns.first)}"

    def line(self, student: str, source: str) -> int | str:
        """The line of a submission, else why there is none; "" where nothing is like it."""
        files = [match for text in (student, source) for match in self._files(text)]
        keys = (_folded(student), *(_numbered(match[2]) for match in files))
        names = (student, *(match[1] for match in files))
        numbers, called = [*map(self.ids.lines, keys)], [*map(self._named, names)]
        apart = _APART.fullmatch(student)
        if apart is not None and not self._named(student):
            numbers.append(self.ids.lines(_folded(apart[2])) or self.ids.lines(_numbered(apart[2])))
            called.append(self._named(apart[1]))
            if any(called) and not any(numbers):
                return "the sheet does not say which student of this name it is"
        found = [lines for lines in (*numbers, *called) if lines]
        if not found:
            return ""
        common = set.intersection(*found)
        if not common:
            return "its names and numbers are those of different students"
        return min(common) if len(common) == 1 else "several students of the sheet are called so"

    def _files(self, text: str) -> Iterator[re.Match[str]]:
        """What the course has put into the names of files and folders: a name and a number."""
        return self.in_files.finditer(text) if self.in_files else iter(())

    def _named(self, name: str) -> set[int]:
        """The lines of this name, accents left out only where there is none with them."""
        person = _person(name)
        return self.names.lines(person) or self.names.lines(_bare(person))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _identities(text: str) -> Iterator[str]:
    """The text itself; `Participant_4711` for `Participant 4711`, `jane` for `jane@uni.edu`."""
    folded = _folded(text)
    if folded:
        yield folded
        yield folded.replace(" ", "_")
        yield folded.partition("@")[0]


def _person(text: str) -> str:
    """`jane van doe` for `van Doe, Jane`; signs are blanks."""
    last, comma, first = _folded(text).partition(",")
    return " ".join(re.sub(r"[\W_]+", " ", f"{first} {last}" if comma else last).split())


def _bare(text: str) -> str:
    """Without accents."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _together(text: str) -> str:
    """`doejane` for `Doe, Jane`, as Canvas begins the names of files."""
    return re.sub(r"\W+", "", _folded(text)) if "," in text else ""


def _numbered(number: str) -> str:
    """The key of a number that stands in the names of files; no text of a sheet is like it."""
    return f"\0{number}"
