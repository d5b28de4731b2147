"""From the arguments of a command to one submission of each student.

Whose a submission is, is told by what a student cannot choose: a platform's name of a folder or
a file, the row of a table, the roster. Only where nothing but the name of a file is left, the
`student:` that the sheet itself gives comes before it (see `claims`).

No sheet is opened here, the clock of the disk is never asked, and everything is sorted by names:
the same inputs give the same list on every machine. Whatever cannot be graded is in the list
with a problem; what is passed over is in the remarks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from bpcalc.batch.spool import Spool
from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.choosing import LAST, chosen
from bpcalc.batch.submissions.found import Found
from bpcalc.batch.submissions.json_lines import json_lines
from bpcalc.batch.submissions.layouts import submissions
from bpcalc.batch.submissions.paths import Given, given
from bpcalc.batch.submissions.records import TABLE_BYTES
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.roster import Roster
from bpcalc.batch.submissions.streams import streamed
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.submissions.tables import table_rows
from bpcalc.errors import InputError, Place, Problem
from bpcalc.records import NamedTuple
from bpcalc.spec.source import STDIN, file_bytes


class Collection(NamedTuple):
    """What is to be graded, by student and source, and what was passed over."""

    submissions: Sequence[Submission]
    remarks: tuple[str, ...]


def collect(
    arguments: Sequence[str], *, roster: Roster | None = None, keep: str = LAST, spec: str = ""
) -> Collection:
    """The submissions in folders, files, patterns, tables and `-`, which may be mixed.

    `keep`: which attempt counts where their order is known, "last" or "first". `spec`: a path that
    is no submission, even if it stands among them. Raises InputError for an argument that leads to
    nothing and for a table that names no students, OSError where the list finds no room on the disk.
    """
    remarks = Remarks()
    found = chosen(_all(given(arguments, remarks), remarks), roster, keep)
    submissions = Spool(one for one in found if not _is_at(one.path, spec))
    if not submissions:
        what = f"there are no submissions in {problems.listed([*arguments])}"
        raise InputError(problems.nothing(what, "name the folder in which they are"))
    return Collection(submissions, remarks.lines())


def _is_at(path: str, spec: str) -> bool:
    """Whether two paths are one; most do not even end alike."""
    name = os.path.basename(spec)
    return bool(name) and path.endswith(name) and os.path.abspath(path) == os.path.abspath(spec)


def _all(inputs: Given, remarks: Remarks) -> Iterator[Found]:
    for folder in inputs.folders:
        yield from submissions(folder, remarks)
    for path in inputs.tables:
        yield from table_rows(file_bytes(path, TABLE_BYTES, True), path, remarks)
    for path in inputs.lines:
        yield from json_lines(file_bytes(path, TABLE_BYTES, True), path)
    if inputs.stdin:
        if sys.stdin is None:
            where = Place(STDIN, 0, 0, 0)
            raise InputError(Problem("E103", "there is no standard input", where, help="name a file"))
        yield from streamed(sys.stdin.buffer.read(TABLE_BYTES + 1), remarks)
