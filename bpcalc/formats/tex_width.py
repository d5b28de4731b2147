"""How wide a formula will be in print, in em: near enough to decide where a line is broken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bpcalc.formats.tex_tree import Node, tree

SMALL = 0.72
"""Scripts and fractions on the line are that much smaller."""
COLUMN_GAP = 0.92
BRACKETS = 1.2
CLOSE = 0.42
"""What a minus at the beginning saves: it is that of one number, so it stands close."""
_RELATIONS = frozenset("=≈≤≥≠<>→:")
_OPERATIONS = frozenset("+−·⊙⊗×±")
_NARROW = frozenset(",()[]|‖/′⋮")
_WIDE = frozenset("mwMW∇")


@lru_cache(maxsize=4096)
def width(tex: str) -> float:
    """The width of a formula in the text size."""
    return node_width(tree(tex))


@lru_cache(maxsize=4096)
def inner_width(tex: str) -> float:
    """The width of a formula behind another one on its line."""
    node = tree(tex)
    return node_width(node) + (CLOSE if _begins_with_minus(node) else 0.0)


def matrix_width(columns: Sequence[Sequence[str]]) -> float:
    """The width of a matrix in brackets: the widest cell of each column, 10 pt between columns."""
    return sum([max(map(width, column)) for column in columns]) + COLUMN_GAP * (len(columns) - 1) + BRACKETS


def node_width(node: Node) -> float:
    """The width of a formula that is read already."""
    return _width(node, 1.0)


def _begins_with_minus(row: Node) -> bool:
    return bool(row.args) and row.args[0].text == "−"


def _width(node: Node, scale: float) -> float:
    match node.kind:
        case "row":
            saved = scale * CLOSE if _begins_with_minus(node) else 0.0
            return sum([_width(part, scale) for part in node.args]) - saved
        case "number":
            return scale * (0.5 * len(node.text) - 0.22 * node.text.count("."))
        case "sign":
            return scale * _sign(node.text)
        case "space":
            return float(node.text)
        case "word" | "text":
            return scale * (0.53 * len(node.text) + (0.17 if node.style == "function" else 0))
        case "fraction":
            return 0.25 + max(_width(part, scale * SMALL) for part in node.args)
        case "root":
            return scale * 0.85 + _width(node.args[0], scale)
        case "script":
            base, *scripts = node.args
            return _width(base, scale) + max(_width(part, scale * SMALL) for part in scripts)
        case "fence":
            return scale + _width(node.args[0], scale)
        case "matrix":
            return _matrix(node, scale)
        case "phantom":  # digits, a point, a minus
            return scale * sum({"-": 0.78, ".": 0.28}.get(c, 0.5) for c in node.text)
        case "accent":
            return _width(node.args[0], scale)
    return scale * (0.9 if node.text in _WIDE else 0.58)


def _sign(sign: str) -> float:
    if sign in _RELATIONS:
        return 1.34
    if sign in _OPERATIONS:
        return 1.2
    return 0.39 if sign in _NARROW else 0.8


def _matrix(node: Node, scale: float) -> float:
    """The widest cell of each column, with the brackets and 10 pt between columns."""
    columns = max(len(row.args) for row in node.args)
    widest = (
        max((_width(row.args[k], scale) for row in node.args if k < len(row.args)), default=0)
        for k in range(columns)
    )
    return sum(widest) + COLUMN_GAP * (columns - 1) + BRACKETS
