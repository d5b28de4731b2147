"""The work beside the main products, kept apart: forward pass, local Jacobians, products, sums."""

from __future__ import annotations

from bpcalc.calculus.counting import Counts, forward_work
from bpcalc.language.evaluation import Work
from bpcalc.report.blocks import Block, Inline, Section, Table, Text
from bpcalc.report.sizes import Cell, cell


def sections(found: Counts) -> tuple[Block, ...]:
    """The forward pass and the rest; function evaluations have columns of their own."""
    rows: list[tuple[Inline, Work]] = [
        ((found.graph.leaf(name),), one) for name, one in found.beside.equations.items()
    ]
    many = len(rows) > 1
    if many:
        rows.append((("all",), forward_work(found)))
    said = (
        "Equal parts are computed once; functions with a formula are counted by it. "
        "Changes of sign and moving entries about are free."
    )
    blocks = [Section(("The forward pass",), (_table("equation", rows, many), Text((said,), "quiet")))]
    if found.main is not None:
        blocks.append(_backward(found))
    return tuple(blocks)


def _backward(found: Counts) -> Section:
    beside = found.beside
    rows: list[tuple[Inline, Work]] = [
        (("building local Jacobians",), beside.building),
        (("multiplying",), Work(beside.products)),
        (("summing paths",), Work(beside.sums)),
    ]
    said = "All gradients in reverse. Building: what the forward pass has not computed already."
    return Section(("The backward pass",), (_table("work", rows, False), Text((said,), "quiet")))


def _table(title: str, rows: list[tuple[Inline, Work]], total: bool) -> Table:
    kinds = list(dict.fromkeys(kind for _, one in rows for kind, _ in one.evaluations))
    header: tuple[Inline, ...] = ((title,), ("×",), ("+",), *((kind,) for kind in kinds))
    return Table(header, tuple(_row(name, one, kinds) for name, one in rows), total)


def _row(name: Inline, one: Work, kinds: list[str]) -> tuple[Cell, ...]:
    found = dict(one.evaluations)
    cost = one.arithmetic
    return (
        name,
        cell(cost.multiplications),
        cell(cost.additions),
        *(cell(found.get(kind, 0)) for kind in kinds),
    )
