"""The page of a gradient check: quotients beside derivatives, their errors, and what they say."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus.differences import AGREES, KINK, Checked, Entry
from bpcalc.calculus.solution import Solution
from bpcalc.calculus.sweeps import METHODS
from bpcalc.report import sweep
from bpcalc.report.blocks import Block, Inline, Section, Table, Text
from bpcalc.report.floats import power, short
from bpcalc.report.verdict import entry_name, result, scalar

MANY = 40
"""With more entries, variables are summed up and only entries that stand out are shown."""


def page(solution: Solution, checks: Sequence[Checked], precision: int = 6) -> tuple[Block, ...]:
    """Every case: the idea once, then quotients, errors, verdict and, if made, the sweep."""
    blocks: list[Block] = [*_idea(checks[0])] if checks else []
    single = len(solution.cases) == 1 and solution.cases[0].case is None
    for checked in checks:
        body = _case(checked, precision)
        blocks.extend(body if single else (Section((f"Case {checked.solved.case}",), body),))
    for solved in solution.cases:
        if solved.problem is not None:
            blocks.append(Text((f"{solved.problem.message}. There is nothing to check.",), "warning"))
    return (Section((f"Gradient check: {solution.network.title}".rstrip(": "),), tuple(blocks)),)


def _idea(checked: Checked) -> tuple[Block, ...]:
    of = scalar(checked)
    said: Inline = (
        "One entry w at a time is moved by a small step h, all others stay, and ",
        of,
        " is computed again. Three quotients come near the derivative; what each leaves out is "
        "the first term that Taylor's formula has beside it.",
    )
    table = Table(
        (("method",), ("quotient",), ("leaves out",)),
        (
            (("forward",), ("(", of, "(w + h) − ", of, "(w)) / h"), ("h/2 · ", of, "''")),
            (("backward",), ("(", of, "(w) − ", of, "(w − h)) / h"), ("h/2 · ", of, "''")),
            (("central",), ("(", of, "(w + h) − ", of, "(w − h)) / 2h"), ("h²/6 · ", of, "'''")),
        ),
    )
    return Text(said), table


def _case(checked: Checked, precision: int) -> tuple[Block, ...]:
    entries = checked.entries
    shown = entries if len(entries) <= MANY else tuple(e for e in entries if e.verdict != AGREES)[:MANY]
    blocks: list[Block] = []
    h = power(checked.step, 3)
    if shown:
        blocks.append(
            Section((f"Difference quotients at h = {h}",), (_quotients(checked, shown, precision),))
        )
        blocks.append(Section(("How far each is from the derivative",), (_errors(checked, shown),)))
    if len(entries) > MANY:
        blocks.append(Section((f"Largest errors at h = {h}, by variable",), (_summary(checked),)))
    blocks.append(Section(("Result",), tuple(result(checked))))
    if checked.sweep is not None:
        blocks.extend(sweep.sections(checked, scalar(checked)))
    return tuple(blocks)


def _quotients(checked: Checked, entries: Sequence[Entry], precision: int) -> Table:
    header: tuple[Inline, ...] = (("w",), ("∂", scalar(checked), "/∂w"), *((method,) for method in METHODS))
    rows: list[tuple[Inline, ...]] = []
    for entry in entries:
        numbers = (entry.gradient, *(entry.quotients[method] for method in METHODS))
        rows.append(((entry_name(checked, entry),), *((short(x, precision),) for x in numbers)))
    return Table(header, tuple(rows))


def _errors(checked: Checked, entries: Sequence[Entry]) -> Table:
    remarks = any(entry.verdict != AGREES for entry in entries)
    header: tuple[Inline, ...] = (("w",), *((method,) for method in METHODS), *((("",),) if remarks else ()))
    rows: list[tuple[Inline, ...]] = []
    for entry in entries:
        errors = tuple((power(entry.error(method)),) for method in METHODS)
        remark: tuple[Inline, ...] = (
            ((("" if entry.verdict == AGREES else entry.verdict),),) if remarks else ()
        )
        rows.append(((entry_name(checked, entry),), *errors, *remark))
    return Table(header, tuple(rows))


def _summary(checked: Checked) -> Table:
    header: tuple[Inline, ...] = (("variable",), ("entries",), *((method,) for method in METHODS))
    rows: list[tuple[Inline | int, ...]] = []
    for name in dict.fromkeys(entry.name for entry in checked.entries):
        own = [entry for entry in checked.entries if entry.name == name]
        plain = [entry for entry in own if entry.verdict != KINK]
        worst = tuple((power(max(e.error(m) for e in plain)) if plain else "–",) for m in METHODS)
        rows.append(((checked.solved.graph.leaf(name),), len(own), *worst))
    return Table(header, tuple(rows))
