"""A plot as a picture, by matplotlib (the extra `plot`), imported when it is needed."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpcalc.report.blocks import Plot

KINDS = ("svg", "png", "pdf")
INSTALL = "pip install 'bpcalc[plot]'"
SIZE = (7.0, 4.5)
"""Inches of a single plot."""
EACH = (4.8, 3.0)
"""Inches of one plot of several."""


class MissingExtraError(Exception):
    """The extra `plot` is not installed; the text says how to get it."""

    def __init__(self) -> None:
        super().__init__(f"a picture needs matplotlib, which is not installed; {INSTALL}")


def kind_of(path: str | None) -> str | None:
    """The kind of picture that a file name asks for, by its ending; None for any other file."""
    ending = (path or "").rpartition(".")[2].lower()
    return ending if path and "." in path and ending in KINDS else None


def require_extra() -> None:
    """Raises MissingExtraError before any work is done in vain."""
    if find_spec("matplotlib") is None:
        raise MissingExtraError


def picture(plot: Plot, kind: str, title: str = "") -> bytes:
    """The file of a picture; the same plot gives the same bytes."""
    return pictures(((plot,),), kind, title)


def pictures(rows: Sequence[Sequence[Plot]], kind: str, title: str = "") -> bytes:
    """Several plots in rows of one length, in one file."""
    require_extra()
    import matplotlib
    from matplotlib.figure import Figure

    many = max(map(len, rows))
    size = SIZE if len(rows) == many == 1 else (EACH[0] * many, EACH[1] * len(rows))
    # Without these an SVG has random ids, and letters that nobody can search or copy.
    with matplotlib.rc_context({"svg.hashsalt": "bpcalc", "svg.fonttype": "none"}):
        figure = Figure(figsize=size, layout="constrained")
        fields = figure.subplots(len(rows), many, squeeze=False)
        for row, across in zip(rows, fields, strict=True):
            for plot, axes in zip(row, across, strict=True):
                _draw(plot, axes)
        if title:
            figure.suptitle(_plain(title))
        file = io.BytesIO()
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
        figure.savefig(file, format=kind, dpi=150, metadata=undated)
    return file.getvalue()


def _draw(plot: Plot, axes: Any) -> None:
    for place, (curve, mark) in enumerate(zip(plot.curves, "os^Dv" * len(plot.curves), strict=False)):
        xs, ys = zip(*curve.points, strict=True) if curve.points else ((), ())
        dots = {} if curve.line else {"marker": mark, "markersize": 4}
        axes.plot(xs, ys, label=_plain(curve.name), **dots)
        for x, y, kind in curve.marks:
            hollow = {"markerfacecolor": "white"} if kind == "open" else {}
            shape = "D" if kind == "kink" else "o"
            axes.plot([x], [y], shape, color=f"C{place}", markersize=5, zorder=3, **hollow)
    if plot.across.log:
        axes.set_xscale("log")
    if plot.up.log:
        axes.set_yscale("log")
    axes.set_xlabel(_plain(plot.across.label))
    axes.grid(True, which="major", linewidth=0.4)
    if all(curve.line for curve in plot.curves):
        axes.set_title(_plain(plot.up.label), loc="left", fontsize="medium")
        _frame(plot, axes)
    else:
        axes.set_ylabel(_plain(plot.up.label))
    if len(plot.curves) > 1:
        axes.legend()


def _frame(plot: Plot, axes: Any) -> None:
    """The whole range, also where a curve has no value; the axes through 0."""
    places = [x for curve in plot.curves for x, _ in curve.points]
    if places:
        axes.set_xlim(min(places), max(places))
    axes.axhline(0, color="0.6", linewidth=0.8, zorder=1)
    if places and min(places) < 0 < max(places):
        axes.axvline(0, color="0.6", linewidth=0.8, zorder=1)


def _plain(text: str) -> str:
    """Text that matplotlib takes for text: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")
