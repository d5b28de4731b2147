"""`inputs:`, `parameters:`, `target:` and `cases:` of a spec: names and their values."""

from __future__ import annotations

import re

from bpcalc.language.names import canonical
from bpcalc.language.numbers import is_number
from bpcalc.spec.names import HEADINGS, Names, heading
from bpcalc.spec.network import INPUT, Case, Given
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.report import as_entry, entries_of, is_missing, near, problem
from bpcalc.spec.shapes import Stated
from bpcalc.spec.values import given


def declare(node: Node | None, section: str, kind: str, stated: Stated, names: Names) -> None:
    """The names of a section, with values or as a mere list."""
    nameless = _nameless(node, section)
    if node is not None and nameless is not None:
        names.report(problem(node, "E503", f"{section} takes names with their values", nameless))
        names.incomplete = True
        return
    if isinstance(node, Sequence) or (isinstance(node, Scalar) and node.text[:1].isalpha()):
        for item in node.items if isinstance(node, Sequence) else (node,):
            _listed(item, section, kind, stated, names)
        return
    entries = entries_of(node, section, names.report)
    names.incomplete |= entries is None
    for key, value in entries or ():
        name = names.checked(key)
        if name is None:
            names.incomplete = True
        elif names.take(name, key.place, key.path):
            names.declare(name, kind, _value(name, value, names), stated.of(name), key.place)
        else:
            names.incomplete = True


def _nameless(node: Node | None, section: str) -> str | None:
    """What to write instead of `inputs: [1, 0]` and of `inputs: x = [1, 0]`."""
    if isinstance(node, Scalar):
        return as_entry(section, node.text) if "=" in node.text else None
    if not isinstance(node, Sequence) or not node.items:
        return None
    texts = [item.text for item in node.items if isinstance(item, Scalar) and is_number(item.text)]
    return as_entry(section, f"[{', '.join(texts)}]") if len(texts) == len(node.items) else None


def _listed(item: Node, section: str, kind: str, stated: Stated, names: Names) -> None:
    if not isinstance(item, Scalar):
        help = f"write {section}: {{x: [1, 2]}} for names with values, {section}: [x] for names only"
        names.report(problem(item, "E503", f"{section} is a list of names here, and this is no name", help))
        names.incomplete = True
        return
    name = names.checked(item)
    if name is None:
        names.incomplete = True
    elif names.take(name, item.place, item.path):
        names.declare(name, kind, None, stated.of(name), item.place)


def _value(name: str, node: Node, names: Names) -> Given | None:
    if is_missing(node):  # it may have a shape, or values in the cases
        return None
    found = given(node, names.report)
    if found is None:
        names.unknown.add(name)
    return found


def cases_of(node: Node | None, root: Mapping, stated: Stated, names: Names) -> tuple[Case, ...]:
    """The cases; a name that only cases give is an input."""
    if node is None:
        return (Case(None, {}, root.place),)
    entries = entries_of(node, "cases", names.report)
    if entries is None:
        names.incomplete = True
    elif not entries:
        names.report(problem(node, "E502", "there are no cases under cases", "write a: {x: [1, 0]}"))
    for key, _ in entries or ():
        if key.text.strip().lower() in HEADINGS:
            names.report(heading(key, f"call the case {key.text.strip()}1"))
    used = _words(root)
    found = [_case(key, body, stated, names, used) for key, body in entries or ()]
    return tuple(found) or (Case(None, {}, root.place),)


def _words(root: Mapping) -> set[str]:
    """All words of the equations and of the loss."""
    waiting = [node for key, node in root.entries if key.text in ("layers", "loss", "of", "wrt")]
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            found |= {canonical(word) for word in re.findall(r"[^\W\d][\w']*", node.text)}
        elif isinstance(node, Mapping):
            waiting += [part for entry in node.entries for part in entry]
        else:
            waiting += node.items
    return found


def _meant(name: str, body: Node, names: Names) -> str | None:
    """The name that a case lacks and that this one is like."""
    present = {canonical(key.text.strip()) for key, _ in body.entries} if isinstance(body, Mapping) else set()
    missing = [
        d.name
        for d in names.declared.values()
        if d.given is None and d.shape is None and d.name not in present | names.unknown
    ]
    return near(name, missing)


def _case(key: Scalar, body: Node, stated: Stated, names: Names, used: set[str]) -> Case:
    values: dict[str, Given] = {}
    misspelt: set[str] = set()
    entries = () if is_missing(body) else entries_of(body, f"case {key.text}", names.report)
    names.incomplete |= entries is None
    for name_key, value in entries or ():
        name = canonical(name_key.text.strip())
        if name not in names.declared:
            meant = _meant(name, body, names) if name not in used else None
            if meant is not None:
                what = f"case {key.text} gives {name}, and nothing uses it"
                names.report(problem(name_key, "E522", what, f"did you mean {meant}?"))
                misspelt.add(meant)
                continue
            checked = names.checked(name_key)
            if checked is None or not names.take(checked, name_key.place, name_key.path):
                names.incomplete = True
                continue
            names.declare(name, INPUT, None, stated.of(name), name_key.place)
        found = given(value, names.report)
        if found is None:
            names.unknown.add(name)
        elif name in values:
            twice = f"{name} has two values in case {key.text}"
            names.report(problem(name_key, "E504", twice, "keep one of the two"))
        else:
            values[name] = found
    names.unknown |= misspelt  # its value in this case is not known
    return Case(key.text, values, key.place)
