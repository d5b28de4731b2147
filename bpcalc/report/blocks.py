"""The parts a report is made of. Sections make blocks, formats print them; neither knows the other.

Blocks carry values and expressions, never finished numbers: rounding and notation belong
to the format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, Union

from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    import numpy

    from bpcalc.language.tree import Expr


class Code(NamedTuple):
    """Text from the author or to type, shown letter by letter: a name, a key, a command."""

    text: str


Inline = tuple[Union[str, "Expr", Code], ...]
"""A line of prose: words, formulas (an `Expr`) and code."""


class Matrix(NamedTuple):
    """A value with its name above it and its shape below.

    `value` is a 2-d array: object entries (int, Fraction) are exact, float64 ones are not.
    None stands for a matrix too large to be built; its `shape` is still shown.
    """

    value: numpy.ndarray | None
    shape: tuple[int, int]
    label: Expr | None = None


class Sign(NamedTuple):
    """What stands between two matrices: `=`, `·`, `+`, `⊙`."""

    text: str


class Display(NamedTuple):
    """A line of mathematics: matrices and signs side by side, stacked where they do not fit.

    `share`: the result is a share of something larger, and bears the name of what is before the `=`.
    """

    parts: tuple[Matrix | Sign, ...]
    share: bool = False


class Equation(NamedTuple):
    """`left = right`, both formulas, with further forms after it (`= right = right`)."""

    left: Expr
    right: tuple[Expr, ...]
    remark: Inline = ()


class Text(NamedTuple):
    """A paragraph. `role`: "" plain, "note" (worth knowing), "warning", "quiet" (costs, remarks)."""

    content: Inline
    role: str = ""


class Table(NamedTuple):
    """Rows of cells under a header; numbers are right-aligned.

    `total` marks the last row as a sum of those above.
    """

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline | int, ...], ...]
    total: bool = False


class Axis(NamedTuple):
    """What is measured along one side of a plot, and whether by its powers of ten."""

    label: str
    log: bool = False


class Mark(NamedTuple):
    """A place of a curve that is drawn as a sign of its own: "kink", "open" (an end that does not
    belong to the curve) or "closed" (one that does)."""

    x: float
    y: float
    kind: str


class Curve(NamedTuple):
    """Points (x, y) under a name, in the order in which they are joined; a NaN is a gap.

    `line`: so many points that only their line is drawn, with the `marks` on it.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    line: bool = False
    marks: tuple[Mark, ...] = ()


class Plot(NamedTuple):
    """Curves over one pair of axes."""

    curves: tuple[Curve, ...]
    across: Axis
    up: Axis


class Figure(NamedTuple):
    """A drawing. `svg`: a whole `<svg>` element, in which all foreign text is escaped already, with
    attributes instead of styles. `text`: the same in characters, where nothing can be drawn."""

    svg: str
    text: str
    caption: Inline = ()


class Section(NamedTuple):
    """A heading with the blocks below it. `role` "step" marks one that a page may fold."""

    title: Inline
    blocks: tuple[Block, ...]
    role: str = ""


Block: TypeAlias = Section | Text | Display | Equation | Table | Plot | Figure
