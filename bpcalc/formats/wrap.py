"""Prose broken into lines at blanks; formulas stay whole as long as a line can hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from bpcalc.formats.lines import Line, Span, cells, line_width, space, trimmed
from bpcalc.records import NamedTuple

# A long formula is broken before an operator, else after a comma; never inside a number.
_BEFORE_OPERATOR = r" +(?=(?:[-=+·⊙*@/≈<>−]|and|or) )|(?<=,) +"
_ATOM = r"(?s)[0-9.]+(?:e-?[0-9]+)?|."

WIDE_GAP = 3  # so many blanks keep what stands between them together


class Piece(NamedTuple):
    """A stretch of prose. `whole`: not to be broken without need."""

    style: str
    text: str
    whole: bool = False


def wrapped(pieces: Iterable[Piece], width: int, first: Line = (), rest: int = 0) -> list[Line]:
    """Lines of at most `width` columns: the first begins with `first`, others with blanks."""
    lines: list[Line] = []
    for paragraph in _paragraphs(pieces):
        start = space(rest) if lines else first
        whole: Line = (*start, *((piece.style, piece.text) for piece in paragraph))
        lines += [trimmed(whole)] if line_width(whole) <= width else _filled(paragraph, width, start, rest)
    return lines


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces between line feeds."""
    current: list[Piece] = []
    for piece in pieces:
        if "\n" not in piece.text:
            current.append(piece)
            continue
        head, *tails = piece.text.split("\n")
        current.append(piece._replace(text=head))
        for tail in tails:
            yield current
            current = [piece._replace(text=tail)]
    yield current


class _Word(NamedTuple):
    """What stands between blanks: the number of those before it, its spans, its columns."""

    blanks: int
    spans: Line
    width: int


def _filled(pieces: Sequence[Piece], width: int, first: Line, rest: int) -> list[Line]:
    """One paragraph: each word on the line before it, unless it does not fit there."""
    lines: list[Line] = []
    line, used, empty = [*first], line_width(first), True
    words = list(_words(pieces))
    for place, (blanks, word, own) in enumerate(words):
        together = _together(words, place)
        if together > width - rest:
            together = own
        if not empty and blanks + together > width - used:
            lines.append(trimmed(line))
            line, used, blanks = [*space(rest)], rest, 0
        if blanks + own > width - used:
            blanks = 0
        *full, last = _broken(word, max(1, width - used - blanks), max(1, width - rest))
        for part in full:
            lines.append(trimmed((*line, *space(blanks), *part)))
            line, used, blanks = [*space(rest)], rest, 0
        line += (*space(blanks), *last)
        used, empty = used + blanks + (line_width(last) if full else own), False
    return [*lines, trimmed(line)]


def _words(pieces: Sequence[Piece]) -> Iterator[_Word]:
    blanks = 0
    word: list[Span] = []
    for piece in pieces:
        for part in [piece.text] if piece.whole else re.split("( +)", piece.text):
            if not part:
                continue
            if part.isspace() and not piece.whole:
                if word:
                    yield _Word(blanks, tuple(word), line_width(word))
                    word, blanks = [], 0
                blanks += len(part)
            else:
                word.append((piece.style, part))
    if word:
        yield _Word(blanks, tuple(word), line_width(word))


def _together(words: Sequence[_Word], place: int) -> int:
    """Columns of what begins with a word: after a wide gap, all up to the next one."""
    columns = words[place].width
    if words[place].blanks >= WIDE_GAP:
        for word in takewhile(lambda word: word.blanks < WIDE_GAP, words[place + 1 :]):
            columns += word.blanks + word.width
    return columns


def _broken(word: Line, room: int, width: int) -> list[Line]:
    """The word in parts: the first fits in `room`, the others in `width`."""
    if line_width(word) <= room:
        return [word]
    lines: list[Line] = []
    line: Line = ()
    for style, text in word:
        for atom in _atoms(text, width):
            blanks = len(atom) - len(atom.lstrip(" "))
            available = width if lines else room
            if line_width(line) + cells(atom) > available and (line or available < width):
                lines.append(line)
                line, atom = (), atom[blanks:]
            line = (*line, (style, atom))
    return [*lines, line]


def _atoms(text: str, width: int) -> Iterator[str]:
    """What may stand on a line of its own: parts of a formula, of those too wide the characters."""
    start = 0
    for stop in [*(match.start() for match in re.finditer(_BEFORE_OPERATOR, text)), len(text)]:
        part = text[start:stop]
        if cells(part.lstrip(" ")) <= width:
            yield part
        else:
            yield from re.findall(_ATOM, part)
        start = stop
