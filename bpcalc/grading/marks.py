"""`marks:` of a spec: points per answer, and what follow-through and rounding are worth."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from bpcalc.errors import InputError, Problem
from bpcalc.grading.names import MODES, Names
from bpcalc.grading.worth import is_given
from bpcalc.language.numbers import read_number
from bpcalc.records import NamedTuple
from bpcalc.spec import nodes
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Node, Scalar
from bpcalc.spec.report import near

SETTINGS = ("digits", "each", "carried", "rounding", "layout")


class Marks(NamedTuple):
    """Points by (case, what is answered); answers without points of their own get `each`, or none
    where the exercise states them.

    `carried`, `rounding` and `layout` are the parts of the points that such answers earn:
    right from earlier answers, badly rounded, right in another layout. `digits`:
    significant ones that a decimal must give. `expected`: (case, name, points) of the answers
    that must be there. `network` and `names`: what the names of answers mean.
    """

    expected: tuple[tuple[str | None, str, float], ...] = ()
    each: float = 1
    carried: float = 1
    rounding: float = 0.5
    layout: float = 1
    digits: int = 3
    points: Mapping[tuple[str | None, Hashable], float] = {}
    network: Network | None = None
    names: Names | None = None

    def of(self, case: str | None, key: str, kind: str = "value") -> float:
        """What an answer is worth, however its name is spelt."""
        identity = self.identity(key)
        for one in (case, None):
            if (one, identity) in self.points:
                return self.points[one, identity]
        given = kind in ("value", "symbolic") and self.network is not None and self._is_given(key)
        return 0 if given else self.each

    def identity(self, key: str) -> Hashable:
        """The same for every spelling of an answer; also for `reverse dl/dx`."""
        mode, _, rest = key.partition(" ")
        if mode in MODES and rest:
            return mode, self.identity(rest)
        try:
            return key if self.names is None else self.names.named(key).identity
        except InputError:
            return key

    def _is_given(self, key: str) -> bool:
        assert self.network is not None
        assert self.names is not None
        try:
            return is_given(self.network, self.names.named(key).about)
        except InputError:
            return False


def read_marks(network: Network) -> Marks:
    """The marks of a spec, or the usual ones. Raises InputError with all problems."""
    node = network.sections.get("marks")
    names = Names(network)
    if node is None:
        return Marks(network=network, names=names)
    reading = _Reading(network, names)
    if not isinstance(node, nodes.Mapping):
        help = "write marks: {dl/dx: 2, carried: 1/2}"
        raise InputError(Problem("E503", "marks is a mapping", node.place, help=help))
    reading.read(node)
    if reading.problems:
        raise InputError(*reading.problems)
    settings = reading.settings
    usual = Marks(network=network, names=names)
    return usual._replace(
        expected=tuple(reading.expected),
        points={(case, usual.identity(key)): points for case, key, points in reading.expected},
        each=settings.get("each", usual.each),
        carried=settings.get("carried", usual.carried),
        rounding=settings.get("rounding", usual.rounding),
        layout=settings.get("layout", usual.layout),
        digits=int(settings.get("digits", usual.digits)),
    )


class _Reading:
    """The entries of `marks`, one after the other."""

    def __init__(self, network: Network, names: Names) -> None:
        self.network, self.names = network, names
        self.cases = [case.name for case in network.cases]
        self.problems: list[Problem] = []
        self.settings: dict[str, float] = {}
        self.expected: list[tuple[str | None, str, float]] = []
        self.seen: dict[tuple[str | None, Hashable], Scalar] = {}

    def read(self, node: nodes.Mapping) -> None:
        for key, value in node.entries:
            if key.text in self.cases and isinstance(value, nodes.Mapping):
                for inner, points in value.entries:
                    self._answer([key.text], inner, points)
            elif key.text in SETTINGS:
                self.settings[key.text] = self._points(value)
            elif key.text.partition(" ")[0] in MODES:
                self._answer([None], key, value)
            else:
                self._answer(self.cases, key, value)

    def _answer(self, cases: list[str | None], key: Scalar, value: Node) -> None:
        problem = self._strange(key, isinstance(value, nodes.Mapping))
        if problem is not None:
            self.problems.append(problem._replace(place=key.place, span=None))
            return
        points = self._points(value)
        identity = Marks(names=self.names).identity(key.text)
        for case in cases:
            first = self.seen.setdefault((case, identity), key)
            if first is not key:
                note = f"the first one is in line {first.place.line}"
                message = f"{key.text} has points twice"
                help = "keep one of the two"
                self.problems.append(Problem("E717", message, key.place, notes=(note,), help=help))
                return
            self.expected.append((case, key.text, points))

    def _strange(self, key: Scalar, has_more: bool) -> Problem | None:
        """What is wrong with the name of an answer; `has_more`: a mapping follows, as behind a case."""
        mode, _, rest = key.text.partition(" ")
        text = rest.removeprefix("memory").strip() if mode in MODES else key.text
        if mode in MODES and not text:
            return None
        if has_more and text not in self.names.known:
            return self.names.unknown_case(text)
        if not {"/", "["} & set(text) and text not in self.names.known:
            other = near(text, (*self.names.known, *SETTINGS, *MODES))
            if other is not None and text not in self.cases:
                message = f"{text} is no answer and no setting of marks"
                return Problem("E704", message, help=f"did you mean {other}?")
        if text in self.cases:
            return Problem("E703", f"{text} is a case", help=f"write its answers under it: {text}: {{…: 2}}")
        try:
            self.names.named(text)
        except InputError as error:
            return error.problems[0]
        return None

    def _points(self, node: Node) -> float:
        literal = None
        if isinstance(node, Scalar) and not node.quoted:
            try:
                literal = read_number(node.text)
            except InputError as error:
                self.problems += (one._replace(place=node.place, span=None) for one in error.problems)
                return 0
        if literal is None or literal.value < 0:
            message = "points are a number that is not negative"
            self.problems.append(Problem("E709", message, node.place, help="write 1, 2 or 1/2"))
            return 0
        return float(literal.value)
