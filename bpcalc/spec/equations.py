"""`layers:` of a spec as equations, each with the place where it was written."""

from __future__ import annotations

import re
from itertools import count

from bpcalc.errors import InputError, Place
from bpcalc.language.names import canonical
from bpcalc.language.parser import parse, parse_assignment
from bpcalc.language.tokens import is_name
from bpcalc.records import NamedTuple
from bpcalc.spec.layers import Around, Layer, layer_of, settings_of
from bpcalc.spec.linear import Linear, linear
from bpcalc.spec.names import Names
from bpcalc.spec.network import Equation
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence, place_in
from bpcalc.spec.report import problem, tell

EQUATIONS = 200
_NAME = r"\s*([^\W\d][\w']*)\s*"
_HEAD = _NAME + "=(?!=)"
_GIVEN = _NAME + "(?:=|:=|<-|←|->|→)"
"""The name in front of an equation, whatever stands for the =."""


class Read(NamedTuple):
    """An equation and the name it defines. A name without an equation could not be read."""

    name: str | None
    equation: Equation | None


def equations_of(node: Node | None, batch: str | None, names: Names) -> list[Equation]:
    """The equations that `layers` states or stands for.

    Results of layers are z1, z2 … (numbered by layer), the last one yhat.
    """
    if node is None:
        return []
    if not isinstance(node, Sequence):
        what = "layers is a list, one layer or equation behind each dash"
        help = "begin each layer with - on a line of its own"
        first = node.entries[0][0] if isinstance(node, Mapping) and node.entries else node
        if isinstance(first, Scalar) and first.text.startswith("-"):
            what = "a space is missing after the dash"
            help = f"write - {first.text[1:].strip() or 'relu'}"
        names.report(problem(node, "E503", what, help))
        names.incomplete = True
        return []
    if len(node.items) > EQUATIONS:
        many = f"there are {len(node.items)} layers and equations"
        names.report(problem(node.items[EQUATIONS], "E316", many, f"use at most {EQUATIONS}"))
        names.incomplete = True
        for item in node.items:
            _unreadable(_named_by(item) or "", item, names)
        return []
    found: list[Equation] = []
    before = names.only_input()
    linears = 0
    taken = {*map(_named_by, node.items), *names.places}
    for number, item in enumerate(node.items, 1):
        free = next(
            name for k in count(number) if (name := f"z{k}") not in taken and name not in names.places
        )
        entry = layer_of(item, names.functions, Around(before, free, tuple(names.places)), names.report)
        linears += _is_linear(entry, item)
        if isinstance(entry, Scalar):
            made = stated_equation(entry, names)
        elif entry is None and (own := _named_by(item)) is not None:
            made = Read(own, None)
        else:
            last = number == len(node.items)
            default = "yhat" if last and "yhat" not in names.places else f"z{number}"
            if number == 1 and before is None and entry is not None:
                _no_input(entry, names)
            made = _of_layer(entry, default, before, linears, batch, names)
        if made.name is not None and made.equation is None:
            _unreadable(made.name, item, names)
        names.incomplete |= made.name is None
        found += [made.equation] if made.equation is not None else []
        before = made.name
    return found


def _unreadable(name: str, item: Node, names: Names) -> None:
    """Takes in the name of a result about which nothing more can be said."""
    if is_name(name):
        names.places.setdefault(name, item.place)
        names.unknown.add(name)


def _named_by(item: Node) -> str | None:
    """The name that an entry gives its result, even if it could not be read."""
    if isinstance(item, Scalar):
        head = re.match(_GIVEN, item.text)
        return canonical(head[1]) if head else None
    ((key, setting), *_) = item.entries if isinstance(item, Mapping) and item.entries else ((None, None),)
    inside = isinstance(setting, Mapping) or (isinstance(setting, Scalar) and setting.text[:1].isalpha())
    if key is None or not inside or not is_name(canonical(key.text)) or "linear" in key.text.lower():
        return None
    return canonical(key.text)


def stated_equation(scalar: Scalar, names: Names) -> Read:
    """Takes in `name = expression`."""
    try:
        found = parse_assignment(scalar.text, names.places)
    except InputError as error:
        tell(error, scalar, names.report)
        head = re.match(_HEAD, scalar.text)
        return Read(canonical(head[1]) if head else None, None)
    at = place_in(scalar, *found.at)
    start = scalar.start + at.column - scalar.place.column
    end = start + at.end - at.column
    name = names.checked(scalar._replace(text=found.name, style="", start=start, end=end))
    if name is None or not names.take(name, at, scalar.path):
        return Read(name, None)
    return Read(name, Equation(name, found.value, scalar.text, at, scalar))


def _of_layer(
    layer: Layer | None, default: str, before: str | None, linears: int, batch: str | None, names: Names
) -> Read:
    """The equation of a layer that takes the quantity `before`."""
    if layer is None:
        return Read(default, None)
    name = names.checked(layer.name) if layer.name is not None else default
    if name is None:
        return Read(None, None)
    if layer.kind == "linear":
        made = linear(layer, before or "", linears, batch, names)
    else:
        made = _called(layer, before or "", names)
    place: Place = layer.name.place if layer.name is not None else layer.node.place
    if made is None or before is None or not names.take(name, place, layer.node.path):
        return Read(name, None)
    first = next(iter(made.parts.values()), place)
    return Read(name, Equation(name, parse(made.text), made.text, first, parts=made.parts))


def _called(layer: Layer, before: str, names: Names) -> Linear | None:
    settings = settings_of(layer.kind, layer.setting, names.functions[layer.kind], names.report)
    if settings is None:
        return None
    return Linear(f"{layer.kind}({', '.join((before, *settings))})", {})


def _no_input(layer: Layer, names: Names) -> None:
    if not names.incomplete:
        unclear = "it is not clear what the first layer takes"
        help = "declare one input, as inputs: {x: [1, 2]}, or write an equation: z1 = relu(x)"
        names.report(problem(layer.node, "E510", unclear, help))


def _is_linear(entry: Layer | Scalar | None, item: Node) -> bool:
    """Whether an entry counts as a linear layer, even if it could not be read."""
    if entry is None and isinstance(item, Mapping) and item.entries:
        return "linear" in item.entries[0][0].text.lower()
    return isinstance(entry, Layer) and entry.kind == "linear"
