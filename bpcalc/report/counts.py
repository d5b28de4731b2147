"""The operation counts: what each target costs in either mode, beside what is stored already."""

from __future__ import annotations

from bpcalc.calculus.plan import FORWARD, REVERSE
from bpcalc.language.cost import Cost
from bpcalc.language.sizes import Size
from bpcalc.report.blocks import Block, Inline, Table, Text
from bpcalc.report.view import View


def section(view: View) -> tuple[Block, ...]:
    """A line for each target: multiplications, additions, total, in reverse and in forward mode."""
    solved = view.solved
    if not solved.counts or not solved.counts[REVERSE]:
        return ()
    rows: list[tuple[Inline | int, ...]] = []
    for pair, cost in solved.counts[REVERSE].items():
        other = solved.counts[FORWARD][pair]
        rows.append(((view.derivative(pair),), *_cells(cost), *_cells(other)))
    header: tuple[Inline, ...] = (
        ("target",),
        ("reverse ×",),
        ("+",),
        ("total",),
        ("forward ×",),
        ("+",),
        ("total",),
    )
    first = next(iter(solved.counts[REVERSE]))[1]
    said: Inline = (
        "In reverse each line is what it adds to the products of the lines above, so ",
        view.quantity(first),
        " bears the chain; in forward mode every target needs a chain of its own.",
    )
    return (Table(header, tuple(rows)), Text(said, "quiet"))


def _cells(cost: Cost) -> tuple[Inline | int, ...]:
    return tuple(_cell(n) for n in (cost.multiplications, cost.additions, cost.total))


def _cell(n: Size) -> Inline | int:
    return n if isinstance(n, int) else (str(n),)
