"""One line of the results: what became of one submission. Every export is a view of such rows.

Schema `bpcalc.grade/1`; the answers are those of `bpcalc.check/1`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from bpcalc.batch.fingerprint import file_digest, fingerprint
from bpcalc.errors import visible
from bpcalc.formats.check_json import answers_json, plain
from bpcalc.grading.number import WRONG
from bpcalc.grading.verdicts import Judgement
from bpcalc.records import NamedTuple
from bpcalc.report.check import WHERE

SCHEMA = "bpcalc.grade/1"
KEPT = 4096
"""Answers whose text is remembered, since it comes again and again."""
_BEGIN, _BETWEEN = b', "answers": [{"case": ', b'}, {"case": '
GRADED, UNGRADABLE, ABSENT = "graded", "ungradable", "missing"


class Entry(NamedTuple):
    """One answer of a row, as in `bpcalc.check/1`. `kind`: value, count, symbolic or after. `solution`:
    the worked step, in rows that tell all. `line`, `column`: where an unreadable one stands on the sheet,
    0 for what is not told."""

    case: str | None
    answer: str
    verdict: str
    first_error: bool
    mistakes: tuple[str, ...]
    remark: str
    marks: float
    out_of: float
    layout: str = ""
    kind: str = "value"
    solution: str = ""
    line: int = 0
    column: int = 0


class Row(NamedTuple):
    """One student's submission: graded, ungradable (and why), or missing from a roster.

    `score` is None unless it is graded: nothing ungradable is a zero in silence. `source` is
    where it was found, `reason` what is wrong with an ungradable one and what to do. `replaced`:
    the earlier submissions that were passed over for this one. `fingerprint`: the same for sheets
    with the same wrong numbers, "" where nothing is wrong. `file`: then the same for files that
    differ in the name of the student alone. `beside`: other sheets that were handed in with
    this one and were not looked at. `unsaid`: by the number of an answer, the mistakes that the hint keeps
    from the student; they are for the instructor, and no view for a student shows them.
    """

    student: str
    source: str
    status: str
    score: float | None
    out_of: float
    answers: tuple[Entry, ...] = ()
    reason: str = ""
    replaced: tuple[str, ...] = ()
    fingerprint: str = ""
    beside: tuple[str, ...] = ()
    unsaid: tuple[tuple[int, tuple[str, ...]], ...] = ()
    file: str = ""

    @property
    def mistakes(self) -> Iterator[tuple[Entry, tuple[str, ...]]]:
        """The answers with all that is known of their mistakes, whatever the student is told."""
        unsaid = dict(self.unsaid)
        return ((one, unsaid.get(k, one.mistakes)) for k, one in enumerate(self.answers))


Rows = Callable[[], Iterator[Row]]
"""The rows of a class, once more at every call: whoever reads them twice keeps none of them."""


def graded_line(
    judgement: Judgement, source: str, hint: int, replaced: tuple[str, ...] = (),
    beside: tuple[str, ...] = (), text: str = "",
) -> str:  # fmt: skip
    """The line of a judged sheet, without a line break. `text`: what is in its file, if it has one."""
    head = {"schema": SCHEMA, "student": visible(judgement.student), "source": source, "status": GRADED,
            "score": plain(judgement.score), "out_of": plain(judgement.out_of)}  # fmt: skip
    tail: dict[str, Any] = {}
    if wrong := fingerprint(judgement):
        tail["fingerprint"] = wrong
        if text:
            tail["file"] = file_digest(text)
    if replaced:
        tail["replaced"] = list(replaced)
    if beside:
        tail["beside"] = list(beside)
    if hint <= WHERE and (unsaid := _unsaid(judgement)):
        tail["unsaid"] = unsaid
    rest = f", {_json(tail)[1:]}" if tail else "}"
    return f'{_json(head)[:-1]}, "answers": {answers_json(judgement, hint)}{rest}'


def _unsaid(judgement: Judgement) -> dict[str, list[str]]:
    wrong = ((str(k), one) for k, one in enumerate(judgement.answers) if one.verdict == WRONG)
    return {k: list(one.mistakes) for k, one in wrong if one.mistakes}


def ungraded_line(
    student: str, source: str, status: str, out_of: float, reason: str, replaced: tuple[str, ...] = ()
) -> str:
    """The line of what could not be graded, or was never handed in."""
    record: dict[str, Any] = {
        "schema": SCHEMA, "student": student, "source": source, "status": status,
        "score": None, "out_of": plain(out_of), "reason": reason,
    }  # fmt: skip
    if replaced:
        record["replaced"] = list(replaced)
    return _json(record)


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def row_of(line: str | bytes) -> Row:
    """The row of a line. Raises ValueError for what is none."""
    data = line.encode() if isinstance(line, str) else line
    try:
        return _taken_apart(data)
    except (ValueError, KeyError, TypeError):
        return _row_of_record(json.loads(data))


def _taken_apart(line: bytes) -> Row:
    """The row of a line as it is written here: most of its answers have been seen before.

    Inside a text a quotation mark has a backslash before it, so no student can write the signs
    at which the line is cut. Raises one of several errors for other lines.
    """
    head, begun, rest = line.rstrip(b"\n").partition(_BEGIN)
    if not begun:
        raise ValueError("no answers")
    middle, ended, tail = rest.partition(b'}], "')
    if not ended:
        middle = rest.removesuffix(b"}]}")
    record = json.loads((b'%s, "%s' % (head, tail) if ended else head + b"}").decode())
    return _row_of_record(record, _entries_of(middle))


@lru_cache(maxsize=64)
def _entries_of(text: bytes) -> tuple[Entry, ...]:
    return tuple(map(_entry_of, text.split(_BETWEEN)))


@lru_cache(maxsize=KEPT)
def _entry_of(text: bytes) -> Entry:
    return _entry(json.loads((b'{"case": %s}' % text).decode()))


def _entry(one: dict[str, Any]) -> Entry:
    mistakes, layout, kind = tuple(one["mistakes"]), one.get("layout", ""), one.get("kind", "value")
    return Entry(one["case"], one["answer"], one["verdict"], one["first_error"], mistakes,
                 one["remark"], one["marks"], one["out_of"], layout, kind,
                 one.get("solution", ""), one.get("line", 0), one.get("column", 0))  # fmt: skip


def _row_of_record(record: object, answers: tuple[Entry, ...] | None = None) -> Row:
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise ValueError(f"this is no line of {SCHEMA}")
    if answers is None:
        answers = tuple(map(_entry, record.get("answers", ())))
    reason, wrong = record.get("reason", ""), record.get("fingerprint", "")
    unsaid = tuple((int(k), tuple(names)) for k, names in record.get("unsaid", {}).items())
    return Row(record["student"], record["source"], record["status"], record["score"], record["out_of"],
               answers, reason, tuple(record.get("replaced", ())), wrong, tuple(record.get("beside", ())),
               unsaid, record.get("file", ""))  # fmt: skip
