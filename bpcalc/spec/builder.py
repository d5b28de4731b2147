"""YAML events into nodes, with a stack of our own: no input can recurse, share or multiply."""

from __future__ import annotations

import re
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
    StreamEndEvent,
)

from bpcalc.errors import Place, Problem
from bpcalc.records import NamedTuple
from bpcalc.spec import traps, wording
from bpcalc.spec.events import NextEvent, has_stand_ins, restored
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.source import Source


class Limits(NamedTuple):
    """What a document may have at most: nesting, nodes, letters in a text and in a key."""

    depth: int = 16
    nodes: int = 20_000
    text: int = 4096
    key: int = 64


class _StopError(Exception):
    """What follows cannot be read, or not within the limits."""


_HARMLESS = re.compile(r"[-+*/^@=.\w ]+").fullmatch  # no space but the common one

_BRACKET = r"(?:&\S*\s+)?([\[{])"

_Open = tuple["dict[str, Scalar] | None", "list[Any]", "Scalar | None", str, Any]


class Builder:
    """Builds nodes from events; `problems` fills up as it goes."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.problems: list[Problem] = []
        self.lines = [*source.text.split("\n"), ""]

    def root(self, next_event: NextEvent) -> Node | None:
        """The node of the whole document; None where it cannot be read to its end."""
        try:
            return self._build(next_event)
        except _StopError:
            return None

    def _build(self, next_event: NextEvent) -> Node:
        # One loop, and records made without their slower constructors: an answer sheet has
        # a hundred nodes, and there are hundreds of sheets.
        name, limits, new = self.source.name, self.limits, tuple.__new__
        depth, most, longest, longest_key = limits
        signs = has_stand_ins(self.source.text)
        anchors = "&" in self.source.text
        stack: list[_Open] = []
        # The collection being read: its members, its keys (None for a list), the key that
        # waits for its value, its path. The document counts as the value of a key "".
        members: list[Any] = []
        keys: dict[str, Scalar] | None = {}
        key: Scalar | None = Scalar("", True, Place(name, 1, 1, 1), "")
        path = ""
        nodes = documents = 0
        event: Any = None
        node: Any
        while True:
            try:
                event = next_event()
            except YAMLError as error:
                self._stop_at(self._syntax(error, stack, event))
            kind = type(event)
            if kind is ScalarEvent:
                text, style = event.value, event.style
                if signs:
                    text = restored(text)
                start, end = event.start_mark, event.end_mark
                line, column = start.line, start.column + 1
                folded = end.line != line
                stop = self._first_end(start, style) if folded else end.column + 1
                place = new(Place, (name, line + 1, column, stop))
                if not text and not style:  # a value that was left out is missing at its key
                    place = key.place if key else Place(name, line + 1, column, column + 1)
                if anchors:
                    self._anchor(event)
                if keys is None:
                    node = new(Scalar, (text, bool(style), place, f"{path}[{len(members)}]"))
                elif key is not None:
                    node = new(Scalar, (text, bool(style), place, key.path))
                else:
                    inner = f"{path}.{text}" if path else text
                    key = new(Scalar, (text, bool(style), place, inner))
                    plain = text.isascii() and text.isidentifier() and len(text) <= longest_key
                    if text in keys or not plain:
                        key = self._key(key, keys)
                    else:
                        keys[text] = key
                    continue
                long = folded or len(text) > longest
                if style or long or not (text.isalnum() or _HARMLESS(text)):
                    self._value(node, key)
            elif kind is SequenceStartEvent or kind is MappingStartEvent:
                start = event.start_mark
                if anchors:
                    self._anchor(event)
                stack.append((keys, members, key, path, start))
                if len(stack) > depth:
                    self._stop_at(wording.too_deep(self._at(start), depth))
                path = f"{path}[{len(members)}]" if keys is None else key.path if key else path
                members, key = [], None
                keys = None if kind is SequenceStartEvent else {}
                continue
            elif kind is SequenceEndEvent or kind is MappingEndEvent:
                inside, inner = tuple(members), path
                keys, members, key, path, start = stack.pop()
                line, end = start.line, event.end_mark
                stop = end.column + 1 if end.line == line else _first_line_end(start, inside)
                place = new(Place, (name, line + 1, start.column + 1, stop))
                collection = Sequence if kind is SequenceEndEvent else Mapping
                node = new(collection, (inside, place, inner))
            elif kind is AliasEvent:
                node = Scalar("", True, self._sign_at(event.start_mark, "*"), path)
                self.problems.append(wording.alias(node.place))
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop_at(wording.second_document(self._at(event.start_mark)))
                continue
            elif kind is StreamEndEvent:
                break
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
                self.problems.append(wording.key_not_text(node.place))
                key = Scalar("", True, node.place, path)
        if not members or members[0][1][:2] == ("", False):
            self._stop_at(wording.empty(name))
        root: Node = members[0][1]
        return root

    def _stop_at(self, problem: Problem) -> NoReturn:
        self.problems.append(problem)
        raise _StopError

    def _syntax(self, error: YAMLError, stack: list[_Open], event: Any) -> Problem:
        """The problem behind a syntax error, with what was open and what was read last."""
        from bpcalc.spec.syntax import syntax_problem

        bracket = None
        for *_, mark in stack:
            found = re.compile(_BRACKET).match(self.lines[mark.line], mark.column)
            bracket = (mark.line, found.start(1)) if found else bracket
        quote = None
        if type(event) is ScalarEvent and event.style in ("'", '"'):
            start, end = cast("Any", event.start_mark), cast("Any", event.end_mark)
            quote = (start.line, start.column), (end.line, end.column)
        return syntax_problem(error, self.source, self.lines, bracket, quote)

    def _at(self, mark: Any) -> Place:
        return Place(self.source.name, mark.line + 1, mark.column + 1, mark.column + 2)

    def _first_end(self, start: Any, style: str | None) -> int:
        """Where the first line of a text ends that goes on below it."""
        if style in ("|", ">"):
            return int(start.column) + 2
        return len(self.lines[start.line].rstrip()) + 1

    def _anchor(self, event: Any) -> None:
        if event.anchor is not None:
            self.problems.append(wording.anchor(self._sign_at(event.start_mark, "&")))

    def _sign_at(self, mark: Any, sign: str) -> Place:
        """The word that begins with the sign, at the mark or shortly after it."""
        line, column = mark.line, mark.column
        found = re.compile(re.escape(sign) + r"[\w-]*").search(self.lines[line], column)
        start, end = found.span() if found else (column, column + 1)
        return Place(self.source.name, line + 1, start + 1, end + 1)

    def _key(self, key: Scalar, keys: dict[str, Scalar]) -> Scalar:
        """The key, with a path that long keys cannot make long."""
        first = keys.setdefault(traps.normal(key.text), key)
        if first is not key:
            self.problems.append(wording.duplicate(key, first))
        problem = traps.in_key(key, self.limits.key)
        if problem:
            self.problems.append(problem)
        excess = len(key.text) - self.limits.key
        return key._replace(path=key.path[:-excess] + "…") if excess > 0 else key

    def _value(self, node: Scalar, key: Scalar | None) -> None:
        problem = traps.in_value(node, key, self.limits.text, self.lines)
        if problem:
            self.problems.append(problem)


def _first_line_end(start: Any, inside: tuple[Any, ...]) -> int:
    """Where the first line of a collection ends that goes on below it."""
    line, stop = start.line + 1, start.column + 2
    for member in inside:
        for node in member if type(member) is tuple else (member,):
            if node.place.line != line:
                return int(stop)
            stop = max(stop, node.place.end)
    return int(stop)
