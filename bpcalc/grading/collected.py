"""Answers collected from the nodes of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from itertools import chain

from bpcalc.errors import InputError, Problem
from bpcalc.grading import commas
from bpcalc.grading.answers import Answer
from bpcalc.grading.document import Line
from bpcalc.grading.names import MODES, Names, no_mode, no_names
from bpcalc.grading.number import claim
from bpcalc.grading.values import table_of
from bpcalc.grading.written import is_not_done, is_nothing
from bpcalc.language.syntax import Syntax
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence

Entries = tuple[tuple[Scalar, Node], ...]


class Collected:
    """The answers in a mapping, in their order; what cannot be read is kept with the reason.

    `broken`: lines that are no YAML, of which only the names are in the mapping.
    """

    def __init__(self, names: Names, broken: AnyMapping[int, Line]) -> None:
        self.names, self.broken = names, broken
        self.answers: list[Answer] = []

    def read(self, entries: Iterable[tuple[Scalar, Node]]) -> None:
        """Headings, cases and answers."""
        heading_of, cases, single = self.names.heading, self.names.cases, self.names.single
        for key, node in entries:
            heading = heading_of(key.text)
            if heading == "counts":
                self.counts(self.entries(key, node))
            elif heading == "symbolic":
                self.symbolic(self.entries(key, node))
            elif heading == "after":
                self.after(self.entries(key, node), self.names.single)
            elif key.text in cases and not self._is_an_answer(key, node):
                self.case(key.text, self.entries(key, node))
            elif len(cases) == 1:
                self.answer(single, key, node)
            else:
                self.refuse(None, key, self.names.misplaced(key.text))

    def _is_an_answer(self, key: Scalar, node: Node) -> bool:
        """Whether a key that is the one case and a quantity as well has the value of the quantity."""
        return (
            len(self.names.cases) == 1
            and key.text in self.names.known
            and entries_of(node) is None
            and not is_blank(node)
        )

    def case(self, name: str, entries: Entries) -> None:
        """The answers of a case. Raises InputError for one that the exercise does not have."""
        if name not in self.names.cases:
            raise InputError(self.names.unknown_case(name))
        for key, value in entries:
            heading = self.names.heading(key.text)
            if heading == "symbolic":
                self.symbolic(self.entries(key, value), name)
            elif heading == "after":
                self.after(self.entries(key, value), name)
            else:
                self.answer(name, key, value)

    def answer(self, case: str | None, key: Scalar, node: Node, kind: str = "value", step: int = 0) -> None:
        """One name with its value; what cannot be read is kept with the reason."""
        about, identity = None, ""
        place = key.place
        try:
            about, identity = self.names.named(key.text)
            line = self.broken.get(place.line)
            if line is not None and not is_not_done(line.value):
                raise InputError(line.told)
            table = None if line or is_blank(node, is_not_done) else table_of(node)
            if table is not None and isinstance(node, Sequence):
                commas.check(node, table, about, self.names)
        except InputError as error:
            self.refuse(case, key, error.problems[0], kind, step, about, identity)
        else:
            self.answers.append(Answer(case, kind, key.text, about, place, table, "", step, None, identity))
        if not isinstance(node, Scalar):
            self._beneath(case, key, node)

    def _beneath(self, case: str | None, key: Scalar, node: Node) -> None:
        """Names below an answer, which are not read: each is told."""
        for inner, _ in entries_of(node) or ():
            if self.names.is_known(inner.text):
                what = f"it stands below {key.text}, which is no case"
                help = f"begin {inner.text} in the column of {key.text}"
                self.refuse(case, inner, Problem("E701", what, help=help))

    def refuse(
        self, case: str | None, key: Scalar, problem: Problem, kind: str = "value", step: int = 0,
        about: Syntax | None = None, identity: str = "",
    ) -> None:  # fmt: skip
        """Keeps an answer that cannot be read, with the reason at its place."""
        placed = problem if problem.place else problem._replace(place=key.place, span=None)
        if not identity and self.names.is_known(key.text):
            about, identity = self.names.named(key.text)
        identity = identity or key.text
        self.answers.append(
            Answer(case, kind, key.text, about, key.place, step=step, problem=placed, identity=identity)
        )

    def counts(self, entries: Entries) -> None:
        """`reverse: 14`, or by target: `reverse: {dl/dx: 14, dl/dW1: 12}`."""
        for key, value in entries:
            mode, _, rest = key.text.partition(" ")
            if mode in MODES and rest not in ("", "memory"):
                self.count(key, rest, value)
                continue
            if mode not in MODES:
                self.refuse(None, key, no_mode(key.text), "count")
                continue
            inner = value.entries if isinstance(value, Mapping) else ((key, value),)
            for name, number in inner:
                label = key.text if number is value else f"{key.text} {name.text}"
                self.count(name._replace(text=label), None if number is value else name.text, number)

    def entries(self, key: Scalar, node: Node) -> Entries:
        """What stands under a heading or a case; anything but names with values is told."""
        line, found = self.broken.get(key.place.line), entries_of(node)
        if line is not None and not is_nothing(line.value):
            self.refuse(None, key, line.told)
        elif found is None and not is_blank(node):
            from bpcalc.grading.salvage import entry_in  # this is rare

            meant = entry_in(node.text) if isinstance(node, Scalar) else None
            self.refuse(None, key, no_names(key.text, meant))
        return found or ()

    def count(self, label: Scalar, target: str | None, node: Node) -> None:
        """One count: a number, or a polynomial in the sizes."""
        line = self.broken.get(label.place.line)
        try:
            about = None if target is None else self.names.named(target).about
            identity = self.names.counted(label.text)
            answer = Answer(None, "count", label.text, about, label.place, identity=identity)
            if line is not None and not is_nothing(line.value):
                raise InputError(line.told)
            if isinstance(node, Scalar) and claim(node.text) is None:
                answer = answer._replace(formula="" if is_blank(node) else node.text)
            else:
                answer = answer._replace(table=table_of(node))
        except InputError as error:
            self.refuse(None, label, error.problems[0], "count")
            return
        self.answers.append(answer)

    def symbolic(self, entries: Entries, case: str | None = None) -> None:
        """`dl/dyhat: (yhat - y).T`."""
        for key, value in entries:
            line = self.broken.get(key.place.line)
            if line is not None and not is_nothing(line.value):
                self.refuse(case, key, line.told_of_a_formula, "symbolic")
                continue
            if not isinstance(value, Scalar):
                self.refuse(
                    case,
                    key,
                    Problem("E706", "a formula is one line of text", help="write dl/dyhat: (yhat - y).T"),
                    "symbolic",
                )
                continue
            try:
                about, identity = self.names.named(key.text)
            except InputError as error:
                self.refuse(case, key, error.problems[0], "symbolic")
                continue
            formula = "" if is_blank(value) else value.text
            self.answers.append(
                Answer(case, "symbolic", key.text, about, value.place, formula=formula, identity=identity)
            )

    def after(self, entries: Entries, case: str | None) -> None:
        """`1: {w5: 0.3589}`."""
        for key, value in entries:
            line = self.broken.get(key.place.line)
            if key.text.isdecimal() and is_blank(value) and line is None:
                continue
            found = entries_of(value)
            if not key.text.isdecimal() or found is None:
                what, help = f"{key.text} is no number of updates", "write after: {1: {w5: 0.3589}}"
                self.refuse(case, key, line.told if line else Problem("E707", what, help=help), "after")
                continue
            for name, number in found:
                self.answer(case, name, number, "after", int(key.text))


def entries_of(node: Node) -> Entries | None:
    """Names with their values, also as a list of them with dashes; None for anything else."""
    if isinstance(node, Mapping):
        return node.entries
    if isinstance(node, Sequence) and node.items and all(isinstance(item, Mapping) for item in node.items):
        return tuple(chain.from_iterable(item.entries for item in node.items if isinstance(item, Mapping)))
    return None


def is_blank(node: Node, is_said: Callable[[str], bool] = is_nothing) -> bool:
    """Whether nothing was written; JSON has quotes around it."""
    if not isinstance(node, Scalar):
        return False
    return is_said(node.text) if node.style not in ("|", ">") else False
