"""Any `concurrent.futures.Executor` as the one that judges: threads, processes, other machines.

Submissions are read here and sent with their content, so that no file has to be visible there;
an executor's processes need bpcalc and nothing else. (Values that a spec takes from files are
read there.) With Dask:

    client = distributed.Client("scheduler:8786")
    rows = bpcalc.grade("spec.yaml", "submissions", executor=client.get_executor())

Time and memory are in the hands of the executor.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from threading import Lock

from bpcalc.batch.handed import Handed, handed, shortened
from bpcalc.batch.judging import Result, line_of, ungradable
from bpcalc.batch.prepared import Prepared, Recipe, prepared_here
from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import named

CHUNK = 128
TEXT = 1 << 20
"""Characters after which a chunk is full."""
AHEAD = 64
"""Chunks that are handed out at once, and not yet back."""

_one_at_a_time = Lock()
"""An exercise remembers what it has worked out; threads take turns, as they would anyway."""


def judge_chunk(recipe: Recipe, chunk: Sequence[Handed]) -> list[Result]:
    """What an executor calls: the results of submissions that were read already."""
    with _one_at_a_time:
        prepared = prepared_here(recipe)
        return [(one.place, one.key, line_of(prepared, one)) for one in chunk]


def results_of_executor(
    executor: Executor,
    prepared: Prepared,
    recipe: Recipe,
    submissions: Sequence[Submission],
    done: Container[str] = frozenset(),
) -> Iterator[list[Result]]:
    """Groups of results as they come, in any order; each submission in exactly one of them.

    A chunk that fails is handed out again, one submission at a time; what fails alone is
    ungradable.
    """
    chunks = _chunks(submissions, prepared.mark, done)
    waiting: dict[Future[list[Result]], list[Handed]] = {}
    try:
        while True:
            for known, chunk in chunks:
                if known:
                    yield known
                if chunk:
                    yield from _given(executor, recipe, chunk, waiting, prepared.out_of)
                if len(waiting) >= AHEAD:
                    break
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                chunk = waiting.pop(future)
                try:
                    yield future.result()
                except Exception as error:
                    if len(chunk) == 1:
                        yield _failed(chunk, error, prepared.out_of)
                    else:
                        for one in chunk:
                            yield from _given(executor, recipe, [one], waiting, prepared.out_of)
    finally:
        for future in waiting:
            future.cancel()


def _chunks(
    submissions: Sequence[Submission], mark: str, done: Container[str]
) -> Iterator[tuple[list[Result], list[Handed]]]:
    """Results that are there already, and what is to be judged."""
    known: list[Result] = []
    chunk: list[Handed] = []
    size = 0
    for place, submission in enumerate(submissions):
        one = handed(place, submission, mark)
        if one.key in done:
            known.append((place, one.key, None))
        else:
            chunk.append(one)
            size += len(repr(one.content))
        if len(chunk) + len(known) >= CHUNK or size >= TEXT:
            yield known, chunk
            known, chunk, size = [], [], 0
    yield known, chunk


def _given(
    executor: Executor,
    recipe: Recipe,
    chunk: list[Handed],
    waiting: dict[Future[list[Result]], list[Handed]],
    out_of: float,
) -> Iterator[list[Result]]:
    """Hands a chunk out; an executor that takes no more work leaves its rows ungradable."""
    try:
        waiting[executor.submit(judge_chunk, recipe, chunk)] = chunk
    except Exception as error:
        yield _failed(chunk, error, out_of)


def _failed(chunk: list[Handed], error: Exception, out_of: float) -> list[Result]:
    reason = shortened(f"the executor could not judge it: {named(error)}")
    return [(one.place, "", ungradable(out_of, one, reason)) for one in chunk]
