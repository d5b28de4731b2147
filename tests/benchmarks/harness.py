"""How a ratio is taken: pairs in turns, the median of what each pair says.

Whatever else the machine does meets both halves of a pair, so that a ratio says the same on
another machine, and again tomorrow.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from importlib import import_module
from statistics import median
from time import perf_counter
from types import ModuleType
from typing import Any, NamedTuple

from tests.benchmarks.installed import Installed, environment

LONG_ENOUGH = 0.02
"""Seconds that one half of a pair takes at least; what is quicker is repeated."""

PEAK = """
import sys
def peak():
    if sys.platform == "linux":  # where getrusage begins with what the parent process had
        with open("/proc/self/status") as file:
            return next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most
"""
"""The source of a function: the most bytes that its process has had in memory."""

Work = Callable[[], Any]


class Setting(NamedTuple):
    """How thoroughly is measured. `small`: each benchmark once, at its smallest size."""

    pairs: int
    small: bool
    installed: Installed


class Benchmark(NamedTuple):
    """One row of the table: what is divided by what, and how small the ratio has to be.

    `ratio` measures it; it raises SkippedError where the peer is missing.
    """

    name: str
    what: str
    mark: float
    beyond: float
    ratio: Callable[[Setting], float]


class SkippedError(Exception):
    """Why a row cannot be measured here."""


def peer(module: str) -> ModuleType:
    """A library to compare with. Raises SkippedError where it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise SkippedError(f"needs {module}") from None


def in_turns(ours: Work, theirs: Work, setting: Setting) -> float:
    """How much longer our work takes than theirs, in this process."""
    ours(), theirs()  # what is done once only is done now
    if setting.small:
        return _pairs(_timed(ours, 1), _timed(theirs, 1), 1)
    return _pairs(_timed(ours, _repetitions(ours)), _timed(theirs, _repetitions(theirs)), setting.pairs)


def processes_in_turns(ours: Sequence[str], theirs: Sequence[str], setting: Setting) -> float:
    """How much longer our command takes than theirs, from its start to its end."""

    def run(command: Sequence[str]) -> Work:
        return lambda: subprocess.run(
            command, stdout=subprocess.PIPE, check=True, env=environment(), cwd=setting.installed.folder
        )

    if setting.small:
        return _pairs(_timed(run(ours), 1), _timed(run(theirs), 1), 1)
    run(ours)(), run(theirs)()  # the files are in the cache of the system
    return _pairs(_timed(run(ours), 1), _timed(run(theirs), 1), setting.pairs)


def memory(before: str, work: str, setting: Setting) -> int:
    """Bytes by which the peak memory of a process grows while it does the work, after `before`."""
    code = f"{PEAK}\n{before}\n_before = peak()\n{work}\nprint(peak() - _before)\n"
    command = [setting.installed.python, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment(), cwd=setting.installed.folder
    )
    return max(1024, int(done.stdout.splitlines()[-1]))  # less than a page cannot be seen


def _pairs(ours: Callable[[], float], theirs: Callable[[], float], many: int) -> float:
    return median(ours() / theirs() for _ in range(many))


def _repetitions(work: Work) -> int:
    """How often work is repeated to take long enough to be timed."""
    return max(1, round(LONG_ENOUGH / min(_timed(work, 1)() for _ in range(3))))


def _timed(work: Work, times: int) -> Callable[[], float]:
    """What takes the seconds of one repetition."""

    def seconds() -> float:
        start = perf_counter()
        for _ in range(times):
            work()
        return (perf_counter() - start) / times

    return seconds
