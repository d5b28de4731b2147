"""What an entry under `layers` is: an equation, or the name of a layer with its setting.

`- relu`, `- leaky_relu: 0.1`, `- h: relu` and `- s1: {linear: {…}}` are layers; everything
with an = is an equation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table

from bpcalc.language.functions import CONVENTION, EACH, Function, out_of_range
from bpcalc.language.numbers import is_number, read_number
from bpcalc.language.other_names import setting_meant
from bpcalc.language.parser import is_assignment
from bpcalc.records import NamedTuple
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.report import Report, did_you_mean, is_missing, problem

Functions = Table[str, Function]


_COMPARED = r"[^\W\d][\w']*\s*=="


class Layer(NamedTuple):
    """A layer that stands for an equation; `name` is that of the result, if it was given."""

    name: Scalar | None
    node: Node
    kind: str
    setting: Node | None


class Around(NamedTuple):
    """Where an entry stands: the result before it, and a name that nothing has for its own."""

    before: str | None
    free: str
    known: tuple[str, ...] = ()


def is_layer(kind: str, functions: Functions) -> bool:
    """Whether a layer of this name exists: linear, and every function of one argument."""
    row = functions.get(kind)
    return kind == "linear" or (row is not None and len(row.arguments) == 1 and bool(row.group))


def layer_of(node: Node, functions: Functions, around: Around, report: Report) -> Layer | Scalar | None:
    """A layer, or the text of an equation, or None after a report."""
    if isinstance(node, Scalar):
        if _is_equation(node.text):
            return node
        return _named(None, node, node, None, functions, around, report)
    if not isinstance(node, Mapping) or not node.entries:
        help = "a layer is - relu, - linear: {weights: …} or - z1 = W1 @ x"
        if isinstance(node, Sequence) and len(node.items) == 1 and isinstance(node.items[0], Scalar):
            help = f"one dash is enough: write {node.items[0].text}"
        report(problem(node, "E503", "a layer is a name, a mapping or an equation", help))
        return None
    if len(node.entries) > 1:
        (first, _), (second, _) = node.entries[:2]
        help = f"begin a new line with - before {second.text}, or indent it under {first.text}"
        several = "one entry of the list is one layer, but this one has several keys"
        report(problem(second, "E503", several, help))
        return None
    ((key, setting),) = node.entries
    kind = key.text.strip()
    equation = next(
        (one for one in (key, setting) if isinstance(one, Scalar) and is_assignment(one.text)), None
    )
    if equation is not None:
        what = "an equation is an entry of its own, without a key and { }"
        report(problem(node, "E505", what, f"write {equation.text}"))
        return None
    inner = _inner(setting)
    if is_layer(kind, functions):
        return _named(None, node, key, setting, functions, around, report)
    if inner is None or not _is_named(kind, inner[0].text.strip(), functions):
        from bpcalc.spec.no_layer import no_layer  # most layers are there

        report(no_layer(key, setting, functions, around))
        return None
    return _named(key, node, inner[0], inner[1], functions, around, report)


def _is_equation(text: str) -> bool:
    """Whether a text is an equation, also with the = of another keyboard."""
    if is_assignment(text):
        return not re.match(_COMPARED, text)
    return "＝" in text and is_assignment(text.replace("＝", "="))


def _is_named(name: str, inner: str, functions: Functions) -> bool:
    """Whether the key of an entry is the name of its result, and not a layer that there is not."""
    if is_layer(inner, functions):
        return True
    from bpcalc.spec.no_layer import is_like_a_layer  # most layers are there

    return is_like_a_layer(inner, functions) and not is_like_a_layer(name, functions)


def _inner(setting: Node) -> tuple[Scalar, Node | None] | None:
    """The layer under the name of its result."""
    if isinstance(setting, Scalar):
        return (setting, None) if setting.text else None
    if isinstance(setting, Mapping) and len(setting.entries) == 1:
        return setting.entries[0]
    return None


def _named(
    name: Scalar | None,
    node: Node,
    kind: Scalar,
    setting: Node | None,
    functions: Functions,
    around: Around,
    report: Report,
) -> Layer | None:
    if is_layer(kind.text.strip(), functions):
        return Layer(name, node, kind.text.strip(), setting)
    from bpcalc.spec.no_layer import no_layer  # most layers are there

    report(no_layer(kind, setting, functions, around))
    return None


def settings_of(kind: str, node: Node | None, row: Function, report: Report) -> list[str] | None:
    """`leaky_relu: 0.1` and `leaky_relu: {slope: 0.1}` as the settings of a call."""
    if node is None or is_missing(node):
        return []
    names = [name for name, default in row.settings if default is not CONVENTION]
    first = next((name for name in names if dict(row.settings)[name] is not EACH), None)
    if isinstance(node, Scalar):
        if first is None:
            alone = f"write loss: {kind}" if row.group == "losses" else f"write - {kind}"
            report(problem(node, "E305", f"{kind} has no setting", alone))
            return None
        return None if _bad(row, node, first, report) else [f"{first}={node.text}"]
    if not isinstance(node, Mapping):
        shown = ", ".join(f"{name}: …" for name in names)
        help = f"write {kind}: {{{shown}}}" if names else f"write - {kind}"
        report(problem(node, "E503", f"the setting of {kind} is one number", help))
        return None
    found: list[str] = []
    for key, value in node.entries:
        if key.text not in names:
            otherwise = f"its settings: {', '.join(names)}" if names else f"write - {kind}"
            known = setting_meant(key.text, names)
            help = f"did you mean {known}?" if known else did_you_mean(key.text, names, otherwise, 0.5)
            report(problem(key, "E305", f"{kind} has no setting {key.text}", help))
            return None
        if _bad(row, value, key.text, report):
            return None
        assert isinstance(value, Scalar)
        found.append(f"{key.text}={value.text}")
    return found


def _bad(row: Function, value: Node, name: str, report: Report) -> bool:
    """Whether a setting is no number, or one that it cannot be; it is reported then."""
    literal = None
    if isinstance(value, Scalar) and not value.quoted and is_number(value.text):
        literal = read_number(value.text)
    if literal is None:
        from bpcalc.spec.advice import to_write  # most settings are numbers

        meant = to_write(value.text.replace(",", ".")) if isinstance(value, Scalar) else None
        example = "0" if name == "axis" else "0.1"
        help = f"write {meant}" if meant and is_number(meant) else f"write a number, as {example}"
        report(problem(value, "E306", f"the setting {name} must be a number", help))
        return True
    refused = out_of_range(row, name, literal.value)
    if refused is not None:
        message, allowed = refused
        report(problem(value, "E306", message, f"use {allowed}"))
    return refused is not None
