"""One thing handed in, before it is read."""

from __future__ import annotations

from bpcalc.errors import Problem
from bpcalc.records import NamedTuple


class Submission(NamedTuple):
    """What a student handed in, and where it is: a file, a text, or the cells of a table.

    `student` and `source` are shown and sorted by; both are made visible already. Exactly one
    of `path` (a regular file is expected there), `text` (YAML or JSON), `cells` (names with the
    text of an answer) and `problem` (it cannot be graded, whatever is in it) is there.
    `replaced`: sources of earlier submissions of the same student that this one stands for.
    `by_name`: only the name of the file tells who the student is, so the sheet may say better.
    `beside`: other sheets that were handed in with it and do not count, for it is called `answers`.
    """

    student: str
    source: str
    path: str = ""
    text: str | None = None
    cells: tuple[tuple[str, str], ...] | None = None
    problem: Problem | None = None
    replaced: tuple[str, ...] = ()
    by_name: bool = False
    beside: tuple[str, ...] = ()
