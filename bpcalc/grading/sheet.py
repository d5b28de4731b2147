"""An answer sheet: what a student states, with every number's text and place.

Sheets come from strangers: nothing in them is evaluated but formulas of the language, and
one unreadable answer does not touch the others.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from bpcalc.errors import InputError, Place, Problem
from bpcalc.grading.number import claim
from bpcalc.grading.tables import Table, table_of
from bpcalc.language import syntax
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Syntax
from bpcalc.spec import traps
from bpcalc.spec.builder import Builder, Limits
from bpcalc.spec.events import events
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.source import Source

LIMITS = Limits(depth=16, nodes=20_000, text=4096, key=64)
RESERVED = ("counts", "symbolic", "after")
MODES = ("reverse", "forward", "hessian")


class Answer(NamedTuple):
    """One thing that a sheet states.

    `kind` is value, count, after or symbolic; `key` is the text of what is answered, `about`
    its tree; `step` the number of updates of an `after`. Either `table` (numbers), `formula`
    or `problem` (unreadable, and why) is there.
    """

    case: str | None
    kind: str
    key: str
    about: Syntax | None
    place: Place
    table: Table | None = None
    formula: str = ""
    step: int = 0
    problem: Problem | None = None


class Sheet(NamedTuple):
    """All answers of one student, in their order."""

    student: str
    answers: tuple[Answer, ...]


def read_sheet(source: Source, network: Network, student: str = "") -> Sheet:
    """The sheet in a YAML or JSON text.

    Raises InputError when the text as a whole is no sheet; an answer that cannot be read
    is kept with its problem.
    """
    root, problems = _document(source)
    entries = {key.text: node for key, node in root.entries}
    named = entries.get("student")
    if isinstance(named, Scalar) and named.text:
        student = named.text
    body = entries.get("answers", root)
    if isinstance(body, Scalar) and not body.text and not body.quoted:
        return Sheet(student, ())
    if not isinstance(body, Mapping):
        raise InputError(
            Problem(
                "E701",
                "answers is a mapping of names to values",
                body.place,
                help="write answers: and under it, indented, z1: [1, -1]",
            )
        )
    reader = _Reader(network)
    reader.read(body, skipped=("student",))
    if body is not root:
        for key, _ in root.entries:
            if key.text not in ("student", "answers"):
                reader.refuse(None, key, reader.misplaced(key.text))
    return Sheet(student, once(_with_problems(reader.answers, problems)))


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


def once(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Every answer once: what is answered twice is unreadable, at the second place."""
    kept: dict[tuple[object, ...], Answer] = {}
    for one in answers:
        about = one.about if one.about is not None else one.key
        name = one.case, one.kind, one.step, _unplaced(about), one.key if one.kind == "count" else ""
        if name not in kept:
            kept[name] = one
        else:
            first = kept[name]
            note = f"the first one is in line {first.place.line}"
            twice = Problem(
                "E711", f"{one.key} is answered twice", one.place, notes=(note,), help="keep one of the two"
            )
            kept[name] = first._replace(problem=twice, table=None)
    return tuple(kept.values())


def _unplaced(about: Syntax | str) -> object:
    """What an answer is about, wherever it stands and however it is spelt."""
    match about:
        case syntax.Name(name=name):
            return name
        case syntax.Partial(of=of, wrt=wrt):
            return of, wrt
        case syntax.Index(base=base, items=items):
            return _unplaced(base), tuple(map(_item, items))
    return about if isinstance(about, str) else repr(about)


def _item(item: object) -> object:
    if isinstance(item, syntax.Slice):
        return "slice", _item(item.start), _item(item.stop)
    return item.value if isinstance(item, syntax.Number) else item


def read_inline(text: str, network: Network) -> Answer:
    """`dl/dx=[-1, 2]` or `a: dl/dx=[-1, 2]` as an answer. Raises InputError for no answer at all."""
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(Problem("E701", f"{text} is no answer", help="write NAME=VALUE, as dl/dx=[-1, 2]"))
    case, colon, key = name.rpartition(":")
    source = Source("--answer", f"{key.strip() or name.strip()}: {value.strip()}")
    reader = _Reader(network)
    root, problems = _document(source)
    if problems:
        raise InputError(*problems)
    if not colon:
        reader.read(root, ())
    elif case.strip() == "symbolic":
        reader.symbolic(root)
    elif case.strip() == "counts":
        reader.counts(root)
    else:
        reader.case(case.strip(), root)
    if not reader.answers:
        raise InputError(Problem("E701", f"{text} has no value", help="write NAME=VALUE, as dl/dx=[-1, 2]"))
    return reader.answers[0]


