"""A sheet with one answer per line, as `bpcalc template` writes it, read without a YAML parser.

A class hands in thousands of these. Whatever is not as simple as that is left to the parser,
which reads the same from what is: a test compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bpcalc.errors import InputError, Place
from bpcalc.grading.answers import LIMITS, Answer, Sheet, once
from bpcalc.grading.names import RESERVED, Names
from bpcalc.grading.tables import Table, is_common
from bpcalc.records import NamedTuple
from bpcalc.spec.source import Source

_LONGEST = 16_000
"""Letters of a sheet that is read here: too few for one that has too many values."""
_DEEPEST = 3
_NUMBER = r"[-+]?[0-9.][-+0-9.eE/]*"
_LIST = rf"\[ *{_NUMBER}(?: *, *{_NUMBER})* *\]"
_LINE = re.compile(
    r"(?P<margin> *)(?:"
    r"(?P<key>\w+(?:/\w+)*(?:\[[0-9:,]+(?:, [0-9:,]+)*\])?):"
    rf"(?: +(?:(?P<number>{_NUMBER})|(?P<list>{_LIST})|(?P<rows>\[ *{_LIST}(?: *, *{_LIST})* *\])"
    r"|(?P<words>\w[\w.@-]*(?: [\w.@-]+)*)))?"
    r"(?: +#.*| *)|(?:#.*)?)"
).fullmatch
_new = tuple.__new__
"""Records without their slower constructors: a class has a hundred thousand lines."""
_NUMBERS = re.compile(_NUMBER).findall
_ROWS = re.compile(_LIST).findall


class _NotPlainError(Exception):
    """This sheet is for the parser."""


class _Line(NamedTuple):
    """One line with a key. `kind`: of its value, the name of a group of _LINE, or "common" for a
    number that is; "key" where there is none."""

    number: int
    margin: int
    key: str
    kind: str
    value: str


_Block = list[tuple[_Line, "_Block"]]
"""Lines of one margin, each with the block that is indented below it."""


def plain_sheet(source: Source, names: Names, student: str) -> Sheet | None:
    """The sheet in a text, None where it is no plain one, or where anything is wrong with it."""
    text = source.text
    if len(text) > _LONGEST or "\t" in text:
        return None
    try:
        return _sheet(_block(_lines(text, names)), names, source.name, student)
    except (_NotPlainError, InputError):
        return None


def _lines(text: str, names: Names) -> list[_Line]:
    known, new = names.known_spellings, _new
    lines: list[_Line] = []
    for number, line in enumerate(text.split("\n"), 1):
        head, colon, value = line.partition(": ")
        key = head.lstrip(" ")
        if colon and key in known and is_common(value):  # nearly every line of a class
            lines.append(new(_Line, (number, len(head) - len(key), key, "common", value)))
            continue
        match = _LINE(line)
        if match is None:
            raise _NotPlainError
        margin, key = match.group(1, 2)
        if key is not None:
            if len(key) > LIMITS.key:
                raise _NotPlainError
            kind = match.lastgroup or "key"
            lines.append(new(_Line, (number, len(margin), key, kind, match[kind])))
    return lines


def _block(lines: list[_Line]) -> _Block:
    top: _Block = []
    margin, block, keys = 0, top, set[str]()
    opened = [(margin, block, keys)]
    for line in lines:
        if line.margin != margin:
            if line.margin > margin and block and block[-1][0].kind == "key":
                opened.append((line.margin, block[-1][1], set()))
            while line.margin < opened[-1][0]:
                opened.pop()
            margin, block, keys = opened[-1]
            if line.margin != margin or len(opened) > _DEEPEST:
                raise _NotPlainError
        if line.key in keys:
            raise _NotPlainError
        keys.add(line.key)
        block.append((line, []))
    return top


def _sheet(top: _Block, names: Names, file: str, student: str) -> Sheet:
    wrapped = any(line.key == "answers" for line, _ in top)
    answers: list[Answer] = []
    for line, below in top:
        if line.key == "student":
            student = _student(line, below) or student
        elif not wrapped:
            _read(line, below, names, file, answers)
        elif line.key != "answers" or line.kind != "key":
            raise _NotPlainError
        else:
            for inner, deeper in below:
                _read(inner, deeper, names, file, answers)
    if not top:
        raise _NotPlainError
    return Sheet(student, once(answers))


def _student(line: _Line, below: _Block) -> str:
    if below or line.kind in ("list", "rows"):
        raise _NotPlainError
    return "" if line.kind == "key" else line.value


def _read(line: _Line, below: _Block, names: Names, file: str, answers: list[Answer]) -> None:
    """The answer of a line, or those of a case below it."""
    if line.key in RESERVED:
        raise _NotPlainError
    if below:
        if line.key not in names.cases:
            raise _NotPlainError
        for inner, deeper in below:
            if deeper or inner.key in RESERVED:
                raise _NotPlainError
            answers.append(_answer(line.key, inner, names, file))
    elif line.key in names.cases:
        if line.kind != "key":
            raise _NotPlainError
    elif len(names.cases) == 1:
        answers.append(_answer(names.single, line, names, file))
    else:
        raise _NotPlainError


def _answer(case: str | None, line: _Line, names: Names, file: str) -> Answer:
    number, margin, key, kind, value = line
    about, identity = names.known_spellings.get(key) or names.named(key)
    place = _new(Place, (file, number, margin + 1, margin + 1 + len(key)))
    table = None if kind == "key" else _table(kind, value)
    return _new(Answer, (case, "value", key, about, place, table, "", 0, None, identity))


@lru_cache(maxsize=8192)
def _table(kind: str, text: str) -> Table:
    """The numbers of a value; those who are right write the same."""
    if kind == "common":
        return Table.common([text], 1, False)
    if kind == "number":
        return Table.stated([text], 1, False)
    if kind == "list":
        return Table.stated(_NUMBERS(text), 1, True)
    if kind != "rows":
        raise _NotPlainError
    rows = [_NUMBERS(row) for row in _ROWS(text)]
    columns = len(rows[0])
    if any(len(row) != columns for row in rows):
        raise _NotPlainError
    return Table.stated([number for row in rows for number in row], columns, False)
