"""What the YAML parser could not read, told in words about the file.

A parser stops where it can no longer go on, which is often far from the mistake, and the
two parsers word it differently. So only the kind of an error is taken from them; the
place and the remedy come from the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bpcalc.errors import Problem
from bpcalc.spec import traps, wording
from bpcalc.spec.brackets import in_brackets
from bpcalc.spec.fault import Fault, Position, indent_of, unreadable
from bpcalc.spec.indentation import after_document, dash, in_block, line_without_colon, second_colon
from bpcalc.spec.quotes import after_value, bad_escape, unclosed_quote
from bpcalc.spec.source import Source


def syntax_problem(
    error: Exception,
    source: Source,
    lines: list[str],
    bracket: Position | None,
    quote: tuple[Position, Position] | None,
) -> Problem:
    """The problem behind an error of a YAML parser."""
    context = _position(getattr(error, "context_mark", None))
    at = _position(getattr(error, "problem_mark", None)) or context or (0, 0)
    fault = Fault(source, lines, at, context or at, bracket, quote)
    words = f"{getattr(error, 'context', '')}: {getattr(error, 'problem', error)}"
    return _near(fault) or next(describe(fault) for pattern, describe in _KINDS if pattern.search(words))


def _position(mark: object) -> Position | None:
    return (mark.line, mark.column) if mark is not None else None  # type: ignore[attr-defined]


def _near(fault: Fault) -> Problem | None:
    """Spaces that YAML takes for letters, and tags, are the likeliest reason near them."""
    last = min(fault.at[0], len(fault.lines) - 1)
    for number in sorted({fault.context[0], max(last - 1, 0), last}):
        odd = re.search(traps.ODD_SPACE, fault.lines[number])
        if odd:
            return wording.odd_space(fault.place((number, odd.start())), odd[0])
        wide = _WIDE.search(fault.lines[number])
        if wide:
            return wording.wide_sign(fault.place((number, wide.start())), wide[0])
        remark = _REMARK.search(fault.lines[number])
        if remark:
            return wording.remark(fault.rest_of_line((number, remark.start(1))))
        tag = _TAG.search(fault.lines[number])
        if tag:
            return wording.tag(fault.place((number, tag.start(1)), len(tag[1])))
    return None


_WIDE = re.compile("[：｛｝［］]")
_REMARK = re.compile(r"(?:^|[\]}] ) *(//|/\*|%|;|<!--|```|~~~)")
_BULLET = re.compile(r" *(?:- +)?([*•+]) +(\S.*)")
_TAG = re.compile(r"(?:^|[:,\[{-]) *(![\w!]*) *(?:[\[{]|$)")


def _sign(fault: Fault) -> Problem:
    """A character with which no plain text begins."""
    after = after_value(fault)
    if after:
        return after
    return wording.cannot_begin(fault.rest_of_line(fault.at), fault.character())


def _block_sign(fault: Fault) -> Problem:
    """`|x|` and `> 0` begin like a text of many lines."""
    return _sign(fault._replace(at=fault.context))


def _star(fault: Fault) -> Problem:
    bullet = _BULLET.fullmatch(fault.lines[fault.context[0]].rstrip())
    if bullet:
        place = fault.rest_of_line((fault.context[0], indent_of(fault.lines[fault.context[0]])))
        return wording.bullet(place, bullet[1], bullet[2])
    return _sign(fault._replace(at=fault.context))._replace(code="E121")


def _glued(fault: Fault) -> Problem:
    """`x:[1]` within brackets."""
    return wording.no_space_after_colon(fault.place(fault.at))


_KINDS: tuple[tuple[re.Pattern[str], Callable[[Fault], Problem]], ...] = tuple(
    (re.compile(pattern), describe)
    for pattern, describe in (
        ("simple key", line_without_colon),
        ("escape|hexa?decimal", bad_escape),
        ("quoted scalar", unclosed_quote),
        ("while parsing a flow (sequence|mapping|node)", in_brackets),
        ("while parsing a block (mapping|collection)", in_block),
        ("scanning a plain scalar", _glued),
        ("mapping values", second_colon),
        ("sequence entries", dash),
        ("scanning an (alias|anchor)", _star),
        ("scanning a block scalar", _block_sign),
        ("mapping keys|cannot start any token", _sign),
        ("while parsing a (block )?node", in_block),
        ("document start", after_document),
        ("", unreadable),
    )
)
