"""Plots in characters: points where they belong, axes that can be read, never too wide."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from bpcalc.formats.axes import Scale, scale
from bpcalc.formats.character_plot import marks, plot_lines
from bpcalc.formats.lines import line_width, plain_text
from bpcalc.formats.options import Options
from bpcalc.report.blocks import Axis, Curve, Plot

LOG = Axis("step", log=True), Axis("error", log=True)
WIDTHS = [40, 60, 80, 200]


def drawn(plot: Plot, width: int = 60, unicode: bool = True) -> list[str]:
    return plain_text(plot_lines(plot, Options(width, unicode), width)).splitlines()


def falling(name: str = "first", factor: float = 1.0) -> Curve:
    return Curve(name, tuple((10.0**k, factor * 10.0**-k) for k in range(-5, 6)))


def field(lines: list[str]) -> list[str]:
    """What stands right of the vertical axis, top row first."""
    return [line.split(sign, 1)[1] for line in lines for sign in "┤│" if sign in line]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_too_wide(width: int, unicode: bool) -> None:
    """At any width, with and without Unicode."""
    lines = plot_lines(Plot((falling(), falling("second", 10)), *LOG), Options(width, unicode), width)
    assert max(map(line_width, lines)) <= width


def test_a_straight_line_on_logarithmic_axes_is_straight() -> None:
    """1/x falls from the upper left corner to the lower right one, step by step."""
    rows = field(drawn(Plot((falling(),), *LOG)))
    places = [(row, column) for row, line in enumerate(rows) for column, c in enumerate(line) if c == "F"]
    assert len(places) == 11
    assert places[0] == (0, 0)
    assert places[-1][0] == len(rows) - 1
    falls = {(b[0] - a[0]) for a, b in pairwise(places)}
    assert len(falls) == 1


def test_every_tick_stands_at_its_value() -> None:
    """The label 1e0 of the vertical axis is in the row of the point (1, 1)."""
    lines = drawn(Plot((falling(),), *LOG), width=80)
    middle = next(line for line in lines if line.strip().startswith("1e0 ┤"))
    assert "F" in middle
    below = next(line for line in lines if "1e-" in line and "┤" not in line)
    assert below.index("1e0") + 1 == middle.index("F")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("forward", "backward", "central"), ("F", "B", "C")),
        (("relu", "relu'"), ("a", "b")),
        (("1", "2"), ("a", "b")),
    ],
)
def test_marks_tell_curves_apart(names: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Initials, or letters in order where initials are the same."""
    assert marks(tuple(Curve(name, ()) for name in names)) == expected


def test_points_of_two_curves_in_one_place_are_marked() -> None:
    """As more than one, and the legend says so."""
    lines = drawn(Plot((falling("first"), falling("second")), *LOG))
    assert "*" in "".join(field(lines))
    assert lines[-1].split() == ["F", "first", "S", "second", "*", "more", "than", "one"]


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_what_an_axis_cannot_show_is_a_gap(value: float) -> None:
    """0 has no logarithm; the curve goes on after it, and no line is drawn across."""
    curve = Curve("f", ((1, 1), (10, value), (100, 1)))
    row = "".join(field(drawn(Plot((curve,), *LOG))))
    assert row.count("F") == 2
    assert "·" not in row


@pytest.mark.parametrize("points", [(), ((1.0, 1.0),), ((1.0, 0.0),), ((2.0, 5.0), (3.0, 5.0))])
@pytest.mark.parametrize("log", [True, False])
def test_little_data_is_drawn_too(points: tuple[tuple[float, float], ...], log: bool) -> None:
    """No point, one point, a point that cannot be shown, a level line."""
    lines = drawn(Plot((Curve("f", points),), Axis("x", log), Axis("y", log)))
    assert len(lines) > 10


def test_a_linear_axis_has_round_ticks() -> None:
    """From −5 to 5: multiples of 1, 2 or 5, zero among them."""
    curve = Curve("relu", tuple((x / 10, max(0.0, x / 10)) for x in range(-50, 51)))
    lines = drawn(Plot((curve,), Axis("z"), Axis("relu(z)")), width=80)
    ticks = next(line for line in reversed(lines) if "0" in line).split()
    assert [float(tick) for tick in ticks] == [-4, -2, 0, 2, 4]


@pytest.mark.parametrize(
    ("values", "low", "high"), [((1e-5, 1e5), -5, 5), ((2e-3,), -3, -2), ((1.0,), 0, 1), ((), 0, 1)]
)
def test_logarithmic_axes_end_at_powers_of_ten(values: tuple[float, ...], low: int, high: int) -> None:
    """And they are never empty."""
    assert scale(Axis("x", log=True), values) == Scale(low, high, True)


@pytest.mark.parametrize("most", [2, 3, 5, 12])
@pytest.mark.parametrize("span", [(0.0, 1.0), (-3.0, 1e4), (1e-7, 2e-7), (-300.0, -1.0)])
@pytest.mark.parametrize("log", [True, False])
def test_ticks_are_few_and_inside(most: int, span: tuple[float, float], log: bool) -> None:
    """At most as many as there is room for, from 0 to 1 along the axis, in order."""
    ticks = Scale(*span, log).ticks(most)
    places = [place for place, _ in ticks]
    assert places == sorted(places)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)
    assert len(ticks) <= most + 1


def test_ascii_is_complete() -> None:
    """No sign outside ASCII where the terminal has none."""
    assert all(line.isascii() for line in drawn(Plot((falling(),), *LOG), unicode=False))


def test_names_cannot_command_the_terminal() -> None:
    """An escape character in a name is shown, not sent."""
    lines = drawn(Plot((Curve("f\x1b[31m", ((1, 1),)),), Axis("x\x1b", True), Axis("y", True)))
    assert "\x1b" not in "".join(lines)
