"""Gradescope's `results.json` of one submission."""

from __future__ import annotations

from typing import Any, BinaryIO

from bpcalc.batch.exports.one import names, only_row, said, total, ungraded, write_json
from bpcalc.batch.rows import SCHEMA, Row, Rows
from bpcalc.batch.wording import PASSED, exact
from bpcalc.errors import visible


def gradescope_results(rows: Rows, out: BinaryIO) -> None:
    """The results of one student, for `/autograder/results/results.json`.

    A test is an answer; it has `passed` when nothing is to be done about it, whatever it earned. What
    could not be graded has no score at all: Gradescope then asks for a person and writes no zero.
    """
    write_json(results(only_row(rows)), out)


def results(row: Row) -> dict[str, Any]:
    """The same as data."""
    record: dict[str, Any] = {
        "output": ungraded(row) if row.score is None else total(row),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"schema": SCHEMA, "student": visible(row.student), "status": row.status},
        "tests": [
            {
                "name": name,
                "name_format": "text",
                "number": number,
                "score": exact(entry.marks),
                "max_score": exact(entry.out_of),
                "status": "passed" if entry.verdict in PASSED else "failed",
                "output": said(entry),
                "output_format": "text",
                "visibility": "visible",
                "extra_data": {"verdict": entry.verdict, "mistakes": list(entry.mistakes)},
            }
            for number, name, entry in names(row)
        ],
    }
    return record if row.score is None else {"score": exact(row.score), **record}
