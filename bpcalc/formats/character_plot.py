"""A plot in characters: letters for the points, dots between them, ticks on both axes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from bpcalc.formats.axes import Scale, scale
from bpcalc.formats.lines import Line, space, trimmed
from bpcalc.formats.wrap import Piece, wrapped

if TYPE_CHECKING:
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Curve, Plot

WIDEST = 72
TALLEST, SHORTEST = 25, 9
SMOOTH = 17
"""Rows of a plot whose axis has no powers of ten."""
SEVERAL = "*"
"""Where points of several curves meet."""

LINE = "*•"
"""A curve drawn as a line, in ASCII and in Unicode."""
SIGNS = {"kink": "#◆", "open": "o○", "closed": "@●"}
MEANINGS = {"kink": "kink", "open": "the curve ends before it", "closed": "the curve has this point"}

Cell = tuple[int, int]


def plot_lines(plot: Plot, options: Options, width: int) -> list[Line]:
    """The plot in at most `width` columns, its axes named and a legend below."""
    across = scale(plot.across, (x for curve in plot.curves for x, _ in curve.points))
    up = scale(plot.up, (y for curve in plot.curves for _, y in curve.points))
    rows = _rows(up)
    labels = {_place(share, rows): text for share, text in up.ticks(rows // 2 + 1)}
    margin = max(map(len, labels.values()))
    columns = max(10, min(WIDEST, width - margin - 2))
    drawn = _drawn(plot.curves, across, up, columns, rows, options.unicode)
    lines: list[Line] = [(("label", options.shown(plot.up.label)),)]
    tick, bar = ("┤", "│") if options.unicode else ("+", "|")
    for row in reversed(range(rows)):
        label = labels.get(row, "")
        edge = ("rule", f"{label:>{margin}} {tick if label else bar}")
        cells = (drawn.get((column, row), ("", " ")) for column in range(columns))
        lines.append(trimmed((edge, *cells)))
    lines += _foot(across, columns, margin, options.unicode)
    label = options.shown(plot.across.label)
    lines.append((*space(max(0, margin + 2 + (columns - len(label)) // 2)), ("label", label)))
    return [*lines, *_legend(plot.curves, drawn, options, width)]


def marks(curves: tuple[Curve, ...]) -> tuple[str, ...]:
    """A letter for each curve: the first of its name, or a, b, c where two would be the same."""
    initials = tuple(curve.name[:1].upper() for curve in curves)
    plain = len(set(initials)) == len(initials) and "".join(initials).isalpha()
    return initials if plain else tuple("abcdefghijklmnopqrstuvwxyz"[: len(curves)])


def _rows(up: Scale) -> int:
    """The same number of rows to every power of ten, as far as a screen allows."""
    if not up.log:
        return SMOOTH
    decades = round(up.high - up.low)
    each = max(1, min((TALLEST - 1) // decades, 4))
    return max(SHORTEST, min(TALLEST, decades * each + 1))


def _drawn(
    curves: tuple[Curve, ...], across: Scale, up: Scale, columns: int, rows: int, unicode: bool
) -> dict[Cell, tuple[str, str]]:
    """What stands in each cell, with its style; points before the dots that join them."""
    found: dict[Cell, tuple[str, str]] = {}
    paths = [_cells(curve, across, up, columns, rows) for curve in curves]
    for curve in curves:
        at = _cells(curve._replace(points=tuple(mark[:2] for mark in curve.marks)), across, up, columns, rows)
        for (_, _, kind), cell in zip(curve.marks, at, strict=True):
            if cell is not None and found.get(cell, ("", ""))[1] != SIGNS["closed"][unicode]:
                found[cell] = ("result", SIGNS[kind][unicode])
    for place, (path, curve) in enumerate(zip(paths, curves, strict=True), 1):
        for cell in path if curve.line else ():
            if cell is not None:
                found.setdefault(cell, (f"curve{place}", LINE[unicode]))
    for place, (path, mark) in enumerate(zip(paths, marks(curves), strict=True), 1):
        for cell in path if not curves[place - 1].line else ():
            if cell is not None:
                here = found.get(cell)
                one = here is None or here[1] == mark
                found[cell] = (f"curve{place}", mark) if one else ("", SEVERAL)
    for place, path in enumerate(paths, 1):
        for before, after in pairwise(path):
            if before is not None and after is not None:
                for cell in _between(before, after):
                    dot = LINE[unicode] if curves[place - 1].line else "·" if unicode else "."
                    found.setdefault(cell, (f"curve{place}", dot))
    return found


def _cells(curve: Curve, across: Scale, up: Scale, columns: int, rows: int) -> list[Cell | None]:
    cells: list[Cell | None] = []
    for x, y in curve.points:
        column, row = across.position(x), up.position(y)
        shown = column is not None and row is not None
        cells.append((_place(column or 0, columns), _place(row or 0, rows)) if shown else None)
    return cells


def _place(share: float, many: int) -> int:
    return round(share * (many - 1))


def _between(before: Cell, after: Cell) -> Iterator[Cell]:
    """The cells of a straight line, its ends excluded."""
    (x0, y0), (x1, y1) = before, after
    many = max(abs(x1 - x0), abs(y1 - y0))
    for k in range(1, many):
        yield x0 + round((x1 - x0) * k / many), y0 + round((y1 - y0) * k / many)


def _foot(across: Scale, columns: int, margin: int, unicode: bool) -> list[Line]:
    """The axis with its ticks, and their labels below."""
    corner, rule, tick = ("└", "─", "┬") if unicode else ("+", "-", "+")
    edge = [rule] * columns
    words = [" "] * (margin + 2 + columns)
    taken = 0
    for share, label in across.ticks(max(3, columns // 9)):
        column = _place(share, columns)
        edge[column] = tick
        start = min(margin + 2 + column - len(label) // 2, len(words) - len(label))
        if start >= taken:
            words[start : start + len(label)] = label
            taken = start + len(label) + 1
    return [
        (*space(margin + 1), ("rule", corner + "".join(edge))),
        (("rule", "".join(words).rstrip()),),
    ]


def _legend(
    curves: tuple[Curve, ...], drawn: dict[Cell, tuple[str, str]], options: Options, width: int
) -> list[Line]:
    pieces: list[Piece] = []
    if any(curve.line for curve in curves):
        kinds = dict.fromkeys(mark.kind for curve in curves for mark in curve.marks)
        for kind in kinds:
            pieces.append(Piece("quiet", f"{SIGNS[kind][options.unicode]} {MEANINGS[kind]}   ", whole=True))
        return [(), *wrapped(pieces, width)] if pieces else []
    for place, (curve, mark) in enumerate(zip(curves, marks(curves), strict=True), 1):
        pieces.append(Piece(f"curve{place}", mark, whole=True))
        pieces.append(Piece("", f" {options.shown(curve.name)}   "))
    if any(text == SEVERAL for _, text in drawn.values()):
        pieces.append(Piece("", f"{SEVERAL} more than one"))
    return [(), *wrapped(pieces, width)]
