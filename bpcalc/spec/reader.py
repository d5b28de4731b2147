"""A spec's document to a `Network`; every problem is collected before any is raised."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.functions import Function
from bpcalc.language.indexing import size
from bpcalc.language.names import canonical
from bpcalc.language.parser import parse, parse_assignment
from bpcalc.language.scope import LARGEST
from bpcalc.language.sizes import Shape, Size, letter
from bpcalc.language.syntax import Syntax, names_in
from bpcalc.language.table import TABLE
from bpcalc.spec import functions as user_functions
from bpcalc.spec import layers, values
from bpcalc.spec.conventions import CHOICES, PROFILES, Conventions
from bpcalc.spec.document import parse_document
from bpcalc.spec.network import (
    INPUT,
    PARAMETER,
    TARGET,
    Case,
    Declared,
    Equation,
    Given,
    Network,
)
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence, place_in
from bpcalc.spec.source import Source, read_source, source_from_text

KEYS = (
    "title",
    "notes",
    "inputs",
    "parameters",
    "target",
    "of",
    "wrt",
    "shapes",
    "layers",
    "loss",
    "batch",
    "cases",
    "functions",
    "conventions",
    "update",
    "prove",
    "marks",
)
LATER = ("update", "prove", "marks")
"""Sections that other commands read."""
EQUATIONS = 200


def load(path: str | Path) -> Network:
    """The network of a spec file ("-": standard input). Raises InputError with all problems."""
    return network(read_source(path))


def loads(text: str, name: str = "spec") -> Network:
    """The network of a spec given as text. Raises InputError with all problems."""
    return network(source_from_text(text, name))


def network(source: Source) -> Network:
    """The network of a spec. Raises InputError with all problems, sorted by place."""
    reader = _Reader(parse_document(source), source.name)
    found = reader.read()
    if reader.problems:
        raise InputError(*sorted(set(reader.problems), key=_position))
    return found


def _position(problem: Problem) -> tuple[int, int, str]:
    place = problem.place
    return (place.line, place.column, problem.code) if place else (0, 0, problem.code)


class _Reader:
    """Reads the sections of one spec in the order in which they depend on each other."""

    def __init__(self, root: Mapping, file: str) -> None:
        self.root = root
        self.file = file
        self.problems: list[Problem] = []
        self.entries: dict[str, Node] = {}
        self.declared: dict[str, Declared] = {}
        self.letters: dict[str, Place] = {}
        self.places: dict[str, Place] = {}
        self.functions: dict[str, Function] = dict(TABLE)
        self.equations: list[Equation] = []
        self.loss: str | None = None

    def report(self, problem: Problem) -> None:
        self.problems.append(problem)

    def read(self) -> Network:
        self.sections()
        conventions = self.conventions()
        self.functions = user_functions.table(self.entries.get("functions"), self.report)
        batch = self.choice("batch", ("rows", "columns"))
        shapes = self.shapes()
        for kind, section in ((INPUT, "inputs"), (PARAMETER, "parameters"), (TARGET, "target")):
            self.names(kind, section, shapes)
        cases = self.cases(shapes)
        self.rest_of_shapes(shapes)
        self.layers(batch)
        self.losses()
        if not self.equations and not self.problems:
            self.report(
                Problem(
                    "E502",
                    "there is nothing to compute: no layers and no loss",
                    self.root.place,
                    help="write layers: with at least one layer or equation",
                )
            )
        of = self.one_name("of")
        wrt = self.name_list("wrt")
        decimals = any(given.decimal for given in self.all_given(cases))
        return Network(
            self.file,
            self.text("title"),
            self.text("notes"),
            self.declared,
            self.letters,
            tuple(self.equations),
            cases,
            self.functions,
            conventions,
            batch,
            self.loss,
            of,
            wrt,
            decimals,
            {key: self.entries[key] for key in LATER if key in self.entries},
        )

    def all_given(self, cases: tuple[Case, ...]) -> list[Given]:
        stated = [d.given for d in self.declared.values() if d.given is not None]
        return stated + [given for case in cases for given in case.values.values()]

    # -- sections ----------------------------------------------------------------

    def sections(self) -> None:
        for key, node in self.root.entries:
            if key.text not in KEYS:
                near = get_close_matches(key.text.lower(), (*KEYS, "targets", "input"), n=1)
                wanted = {"targets": "target", "input": "inputs"}.get(near[0], near[0]) if near else None
                self.report(
                    Problem(
                        "E501",
                        f"a spec has no key {key.text}",
                        key.place,
                        path=key.path,
                        help=f"did you mean {wanted}?" if wanted else f"its keys: {', '.join(KEYS)}",
                    )
                )
            elif isinstance(node, Scalar) and not node.text and not node.quoted:
                self.report(
                    Problem(
                        "E502",
                        f"{key.text} has no value",
                        key.place,
                        path=key.path,
                        help="write a value, or remove the key",
                    )
                )
            else:
                self.entries[key.text] = node

    def text(self, section: str) -> str:
        node = self.entries.get(section)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.report(
                Problem(
                    "E503",
                    f"{section} is a text",
                    node.place,
                    path=node.path,
                    help="write it on one line",
                )
            )
            return ""
        return node.text

    def choice(self, section: str, choices: tuple[str, ...]) -> str | None:
        node = self.entries.get(section)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text in choices:
            return node.text
        self.report(
            Problem(
                "E503",
                f"{section} is {' or '.join(choices)}",
                node.place,
                path=node.path,
                help=f"write {section}: {choices[0]}",
            )
        )
        return None

    def conventions(self) -> Conventions:
        node = self.entries.get("conventions")
        chosen: dict[str, str] = {}
        for key, value in self.mapping(node, "conventions"):
            choices = tuple(PROFILES) if key.text == "profile" else CHOICES.get(key.text)
            if choices is None:
                near = get_close_matches(key.text, (*CHOICES, "profile"), n=1, cutoff=0.5)
                self.report(
                    Problem(
                        "E507",
                        f"there is no convention {key.text}",
                        key.place,
                        path=key.path,
                        help=f"did you mean {near[0]}?" if near else f"the conventions: {', '.join(CHOICES)}",
                    )
                )
                continue
            text = value.text if isinstance(value, Scalar) else ""
            text = {"0.5": "1/2", ".5": "1/2"}.get(text, text)
            if text not in choices:
                near = get_close_matches(text, choices, n=1, cutoff=0.5)
                self.report(
                    Problem(
                        "E507",
                        f"{key.text} has no value {text}".rstrip(),
                        value.place,
                        path=key.path,
                        help=f"did you mean {near[0]}?" if near else f"its values: {', '.join(choices)}",
                    )
                )
            elif key.text == "profile":
                chosen = PROFILES[text] | chosen
            else:
                chosen[key.text] = text
        return Conventions(**chosen)

    def mapping(self, node: Node | None, what: str) -> tuple[tuple[Scalar, Node], ...]:
        if node is None:
            return ()
        if isinstance(node, Mapping):
            return node.entries
        self.report(
            Problem(
                "E503",
                f"{what} is a mapping",
                node.place,
                path=node.path,
                help=f"write {what}: and under it, indented, name: value",
            )
        )
        return ()

    # -- names -------------------------------------------------------------------

    def name_of(self, key: Scalar) -> str | None:
        name = canonical(key.text.strip())
        good = name[:1].isalpha() or name.startswith("_")
        good = good and all(letter.isalnum() or letter in "_'" for letter in name)
        if not good or len(name) > 64:
            self.report(
                Problem(
                    "E506",
                    f"{key.text} cannot be a name",
                    key.place,
                    path=key.path,
                    help="a name begins with a letter and goes on with letters, digits, _ or '",
                )
            )
            return None
        row = self.functions.get(name)
        if (row is not None and row.group) or name in ("and", "or", "not"):
            self.report(
                Problem(
                    "E506",
                    f"{name} is a function and cannot be a quantity",
                    key.place,
                    path=key.path,
                    help=f"choose another name, as {name}1",
                )
            )
            return None
        return name

    def take(self, name: str, place: Place, path: str) -> bool:
        """Whether the name is free; it is taken from now on."""
        if name in self.places:
            first = self.places[name]
            self.report(
                Problem(
                    "E504",
                    f"{name} is defined twice",
                    place,
                    path=path,
                    notes=(f"the first one stands at {first.line}:{first.column}",),
                    help="rename one of them",
                )
            )
            return False
        self.places[name] = place
        return True

    def shapes(self) -> dict[str, tuple[Shape, Place]]:
        found: dict[str, tuple[Shape, Place]] = {}
        for key, value in self.mapping(self.entries.get("shapes"), "shapes"):
            name = self.name_of(key)
            items = value.items if isinstance(value, Sequence) else (value,)
            sizes = [self.size(item) for item in items]
            if name is None or any(one is None for one in sizes):
                continue
            if len(sizes) not in (1, 2):
                self.report(
                    Problem(
                        "E503",
                        "a shape has one or two sizes",
                        value.place,
                        path=value.path,
                        help="write n for a column, [m, n] for a matrix",
                    )
                )
                continue
            known = [one for one in sizes if one is not None]
            found[name] = ((known[0], known[1] if len(known) == 2 else 1), key.place)
        for name in self.letters:
            if name in found:
                self.report(
                    Problem(
                        "E504",
                        f"{name} is a size and a quantity",
                        found[name][1],
                        help="rename one of them",
                    )
                )
        return found

    def size(self, node: Node) -> Size | None:
        try:
            if isinstance(node, Scalar):
                return self.size_of(parse(node.text), node)
        except InputError as error:
            for problem in error.problems:
                place = (
                    place_in(node, *problem.span) if problem.span and isinstance(node, Scalar) else node.place
                )
                self.report(problem._replace(place=place, span=None, path=node.path))
            return None
        self.report(
            Problem(
                "E508",
                "a size is a whole number or a letter",
                node.place,
                path=node.path,
                help="write 3, n or [m, n]",
            )
        )
        return None

    def size_of(self, tree: Syntax, node: Scalar) -> Size:
        for name in names_in(tree):
            self.letters.setdefault(name.name, node.place)
        found = size(tree, {name: letter(name) for name in self.letters})
        if isinstance(found, int) and not 1 <= found <= LARGEST:
            raise InputError(
                Problem(
                    "E316",
                    f"a size of {found} is out of range",
                    help=f"use sizes from 1 to {LARGEST}",
                )
            )
        return found

    def names(self, kind: str, section: str, shapes: dict[str, tuple[Shape, Place]]) -> None:
        """The names of `inputs`, `parameters` or `target`, with values or as a mere list."""
        node = self.entries.get(section)
        if isinstance(node, Sequence) or (isinstance(node, Scalar) and node.text):
            items = node.items if isinstance(node, Sequence) else (node,)
            for item in items:
                if not isinstance(item, Scalar):
                    self.report(
                        Problem(
                            "E503",
                            f"{section} lists names",
                            item.place,
                            path=item.path,
                            help=f"write {section}: [x] or {section}: {{x: [1, 2]}}",
                        )
                    )
                    continue
                name = self.name_of(item)
                if name is not None and self.take(name, item.place, item.path):
                    shape = shapes[name][0] if name in shapes else None
                    self.declared[name] = Declared(name, kind, None, shape, item.place)
            return
        for key, value in self.mapping(node, section):
            name = self.name_of(key)
            if name is None or not self.take(name, key.place, key.path):
                continue
            found = values.given(value, self.report)
            shape = shapes[name][0] if name in shapes else None
            self.declared[name] = Declared(name, kind, found, shape, key.place)

    def cases(self, shapes: dict[str, tuple[Shape, Place]]) -> tuple[Case, ...]:
        """The cases; a name that only cases give is an input."""
        node = self.entries.get("cases")
        if node is None:
            return (Case(None, {}, self.root.place),)
        found: list[Case] = []
        for key, body in self.mapping(node, "cases"):
            stated: dict[str, Given] = {}
            for name_key, value in self.mapping(body, f"case {key.text}"):
                name = canonical(name_key.text.strip())
                if name not in self.declared:
                    checked = self.name_of(name_key)
                    if checked is None or not self.take(checked, name_key.place, name_key.path):
                        continue
                    shape = shapes[name][0] if name in shapes else None
                    self.declared[name] = Declared(name, INPUT, None, shape, name_key.place)
                given = values.given(value, self.report)
                if given is not None:
                    stated[name] = given
            found.append(Case(key.text, stated, key.place))
        if not found and not self.problems:
            self.report(
                Problem(
                    "E502",
                    "there are no cases under cases",
                    node.place,
                    help="write a: {x: [1, 0]}",
                )
            )
        return tuple(found)

    def rest_of_shapes(self, shapes: dict[str, tuple[Shape, Place]]) -> None:
        """Names that have nothing but a shape: matrices W, b and the like are parameters."""
        for name, (shape, place) in shapes.items():
            if name not in self.declared and self.take(name, place, f"shapes.{name}"):
                kind = PARAMETER if name[0] in "WbUV" else INPUT
                self.declared[name] = Declared(name, kind, None, shape, place)

    # -- equations ---------------------------------------------------------------

    def layers(self, batch: str | None) -> None:
        node = self.entries.get("layers")
        if node is None:
            return
        if not isinstance(node, Sequence):
            self.report(
                Problem(
                    "E503",
                    "layers is a list",
                    node.place,
                    path=node.path,
                    help="begin each layer with - on a line of its own",
                )
            )
            return
        read = [layers.layer_of(item, self.functions, self.report) for item in node.items]
        before: str | None = self.only_input()
        linear = 0
        for number, layer in enumerate(read, 1):
            if layer is None:
                before = None
                continue
            if layer.equation is not None:
                before = self.equation(layer.equation)
                continue
            last = number == len(read)
            result = layer.name or ("yhat" if last and "yhat" not in self.places else f"z{number}")
            linear += layer.kind == "linear"
            if before is None:
                if number == 1:
                    self.report(
                        Problem(
                            "E510",
                            "it is not clear what the first layer takes",
                            layer.node.place,
                            path=layer.node.path,
                            help="declare one input, or write an equation: z1 = relu(x)",
                        )
                    )
                before = result
                continue
            made = layers.written(
                layer, result, before, linear, batch, self.functions, set(self.places), self.report
            )
            before = result
            if made is None or not self.take(result, layer.node.place, layer.node.path):
                continue
            for parameter in made.parameters:
                self.places[parameter.name] = parameter.given.place
                self.declared[parameter.name] = Declared(
                    parameter.name, PARAMETER, parameter.given, None, parameter.given.place
                )
            self.equations.append(Equation(result, parse(made.text), made.text, made.place))
        if len(self.equations) > EQUATIONS:
            self.report(
                Problem(
                    "E316",
                    f"there are {len(self.equations)} equations",
                    node.place,
                    help=f"use at most {EQUATIONS}",
                )
            )

    def only_input(self) -> str | None:
        inputs = [d.name for d in self.declared.values() if d.kind == INPUT]
        return inputs[0] if len(inputs) == 1 else None

    def equation(self, scalar: Scalar) -> str | None:
        """Takes in `name = expression`; the name it defines, or None."""
        try:
            found = parse_assignment(scalar.text, self.places)
        except InputError as error:
            self.refuse(error, scalar, 0)
            return None
        at = place_in(scalar, *found.at)
        name = self.name_of(Scalar(found.name, False, at, scalar.path))
        if name is None or not self.take(name, at, scalar.path):
            return None
        self.equations.append(Equation(name, found.value, scalar.text, at, scalar))
        return name

    def refuse(self, error: InputError, scalar: Scalar, offset: int) -> None:
        for problem in error.problems:
            start, end = problem.span or (0, len(scalar.text))
            self.report(
                problem._replace(
                    place=place_in(scalar, start + offset, end + offset),
                    span=None,
                    path=scalar.path,
                )
            )

    # -- the loss ----------------------------------------------------------------

    def losses(self) -> None:
        node = self.entries.get("loss")
        if node is None:
            return
        if isinstance(node, Scalar):
            text = node.text.strip()
            name = canonical(text)
            if name in self.places:
                self.loss = name
            elif layers.is_assignment(text):
                self.loss = self.equation(node)
            elif self.named(text):
                self.named_loss(node, text, node.place, ())
            elif text.isidentifier():
                self.unknown_loss(node, text)
            else:
                self.loss_expression(node)
        elif isinstance(node, Mapping) and len(node.entries) == 1:
            ((key, setting),) = node.entries
            if not self.named(key.text):
                self.unknown_loss(key, key.text)
                return
            settings = layers._settings(
                layers.Layer(None, node, None, key.text, setting),
                self.functions[key.text],
                self.report,
            )
            if settings is not None:
                self.named_loss(node, key.text, key.place, tuple(settings))
        else:
            self.report(
                Problem(
                    "E503",
                    "the loss is a name, an equation or a name with its setting",
                    node.place,
                    path=node.path,
                    help="write loss: squared_error or loss: l = norm(yhat - y)^2",
                )
            )

    def named(self, text: str) -> bool:
        row = self.functions.get(text)
        return row is not None and len(row.arguments) == 2 and row.group == "losses"

    def unknown_loss(self, node: Scalar, text: str) -> None:
        known = [name for name in self.functions if self.named(name)]
        near = get_close_matches(text.lower(), known, n=1, cutoff=0.4)
        near = near or [
            name for name in known if text.lower() in ("".join(part[0] for part in name.split("_")),)
        ]
        self.report(
            Problem(
                "E511",
                f"there is no loss {text}",
                node.place,
                path=node.path,
                help=f"did you mean {near[0]}?"
                if near
                else f"the losses: {', '.join(known)}; or write an equation",
            )
        )

    def named_loss(self, node: Node, kind: str, place: Place, settings: tuple[str, ...]) -> None:
        targets = [d.name for d in self.declared.values() if d.kind == TARGET]
        if len(targets) != 1:
            self.report(
                Problem(
                    "E512",
                    f"{kind} compares with one target, and there are {len(targets)}",
                    place,
                    path=node.path,
                    help="write target: {y: …}, or the loss as an equation",
                )
            )
            return
        inputs = self.only_input()
        prediction = self.equations[-1].name if self.equations else inputs
        if prediction is None:
            return
        if self.take("l", place, node.path):
            text = f"{kind}({', '.join((prediction, targets[0], *settings))})"
            self.equations.append(Equation("l", parse(text), text, place))
            self.loss = "l"

    def loss_expression(self, node: Scalar) -> None:
        try:
            tree = parse(node.text, self.places)
        except InputError as error:
            self.refuse(error, node, 0)
            return
        if self.take("l", node.place, node.path):
            self.equations.append(Equation("l", tree, node.text, node.place, node))
            self.loss = "l"

    # -- of and wrt --------------------------------------------------------------

    def one_name(self, section: str) -> str | None:
        found = self.name_list(section)
        if found is not None and len(found) != 1:
            node = self.entries[section]
            self.report(
                Problem(
                    "E503",
                    f"{section} is one name",
                    node.place,
                    path=node.path,
                    help=f"write {section}: l",
                )
            )
        return found[0] if found else None

    def name_list(self, section: str) -> tuple[str, ...] | None:
        node = self.entries.get(section)
        if node is None:
            return None
        items = node.items if isinstance(node, Sequence) else (node,)
        found: list[str] = []
        for item in items:
            name = canonical(item.text.strip()) if isinstance(item, Scalar) else ""
            if name in self.places:
                found.append(name)
                continue
            near = get_close_matches(name, self.places, n=1)
            self.report(
                Problem(
                    "E301",
                    f"{name or 'this'} is not defined",
                    item.place,
                    path=item.path,
                    help=f"did you mean {near[0]}?" if near else f"known names: {', '.join(self.places)}",
                )
            )
        return tuple(found)
