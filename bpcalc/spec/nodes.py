"""What a document is made of: texts, lists and mappings, each with its place and its path.

Nothing is converted here: whether `1e-3` is a number is decided by the reader. Places and paths
are worked out when they are asked for: what is right is read without most of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TypeAlias

from bpcalc.errors import Place
from bpcalc.records import NamedTuple
from bpcalc.spec.source import Source

Way: TypeAlias = "tuple[Way | None, str | int | None]"
"""To a node: the way to the collection that it stands in, and its key or its number there."""

ROOT: Way = (None, None)
"""The root stands in nothing."""


class Scalar(NamedTuple):
    """One text, written in `source.text[start:end]`; its style is `'`, `"`, `|`, `>` or nothing.

    An empty one without a style is a value that was left out; it stands where its key does.
    """

    text: str
    style: str
    source: Source
    start: int
    end: int
    above: Way | None
    step: str | int | None

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotes, or below `|` or `>`."""
        return self.style != ""

    @property
    def place(self) -> Place:
        """Where it stands, to the end of its first line."""
        number, begin, line_end = self.source.line_at(self.start)
        if self.end <= line_end:
            end = max(self.end, self.start + 1)
        elif self.style in ("|", ">"):
            end = self.start + 1
        else:
            end = begin + len(self.source.text[begin:line_end].rstrip())
        return Place(self.source.name, number, self.start - begin + 1, end - begin + 1)

    @property
    def path(self) -> str:
        """`layers[1].linear.weights`."""
        return _path((self.above, self.step))


class Sequence(NamedTuple):
    """A list, written in `source.text[start:end]`."""

    items: tuple[Node, ...]
    source: Source
    start: int
    end: int
    above: Way | None
    step: str | int | None

    @property
    def place(self) -> Place:
        """Where it stands, to the end of the items in its first line."""
        return _place(self, self.items)

    @property
    def path(self) -> str:
        """`layers[1].linear.weights`."""
        return _path((self.above, self.step))


class Mapping(NamedTuple):
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    source: Source
    start: int
    end: int
    above: Way | None
    step: str | int | None

    @property
    def place(self) -> Place:
        """Where it stands, to the end of the entries in its first line."""
        return _place(self, chain.from_iterable(self.entries))

    @property
    def path(self) -> str:
        """`layers[1].linear.weights`."""
        return _path((self.above, self.step))


Node: TypeAlias = "Scalar | Sequence | Mapping"


def place_in(scalar: Scalar, start: int, end: int) -> Place:
    """The place of `scalar.text[start:end]`.

    Exact where the text stands in the file as it is, on one line; else all of the scalar.
    """
    place = scalar.place
    quote = 1 if scalar.quoted else 0
    if place.end - place.column != len(scalar.text) + 2 * quote:
        return place  # folded over lines, or with escapes in it
    column = place.column + quote
    return place._replace(column=column + start, end=column + end)


def _place(node: Sequence | Mapping, members: Iterable[Node]) -> Place:
    number, begin, line_end = node.source.line_at(node.start)
    if node.end <= line_end:
        end = node.end - begin + 1
    else:
        end = node.start - begin + 2
        for member in members:
            place = member.place
            if place.line != number:
                break
            end = max(end, place.end)
    return Place(node.source.name, number, node.start - begin + 1, end)


def _path(way: Way) -> str:
    above, step = way
    path = _path(above) if above else ""
    if step is None:
        return path
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if path else step
