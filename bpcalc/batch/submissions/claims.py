"""Whose a sheet is once it is read: the name in it, where nothing surer is known.

A student may write any name into a sheet. So the name counts only where a submission is known
by nothing but the name of its file (`Submission.by_name`). A name that belongs to somebody else's
submission already is refused; and of two sheets that give the same name, none is graded before a
person has looked, whatever order they were read in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy

from bpcalc.batch.digest import digest
from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import student_name
from bpcalc.batch.submissions.roster import Roster
from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import Problem
from bpcalc.records import NamedTuple


class Settled(NamedTuple):
    """What the names in the sheets have changed. `contested`: by place, what makes a submission
    ungradable after all; `absent`: who of the roster is missing; `strangers`: not on the roster;
    `doubtful`: students of one name on the roster, with the submissions that are some of theirs.
    """

    contested: dict[int, Problem]
    absent: tuple[str, ...]
    strangers: tuple[str, ...]
    doubtful: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


NOTHING = Settled({}, (), ())
"""Where nobody's name is in doubt."""


def named(submission: Submission, claimed: str, roster: Roster | None = None) -> str:
    """The student of a submission whose sheet says `claimed` (or nothing, as an empty text)."""
    if not submission.by_name or not claimed.strip():
        return submission.student
    if roster is None:
        return student_name(claimed)
    if roster.find(submission.student) == submission.student:
        return submission.student
    return roster.find(claimed) or student_name(claimed)


def settled(
    submissions: Sequence[Submission], student_at: Callable[[int], str], roster: Roster | None = None
) -> Settled:
    """What is to be said when all sheets are read; `student_at`: who `named` says that the submission
    of a place is of."""
    missing, strangers = set(roster.students if roster is not None else ()), set[str]()
    listed = frozenset(missing)

    def seen() -> Iterator[int]:
        for student in map(student_at, range(len(submissions))):
            if student in listed:
                missing.discard(student)
            elif roster is not None:
                strangers.add(student)
            yield digest(student)

    contested = {}
    for place, others in _repeated(numpy.fromiter(seen(), numpy.uint64, len(submissions))):
        student = student_at(place)
        if submissions[place].student != student:
            contested[place] = problems.claimed(student, others)
    if roster is None:
        return NOTHING._replace(contested=contested)
    theirs: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student in sorted(strangers):
        open_ones = tuple(one for one in roster.meant(student) if one in missing)
        if open_ones:
            theirs[open_ones].append(student)
    doubtful = tuple((open_ones, tuple(names)) for open_ones, names in sorted(theirs.items()))
    for open_ones, names in doubtful:  # neither missing nor strangers, as far as anybody knows
        missing.difference_update(open_ones)
        strangers.difference_update(names)
    return Settled(contested, tuple(sorted(missing)), tuple(sorted(strangers)), doubtful)


def _repeated(digests: numpy.ndarray) -> Iterator[tuple[int, int]]:
    """The places of what occurs several times, with how many others there are of it."""
    _, which, counts = numpy.unique(digests, return_inverse=True, return_counts=True)
    counts = counts[which]
    for place in numpy.flatnonzero(counts > 1).tolist():
        yield place, int(counts[place]) - 1
