"""The class counted while it is being graded, so that little is left to do at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bpcalc.batch.judging import Result
from bpcalc.batch.rows import UNGRADABLE, Row, row_of
from bpcalc.batch.settling import begins_as
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.tally import Tally


class Count:
    """A tally of rows as they come. `open`: a byte for each place, 1 as long as its row is not known, or
    may still be another student's."""

    def __init__(self, submissions: Sequence[Submission]) -> None:
        self.submissions = submissions
        self.tally = Tally()
        self.open = bytearray(b"\1") * len(submissions)
        self.needs_a_person = False

    def add(self, group: Iterable[Result]) -> None:
        """Results of the moment; a sheet that names another student than its file may do so in vain."""
        for place, _, line in group:
            if line is not None and begins_as(line, self.submissions[place].student):
                self.open[place] = 0
                self._add(row_of(line))

    def rest(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines that are published, which pass by here; the ones not yet counted are."""
        for place, line in enumerate(lines):
            if place >= len(self.open) or self.open[place]:
                self._add(row_of(line))
            yield line

    def _add(self, row: Row) -> None:
        self.tally.add(row)
        self.needs_a_person = self.needs_a_person or row.status == UNGRADABLE
