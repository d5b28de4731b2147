"""Styled lines: what a layout is made of, and how wide it is on a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

Span = tuple[str, str]
"""A style and a text. Styles are names (`label`, `quiet`, …); how they look is known elsewhere."""

Line = tuple[Span, ...]


def cells(text: str) -> int:
    """Columns that a terminal gives the text: 2 for wide characters, 0 for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def line_width(line: Line) -> int:
    """Columns of a line."""
    return sum(cells(text) for _, text in line)


def space(count: int) -> Line:
    """So many blanks."""
    return (("", " " * count),) if count > 0 else ()


def padded(line: Line, width: int, align: str = "left") -> Line:
    """The line filled up to `width`; `align` is left, right or center."""
    gap = max(0, width - line_width(line))
    before = {"left": 0, "right": gap, "center": gap // 2}[align]
    return (*space(before), *line, *space(gap - before))


def indented(lines: Iterable[Line], count: int) -> list[Line]:
    """The lines moved to the right; empty ones stay empty."""
    return [(*space(count), *line) if line else line for line in lines]


def trimmed(line: Line) -> Line:
    """The line without blanks at its end; neighbours of one style and blanks are joined."""
    spans: list[Span] = []
    for style, text in line:
        if spans and (spans[-1][0] == style or text.isspace()):
            spans[-1] = (spans[-1][0], spans[-1][1] + text)
        elif text:
            spans.append((style, text))
    while spans:
        style, text = spans.pop()
        if kept := text.rstrip(" "):
            spans.append((style, kept))
            break
    return tuple(spans)


def plain_text(lines: Sequence[Line]) -> str:
    """The lines without their styles, each ended by a newline."""
    return "".join("".join(text for _, text in line) + "\n" for line in lines)
