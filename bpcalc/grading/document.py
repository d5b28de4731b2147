"""The text of a sheet as a mapping; a line that is no YAML is set aside, and the others are read."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import LIMITS
from bpcalc.grading.names import no_names
from bpcalc.grading.written import is_nothing
from bpcalc.records import NamedTuple
from bpcalc.spec import traps
from bpcalc.spec.builder import Builder
from bpcalc.spec.events import events
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.report import in_order
from bpcalc.spec.source import Source

_LETTERS = 500_000
"""Of sheets that are read once more without a line: a line for each of a common sheet, few of a huge one."""


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
        start = sum(len(source.line(before)) + 1 for before in range(1, self.number))
        start += len(line) - len(line.lstrip())
        return Scalar(self.name, "", source, start, start + len(line.strip()), None, None)

    @property
    def told(self) -> Problem:
        """What is wrong with it as an answer, and what to type."""
        from bpcalc.grading.salvage import told  # most lines are YAML

        return told(self)

    @property
    def told_of_a_formula(self) -> Problem:
        """The same of a line whose value may be any text."""
        from bpcalc.grading.salvage import told_of_a_formula

        return told_of_a_formula(self)


class Document(NamedTuple):
    """`broken`: lines of which only the name was kept, by their number; `lost`: those without a place
    in the mapping. `problems`: what is wrong in single places of the rest; `whole`: what is wrong with
    the text as it stands, where lines were set aside."""

    root: Mapping
    problems: list[Problem]
    broken: AnyMapping[int, Line]
    lost: tuple[Line, ...]
    whole: tuple[Problem, ...]


IsHeading = Callable[[str], bool]
"""Whether names stand below a name, and no value."""


def document(source: Source, is_heading: IsHeading) -> Document:
    """The mapping that a text is. Raises InputError where no line of it can be read."""
    source = _with_blanks(source)
    root, problems, fault = _read(source, is_heading)
    if fault is None:
        assert isinstance(root, Mapping)
        return Document(root, problems, {}, (), ())
    from bpcalc.grading.advice import for_an_answer  # most sheets are YAML
    from bpcalc.grading.salvage import set_aside

    lines = source.text.split("\n")
    broken: dict[int, Line] = {}
    lost: list[Line] = []
    whole = tuple(map(for_an_answer, in_order((*problems, fault))))
    for _ in range(3 + _LETTERS // max(len(source.text), 1)):
        if not set_aside(lines, fault, broken, lost):
            break
        root, problems, fault = _read(Source(source.name, "\n".join(lines)), is_heading)
        if fault is None:
            assert isinstance(root, Mapping)
            return Document(root, problems, broken, tuple(lost), whole)
    raise InputError(*whole)


def _with_blanks(source: Source) -> Source:
    """The text with blanks for tabs, unless a line is indented by other signs than the one before: how far
    that is to the right nobody knows."""
    if "\t" not in source.text:
        return source
    before = ""
    for line in source.text.split("\n"):
        content = line.lstrip(" \t")
        if content and content[0] != "#":
            margin = line[: len(line) - len(content)]
            if not (margin.startswith(before) or before.startswith(margin)):
                return source
            before = margin
    return Source(source.name, source.text.replace("\t", " "))


def _read(source: Source, is_heading: IsHeading) -> tuple[Node | None, list[Problem], Problem | None]:
    """The node of a text, what is wrong in single places of it, and why it is no mapping of answers."""
    problems = traps.in_text(source)
    if problems:
        return None, problems[1:], problems[0]
    builder = Builder(source, LIMITS)
    root = builder.root(events(source.text))
    if root is None:
        return None, builder.problems[:-1], builder.problems[-1]
    if not isinstance(root, Mapping):
        return root, builder.problems, traps.not_a_mapping(root)
    return root, builder.problems, _text_below(root, is_heading)


def _text_below(block: Mapping, is_heading: IsHeading) -> Problem | None:
    """What is wrong with a text that stands below a heading, where only names with values may."""
    for key, node in block.entries:
        if not is_heading(key.text):
            continue
        if isinstance(node, Mapping):
            found = _text_below(node, is_heading)
            if found is not None:
                return found
        elif isinstance(node, Scalar) and _is_text_below(node, key):
            return traps.missing_space(node) or no_names(key.text)._replace(place=node.place)
    return None


def _is_text_below(node: Scalar, key: Scalar) -> bool:
    return not node.style and not is_nothing(node.text) and node.place.line > key.place.line
