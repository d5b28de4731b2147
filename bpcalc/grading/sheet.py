"""An answer sheet: what a student states, with every number's text and place.

Sheets come from strangers: nothing in them is evaluated but formulas of the language, and
one unreadable answer does not touch the others.
"""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import LIMITS, Answer, Sheet, once
from bpcalc.grading.collected import Collected
from bpcalc.grading.lines import plain_sheet
from bpcalc.grading.names import Names
from bpcalc.spec import traps
from bpcalc.spec.builder import Builder
from bpcalc.spec.events import events
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Mapping, Scalar
from bpcalc.spec.source import Source

_INLINE = "write NAME=VALUE, as dl/dx=[-1, 2]"


class SheetReader:
    """Reads the sheets of one exercise."""

    def __init__(self, network: Network) -> None:
        self.names = Names(network)

    def sheet(self, source: Source, student: str = "") -> Sheet:
        """The sheet in a YAML or JSON text.

        Raises InputError when the text as a whole is no sheet; an answer that cannot be read
        is kept with its problem.
        """
        plain = plain_sheet(source, self.names, student)
        return self.parsed(source, student) if plain is None else plain

    def parsed(self, source: Source, student: str = "") -> Sheet:
        """The same by the YAML parser, whatever the text is."""
        root, problems = _document(source)
        entries = {key.text: node for key, node in root.entries}
        named = entries.get("student")
        if isinstance(named, Scalar) and named.text:
            student = named.text
        body = entries.get("answers", root)
        if isinstance(body, Scalar) and not body.text and not body.quoted:
            return Sheet(student, ())
        if not isinstance(body, Mapping):
            help = "write answers: and under it, indented, z1: [1, -1]"
            raise InputError(
                Problem("E701", "answers is a mapping of names to values", body.place, help=help)
            )
        found = Collected(self.names)
        found.read(body, skipped=("student",))
        if body is not root:
            for key, _ in root.entries:
                if key.text not in ("student", "answers"):
                    found.refuse(None, key, self.names.misplaced(key.text))
        answers = _with_problems(found.answers, problems) if problems else found.answers
        return Sheet(student, once(answers))

    def inline(self, text: str) -> Answer:
        """`dl/dx=[-1, 2]` or `a: dl/dx=[-1, 2]` as an answer. Raises InputError for no answer at all."""
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(Problem("E701", f"{text} is no answer", help=_INLINE))
        before, bracket, part = name.partition("[")
        case, colon, key = before.rpartition(":")
        key += bracket + part
        source = Source("--answer", f"{key.strip() or name.strip()}: {value.strip()}")
        root, problems = _document(source)
        if problems:
            raise InputError(*problems)
        found = Collected(self.names)
        if not colon:
            found.read(root, ())
        elif case.strip() == "symbolic":
            found.symbolic(root.entries)
        elif case.strip() == "counts":
            found.counts(root.entries)
        else:
            found.case(case.strip(), root)
        if not found.answers:
            raise InputError(Problem("E701", f"{text} has no value", help=_INLINE))
        return found.answers[0]


def read_sheet(source: Source, network: Network, student: str = "") -> Sheet:
    """One sheet of an exercise, as `SheetReader` reads it."""
    return SheetReader(network).sheet(source, student)


def _document(source: Source) -> tuple[Mapping, list[Problem]]:
    """The mapping that the text is, and what is wrong in single places of it.

    Raises InputError where it cannot be read to its end, or is no mapping.
    """
    problems = traps.in_text(source)
    builder = Builder(source, LIMITS)
    root = None if problems else builder.root(events(source.text))
    problems += builder.problems
    if root is None:
        raise InputError(*dict.fromkeys(problems))
    if not isinstance(root, Mapping):
        raise InputError(traps.not_a_mapping(root))
    return root, problems


def _with_problems(answers: list[Answer], problems: list[Problem]) -> list[Answer]:
    """Each problem of the text put to the answer in which it stands.

    Raises InputError for one that stands before all answers.
    """
    result = list(answers)
    for problem in problems:
        place = problem.place
        before = [
            k for k, one in enumerate(answers)
            if place is not None and (one.place.line, one.place.column) <= (place.line, place.column)
        ]  # fmt: skip
        if not before:
            raise InputError(problem)
        k = max(before, key=lambda k: (answers[k].place.line, answers[k].place.column))
        if result[k].problem is None:
            result[k] = result[k]._replace(problem=problem, table=None)
    return result
