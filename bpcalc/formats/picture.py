"""A plot as a picture, by matplotlib (the extra `plot`), imported when it is needed."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpcalc.report.blocks import Plot

KINDS = ("svg", "png", "pdf")
INSTALL = "pip install 'bpcalc[plot]'"
SIZE = (7.0, 4.5)
"""Inches."""


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
    require_extra()
    import matplotlib
    from matplotlib.figure import Figure

    # Without these an SVG has random ids, and letters that nobody can search or copy.
    with matplotlib.rc_context({"svg.hashsalt": "bpcalc", "svg.fonttype": "none"}):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.add_subplot()
        for curve, mark in zip(plot.curves, "os^Dv" * len(plot.curves), strict=False):
            xs, ys = zip(*curve.points, strict=True) if curve.points else ((), ())
            axes.plot(xs, ys, marker=mark, markersize=4, label=_plain(curve.name))
        if plot.across.log:
            axes.set_xscale("log")
        if plot.up.log:
            axes.set_yscale("log")
        axes.set_xlabel(_plain(plot.across.label))
        axes.set_ylabel(_plain(plot.up.label))
        axes.grid(True, which="major", linewidth=0.4)
        axes.legend()
        if title:
            axes.set_title(_plain(title))
        file = io.BytesIO()
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
        figure.savefig(file, format=kind, dpi=150, metadata=undated)
    return file.getvalue()


def _plain(text: str) -> str:
    """Text that matplotlib takes for text: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")
