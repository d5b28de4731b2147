"""Styled lines onto a stream: coloured in a terminal, plain anywhere else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TextIO

from bpcalc.formats.lines import Line, plain_text

STYLES = {
    "heading1": "bold",
    "heading2": "bold",
    "heading3": "bold",
    "step": "bold cyan",
    "label": "cyan",
    "shape": "dim",
    "bracket": "dim",
    "result": "bold",
    "total": "bold",
    "code": "green",
    "note": "bold blue",
    "warning": "bold yellow",
    "quiet": "dim",
    "rule": "dim",
    "curve1": "cyan",
    "curve2": "magenta",
    "curve3": "yellow",
    "curve4": "green",
}


def write_lines(lines: Sequence[Line], stream: TextIO) -> None:
    """Write the lines; colour only guides the eye, the text is the same without it."""
    if wants_colour(stream):
        _write_coloured(lines, stream)
    else:
        stream.write(plain_text(lines))


def wants_colour(stream: TextIO) -> bool:
    """A terminal that can show colour, and whose user has not refused it (`NO_COLOR`)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def carries_unicode(stream: TextIO) -> bool:
    """Whether the encoding of the stream has the signs of mathematics."""
    try:
        "⎡∂ŷ₁·⊙≈⋱─".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _write_coloured(lines: Sequence[Line], stream: TextIO) -> None:
    from rich.console import Console  # only here: it takes 50 ms
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, markup=False, emoji=False, highlight=False)
    for line in lines:
        text = Text()
        for style, part in line:
            text.append(part, STYLES.get(style, ""))
        console.print(text, soft_wrap=True)  # which here means: never wrapped, never cut
