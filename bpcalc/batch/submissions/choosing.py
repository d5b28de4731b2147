"""One submission of each student: the rule about resubmissions, and what is said where none holds.

The last attempt counts (or the first, with `keep`), where a platform or a table says which one
that is. Where nothing says so, each of them is ungradable and names the others: the choice
would decide a mark, so a person makes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from bpcalc.batch.spool import kept_in_order
from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import Found, student_name
from bpcalc.batch.submissions.roster import Roster
from bpcalc.batch.submissions.submission import Submission

FIRST, LAST = "first", "last"


def chosen(found: Iterable[Found], roster: Roster | None, keep: str) -> Iterator[Submission]:
    """The submissions to be graded, by student and source; nothing found is left out of them."""
    if roster is not None:
        found = (_on_roster(one, roster) for one in found)
    known = set(roster.students) if roster is not None else set()
    ordered = kept_in_order(found, _student, _weight)
    renamed: dict[int, Found] = {}
    for start, same in _by_student(ordered):
        if len(same) > 1 and _student(same[0]) not in known:
            renamed.update(_told_apart(start, same))
    if renamed:
        others = (renamed.get(place, one) for place, one in enumerate(ordered))
        ordered = kept_in_order(others, _student, _weight)
    for _, same in _by_student(ordered):
        yield from sorted(_of_one(same, keep), key=_source)


def _student(one: Found) -> str:
    return one.submission.student


def _source(one: Submission) -> str:
    return one.source


def _weight(one: Found) -> int:
    """What a submission takes in memory: 1 for a file."""
    _, _, _, text, cells, *_ = one.submission
    return 1 + len(text or ()) // 400 + len(cells or ())


def _by_student(found: Iterable[Found]) -> Iterator[tuple[int, list[Found]]]:
    """The submissions of each student, with the place of the first."""
    start = 0
    for _, same in groupby(found, _student):
        together = list(same)
        yield start, together
        start += len(together)


def _on_roster(one: Found, roster: Roster) -> Found:
    """The same, with the name of the roster if it is on it."""
    student = roster.find(one.submission.student, one.clues)
    return one if student is None else _renamed(one, student)


def _renamed(one: Found, student: str) -> Found:
    return one._replace(submission=one.submission._replace(student=student))


def _told_apart(start: int, same: list[Found]) -> Iterator[tuple[int, Found]]:
    """Students of one name get what their platform knows them by behind it: `Jane Doe (12345)`."""
    known = [one.identity.rpartition("\0")[::2] for one in same]
    identities = defaultdict(set)
    for scope, who in known:
        identities[scope].add(who)
    for place, (one, (scope, who)) in enumerate(zip(same, known, strict=True), start):
        if who and len(identities[scope]) > 1:
            yield place, _renamed(one, student_name(f"{_student(one)} ({who})"))


def _of_one(handed_in: list[Found], keep: str) -> list[Submission]:
    """What is left of the submissions of one student: one, or all of those that nothing orders."""
    if len(handed_in) == 1:
        return [handed_in[0].submission]
    by_identity: dict[str, list[Found]] = defaultdict(list)
    for k, one in enumerate(handed_in):
        by_identity[one.identity or f"{k}"].append(one)
    left: list[Submission] = []
    for same in by_identity.values():
        attempts = {one.attempt for one in same}
        if None in attempts or len(attempts) < len(same):
            left += [one.submission for one in same]
            continue
        same.sort(key=lambda one: one.attempt or (), reverse=keep == LAST)
        first, *others = (one.submission for one in same)
        left.append(first._replace(replaced=tuple(one.source for one in others)))
    if len(left) == 1:
        return left
    left.sort(key=_source)
    sources = [one.source for one in left]
    return [_contested(one, sources, k) for k, one in enumerate(left)]


def _contested(one: Submission, sources: list[str], own: int) -> Submission:
    others = [source for k, source in enumerate(sources[: problems.LISTED + 1]) if k != own]
    problem = one.problem or problems.twice(others, len(sources) - 1)
    return one._replace(path="", text=None, cells=None, problem=problem)
