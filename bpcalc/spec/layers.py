"""The pipeline form as the equations it stands for.

`linear` layers bring W1, b1, W2 … (numbered by linear layer); results are z1, z2 …
(numbered by layer), the last one yhat. With `batch: rows` a linear layer is X @ W + b, with
`batch: columns` W @ X + b.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import NamedTuple

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.functions import CONVENTION, EACH, Function
from bpcalc.language.names import canonical
from bpcalc.language.numbers import read_number
from bpcalc.language.parser import is_assignment
from bpcalc.spec.network import Given
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.values import Report, given


class Layer(NamedTuple):
    """One entry under `layers`: an equation as text, or a layer that stands for one."""

    name: str | None
    node: Node
    equation: Scalar | None
    kind: str
    setting: Node | None


class Parameter(NamedTuple):
    """A weight or bias that a layer brings with it."""

    name: str
    given: Given


class Written(NamedTuple):
    """The equation of a layer, and the parameters it brings."""

    name: str
    text: str
    place: Place
    scalar: Scalar | None
    parameters: tuple[Parameter, ...] = ()


def layer_of(node: Node, functions: dict[str, Function], report: Report) -> Layer | None:
    """What an entry under `layers` is, or None after a report."""
    if isinstance(node, Scalar):
        if is_assignment(node.text):
            return Layer(None, node, node, "equation", None)
        return _named(None, node, node, None, functions, report)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((key, setting),) = node.entries
        kind = key.text.strip()
        if _is_layer(kind, functions):
            return _named(None, node, key, setting, functions, report)
        inner = _inner(setting)
        if inner is not None and (
            _is_layer(inner[0].text.strip(), functions) or not _looks_unknown(kind, functions)
        ):
            return _named(canonical(kind), node, inner[0], inner[1], functions, report)
        report(_unknown(key, functions))
        return None
    if isinstance(node, Mapping) and len(node.entries) > 1:
        second = node.entries[1][0]
        report(
            Problem(
                "E503",
                "one entry of the list is one layer, but this one has several keys",
                second.place,
                path=node.path,
                help=f"begin a new line with - before {second.text}, or indent it under {node.entries[0][0].text}",
            )
        )
        return None
    report(
        Problem(
            "E503",
            "a layer is a name, a mapping or an equation",
            node.place,
            path=node.path,
            help="write - relu, - linear: {weights: …} or - z1 = W1 @ x",
        )
    )
    return None


def _inner(setting: Node) -> tuple[Scalar, Node | None] | None:
    if isinstance(setting, Scalar):
        return setting, None
    if isinstance(setting, Mapping) and len(setting.entries) == 1:
        return setting.entries[0]
    return None


def _named(
    name: str | None,
    node: Node,
    kind: Scalar,
    setting: Node | None,
    functions: dict[str, Function],
    report: Report,
) -> Layer | None:
    if not _is_layer(kind.text.strip(), functions):
        report(_unknown(kind, functions))
        return None
    return Layer(name, node, None, kind.text.strip(), setting)


def _is_layer(kind: str, functions: dict[str, Function]) -> bool:
    row = functions.get(kind)
    return kind == "linear" or (row is not None and len(row.arguments) == 1 and bool(row.group))


def _looks_unknown(kind: str, functions: dict[str, Function]) -> bool:
    return bool(get_close_matches(kind, _layers(functions), n=1, cutoff=0.8))


def _layers(functions: dict[str, Function]) -> list[str]:
    return ["linear", *(name for name in functions if _is_layer(name, functions))]


def _unknown(kind: Scalar, functions: dict[str, Function]) -> Problem:
    text = kind.text.strip()
    near = get_close_matches(text.lower(), _layers(functions), n=1, cutoff=0.5)
    help = (
        f"did you mean {near[0]}?"
        if near
        else "write linear, relu, sigmoid …, or an equation such as z1 = W1 @ x"
    )
    if any(sign in text for sign in "@+*("):
        help = f"name the result: z = {text}"
    return Problem("E505", f"there is no layer {text}", kind.place, path=kind.path, help=help)


def written(
    layer: Layer,
    result: str,
    before: str,
    number: int,
    batch: str | None,
    functions: dict[str, Function],
    known: set[str],
    report: Report,
) -> Written | None:
    """The equation of a layer that takes the quantity `before`; `number` counts linear layers."""
    if layer.kind == "linear":
        return _linear(layer, result, before, number, batch, known, report)
    row = functions[layer.kind]
    settings = _settings(layer, row, report)
    if settings is None:
        return None
    text = f"{layer.kind}({', '.join((before, *settings))})"
    return Written(result, text, layer.node.place, None)


def _settings(layer: Layer, row: Function, report: Report) -> list[str] | None:
    """`leaky_relu: 0.1` and `leaky_relu: {slope: 0.1}` as the settings of a call."""
    node = layer.setting
    if node is None or (isinstance(node, Scalar) and not node.text):
        return []
    names = [name for name, default in row.settings if default is not CONVENTION]
    first = [name for name in names if dict(row.settings)[name] is not EACH][:1]
    if isinstance(node, Scalar):
        node = Mapping(
            ((Scalar(first[0] if first else "", False, node.place, node.path), node),),
            node.place,
            node.path,
        )
    if not isinstance(node, Mapping):
        report(
            Problem(
                "E503",
                f"the setting of {layer.kind} is one number",
                node.place,
                path=node.path,
                help=f"write {layer.kind}: {{{', '.join(f'{name}: …' for name in names)}}}",
            )
        )
        return None
    found: list[str] = []
    for key, value in node.entries:
        if key.text not in names:
            help = f"its settings: {', '.join(names)}" if names else f"write - {layer.kind}"
            report(
                Problem(
                    "E305",
                    f"{layer.kind} has no setting {key.text}".rstrip(),
                    key.place,
                    path=key.path,
                    help=help,
                )
            )
            return None
        if not isinstance(value, Scalar) or _number(value) is None:
            report(
                Problem(
                    "E306",
                    f"the setting {key.text} must be a number",
                    value.place,
                    path=value.path,
                    help=f"write {key.text}: 0.1",
                )
            )
            return None
        found.append(f"{key.text}={value.text}")
    return found


def _number(value: Scalar) -> object:
    try:
        return read_number(value.text)
    except InputError:
        return None


def _linear(
    layer: Layer,
    result: str,
    before: str,
    number: int,
    batch: str | None,
    known: set[str],
    report: Report,
) -> Written | None:
    parts = _parts(layer, number, known, report)
    if parts is None:
        return None
    names: dict[str, str] = {}
    parameters: list[Parameter] = []
    for role, letter, node in (("weights", "W", parts[0]), ("bias", "b", parts[1])):
        own = f"{letter}{number}"
        if node is None:
            if own in known:
                names[role] = own
            continue
        if isinstance(node, Scalar) and not node.quoted and canonical(node.text) in known:
            names[role] = canonical(node.text)
            continue
        if own in known:
            report(
                Problem(
                    "E504",
                    f"{own} is defined already",
                    node.place,
                    path=node.path,
                    help=f"write {role}: {own} to use it, or rename the other one",
                )
            )
            return None
        found = given(node, report)
        if found is None:
            return None
        if role == "bias" and batch == "rows" and found.flat:
            found = found._replace(array=found.array.T, flat=False)
        parameters.append(Parameter(own, found))
        names[role] = own
    if "weights" not in names:
        report(
            Problem(
                "E509",
                f"this linear layer has no weights, and no W{number} is declared",
                layer.node.place,
                path=layer.node.path,
                help="write linear: {weights: [[…]], bias: […]}",
            )
        )
        return None
    product = f"{before} @ {names['weights']}" if batch == "rows" else f"{names['weights']} @ {before}"
    text = product + (f" + {names['bias']}" if "bias" in names else "")
    place = parts[0].place if parts[0] is not None else layer.node.place
    return Written(result, text, place, None, tuple(parameters))


def _parts(
    layer: Layer, number: int, known: set[str], report: Report
) -> tuple[Node | None, Node | None] | None:
    """The nodes of the weights and of the bias of a linear layer."""
    node = layer.setting
    if node is None or (isinstance(node, Scalar) and not node.text):
        return None, None
    if isinstance(node, (Sequence, Scalar)):
        return node, None
    found: dict[str, Node] = {}
    for key, value in node.entries:
        role = {"weight": "weights", "biases": "bias"}.get(key.text, key.text)
        if role not in ("weights", "bias"):
            near = get_close_matches(key.text, ("weights", "bias"), n=1, cutoff=0.3)
            report(
                Problem(
                    "E501",
                    f"a linear layer has no key {key.text}",
                    key.place,
                    path=key.path,
                    help=f"did you mean {near[0]}?" if near else "its keys are weights and bias",
                )
            )
            return None
        found[role] = value
    return found.get("weights"), found.get("bias")
