"""Whose the rows are, when all of them are there: the last look before they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from json.encoder import encode_basestring

from bpcalc.batch.handed import told_in_a_line
from bpcalc.batch.rows import ABSENT, SCHEMA, UNGRADABLE, ungraded_line
from bpcalc.batch.submissions.claims import Settled, named, settled
from bpcalc.batch.submissions.roster import Roster
from bpcalc.batch.submissions.submission import Submission
from bpcalc.records import NamedTuple

Lines = Callable[[], Iterator[bytes]]
"""The lines of all submissions in their order, once more at every call."""

_STUDENT = re.compile(rb'(\{"schema": "[^"]*", "student": )("(?:[^"\\]|\\.)*")')
_HEAD = f'{{"schema": "{SCHEMA}", "student": '


class Class(NamedTuple):
    """The submissions with the students they are of, and what the names in the sheets have changed."""

    submissions: Sequence[Submission]
    students: list[str]
    settled: Settled


def class_of(submissions: Sequence[Submission], lines: Lines, roster: Roster | None = None) -> Class:
    """Who handed in what. A sheet may name its student where nothing surer is known."""
    students = [submission.student for submission in submissions]
    renamed = False
    if any(submission.by_name for submission in submissions):
        for place, (submission, line) in enumerate(zip(submissions, lines(), strict=True)):
            if submission.by_name and not begins_as(line, submission.student):
                students[place] = named(submission, json.loads(_found(line)[2]), roster)
                renamed = True
    if not renamed and roster is None:
        return Class(submissions, students, Settled({}, (), ()))
    return Class(submissions, students, settled(submissions, students, roster))


def final_lines(whole: Class, lines: Lines, out_of: float) -> Iterator[bytes]:
    """Every line as it is published: under the right name, or with the reason why that is unknown;
    then those who handed in nothing.
    """
    for place, (submission, line) in enumerate(zip(whole.submissions, lines(), strict=True)):
        problem = whole.settled.contested.get(place)
        if problem is not None:
            reason = told_in_a_line((problem,))
            ungraded = ungraded_line(
                submission.student, submission.source, UNGRADABLE, out_of, reason, submission.replaced
            )
            yield ungraded.encode()
        elif begins_as(line, whole.students[place]):
            yield line
        else:
            yield _head(whole.students[place]) + line[_found(line).end() :]
    for student in whole.settled.absent:
        yield ungraded_line(student, "", ABSENT, out_of, "nothing was handed in").encode()


def begins_as(line: bytes, student: str) -> bool:
    """Whether a line is that of this student."""
    return line.startswith(_head(student))


def _head(student: str) -> bytes:
    """How the line of a student begins."""
    return (_HEAD + encode_basestring(student)).encode()


def _found(line: bytes) -> re.Match[bytes]:
    found = _STUDENT.match(line)
    assert found is not None
    return found
