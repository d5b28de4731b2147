"""JUnit XML, which every CI system shows: a suite is a student, a case an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from bpcalc.batch.exports.markup import element, opening, text
from bpcalc.batch.exports.one import names, said, ungraded
from bpcalc.batch.rows import ABSENT, Entry, Row, Rows
from bpcalc.batch.wording import PASSED, number, percent
from bpcalc.grading.number import WRONG
from bpcalc.grading.verdicts import MISSING
from bpcalc.records import NamedTuple

FAILED, SKIPPED, ERROR = "failures", "skipped", "errors"


class _Counts(NamedTuple):
    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0


def junit_xml(rows: Rows, out: BinaryIO) -> None:
    """Wrong is a failure, missing is skipped, unreadable and ungradable are errors.

    JUnit knows no marks: they are properties. There are no times.
    """
    total = _Counts()
    for row in rows():
        total = _Counts(*map(sum, zip(total, _counts(row), strict=True)))
    head = opening("testsuites", {"name": "bpcalc", **total._asdict()})
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n'.encode())
    for row in rows():
        out.write("\n".join(_suite(row)).encode() + b"\n")
    out.write(b"</testsuites>\n")


def _counts(row: Row) -> _Counts:
    results = [_result(entry) for entry in row.answers] if row.score is not None else [_whole(row)]
    return _Counts(len(results), results.count(FAILED), results.count(ERROR), results.count(SKIPPED))


def _suite(row: Row) -> Iterator[str]:
    yield opening("testsuite", {"name": row.student, **_counts(row)._asdict()})
    known = {"status": row.status, "score": number(row.score), "out_of": number(row.out_of),
             "percent": number(percent(row)), "source": row.source}  # fmt: skip
    yield _properties({name: value for name, value in known.items() if value})
    if row.score is None:
        tag = "skipped" if _whole(row) == SKIPPED else "error"
        inner = element(tag, {"message": ungraded(row), "type": row.status})
        yield element("testcase", {"name": "submission", "classname": row.student}, inner)
    else:
        yield from (_case(row, name, entry) for _, name, entry in names(row))
    yield "</testsuite>"


def _case(row: Row, name: str, entry: Entry) -> str:
    points = {"marks": number(entry.marks), "out_of": number(entry.out_of), "verdict": entry.verdict}
    inner = _properties(points)
    result = _result(entry)
    if result == SKIPPED:
        inner += element("skipped", {"message": said(entry), "type": entry.verdict})
    elif result:
        tag = "failure" if result == FAILED else "error"
        kind = entry.mistakes[0] if entry.mistakes else entry.verdict
        inner += element(tag, {"message": said(entry), "type": kind})
    elif entry.remark:
        inner += element("system-out", {}, text(said(entry)))
    return element("testcase", {"name": name, "classname": row.student}, inner)


def _properties(values: dict[str, str]) -> str:
    inner = "".join(element("property", {"name": name, "value": value}) for name, value in values.items())
    return element("properties", {}, inner)


def _result(entry: Entry) -> str:
    if entry.verdict in PASSED:
        return ""
    return {WRONG: FAILED, MISSING: SKIPPED}.get(entry.verdict, ERROR)


def _whole(row: Row) -> str:
    """What a submission without a score is."""
    return SKIPPED if row.status == ABSENT else ERROR
