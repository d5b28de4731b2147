"""The page of a worked solution: its sections, in order."""

from __future__ import annotations

from bpcalc.calculus.accumulation import REVERSE
from bpcalc.calculus.solution import Kink, Solution, Solved
from bpcalc.report import counts, forward, gradients, jacobians, opening, steps
from bpcalc.report.blocks import Block, Code, Inline, Section, Text
from bpcalc.report.style import Page
from bpcalc.report.symbols import quantity
from bpcalc.spec.network import INPUT, PARAMETER, TARGET


def page(solution: Solution, *, brief: bool = False, full_jacobians: bool = False) -> tuple[Block, ...]:
    """The solution of every case. `brief`: values, gradients and counts only."""
    network = solution.network
    title = network.title or "Worked solution"
    blocks: list[Block] = [*opening.notes(network), opening.conventions(solution)]
    single = len(solution.cases) == 1 and solution.cases[0].case is None
    for solved in solution.cases:
        body = _case(solution, solved, brief, full_jacobians)
        blocks.extend(body if single else (Section((f"Case {solved.case}",), body),))
    return (Section((title,), tuple(blocks)),)


def style(solution: Solution, precision: int = 6) -> Page:
    """How this page is written."""
    of = next((solved.of for solved in solution.cases if solved.of), "")
    return Page(solution.network.conventions, of or "", solution.network.decimals, precision)


def _case(solution: Solution, solved: Solved, brief: bool, full_jacobians: bool) -> tuple[Block, ...]:
    blocks: list[Block] = []
    shown = opening.given(solution.network, solved, (PARAMETER, INPUT, TARGET))
    if shown is not None and not brief:
        blocks.append(Section(("Given",), (shown,)))
    body = forward.results(solved) if brief else forward.section(solved)
    blocks.append(Section(("Forward pass",), (*body, *_rounded(solved))))
    if solved.problem is not None:
        return (*blocks, Text((f"{solved.problem.message}. The solution ends here.",), "warning"))
    if not brief:
        blocks.append(
            Section(("Local Jacobians",), (*jacobians.section(solved, full_jacobians), *_kinks(solved)))
        )
        if solved.steps:
            mode = "Reverse" if solution.mode == REVERSE else "Forward"
            blocks.append(Section((f"{mode} accumulation",), steps.section(solved)))
    ends = gradients.section(solution, solved)
    if ends:
        blocks.append(Section(("Gradients",), (*ends, *_checked(solved))))
    table = counts.section(solution, solved)
    if table:
        blocks.append(Section(("Operation counts",), table))
    return tuple(blocks)


def _rounded(solved: Solved) -> tuple[Block, ...]:
    return tuple(
        Text((quantity(solved, name), f" goes on in floating point: {reason}."), "quiet")
        for name, reason in solved.rounded.items()
    )


def _kinks(solved: Solved) -> tuple[Block, ...]:
    return tuple(Text(_kink(solved, kink), "note") for kink in solved.kinks)


def _kink(solved: Solved, kink: Kink) -> Inline:
    places = ", ".join(f"[{i}, {j}]" for i, j in kink.entries[:4])
    more = " and others" if len(kink.entries) > 4 else ""
    used = (
        f"; the derivative there is taken as {kink.slope}"
        if kink.slope
        else "; it has no derivative there, 0 is used"
    )
    where = f" at entry {places}{more}" if solved.graph.shape(kink.equation) != (1, 1) else ""
    return (
        f"{kink.function} in the equation of ",
        Code(kink.equation),
        f" sits exactly on its kink{where}{used}.",
    )


def _checked(solved: Solved) -> tuple[Block, ...]:
    if solved.checked is None or solved.checked <= 1e-9:
        return ()
    said = (
        f"Reverse and forward accumulation differ by {solved.checked:.1e} of the largest entry: "
        "rounding matters here."
    )
    return (Text((said,), "warning"),)
