"""How long a formula is once it is written on a line.

Parts that a formula shares are one object here and stand in the line as often as they are used:
a short chain of equations may have a line that no memory holds. So lines are measured before
they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpcalc.language import tree
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple


class Length(NamedTuple):
    """Operations of a line, and how many of them stand within each other."""

    operations: int
    depth: int


LONGEST = Length(20_000, 200)
"""Formulas up to which a line is written: some pages of text, and as deep as its readers can go."""
TOGETHER = 2_000_000
"""Operations that all lines together may have: megabytes of text."""


def length(expr: Expr) -> Length:
    """The length of an expression."""
    for part in tree.upwards(expr, lambda part: "length" in part.memo):
        part.memo["length"] = _joined([arg.memo["length"] for arg in part.args])
    found: Length = expr.memo["length"]
    return found


def length_with(expr: Expr, names: Mapping[Expr, Length]) -> Length:
    """The length of an expression once others stand in the place of names."""
    done: dict[Expr, Length] = {}
    for part in tree.nodes(expr):
        done[part] = names.get(part) or _joined([done[arg] for arg in part.args])
    return done[expr]


def _joined(args: Sequence[Length]) -> Length:
    """One operation on some arguments, n − 1 on n of them; a leaf is none."""
    if not args:
        return Length(0, 0)
    own = max(1, len(args) - 1)
    return Length(own + sum(arg.operations for arg in args), 1 + max(arg.depth for arg in args))


def is_writable(expr: Expr) -> bool:
    """Whether the line of an expression is within the limit."""
    return within(length(expr))


def within(found: Length) -> bool:
    """Whether a length is within the limit."""
    return found.operations <= LONGEST.operations and found.depth <= LONGEST.depth
