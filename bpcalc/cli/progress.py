"""A sign of life: after a second, a line on stderr says how long a command is at work.

In a terminal only. Whoever writes output calls `finish` first, so that the line is gone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
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


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Shows how many of `total` are done and how long the rest takes, in place of `working`.

    The number of those done since the beginning is given to what this yields, as often as one
    likes; no thread is at work.
    """
    finish()
    start = shown = time.monotonic()

    def tell(done: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - start > AFTER and now - shown > EVERY:
            left = f", about {_duration((now - start) / done * (total - done))} left" if done else ""
            _write(f"{_ERASE}{what}: {done:,} of {total:,}{left}")
            shown = now

    if not sys.stderr.isatty():
        yield lambda done: None
        return
    try:
        yield tell
    finally:
        if shown > start:
            _write(_ERASE)


def _duration(seconds: float) -> str:
    """`40 s`, `3 min`, `2.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _write(text: str) -> None:
    with suppress(OSError, ValueError):  # a terminal that is gone needs no news
        sys.stderr.write(text)
        sys.stderr.flush()


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
