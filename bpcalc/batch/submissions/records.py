"""The rows of a table in CSV, read as they come: one broken row never takes another with it.

A quotation mark that is not closed would swallow all that follows. Such a row is given up, and
reading goes on at the line after its first.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator

from bpcalc.batch.submissions import problems
from bpcalc.batch.table_header import delimiter
from bpcalc.errors import InputError, Place, Problem
from bpcalc.records import NamedTuple
from bpcalc.spec.source import ANSWERS_BYTES

TABLE_BYTES = 32 << 20
ROW = ANSWERS_BYTES
"""Characters that a row, or a line, may have at most."""


class Record(NamedTuple):
    """A row by its number as a spreadsheet counts them. `problem`: it could not be told into cells."""

    number: int
    cells: list[str]
    problem: Problem | None = None


class _TooLongError(Exception):
    """A row goes on beyond the limit."""


def lines_of(data: bytes, name: str) -> Iterator[str | None]:
    """The lines of a text in UTF-8, or in UTF-16 as spreadsheets save it; None for one too long.

    Bytes that are no text stay in the lines as lone surrogates. Raises InputError for a file
    that is too large.
    """
    if len(data) > TABLE_BYTES:
        where = Place(name, 0, 0, 0)
        raise InputError(
            Problem("E104", f"the table is larger than {TABLE_BYTES >> 20} MiB", where, help="split it")
        )
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    stream = io.TextIOWrapper(io.BytesIO(data), encoding, errors)
    while line := stream.readline(ROW + 1):
        if len(line) <= ROW or line.endswith("\n"):
            yield line
            continue
        while (rest := stream.readline(ROW)) and not rest.endswith("\n"):
            pass
        yield None


def records(lines: Iterator[str | None]) -> Iterator[Record]:
    """The rows, the header among them, without empty ones. The separator is , ; or a tab."""
    waiting: deque[str | None] = deque()
    for line in lines:  # until the header
        waiting.append(line)
        if line is not None and line.strip() and not line.startswith("sep="):
            break
    number = 0
    if waiting and waiting[0] is not None and waiting[0].startswith("sep="):
        waiting.popleft()
        number = 1
    separator = delimiter(waiting[-1] or "") if waiting else ","
    while waiting or (line := next(lines, "")) != "":
        if not waiting:
            waiting.append(line)
        number += 1
        record = _next(number, waiting, lines, separator)
        if record.problem is not None or any(cell.strip() for cell in record.cells):
            yield record


def _next(number: int, waiting: deque[str | None], lines: Iterator[str | None], separator: str) -> Record:
    """The next row; of a broken one, all lines but the first go back to those that wait."""
    taken: list[str] = []

    def fed() -> Iterator[str]:
        size = 0
        while waiting or (line := next(lines, "")) != "":
            one = waiting.popleft() if waiting else line
            if one is None:
                if taken:
                    waiting.appendleft(None)
                raise _TooLongError
            taken.append(one)
            size += len(one)
            if size > ROW:
                raise _TooLongError
            yield one.replace("\0", " ")  # the row is refused below, with its other cells in place

    try:
        cells = next(csv.reader(fed(), delimiter=separator, strict=True), [])
    except _TooLongError:
        waiting.extendleft(reversed(taken[1:]))
        what = f"this row has more than {ROW:,} characters"
        help = "shorten it, or close the quotation mark that is open in it"
        return Record(number, [], problems.broken_row(what, help))
    except csv.Error as error:
        waiting.extendleft(reversed(taken[1:]))
        return Record(number, [], problems.broken_row(f"this row cannot be read: {error}"))
    return Record(number, cells, _unreadable(taken))


def _unreadable(taken: list[str]) -> Problem | None:
    """What is wrong with the letters of a row."""
    for line in taken:
        if line.isascii():
            if "\0" in line:
                return problems.broken_row("there is a NUL byte in this row")
        elif any("\udc80" <= letter <= "\udcff" for letter in line):
            help = 'save the table as "CSV UTF-8"'
            return problems.broken_row("there are bytes in this row that are not UTF-8", help)
    return None
