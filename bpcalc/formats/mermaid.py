"""A computational graph in Mermaid, which GitHub and many wikis draw.

Foreign text stands in quotes only, and every character that is not a plain letter, digit or
blank is written by its number (`#34;`): no quote, no markup, no directive can come out of it.
The title is a YAML string (JSON is YAML), which Mermaid takes away before it reads anything else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bpcalc.calculus.diagram import CONSTANT, OPERATION, RESULT
from bpcalc.errors import visible
from bpcalc.formats.diagram_labels import heading, in_lines, label, shape
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpcalc.calculus.diagram import Diagram, Node
    from bpcalc.formats.options import Options

CLASSES = {INPUT: "input", PARAMETER: "parameter", TARGET: "target", CONSTANT: "target"}
LOOKS = (
    "classDef input fill:#2f9e5830",
    "classDef parameter fill:#d98a0030",
    "classDef target stroke-dasharray:5 3",
    "classDef of stroke-width:3px",
)
WIDTH = 20
"""Characters of a value on one line, which Mermaid does not break; a wider one stands row by row."""
_SAFE = frozenset(" .,-+=")


def mermaid(diagram: Diagram, options: Options, right: bool = False) -> str:
    """The graph as a flowchart; gradients stand on the edges."""
    number = {node.key: f"n{place}" for place, node in enumerate(diagram.nodes, 1)}
    title = f"title: {_string(heading(diagram))}"
    lines = ["---", title, "---"] if heading(diagram) else []
    lines.append(f"flowchart {'LR' if right else 'TB'}")
    for node in diagram.nodes:
        kind = CLASSES.get(node.kind, "of" if node.key == diagram.of else "")
        lines.append(f"  {number[node.key]}{_box(node, options)}" + (f":::{kind}" if kind else ""))
    for edge in diagram.edges:
        value = in_lines(edge.gradient, options, WIDTH, 10 * WIDTH)
        told = f'|"{_broken(value)}"|' if value and not edge.names else ""
        lines.append(f"  {number[edge.start]} -->{told} {number[edge.end]}")
    return "\n".join([*lines, *(f"  {look}" for look in LOOKS)]) + "\n"


def coded(text: str) -> str:
    """Text that Mermaid shows letter by letter."""
    return "".join(
        character if character in _SAFE or character.isalnum() else f"#{ord(character)};"
        for character in visible(text)
    )


def _string(text: str) -> str:
    """A YAML string without a sign of markup."""
    made = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(sign):04x}" if sign in "<>&`%" else sign for sign in made)


def _broken(lines: Sequence[str]) -> str:
    return "<br/>".join(map(coded, lines))


def _box(node: Node, options: Options) -> str:
    said = label(node, options)
    lines = [f"{said.text} = {said.right}" if said.right else said.text]
    if node.kind == OPERATION:
        return f'(("{coded(lines[0])}"))' if said.sign else f'(["{coded(lines[0])}"])'
    lines += [shape(node)] if shape(node) else []
    lines += in_lines(node.value, options, WIDTH, 10 * WIDTH) if node.kind != CONSTANT else []
    inner = f'"{_broken(lines)}"'
    return f"({inner})" if node.kind == RESULT else f"[{inner}]"
