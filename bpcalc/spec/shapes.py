"""`shapes:` of a spec: sizes without values, as `{x: n, W1: [m, n]}`."""

from __future__ import annotations

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.indexing import size
from bpcalc.language.parser import parse
from bpcalc.language.sizes import LARGEST, Shape, Size, letter
from bpcalc.language.syntax import names_in
from bpcalc.records import NamedTuple
from bpcalc.spec.names import Names
from bpcalc.spec.network import INPUT, PARAMETER
from bpcalc.spec.nodes import Node, Scalar, Sequence
from bpcalc.spec.report import at, entries_of, is_missing, problem, tell


class Stated(NamedTuple):
    """The shapes by name with their places, the letters in them, the names without a good shape."""

    shapes: dict[str, tuple[Shape, Place]]
    letters: dict[str, Place]
    unreadable: dict[str, Place]

    def of(self, name: str) -> Shape | None:
        return self.shapes[name][0] if name in self.shapes else None


def stated_shapes(node: Node | None, names: Names) -> Stated:
    """What `shapes` says."""
    stated = Stated({}, {}, {})
    entries = entries_of(node, "shapes", names.report)
    names.incomplete |= entries is None
    for key, value in entries or ():
        name = names.checked(key)
        items = value.items if isinstance(value, Sequence) else (value,)
        if len(items) not in (1, 2):
            names.report(
                problem(
                    value, "E503", "a shape has one or two sizes", "write n for a column, [m, n] for a matrix"
                )
            )
            sizes: list[Size | None] = [None]
        else:
            sizes = [_size(item, stated.letters, names) for item in items]
        known = [one for one in sizes if one is not None]
        if name is not None and len(known) == len(sizes):
            stated.shapes[name] = ((known[0], known[1] if len(known) == 2 else 1), key.place)
        elif name is not None:
            names.unknown.add(name)
            stated.unreadable[name] = key.place
    return stated


def require_no_letters(stated: Stated, names: Names) -> None:
    """Reports the quantities that have the name of a size."""
    for name, place in stated.letters.items():
        if name in names.places:
            said = f"{name} is a size and a quantity"
            note = f"the size is at {at(place)}"
            names.report(Problem("E504", said, names.places[name], notes=(note,), help="rename one of them"))
            names.unknown.add(name)


def declare_rest(stated: Stated, names: Names) -> None:
    """Names that have nothing but a shape: W, b and the like are parameters."""
    for name, (shape, place) in stated.shapes.items():
        if name not in names.declared and names.take(name, place, f"shapes.{name}"):
            names.declare(name, PARAMETER if name[0] in "WbUV" else INPUT, None, shape, place)
    for name, place in stated.unreadable.items():
        names.places.setdefault(name, place)


def _size(node: Node, letters: dict[str, Place], names: Names) -> Size | None:
    if not isinstance(node, Scalar) or is_missing(node):
        names.report(problem(node, "E508", "a size is a whole number or a letter", "write 3, n or [m, n]"))
        return None
    try:
        tree = parse(node.text)
        for name in names_in(tree):
            letters.setdefault(name.name, node.place)
        found = size(tree, {name: letter(name) for name in letters})
        if isinstance(found, int) and not 1 <= found <= LARGEST:
            out = f"a size of {found} is out of range"
            raise InputError(Problem("E316", out, help=f"use sizes from 1 to {LARGEST}"))
    except InputError as error:
        tell(error, node, names.report)
        return None
    return found
