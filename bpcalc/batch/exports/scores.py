"""scores.csv: one line per student."""

from __future__ import annotations

from typing import BinaryIO

from bpcalc.batch.exports.cells import Column, table
from bpcalc.batch.rows import Rows
from bpcalc.batch.wording import PASSED, percent

COLUMNS = (
    Column("student"), Column("status"), Column("score", True), Column("out_of", True),
    Column("percent", True), Column("answers", True), Column("right", True), Column("reason"),
    Column("source"),
)  # fmt: skip


def scores_csv(rows: Rows, out: BinaryIO) -> None:
    """Who has how much. Without a score the cells of `score` and `percent` are empty, never 0; so is
    `out_of` where no marks are set.

    `right` of `answers`: those that are right, right but for rounding, or right from earlier ones.
    """
    with table(out, *COLUMNS) as lines:
        for row in rows():
            counted = row.score is not None
            right = sum(entry.verdict in PASSED for entry in row.answers)
            out_of = row.out_of if counted else row.out_of or None
            many = len(row.answers) if counted else None
            lines.write(row.student, row.status, row.score, out_of, percent(row), many,
                        right if counted else None, row.reason, row.source)  # fmt: skip
