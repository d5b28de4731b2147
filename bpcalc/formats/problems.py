"""Problems as text, in the manner of a compiler, and as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpcalc.errors import InputError, Place, Problem, visible
from bpcalc.formats.lines import Line, cells, plain_text, space
from bpcalc.formats.signs import ascii_text
from bpcalc.formats.wrap import Piece, wrapped
from bpcalc.spec.source import Source

SHOWN = 20
"""So many problems are told; of the others, the number."""


def problems_text(
    problems: Sequence[Problem],
    sources: Mapping[str, Source],
    width: int = 80,
    unicode: bool = True,
    outcome: str = "nothing computed",
) -> str:
    """All problems with their excerpts, how many there are, and what came of it."""
    return plain_text(problem_lines(problems, sources, width, unicode, outcome))


def told(error: InputError, source: Source | None) -> InputError:
    """The error with the report of its problems as its message, as the command line tells them."""
    sources = {source.name: source} if source is not None else {}
    error.args = ("\n" + problems_text(error.problems, sources),)
    return error


def problem_lines(
    problems: Sequence[Problem],
    sources: Mapping[str, Source],
    width: int = 80,
    unicode: bool = True,
    outcome: str = "nothing computed",
) -> list[Line]:
    """The same as styled lines: `error`, `place`, `gutter`, `caret`, `note` and `help`."""
    page = _Page(width, unicode)
    lines: list[Line] = []
    for problem in problems[:SHOWN]:
        source = sources.get(problem.place.file) if problem.place else None
        lines += [*page.problem(problem, source), ()]
    if len(problems) > SHOWN:
        lines += [(("", f"and {len(problems) - SHOWN} more"),), ()]
    return [*lines, (("", page.shown(f"{_summary(problems)}; {outcome}.")),)]


def problems_json(problems: Sequence[Problem]) -> list[dict[str, str | int | None]]:
    """Each problem as data; what is not known is None."""
    return [_record(problem) for problem in problems]


def _record(problem: Problem) -> dict[str, str | int | None]:
    place = problem.place
    inside = place if place and place.line > 0 else None
    return {
        "code": problem.code,
        "message": visible(problem.message),
        "file": visible(place.file) if place else None,
        "line": inside.line if inside else None,
        "column": inside.column if inside else None,
        "end_column": inside.end if inside else None,
        "path": visible(problem.path) or None,
        "expected": visible(problem.expected) or None,
        "got": visible(problem.got) or None,
        "help": visible(problem.help) or None,
    }


def _summary(problems: Sequence[Problem]) -> str:
    files = list(dict.fromkeys(problem.place.file for problem in problems if problem.place))
    where = f" in {', '.join(files[:3])}" if files else ""
    more = f" and {len(files) - 3} more files" if len(files) > 3 else ""
    count = f"{len(problems)} error{'s'[: len(problems) != 1]}"
    return f"{count}{where}{more}"


class _Page:
    """How wide it is, and whether it can carry more than ASCII."""

    def __init__(self, width: int, unicode: bool) -> None:
        self.width = max(width, 20)
        self.unicode = unicode
        self.dots = "…" if unicode else "..."

    def shown(self, text: str) -> str:
        """Harmless text, in ASCII where asked."""
        text = visible(text)
        return text if self.unicode else ascii_text(text)

    def problem(self, problem: Problem, source: Source | None) -> list[Line]:
        """One problem: place and message, excerpt, notes, help."""
        place = problem.place
        lines = [self._heading(problem)]
        margin = 1
        if place and source and source.line(place.line):
            margin = len(str(place.line))
            lines += self._excerpt(place, source.line(place.line), problem.label, margin)
        for word, texts in (("note", problem.notes), ("help", (problem.help,))):
            for text in texts:
                if text:
                    lines += self._remark(word, text, margin)
        return lines

    def _heading(self, problem: Problem) -> Line:
        place = problem.place
        where = ""
        if place:
            inside = f"{place.line}:{place.column}:" if place.line else ""
            where = f"{place.file}:{inside} "
        return (
            ("place", self.shown(where)),
            ("error", f"error[{problem.code}]"),
            ("", f": {self.shown(problem.message)}"),
        )

    def _excerpt(self, place: Place, text: str, label: str, margin: int) -> list[Line]:
        """The line with the stretch underlined, or the part of it around the stretch."""
        text = text.replace("\t", " ")
        start, end = place.column - 1, max(place.end - 1, place.column)
        before, marked, after = (self.shown(part) for part in (text[:start], text[start:end], text[end:]))
        before, marked, after = self._window(before, marked, after, self.width - margin - 3)
        carets = "^" * max(cells(marked), 1)
        lines: list[Line] = [
            (("gutter", " " * (margin + 1) + "|"),),
            (
                ("gutter", f"{place.line} | "),
                ("", (before + marked + after).rstrip()),
            ),
        ]
        under = (("gutter", " " * (margin + 1) + "|"), *space(cells(before) + 1), ("caret", carets))
        label = self.shown(label)
        used = margin + 3 + cells(before) + cells(carets)
        if not label:
            return [*lines, under]
        if used + 1 + cells(label) <= self.width:
            return [*lines, (*under, ("caret", f" {label}"))]
        gutter: Line = (("gutter", " " * (margin + 1) + "| "),)
        return [*lines, under, *wrapped([Piece("caret", label)], self.width, gutter, margin + 3)]

    def _window(self, before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
        """The three parts cut to `room` columns; dots stand for what is left out."""
        if cells(before) + cells(marked) + cells(after) <= room:
            return before, marked, after
        dots = cells(self.dots)
        kept = max(room - cells(marked) - 2 * dots, room // 3)
        if cells(before) > kept:
            before = self.dots + _tail(before, kept)
        left = room - cells(before)
        if cells(marked) > left:
            return before, _head(marked, left - dots) + self.dots, ""
        left -= cells(marked)
        if cells(after) > left:
            after = _head(after, left - dots) + self.dots if left >= dots else ""
        return before, marked, after

    def _remark(self, word: str, text: str, margin: int) -> list[Line]:
        start: Line = (("gutter", " " * (margin + 1) + "= "), (word, f"{word}: "))
        pieces = [Piece("", self.shown(text))]
        return wrapped(pieces, self.width, start, margin + 9)


def _head(text: str, room: int) -> str:
    """As much of the beginning as fits in `room` columns."""
    stop = 0
    while stop < len(text) and cells(text[stop]) <= room:
        room -= cells(text[stop])
        stop += 1
    return text[:stop]


def _tail(text: str, room: int) -> str:
    """As much of the end as fits in `room` columns."""
    start = len(text)
    while start > 0 and cells(text[start - 1]) <= room:
        room -= cells(text[start - 1])
        start -= 1
    return text[start:]
