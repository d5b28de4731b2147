"""A small matrix in a drawing: numbers in columns, brackets around them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from bpcalc.records import NamedTuple

MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
DIGITS, ROW = 12.0, 15.0
"""Font size of numbers, height of a row of them."""
DIGIT = 0.605 * DIGITS
"""Width of a digit in any monospaced font."""
Rows = Sequence[Sequence[str]]


class Matrix(NamedTuple):
    """Columns of numbers of one width each, right-aligned."""

    rows: Rows
    widths: Sequence[float]

    @property
    def scalar(self) -> bool:
        """A number has no brackets."""
        return len(self.rows) == len(self.widths) == 1

    @property
    def width(self) -> float:
        """With brackets."""
        return sum(self.widths) + 10 * (len(self.widths) - 1) + (0 if self.scalar else 14)

    @property
    def height(self) -> float:
        """Of all rows."""
        return ROW * len(self.rows) + (0 if self.scalar else 2)

    def drawn(self, x: float, y: float, ink: str) -> str:
        """The numbers around a place."""
        fill = f' fill="{ink}"' if ink else ""
        out = [f'<g font-family="{MONO}" font-size="{DIGITS:g}" text-anchor="end"{fill}>']
        for place, row in enumerate(self.rows):
            right = x - self.width / 2 + (0 if self.scalar else 7)
            base = y - ROW * len(self.rows) / 2 + ROW * place + 11.5
            for text, width in zip(row, self.widths, strict=True):
                right += width
                out.append(f'<text x="{right:.1f}" y="{base:.1f}">{escape(text)}</text>')
                right += 10
        if not self.scalar:
            half, tall = self.width / 2 - 1, self.height / 2
            strokes = ""
            for outer, inner in ((x - half, x - half + 4), (x + half, x + half - 4)):
                strokes += f"M{inner:.1f} {y - tall:.1f}H{outer:.1f}V{y + tall:.1f}H{inner:.1f}"
            out.append(f'<path d="{strokes}" fill="none" stroke="{ink or "currentColor"}"/>')
        return "".join(out) + "</g>"


def drawn_matrix(rows: Rows | None) -> Matrix | None:
    """The matrix of these texts, if there are any."""
    if rows is None:
        return None
    return Matrix(rows, [DIGIT * max(map(len, column)) for column in zip(*rows, strict=True)])
