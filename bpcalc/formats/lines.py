"""Styled lines: what a layout is made of, and how wide it is on a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

Span = tuple[str, str]
"""A style and a text. Styles are names (`label`, `quiet`, …); how they look is known elsewhere."""

Line = tuple[Span, ...]


def cells(text: str) -> int:
    """Columns that a terminal gives the text: 2 for wide characters, 0 for combining ones."""
    return len(text) if text.isascii() else _cells(text)


@lru_cache(maxsize=4096)  # a page has few texts, and lays each out several times
def _cells(text: str) -> int:
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def line_width(line: Sequence[Span]) -> int:
    """Columns of a line."""
    width = 0
    for _, text in line:
        width += len(text) if text.isascii() else _cells(text)
    return width


def space(count: int) -> Line:
    """So many blanks."""
    return (("", " " * count),) if count > 0 else ()


def padded(line: Line, width: int, align: str = "left") -> Line:
    """The line filled up to `width`; `align` is left, right or center."""
    gap = width - line_width(line)
    if gap <= 0:
        return line
    before = 0 if align == "left" else gap if align == "right" else gap // 2
    return (*space(before), *line, *space(gap - before))


def indented(lines: Iterable[Line], count: int) -> list[Line]:
    """The lines moved to the right; empty ones stay empty."""
    blanks = space(count)
    return [(*blanks, *line) if line else line for line in lines]


def trimmed(line: Iterable[Span]) -> Line:
    """The line without blanks at its end; neighbours of one style and blanks are joined."""
    spans: list[Span] = []
    current, joined = "", ""
    for style, text in line:
        if joined and (style == current or text.isspace()):
            joined += text
        elif text:
            if joined:
                spans.append((current, joined))
            current, joined = style, text
    if joined:
        spans.append((current, joined))
    while spans:
        style, text = spans.pop()
        if kept := text.rstrip(" "):
            spans.append((style, kept))
            break
    return tuple(spans)


def plain_text(lines: Sequence[Line]) -> str:
    """The lines without their styles, each ended by a newline."""
    return "".join("".join(text for _, text in line) + "\n" for line in lines)
