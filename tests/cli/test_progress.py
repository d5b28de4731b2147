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


def counted(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, after: float) -> str:
    """What stands on stderr after 5,000 of 20,000 things, two seconds each thousand."""
    stream = Stream(terminal)
    clock = [0.0]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "AFTER", after)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with progress.counting("graded", 20_000) as tell:
        tell(0)
        for done in range(1000, 6000, 1000):
            clock[0] += 2
            tell(done)
    return stream.getvalue()


def test_counted_work_says_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter took 10 seconds; the line is gone in the end."""
    text = counted(monkeypatch, terminal=True, after=1)
    assert "graded: 5,000 of 20,000, about 30 s left" in text
    assert text.endswith("\r\x1b[K")


@pytest.mark.parametrize(("terminal", "after"), [(False, 1), (True, 100)])
def test_short_work_and_pipes_get_no_count(
    terminal: bool, after: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing at all."""
    assert counted(monkeypatch, terminal=terminal, after=after) == ""


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.2, "0 s"), (89, "89 s"), (100, "2 min"), (5000, "83 min"), (9000, "2.5 h")]
)
def test_a_duration_is_as_exact_as_it_is_known(seconds: float, shown: str) -> None:
    """Seconds, minutes, hours."""
    assert progress._duration(seconds) == shown
