"""A sign of life: after a second, a line on stderr says how long a command is at work.

In a terminal only. Whoever writes output calls `finish` first, so that the line is gone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

AFTER = 1.0
"""Seconds of silence that nobody minds."""
EVERY = 0.2
_ERASE = "\r\x1b[K"

_done = Event()
_thread: Thread | None = None


@contextmanager
def working(what: str) -> Iterator[None]:
    """Shows that the work inside goes on, when stderr is a terminal."""
    global _thread
    if not sys.stderr.isatty():
        yield
        return
    _done.clear()
    _thread = Thread(target=_tell, args=(what, time.monotonic()), daemon=True)
    _thread.start()
    try:
        yield
    finally:
        finish()


def finish() -> None:
    """Takes the line away; what is written now stands on a clean one."""
    global _thread
    if _thread is not None:
        _done.set()
        _thread.join()
        _thread = None


def _tell(what: str, start: float) -> None:
    shown = False
    wait = AFTER
    with suppress(OSError, ValueError):  # a terminal that is gone needs no news
        while not _done.wait(wait):
            sys.stderr.write(f"{_ERASE}{what}: {time.monotonic() - start:.0f} s")
            sys.stderr.flush()
            shown, wait = True, EVERY
        if shown:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
