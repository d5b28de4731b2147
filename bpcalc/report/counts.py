"""The operation counts: what each target costs in either mode, beside what is stored already."""

from __future__ import annotations

from bpcalc.calculus.plan import FORWARD, REVERSE
from bpcalc.language.cost import Cost
from bpcalc.language.sizes import Size
from bpcalc.report.blocks import Block, Inline, Table, Text
from bpcalc.report.view import SIGNS, View


def section(view: View) -> tuple[Block, ...]:
    """A line for each target, in reverse and in forward mode: multiplications, additions, total, or the
    number in the unit of the conventions."""
    solved = view.solved
    if not solved.counts or not solved.counts[REVERSE]:
        return ()
    rows: list[tuple[Inline | int, ...]] = []
    for pair, cost in solved.counts[REVERSE].items():
        other = solved.counts[FORWARD][pair]
        rows.append(((view.derivative(pair),), *_cells(cost, view), *_cells(other, view)))
    sign = SIGNS.get(view.conventions.count)
    beside: tuple[Inline, ...] = (("+",), ("total",)) if sign is None else ()
    unit = sign or "×"
    header: tuple[Inline, ...] = (("target",), (f"reverse {unit}",), *beside, (f"forward {unit}",), *beside)
    first = next(iter(solved.counts[REVERSE]))[1]
    said: Inline = (
        "In reverse each line is what it adds to the products of the lines above, so ",
        view.quantity(first),
        " bears the chain; in forward mode every target needs a chain of its own.",
        " MAC: multiply-accumulates, as many as multiplications." if unit == "MAC" else "",
    )
    return (Table(header, tuple(rows)), Text(said, "quiet"))


def _cells(cost: Cost, view: View) -> tuple[Inline | int, ...]:
    if view.conventions.count in SIGNS:
        return (_cell(view.conventions.counted(cost)),)
    return tuple(_cell(n) for n in (cost.multiplications, cost.additions, cost.total))


def _cell(n: Size) -> Inline | int:
    return n if isinstance(n, int) else (str(n),)
