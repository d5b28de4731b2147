"""`bpcalc run`: the worked solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import SPEC, Exit
from bpcalc.cli.options import names_in, precision_option, report_options
from bpcalc.spec.network import Network

if TYPE_CHECKING:
    from bpcalc.calculus.solution import Solution
    from bpcalc.report.blocks import Figure
    from bpcalc.report.style import Page

DRAWN = 100_000
"""Numbers in a network whose graph is drawn with its values; they are computed once more for it."""


@click.command()
@click.argument("spec", required=False)
@click.option("--case", metavar="NAME", help="Solve one case only.")
@click.option("--of", metavar="NAME", help="What is differentiated (default: the loss).")
@click.option("--wrt", metavar="NAMES", help="By what: one name or several with commas.")
@click.option(
    "--mode",
    type=click.Choice(["reverse", "forward"]),
    default="reverse",
    show_default=True,
    help="The order of the chain-rule products.",
)
@click.option(
    "--direction", metavar="NAME=V",
    help="Forward mode in one direction, as x=[1,0]: the Jacobian times a vector.",
)  # fmt: skip
@click.option(
    "--upstream", metavar="G",
    help="Reverse mode from a gradient that arrives at a quantity of any shape, as [1,2].",
)  # fmt: skip
@click.option(
    "--layout",
    type=click.Choice(["numerator", "denominator"]),
    help="Overrides the convention of the spec.",
)
@precision_option
@click.option("--brief", is_flag=True, help="Values, gradients and counts only.")
@click.option("--detail", is_flag=True, help="Also the parts of equations, entry by entry.")
@click.option("--full-jacobians", is_flag=True, help="Also the large Jacobians of a batch.")
@click.option(
    "--verify", is_flag=True,
    help="Compare reverse with forward accumulation along a direction, whatever the size.",
)  # fmt: skip
@click.option("--full", is_flag=True, help="In JSON: values of any size.")
@report_options
def command(
    spec: str | None,
    case: str | None,
    of: str | None,
    wrt: str | None,
    mode: str,
    direction: str | None,
    upstream: str | None,
    layout: str | None,
    precision: int,
    brief: bool,
    detail: bool,
    full_jacobians: bool,
    form: str,
    verify: bool,
    full: bool,
    output: str | None,
) -> None:
    """Solve a network: forward pass, every Jacobian, every product, all gradients, counts.

    SPEC is a YAML file, - for standard input, or the name of a shipped network; without it
    an example is solved.

    \b
    Examples:
      bpcalc run
      bpcalc run relu-net --case a --mode forward
    """
    as_data = form == "json"
    with specs.reading(spec or specs.EXAMPLE, as_data) as network:
        from bpcalc.calculus.plan import FORWARD
        from bpcalc.calculus.solve import SHOWN, solve
        from bpcalc.language.names import canonical

        if layout is not None:
            network = network._replace(conventions=network.conventions._replace(layout=layout))
        names = names_in(wrt)
        if direction is not None or upstream is not None:
            mode = FORWARD if direction is not None else mode
            network, of = _seeded(network, of, names, direction, upstream), None
        limit = 10**9 if full and as_data else SHOWN
        solution = solve(
            network, mode=mode, of=canonical(of) if of else None, wrt=names, case=case, limit=limit
        )
    if verify:
        _tell_verified(solution)
    if as_data:
        from bpcalc.cli.output import write_text
        from bpcalc.formats.solution_json import solution_json

        write_text(solution_json(solution, full), output)
    else:
        from bpcalc.cli.output import write_page
        from bpcalc.report.solution import page, style

        write_page(
            page(
                solution,
                brief=brief,
                detail=detail,
                full_jacobians=full_jacobians,
                graphs=_graphs(solution, style(solution, precision)) if form == "html" else {},
            ),
            style(solution, precision),
            output,
            form,
        )
    failed = [solved.problem for solved in solution.cases if solved.problem is not None]
    if failed:
        if not as_data:
            others = len(solution.cases) - len(failed)
            outcome = f"the other {others} cases are solved" if others > 1 else "the other case is solved"
            source = specs.source_read(spec or specs.EXAMPLE)
            specs.show(tuple(failed), source, False, outcome if others else "the solution ends there")
        raise Exit(SPEC)


def _tell_verified(solution: Solution) -> None:
    """What both modes give along a direction goes to stderr."""
    from bpcalc.calculus.directional import differences
    from bpcalc.calculus.verification import CLOSE

    for case, apart in differences(solution).items():
        said = "agree" if apart <= CLOSE else "DIFFER"
        exactly = "exactly" if apart == 0 else f"up to {apart:.1e} of their terms"
        where = "" if case is None else f"case {case}: "
        click.echo(f"bpcalc: {where}reverse and forward accumulation {said} {exactly}", err=True)


def _graphs(solution: Solution, page: Page) -> dict[str | None, Figure]:
    """The computational graph of each case that has one small enough."""
    from bpcalc.calculus.diagram import diagram
    from bpcalc.formats.diagram_figure import figure

    network = solution.network
    drawn: dict[str | None, Figure] = {}
    for solved in solution.cases:
        small = sum(quantity.value.size for quantity in solved.quantities.values()) <= DRAWN
        made = figure(diagram(network._replace(of=solved.of), solved.case, values=small), page)
        if made is not None:
            drawn[solved.case] = made
    return drawn


def _seeded(
    network: Network, of: str | None, wrt: tuple[str, ...] | None, direction: str | None, upstream: str | None
) -> Network:
    """The network with a direction or an upstream gradient among its equations."""
    from bpcalc.calculus import seeds
    from bpcalc.cli.values import read_value
    from bpcalc.language.names import canonical

    of = canonical(of) if of else None
    if upstream is not None and direction is not None:
        raise click.UsageError("--direction starts forward mode, --upstream reverse mode; choose one.")
    if upstream is not None:
        return seeds.weighted(network, read_value(upstream, "--upstream"), of)
    name, equals, value = (direction or "").partition("=")
    if not equals:
        raise click.BadParameter(f"{direction} names no quantity; write x=[1,0]", param_hint="--direction")
    if wrt is not None:
        raise click.UsageError("A direction says by what; leave out --wrt.")
    return seeds.along(network, canonical(name.strip()), read_value(value, "--direction"), of)
