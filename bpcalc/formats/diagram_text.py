"""A computational graph for a terminal: rails on the left, what they join on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.calculus.diagram import CONSTANT, OPERATION, RESULT
from bpcalc.formats.diagram_labels import heading, in_lines, label, shape
from bpcalc.formats.lines import Line, cells, line_width, padded, space, trimmed
from bpcalc.formats.rails import rails
from bpcalc.formats.wrap import Piece, wrapped
from bpcalc.language import tree
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Node
    from bpcalc.formats.options import Options
    from bpcalc.language.arrays import Array

GAP = 2
NARROWEST = 24
"""Columns that words need beside the rails."""
LONGEST = 34
"""Formulas wider than this do not push the values of all others to the right."""


class _Columns(NamedTuple):
    """Widths: of formulas, of shapes, of everything beside the rails."""

    names: int
    shapes: int
    room: int


class TooWideError(Exception):
    """So many values are in use at once that their rails leave no room; the text says how many."""


def diagram_lines(diagram: Diagram, options: Options) -> list[Line]:
    """The graph in lines of at most `options.width` columns. Raises TooWideError."""
    glyphs = [_glyph(diagram, node, options) for node in diagram.nodes]
    number = {node.key: place for place, node in enumerate(diagram.nodes)}
    edges = [(number[edge.start], number[edge.end]) for edge in diagram.edges]
    bare = rails(len(glyphs), edges, glyphs, [0] * len(glyphs), options.unicode)
    margin = max((cells(row.rails) for row in bare), default=0) + GAP
    room = options.width - margin
    if room < NARROWEST:
        nodes = f"{len(diagram.nodes)} nodes and {len(diagram.edges)} edges"
        raise TooWideError(
            f"the graph has {nodes}; drawn in characters it needs {margin + NARROWEST} columns, "
            f"and there are {options.width}; for a drawing elsewhere write DOT: --to dot"
        )
    columns = _columns(diagram, options, room)
    said = [_said(diagram, node, options, columns) for node in diagram.nodes]
    rows = rails(len(glyphs), edges, glyphs, [len(lines) - 1 for lines in said], options.unicode)
    lines: list[Line] = []
    place = 0
    for row in rows:
        place = 0 if row.first else place + 1
        text = said[row.node][place] if row.node is not None else ()
        lines.append(trimmed((*padded((("rule", row.rails),), margin), *text)))
    while lines and not lines[-1]:
        lines.pop()
    legend = _legend(diagram, options)
    return [*_title(diagram, options), *lines, *([(), *legend] if legend else [])]


def _title(diagram: Diagram, options: Options) -> list[Line]:
    text = options.shown(heading(diagram))
    return [*wrapped([Piece("heading1", text)], options.width), ()] if text else []


def _columns(diagram: Diagram, options: Options, room: int) -> _Columns:
    kinds = {node.key: node.kind for node in diagram.nodes if node.named and node.kind != RESULT}
    wide = [cells(_formula(node, options)) + (len(kinds[node.key]) + 2 if node.key in kinds else 0)
            for node in diagram.nodes]  # fmt: skip
    most = min(LONGEST, room // 2)
    shapes = max((cells(options.shown(shape(node))) for node in diagram.nodes), default=0)
    return _Columns(max((width for width in wide if width <= most), default=0), shapes, room)


def _glyph(diagram: Diagram, node: Node, options: Options) -> str:
    signs = "○■□" if options.unicode else "o@#"
    return signs[0] if node.kind == OPERATION else signs[1] if node.key == diagram.of else signs[2]


def _said(diagram: Diagram, node: Node, options: Options, columns: _Columns) -> list[Line]:
    """What stands right of a node: formula, shape and value, then the shares that go back."""
    name = Piece("label", _formula(node, options), whole=True)
    kind = f"  {node.kind}" if node.kind not in (RESULT, OPERATION, CONSTANT) else ""
    size = options.shown(shape(node)).ljust(columns.shapes)
    lead = (*padded(((name.style, name.text), ("quiet", kind)), columns.names), ("shape", f"  {size}  "))
    value = in_lines(node.value if node.kind != CONSTANT else None, options, columns.room - line_width(lead))
    if cells(name.text + kind) <= columns.names and (value or node.value is None):
        lines = _beside(lead, value or [""], "result")
    else:
        lines = [*wrapped([name, Piece("quiet", kind)], columns.room, rest=4)]
        below: Line = (*space(4), ("shape", f"{size}  "))
        value = (
            in_lines(node.value, options, columns.room - line_width(below)) if node.kind != CONSTANT else []
        )
        lines += _beside(below, value or [""], "result")
    return [trimmed(line) for line in [*lines, *_shares(diagram, node, options, columns.room)]]


def _beside(lead: Line, texts: list[str], style: str) -> list[Line]:
    """The texts below each other, right of a lead."""
    first: list[Line] = [(*lead, (style, texts[0]))]
    return [*first, *((*space(line_width(lead)), (style, text)) for text in texts[1:])]


def _shares(diagram: Diagram, node: Node, options: Options, room: int) -> list[Line]:
    """What goes back along each edge into a node: several on a line where they fit."""
    lines: list[Line] = []
    sign = options.shown("← ")
    indent = 2 + cells(sign)
    for edge in diagram.into(node.key):
        if edge.gradient is None or edge.names:
            continue
        name = _name(diagram, edge.start, options)
        found = _share(name, edge.gradient, options, room - indent)
        if len(found) == 1 and lines and line_width(lines[-1]) + 3 + line_width(found[0]) <= room:
            lines[-1] = (*lines[-1], *space(3), *found[0])
            continue
        start: Line = (*space(2), ("quiet", sign)) if not lines else space(indent)
        lines += [(*(start if k == 0 else space(indent)), *line) for k, line in enumerate(found)]
    return lines


def _share(name: str, gradient: Array, options: Options, room: int) -> list[Line]:
    """The name and beside it the gradient, or below it; nothing for a large one."""
    texts = in_lines(gradient, options, room - cells(name) - 1)
    if texts:
        return _beside((("label", f"{name} "),), texts, "curve1")
    below = in_lines(gradient, options, room - 2)
    if not below:
        return []
    return [*wrapped([Piece("label", name, whole=True)], room, rest=2), *_beside(space(2), below, "curve1")]


def _formula(node: Node, options: Options) -> str:
    """`z₁ = W₁x + b₁` for a result, `(+)  x·y + z` for an operation."""
    said = label(node, options)
    if node.kind == OPERATION and node.formula is not None:
        return (f"({said.text})  " if said.sign else "") + options.formula(node.formula)
    return f"{said.text} = {said.right}" if said.right else said.text


def _name(diagram: Diagram, key: str, options: Options) -> str:
    """What an edge comes from: a name, or the formula of an operation."""
    start = next(node for node in diagram.nodes if node.key == key)
    named = start.named or start.formula is None
    return options.formula(
        tree.name(start.key, start.shape) if named or start.formula is None else start.formula
    )


def _legend(diagram: Diagram, options: Options) -> list[Line]:
    told = any(edge.gradient is not None for edge in diagram.edges)
    if not told or diagram.of is None:
        return []
    of = options.formula(tree.name(diagram.of, (1, 1)))
    text = (
        f"← what goes back from here to each name: its share of the gradient of {of}. "
        "The gradient is the sum of the shares."
    )
    return wrapped([Piece("quiet", options.shown(text))], min(options.width, 100))
