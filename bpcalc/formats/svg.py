"""A computational graph as SVG, drawn here: no other program is needed.

Attributes instead of styles, no ids, no links: the element can stand within a page. Ink is
`currentColor`, so it follows a light or a dark page; a file of its own brings both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from bpcalc.errors import visible
from bpcalc.formats.diagram_labels import heading
from bpcalc.formats.layering import layered
from bpcalc.formats.svg_boxes import GRADIENT, SANS, Drawn, gradient_label, node_box
from bpcalc.formats.svg_edges import edge_path
from bpcalc.formats.text_width import text_width
from bpcalc.language import tree
from bpcalc.language.tree import SCALAR
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Edge
    from bpcalc.formats.options import Options

LARGEST = 150
"""Nodes of a graph that is still drawn: more of them do not fit a page."""
MARGIN = 16.0
LINE = 20.0
"""Height of a line of the title and of the legend."""
STYLE = (
    "<style>svg{color:#1b1f24}.paper{fill:#fff}@media screen and (prefers-color-scheme:dark)"
    "{svg{color:#e6edf3}.paper{fill:#0d1117}}</style>"
)
PAPER = '<rect class="paper" width="100%" height="100%" fill="#fff"/>'


class TooLargeError(Exception):
    """The graph has too many nodes to be drawn; the text says how many."""

    def __init__(self, diagram: Diagram) -> None:
        nodes, edges = len(diagram.nodes), len(diagram.edges)
        super().__init__(
            f"the graph has {nodes} nodes and {edges} edges, and more than {LARGEST} nodes cannot be read "
            "in a drawing; for a larger one write DOT: --to dot"
        )


def svg(diagram: Diagram, options: Options, right: bool = False, file: bool = False) -> str:
    """The `<svg>` element; `right`: edges go to the right instead of down; `file`: with its own
    colours and the title in it. Raises TooLargeError."""
    if len(diagram.nodes) > LARGEST:
        raise TooLargeError(diagram)
    drawing, width, height, told = _drawing(diagram, options, right)
    title = heading(diagram) if file else ""
    legend = _legend(diagram, options, told)
    top = MARGIN + (LINE + 6 if title else 0)
    widest = max([width, text_width(title, 15), *(text_width(text, 12) for text, _ in legend)])
    whole = f"{widest + 2 * MARGIN:.0f}", f"{top + height + len(legend) * LINE + MARGIN + 8:.0f}"
    words = [_words(title, MARGIN + 14, 'font-size="15" font-weight="bold"')] if title else []
    for place, (text, ink) in enumerate(legend):
        words.append(_words(text, top + height + 26 + place * LINE, f'font-size="12" fill="{ink}"'))
    own = [STYLE, PAPER] if file else []
    shift = f"{MARGIN + (widest - width) / 2:.1f} {top:.1f}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole[0]}" height="{whole[1]}" '
        f'viewBox="0 0 {whole[0]} {whole[1]}" role="img" font-family="{SANS}" fill="currentColor">',
        f"<title>{escape(visible(heading(diagram)) or 'computational graph')}</title>",
        *own,
        f'<g transform="translate({shift})">',
        drawing,
        "</g>",
        *words,
        "</svg>\n",
    ])  # fmt: skip


def _drawing(diagram: Diagram, options: Options, right: bool) -> tuple[str, float, float, bool]:
    """The nodes and edges, width and height, and whether there are gradients on the edges."""
    number = {node.key: place for place, node in enumerate(diagram.nodes)}
    boxes = [node_box(diagram, node, options) for node in diagram.nodes]
    labels = [_label(diagram, edge, options) for edge in diagram.edges]
    layout = layered(
        [box.extent(right) for box in boxes],
        [(number[edge.start], number[edge.end]) for edge in diagram.edges],
        [None if one is None else one.extent(right) for one in labels],
    )
    parts: list[str] = []
    for edge, route in zip(diagram.edges, layout.routes, strict=True):
        start, end = number[edge.start], number[edge.end]
        parts.append(
            edge_path(route, (boxes[start], boxes[end]), (layout.places[start], layout.places[end]), right)
        )
    things = [*zip(boxes, layout.places, strict=True), *zip(labels, layout.labels, strict=True)]
    for thing, place in things:
        if thing is not None and place is not None:
            x, y = (place[1], place[0]) if right else place
            parts.append(thing.at(x, y, right))
    across, along = layout.width, layout.height
    width, height = (along, across) if right else (across, along)
    return "\n".join(parts), width, height, any(labels)


def _label(diagram: Diagram, edge: Edge, options: Options) -> Drawn | None:
    """The gradient on an edge, but for the one from an operation to its own name."""
    if edge.gradient is None or edge.names:
        return None
    return gradient_label(edge.gradient, options)


def _words(text: str, y: float, attributes: str) -> str:
    return f'<text x="{MARGIN:g}" y="{y:.1f}" {attributes}>{escape(text)}</text>'


def _legend(diagram: Diagram, options: Options, told: bool) -> list[tuple[str, str]]:
    """What the signs mean, with the colour of each line."""
    kinds = {node.kind for node in diagram.nodes}
    words = {INPUT: "green: inputs", PARAMETER: "amber: parameters", TARGET: "dashed: targets"}
    lines = [("; ".join(text for kind, text in words.items() if kind in kinds), "currentColor")]
    if told and diagram.of is not None:
        of = options.formula(tree.name(diagram.of, SCALAR))
        lines.append(
            (f"blue, beside an edge: the share of the gradient of {of} that comes back through it", GRADIENT)
        )
        many = [
            node for node in diagram.nodes if node.gradient is not None and len(diagram.out_of(node.key)) > 1
        ]
        if any(node.named for node in many):
            lines.append(("blue, after Σ: the sum of the shares", GRADIENT))
    return [line for line in lines if line[0]]
