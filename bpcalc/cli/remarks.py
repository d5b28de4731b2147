"""What else there is to know about a graded class, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SHOWN = 5
"""Names in a remark; the rest is counted."""


def stranger_remarks(students: Sequence[str]) -> Iterator[str]:
    """Who is not on the roster."""
    if students:
        yield f"not on the roster: {_listed(students)}"


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
