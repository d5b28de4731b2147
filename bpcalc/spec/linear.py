"""The layer `linear` as its equation: W @ X + b, and X @ W + b with `batch: rows`."""

from __future__ import annotations

from collections.abc import Mapping as Table

from bpcalc.errors import Place
from bpcalc.language.names import canonical
from bpcalc.language.tokens import is_name
from bpcalc.records import NamedTuple
from bpcalc.spec.layers import Layer
from bpcalc.spec.names import Names
from bpcalc.spec.network import PARAMETER
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.report import Report, at, did_you_mean, is_missing, near, problem
from bpcalc.spec.values import given

ROLES = {"weights": "W", "bias": "b"}
"""The parts of a linear layer with the letters of their names."""
NO_NAMES = ("nan", "inf", "none", "null", "true", "false")
_OTHER_WORDS = {"weight": "weights", "biases": "bias", "W": "weights", "b": "bias"}


class Linear(NamedTuple):
    """The text of the equation; `parts`: where the values of its parameters stand."""

    text: str
    parts: Table[str, Place]


def linear(layer: Layer, before: str, number: int, batch: str | None, names: Names) -> Linear | None:
    """The linear layer with this number, applied to the quantity `before`; None after a report."""
    nodes = _parts(layer, names.report)
    if nodes is None:
        names.unknown.update(f"{letter}{number}" for letter in ROLES.values())
        return None
    used: dict[str, str] = {}
    places: dict[str, Place] = {}
    for role, letter in ROLES.items():
        node, own = nodes.get(role), f"{letter}{number}"
        if node is None:
            if own in names.places:
                used[role] = own
            continue
        name = _shared(node, names) or _own(node, own, role, batch, names)
        if name is None:
            return None
        used[role] = name
        places[name] = node.place
    if "weights" not in used:
        what = f"this linear layer has no weights, and no W{number} is declared"
        names.report(problem(layer.node, "E509", what, "write linear: {weights: [[…]], bias: […]}"))
        return None
    product = f"{before} @ {used['weights']}" if batch == "rows" else f"{used['weights']} @ {before}"
    return Linear(product + (f" + {used['bias']}" if "bias" in used else ""), places)


def _shared(node: Node, names: Names) -> str | None:
    """The declared parameter that `weights: W1` means."""
    if isinstance(node, Scalar) and not node.quoted and canonical(node.text) in names.places:
        return canonical(node.text)
    return None


def _own(node: Node, name: str, role: str, batch: str | None, names: Names) -> str | None:
    """Declares the weights or the bias that the layer brings with it."""
    if name in names.places:
        what = f"{name} is defined already, at {at(names.places[name])}"
        help = f"write {role}: {name} to use it here, or rename the other one"
        names.report(problem(node, "E504", what, help))
        return None
    if isinstance(node, Scalar) and not node.quoted and _is_unknown(node.text):
        other = canonical(node.text.strip())
        known = ", ".join(list(names.places)[:12])
        help = did_you_mean(other, names.places, f"give it a value under parameters:; known here: {known}")
        names.report(problem(node, "E301", f"{other} is not defined", help))
        names.take(name, node.place, node.path)
        names.unknown.add(name)
        names.declare(name, PARAMETER, None, None, node.place)
        return name
    found = given(node, names.report)
    names.take(name, node.place, node.path)
    if found is None:
        names.unknown.add(name)
    elif role == "bias" and batch is not None and found.flat:  # a bias goes along the features
        found = found._replace(array=found.array.T if batch == "rows" else found.array, flat=False)
    names.declare(name, PARAMETER, found, None, node.place)
    return name


def _is_unknown(text: str) -> bool:
    """Whether a text is a name, and no constant."""
    name = canonical(text.strip())
    return is_name(name) and name != "pi" and name.lower() not in NO_NAMES


def _parts(layer: Layer, report: Report) -> dict[str, Node] | None:
    """The nodes of the weights and of the bias."""
    node = layer.setting
    if node is None or is_missing(node):
        return {}
    if not isinstance(node, Mapping):
        return {"weights": node}
    found: dict[str, Node] = {}
    for key, value in node.entries:
        role = _OTHER_WORDS.get(key.text, key.text)
        if role not in ROLES:
            meant: str | None = near(key.text, ROLES, 0.3)
            help = f"did you mean {meant}?" if meant else "its keys are weights and bias"
            report(problem(key, "E501", f"a linear layer has no key {key.text}", help))
            return None
        if role in found:
            report(problem(key, "E504", f"this layer has its {role} twice", "keep one of the two"))
            return None
        found[role] = value
    return found
