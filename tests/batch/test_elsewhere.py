"""Any executor judges as the workers of this machine do; what it cannot do is said in the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from bpcalc.batch import elsewhere
from bpcalc.batch.elsewhere import results_of_executor
from bpcalc.batch.prepared import Recipe, prepare
from bpcalc.batch.run import Run, results
from bpcalc.batch.submissions.submission import Submission
from bpcalc.spec.source import Source
from tests.batch import crowds, poison

RECIPE = Recipe(Source("spec.yaml", crowds.spec()))
PREPARED = prepare(RECIPE)


class Inline(Executor):
    """Works at once, in this thread; `fails` says for which chunks it does not."""

    def __init__(self, fails: Callable[[list[str]], Exception | None] = lambda names: None) -> None:
        self.fails = fails
        self.chunks: list[list[str]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.chunks.append([one.submission.student for one in args[1]])
        error = self.fails(self.chunks[-1])
        future: Future[Any] = Future()
        if error is None:
            future.set_result(fn(*args, **kwargs))
        else:
            future.set_exception(error)
        return future


class Closed(Executor):
    """Takes no work."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise RuntimeError("cannot schedule new futures after shutdown")


def text(name: str) -> Submission:
    """A right answer on a sheet of this student."""
    return Submission(name, f"{name}.yaml", text="z1: 0.3775\n")


def rows(executor: Executor, submissions: list[Submission]) -> list[dict[str, Any]]:
    """The rows in order, one of each."""
    found = {}
    for group in results_of_executor(executor, PREPARED, RECIPE, submissions):
        for place, _, line in group:
            assert line is not None
            assert place not in found
            found[place] = json.loads(line)
    return [found[place] for place in range(len(submissions))]


@contextmanager
def dask() -> Iterator[Executor]:
    """A cluster of two threads; processes take seconds to start."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, silence_logs=50
    )
    with cluster, distributed.Client(cluster) as client:
        yield client.get_executor()


EXECUTORS: dict[str, Callable[[], Any]] = {
    "threads": lambda: ThreadPoolExecutor(3),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=get_context("fork")),
    "dask": dask,
}


@pytest.mark.parametrize("name", EXECUTORS)
def test_an_executor_says_what_the_workers_say(name: str, tmp_path: Path) -> None:
    """Of healthy sheets and of poison, byte for byte."""
    from bpcalc.batch.submissions.collect import collect

    crowds.write(tmp_path, 150, wrong=0.05)
    poison.put(tmp_path, 60)
    run = Run(RECIPE, PREPARED, collect([str(tmp_path)]).submissions)
    ours = sorted(one for group in results(run) for one in group)
    with EXECUTORS[name]() as executor:
        theirs = sorted(one for group in results(run._replace(executor=executor)) for one in group)
    assert theirs == ours


def test_a_chunk_that_fails_is_done_again_one_by_one() -> None:
    """Only what fails alone is ungradable, with the reason."""
    executor = Inline(lambda names: OSError("worker 7 is gone") if "b" in names else None)
    found = rows(executor, list(map(text, "abc")))
    assert executor.chunks == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert [row["status"] for row in found] == ["graded", "ungradable", "graded"]
    assert found[1]["reason"] == "the executor could not judge it: OSError: worker 7 is gone"


def test_an_executor_that_is_closed_leaves_no_row_out() -> None:
    """Every row says why there is no score."""
    found = rows(Closed(), list(map(text, "ab")))
    assert [row["status"] for row in found] == ["ungradable", "ungradable"]
    assert "after shutdown" in found[0]["reason"]


def test_a_process_that_dies_breaks_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that is broken takes no more work; each of its submissions still has its row."""
    import os

    from bpcalc.batch import judging

    monkeypatch.setattr(judging, "judge", lambda exercise, sheet: os._exit(1))
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as executor:
        found = rows(executor, list(map(text, "ab")))
    assert all("process pool" in row["reason"].lower() for row in found)


def test_chunks_are_handed_out_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large class is not in memory all at once."""
    monkeypatch.setattr(elsewhere, "CHUNK", 2)
    monkeypatch.setattr(elsewhere, "AHEAD", 3)
    given: list[Future[Any]] = []

    class Watched(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            assert sum(not one.done() for one in given) < 3
            given.append(super().submit(fn, *args, **kwargs))
            return given[-1]

    with Watched(1) as executor:
        assert len(rows(executor, [text(f"s{k}") for k in range(21)])) == 21
    assert len(given) == 11
