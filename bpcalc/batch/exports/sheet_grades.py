"""Which line of a sheet gets which score, and what became of everyone."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO

from bpcalc.batch.exports.sheet_columns import MOODLE, Columns
from bpcalc.batch.exports.sheet_students import Students
from bpcalc.batch.exports.sheet_text import amount
from bpcalc.batch.feedback import feedback_fragment
from bpcalc.batch.rows import ABSENT, Row
from bpcalc.batch.wording import many, number, share
from bpcalc.errors import visible
from bpcalc.records import NamedTuple

DECIMALS = 5
"""What Moodle keeps of a grade."""
MOST = 5
"""Remarks of one kind."""
NO_GRADE = ("", "-")
OTHER_GRADE = "the sheet has another grade already (empty the cell to have it filled)"
_TEST_STUDENT = "student, test"


class Filled(NamedTuple):
    """What became of a sheet. Students of the sheet and submissions by name, each list sorted.

    `without`: no submission. `ungraded`: no score, so the cell is as it was. `unmatched`: submissions
    of no student of the sheet. `unclear` and `kept`: with the reason, the cell as it was too. `told`:
    how many have feedback now; `commented`: who has a comment that was there before, and stays.
    """

    system: str
    column: str
    filled: int
    without: tuple[str, ...]
    ungraded: tuple[str, ...]
    unmatched: tuple[str, ...]
    unclear: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    told: int
    commented: tuple[str, ...]
    remarks: tuple[str, ...]


class Line(NamedTuple):
    """What is known of a line of the sheet: whose it is, what is in the way of a grade, and what
    somebody has written there already."""

    student: str
    obstacle: str
    maximum: float | None
    grade: str = ""
    commented: bool = False


class Grades:
    """Which line gets what, as the rows come."""

    def __init__(self, plan: Columns, lines: dict[int, Line], students: Students, scale: bool) -> None:
        self.plan, self.lines, self.students, self.scale = plan, lines, students, scale
        self.scores: dict[int, float | None] = {}
        self.texts: dict[int, tuple[int, int]] = {}
        self.owners: dict[int, list[str]] = {}
        self.unmatched: list[str] = []
        self.unclear: list[tuple[str, str]] = []
        self.others: Counter[tuple[float, float]] = Counter()
        self.above = 0

    def add(self, row: Row, texts: BinaryIO | None) -> None:
        """One submission; its feedback is kept outside of memory."""
        if row.status == ABSENT:
            return
        place = self.students.line(row.student, row.source)
        if isinstance(place, str):
            if place:
                self.unclear.append((row.student, place))
            else:
                self.unmatched.append(row.student)
            return
        self.owners.setdefault(place, []).append(row.student)
        maximum = self.lines[place].maximum
        self.scores[place] = self._score(row, maximum)
        if texts is not None:
            data = feedback_fragment(row).encode()
            self.texts[place] = texts.tell(), len(data)
            texts.write(data)

    def _score(self, row: Row, maximum: float | None) -> float | None:
        if row.score is None or not maximum:
            return row.score
        part = share(row)
        if self.scale:
            return None if part is None else part * maximum
        if row.out_of != maximum:
            self.others[row.out_of, maximum] += 1
        self.above += row.score > maximum
        return row.score

    def free(self, place: int) -> bool:
        """Whether exactly one submission is for this line, and nothing is in its way."""
        return len(self.owners.get(place, ())) == 1 and not self._obstacle(place)

    def is_told(self, place: int) -> bool:
        """Whether feedback goes into this line."""
        return place in self.texts and self.free(place) and not self.lines[place].commented

    def _obstacle(self, place: int) -> str:
        """What is in the way of a grade; another grade was entered by somebody who knew why."""
        line, score = self.lines[place], self.scores[place]
        if line.obstacle or score is None or line.grade in NO_GRADE:
            return line.obstacle
        return "" if amount(line.grade) == round(score, DECIMALS) else OTHER_GRADE

    def told(self) -> Filled:
        """What became of it."""
        clash = "several submissions are this student's"
        unclear = self.unclear + [
            (name, clash) for place, names in self.owners.items() if len(names) > 1 for name in names
        ]
        single = [place for place, names in self.owners.items() if len(names) == 1]
        kept = [(self.lines[k].student, why) for k in single if (why := self._obstacle(k))]
        without = [
            line.student for place, line in self.lines.items()
            if place not in self.owners and line.student.casefold() != _TEST_STUDENT
        ]  # fmt: skip
        return Filled(
            self.plan.system,
            visible(self.plan.header[self.plan.fill].strip()),
            sum(self.free(place) and self.scores[place] is not None for place in single),
            tuple(sorted(without)),
            tuple(sorted(self.lines[k].student for k in single if self.free(k) and self.scores[k] is None)),
            tuple(sorted(self.unmatched)),
            tuple(sorted(unclear)),
            tuple(sorted(kept)),
            sum(map(self.is_told, self.texts)),
            tuple(
                sorted(self.lines[k].student for k in self.texts if self.free(k) and self.lines[k].commented)
            ),
            tuple(self._remarks()),
        )

    def _remarks(self) -> list[str]:
        said = []
        for (mine, theirs), count in sorted(self.others.items())[:MOST]:
            said.append(
                f"{many(count, 'submission')} out of {number(mine)} where the sheet has {number(theirs)} "
                "points: the scores are written as they are"
            )
        if self.above and self.plan.system == MOODLE:
            scores = "1 score is" if self.above == 1 else f"{self.above} scores are"
            said.append(f"{scores} above the maximum grade, which Moodle does not take")
        return said
