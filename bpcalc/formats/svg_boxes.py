"""The nodes and labels of a drawn graph: boxes with a formula, a shape and small matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from bpcalc.calculus.diagram import CONSTANT, OPERATION, RESULT
from bpcalc.formats.diagram_labels import label, rows_of, shape
from bpcalc.formats.layers import Extent
from bpcalc.formats.svg_matrix import Matrix, Rows, drawn_matrix
from bpcalc.formats.text_width import text_width
from bpcalc.records import NamedTuple
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Node
    from bpcalc.formats.options import Options
    from bpcalc.language.arrays import Array

SANS = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
GRADIENT = "#2a78d0"
"""Blue enough for white paper and light enough for black."""
TINTS = {INPUT: "#2f9e58", PARAMETER: "#d98a00"}
TITLE, SMALL = 15.0, 11.0
"""Font sizes: of names and formulas, of shapes."""
PAD = 10.0
RADIUS = 14.0


class Drawn(NamedTuple):
    """Something with its body drawn around (0, 0). `label`: it stands beside a line, not around
    a place. `round`: its ends are half circles. `note`: a value beside it."""

    width: float
    height: float
    body: str
    round: bool = False
    label: bool = False
    note: Matrix | None = None

    def extent(self, right: bool) -> Extent:
        """The room it takes in a layout whose edges go down, or to the right."""
        width, height = self.width, self.height
        if self.label:
            return Extent(height + 6, 4, width + 8) if right else Extent(4, width + 8, height)
        if self.note is None:
            return Extent(height / 2, height / 2, width) if right else Extent(width / 2, width / 2, height)
        if right:
            return Extent(height / 2, height / 2 + 4 + self.note.height, max(width, self.note.width))
        return Extent(width / 2, width / 2 + 6 + self.note.width, max(height, self.note.height))

    def at(self, x: float, y: float, right: bool) -> str:
        """The element at a place; a label stands right of its line, or above it."""
        body = self.body
        if self.label:
            x, y = (x, y - self.height / 2 - 4) if right else (x + self.width / 2 + 6, y)
        elif self.note is not None:
            down, aside = self.height / 2 + 4 + self.note.height / 2, self.width / 2 + 6 + self.note.width / 2
            body += self.note.drawn(0, down, "") if right else self.note.drawn(aside, 0, "")
        return f'<g transform="translate({x:.1f} {y:.1f})">{body}</g>'


def node_box(diagram: Diagram, node: Node, options: Options) -> Drawn:
    """A box for what has a name, a circle for an operation with one sign."""
    said = label(node, options)
    if node.kind == OPERATION:
        uses = diagram.out_of(node.key)
        shown = len(uses) != 1 or not uses[0].names
        return _operation(said.text, said.sign, rows_of(node.value, options) if shown else None)
    title = said.text
    formula = f" = {said.right}" if said.right else ""
    size = shape(node)
    wide = text_width(title, TITLE) * 1.06 + text_width(formula, TITLE)
    beside = text_width(size, SMALL) + 8 if size else 0.0
    value = drawn_matrix(rows_of(node.value, options) if node.kind != CONSTANT else None)
    total = drawn_matrix(rows_of(node.gradient, options)) if len(diagram.out_of(node.key)) > 1 else None
    matrices = [(one, ink) for one, ink in ((value, ""), (total, GRADIENT)) if one is not None]
    below = sum(one.width for one, _ in matrices) + 22 * (len(matrices) - 1)
    if total is not None:
        below += 12
    width = max(wide + beside, below) + 2 * PAD
    tall = max((one.height for one, _ in matrices), default=0.0)
    height = 30 + (tall + 6 if matrices else 0)
    left, top = -(wide + beside) / 2, -height / 2
    body = [_frame(node, width, height, node.key == diagram.of)]
    body.append(
        f'<text x="{left:.1f}" y="{top + 20:.1f}" font-size="{TITLE:g}">'
        f'<tspan font-weight="bold">{escape(title)}</tspan>{escape(formula)}</text>'
    )
    if size:
        body.append(
            f'<text x="{left + wide + beside:.1f}" y="{top + 19:.1f}" font-size="{SMALL:g}" '
            f'text-anchor="end" fill-opacity=".7">{escape(size)}</text>'
        )
    start = -below / 2
    middle = top + 30 + tall / 2
    for one, ink in matrices:
        if ink:
            body.append(f'<text x="{start:.1f}" y="{middle + 4:.1f}" font-size="13" fill="{ink}">Σ</text>')
            start += 12
        body.append(one.drawn(start + one.width / 2, middle, ink))
        start += one.width + 22
    return Drawn(width, height, "".join(body))


def _frame(node: Node, width: float, height: float, last: bool) -> str:
    tint = TINTS.get(node.kind)
    fill = f'fill="{tint}" fill-opacity=".18"' if tint else 'fill="none"'
    dashes = ' stroke-dasharray="5 3"' if node.kind in (TARGET, CONSTANT) else ""
    corner = 8 if node.kind == RESULT else 2
    return (
        f'<rect x="{-width / 2:.1f}" y="{-height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{corner}" {fill} stroke="currentColor" stroke-width="{2 if last else 1.1:g}"{dashes}/>'
    )


def _operation(text: str, sign: bool, value: Rows | None) -> Drawn:
    """A circle, or a box with round ends for a longer text."""
    width = 2 * RADIUS if sign else max(2 * RADIUS, text_width(text, 14) + 18)
    base, size = (6, 18) if sign else (5, 14)
    body = (
        f'<rect x="{-width / 2:.1f}" y="{-RADIUS:g}" width="{width:.1f}" height="{2 * RADIUS:g}" '
        f'rx="{RADIUS:g}" fill="none" stroke="currentColor" stroke-width="1.1"/>'
        f'<text y="{base}" font-size="{size}" text-anchor="middle">{escape(text)}</text>'
    )
    return Drawn(width, 2 * RADIUS, body, round=True, note=drawn_matrix(value))


def gradient_label(gradient: Array, options: Options) -> Drawn | None:
    """What stands beside an edge; None for a gradient that is not small."""
    found = drawn_matrix(rows_of(gradient, options))
    if found is None:
        return None
    return Drawn(found.width, found.height, found.drawn(0, 0, GRADIENT), label=True)
