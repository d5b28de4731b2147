"""`bpcalc grade` as a process of its own, and what becomes of it and its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
BPCALC = (sys.executable, "-m", "bpcalc")
"""The command of this folder."""


class Done(NamedTuple):
    """How a process ended. `left`: its workers that are still alive. `peak`: the most bytes that all
    of them held together, where a page that several share counts once."""

    code: int
    out: str
    error: str
    left: list[int]
    peak: int


def heeding_interrupts() -> None:
    """A job in the background of a shell ignores Ctrl-C, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def started(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, command: Sequence[str] = BPCALC
) -> subprocess.Popen[bytes]:
    """`bpcalc grade` with these arguments, in a session of its own. `environment`: instead of ours."""
    path = {"PYTHONPATH": str(ROOT)} if command is BPCALC else {}
    return subprocess.Popen(
        [*command, "grade", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heeding_interrupts,
        env={**(os.environ if environment is None else environment), **path, "COLUMNS": "80"},
    )


def run(
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = BPCALC,
    watch: bool = False,
) -> Done:
    """The same to its end; `watch`: looks at its memory every few milliseconds."""
    process = started(*arguments, environment=environment, command=command)
    peak = 0
    while watch and process.poll() is None:
        peak = max(peak, sum(map(_proportional, members(process.pid))))
        time.sleep(0.02)
    out, error = process.communicate()
    return Done(process.returncode, out.decode(), error.decode(), members(process.pid), peak)


def members(session: int) -> list[int]:
    """The processes of a session that are alive."""
    return [pid for pid, (state, of) in _processes() if of == session and state != "Z"]


def gone(session: int, seconds: float = 5) -> bool:
    """Whether all processes of a session end within so many seconds."""
    end = time.monotonic() + seconds
    while members(session):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _processes() -> Iterator[tuple[int, tuple[str, int]]]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = Path("/proc", name, "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            fields = stat.rpartition(")")[2].split()
            yield int(name), (fields[0], int(fields[3]))


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
