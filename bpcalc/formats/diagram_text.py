"""A computational graph for a terminal: rails on the left, what they join on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.calculus.diagram import CONSTANT, OPERATION, RESULT
from bpcalc.formats.diagram_labels import HOLE, heading, in_line, label, shape
from bpcalc.formats.lines import Line, cells, line_width, padded, space, trimmed
from bpcalc.formats.rails import rails
from bpcalc.formats.wrap import Piece, wrapped
from bpcalc.language import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpcalc.calculus.diagram import Diagram, Edge, Node
    from bpcalc.formats.options import Options

GAP = 2
NARROWEST = 24
"""Columns that words need beside the rails."""
LONGEST = 34
"""Formulas wider than this do not push the values of all others to the right."""


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
    said = [_said(diagram, node, options, room) for node in diagram.nodes]
    rows = rails(len(glyphs), edges, glyphs, [len(lines) - 1 for lines in said], options.unicode)
    lines: list[Line] = []
    place = 0
    for row in rows:
        place = 0 if row.first else place + 1
        text = said[row.node][place] if row.node is not None else ()
        lines.append(trimmed((*padded((("rule", row.rails),), margin), *text)))
    while lines and not lines[-1]:
        lines.pop()
    title = wrapped([Piece("heading1", options.shown(heading(diagram)))], options.width) if heading(diagram) else []
    return [*title, *([()] if title else []), *lines, (), *_legend(diagram, options)]


def _glyph(diagram: Diagram, node: Node, options: Options) -> str:
    signs = "○■□" if options.unicode else "o@#"
    return signs[0] if node.kind == OPERATION else signs[1] if node.key == diagram.of else signs[2]


def _said(diagram: Diagram, node: Node, options: Options, room: int) -> list[Line]:
    """What stands right of a node: formula, shape and value, then the shares that go back."""
    pieces = [Piece("label", _formula(diagram, node, options), whole=True)]
    wide = min(LONGEST, room // 2)
    used = cells(pieces[0].text)
    parts = [Piece("shape", options.shown(shape(node)), whole=True)]
    if node.kind not in (RESULT, OPERATION, CONSTANT):
        parts.insert(0, Piece("quiet", node.kind, whole=True))
    value = in_line(node.value, options) if node.kind != CONSTANT else ""
    parts.append(Piece("result", value, whole=True))
    pieces.append(Piece("", " " * max(3, wide - used)))
    for part in parts:
        if part.text:
            pieces += [part, Piece("", "   ")]
    lines = _fitted(pieces, room)
    back = [_share(diagram, edge, options) for edge in diagram.into(node.key)]
    shares = [piece for found in back for piece in found]
    if shares:
        arrow = (("quiet", options.shown("← ")),)
        lines += wrapped(shares, room, (*space(2), *arrow), 4)
    return [trimmed(line) for line in lines]


def _fitted(pieces: list[Piece], room: int) -> list[Line]:
    """On one line, or broken with the rest indented."""
    one: Line = tuple((piece.style, piece.text) for piece in pieces)
    if line_width(trimmed(one)) <= room:
        return [one]
    first, rest = pieces[:1], [piece for piece in pieces[1:] if piece.text.strip()]
    spread: list[Piece] = []
    for piece in rest:
        spread += [piece, Piece("", "   ")]
    return [*wrapped(first, room, rest=4), *wrapped(spread, room, space(2), 4)]


def _formula(diagram: Diagram, node: Node, options: Options) -> str:
    """`z₁ = W₁x + b₁` for a result, `(+)  x·y + z` for an operation."""
    said = label(node, options)
    if node.kind == OPERATION and node.formula is not None:
        return f"({said.text.replace(HOLE, '').strip() or said.text})  {options.formula(node.formula)}" \
            if said.sign else options.formula(node.formula)
    return f"{said.text} = {said.right}" if said.right else said.text


def _share(diagram: Diagram, edge: Edge, options: Options) -> list[Piece]:
    """What goes back along an edge: where to, and how much."""
    text = in_line(edge.gradient, options)
    if not text or edge.names:
        return []
    start = next(node for node in diagram.nodes if node.key == edge.start)
    name = options.formula(start.formula if start.kind == OPERATION and start.formula is not None
                           else tree.name(start.key, start.shape))  # fmt: skip
    return [Piece("label", name, whole=True), Piece("", " "), Piece("curve1", text, whole=True), Piece("", "   ")]


def _legend(diagram: Diagram, options: Options) -> list[Line]:
    told = any(edge.gradient is not None for edge in diagram.edges)
    if not told or diagram.of is None:
        return []
    of = options.formula(tree.name(diagram.of, (1, 1)))
    text = f"← x [1, 2]: this share of the gradient of {of} by x goes back from here; the gradient is the sum of the shares."
    return wrapped([Piece("quiet", options.shown(text))], min(options.width, 100))
