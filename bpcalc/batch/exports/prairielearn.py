"""PrairieLearn's `results.json` of one submission, as an external grader writes it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from bpcalc.batch.exports.one import names, only_row, said, total, ungraded, write_json
from bpcalc.batch.rows import Row, Rows
from bpcalc.batch.wording import exact, share

LIMIT = 1_000_000
"""Bytes that PrairieLearn takes."""
SHORTER = (4096, 400, 80, 0)
"""Characters of each message, tried one after the other until the file is small enough."""


def prairielearn_results(rows: Rows, out: BinaryIO) -> None:
    """The results of one student, for `/grade/results/results.json`: a score from 0 to 1 and every
    answer as a test with its points.

    What could not be graded is not gradable and has no score: the student loses no attempt.
    """
    write_json(results(only_row(rows)), out)


def results(row: Row) -> dict[str, Any]:
    """The same as data, small enough."""
    score = share(row)
    if row.score is None or score is None:
        why = ungraded(row) if row.score is None else "There is nothing to be had for these answers."
        return {"gradable": False, "format_errors": [why[:4096]], "message": why[:4096]}
    record: dict[str, Any] = {"gradable": True, "score": score, "message": total(row), "tests": []}
    for length in SHORTER:
        record["tests"] = [
            {
                "name": name,
                "points": exact(entry.marks),
                "max_points": exact(entry.out_of),
                **({"message": cut(said(entry), length)} if length else {}),
            }
            for _, name, entry in names(row)
        ]
        if _size(record) <= LIMIT:
            return record
    kept = record["tests"]
    while _size(record) > LIMIT:
        record["tests"] = kept = kept[: len(kept) // 2]
    record["message"] += f"; only the first {len(kept)} answers are shown"
    return record


def cut(text: str, length: int) -> str:
    """The text in at most so many characters."""
    return text if len(text) <= length else text[: max(0, length - 1)] + "…"


def _size(record: dict[str, Any]) -> int:
    """Bytes of the file, and some to spare."""
    return len(json.dumps(record, indent=1)) + 200
