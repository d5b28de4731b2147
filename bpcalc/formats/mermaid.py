"""A computational graph in Mermaid, which GitHub and many wikis draw.

Foreign text stands in quotes only, and every character that is not a plain letter, digit or
blank is written by its number (`#34;`): no quote, no markup, no directive can come out of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bpcalc.calculus.diagram import CONSTANT, OPERATION, RESULT
from bpcalc.errors import visible
from bpcalc.formats.diagram_labels import heading, in_one_line, label, shape
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Node
    from bpcalc.formats.options import Options

CLASSES = {INPUT: "input", PARAMETER: "parameter", TARGET: "target", CONSTANT: "target"}
LOOKS = (
    "classDef input fill:#2f9e5830",
    "classDef parameter fill:#d98a0030",
    "classDef target stroke-dasharray:5 3",
    "classDef of stroke-width:3px",
)
_SAFE = frozenset(" .,-+=")


def mermaid(diagram: Diagram, options: Options, right: bool = False) -> str:
    """The graph as a flowchart; gradients stand on the edges."""
    number = {node.key: f"n{place}" for place, node in enumerate(diagram.nodes, 1)}
    lines = ["---", f"title: {json.dumps(coded(heading(diagram)))}", "---"] if heading(diagram) else []
    lines.append(f"flowchart {'LR' if right else 'TB'}")
    for node in diagram.nodes:
        kind = CLASSES.get(node.kind, "of" if node.key == diagram.of else "")
        lines.append(f"  {number[node.key]}{_box(node, options)}" + (f":::{kind}" if kind else ""))
    for edge in diagram.edges:
        value = in_one_line(edge.gradient, options)
        told = f'|"{coded(value)}"|' if value and not edge.names else ""
        lines.append(f"  {number[edge.start]} -->{told} {number[edge.end]}")
    return "\n".join([*lines, *(f"  {look}" for look in LOOKS)]) + "\n"


def coded(text: str) -> str:
    """Text that Mermaid shows letter by letter."""
    return "".join(
        character if character in _SAFE or character.isalnum() else f"#{ord(character)};"
        for character in visible(text)
    )


def _box(node: Node, options: Options) -> str:
    said = label(node, options)
    lines = [f"{said.text} = {said.right}" if said.right else said.text]
    if node.kind == OPERATION:
        return f'(("{coded(lines[0])}"))' if said.sign else f'(["{coded(lines[0])}"])'
    value = in_one_line(node.value, options) if node.kind != CONSTANT else ""
    lines += [text for text in (shape(node), value) if text]
    inner = '"' + "<br/>".join(map(coded, lines)) + '"'
    return f"({inner})" if node.kind == RESULT else f"[{inner}]"
