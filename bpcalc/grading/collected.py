"""Answers collected from the nodes of a sheet."""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import Answer
from bpcalc.grading.names import MODES, Names
from bpcalc.grading.number import claim
from bpcalc.grading.tables import table_of
from bpcalc.spec.nodes import Mapping, Node, Scalar

Entries = tuple[tuple[Scalar, Node], ...]
WRITE = {
    "counts": "reverse: 14",
    "symbolic": "dl/dyhat: (yhat - y).T",
    "after": "1: {w5: 0.3589}",
}
"""What stands under the headings that are no cases."""


class Collected:
    """The answers in a mapping, in their order; what cannot be read is kept with the reason."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.answers: list[Answer] = []

    def read(self, body: Mapping, skipped: tuple[str, ...]) -> None:
        """All entries but the skipped ones: headings, cases and answers."""
        for key, node in body.entries:
            if key.text in skipped:
                continue
            if key.text == "counts":
                self.counts(self.entries(key, node))
            elif key.text == "symbolic":
                self.symbolic(self.entries(key, node))
            elif key.text == "after":
                self.after(self.entries(key, node), self.names.single)
            elif key.text in self.names.cases and isinstance(node, Mapping):
                self.case(key.text, node)
            elif key.text in self.names.cases and _is_blank(node):
                continue  # a case left blank
            elif len(self.names.cases) == 1:
                self.answer(self.names.single, key, node)
            else:
                self.refuse(None, key, self.names.misplaced(key.text))

    def case(self, name: str, node: Node) -> None:
        """The answers of a case. Raises InputError for one that the exercise does not have."""
        if name not in self.names.cases:
            raise InputError(self.names.unknown_case(name))
        assert isinstance(node, Mapping)
        for key, value in node.entries:
            if key.text == "symbolic":
                self.symbolic(self.entries(key, value), name)
            elif key.text == "after":
                self.after(self.entries(key, value), name)
            else:
                self.answer(name, key, value)

    def answer(self, case: str | None, key: Scalar, node: Node, kind: str = "value", step: int = 0) -> None:
        """One name with its value; what cannot be read is kept with the reason."""
        try:
            about, identity = self.names.named(key.text)
            table = None if _is_blank(node) else table_of(node)
        except InputError as error:
            self.refuse(case, key, error.problems[0], kind, step)
            return
        self.answers.append(Answer(case, kind, key.text, about, key.place, table, "", step, None, identity))

    def refuse(
        self, case: str | None, key: Scalar, problem: Problem, kind: str = "value", step: int = 0
    ) -> None:
        """Keeps an answer that cannot be read, with the reason at its place."""
        placed = problem if problem.place else problem._replace(place=key.place, span=None)
        self.answers.append(
            Answer(case, kind, key.text, None, key.place, step=step, problem=placed, identity=key.text)
        )

    def counts(self, entries: Entries) -> None:
        """`reverse: 14`, or by target: `reverse: {dl/dx: 14, dl/dW1: 12}`."""
        for key, value in entries:
            mode, _, rest = key.text.partition(" ")
            if mode in MODES and rest not in ("", "memory"):
                self.count(key, rest, value)
                continue
            if mode not in MODES:
                help = "write reverse: 14, forward: 20 or reverse memory: 10"
                self.refuse(None, key, Problem("E705", f"{key.text} is no mode", help=help), "count")
                continue
            inner = value.entries if isinstance(value, Mapping) else ((key, value),)
            for name, number in inner:
                label = key.text if number is value else f"{key.text} {name.text}"
                self.count(name._replace(text=label), None if number is value else name.text, number)

    def entries(self, key: Scalar, node: Node) -> Entries:
        """What stands under a heading; anything but names with values is told."""
        if isinstance(node, Mapping):
            return node.entries
        if not _is_blank(node):
            help = f"write {key.text}: and under it, indented, {WRITE[key.text]}"
            self.refuse(None, key, Problem("E701", f"{key.text} is a mapping of names to values", help=help))
        return ()

    def count(self, label: Scalar, target: str | None, node: Node) -> None:
        """One count: a number, or a polynomial in the sizes."""
        try:
            about = None if target is None else self.names.named(target).about
            answer = Answer(None, "count", label.text, about, label.place, identity=label.text)
            if isinstance(node, Scalar) and not node.quoted and claim(node.text) is None:
                answer = answer._replace(formula="" if _is_blank(node) else node.text)
            else:
                answer = answer._replace(table=table_of(node))
        except InputError as error:
            self.refuse(None, label, error.problems[0], "count")
            return
        self.answers.append(answer)

    def symbolic(self, entries: Entries, case: str | None = None) -> None:
        """`dl/dyhat: (yhat - y).T`."""
        for key, value in entries:
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
            formula = "" if _is_blank(value) else value.text
            self.answers.append(
                Answer(case, "symbolic", key.text, about, value.place, formula=formula, identity=identity)
            )

    def after(self, entries: Entries, case: str | None) -> None:
        """`1: {w5: 0.3589}`."""
        for key, value in entries:
            if key.text.isdigit() and _is_blank(value):
                continue
            if not key.text.isdigit() or not isinstance(value, Mapping):
                self.refuse(
                    case,
                    key,
                    Problem(
                        "E707", f"{key.text} is no number of updates", help="write after: {1: {w5: 0.3589}}"
                    ),
                    "after",
                )
                continue
            for name, number in value.entries:
                self.answer(case, name, number, "after", int(key.text))


def _is_blank(node: Node) -> bool:
    """Whether nothing was written; JSON has a word for it."""
    return isinstance(node, Scalar) and not node.quoted and node.text in ("", "null", "~")
