"""Telling problems: what the readers of all sections have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bpcalc.errors import InputError, Place, Problem
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence, place_in

Report = Callable[[Problem], None]
"""Takes in a problem; reading goes on, so that all of them are found."""


FIRST_NAMES = {"inputs": "x", "parameters": "W", "target": "y"}
"""A usual name for what a section declares."""


def problem(node: Node, code: str, message: str, help: str, **more: tuple[str, ...]) -> Problem:
    """A problem with a node of the document."""
    return Problem(code, message, node.place, path=node.path, help=help, **more)  # type: ignore[arg-type]


def placed(found: Problem, node: Node) -> Problem:
    """The same problem, at a node of the document."""
    return found._replace(place=node.place, path=node.path)


def near(text: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that was probably meant."""
    from difflib import get_close_matches  # what is right needs no such help

    words = {word.lower(): word for word in known}
    found = get_close_matches(text.lower(), words, n=1, cutoff=cutoff)
    return words[found[0]] if found else None


def did_you_mean(text: str, known: Iterable[str], otherwise: str, cutoff: float = 0.6) -> str:
    """A line of help: the word that was probably meant, or something else."""
    found = near(text, known, cutoff)
    return f"did you mean {found}?" if found else otherwise


def not_computed(name: str, results: Iterable[str]) -> Problem:
    """What is said of a name that is to be differentiated, and has a value of its own."""
    found = tuple(results)
    help = f"name a result: {', '.join(found)}" if found else "write an equation for what depends on it"
    return Problem("E523", f"{name} is given, not computed: it depends on nothing", help=help)


def at(place: Place) -> str:
    """`7:23`."""
    return f"{place.line}:{place.column}"


def is_missing(node: Node | None) -> bool:
    """Whether a value was left out."""
    return node is None or (isinstance(node, Scalar) and not node.text and not node.quoted)


def entries_of(node: Node | None, what: str, report: Report) -> tuple[tuple[Scalar, Node], ...] | None:
    """The entries of a mapping; None after a report that it is none."""
    if node is None:
        return ()
    if isinstance(node, Mapping):
        return node.entries
    kind = "list" if isinstance(node, Sequence) else "text"
    section = what.split()[-1]
    remedy = f"write {section}: and under it, indented, name: value"
    if isinstance(node, Scalar):
        remedy = as_entry(section, node.text) or remedy
    elif section == "cases":
        remedy = "cases have names in place of dashes: write a: {x: [1, 0]}, then b: {…}"
    report(problem(node, "E503", f"{what} takes names with their values, and this is a {kind}", remedy))
    return None


def as_entry(section: str, text: str) -> str | None:
    """How `name = value`, or a value without its name, is written in a section."""
    head, sign, value = (part.strip() for part in text.partition("="))
    if not sign:
        head, value = FIRST_NAMES.get(section, ""), text
    if "=" in value.replace("==", ""):
        return f"write {head}: … and each other name on a line of its own, indented under {section}:"
    if not head or not value or len(text) > 40 or any(letter in head for letter in "[]{},:"):
        return None
    return f"write {section}: {{{head}: {value}}}"


def tell(error: InputError, scalar: Scalar, report: Report, start: int = 0) -> None:
    """Problems of an expression, at the place where its text stands from `start` on."""
    for found in error.problems:
        span = found.span or (0, len(scalar.text) - start)
        place = place_in(scalar, span[0] + start, span[1] + start)
        report(found._replace(place=place, span=None, path=scalar.path))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems sorted by place, each once."""
    return sorted(
        dict.fromkeys(problems), key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0)
    )
