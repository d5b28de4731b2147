"""The page of a worked solution: its sections, in order."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.calculus.forward import SHARED
from bpcalc.calculus.plan import REVERSE
from bpcalc.calculus.rounding import without_noise
from bpcalc.calculus.solution import Kink, Solution
from bpcalc.calculus.verification import CLOSE
from bpcalc.language.tree import Expr
from bpcalc.report import counts, forward, gradients, jacobians, opening, steps
from bpcalc.report.blocks import Block, Figure, Inline, Section, Text
from bpcalc.report.legend import legend
from bpcalc.report.style import Page, style_of
from bpcalc.report.view import View, view_of
from bpcalc.spec.network import INPUT, PARAMETER, TARGET


def page(
    solution: Solution,
    *,
    brief: bool = False,
    detail: bool = False,
    full_jacobians: bool = False,
    graphs: Mapping[str | None, Figure] = {},
) -> tuple[Block, ...]:
    """The solution of every case. `brief`: values, gradients and counts only; `detail`:
    also the parts of equations, entry by entry; `full_jacobians`: also the large ones of a batch;
    `graphs`: a drawing for a case, by its name."""
    network = solution.network
    title = network.title or "Worked solution"
    blocks: list[Block] = []
    single = len(solution.cases) == 1 and solution.cases[0].case is None
    derived: dict[object, dict[str, Expr]] = {}  # once for all cases of the same shapes
    for solved in solution.cases:
        view = view_of(without_noise(solved), network.conventions, detail, full_jacobians)
        derivation = (id(solved.graph), *solved.jacobians)
        if derivation not in derived:
            derived[derivation] = gradients.formulas_of(solved)
        ends = _ends(view, derived[derivation])
        body = (*(_brief(view) if brief else _whole(view, solution.mode)), *ends)
        if solved.case in graphs:
            body = (Section(("Computational graph",), (graphs[solved.case],)), *body)
        blocks.extend(body if single else (Section((f"Case {solved.case}",), body),))
    top = (*opening.notes(network), opening.conventions(solution), *legend(blocks))
    return (Section((title,), (*top, *blocks)),)


def style(solution: Solution, precision: int = 6) -> Page:
    """How this page is written."""
    of = next((solved.of for solved in solution.cases if solved.of), "")
    return style_of(solution.network, of or "", precision)


def _whole(view: View, mode: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    shown = opening.given(view, (PARAMETER, INPUT, TARGET))
    if shown is not None:
        blocks.append(Section(("Given",), (shown,)))
    blocks.append(
        Section(
            ("Forward pass",), (*forward.section(view), *_rounded(view, quantities=True), *_stopped(view))
        )
    )
    if view.solved.jacobians:
        blocks.append(Section(("Local Jacobians",), (*jacobians.section(view), *_kinks(view))))
    if view.solved.steps:
        name = "Reverse" if mode == REVERSE else "Forward"
        blocks.append(Section((f"{name} accumulation",), steps.section(view)))
    return tuple(blocks)


def _brief(view: View) -> tuple[Block, ...]:
    body = (*forward.results(view), *_rounded(view, quantities=True), *_stopped(view), *_kinks(view))
    return (Section(("Values",), body),)


def _ends(view: View, formulas: Mapping[str, Expr]) -> tuple[Block, ...]:
    """What a reader looks for first: gradients and counts."""
    blocks: list[Block] = []
    found = gradients.section(view, formulas)
    if found:
        name = "Gradients" if view.solved.gradients else "Total derivatives"
        blocks.append(Section((name,), (*found, *_rounded(view, quantities=False), *_checked(view))))
    table = counts.section(view)
    if table:
        blocks.append(Section(("Operation counts",), table))
    return tuple(blocks)


def _stopped(view: View) -> tuple[Block, ...]:
    problem = view.solved.problem
    return (Text((f"{problem.message}. The solution ends here.",), "warning"),) if problem else ()


def _rounded(view: View, quantities: bool) -> tuple[Block, ...]:
    """What is no longer exact, and why: quantities, or derivatives."""
    return tuple(
        Text(
            (
                view.quantity(name) if quantities else _derivative(view, name),
                f" goes on in floating point: {reason}.",
            ),
            "quiet",
        )
        for name, reason in view.solved.rounded.items()
        if (name in view.solved.quantities) is quantities
    )


def _derivative(view: View, name: str) -> Expr:
    """The derivative that is known as `dl/dx`."""
    of, _, wrt = name.removeprefix("d").partition("/d")
    return view.derivative((of, wrt))


def _kinks(view: View) -> tuple[Block, ...]:
    return tuple(Text(_kink(view, kink), "note") for kink in view.solved.kinks)


def _kink(view: View, kink: Kink) -> Inline:
    if SHARED in kink.slopes:
        said = " meets equal entries; they share its derivative."
        return (f"{kink.function} in the equation of ", view.quantity(kink.equation), said)
    places = ", ".join(f"[{i}, {j}]" for i, j in kink.entries[:4])
    more = " and others" if len(kink.entries) > 4 else ""
    what = "kink" if kink.jumps else "jump"
    used = "derivative there is" if len(kink.slopes) == 1 else "derivatives there, by each argument, are"
    where = f" at entry {places}{more}" if view.solved.graph.shape(kink.equation) != (1, 1) else ""
    return (
        f"{kink.function} in the equation of ",
        view.quantity(kink.equation),
        f" sits exactly on its {what}{where}; the {used} taken as {' and '.join(kink.slopes)}.",
    )


def _checked(view: View) -> tuple[Block, ...]:
    if view.solved.checked is None or view.solved.checked <= CLOSE:
        return ()
    said = (
        f"Reverse and forward accumulation differ by {view.solved.checked:.1e} of their terms: "
        "rounding matters here."
    )
    return (Text((said,), "warning"),)
