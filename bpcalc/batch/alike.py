"""Sheets with the same wrong numbers."""

from __future__ import annotations

from array import array

import numpy

from bpcalc.batch.names import Names
from bpcalc.batch.rows import Row, Rows
from bpcalc.grading.number import WRONG

ALIKE = 2
"""Fewer wrong answers than these make no two sheets alike: one common mistake does."""


class Alike:
    """A group of them: whose, how many wrong, and how many no known mistake explains."""

    def __init__(self) -> None:
        self.students = Names()
        self.wrong = 0
        self.unexplained = 0

    def add(self, row: Row) -> None:
        """One more sheet."""
        named = [mistakes for entry, mistakes in row.mistakes if entry.verdict == WRONG]
        self.students.add(row.student)
        self.wrong = max(self.wrong, len(named))
        self.unexplained = max(self.unexplained, named.count(()))


def mark(row: Row) -> int:
    """The same for two sheets that are alike; 0 for a sheet that is like no other."""
    wrong = sum(entry.verdict == WRONG for entry in row.answers) if row.fingerprint else 0
    return int(row.fingerprint, 16) if wrong >= ALIKE else 0


def groups(marks: array[int], rows: Rows) -> list[Alike]:
    """The groups, those that mistakes explain least first. `marks`: of all rows that have one; only where
    two are equal are the rows read again."""
    values, counts = numpy.unique(numpy.array(marks, numpy.uint64), return_counts=True)
    found: dict[int, Alike] = {value: Alike() for value in values[counts > 1].tolist()}
    for row in rows() if found else ():
        group = found.get(mark(row))
        if group is not None:
            group.add(row)
    return sorted(found.values(), key=lambda one: (-one.unexplained, -one.wrong, one.students.first))
