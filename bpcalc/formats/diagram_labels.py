"""What the drawings of a graph say about its nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.calculus.diagram import CONSTANT, OPERATION
from bpcalc.errors import visible
from bpcalc.formats.numbers import number_texts
from bpcalc.language import tree
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Node
    from bpcalc.formats.options import Options
    from bpcalc.language.arrays import Array

HOLE = "□"
"""Stands for an argument of an operation."""
SIGNS = {"matmul": "@", "div": "÷"}
MOST = 20
"""Values with more entries are only told by their shape."""
TALLEST, LONGEST = 5, 36
"""Rows of a small value, characters of one of its rows."""


class Label(NamedTuple):
    """`sign`: what an operation does, if one sign says it; else `text` does. `right`: the formula
    of an equation, "" where there is none to be told."""

    text: str
    right: str = ""
    sign: bool = False


def label(node: Node, options: Options) -> Label:
    """What is written for a node."""
    if node.kind == OPERATION:
        return operation(node, options)
    if node.kind == CONSTANT and node.formula is not None:
        return Label(options.formula(node.formula))
    name = options.formula(tree.name(node.key, node.shape))
    told = node.over is not None and not _is_slot(node.over, node)
    return Label(name, options.side(node.formula) if told and node.formula is not None else "")


def operation(node: Node, options: Options) -> Label:
    """`+`, `×`, `relu`, `□²`: an operation without what it is applied to."""
    expr = node.over
    assert expr is not None
    sign = _sign(expr)
    if sign:
        return Label(options.shown(sign), sign=True)
    held = {slot: tree.name(HOLE, slot.shape) for slot in node.slots}
    text = options.formula(tree.substituted(expr, held))
    hole = HOLE if options.unicode else options.shown(HOLE)
    if expr.op in ("call", "sum", "stack", "reshape", "diag"):
        text = text.removesuffix(f"({', '.join([hole] * len(node.slots))})").removesuffix(f" {hole}")
    return Label(text.replace(hole, HOLE if options.unicode else "_"))


def _sign(expr: Expr) -> str:
    """The sign of an operation on slots alone."""
    plain = [arg.op == "name" or (arg.op == "broadcast" and arg.args[0].op == "name") for arg in expr.args]
    if expr.op == "add" and all(plain):
        return "+"
    if expr.op == "add" and plain == [True, False] and expr.args[1].op == "neg":
        return "−"
    if expr.op == "neg" and all(plain):
        return "−"
    if expr.op == "mul" and all(plain):
        return "⊙" if all(arg.shape != SCALAR for arg in expr.args) else "×"
    return SIGNS.get(expr.op, "") if expr.args and all(plain) else ""


def _is_slot(over: Expr, node: Node) -> bool:
    """Whether a name only names the operation before it."""
    return bool(node.slots) and over is node.slots[0] and ":" in str(over.data)


def shape(node: Node) -> str:
    """`2×1`; nothing for a scalar."""
    return "" if node.shape == SCALAR else shape_text(node.shape)


def rows_of(array: Array | None, options: Options) -> tuple[tuple[str, ...], ...] | None:
    """The entries as texts, row by row; None for a value that is absent or not small."""
    if array is None or array.size > MOST or array.shape[0] > TALLEST:
        return None
    rows = number_texts(array.tolist(), options.precision, options.decimals).rows
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return rows if sum(widths) + 2 * len(widths) <= LONGEST else None


def in_lines(array: Array | None, options: Options, room: int, longest: int | None = None) -> list[str]:
    """A small value as a spec has it, `1/2`, `[1, 0]` for a column, `[[1, 2]]`; on one line, or row
    by row where that is too wide; [] where a row is wider than `longest`, else `room`."""
    rows = rows_of(array, options)
    if rows is None or array is None:
        return []
    if array.size == 1:
        return [rows[0][0]] if len(rows[0][0]) <= (longest or room) else []
    inner = [row[0] if len(row) == 1 else f"[{', '.join(row)}]" for row in rows]
    one = f"[{', '.join(inner)}]"
    if len(one) <= room:
        return [one]
    lines = [f"{' ' if place else '['}{row}," for place, row in enumerate(inner)]
    lines[-1] = f"{lines[-1][:-1]}]"
    return lines if max(map(len, lines)) <= (longest or room) else []


def heading(diagram: Diagram) -> str:
    """The title, with the case where there is one."""
    case = f"case {diagram.case}" if diagram.case is not None else ""
    return visible(", ".join(part for part in (diagram.title, case) if part))
