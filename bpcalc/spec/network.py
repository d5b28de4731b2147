"""A network as its author stated it: declared names, equations, cases. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.errors import Place
from bpcalc.language.arrays import Array
from bpcalc.language.functions import Function
from bpcalc.language.sizes import Shape
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.nodes import Node, Scalar, place_in

INPUT, PARAMETER, TARGET = "input", "parameter", "target"


class Given(NamedTuple):
    """A value the author gave. `flat`: written as one list, whose orientation nobody stated."""

    array: Array
    flat: bool
    decimal: bool
    place: Place


class Declared(NamedTuple):
    """A name that is no result: its kind, its value, or at least its shape."""

    name: str
    kind: str
    given: Given | None
    shape: Shape | None
    place: Place


class Equation(NamedTuple):
    """`name = expression`. `scalar` holds the text where it was typed; `offset` is where the
    parsed text begins in it. Equations that a layer stands for have none: `parts` says where
    the values of its parameters stand."""

    name: str
    tree: Syntax
    text: str
    place: Place
    scalar: Scalar | None = None
    offset: int = 0
    parts: Mapping[str, Place] = {}

    def at(self, span: tuple[int, int]) -> Place:
        """The place of a stretch of the text."""
        if self.scalar is None:
            return self.place
        return place_in(self.scalar, span[0] + self.offset, span[1] + self.offset)


class Case(NamedTuple):
    """A named set of values; `name` is None when the spec has no cases."""

    name: str | None
    values: Mapping[str, Given]
    place: Place


class Network(NamedTuple):
    """What a spec says. Names are in the order in which they stand."""

    file: str
    title: str
    notes: str
    declared: Mapping[str, Declared]
    letters: Mapping[str, Place]
    equations: tuple[Equation, ...]
    cases: tuple[Case, ...]
    functions: Mapping[str, Function]
    conventions: Conventions
    batch: str | None
    loss: str | None
    of: str | None
    wrt: tuple[str, ...] | None
    decimals: bool
    sections: Mapping[str, Node]

    def names(self, kind: str) -> tuple[str, ...]:
        """The declared names of one kind."""
        return tuple(d.name for d in self.declared.values() if d.kind == kind)
