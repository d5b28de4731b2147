"""Sheets with the same wrong numbers, and files that differ in nothing but the student's name."""

from __future__ import annotations

from array import array

import numpy

from bpcalc.batch.names import Names
from bpcalc.batch.rows import Row, Rows
from bpcalc.grading.mistakes import ONE_ENTRY
from bpcalc.grading.number import WRONG
from bpcalc.grading.verdicts import CARRIED
from bpcalc.records import NamedTuple

ALIKE = 2
"""Fewer wrong numbers than these make no two sheets alike: one common mistake does."""


class Alike:
    """A group of them: whose, how many numbers are wrong, and how many first wrong ones no mistake that
    others make gives as well: those without a name, and slips."""

    def __init__(self) -> None:
        self.students = Names()
        self.wrong = 0
        self.unexplained = 0

    def add(self, row: Row) -> None:
        """One more sheet."""
        named = [mistakes for entry, mistakes in row.mistakes if entry.verdict == WRONG]
        self.students.add(row.student)
        self.wrong = max(self.wrong, _wrong(row))
        self.unexplained = max(self.unexplained, sum(set(one) <= {ONE_ENTRY.name} for one in named))


class Groups(NamedTuple):
    """Sheets by their wrong numbers, and files by all that is in them."""

    sheets: list[Alike]
    files: list[Alike]


NO_GROUPS = Groups([], [])


def mark(row: Row) -> int:
    """The same for two sheets that are alike; 0 for a sheet that is like no other."""
    return int(row.fingerprint, 16) if row.fingerprint and _wrong(row) >= ALIKE else 0


def file_mark(row: Row) -> int:
    """The same for two files that are the same, and not all right; 0 for what is no such file."""
    return int(row.file, 16) if row.file else 0


def groups(marks: array[int], files: array[int], rows: Rows) -> Groups:
    """The groups, those that mistakes explain least first. `marks`, `files`: of all rows that have one;
    only where two are equal are the rows read again."""
    sheets, same = _repeated(marks), _repeated(files)
    for row in rows() if sheets or same else ():
        for found, marked in ((sheets, mark(row)), (same, file_mark(row))):
            if marked in found:
                found[marked].add(row)
    return Groups(_in_order(sheets), _in_order(same))


def _wrong(row: Row) -> int:
    """Numbers that are wrong, or follow from wrong ones."""
    return sum(entry.verdict in (WRONG, CARRIED) for entry in row.answers)


def _repeated(marks: array[int]) -> dict[int, Alike]:
    values, counts = numpy.unique(numpy.array(marks, numpy.uint64), return_counts=True)
    return {value: Alike() for value in values[counts > 1].tolist()}


def _in_order(found: dict[int, Alike]) -> list[Alike]:
    return sorted(found.values(), key=lambda one: (-one.unexplained, -one.wrong, one.students.first))
