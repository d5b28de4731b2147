"""What is said of an answer, and of a whole sheet. Data only."""

from __future__ import annotations

from math import fsum

from bpcalc.errors import Problem
from bpcalc.grading.answers import Answer
from bpcalc.language.arrays import Array
from bpcalc.records import NamedTuple

CARRIED, MISSING, UNREADABLE = "carried", "missing", "unreadable"
FROM_EARLIER, NO_ANSWER = "right from your earlier answers", "no answer"
"""What is said of a carried answer, and of a missing one."""
AS_ROUNDED = "right with the numbers rounded as on the sheet"
"""What is said of an answer that is right from earlier ones as they stand there."""


class Judged(NamedTuple):
    """One answer with its verdict.

    `first_error`: wrong, and not because of what it stands on. `layout`: how a right answer
    is written, where that is not plain. `mistakes`: names, likeliest first. `remark` never
    tells the right value; `solution` does. `note`: what it stands on. `wrong`: the entries that
    are not right. `at`: where an answer cannot be read, the line and the column; 0 for a line that there is
    not, and for a column that is the beginning of the name or of its value.
    """

    answer: Answer
    verdict: str
    out_of: float
    marks: float = 0
    first_error: bool = False
    layout: str = ""
    mistakes: tuple[str, ...] = ()
    remark: str = ""
    wrong: tuple[tuple[int, int], ...] = ()
    truth: Array | None = None
    solution: str = ""
    note: str = ""
    at: tuple[int, int] = (0, 0)


class Judgement(NamedTuple):
    """A whole sheet. `remarks`: what can be said of all answers together."""

    student: str
    answers: tuple[Judged, ...]
    remarks: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The marks together."""
        return fsum([one.marks for one in self.answers])

    @property
    def out_of(self) -> float:
        """The marks that could be had."""
        return fsum([one.out_of for one in self.answers])


def unreadable(answer: Answer, problem: Problem, out_of: float) -> Judged:
    """An answer that cannot be read, with the reason and what to do."""
    said = "; ".join(part for part in (problem.message, *problem.notes, problem.help) if part)
    return Judged(answer, UNREADABLE, out_of, remark=said, at=_at(answer, problem))


def _at(answer: Answer, problem: Problem) -> tuple[int, int]:
    """Where a problem stands on a sheet. A cell of a table and an answer of the command line have no line."""
    name, place = answer.place, problem.place
    if not name.line:
        return 0, 0
    if place is None:
        plain = answer.kind == "symbolic" and name.end - name.column == len(answer.formula)
        return name.line, name.column + problem.span[0] if plain and problem.span and problem.span[0] else 0
    begins = name.end + len(": ") if place.line == name.line else name.column
    return place.line, place.column if place.column > begins else 0
