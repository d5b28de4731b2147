"""Which names a spec has given away, and to what."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.functions import Function
from bpcalc.language.names import canonical
from bpcalc.language.other_names import joined
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.sizes import Shape
from bpcalc.language.tokens import is_name, tokens
from bpcalc.spec.network import INPUT, Declared, Given
from bpcalc.spec.nodes import Scalar, place_in
from bpcalc.spec.report import Report, at, problem
from bpcalc.spec.wording import wide_sign

LONGEST = 64
HEADINGS = ("counts", "symbolic", "after")
"""Keys of an answer sheet: no case and no quantity can have such a name."""


class Names:
    """Fills up while a spec is read.

    `places`: every quantity, where it is defined. `declared`: those with a value or a shape.
    `unknown`: those whose value or equation could not be read, so that nothing more can be
    said about them. `incomplete`: part of the spec could not be read at all, and names may
    be missing for that reason. `refused`: names that quantities cannot have, and were to have.
    """

    def __init__(self, functions: Mapping[str, Function], report: Report) -> None:
        self.functions = functions
        self.report = report
        self.places: dict[str, Place] = {}
        self.declared: dict[str, Declared] = {}
        self.unknown: set[str] = set()
        self.incomplete = False
        self.refused: set[str] = set()

    def checked(self, key: Scalar) -> str | None:
        """The name that a text is, in its one spelling, or None after a report."""
        name = canonical(key.text.strip())
        if not is_name(name) or len(name) > LONGEST:
            shown = key.text if len(key.text) <= LONGEST else "this"
            rule = "a name begins with a letter and goes on with letters, digits, _ or '"
            other = self._other_letters(key)
            if other is not None:
                self.report(other)
                return None
            plain = joined(shown.strip())
            rule = f"a name has letters, digits and _; write {plain}" if plain else rule
            self.report(problem(key, "E506", f"{shown or 'this'} cannot be a name", rule))
            return None
        row = self.functions.get(name)
        word = name in ("and", "or", "not")
        if word or (row is not None and row.group) or name in BUILT_IN:
            what = "a word of the language" if word else "a function"
            help = f"choose another name, as {name}1"
            self.report(problem(key, "E506", f"{name} is {what} and cannot be a quantity", help))
            self.refused.add(name)
            return None
        if name in HEADINGS:
            self.report(heading(key, f"call the quantity {name}1"))
            self.refused.add(name)
            return None
        return name

    def _other_letters(self, key: Scalar) -> Problem | None:
        """What is said of a name with a letter of another alphabet that looks like one of ours."""
        wide = re.search("[：｛｝［］]", key.text)
        if wide:
            return wide_sign(place_in(key, *wide.span()), wide[0])._replace(path=key.path)
        try:
            tokens(key.text)
        except InputError as error:
            found = error.problems[0]
            if found.code == "E202" and "alphabet" in found.message:
                place = place_in(key, *(found.span or (0, 0)))
                return found._replace(code="E506", place=place, span=None, path=key.path)
        return None

    def take(self, name: str, place: Place, path: str) -> bool:
        """Whether the name was free; it is taken from now on."""
        if name not in self.places:
            self.places[name] = place
            return True
        note = f"the first {name} is at {at(self.places[name])}"
        self.report(
            Problem(
                "E504", f"{name} is defined twice", place, path=path, notes=(note,), help="rename one of them"
            )
        )
        return False

    def declare(self, name: str, kind: str, given: Given | None, shape: Shape | None, place: Place) -> None:
        """Takes in a name that is no result."""
        self.declared[name] = Declared(name, kind, given, shape, place)

    def only_input(self) -> str | None:
        """The input, when there is just one."""
        inputs = [d.name for d in self.declared.values() if d.kind == INPUT]
        return inputs[0] if len(inputs) == 1 else None


def heading(key: Scalar, help: str) -> Problem:
    """What is said of a name that answer sheets have another use for."""
    return problem(key, "E506", f"{key.text.strip()} is a key of answer sheets and cannot be a name", help)
