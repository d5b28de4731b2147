"""Workers of this machine: chunks go out, results come in, and a worker that dies is replaced.

A chunk whose worker died is done again, one submission at a time; the one that ends its worker
once more is ungradable.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from bpcalc.batch.handed import Handed
from bpcalc.batch.judging import Result, ungradable
from bpcalc.batch.limits import USUAL, Limits
from bpcalc.batch.prepared import Prepared, Recipe
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.worker import GONE, MORE, OUT_OF_MEMORY, Task, work

START = "fork" if sys.platform == "linux" else "spawn"
"""A fork shares what is prepared; elsewhere system libraries do not survive one."""
CHUNK = 256
TICK = 0.2
"""Seconds after which an empty group says that the work goes on."""
GRACE, STARTING = 2.0, 60.0
"""Seconds that a worker has beyond its alarm, and for its beginning."""
STILLBORN = 8
"""Workers in a row that end before they have begun: then none will."""
_ALARM, _KILL = 14, 9
"""Signals by their numbers: not every system has names for them."""


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    deadline: float
    chunk: dict[int, Submission] = field(default_factory=dict)
    begun: bool = False
    idle: bool = False
    late: bool = False


def results_of_crew(
    prepared: Prepared,
    recipe: Recipe,
    submissions: Sequence[Submission],
    jobs: int = 1,
    limits: Limits = USUAL,
    done: Container[str] = frozenset(),
    start: str = START,
) -> Iterator[list[Result]]:
    """Groups of results as they come, in any order; each submission in exactly one of them.

    Raises OSError where no process can be started.
    """
    crew = _Crew(prepared if start == "fork" else recipe, limits, done, start)
    work_left = _Work(submissions, jobs)
    try:
        while work_left or crew.busy:
            crew.hand_out(work_left, jobs)
            for worker in crew.heard():
                message = crew.message(worker)
                if message is None:
                    yield from _after_death(worker, crew.buried(worker), work_left, prepared.out_of)
                    continue
                results, state = message
                for place, _, _ in results:
                    del worker.chunk[place]
                worker.idle = state not in (MORE, GONE)
                crew.hand_out(work_left, jobs)  # nobody waits while results are put away
                if results:
                    yield list(results)
            yield []
    finally:
        crew.dismiss()


class _Work:
    """What is to be done: chunks in their order, and single submissions whose worker died."""

    def __init__(self, submissions: Sequence[Submission], jobs: int) -> None:
        self.submissions, self.jobs = submissions, jobs
        self.next = 0
        self.single: deque[Task] = deque()

    def __bool__(self) -> bool:
        return bool(self.single) or self.next < len(self.submissions)

    def chunk(self) -> list[Task]:
        """The next one; chunks get smaller at the end, so that all workers end together."""
        if self.single:
            return [self.single.popleft()]
        first, left = self.next, len(self.submissions) - self.next
        self.next += max(1, min(CHUNK, left // (2 * self.jobs) if self.jobs > 1 else left))
        return [(place, self.submissions[place]) for place in range(first, self.next)]


class _Crew:
    """The workers there are."""

    def __init__(self, prepared: Prepared | Recipe, limits: Limits, done: Container[str], start: str) -> None:
        self.prepared, self.limits, self.done = prepared, limits, done
        self.context = get_context(start)
        self.forked = start == "fork"
        self.workers: list[_Worker] = []
        self.stillborn = 0

    @property
    def busy(self) -> bool:
        """Whether anything that was handed out is not back yet."""
        return any(worker.chunk for worker in self.workers)

    def hand_out(self, work_left: _Work, jobs: int) -> None:
        """Gives every idle worker something to do; new workers come as long as there is enough."""
        for worker in self.workers:
            if worker.idle and work_left:
                chunk = work_left.chunk()
                worker.chunk, worker.idle = dict(chunk), False
                worker.deadline = time.monotonic() + self.limits.seconds + GRACE
                with suppress(OSError):  # it is dead, which is found out in a moment
                    worker.pipe.send(chunk)
        if work_left and len(self.workers) < jobs and not any(worker.idle for worker in self.workers):
            try:
                self.workers.append(self._hired())
            except OSError:  # no room for more processes
                if not self.workers:
                    raise

    def _hired(self) -> _Worker:
        ours, theirs = self.context.Pipe()
        foreign = [*(worker.pipe for worker in self.workers), ours] if self.forked else []
        given = (theirs, foreign, self.prepared, self.done, self.limits)
        process = self.context.Process(target=work, args=given, daemon=True)  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        return _Worker(process, ours, time.monotonic() + STARTING + self.limits.seconds)

    def heard(self) -> list[_Worker]:
        """The workers that have something to say, or are late; none after a tick."""
        pipes = {id(worker.pipe): worker for worker in self.workers}
        ready = wait([worker.pipe for worker in self.workers], TICK)
        now = time.monotonic()
        for worker in self.workers:
            if not worker.idle and worker.deadline < now and worker.pipe not in ready:
                worker.late = True
                worker.process.kill()  # its pipe will tell
        return [pipes[id(pipe)] for pipe in ready]

    def message(self, worker: _Worker) -> tuple[Sequence[Result], str] | None:
        """What a worker says, None when it is dead."""
        try:
            results, state = worker.pipe.recv()
        except (EOFError, OSError):
            return None
        worker.begun, self.stillborn = True, 0
        worker.deadline = time.monotonic() + self.limits.seconds + GRACE
        return results, state

    def buried(self, worker: _Worker) -> str:
        """Why a worker died. Raises OSError where workers end before they begin, again and again."""
        self.workers.remove(worker)
        worker.pipe.close()
        worker.process.join(GRACE)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        self.stillborn += not worker.begun
        if self.stillborn == STILLBORN:
            raise OSError("the processes that judge end before they have begun; make room in memory")
        return _cause(worker, self.limits)

    def dismiss(self) -> None:
        """Ends all workers; none is left behind."""
        for worker in self.workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
        self.workers.clear()


def _cause(worker: _Worker, limits: Limits) -> str:
    code = worker.process.exitcode or 0
    if worker.late or code == -_ALARM:
        return (
            f"judging it takes more than {limits.seconds:g} seconds; look at it, or give a longer --timeout"
        )
    if code == OUT_OF_MEMORY:
        return f"judging it takes more than {limits.memory} MiB of memory; look at it, or give more --memory"
    if code == -_KILL:
        return "the process that judged it was killed, as systems do when memory runs out; look at it"
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"the process that judged it died ({how}); look at it"


def _after_death(worker: _Worker, cause: str, work_left: _Work, out_of: float) -> Iterator[list[Result]]:
    """Several submissions are tried again one by one; a single one was the cause."""
    if len(worker.chunk) > 1:
        work_left.single.extend(worker.chunk.items())
    for place, submission in worker.chunk.items() if len(worker.chunk) == 1 else ():
        yield [(place, "", ungradable(out_of, Handed(place, submission, cause, ""), cause))]
