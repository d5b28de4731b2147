"""What a document is made of: texts, lists and mappings, each with its place and its path.

Nothing is converted here: whether `1e-3` is a number is decided by the reader.
"""

from __future__ import annotations

from typing import TypeAlias

from bpcalc.errors import Place
from bpcalc.records import NamedTuple


class Scalar(NamedTuple):
    """One text. An empty one that is not quoted is a value that was left out."""

    text: str
    quoted: bool
    place: Place
    path: str


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    place: Place
    path: str


class Mapping(NamedTuple):
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place
    path: str


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
