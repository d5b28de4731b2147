"""One submission of each student: the rule about resubmissions, and what is said where none holds.

The last attempt counts (or the first, with `keep`), where a platform or a table says which one
that is. Where nothing says so, each of them is ungradable and names the others: the choice
would decide a mark, so a person makes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import Found, student_name
from bpcalc.batch.submissions.roster import Roster
from bpcalc.batch.submissions.submission import Submission

FIRST, LAST = "first", "last"


def chosen(found: list[Found], roster: Roster | None, keep: str) -> list[Submission]:
    """The submissions to be graded, by student and source; nothing found is left out of them."""
    if roster is not None:
        found = [_on_roster(one, roster) for one in found]
    found.sort(key=_student)
    known = set(roster.students) if roster is not None else set()
    changed = [
        _tell_apart(found, *group) for group in _groups(found) if _student(found[group[0]]) not in known
    ]
    if any(changed):
        found.sort(key=_student)
    kept: list[Submission] = []
    for start, stop in _groups(found):
        one = found[start].submission
        kept += [one] if stop - start == 1 else sorted(_of_one(found[start:stop], keep), key=_source)
    return kept


def _student(one: Found) -> str:
    return one.submission.student


def _source(one: Submission) -> str:
    return one.source


def _groups(found: list[Found]) -> Iterator[tuple[int, int]]:
    """Where the submissions of each student begin and end."""
    start = 0
    for stop in range(1, len(found) + 1):
        if stop == len(found) or _student(found[stop]) != _student(found[start]):
            yield start, stop
            start = stop


def _on_roster(one: Found, roster: Roster) -> Found:
    """The same, with the name of the roster if it is on it."""
    student = roster.find(one.submission.student, one.clues)
    return one if student is None else one._replace(submission=one.submission._replace(student=student))


def _tell_apart(found: list[Found], start: int, stop: int) -> bool:
    """Students of one name get what their platform knows them by behind it: `Jane Doe (12345)`."""
    identities = defaultdict(set)
    for one in found[start:stop]:
        scope, _, who = one.identity.rpartition("\0")
        identities[scope].add(who)
    changed = False
    for k in range(start, stop):
        scope, _, who = found[k].identity.rpartition("\0")
        if who and len(identities[scope]) > 1:
            student = student_name(f"{_student(found[k])} ({who})")
            found[k] = found[k]._replace(submission=found[k].submission._replace(student=student))
            changed = True
    return changed


def _of_one(handed_in: list[Found], keep: str) -> list[Submission]:
    """What is left of the submissions of one student: one, or all of those that nothing orders."""
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
    sources = [one.source for one in left]
    return [_contested(one, sorted(sources[:k] + sources[k + 1 :])) for k, one in enumerate(left)]


def _contested(one: Submission, others: list[str]) -> Submission:
    problem = one.problem or problems.twice(others)
    return one._replace(path="", text=None, cells=None, problem=problem)
