"""What an entry under `layers` is: an equation, or the name of a layer with its setting.

`- relu`, `- leaky_relu: 0.1`, `- h: relu` and `- s1: {linear: {…}}` are layers; everything
with an = is an equation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table

from bpcalc.errors import InputError, Problem
from bpcalc.language.functions import CONVENTION, EACH, Function, out_of_range
from bpcalc.language.numbers import read_number
from bpcalc.language.other_names import setting_meant
from bpcalc.language.parser import is_assignment
from bpcalc.records import NamedTuple
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.report import Report, did_you_mean, is_missing, near, problem

Functions = Table[str, Function]


class Layer(NamedTuple):
    """A layer that stands for an equation; `name` is that of the result, if it was given."""

    name: Scalar | None
    node: Node
    kind: str
    setting: Node | None


def layer_of(node: Node, functions: Functions, report: Report) -> Layer | Scalar | None:
    """A layer, or the text of an equation, or None after a report."""
    if isinstance(node, Scalar):
        if is_assignment(node.text):
            return node
        return _named(None, node, node, None, functions, report)
    if not isinstance(node, Mapping) or not node.entries:
        help = "write - relu, - linear: {weights: …} or - z1 = W1 @ x"
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
    if re.match(_LOOP, kind):
        help = "write it out, step after step: h1 = …, h2 = …, h3 = …"
        report(problem(key, "E505", "there are no loops here", help))
        return None
    inner = _inner(setting)
    if is_layer(kind, functions):
        return _named(None, node, key, setting, functions, report)
    inside = inner is not None and is_layer(inner[0].text.strip(), functions)
    if inner is None or (not inside and (near(kind, _kinds(functions), 0.8) or kind.lower() in _OTHER_WORDS)):
        report(_unknown(key, functions))
        return None
    return _named(key, node, inner[0], inner[1], functions, report)


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
    report: Report,
) -> Layer | None:
    if is_layer(kind.text.strip(), functions):
        return Layer(name, node, kind.text.strip(), setting)
    report(_unknown(kind, functions))
    return None


def is_layer(kind: str, functions: Functions) -> bool:
    """Whether a layer of this name exists: linear, and every function of one argument."""
    row = functions.get(kind)
    return kind == "linear" or (row is not None and len(row.arguments) == 1 and bool(row.group))


def _kinds(functions: Functions) -> list[str]:
    return ["linear", *(name for name in functions if is_layer(name, functions))]


_CALLED = r"([^\W\d]\w*)\(\s*([^()\s]*)\s*\)"
_LOOP = r"(?:for|while)\s"
_ARROW = r"([^\W\d][\w']*)\s*(<-|←|->|→)\s*"
_COMPARED = r"[^\W\d][\w']*\s*=="
_OTHER_WORDS = {"dense": "linear", "fc": "linear", "affine": "linear", "fully_connected": "linear"}


def _unknown(kind: Scalar, functions: Functions) -> Problem:
    text = kind.text.strip()
    otherwise = "write linear, relu, sigmoid …, or an equation such as z1 = W1 @ x"
    row = functions.get(text)
    if row is not None and row.group:
        what = f"{text} is a {'loss' if row.loss or row.group == 'losses' else 'function'}, not a layer"
        help = f"write loss: {text}" if row.group == "losses" else f"write an equation: z = {text}(…)"
        return problem(kind, "E505", what, help)
    help = did_you_mean(text, _kinds(functions), otherwise, 0.6)
    if text.lower() in _OTHER_WORDS:
        help = f"did you mean {_OTHER_WORDS[text.lower()]}?"
    arrow = re.match(_ARROW, text)
    if arrow is not None:
        help = f"write = for {arrow[2]}: {arrow[1]} = {text[arrow.end() :].strip()}"
    elif any(sign in text for sign in "@+*("):
        help = f"name the result: z = {text}"
    called = re.fullmatch(_CALLED, text)
    if called is not None and is_layer(called[1], functions):
        if not called[2]:
            help = f"write - {called[1]}"
        elif _is_number(called[2]):
            help = f"write - {called[1]}: {called[2]}"
    if re.match(_COMPARED, text):
        help = f"write = once: {text.replace('==', '=', 1)}"
    if text.startswith("-") and is_layer(text[1:].strip(), functions):
        help = f"one dash is enough: write - {text[1:].strip()}"
    return problem(kind, "E505", f"there is no layer {text}".rstrip(), help)


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


def _is_number(text: str) -> bool:
    try:
        return read_number(text) is not None
    except InputError:
        return False


def _bad(row: Function, value: Node, name: str, report: Report) -> bool:
    """Whether a setting is no number, or one that it cannot be; it is reported then."""
    literal = None
    if isinstance(value, Scalar) and not value.quoted and _is_number(value.text):
        literal = read_number(value.text)
    if literal is None:
        example = "0" if name == "axis" else "0.1"
        report(problem(value, "E306", f"the setting {name} must be a number", f"write {name}: {example}"))
        return True
    refused = out_of_range(row, name, literal.value)
    if refused is not None:
        message, allowed = refused
        report(problem(value, "E306", message, f"write {name}: {allowed}"))
    return refused is not None
