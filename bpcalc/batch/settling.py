"""Whose the rows are, when all of them are there: the last look before they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from json.encoder import encode_basestring

from bpcalc.batch.handed import told_in_a_line
from bpcalc.batch.rows import ABSENT, SCHEMA, UNGRADABLE, ungraded_line
from bpcalc.batch.submissions.claims import NOTHING, Settled, named, settled
from bpcalc.batch.submissions.roster import Roster
from bpcalc.batch.submissions.submission import Submission

_STUDENT = re.compile(rb'(\{"schema": "[^"]*", "student": )("(?:[^"\\]|\\.)*")')
_HEAD = f'{{"schema": "{SCHEMA}", "student": '


class Students:
    """Whose each submission is. A sheet may name its student where nothing surer is known, so the lines
    of some submissions are looked at: those of which `open` holds true."""

    def __init__(
        self, submissions: Sequence[Submission], line: Callable[[int], bytes], open: Sequence[int],
        roster: Roster | None = None,
    ) -> None:  # fmt: skip
        self.submissions, self.line, self.open, self.roster = submissions, line, open, roster

    def at(self, place: int) -> str:
        """The student of a place."""
        submission = self.submissions[place]
        return self.named(submission, self.line(place)) if self.open[place] else submission.student

    def named(self, submission: Submission, line: bytes) -> str:
        """The student of a submission with this line."""
        if begins_as(line, submission.student):
            return submission.student
        return named(submission, json.loads(_found(line)[2]), self.roster)

    def settled(self) -> Settled:
        """Who handed in what."""
        if self.roster is None and not any(self.open):
            return NOTHING
        return settled(self.submissions, self.at, self.roster)


def final_lines(
    students: Students, changes: Settled, lines: Iterable[bytes], out_of: float
) -> Iterator[bytes]:
    """Every line as it is published: under the right name, or with the reason why that is unknown;
    then those who handed in nothing.
    """
    for place, line in enumerate(lines):
        if not students.open[place]:
            yield line
            continue
        submission = students.submissions[place]
        problem = changes.contested.get(place)
        if problem is not None:
            reason = told_in_a_line((problem,))
            ungraded = ungraded_line(
                submission.student, submission.source, UNGRADABLE, out_of, reason, submission.replaced
            )
            yield ungraded.encode()
        elif begins_as(line, submission.student):
            yield line
        else:
            yield _head(students.named(submission, line)) + line[_found(line).end() :]
    for student in changes.absent:
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
