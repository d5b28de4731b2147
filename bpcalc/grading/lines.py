"""A sheet with one answer per line, as `bpcalc template` writes it, read without a YAML parser.

A class hands in thousands of these. Whatever is not as simple as that is left to the parser,
which reads the same from what is: a test compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bpcalc.errors import InputError, Place
from bpcalc.grading.answers import LIMITS, Answer, Sheet
from bpcalc.grading.names import RESERVED, Names
from bpcalc.grading.tables import COMMON, Table
from bpcalc.grading.written import is_nothing
from bpcalc.language.other_numbers import has_decimal_commas
from bpcalc.records import NamedTuple
from bpcalc.spec.source import Source

_LONGEST = 16_000
"""Letters of a sheet that is read here: too few for one that has too many values."""
_NUMBER = r"[-+]?[0-9.][-+0-9.eE/]*"
_LIST = rf"\[ *{_NUMBER}(?: *, *{_NUMBER})* *\]"
_LINE = re.compile(
    r"(?P<margin> *)(?:"
    r"(?P<key>\w+(?:/\w+)*(?:\[[0-9:,]+(?:, [0-9:,]+)*\])?):"
    rf"(?: +(?:(?P<number>{_NUMBER})|(?P<list>{_LIST})|(?P<rows>\[ *{_LIST}(?: *, *{_LIST})* *\])"
    r"|(?P<words>\w[\w.@-]*(?: [\w.@-]+)*)))?"
    r"(?: +#.*| *)|(?:#.*)?)"
).fullmatch
_LINES = re.compile(rf"^(?:( *)(\S.*?): ({COMMON})|(.*))$", re.MULTILINE).findall
"""Nearly all lines of a class: margin, name and number; any other line as a whole."""
_KEPT = 512
"""Values whose table is remembered: those who are right write the same."""
_numbers: dict[str, Table] = {}
_new = tuple.__new__
"""Records without their slower constructors: a class has a hundred thousand lines."""
_NUMBERS = re.compile(_NUMBER).findall
_ROWS = re.compile(_LIST).findall


class _NotPlainError(Exception):
    """This sheet is for the parser."""


class _Block(NamedTuple):
    """Lines of one margin. `depth`: 0 for the sheet, 1 below `answers`, 2 below a case; `case`: that of its
    answers; `said`: what stands in it by now, headings by their text and answers by what they are of."""

    margin: int
    depth: int
    case: str | None
    said: set[str]


def plain_sheet(source: Source, names: Names, student: str) -> Sheet | None:
    """The sheet in a text, None where it is no plain one, or where anything is wrong with it."""
    text = source.text
    if len(text) > _LONGEST or "\t" in text:
        return None
    try:
        return _sheet(text, names, source.name, student)
    except (_NotPlainError, InputError):
        return None


def _sheet(text: str, names: Names, file: str, student: str) -> Sheet:
    known, headings, several = names.known_spellings, names.headings, len(names.cases) > 1
    opened = [_Block(0, 0, names.single, set())]
    margin, depth, case, said = opened[0]
    heading = ""
    answers: list[Answer] = []
    for number, (space, key, value, line) in enumerate(_LINES(text), 1):
        named = known.get(key)
        if named is not None:
            own, kind = len(space), "common"
        else:
            match = _LINE(f"{space}{key}: {value}" if key else line)
            if match is None:
                raise _NotPlainError
            if match["key"] is None:
                continue
            own, key, kind = len(match["margin"]), match["key"], match.lastgroup or "key"
            value = match[kind]
            named = known.get(key)
        if own != margin:
            margin, depth, case, said = _block(own, opened, heading, names.single)
        heading = ""
        if key in headings:
            if _is_student(key, kind, depth, said):
                student = ("" if kind == "key" or is_nothing(value) else value) or student
                continue
            if _is_heading(key, kind, depth, said, names):
                heading = key
                continue
        if depth < 2 and (several or (not depth and "answers" in said)):
            raise _NotPlainError
        if named is None:
            if len(key) > LIMITS.key:
                raise _NotPlainError
            named = names.named(key)
        about, identity = named
        if identity in said:
            raise _NotPlainError
        said.add(identity)
        place = _new(Place, (file, number, own + 1, own + 1 + len(key)))
        table = (_numbers.get(value) or _number(value)) if kind == "common" else _table(kind, value)
        answers.append(_new(Answer, (case, "value", key, about, place, table, "", 0, None, identity)))
    if not opened[0].said:
        raise _NotPlainError
    return Sheet(student, tuple(answers))


def _block(margin: int, opened: list[_Block], heading: str, single: str | None) -> _Block:
    """The block of a line that has another margin than the one before it. `heading`: that of the line
    before, if more may stand below it."""
    if margin > opened[-1].margin and heading:
        below = (1, single) if (heading, opened[-1].depth) == ("answers", 0) else (2, heading)
        opened.append(_Block(margin, *below, set()))
    while margin < opened[-1].margin:
        opened.pop()
    if margin != opened[-1].margin:
        raise _NotPlainError
    return opened[-1]


def _is_student(key: str, kind: str, depth: int, said: set[str]) -> bool:
    """Whether a line says who the student is."""
    if key != "student" or depth:
        return False
    if key in said or kind in ("list", "rows"):
        raise _NotPlainError
    said.add(key)
    return True


def _is_heading(key: str, kind: str, depth: int, said: set[str], names: Names) -> bool:
    """Whether a line is `answers` or a case; what is below the words of RESERVED is not for this reader."""
    if key in RESERVED:
        raise _NotPlainError
    of_sheet = key == "answers" and not depth
    if not of_sheet and (depth == 2 or key not in names.cases):
        return False
    if (
        kind != "key"
        or key in said
        or (not depth and (said - {"student"} if of_sheet else "answers" in said))
    ):
        raise _NotPlainError
    said.add(key)
    return True


def _number(text: str) -> Table:
    """The table of a common number."""
    table = Table.common([text], 1, False)
    if len(_numbers) < _KEPT:
        _numbers[text] = table
    return table


@lru_cache(maxsize=_KEPT)
def _table(kind: str, text: str) -> Table | None:
    """The table of any other value, None where there is no value."""
    if kind == "key":
        return None
    if kind == "number":
        return Table.stated([text], 1, False)
    if has_decimal_commas(text):
        raise _NotPlainError
    if kind == "list":
        return Table.stated(_NUMBERS(text), 1, True)
    if kind != "rows":
        raise _NotPlainError
    rows = [_NUMBERS(row) for row in _ROWS(text)]
    columns = len(rows[0])
    if any(len(row) != columns for row in rows):
        raise _NotPlainError
    return Table.stated([number for row in rows for number in row], columns, False)
