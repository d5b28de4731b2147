"""Answers collected from the nodes of a sheet."""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import Answer
from bpcalc.grading.names import Names
from bpcalc.grading.number import claim
from bpcalc.grading.tables import table_of
from bpcalc.spec.nodes import Mapping, Node, Scalar

MODES = ("reverse", "forward", "hessian")


class Collected:
    """The answers in a mapping, in their order; what cannot be read is kept with the reason."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.answers: list[Answer] = []

    def read(self, body: Mapping, skipped: tuple[str, ...]) -> None:
        for key, node in body.entries:
            if key.text in skipped:
                continue
            if key.text == "counts":
                self.counts(node)
            elif key.text == "symbolic":
                self.symbolic(node)
            elif key.text == "after":
                self.after(self.names.single, node)
            elif key.text in self.names.cases and isinstance(node, Mapping):
                self.case(key.text, node)
            elif (
                key.text in self.names.cases
                and isinstance(node, Scalar)
                and not node.text
                and not node.quoted
            ):
                continue  # a case left blank
            elif len(self.names.cases) == 1:
                self.answer(self.names.single, key, node)
            elif not isinstance(node, Scalar) or node.text or node.quoted:
                self.refuse(None, key, self.names.misplaced(key.text))

    def case(self, name: str, node: Node) -> None:
        if name not in self.names.cases:
            raise InputError(self.names.unknown_case(name))
        assert isinstance(node, Mapping)
        for key, value in node.entries:
            if key.text == "symbolic":
                self.symbolic(value, name)
            elif key.text == "after":
                self.after(name, value)
            else:
                self.answer(name, key, value)

    def answer(self, case: str | None, key: Scalar, node: Node, kind: str = "value", step: int = 0) -> None:
        """One name with its value; what cannot be read is kept with the reason."""
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            return  # left blank
        try:
            about, identity = self.names.named(key.text)
            table = table_of(node)
        except InputError as error:
            self.refuse(case, key, error.problems[0], kind, step)
            return
        self.answers.append(Answer(case, kind, key.text, about, key.place, table, "", step, None, identity))

    def refuse(
        self, case: str | None, key: Scalar, problem: Problem, kind: str = "value", step: int = 0
    ) -> None:
        placed = problem if problem.place else problem._replace(place=key.place, span=None)
        self.answers.append(
            Answer(case, kind, key.text, None, key.place, step=step, problem=placed, identity=key.text)
        )

    def counts(self, node: Node) -> None:
        """`reverse: 14`, or by target: `reverse: {dl/dx: 14, dl/dW1: 12}`."""
        for key, value in _entries(node):
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

    def count(self, label: Scalar, target: str | None, node: Node) -> None:
        """One count: a number, or a polynomial in the sizes."""
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            return  # left blank
        try:
            about = None if target is None else self.names.named(target).about
            if isinstance(node, Scalar) and not node.quoted and claim(node.text) is None:
                answer = Answer(
                    None, "count", label.text, about, label.place, formula=node.text, identity=label.text
                )
            else:
                answer = Answer(
                    None, "count", label.text, about, label.place, table_of(node), identity=label.text
                )
        except InputError as error:
            self.refuse(None, label, error.problems[0], "count")
            return
        self.answers.append(answer)

    def symbolic(self, node: Node, case: str | None = None) -> None:
        for key, value in _entries(node):
            if isinstance(value, Scalar) and not value.text:
                continue  # left blank
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
            self.answers.append(
                Answer(case, "symbolic", key.text, about, value.place, formula=value.text, identity=identity)
            )

    def after(self, case: str | None, node: Node) -> None:
        for key, value in _entries(node):
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


def _entries(node: Node) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, Mapping) else ()
