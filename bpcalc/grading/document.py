"""The text of a sheet as a mapping; a line that is no YAML is set aside, and the others are read."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping

from bpcalc.errors import InputError, Problem
from bpcalc.grading.advice import for_an_answer, no_number, shortened, to_write
from bpcalc.grading.answers import LIMITS
from bpcalc.records import NamedTuple
from bpcalc.spec import traps
from bpcalc.spec.builder import Builder
from bpcalc.spec.events import events
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.source import Source

_LETTERS = 500_000
"""Of sheets that are read once more without a line: a line for each of a common sheet, few of a huge one."""
_NAME = r"""(?:"[^"]{0,80}"|'[^']{0,80}'|[\w∂∇][^:=\[\]{}#,"]{0,80}(?:\[[^\[\]{}=#]{0,40}\])?)"""
_ENTRY = re.compile(rf"(?P<margin>[ \t]*)(?P<name>{_NAME})[ \t]{{0,8}}(?P<sign>:|=)(?P<value>.*)").fullmatch
_COMMENT = re.compile(r"(?:^|\s)#.*")
_WORDS = re.compile(r"[ \t]*[^\W\d_]").match
_OF_ALL = ("E110", "E124", "E125", "E130")
"""Problems of a text as a whole."""


class Line(NamedTuple):
    """A line of a sheet, with those that go on with its value, that is no YAML. `sign`: what stands
    between its name and its value."""

    number: int
    name: str
    sign: str
    value: str
    problem: Problem

    def key(self, source: Source) -> Scalar:
        """Its name as it stands in the source."""
        line = source.line(self.number)
        start = sum(len(source.line(before)) + 1 for before in range(1, self.number)) + _indent(line)
        return Scalar(self.name, "", source, start, start + len(line.strip()), None, None)

    @property
    def told(self) -> Problem:
        """What is wrong with it as an answer, and what to type."""
        place, meant = self.problem.place, to_write(self.value)
        if not self.sign:
            help = "write its name and a colon before a value, # before a remark"
            return Problem("E136", "this line has no name", place, help=help)
        if meant is None or (self.sign == ": " and meant == self.value):
            return for_an_answer(self.problem)._replace(notes=())
        if self.sign == ": ":
            return no_number(self.value)._replace(place=place)
        what = "= stands for the colon" if self.sign == "=" else "a space is missing after the colon"
        return Problem("E112", what, place, help=f"write {self.name}: {meant}")


class Document(NamedTuple):
    """`broken`: lines of which only the name was kept, by their number; `lost`: those without a place
    in the mapping. `problems`: what is wrong in single places of the rest; `whole`: what is wrong with
    the text as it stands, where lines were set aside."""

    root: Mapping
    problems: list[Problem]
    broken: AnyMapping[int, Line]
    lost: tuple[Line, ...]
    whole: tuple[Problem, ...]


def document(source: Source) -> Document:
    """The mapping that a text is. Raises InputError where no line of it can be read."""
    root, problems, fault = _read(source)
    lines = source.text.split("\n")
    broken: dict[int, Line] = {}
    lost: list[Line] = []
    whole = tuple(map(for_an_answer, dict.fromkeys((*problems, fault)))) if fault else ()
    for _ in range(3 + _LETTERS // max(len(source.text), 1)):
        if fault is None:
            assert isinstance(root, Mapping)
            return Document(root, problems, broken, tuple(lost), whole)
        if not _set_aside(lines, fault, broken, lost):
            break
        root, problems, fault = _read(Source(source.name, "\n".join(lines)))
    raise InputError(*whole)


def _read(source: Source) -> tuple[Node | None, list[Problem], Problem | None]:
    """The node of a text, what is wrong in single places of it, and why it is no mapping of answers."""
    problems = traps.in_text(source)
    if problems:
        return None, problems[1:], problems[0]
    builder = Builder(source, LIMITS)
    root = builder.root(events(source.text))
    if root is None:
        return None, builder.problems[:-1], builder.problems[-1]
    return root, builder.problems, _unlike_a_sheet(root)


def _unlike_a_sheet(root: Node) -> Problem | None:
    """Why a text that is YAML has no names with values."""
    if not isinstance(root, Mapping):
        return traps.not_a_mapping(root)
    for key, node in root.entries:
        is_text = isinstance(node, Scalar) and node.text and not node.quoted
        if key.text.lower() == "answers" and is_text and node.place.line > key.place.line:
            return traps.not_a_mapping(node)
    return None


def _set_aside(lines: list[str], problem: Problem, broken: dict[int, Line], lost: list[Line]) -> bool:
    """Takes the value at a problem out of the lines, and the name as well when that was not enough.

    False where it is not the value of one name: what stands below a heading would move to another.
    """
    place = problem.place
    if place is None or not 0 < place.line <= len(lines) or problem.code in _OF_ALL:
        return False
    start = _entry_at(lines, place.line - 1)
    entry = None if start is None else _ENTRY(lines[start])
    if start is None or start + 1 in broken or entry is None:
        return start is not None and _take_out(lines, start, problem, broken, lost)
    last = start + 1
    while last < len(lines) and _goes_on(lines[last], entry["margin"]):
        last += 1
    if start < place.line - 1 and _is_deeper(lines[last:], entry["margin"]):
        return _take_out(lines, place.line - 1, problem, broken, lost)
    value = "\n".join(_COMMENT.sub("", line) for line in (entry["value"], *lines[start + 1 : last])).strip()
    if not value:
        return False
    name, comma = entry["name"].strip(), ""
    if name[0] in "\"'":  # JSON has a comma after it
        comma, value = " ," if value.endswith(",") else "", value.rstrip(", ")
    space = " " if entry["sign"] == ":" and entry["value"][:1] in ("", " ", "\t") else ""
    broken[start + 1] = Line(start + 1, name.strip("\"'"), entry["sign"] + space, value, problem)
    lines[start:last] = [f"{entry['margin']}{name}:{comma}", *[""] * (last - start - 1)]
    return True


def _take_out(lines: list[str], at: int, problem: Problem, broken: dict[int, Line], lost: list[Line]) -> bool:
    """Takes out a line whose name has no place in the mapping, or that has none."""
    known = broken.pop(at + 1, None)
    lost.append(known or Line(at + 1, shortened(lines[at]), "", "", problem))
    lines[at] = ""
    return True


def _entry_at(lines: list[str], at: int) -> int | None:
    """The line with the name of the value in which a line stands; the line itself where it is in none."""
    if _ENTRY(lines[at]):
        return at
    for start in range(at - 1, -1, -1):
        entry = _ENTRY(lines[start])
        if entry and entry["sign"] == ":":
            return start if _goes_on(lines[at], entry["margin"]) else at
    return None


def _goes_on(line: str, margin: str) -> bool:
    """Whether a line goes on with the value above: it has no name, and begins with a sign or further in."""
    if not line.strip() or _ENTRY(line):
        return False
    return not _WORDS(line) or _indent(line) > len(margin)


def _is_deeper(lines: list[str], margin: str) -> bool:
    """Whether names stand below one with this margin."""
    following = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return _indent(following) > len(margin)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
