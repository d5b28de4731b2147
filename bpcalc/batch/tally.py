"""A class counted: rows go by one after the other, in any order, and only counts are kept."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import TypeVar

from bpcalc.batch.alike import file_mark, mark
from bpcalc.batch.names import Names
from bpcalc.batch.rows import ABSENT, UNGRADABLE, Entry, Row
from bpcalc.batch.wording import PASSED, exact, label
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.verdicts import MISSING, UNREADABLE

T = TypeVar("T")

REPEATED = 12
"""Right sheets that are recognised when the same answers come again."""
LIMIT = 5000
"""Answers that are told apart, the first in alphabetical order: sheets come from strangers."""


class Answer:
    """One answer of the exercise: its verdicts by count, and where it usually stands on a sheet."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.places = 0
        self.stated = 0

    def copy(self) -> Answer:
        """The same counts."""
        other = Answer()
        other.verdicts, other.places, other.stated = Counter(self.verdicts), self.places, self.stated
        return other

    @property
    def right(self) -> int:
        """Students who need not look at it again."""
        return sum(self.verdicts[verdict] for verdict in PASSED)

    @property
    def place(self) -> Fraction:
        """The mean place among what is stated; last for what nobody states."""
        return Fraction(self.places, self.stated) if self.stated else Fraction(10**9)


class Tally:
    """What is known of a class."""

    def __init__(self) -> None:
        self.graded = 0
        self.ungradable = Names()
        self.absent = Names()
        self.reasons: dict[str, Names] = {}
        self._scores: Counter[tuple[float, float]] = Counter()
        self.answers: dict[str, Answer] = {}
        self._unreadable: dict[str, int] = {}
        self.unread: dict[str, Names] = {}
        """Who wrote an answer that cannot be read, by its name with what is wrong with it."""
        self.cut_short = Names()
        """Who has a score without an answer that would be worth marks, for it cannot be read."""
        self._strange = 0
        self.mistakes: Counter[str] = Counter()
        self.mistaken: Counter[str] = Counter()
        self.unexplained = 0
        self.marks = array("Q")
        """Of the sheets that may be like another one."""
        self.files = array("Q")
        """Of the files that may be the same as another one."""
        self._again: dict[int, tuple[tuple[Entry, ...], int]] = {}

    def add(self, row: Row) -> None:
        """One student."""
        if row.status == ABSENT:
            self.absent.add(row.student)
        elif row.score is None:
            self.ungradable.add(row.student)
            self.reasons.setdefault(row.reason or UNGRADABLE, Names()).add(row.student)
        else:
            self.graded += 1
            self._scores[row.score, row.out_of] += 1
            self._add_answers(row)

    def _add_answers(self, row: Row) -> None:
        answers, times = self._again.get(id(row.answers), ((), 0))
        if answers is row.answers:
            self._again[id(answers)] = answers, times + 1
            return
        if len(self._again) < REPEATED and all(map(_is_right, row.answers)):
            self._again[id(row.answers)] = row.answers, 0
        stated, named, unexplained = 0, set(), 0
        for entry, mistakes in row.mistakes:
            name = label(entry)
            if entry.verdict == UNREADABLE:
                self._add_unreadable(name)
                what = f"{name}: {entry.remark}"
                if _has_room(self.unread, what):
                    self.unread.setdefault(what, Names()).add(row.student)
                continue
            if not _has_room(self.answers, name):
                continue
            answer = self.answers.get(name)
            if answer is None:
                answer = self.answers[name] = Answer()
            answer.verdicts[entry.verdict] += 1
            if entry.verdict != MISSING:
                answer.places += stated
                answer.stated += 1
                stated += 1
            if entry.verdict in (WRONG, ROUNDING) and mistakes:
                self.mistakes[mistakes[0]] += 1
                named.add(mistakes[0])
            elif entry.verdict == WRONG:
                unexplained += 1
        if any(one.verdict == UNREADABLE and one.out_of for one in row.answers):
            self.cut_short.add(row.student)
        self.mistaken.update(named)
        self.unexplained += unexplained
        if marked := mark(row):
            self.marks.append(marked)
        if marked := file_mark(row):
            self.files.append(marked)

    def _count_again(self) -> None:
        """Right sheets whose answers are one object with those of an earlier one: only counted so far."""
        for answers, times in self._again.values():
            for stated, entry in enumerate(answers):
                answer = self.answers.get(label(entry))
                if answer is not None:
                    answer.verdicts[entry.verdict] += times
                    answer.places += stated * times
                    answer.stated += times
        self._again.clear()

    def _add_unreadable(self, name: str) -> None:
        """It may be an answer of the exercise, or anything at all; that is known at the end."""
        self._strange += 1
        if _has_room(self._unreadable, name):
            self._unreadable[name] = self._unreadable.get(name, 0) + 1

    @property
    def strange(self) -> int:
        """Unreadable lines under names that are no answers of the exercise, as far as sheets tell."""
        return self._strange - sum(n for name, n in self._unreadable.items() if self._is_asked(name, n))

    def _is_asked(self, name: str, unreadable: int) -> bool:
        return name in self.answers or 2 * unreadable >= self.graded

    @property
    def in_order(self) -> list[tuple[str, Answer]]:
        """The answers by their names, in the order in which most sheets have them."""
        self._count_again()
        found = {name: answer.copy() for name, answer in self.answers.items()}
        for name, count in self._unreadable.items():
            if self._is_asked(name, count):
                found.setdefault(name, Answer()).verdicts[UNREADABLE] = count
        return sorted(found.items(), key=lambda pair: (pair[1].place, pair[0]))

    @property
    def nobody(self) -> list[str]:
        """Answers that not one student got."""
        return [name for name, answer in self.in_order if not answer.right]

    @property
    def scores(self) -> Counter[tuple[float, float]]:
        """How many have each score, out of each sum of marks."""
        found: Counter[tuple[float, float]] = Counter()
        for (score, out_of), count in self._scores.items():
            found[exact(score), exact(out_of)] += count
        return found

    @property
    def percents(self) -> list[tuple[float, int]]:
        """Each score in percent with the number of students who have it, the lowest first."""
        found: Counter[float] = Counter()
        for (score, out_of), count in self.scores.items():
            if out_of:
                found[min(100.0, exact(100 * score / out_of))] += count
        return sorted(found.items())


def tally(rows: Iterable[Row]) -> Tally:
    """The class that the rows are."""
    found = Tally()
    for row in rows:
        found.add(row)
    return found


def _has_room(found: dict[str, T], key: str) -> bool:
    """Whether a key may be counted. Where there are too many, the last one in alphabetical order
    gives way: those that stay were there from the start, so the order of the rows changes nothing."""
    if key in found or len(found) < LIMIT:
        return True
    last = max(found)
    if key > last:
        return False
    del found[last]
    return True


def _is_right(entry: Entry) -> bool:
    return entry.verdict == RIGHT
