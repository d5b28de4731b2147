"""The process that judges: it reads what strangers wrote, and may die of it."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Container, Iterable, Sequence
from multiprocessing.connection import Connection

from bpcalc.batch.handed import handed
from bpcalc.batch.judging import Result, line_of
from bpcalc.batch.limits import Limits
from bpcalc.batch.prepared import Prepared, Recipe, prepare
from bpcalc.batch.submissions.submission import Submission

Task = tuple[int, Submission]
MORE, IDLE, GONE = "more", "idle", "gone"
"""What a worker says with its results: there is more of this chunk, it waits for another one, or
it has grown and makes room for a fresh one."""
OUT_OF_MEMORY = 81
"""The exit code of a worker that ran out of its memory."""
FLUSHED, FULL = 0.05, 16
"""Seconds after which results go out, so that the parent sees a sign of life, and how many go at most."""


def work(
    pipe: Connection,
    foreign: Iterable[Connection],
    prepared: Prepared | Recipe,
    done: Container[str],
    limits: Limits,
) -> None:
    """Judges chunks of submissions until the pipe is closed.

    `foreign`: ends of other pipes that a fork has copied here; as long as they are open, nobody
    at their other ends can see that the parent is gone. `done`: keys of rows there are already.
    """
    for other in foreign:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    gc.freeze()  # what came with the fork is shared as long as nobody touches it
    try:
        ready = prepare(prepared) if isinstance(prepared, Recipe) else prepared
        grown = _limit_memory(limits.memory)
        pipe.send(((), IDLE))
        while True:
            results = _judged(pipe, pipe.recv(), ready, done, limits.seconds)
            if _peak() > grown:
                pipe.send((results, GONE))
                break
            pipe.send((results, IDLE))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, OSError):  # nobody is there any more
        os._exit(0)


def _judged(
    pipe: Connection, chunk: Sequence[Task], prepared: Prepared, done: Container[str], seconds: float
) -> list[Result]:
    """The last results of a chunk; those before them have been sent, so that none waits for long."""
    results: list[Result] = []
    flushed = time.monotonic()
    for place, submission in chunk:
        _alarm(seconds)
        one = handed(place, submission, prepared.mark)
        line = None if one.key in done else line_of(prepared, one)
        results.append((place, one.key, line))
        if len(results) == FULL or time.monotonic() > flushed + FLUSHED:
            _alarm(0)
            pipe.send((results, MORE))
            results = []
            flushed = time.monotonic()
    _alarm(0)
    return results


if hasattr(signal, "setitimer"):

    def _alarm(seconds: float) -> None:
        """The kernel ends this process in so many seconds, whatever it is in; 0: it does not."""
        signal.setitimer(signal.ITIMER_REAL, seconds)

else:  # the parent is on the watch as well

    def _alarm(seconds: float) -> None:
        """There is no such alarm here."""


def _limit_memory(mebibytes: int) -> float:
    """Limits what this process may take beyond what it has; the peak at which it has grown too much."""
    if sys.platform == "win32":
        return float("inf")
    import resource

    try:
        with open("/proc/self/statm", "rb") as file:
            held = int(file.read().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = held + (mebibytes << 20)
        if hard == resource.RLIM_INFINITY or wanted < hard:
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        pass  # a system that counts memory in another way
    return _peak() + mebibytes / 2


def _peak() -> float:
    """The most MiB that this process has held so far."""
    if sys.platform == "win32":
        return 0
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1 << 20 if sys.platform == "darwin" else 1 << 10)
