"""A computational graph in DOT, the language of Graphviz.

Foreign text stands in quotes only, with quotes, backslashes and entities made harmless: a
label cannot end early, break lines or become markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpcalc.calculus.diagram import CONSTANT, OPERATION, RESULT
from bpcalc.errors import visible
from bpcalc.formats.diagram_labels import heading, in_lines, label, shape
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Node
    from bpcalc.formats.options import Options

BLUE = "#2a78d0"
WIDTH = 30
"""Characters of a value on one line; a wider one stands row by row."""
SHAPES = {
    INPUT: 'style=filled, fillcolor="#d9eedf"',
    PARAMETER: 'style=filled, fillcolor="#f8ead0"',
    TARGET: "style=dashed",
    CONSTANT: "style=dashed",
    RESULT: "style=rounded",
}


def dot(diagram: Diagram, options: Options, right: bool = False) -> str:
    """The graph as a DOT file; gradients are the labels of the edges."""
    number = {node.key: f"n{place}" for place, node in enumerate(diagram.nodes, 1)}
    lines = ["digraph {", f"  rankdir={'LR' if right else 'TB'};"]
    if heading(diagram):
        lines.append(f"  label={quoted(heading(diagram))}; labelloc=t;")
    lines.append('  node [shape=box, fontname="Helvetica"]; edge [fontname="Helvetica"];')
    for node in diagram.nodes:
        lines.append(
            f"  {number[node.key]} [label={_label(node, options)}, {_look(diagram, node, options)}];"
        )
    for edge in diagram.edges:
        value = in_lines(edge.gradient, options, WIDTH, 10 * WIDTH)
        told = f' [label={quoted(*value)}, fontcolor="{BLUE}"]' if value and not edge.names else ""
        lines.append(f"  {number[edge.start]} -> {number[edge.end]}{told};")
    return "\n".join([*lines, "}"]) + "\n"


def quoted(*lines: str) -> str:
    """Lines as one quoted string that shows exactly these characters."""
    return '"' + r"\n".join(_harmless(line) for line in lines) + '"'


def _harmless(text: str) -> str:
    text = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("&", "&amp;")  # Graphviz reads entities even in quotes


def _label(node: Node, options: Options) -> str:
    said = label(node, options)
    lines = [f"{said.text} = {said.right}" if said.right else said.text]
    if node.kind != OPERATION and shape(node):
        lines.append(shape(node))
    told = node.kind not in (CONSTANT, OPERATION)
    return quoted(*lines, *(in_lines(node.value, options, WIDTH, 10 * WIDTH) if told else []))


def _look(diagram: Diagram, node: Node, options: Options) -> str:
    if node.kind == OPERATION:
        return "shape=circle, margin=0" if label(node, options).sign else "shape=ellipse"
    return SHAPES[node.kind] + (", penwidth=2" if node.key == diagram.of else "")
