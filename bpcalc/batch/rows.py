"""One line of the results: what became of one submission. Every export is a view of such rows.

Schema `bpcalc.grade/1`; the answers are those of `bpcalc.check/1`.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from bpcalc.formats.check_json import judgement_record
from bpcalc.grading.verdicts import Judgement

SCHEMA = "bpcalc.grade/1"
GRADED, UNGRADABLE, ABSENT = "graded", "ungradable", "missing"


class Entry(NamedTuple):
    """One answer of a row, as in `bpcalc.check/1`."""

    case: str | None
    answer: str
    verdict: str
    first_error: bool
    mistakes: tuple[str, ...]
    remark: str
    marks: float
    out_of: float
    layout: str = ""


class Row(NamedTuple):
    """One student's submission: graded, ungradable (and why), or missing from a roster.

    `score` is None unless it is graded: nothing ungradable is a zero in silence. `source` is
    where it was found, `reason` what is wrong with an ungradable one and what to do. `replaced`:
    the earlier submissions that were passed over for this one.
    """

    student: str
    source: str
    status: str
    score: float | None
    out_of: float
    answers: tuple[Entry, ...] = ()
    reason: str = ""
    replaced: tuple[str, ...] = ()


def graded_line(judgement: Judgement, source: str, hint: int, replaced: tuple[str, ...] = ()) -> str:
    """The line of a judged sheet, without a line break."""
    record = judgement_record(judgement, hint)
    record = {"schema": SCHEMA, "student": record["student"], "source": source, "status": GRADED,
              "score": record["score"], "out_of": record["out_of"], "answers": record["answers"]}  # fmt: skip
    return _line(record, replaced)


def ungraded_line(
    student: str, source: str, status: str, out_of: float, reason: str, replaced: tuple[str, ...] = ()
) -> str:
    """The line of what could not be graded, or was never handed in."""
    record = {"schema": SCHEMA, "student": student, "source": source, "status": status,
              "score": None, "out_of": out_of, "reason": reason}  # fmt: skip
    return _line(record, replaced)


def _line(record: dict[str, Any], replaced: tuple[str, ...]) -> str:
    if replaced:
        record["replaced"] = list(replaced)
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def row_of(line: str | bytes) -> Row:
    """The row of a line. Raises ValueError for what is none."""
    record = json.loads(line)
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise ValueError(f"this is no line of {SCHEMA}")
    answers = tuple(
        Entry(one["case"], one["answer"], one["verdict"], one["first_error"], tuple(one["mistakes"]),
              one["remark"], one["marks"], one["out_of"], one.get("layout", ""))
        for one in record.get("answers", ())
    )  # fmt: skip
    return Row(record["student"], record["source"], record["status"], record["score"], record["out_of"],
               answers, record.get("reason", ""), tuple(record.get("replaced", ())))  # fmt: skip
