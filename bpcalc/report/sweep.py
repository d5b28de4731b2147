"""Error against step size: the curve, the best steps, and why the curve is a U."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bpcalc.calculus.differences import Checked
from bpcalc.calculus.sweeps import BACKWARD, CENTRAL, FORWARD, METHODS, Sweep
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Axis, Block, Curve, Inline, Plot, Section, Table, Text
from bpcalc.report.floats import power, short

GROWS = 4
"""Errors that grow by less from one step to the ten times larger one show no truncation."""


def sections(checked: Checked, of: Expr) -> tuple[Block, ...]:
    """The plot, the table of errors, the best steps, the explanation."""
    found = checked.sweep
    assert found is not None
    many = len(checked.entries)
    norm = f"the 2-norm over all {many} derivatives" if many > 1 else "the absolute error"
    said = f"The error is {norm}; both axes are powers of ten."
    return (
        Section(("Error against step size",), (Text((said,)), plot(found), _table(found), *_remarks(found))),
        Section(("Best steps",), (_best(checked, found),)),
        Section((_question(found),), tuple(_why(checked, found, of))),
    )


def plot(found: Sweep) -> Plot:
    """The errors of the three methods over the steps, both on logarithmic axes."""
    curves = tuple(
        Curve(method, tuple(zip(found.steps, found.errors[method], strict=True))) for method in METHODS
    )
    return Plot(curves, Axis("step size h", log=True), Axis("error", log=True))


def _table(found: Sweep) -> Table:
    header: tuple[Inline, ...] = (("h",), *((method,) for method in METHODS))
    rows: list[tuple[Inline, ...]] = []
    for place, step in enumerate(found.steps):
        errors = ((power(found.errors[method][place], 3),) for method in METHODS)
        rows.append(((power(step, 3),), *errors))
    return Table(header, tuple(rows))


def _remarks(found: Sweep) -> Iterator[Block]:
    if any(found.kinked.values()):
        first = min(step for steps in found.kinked.values() for step in steps)
        yield Text(
            (f"From h = {power(first)} on, a kink lies between some of the points: those errors are not "
             "truncation, they compare slopes of two sides.",), "note",
        )  # fmt: skip
    if found.lost:
        steps = ", ".join(power(step) for step in found.lost)
        yield Text((f"Left out: h = {steps}. Such a step is lost to rounding, w + h is w.",), "note")


# -- the two regimes -----------------------------------------------------------------


def truncation(found: Sweep, method: str) -> tuple[float, float] | None:
    """What the largest two steps show: the growth per decade, and error / h (or / h², central).

    None where the error does not grow with the step.
    """
    pairs = list(zip(found.steps, found.errors[method], strict=True))
    smooth = [(h, e) for h, e in pairs if h not in found.kinked[method] and math.isfinite(e)]
    best = found.best(method)
    if len(smooth) < 2 or best is None:
        return None
    (h0, e0), (h1, e1) = smooth[-2:]
    if h0 < best[0] or e0 <= 0 or e1 < GROWS * e0:
        return None
    order = 2 if method == CENTRAL else 1
    return (e1 / e0) ** (1 / math.log10(h1 / h0)), e1 / h1**order


def _balanced(noise: float, constant: float, method: str) -> float:
    """The step where truncation and rounding together are smallest."""
    return (noise / (2 * constant)) ** (1 / 3) if method == CENTRAL else math.sqrt(noise / constant)


def _best(checked: Checked, found: Sweep) -> Table:
    header: tuple[Inline, ...] = (("method",), ("best h",), ("error there",), ("both regimes meet at",))
    rows: list[tuple[Inline, ...]] = []
    for method in METHODS:
        best, seen = found.best(method), truncation(found, method)
        if best is None:
            continue
        meet = f"about {power(_balanced(checked.noise, seen[1], method), 1)}" if seen else "–"
        rows.append(((method,), (power(best[0], 3),), (power(best[1]),), (meet,)))
    return Table(header, tuple(rows))


def _question(found: Sweep) -> str:
    bent = any(truncation(found, method) for method in METHODS)
    return "Why the curve is a U" if bent else "Why the curve has one arm"


def _why(checked: Checked, found: Sweep, of: Expr) -> Iterator[Block]:
    one = truncation(found, FORWARD) or truncation(found, BACKWARD)
    two = truncation(found, CENTRAL)
    yield Text((
        "On the right, truncation. A quotient is the slope of a chord, the derivative that of the tangent. "
        "Taylor's formula tells them apart: ", of, "(w + h) = ", of, "(w) + h ", of, "'(w) + h²/2 ", of,
        "''(w) + h³/6 ", of, "'''(w) + …. Divided by h, a one-sided quotient is off by about h/2 ", of,
        "''. ", *_growth(one, "one-sided", 10), " In the central difference the terms with ", of,
        "'' cancel, and h²/6 ", of, "''' is left. ", *_growth(two, "central", 100),
    ))  # fmt: skip
    value, noise = short(checked.value), power(checked.noise, 1)
    smallest = min(found.steps)
    errors = [found.errors[method][found.steps.index(smallest)] for method in METHODS]
    seen = power(max(errors), 1)
    yield Text((
        "On the left, rounding. A float64 number has about 16 digits, so ", of, f" = {value} is computed "
        f"to within about {noise}, whatever h is. The smaller h, the more digits ", of, "(w + h) and ", of,
        "(w) share; their difference loses these digits and keeps the rounding, and the division by h "
        f"magnifies it to about {noise} / h: a ten times smaller step makes it ten times larger. At "
        f"h = {power(smallest)} that is up to {power(checked.noise / smallest, 1)} in each derivative; "
        f"the table shows {seen}. Rounding looks random, so this arm is ragged.",
    ))  # fmt: skip
    yield Text(_bottom(one, two))


def _growth(seen: tuple[float, float] | None, which: str, expected: int) -> Inline:
    if seen is None:
        return (
            f"Here the {which} error does not grow with h: there is no such term, or it is smaller "
            "than rounding.",
        )
    times = short(seen[0], 3)
    return (f"A ten times smaller step makes this error {expected} times smaller (here {times} times).",)


def _bottom(one: tuple[float, float] | None, two: tuple[float, float] | None) -> Inline:
    if one is None and two is None:
        return ("So there is one arm only: the larger the step, the better, until the function bends.",)
    rule = (
        "With truncation a·h and rounding r/h, the sum is smallest at h = √(r/a), with b·h² at "
        "h = ∛(r/2b). For numbers near 1 that is about 1e-8 one-sided and 1e-5 central."
    )
    if two is None:
        return (
            "At the bottom of the one-sided curves both are of one size. " + rule + " Where nothing is "
            "truncated, a central difference only gets better with a larger step.",
        )
    return (
        "At the bottom both are of one size, and a smaller step is not a better one. "
        + rule
        + " The central "
        "difference reaches further down, since its truncation gives way sooner.",
    )
