"""An answer sheet: what a student states, with every number's text and place.

Sheets come from strangers: nothing in them is evaluated but formulas of the language, and
one unreadable answer does not touch the others.
"""

from __future__ import annotations

from bpcalc.errors import InputError, Place, Problem
from bpcalc.grading.answers import Answer, Sheet, once
from bpcalc.grading.collected import Collected, entries_of, is_blank
from bpcalc.grading.document import Document, document
from bpcalc.grading.lines import plain_sheet
from bpcalc.grading.names import Names, no_names
from bpcalc.grading.values import raw
from bpcalc.grading.written import is_nothing
from bpcalc.records import NamedTuple
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Node, Scalar
from bpcalc.spec.report import near
from bpcalc.spec.source import Source, source_from_text
from bpcalc.spec.wording import duplicate

_INLINE = "write NAME=VALUE, as dl/dx=[-1, 2]"

_TWICE = "E120"
"""The problem of a key that stands twice, which `once` looks at where it is an answer."""
Entry = tuple[Scalar, Node]


class _Parts(NamedTuple):
    """Entries of a sheet. `settled`: places of headings, in which nothing is wrong with an answer."""

    student: str
    answers: list[Entry]
    outside: list[Entry]
    settled: set[Place]


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
        read = document(source, self.names.holds_names)
        parts = self._parts(read)
        found = Collected(self.names, read.broken)
        found.read(parts.answers)
        for key, node in parts.outside:
            if len(self.names.cases) == 1 and self.names.is_known(key.text):
                found.answer(self.names.single, key, node)
            else:
                found.refuse(None, key, self.names.misplaced(key.text))
        told = [one.problem for one in found.answers if one.problem is not None]
        if read.whole and (told or read.lost) and not any(map(_is_read, found.answers)):
            raise InputError(*(told or read.whole))
        for line in read.lost:
            found.refuse(self.names.single, line.key(source), line.told)
        if read.lost:
            found.answers.sort(key=lambda one: (one.place.line, one.place.column))
        settled = parts.settled | {one.place for one in found.answers if one.identity}
        problems = [
            one
            for one in read.problems
            if one.place not in (settled if one.code == _TWICE else parts.settled)
        ]
        answers = _with_problems(found.answers, problems) if problems else found.answers
        return Sheet(parts.student or student, once(answers))

    def _parts(self, read: Document) -> _Parts:
        """What is above, below and beside `answers:`. Names beside it are the answers where nothing stands
        below it. Raises InputError where it holds no names, or where two students are named."""
        students: list[Entry] = []
        bodies: list[Entry] = []
        beside: list[Entry] = []
        for entry in read.root.entries:
            kind = self.names.heading(entry[0].text)
            (students if kind == "student" else bodies if kind == "answers" else beside).append(entry)
        if not bodies:
            bodies = [one for one in beside if self._means_answers(one)]
            beside = [one for one in beside if one not in bodies]
        below: list[Entry] = []
        for key, body in bodies:
            line = read.broken.get(key.place.line)
            entries = () if is_blank(body) else entries_of(body)
            if entries is None or (line is not None and not is_nothing(line.value)):
                raise InputError(*(read.whole or (no_names(key.text)._replace(place=body.place),)))
            for entry in entries:
                (students if self.names.heading(entry[0].text) == "student" else below).append(entry)
        if len({_student(one, read) for one in students}) > 1:
            raise InputError(duplicate(students[1][0], students[0][0]))
        named = {key.place.line for key, _ in students}
        spaces = [one.place for one in read.problems if one.code == "E113"]  # around a name, they are blanks
        settled = {key.place for key, _ in (*bodies, *students)}
        settled.update(place for place in spaces if place is not None and place.line in named)
        if not below:
            below, beside = beside, []
        settled.update(key.place for key, _ in below if self.names.holds_names(key.text))
        return _Parts(_student(students[0], read) if students else "", below, beside, settled)

    def _means_answers(self, entry: Entry) -> bool:
        """Whether names stand below a key that is nothing but `answers` in another spelling."""
        key, node = entry
        if entries_of(node) is None or key.text in self.names.headings or self.names.is_known(key.text):
            return False
        return near(key.text, ("answers",)) is not None

    def inline(self, text: str) -> Answer:
        """`dl/dx=[-1, 2]` or `a: dl/dx=[-1, 2]` as an answer. Raises InputError for no answer at all."""
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(Problem("E701", f"{text} is no answer", help=_INLINE))
        before, bracket, part = name.partition("[")
        case, colon, key = before.rpartition(":")
        key += bracket + part
        source = source_from_text(f"{key.strip() or name.strip()}: {value.strip()}", "--answer")
        read = document(source, self.names.holds_names)
        if read.problems or read.lost:
            raise InputError(*(read.problems or read.whole))
        found = Collected(self.names, read.broken)
        entries = read.root.entries
        if not colon:
            found.read(entries)
        elif case.strip() == "symbolic":
            found.symbolic(entries)
        elif case.strip() == "counts":
            found.counts(entries)
        else:
            found.case(case.strip(), entries)
        if not found.answers:
            raise InputError(Problem("E701", f"{text} has no value", help=_INLINE))
        first = found.answers[0]
        return first._replace(place=first.place._replace(line=0))


def read_sheet(source: Source, network: Network, student: str = "") -> Sheet:
    """One sheet of an exercise, as `SheetReader` reads it."""
    return SheetReader(network).sheet(source, student)


def _student(said: Entry, read: Document) -> str:
    """Who the sheet says that it is of; nobody where nothing is said."""
    key, node = said
    line = read.broken.get(key.place.line)
    if line is not None:
        return "" if is_nothing(line.value) else line.value
    if entries_of(node) is not None:
        help = "write student: and a name, and answers: in the column of student"
        raise InputError(Problem("E701", "student is a name", node.place, help=help))
    text = node.text if isinstance(node, Scalar) else raw(node)
    return "" if is_blank(node) else text.strip()


def _is_read(answer: Answer) -> bool:
    return answer.problem is None and not answer.blank


def _with_problems(answers: list[Answer], problems: list[Problem]) -> list[Answer]:
    """Each problem of the text put to the answer in which it stands.

    Raises InputError for one that stands before all answers.
    """
    from bisect import bisect_left  # most sheets have none

    from bpcalc.grading.advice import for_an_answer

    result = list(answers)
    begins = sorted((one.place.line, one.place.column, -k) for k, one in enumerate(answers))
    for problem in problems:
        place = problem.place
        before = 0 if place is None else bisect_left(begins, (place.line, place.column + 1))
        if not before:
            raise InputError(for_an_answer(problem))
        k = -begins[before - 1][-1]
        if result[k].problem is None:
            told = problem if result[k].kind == "symbolic" else for_an_answer(problem)
            result[k] = result[k]._replace(problem=told, table=None)
    return result
