"""`marks:` of a spec: points per answer, and what follow-through and rounding are worth."""

from __future__ import annotations

from typing import NamedTuple

from bpcalc.errors import InputError, Problem
from bpcalc.language.numbers import read_number
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Mapping, Node, Scalar

SETTINGS = ("digits", "each", "carried", "rounding", "layout")


class Marks(NamedTuple):
    """Points by (case, answer); answers without points of their own get `each`.

    `carried`, `rounding` and `layout` are the parts of the points that such answers earn:
    right from earlier answers, badly rounded, right in another layout. `digits`:
    significant ones that a decimal must give.
    """

    points: tuple[tuple[str | None, str, float], ...] = ()
    each: float = 1
    carried: float = 1
    rounding: float = 0.5
    layout: float = 1
    digits: int = 3

    def of(self, case: str | None, key: str) -> float:
        """What an answer is worth."""
        for one, name, points in self.points:
            if name == key and one in (case, None):
                return points
        return self.each

    @property
    def expected(self) -> tuple[tuple[str | None, str, float], ...]:
        """The answers that must be there."""
        return self.points


def read_marks(network: Network) -> Marks:
    """The marks of a spec, or the usual ones. Raises InputError with all problems."""
    node = network.sections.get("marks")
    if node is None:
        return Marks()
    problems: list[Problem] = []
    settings: dict[str, float] = {}
    points: list[tuple[str | None, str, float]] = []
    cases = {case.name for case in network.cases}
    single = network.cases[0].name if len(network.cases) == 1 else None
    for key, value in node.entries if isinstance(node, Mapping) else ():
        if key.text in cases and isinstance(value, Mapping):
            for name, inner in value.entries:
                points.append((key.text, name.text, _points(inner, problems)))
        elif key.text in SETTINGS:
            settings[key.text] = _points(value, problems)
        elif len(cases) == 1:
            points.append((single, key.text, _points(value, problems)))
        else:
            points.extend((case, key.text, _points(value, problems)) for case in cases)
    if not isinstance(node, Mapping):
        problems.append(
            Problem("E503", "marks is a mapping", node.place, help="write marks: {dl/dx: 2, carried: 1/2}")
        )
    if problems:
        raise InputError(*problems)
    digits = int(settings.pop("digits", 3))
    return Marks(tuple(points), digits=digits, **settings)


def _points(node: Node, problems: list[Problem]) -> float:
    literal = None
    if isinstance(node, Scalar) and not node.quoted:
        try:
            literal = read_number(node.text)
        except InputError as error:
            problems.extend(problem._replace(place=node.place, span=None) for problem in error.problems)
            return 0
    if literal is None or literal.value < 0:
        problems.append(
            Problem("E709", "points are a number that is not negative", node.place, help="write 1, 2 or 1/2")
        )
        return 0
    return float(literal.value)
