"""YAML events into nodes, with a stack of our own: no input can recurse, share or multiply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NoReturn, cast

from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bpcalc.errors import Place, Problem
from bpcalc.records import NamedTuple
from bpcalc.spec import traps, wording
from bpcalc.spec.events import NextEvent, has_stand_ins, restored
from bpcalc.spec.nodes import ROOT, Mapping, Node, Scalar, Sequence, Way
from bpcalc.spec.source import Source


class Limits(NamedTuple):
    """What a document may have at most: nesting, nodes, letters in a text and in a key."""

    depth: int = 16
    nodes: int = 20_000
    text: int = 4096
    key: int = 64


class _StopError(Exception):
    """What follows cannot be read, or not within the limits."""


_AHEAD = 256
"""Events that are read before any of them is looked at."""

_BRACKET = r"(?:&\S*\s+)?([\[{])"

_Open = tuple["dict[str, Scalar] | None", "list[Any]", "Scalar | None", Way, Any]


class Builder:
    """Builds nodes from events; `problems` fills up as it goes."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.problems: list[Problem] = []

    def root(self, next_event: NextEvent) -> Node | None:
        """The node of the whole document; None where it cannot be read to its end."""
        try:
            return self._build(next_event)
        except _StopError:
            return None

    def _build(self, next_event: NextEvent) -> Node:
        # One loop, and records made without their slower constructors: an answer sheet has
        # a hundred nodes, and there are hundreds of sheets.
        source, new = self.source, tuple.__new__
        depth, most, longest, longest_key = self.limits
        signs = has_stand_ins(source.text)
        anchors = "&" in source.text
        stack: list[_Open] = []
        # The collection being read: its members, its keys (None for a list), the key that
        # waits for its value, the way to it. The document counts as the value of a key "".
        members: list[Any] = []
        keys: dict[str, Scalar] | None = {}
        key: Scalar | None = Scalar("", "'", source, 0, 0, *ROOT)
        way: Way = ROOT
        nodes = documents = 0
        event: Any = None
        node: Any
        try:
            for event in chain.from_iterable(_ahead(next_event)):
                kind = type(event)
                if kind is ScalarEvent:
                    text, style = event.value, event.style or ""
                    start, end = event.start_mark.index, event.end_mark.index
                    if signs:
                        text = restored(text)
                    if anchors:
                        self._anchor(event)
                    if not (text or style):  # a value that was left out is missing at its key
                        start, end = (key.start, key.end) if key else (start, start)
                    if keys is None:
                        node = new(Scalar, (text, style, source, start, end, way, len(members)))
                    elif key is not None:
                        node = new(Scalar, (text, style, source, start, end, way, key.step))
                    else:
                        key = new(Scalar, (text, style, source, start, end, way, text))
                        plain = text.isascii() and text.isidentifier() and len(text) <= longest_key
                        if text in keys or not plain:
                            key = self._key(key, keys)
                        else:
                            keys[text] = key
                        continue
                    # Most texts have nothing in them that `in_value` looks at.
                    harmless = text.isalnum() or (
                        text.isascii()
                        and not (not text or "!" in text or ":" in text or "(" in text or " - " in text)
                    )
                    if style or not harmless or len(text) > longest:
                        problem = traps.in_value(node, key, longest)
                        if problem:
                            self.problems.append(problem)
                elif kind is SequenceStartEvent or kind is MappingStartEvent:
                    mark = event.start_mark
                    if anchors:
                        self._anchor(event)
                    stack.append((keys, members, key, way, mark))
                    if len(stack) > depth:
                        self._stop_at(wording.too_deep(self._at(mark), depth))
                    if keys is None:
                        way = way, len(members)
                    elif key is not None:
                        way = way, key.step
                    members, key = [], None
                    keys = None if kind is SequenceStartEvent else {}
                    continue
                elif kind is SequenceEndEvent or kind is MappingEndEvent:
                    inside, (above, step) = tuple(members), way
                    keys, members, key, way, mark = stack.pop()
                    collection = Sequence if kind is SequenceEndEvent else Mapping
                    start, end = mark.index, event.end_mark.index
                    node = new(collection, (inside, source, start, end, above, step))
                elif kind is AliasEvent:
                    node = self._word(event.start_mark, "*", way)
                    self.problems.append(wording.alias(node.place))
                elif kind is DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self._stop_at(wording.second_document(self._at(event.start_mark)))
                    continue
                else:
                    continue
                nodes += 1
                if nodes > most:
                    self._stop_at(wording.too_many(node.place, most))
                if keys is None:
                    members.append(node)
                elif key is not None:
                    members.append((key, node))
                    key = None
                else:
                    place = node.place
                    self.problems.append(wording.key_not_text(place))
                    end = node.start + place.end - place.column
                    key = Scalar("", "'", source, node.start, end, way, None)
        except YAMLError as error:
            self._stop_at(self._syntax(error, stack, event))
        if not members or members[0][1][:2] == ("", ""):
            self._stop_at(wording.empty(source.name))
        root: Node = members[0][1]
        return root

    def _stop_at(self, problem: Problem) -> NoReturn:
        self.problems.append(problem)
        raise _StopError

    def _syntax(self, error: YAMLError, stack: list[_Open], event: Any) -> Problem:
        """The problem behind a syntax error, with what was open and what was read last."""
        from bpcalc.spec.syntax import syntax_problem

        bracket, lines = None, [*self.source.text.split("\n"), ""]
        for *_, mark in stack:
            found = re.compile(_BRACKET).match(lines[mark.line], mark.column)
            bracket = (mark.line, found.start(1)) if found else bracket
        quote = None
        if type(event) is ScalarEvent and event.style in ("'", '"'):
            start, end = cast("Any", event.start_mark), cast("Any", event.end_mark)
            quote = (start.line, start.column), (end.line, end.column)
        return syntax_problem(error, self.source, lines, bracket, quote)

    def _at(self, mark: Any) -> Place:
        return Place(self.source.name, mark.line + 1, mark.column + 1, mark.column + 2)

    def _anchor(self, event: Any) -> None:
        if event.anchor is not None:
            self.problems.append(wording.anchor(self._word(event.start_mark, "&", ROOT).place))

    def _word(self, mark: Any, sign: str, way: Way) -> Scalar:
        """The word that begins with the sign, at the mark or shortly after it."""
        _, _, line_end = self.source.line_at(mark.index)
        found = re.compile(re.escape(sign) + r"[\w-]*").search(self.source.text, mark.index, line_end)
        start, end = found.span() if found else (mark.index, mark.index + 1)
        return Scalar("", "'", self.source, start, end, way, None)

    def _key(self, key: Scalar, keys: dict[str, Scalar]) -> Scalar:
        """The key, with a path that long keys cannot make long."""
        first = keys.setdefault(traps.normal(key.text), key)
        if first is not key:
            self.problems.append(wording.duplicate(key, first))
        problem = traps.in_key(key, self.limits.key)
        if problem:
            self.problems.append(problem)
        short = key.text[: self.limits.key] + "…"
        return key._replace(step=short) if len(key.text) > self.limits.key else key


def _ahead(next_event: NextEvent) -> Iterator[list[Any]]:
    """The events, many at a time: parsing and building in turns takes a seventh longer."""
    events = iter(next_event, None)
    while True:
        some: list[Any] = []
        try:
            some.extend(islice(events, _AHEAD))
        finally:
            yield some  # what came before an error, too
        if len(some) < _AHEAD:
            return
