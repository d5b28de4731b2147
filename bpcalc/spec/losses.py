"""`loss:` of a spec: a named loss, an equation, or the name of a quantity."""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.names import canonical
from bpcalc.language.near import slip
from bpcalc.language.other_names import call_meant, has_other_name, loss_meant
from bpcalc.language.parser import is_assignment, parse
from bpcalc.records import NamedTuple
from bpcalc.spec.equations import stated_equation
from bpcalc.spec.layers import settings_of
from bpcalc.spec.names import Names
from bpcalc.spec.network import TARGET, Equation
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.report import at, not_computed, placed, problem, tell


class Loss(NamedTuple):
    """The name of the loss, and its equation unless it stands under `layers`."""

    name: str | None
    equation: Equation | None


def loss_of(node: Node | None, equations: list[Equation], names: Names) -> Loss:
    """What `loss` says."""
    if isinstance(node, Scalar):
        text = node.text.strip()
        name = canonical(text)
        if name in names.places:
            if name in names.declared:
                names.report(placed(not_computed(name, (one.name for one in equations)), node))
                return Loss(None, None)
            return Loss(name, None)
        if is_assignment(text):
            read = stated_equation(node, names)
            names.incomplete |= read.name is None
            if read.name is not None and read.equation is None:
                names.unknown.add(read.name)
                names.places.setdefault(read.name, node.place)
            return Loss(read.name, read.equation)
        if is_loss(text, names):
            return _named(node, text, node.place, (), equations, names)
        if name.isidentifier() or loss_meant(text, _losses(names)):
            _unknown(node, text, names)
            return Loss(None, None)
        return _expression(node, names)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((key, setting),) = node.entries
        if not is_loss(key.text, names):
            _unknown(key, key.text, names)
            return Loss(None, None)
        settings = settings_of(key.text, setting, names.functions[key.text], names.report)
        if settings is None:
            return Loss(None, None)
        return _named(node, key.text, key.place, tuple(settings), equations, names)
    if node is not None:
        what = "the loss is a name, an equation or a name with its setting"
        help = "write loss: squared_error or loss: l = norm(yhat - y)^2"
        names.report(problem(node, "E503", what, help))
    return Loss(None, None)


def is_loss(text: str, names: Names) -> bool:
    """Whether a named loss is meant: a function of a prediction and a target."""
    row = names.functions.get(text)
    return row is not None and len(row.arguments) == 2 and row.group == "losses"


def _losses(names: Names) -> list[str]:
    return [name for name in names.functions if is_loss(name, names)]


def _unknown(node: Scalar, text: str, names: Names) -> None:
    known = _losses(names)
    meant = loss_meant(text, known) or (None if has_other_name(text) else slip(text, known))
    quantity = slip(text, names.places)
    help = f"the losses: {', '.join(known)}; or write an equation"
    targets = [d.name for d in names.declared.values() if d.kind == TARGET]
    if has_other_name(text) and "yhat" in names.places and len(targets) == 1:
        written = call_meant(text, ["yhat", *targets])
        both = written is not None and {"yhat", *targets} <= {*re.findall(r"\w+'*", written)}
        help = f"write {written}" if both else help
    if quantity or meant:
        help = f"did you mean {quantity or meant}?"
    if not quantity and text == "CrossEntropyLoss":
        help += " It takes logits, as CrossEntropyLoss does"
    names.report(problem(node, "E511", f"there is no loss {text}", help))


def _named(
    node: Node,
    kind: str,
    place: Place,
    settings: tuple[str, ...],
    equations: list[Equation],
    names: Names,
) -> Loss:
    """The equation of a named loss: the prediction against the target."""
    targets = [d.name for d in names.declared.values() if d.kind == TARGET]
    if len(targets) != 1:
        if not names.incomplete:
            count = f"there are {len(targets)}" if targets else "there is none"
            what = f"{kind} compares with one target, and {count}"
            names.report(problem(node, "E512", what, "write target: {y: …}, or the loss as an equation"))
        return Loss(None, None)
    if names.incomplete:  # which result is the last one is not known then
        prediction = "yhat" if "yhat" in names.places else None
    else:
        prediction = _prediction(equations) or names.only_input()
    if any(one.name == "l" for one in equations):
        note = f"the first l is at {at(names.places['l'])}"
        help = f"leave out loss: {kind}, or write loss: l"
        names.report(Problem("E504", "l is defined twice", place, path=node.path, notes=(note,), help=help))
        return Loss(None, None)
    if prediction is None or not names.take("l", place, node.path):
        return Loss(None, None)
    text = f"{kind}({', '.join((prediction, targets[0], *settings))})"
    return Loss("l", Equation("l", parse(text), text, place))


def _prediction(equations: list[Equation]) -> str | None:
    """What a named loss compares: yhat where there is one, else the last result."""
    results = [one.name for one in equations]
    return "yhat" if "yhat" in results else results[-1] if results else None


def _expression(node: Scalar, names: Names) -> Loss:
    """An equation without its name: the loss is called l."""
    try:
        tree = parse(node.text, names.places)
    except InputError as error:
        tell(error, node, names.report)
        names.incomplete = True
        return Loss(None, None)
    if not names.take("l", node.place, node.path):
        return Loss(None, None)
    return Loss("l", Equation("l", tree, node.text, node.place, node))
