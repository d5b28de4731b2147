"""Curves of one variable: kinks, jumps and poles where they are, slopes that are slopes."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest

from bpcalc.calculus.curves import Curves, curves
from bpcalc.calculus.one_variable import read_function
from bpcalc.calculus.roots import roots
from bpcalc.errors import InputError
from bpcalc.language.table import TABLE

ONE = [row.name for row in TABLE.values() if row.elementwise and len(row.arguments) == 1]
ONE.remove("indicator")  # it takes a condition
STEEP = 2
"""Steeper slopes change too much between two points."""


def curve(text: str, low: float = -5, high: float = 5) -> Curves:
    return curves(*read_function(text), low, high)


@pytest.mark.parametrize("name", ONE)
def test_the_slope_of_every_function_of_the_table(name: str) -> None:
    """Is that of the chord through two very near points of the function, kinks and jumps apart."""
    found = curve(name)
    values = found.function.points
    slopes = dict(found.slope.points)
    special = {k.x for k in found.kinks} | {j.x for j in (*found.function.jumps, *found.slope.jumps)}
    compared = 0
    for (x0, y0), (x1, y1), (x2, y2) in zip(values, values[1:], values[2:], strict=False):
        known = all(map(math.isfinite, (y0, y1, y2, slopes[x1]))) and abs(slopes[x1]) < STEEP
        if known and not any(x0 <= x <= x2 for x in special):
            chord = (y2 - y0) / (x2 - x0)
            assert chord == pytest.approx(slopes[x1], rel=0.02, abs=0.02), x1
            compared += 1
    assert compared > 200


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("relu", [(0, 0, 1)]),
        ("leaky_relu(z, 0.1)", [(0, 0.1, 1)]),
        ("abs", [(0, -1, 1)]),
        ("max(z, 1, -1)", [(1, 0, 1)]),
        ("relu(z - 1/3)", [(1 / 3, 0, 1)]),
        ("relu(relu(z))", [(0, 0, 1)]),
        ("min(z^2, 1)", [(-1, 0, -2), (1, 2, 0)]),
        ("abs(sin(z))", [(-math.pi, -1, 1), (0, -1, 1), (math.pi, -1, 1)]),
        ("sqrt(z^2)", [(0, -1, 1)]),
        ("elu", []),
        ("elu(z, 2)", [(0, 2, 1)]),
        ("softplus", []),
        ("gelu", []),
        ("relu(z)^2", []),
        ("x^2", []),
    ],
)
def test_kinks(text: str, kinks: list[tuple[float, float, float]]) -> None:
    """Place, slope before, slope after; a smooth function has none."""
    found = [(kink.x, kink.left, kink.right) for kink in curve(text).kinks]
    assert [pytest.approx(kink, abs=1e-4) for kink in kinks] == found


@pytest.mark.parametrize(
    ("text", "jumps"),
    [
        ("step", [(0, 0, 1, 1)]),
        ("step(z, at_zero=0)", [(0, 0, 0, 1)]),
        ("step(z, at_zero=1/2)", [(0, 0, 0.5, 1)]),
        ("sign", [(0, -1, 0, 1)]),
        ("indicator(-1 <= z <= 1)", [(-1, 0, 1, 1), (1, 1, 1, 0)]),
        ("indicator(-1 < z < 1)", [(-1, 0, 0, 1), (1, 1, 0, 0)]),
        ("indicator(z == 2)", [(2, 0, 1, 0)]),
        ("relu'", [(0, 0, 0, 1)]),
        ("z + step(z - 1)", [(1, 1, 2, 2)]),
        ("relu", []),
        ("step(z) * 0", []),
        ("tanh(10^9 * z)^2 + tanh(10^9 * z)", []),
        ("abs(z) * 0 + tanh(10^9 * z)", []),
    ],
)
def test_jumps(text: str, jumps: list[tuple[float, ...]]) -> None:
    """Place, value before, value there, value after."""
    assert [pytest.approx(jump, abs=1e-4) for jump in jumps] == list(curve(text).function.jumps)


@pytest.mark.parametrize(("setting", "there"), [("", 0), (", at_zero=1", 1), (", at_zero=1/2", 0.5)])
def test_the_slope_at_a_kink_is_the_one_of_the_table(setting: str, there: float) -> None:
    """relu'(0) is what the setting says."""
    (jump,) = curve(f"relu(z{setting})").slope.jumps
    assert jump == (0, 0, there, 1)


@pytest.mark.parametrize("text", ["1/z", "z^(-2)", "1/(z - 1)", "sin(z) / cos(z)", "log(z)"])
def test_no_line_is_drawn_across_a_pole(text: str) -> None:
    """There is a gap, no jump, and the rest of the curve keeps a scale that shows it."""
    found = curve(text).function
    assert found.jumps == ()
    heights = [y for _, y in found.points if math.isfinite(y)]
    assert max(map(abs, heights)) < 20
    steps = [abs(b - a) for (_, a), (_, b) in zip(found.points, found.points[1:], strict=False)]
    assert max(step for step in steps if math.isfinite(step)) < 2


def test_there_is_no_slope_where_there_is_no_function() -> None:
    """1/z is the derivative of log z for z > 0 only."""
    assert all(math.isnan(y) for x, y in curve("log").slope.points if x <= 0)


def test_a_jump_has_no_slope() -> None:
    """The derivative of a step is 0, but not at the step."""
    (jump,) = curve("step").slope.jumps
    assert (jump.left, jump.right) == (0, 0)
    assert math.isnan(jump.at)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("rleu", "E302", "did you mean relu?"),
        ("flor(z)", "E302", ""),
        ("softmax", "E318", "all entries of its argument together"),
        ("softmax(z)", "E318", "elementwise"),
        ("sum(z)", "E318", "elementwise"),
        ("norm(z)", "E318", "elementwise"),
        ("max(z)", "E318", "elementwise"),
        ("w * z", "E318", "write numbers for the others"),
        ("ones(2, 2) * z", "E318", "elementwise"),
        ("maximum", "E303", "write maximum(z, 0)"),
        ("indicator", "E318", "write indicator(-1 <= z <= 1)"),
        ("1 +", "E207", ""),
        ("", "E207", ""),
    ],
)
def test_what_has_no_curve(text: str, code: str, said: str) -> None:
    """Each says why, and what to do."""
    with pytest.raises(InputError) as caught:
        read_function(text)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert said in f"{problem.message} {problem.help}"


@pytest.mark.parametrize(
    ("text", "variable"), [("relu", "z"), ("x^2", "x"), ("2", "z"), ("pi * t", "t"), ("z", "z")]
)
def test_the_variable_is_the_name_in_the_expression(text: str, variable: str) -> None:
    """z where there is none; pi is a number."""
    assert read_function(text)[1].data == variable


@pytest.mark.parametrize(
    ("factors", "expected"),
    [((-1.0, 2.0), [-1, 2]), ((0.1, 0.2, 0.3), [0.1, 0.2, 0.3]), ((), []), ((1 / 3,), [1 / 3])],
)
def test_roots_of_a_product(factors: tuple[float, ...], expected: list[float]) -> None:
    """Each factor x − r has its root r; a short number is hit exactly."""

    def product(xs: Any) -> Any:
        return numpy.prod([numpy.asarray(xs) - root for root in factors], axis=0) * numpy.ones(len(xs))

    found = roots(product, -5, 5)
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_stretch_of_zeros_is_its_ends() -> None:
    """max(|x| − 1, 0) is 0 from −1 to 1."""
    assert roots(lambda x: numpy.maximum(numpy.abs(x) - 1, 0), -5, 5) == pytest.approx([-1, 1])
