"""What else there is to know about a graded class, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.batch.submissions.problems import listed

SHOWN = 5
"""Names in a remark; the rest is counted."""


def stranger_remarks(students: Sequence[str]) -> Iterator[str]:
    """Who is not on the roster."""
    if students:
        yield f"not on the roster: {listed(students, SHOWN)}"
