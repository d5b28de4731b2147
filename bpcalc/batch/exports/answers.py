"""answers.csv: one line per student and answer."""

from __future__ import annotations

from typing import BinaryIO

from bpcalc.batch.exports.cells import Column, table
from bpcalc.batch.rows import Rows

COLUMNS = (
    Column("student"), Column("status"), Column("case"), Column("answer"), Column("kind"),
    Column("verdict"), Column("first_error"), Column("marks", True), Column("out_of", True),
    Column("mistakes"), Column("layout"), Column("remark"),
)  # fmt: skip


def answers_csv(rows: Rows, out: BinaryIO) -> None:
    """What became of every answer. Who has none still gets a line, with the reason as its remark."""
    with table(out, *COLUMNS) as lines:
        for row in rows():
            for entry in row.answers:
                lines.write(
                    row.student, row.status, entry.case or "", entry.answer, entry.kind, entry.verdict,
                    "yes" if entry.first_error else "no", entry.marks, entry.out_of,
                    " ".join(entry.mistakes), entry.layout, entry.remark,
                )  # fmt: skip
            if not row.answers:
                why = row.reason or ("no answers" if row.score is not None else "")
                lines.write(row.student, row.status, "", "", "", "", "", None, None, "", "", why)
