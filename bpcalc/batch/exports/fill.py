"""The sheet that a course has exported, with the scores filled in; nothing else in it changes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from typing import BinaryIO

from bpcalc.batch.exports.cells import text_cell
from bpcalc.batch.exports.sheet_columns import CANVAS, Columns, columns
from bpcalc.batch.exports.sheet_grades import DECIMALS, Filled, Grades, Line
from bpcalc.batch.exports.sheet_students import Students
from bpcalc.batch.exports.sheet_text import (
    NUMBER,
    Document,
    Record,
    SheetError,
    amount,
    at,
    document,
    joined,
    records,
    written,
)
from bpcalc.batch.rows import Rows
from bpcalc.batch.wording import number
from bpcalc.errors import visible

__all__ = ["Filled", "SheetError", "checked_sheet", "fill_sheet"]

_HIDDEN_ROW = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_UNSAID = re.compile(r"(?:<[^<>]*>|&nbsp;|\s|-)*")
"""A comment that says nothing."""
_KEPT = {"ex": "the student is excused", "n/a": "it is not assigned to the student"}


def fill_sheet(
    rows: Rows, sheet: bytes, out: BinaryIO, *, column: str = "", title: str = "", scale: bool = False,
    feedback: bool = True,
) -> Filled:  # fmt: skip
    """Scores (and Moodle's feedback) written into a sheet of Canvas, Moodle or another system.

    Scores are written as they are; with `scale` as their part of the sheet's own maximum. A cell is
    changed for a student with a score and for no one else, and never one in which somebody has written
    another grade or a comment. Raises SheetError before anything is written.
    """
    doc = document(sheet)
    plan, lines, students = _read(doc, column, title, scale)
    grades = Grades(plan, lines, students, scale)
    with tempfile.TemporaryFile() as texts:
        for row in rows():
            grades.add(row, texts if feedback and plan.feedback is not None else None)
        comma = _decimal_comma(doc, plan)
        out.write(doc.bom)
        for place, record in enumerate(records(doc)):
            out.write(doc.encoded(joined(_with_grade(record, grades, place, doc, comma, texts), doc)))
    return grades.told()


def checked_sheet(sheet: bytes, column: str = "", title: str = "", scale: bool = False) -> str:
    """The column that will be filled. Raises SheetError where `fill_sheet` would."""
    plan, _, _ = _read(document(sheet), column, title, scale)
    return visible(plan.header[plan.fill].strip())


def _read(doc: Document, column: str, title: str, scale: bool) -> tuple[Columns, dict[int, Line], Students]:
    """The columns, the students' lines, and who they are."""
    plan, students = None, None
    lines: dict[int, Line] = {}
    points: float | None = None
    for place, record in enumerate(records(doc)):
        values = record.values()
        if not any(cell.strip() for cell in values):
            continue
        if plan is None or students is None:
            plan = columns(values, column, title)
            students = Students(plan)
        elif plan.system == CANVAS and "Points Possible" in values[0]:
            points = amount(at(values, plan.fill))
            if "read only" in at(values, plan.fill):
                raise SheetError(
                    f"Canvas computes the column {visible(plan.header[plan.fill])}; name another one"
                )
        elif not (plan.system == CANVAS and all(map(_HIDDEN_ROW.fullmatch, values))):
            lines[place] = _line(values, plan, points)
            students.add(place, values)
    if plan is None or students is None or not lines:
        raise SheetError("this sheet has no students")
    if scale and not any(line.maximum for line in lines.values()):
        raise SheetError("the sheet does not say how many points there are, so nothing can be scaled to them")
    return plan, lines, students


def _line(values: Sequence[str], plan: Columns, points: float | None) -> Line:
    names = [
        at(values, place) for place in (*plan.names, plan.first, plan.last, *plan.ids) if place is not None
    ]
    obstacle = _KEPT.get(at(values, plan.fill).casefold(), "") if plan.system == CANVAS else ""
    if plan.lock is not None and at(values, plan.lock).casefold() == "no":
        obstacle = "the grade is locked"
    maximum = points if plan.maximum is None else amount(at(values, plan.maximum))
    student = visible(next(filter(None, names), "(no name)"))
    commented = plan.feedback is not None and not _UNSAID.fullmatch(at(values, plan.feedback))
    return Line(student, obstacle, maximum, at(values, plan.fill), commented)


def _with_grade(
    record: Record, grades: Grades, place: int, doc: Document, comma: bool, texts: BinaryIO
) -> Record:
    """The line with its score and its feedback, where there are any."""
    if place not in grades.owners or not grades.free(place):
        return record
    new: dict[int, str] = {}
    score = grades.scores[place]
    if score is not None:
        shown = number(round(score, DECIMALS))
        new[grades.plan.fill] = shown.replace(".", ",") if comma else shown
    if grades.is_told(place) and grades.plan.feedback is not None:
        start, length = grades.texts[place]
        texts.seek(start)
        said = text_cell(texts.read(length).decode())
        new[grades.plan.feedback] = doc.storable(said, "xmlcharrefreplace")
    cells = list(record.cells)
    for k, text in new.items():
        cells += [""] * (k + 1 - len(cells))
        cells[k] = written(text, cells[k], doc)
    return record._replace(cells=tuple(cells))


def _decimal_comma(doc: Document, plan: Columns) -> bool:
    """Whether the sheet writes 7,5."""
    seen: set[str] = set()
    for record in records(doc):
        values = record.values()
        for place in (plan.fill, plan.maximum):
            text = at(values, place) if place is not None else ""
            if NUMBER.fullmatch(text):
                seen.update(sign for sign in ",." if sign in text)
    return seen == {","}
