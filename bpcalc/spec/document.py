"""Strict YAML: text in, nodes with places out, or every problem at once.

Anchors, aliases, tags, merge keys, directives and second documents are refused, events are
counted against limits as they come, and no value is converted.
"""

from __future__ import annotations

from collections.abc import Callable

from bpcalc.errors import InputError, Problem
from bpcalc.spec import traps
from bpcalc.spec.builder import Builder, Limits
from bpcalc.spec.events import NextEvent, events
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence, place_in
from bpcalc.spec.source import Source

__all__ = ["Limits", "Mapping", "Node", "Scalar", "Sequence", "parse_document", "place_in"]

LIMITS = Limits()


def parse_document(
    source: Source, limits: Limits = LIMITS, parser: Callable[[str], NextEvent] = events
) -> Mapping:
    """The mapping that the document is. Raises InputError with all problems, in order."""
    root = parse_node(source, limits, parser)
    if not isinstance(root, Mapping):
        raise InputError(traps.not_a_mapping(root))
    return root


def parse_node(source: Source, limits: Limits = LIMITS, parser: Callable[[str], NextEvent] = events) -> Node:
    """The same for a document that may be anything: a list, a text."""
    problems = traps.in_text(source)
    root = None
    if not problems:
        builder = Builder(source, limits)
        root = builder.root(parser(source.text))
        problems = builder.problems
    if problems or root is None:
        raise InputError(*sorted(dict.fromkeys(problems), key=_position))
    return root


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)
