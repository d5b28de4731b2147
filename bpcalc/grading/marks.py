"""`marks:` of a spec: points per answer, and what follow-through and rounding are worth.

It is laid out as an answer sheet, with points in the place of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bpcalc.errors import InputError, Place, Problem
from bpcalc.grading.answers import Answer, Spot
from bpcalc.grading.names import MODES, RESERVED, Names
from bpcalc.grading.numeric import has_numbers
from bpcalc.grading.worth import is_given
from bpcalc.language.numbers import read_number
from bpcalc.records import NamedTuple
from bpcalc.spec import nodes
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Node, Scalar
from bpcalc.spec.report import near

PARTS = ("carried", "rounding", "layout")
SETTINGS = ("digits", "each", *PARTS)
MOST_DIGITS = 15
"""More are not in a float64."""


class Listed(NamedTuple):
    """An answer that has points of its own. `key`: as the spec spells it."""

    case: str | None
    kind: str
    step: int
    identity: str
    key: str
    points: float

    @property
    def spot(self) -> Spot:
        """Where it stands on a sheet."""
        return self.case, self.kind, self.step, self.identity

    @property
    def blank(self) -> Answer:
        """What a sheet has that lacks it."""
        nowhere = Place("", 0, 0, 0)
        return Answer(self.case, self.kind, self.key, None, nowhere, step=self.step, identity=self.identity)


class Marks(NamedTuple):
    """`listed`: the answers that must be there, with their points; all others get `each`, or none
    where the exercise states them, or has nothing of that name.

    `carried`, `rounding` and `layout` are the parts of the points that such answers earn:
    right from earlier answers, badly rounded, right in another layout. `digits`:
    significant ones that a decimal must give.
    """

    listed: tuple[Listed, ...] = ()
    each: float = 1
    carried: float = 1
    rounding: float = 0.5
    layout: float = 1
    digits: int = 3
    points: Mapping[Spot, float] = {}
    network: Network | None = None

    def of(self, answer: Answer) -> float:
        """What an answer is worth, however its name is spelt."""
        for case in (answer.case, None):
            found = self.points.get((case, answer.kind, answer.step, answer.identity))
            if found is not None:
                return found
        return 0 if self._asks_nothing(answer) else self.each

    def _asks_nothing(self, answer: Answer) -> bool:
        """Whether it states what the exercise states itself, or nothing of the exercise."""
        if self.network is None or answer.kind not in ("value", "symbolic"):
            return False
        return answer.about is None or is_given(self.network, answer.about)


def read_marks(network: Network) -> Marks:
    """The marks of a spec, or the usual ones. Raises InputError with all problems."""
    usual = Marks(network=network)
    node = network.sections.get("marks")
    if node is None:
        return usual
    if not isinstance(node, nodes.Mapping):
        help = "write marks: {dl/dx: 2, carried: 1/2}"
        raise InputError(Problem("E503", "marks is a mapping", node.place, help=help))
    reading = _Reading(network)
    reading.all(node)
    if reading.problems:
        raise InputError(*reading.problems)
    listed = tuple(reading.listed)
    settings: dict[str, Any] = {"each": 0 if listed else usual.each, **reading.settings}
    points = {one.spot: one.points for one in listed}
    return usual._replace(listed=listed, points=points, **settings)


class _Reading:
    """The entries of `marks`, one after the other."""

    def __init__(self, network: Network) -> None:
        self.names = Names(network)
        self.numeric = {case.name: has_numbers(network, case) for case in network.cases}
        self.problems: list[Problem] = []
        self.settings: dict[str, float] = {}
        self.listed: list[Listed] = []
        self.seen: dict[Spot, Scalar] = {}

    def all(self, node: nodes.Mapping) -> None:
        cases = self.names.cases
        for key, value in node.entries:
            if key.text in SETTINGS:
                self.settings[key.text] = self._setting(key.text, value)
            elif key.text == "counts":
                self._each(key, value, self._count)
            elif key.text == "symbolic":
                self._each(key, value, lambda one, points: self._answer([None], one, points, "symbolic"))
            elif key.text in cases and isinstance(value, nodes.Mapping):
                for one, points in value.entries:
                    self._in_case([key.text], one, points)
            elif key.text.partition(" ")[0] in MODES:
                self._count(key, value)
            else:
                self._in_case(cases, key, value)

    def _in_case(self, cases: Sequence[str | None], key: Scalar, node: Node) -> None:
        """An entry that stands under its cases, or is the same for all of them."""
        if key.text == "symbolic":
            self._each(key, node, lambda one, points: self._answer(cases, one, points, "symbolic"))
        elif key.text == "after":
            self._each(key, node, lambda step, inner: self._after(cases, step, inner))
        else:
            self._answer(cases, key, node)

    def _after(self, cases: Sequence[str | None], step: Scalar, node: Node) -> None:
        if not step.text.isdecimal():
            help = "write after: {1: {w5: 2}}"
            self.problems.append(
                Problem("E707", f"{step.text} is no number of updates", step.place, help=help)
            )
            return
        self._each(step, node, lambda one, points: self._answer(cases, one, points, "after", int(step.text)))

    def _each(self, key: Scalar, node: Node, read: Callable[[Scalar, Node], None]) -> None:
        """What stands under a heading."""
        if isinstance(node, nodes.Mapping):
            for one, inner in node.entries:
                read(one, inner)
        else:
            help = f"write {key.text}: {{…: 2}}, with the names of answers"
            message = f"{key.text} is a mapping of answers to points"
            self.problems.append(Problem("E503", message, node.place, help=help))

    def _count(self, key: Scalar, node: Node) -> None:
        if key.text.partition(" ")[0] not in MODES:
            help = "write reverse: 1, forward: 1 or reverse memory: 1"
            self.problems.append(Problem("E705", f"{key.text} is no mode", key.place, help=help))
        elif isinstance(node, nodes.Mapping):
            for one, points in node.entries:
                self._count(one._replace(text=f"{key.text} {one.text}"), points)
        else:
            self._entry([None], key, "count", 0, lambda: self.names.counted(key.text), node)

    def _answer(
        self, cases: Sequence[str | None], key: Scalar, node: Node, kind: str = "value", step: int = 0
    ) -> None:
        problem = self._strange(key, isinstance(node, nodes.Mapping)) if kind == "value" else None
        if problem is not None:
            self.problems.append(problem._replace(place=key.place, span=None))
        else:
            self._entry(cases, key, kind, step, lambda: self._identity(key.text), node)

    def _identity(self, text: str) -> str:
        self.names.require_entry(text)
        return self.names.named(text).identity

    def _entry(
        self, cases: Sequence[str | None], key: Scalar, kind: str, step: int,
        identify: Callable[[], str], node: Node,
    ) -> None:  # fmt: skip
        try:
            identity = identify()
        except InputError as error:
            self.problems.append(error.problems[0]._replace(place=key.place, span=None))
            return
        points = self._points(node)
        # Where an exercise has no numbers, the answer is a formula, the same for all cases.
        asked = (
            (case, kind) if kind != "value" or self.numeric[case] else (None, "symbolic") for case in cases
        )
        for case, its_kind in dict.fromkeys(asked):
            one = Listed(case, its_kind, step, identity, key.text, points)
            first = self.seen.setdefault(one.spot, key)
            if first is not key:
                note = f"the first one is in line {first.place.line}"
                message = f"{key.text} has points twice"
                help = "keep one of the two"
                self.problems.append(Problem("E717", message, key.place, notes=(note,), help=help))
                return
            self.listed.append(one)

    def _strange(self, key: Scalar, has_more: bool) -> Problem | None:
        """What is wrong with a name that is no answer; `has_more`: a mapping follows, as behind a case."""
        text, known, cases = key.text, self.names.known, self.names.cases
        if has_more and text not in known:
            return self.names.unknown_case(text)
        if text in cases:
            return Problem("E703", f"{text} is a case", help=f"write its answers under it: {text}: {{…: 2}}")
        if text.isidentifier() and text not in known:
            other = near(text, (*known, *SETTINGS, *MODES, *RESERVED))
            settings = f"the quantities: {', '.join(known)}; the settings: {', '.join(SETTINGS)}"
            help = settings if other is None else f"did you mean {other}?"
            return Problem("E704", f"{text} is no answer and no setting of marks", help=help)
        return None

    def _setting(self, name: str, node: Node) -> float:
        value = self._points(node)
        if name in PARTS and value > 1:
            self._refuse(node, f"{name} is a part of the points, from 0 to 1", "write 1/2, or leave it out")
        if name != "digits":
            return value
        if not 1 <= value <= MOST_DIGITS or value != int(value):
            self._refuse(node, f"digits is a whole number from 1 to {MOST_DIGITS}", "write digits: 3")
        return int(value)

    def _points(self, node: Node) -> float:
        literal = None
        if isinstance(node, Scalar) and not node.quoted:
            try:
                literal = read_number(node.text)
            except InputError as error:
                self.problems += (one._replace(place=node.place, span=None) for one in error.problems)
                return 1
        if literal is None or literal.value < 0:
            self._refuse(node, "points are a number that is not negative", "write 1, 2 or 1/2")
            return 1
        return float(literal.value)

    def _refuse(self, node: Node, message: str, help: str) -> None:
        self.problems.append(Problem("E709", message, node.place, help=help))