class _Reader:
    """Collects answers; a name may be answered once in a case."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.answers: list[Answer] = []
        self.cases = {case.name: case for case in network.cases}
        self.known: Container[str] = {*network.declared, *(e.name for e in network.equations)}
        self.single = network.cases[0].name if len(network.cases) == 1 else None

    def read(self, body: Mapping, skipped: tuple[str, ...]) -> None:
        for key, node in body.entries:
            if key.text in skipped:
                continue
            if key.text == "counts":
                self.counts(node)
            elif key.text == "symbolic":
                self.symbolic(node)
            elif key.text == "after":
                self.after(self.single, node)
            elif key.text in self.cases and isinstance(node, Mapping):
                self.case(key.text, node)
            elif key.text in self.cases and isinstance(node, Scalar) and not node.text and not node.quoted:
                continue  # a case left blank
            elif len(self.network.cases) == 1:
                self.answer(self.single, key, node)
            elif not isinstance(node, Scalar) or node.text or node.quoted:
                self.refuse(None, key, self.misplaced(key.text))

    def misplaced(self, text: str) -> Problem:
        """What is said of a name that is neither a case nor inside one."""
        names = [name for name in self.cases if name is not None]
        if text in names or text in RESERVED or len(self.network.cases) == 1:
            help = "indent it, so that it stands under answers:"
            return Problem("E701", f"{text} stands outside the answers", help=help)
        if not get_close_matches(text, names, n=1) and ("/" in text or text in self.known):
            help = f"write it under the case it belongs to: {', '.join(names)}"
            return Problem("E702", f"{text} belongs to no case", help=help)
        return self.unknown_case(text)

    def unknown_case(self, text: str) -> Problem:
        names = [name for name in self.cases if name is not None]
        near = [name for name in names if name.lower() == text.lower()] or get_close_matches(text, names, n=1)
        help = f"did you mean {near[0]}?" if near else f"the cases: {', '.join(names)}"
        return Problem("E702", f"there is no case {text}", help=help)

    def case(self, name: str, node: Node) -> None:
        if name not in self.cases:
            raise InputError(self.unknown_case(name))
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
            about = parse(key.text, self.known)
            table = table_of(node)
        except InputError as error:
            self.refuse(case, key, error.problems[0], kind, step)
            return
        strange = self.strange(about)
        if strange is not None:
            self.refuse(case, key, strange, kind, step)
            return
        self.answers.append(Answer(case, kind, key.text, about, key.place, table, step=step))

    def strange(self, about: Syntax) -> Problem | None:
        """What is wrong with the name of an answer."""
        base = about.base if isinstance(about, syntax.Index) else about
        if isinstance(base, syntax.Binary) and base.operator == "/":
            # `dl/dz9` of an unknown z9 reads as a quotient of two names
            for side in (base.left, base.right):
                if isinstance(side, syntax.Name):
                    name = side.name[1:] if side.name[:1] == "d" else side.name
                    if name not in self.known:
                        return self.unknown(name)
        if not isinstance(base, (syntax.Name, syntax.Partial)):
            return Problem(
                "E703", "this is no name to be answered", help="write z1, dl/dx or dz1/dW1[0, 0:2]"
            )
        for name in (base.name,) if isinstance(base, syntax.Name) else (base.of, *base.wrt):
            if name not in self.known:
                return self.unknown(name)
        return None

    def unknown(self, name: str) -> Problem:
        names = [*self.network.declared, *(e.name for e in self.network.equations)]
        near = get_close_matches(name, names, n=1)
        help = f"did you mean {near[0]}?" if near else f"the quantities: {', '.join(names)}"
        return Problem("E704", f"{name} is no quantity of this exercise", help=help)

    def refuse(
        self, case: str | None, key: Scalar, problem: Problem, kind: str = "value", step: int = 0
    ) -> None:
        placed = problem if problem.place else problem._replace(place=key.place, span=None)
        self.answers.append(Answer(case, kind, key.text, None, key.place, step=step, problem=placed))

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
            about = None if target is None else parse(target, self.known)
            strange = None if about is None else self.strange(about)
            if strange is not None:
                raise InputError(strange)
            if isinstance(node, Scalar) and not node.quoted and claim(node.text) is None:
                answer = Answer(None, "count", label.text, about, label.place, formula=node.text)
            else:
                answer = Answer(None, "count", label.text, about, label.place, table_of(node))
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
                about = parse(key.text, self.known)
            except InputError as error:
                self.refuse(case, key, error.problems[0], "symbolic")
                continue
            strange = self.strange(about)
            if strange is not None:
                self.refuse(case, key, strange, "symbolic")
                continue
            self.answers.append(Answer(case, "symbolic", key.text, about, value.place, formula=value.text))

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
