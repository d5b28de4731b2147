"""A table with a row for each student, as forms, quizzes and teachers write it.

Where it has a time or an attempt column, several rows of a student are attempts: ordered by
their number, else by their time (see `times`), however the table is sorted.

A row is named by its column `student`; else, where Moodle or Canvas wrote the table, by the
full name; else by what a form collects and nobody can invent: the address, then the number,
and only then the name that was typed. Two rows of one typed name are nobody's attempts.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.columns import Columns, attempt, columns, identity, label_of, who
from bpcalc.batch.submissions.found import Found, shown, student_name
from bpcalc.batch.submissions.records import Record, lines_of, records
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.submissions.times import in_order
from bpcalc.batch.table_header import TIME
from bpcalc.errors import InputError, Problem

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
        label = label_of(student, where)
        problem = row.problem or _ragged(row, where)
        if not label or (label.lower() == "overall average" and not student.clues):
            if problem is None and (label or not any(text for _, text in _cells(row, where, {}))):
                remarks.add(NO_STUDENT, source)
                continue
            problem, label = problem or problems.NOBODY, source
        one = Submission(student_name(label), source, problem=problem)
        if problem is None:
            one = one._replace(cells=_cells(row, where, pairs))
        found.append(Found(one, identity(student, where, name), student.clues))
        numbers.append(attempt(row.cells, where))
        told = [] if problem is not None else where.roles.get(TIME, [])
        times.append(next((row.cells[k] for k in told), ""))
    yield from in_order(found, numbers, times) if where.tells_order else found


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
