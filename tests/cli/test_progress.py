"""Work that takes long shows a sign of life, in a terminal and nowhere else."""

from __future__ import annotations

import io
import sys
import time

import pytest

from bpcalc.cli import progress


class Stream(io.StringIO):
    """Text in memory that is, or is not, a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def written(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, seconds: float) -> str:
    """What stands on stderr after work of so many seconds, the first news due after 0.05."""
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "AFTER", 0.05)
    with progress.working("at work"):
        time.sleep(seconds)
    return stream.getvalue()


def test_long_work_is_told_and_the_line_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last thing written erases the line."""
    text = written(monkeypatch, terminal=True, seconds=0.5)
    assert "at work: " in text
    assert text.endswith("\r\x1b[K")


def test_short_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done before the first news leaves no trace."""
    assert written(monkeypatch, terminal=True, seconds=0) == ""


def test_a_pipe_gets_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not to be filled with signs of life."""
    assert written(monkeypatch, terminal=False, seconds=0.3) == ""


def test_output_stands_on_a_clean_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once output begins, nothing more is told."""
    stream = Stream(terminal=True)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "AFTER", 0.05)
    with progress.working("at work"):
        time.sleep(0.3)
        progress.finish()
        before = stream.getvalue()
        time.sleep(0.3)
        assert stream.getvalue() == before
