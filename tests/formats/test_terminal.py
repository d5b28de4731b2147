"""Colour is for terminals only, and changes nothing but colour."""

from __future__ import annotations

import io
import re

import pytest

from bpcalc.formats.lines import Line, plain_text
from bpcalc.formats.terminal import carries_unicode, write_lines

LINES: list[Line] = [
    (("heading1", "[red]A title[/] :smile:"),),
    (),
    (("", "   "), ("bracket", "⎡ "), ("result", " 1  -2"), ("bracket", " ⎤"), ("unheard_of", "!")),
    (("quiet", "a line far longer than any terminal " * 20 + "end"),),
]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")


def test_a_terminal_gets_the_same_text_with_colour() -> None:
    """Nothing is wrapped, cut short or read as markup or emoji."""
    stream = Terminal()
    write_lines(LINES, stream)
    written = stream.getvalue()
    assert "\x1b[1m" in written
    assert re.sub(r"\x1b\[[0-9;]*m", "", written) == plain_text(LINES)


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """The same text then, without any escape."""
    monkeypatch.setenv(variable, value)
    stream = Terminal()
    write_lines(LINES, stream)
    assert stream.getvalue() == plain_text(LINES)


def test_a_file_gets_plain_text() -> None:
    """No escapes when the stream is no terminal."""
    stream = io.StringIO()
    write_lines(LINES, stream)
    assert stream.getvalue() == plain_text(LINES)


@pytest.mark.parametrize(
    ("encoding", "carried"),
    [("utf-8", True), ("ascii", False), ("latin-1", False), ("cp437", False), ("utf-16", True)],
)
def test_unicode_is_used_only_where_the_encoding_carries_it(encoding: str, carried: bool) -> None:
    """The encoding of the stream decides."""
    assert carries_unicode(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is carried
