"""What else there is to know about a graded class, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bpcalc.batch.names import Names
from bpcalc.batch.submissions.problems import listed

SHOWN = 5
"""Names in a remark; the rest is counted."""


def stranger_remarks(students: Sequence[str]) -> Iterator[str]:
    """Who is not on the roster."""
    if students:
        yield f"not on the roster: {listed(students, SHOWN)}"


def doubtful_remarks(doubtful: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Iterator[str]:
    """Who is on the roster, but under a name that others have too."""
    for students, submissions in doubtful[:SHOWN]:
        yield (
            f"the roster does not tell whose these are: {listed(submissions, SHOWN)}; so nobody is listed as "
            f"missing of {listed(students, SHOWN)}; give the roster a column with the platform's numbers"
        )
    if len(doubtful) > SHOWN:
        yield f"the roster does not tell {len(doubtful) - SHOWN} more names apart"


def unread_remarks(students: Names) -> Iterator[str]:
    """Whose score lacks answers that cannot be read."""
    if students.count:
        have = "sheet has" if students.count == 1 else "sheets have"
        yield (
            f"{students.count} graded {have} answers that cannot be read and count as wrong, look at them: "
            f"{listed(students.first, SHOWN, students.count)}"
        )


def earlier_remarks(paths: Sequence[Path]) -> Iterator[str]:
    """Exports that this run has not written."""
    if paths:
        yield (
            f"of an earlier run, and not of these results: {', '.join(map(str, paths))}; "
            "ask for them with --export, or delete them"
        )
