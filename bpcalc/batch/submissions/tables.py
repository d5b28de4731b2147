"""A table with a row for each student, as forms, quizzes and teachers write it.

Where it has a time or an attempt column, several rows of a student are attempts: ordered by
their number, else by their time (see `times`), however the table is sorted.

A row is named by its column `student`; else, where Moodle or Canvas wrote the table, by the
full name; else by what a form collects and nobody can invent: the address, then the number,
and only then the name that was typed. Two rows of one typed name are nobody's attempts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.columns import Columns, Who, columns, who
from bpcalc.batch.submissions.found import Found, shown, student_name
from bpcalc.batch.submissions.records import Record, lines_of, records
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.submissions.times import orders
from bpcalc.batch.table_header import ATTEMPT, TIME
from bpcalc.errors import InputError, Problem
from bpcalc.spec.source import ANSWERS_BYTES

NO_STUDENT = "no student's row, passed over"


def table_rows(data: bytes, name: str, remarks: Remarks) -> Iterator[Found]:
    """A submission for each row. Raises InputError for a table that says of nobody who they are."""
    rows = records(lines_of(data, name))
    header = next(rows, Record(0, []))
    where = columns(header.cells)
    if header.problem is not None or not where.tells_who:
        raise InputError(problems.no_columns(name, [shown(cell) for cell in header.cells]))
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    found: list[Found] = []
    numbers, times = [], []
    for row in rows:
        source = f"{shown(name)}, row {row.number}"
        student = who(row.cells, where)
        label = _label(student, where)
        problem = row.problem or _ragged(row, where)
        if not label or (label.lower() == "overall average" and not student.clues):
            if problem is None and (label or not any(text for _, text in _cells(row, where, {}))):
                remarks.add(NO_STUDENT, source)
                continue
            problem, label = problem or problems.NOBODY, source
        one = Submission(student_name(label), source, problem=problem)
        if problem is None:
            one = one._replace(cells=_cells(row, where, pairs))
        identity = student.number or student.email or (where.trusted and student.name) or student.weak
        found.append(Found(one, f"{name}\0{identity}" if identity else "", student.clues))
        numbers.append(_number(row, where))
        told = [] if problem is not None else where.roles.get(TIME, [])
        times.append(next((row.cells[k] for k in told), ""))
    if TIME not in where.roles and ATTEMPT not in where.roles:
        yield from found
        return
    for submission, number, order in zip(found, numbers, orders(times), strict=True):
        ordered = number is not None or order is not None
        yield submission._replace(attempt=(number or 0, *(order or ())) if ordered else None)


def json_lines(data: bytes, name: str) -> Iterator[Found]:
    """A submission for each line: a sheet in JSON that has a `student`."""
    for number, line in enumerate(lines_of(data, name), 1):
        if line is not None and not line.strip():
            continue
        source = f"{shown(name)}, line {number}"
        if line is None:
            what = f"this line has more than {ANSWERS_BYTES:,} characters"
            yield Found(Submission(source, source, problem=problems.broken_row(what, "shorten it")))
            continue
        problem, student = _student_of(line)
        if problem is not None:
            yield Found(Submission(source, source, problem=problem))
        else:
            yield Found(Submission(student_name(student) or source, source, text=line.rstrip("\n")))


def _student_of(line: str) -> tuple[Problem | None, str]:
    """What is wrong with a line, and whose it says that it is."""
    try:
        sheet = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        return problems.no_json(f"{error.msg}, in column {error.pos + 1}"), ""
    except (ValueError, RecursionError):
        return problems.no_json("it is nested too deep"), ""
    if not isinstance(sheet, dict):
        return problems.no_json("it is no mapping"), ""
    student = sheet.get("student")
    return None, student if isinstance(student, str) else ""


def is_json_line(line: str) -> bool:
    """Whether a line is a mapping in JSON on its own."""
    return line.lstrip()[:1] == "{" and _student_of(line)[0] is None


def _label(student: Who, where: Columns) -> str:
    """What a row is called after; see above."""
    names = [student.name] if where.trusted else []
    names += [student.email, student.number, student.name, student.weak]
    return next(filter(None, names), "")


def _ragged(row: Record, where: Columns) -> Problem | None:
    """A row whose cells may stand under the wrong columns."""
    while len(row.cells) > where.width and not row.cells[-1].strip():
        row.cells.pop()
    if len(row.cells) == where.width:
        return None
    return problems.broken_row(f"the header has {where.width} cells, this row {len(row.cells)}")


def _cells(
    row: Record, where: Columns, pairs: dict[tuple[str, str], tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """The cells of a row that may be answers, blank ones too. Equal ones of a class are kept once."""
    found = ((name, row.cells[k].strip()) for k, name in where.answers if k < len(row.cells))
    return tuple(pairs.setdefault(pair, pair) for pair in found)


def _number(row: Record, where: Columns) -> int | None:
    """Which attempt of its student a row says that it is."""
    texts = (row.cells[k].strip() for k in where.roles.get(ATTEMPT, ()) if k < len(row.cells))
    return next((int(text[:12]) for text in texts if text.isdecimal()), None)
