"""A worker that dies, hangs or eats memory costs one submission, and no process stays behind."""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from bpcalc.batch import crew, judging, worker
from bpcalc.batch.crew import results_of_crew
from bpcalc.batch.limits import Limits
from bpcalc.batch.prepared import Recipe, prepare
from bpcalc.batch.submissions.submission import Submission
from bpcalc.spec.source import Source

SPEC = "inputs: {x: [1, 2]}\nlayers:\n  - z = 2 * x\nmarks: {z: 2}\n"
RECIPE = Recipe(Source("spec.yaml", SPEC))
PREPARED = prepare(RECIPE)
LIMITS = Limits(seconds=1, memory=256)

forked = pytest.mark.skipif(crew.START != "fork", reason="a changed function reaches a worker by a fork only")


def class_of(count: int, *odd: str) -> list[Submission]:
    """A class of right sheets, with students of these names in between."""
    names = [f"s{k:03}" for k in range(count)]
    for k, name in enumerate(odd):
        names.insert((k + 1) * count // (len(odd) + 1), name)
    return [Submission(name, f"{name}.yaml", text="z: [2, 4]\n") for name in names]


def rows(submissions: list[Submission], **options: Any) -> list[dict[str, Any]]:
    """The rows in the order of the submissions; there is exactly one of each."""
    found: dict[int, dict[str, Any]] = {}
    for group in results_of_crew(PREPARED, RECIPE, submissions, **options):
        for place, _, line in group:
            assert place not in found
            assert line is not None
            found[place] = json.loads(line)
    assert sorted(found) == list(range(len(submissions)))
    assert multiprocessing.active_children() == []
    return [found[place] for place in sorted(found)]


def eaten() -> None:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def stuck() -> None:
    """Where Python itself does not run: no signal handler of Python would help."""
    ctypes.PyDLL(None).pause()


MISDEEDS: dict[str, tuple[Callable[[], object], str]] = {
    "exits": (lambda: os._exit(3), "exit code 3"),
    "is-killed": (lambda: os.kill(os.getpid(), signal.SIGKILL), "was killed"),
    "crashes": (lambda: os.kill(os.getpid(), signal.SIGTRAP), "signal 5"),
    "eats": (eaten, "256 MiB"),
    "sleeps": (lambda: time.sleep(1000), "1 seconds"),
    "is-stuck": (stuck, "1 seconds"),
    "raises": (lambda: [][1], "internal error, a mistake of bpcalc: IndexError"),
    "ends-itself": (lambda: sys.exit(7), "exit code 7"),
}


@pytest.fixture
def misdeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging a student who is called like a misdeed does it."""
    from bpcalc.grading.judge import judge

    def wicked(exercise: Any, sheet: Any) -> Any:
        if sheet.student in MISDEEDS:
            MISDEEDS[sheet.student][0]()
        return judge(exercise, sheet)

    monkeypatch.setattr(judging, "judge", wicked)


@forked
@pytest.mark.usefixtures("misdeeds")
@pytest.mark.parametrize("name", MISDEEDS)
def test_a_worker_that_goes_wrong_costs_one_submission(name: str) -> None:
    """The others of its chunk have the rows that they would have had."""
    found = rows(class_of(40, name), limits=LIMITS)
    odd = [row for row in found if row["status"] != "graded"]
    assert [row["student"] for row in odd] == [name]
    assert MISDEEDS[name][1] in odd[0]["reason"]
    assert odd[0]["score"] is None
    assert odd[0]["out_of"] == 2
    assert [row for row in found if row not in odd] == rows(class_of(40), limits=LIMITS)


@forked
@pytest.mark.usefixtures("misdeeds")
def test_several_of_them_in_one_chunk_cost_one_submission_each() -> None:
    """With two workers as with one."""
    group = class_of(60, "exits", "is-killed", "raises", "crashes")
    one, two = rows(group, limits=LIMITS), rows(group, jobs=2, limits=LIMITS)
    assert one == two
    assert sum(row["status"] == "ungradable" for row in one) == 4


@forked
@pytest.mark.usefixtures("misdeeds")
def test_a_row_that_a_limit_has_ended_has_no_key() -> None:
    """So --resume tries it once more; other rows keep what they are found by."""
    group = class_of(3, "exits", "raises")
    keys = [
        key for results in results_of_crew(PREPARED, RECIPE, group, limits=LIMITS) for _, key, _ in results
    ]
    assert sorted(map(bool, keys)) == [False, True, True, True, True]


def test_a_run_that_is_left_early_leaves_no_process() -> None:
    """Who breaks off the loop ends the workers, too."""
    running = results_of_crew(PREPARED, RECIPE, class_of(400), jobs=2)
    next(group for group in running if group)
    running.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


@forked
def test_a_worker_that_has_grown_makes_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """What sheets leave behind in a process does not add up for ever."""
    peaks = iter(range(0, 10**9, 10**6))
    monkeypatch.setattr(worker, "_peak", lambda: next(peaks))
    workers: list[object] = []
    hired = crew._Crew._hired

    def counted(self: crew._Crew) -> crew._Worker:
        workers.append(self)
        return hired(self)

    monkeypatch.setattr(crew._Crew, "_hired", counted)
    assert all(row["status"] == "graded" for row in rows(class_of(2 * crew.CHUNK + 5)))
    assert len(workers) == 3


def test_a_spawned_worker_says_the_same_as_a_forked_one() -> None:
    """Where a process cannot be forked, it starts from nothing."""
    group = class_of(5)
    assert rows(group, start="spawn") == rows(group)


def test_what_is_known_is_not_judged_again() -> None:
    """A key that is there already comes back without a line."""
    group = class_of(4)
    first = [one for results in results_of_crew(PREPARED, RECIPE, group) for one in results]
    again = results_of_crew(PREPARED, RECIPE, group, done={first[1][1], first[2][1]})
    assert [line is None for results in again for _, _, line in results] == [False, True, True, False]


@pytest.mark.parametrize(("count", "jobs"), [(0, 1), (1, 4), (3, 2), (crew.CHUNK + 1, 2)])
def test_every_submission_has_one_result(count: int, jobs: int) -> None:
    """However many there are, for however many workers."""
    assert len(rows(class_of(count), jobs=jobs)) == count


@forked
def test_workers_that_never_begin_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others would fare no better, so it does not go on for ever."""
    monkeypatch.setattr(crew, "work", lambda *_: os._exit(worker.OUT_OF_MEMORY))
    with pytest.raises(OSError, match="before they have begun"):
        rows(class_of(3))
    assert multiprocessing.active_children() == []
