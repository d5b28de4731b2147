"""`bpcalc gradcheck`: difference quotients beside the gradient."""

from __future__ import annotations

import math

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import SPEC, WRONG, Exit, OutputError
from bpcalc.cli.options import names_in, precision_option, report_options

LONGEST = 40
"""Steps that a sweep may have."""


def _step(context: click.Context, parameter: click.Parameter, text: str) -> float:
    """A finite number above 0."""
    try:
        step = float(text)
    except ValueError:
        step = math.nan
    if not 0 < step < math.inf:
        shown = "0" if step == 0 else text
        raise click.BadParameter(f"{shown} is no step; give a number above 0, as 1e-4", context, parameter)
    return step


def _range(context: click.Context, parameter: click.Parameter, text: str | None) -> tuple[float, ...]:
    """`1e-10:1e-1` as the steps of a decade grid."""
    if text is None:
        return ()
    first, colon, last = text.partition(":")
    if not colon:
        raise click.BadParameter(f"{text} is no range; write 1e-10:1e-1", context, parameter)
    low, high = _step(context, parameter, first), _step(context, parameter, last)
    if low >= high:
        raise click.BadParameter(
            f"{text} goes from the smaller step to the larger: {last}:{first}", context, parameter
        )
    if math.log10(high / low) >= LONGEST:
        raise click.BadParameter(
            f"{text} has more than {LONGEST} powers of ten; write 1e-10:1e-1", context, parameter
        )
    from bpcalc.calculus.sweeps import grid

    return grid(low, high)


@click.command()
@click.argument("spec")
@click.option("--case", metavar="NAME", help="Check one case only.")
@click.option("--of", metavar="NAME", help="What is differentiated (default: the loss).")
@click.option("--wrt", metavar="NAMES", help="By what: one name or several with commas.")
@click.option(
    "--delta", "step", default="1e-4", show_default=True, callback=_step, metavar="H",
    help="The step by which every entry is moved.",
)  # fmt: skip
@click.option(
    "--sweep", callback=_range, metavar="FROM:TO",
    help="Also the errors for every power of ten in a range of steps, as 1e-10:1e-1.",
)  # fmt: skip
@precision_option
@report_options
def command(
    spec: str,
    case: str | None,
    of: str | None,
    wrt: str | None,
    step: float,
    sweep: tuple[float, ...],
    precision: int,
    form: str,
    output: str | None,
) -> None:
    """Compare every derivative with forward, backward and central differences.

    Each entry of each parameter and input is moved by a small step in floating point. A kink
    between two points is named and is no error. The exit code is 1 when a derivative is wrong.

    \b
    Examples:
      bpcalc gradcheck relu-chain
      bpcalc gradcheck sigmoid-chain --sweep 1e-10:1e-1
    """
    from bpcalc.formats.picture import kind_of

    as_data = form == "json"
    kind = kind_of(output)
    if kind is not None:
        _must_have_a_curve(sweep)
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.differences import check
        from bpcalc.language.names import canonical

        if kind is not None and case is None and len(network.cases) > 1:
            names = ", ".join(one.name or "" for one in network.cases)
            raise click.UsageError(f"A picture shows one case; choose it with --case: {names}.")
        names_wrt = names_in(wrt)
        solution, checks = check(
            network, step=step, sweep=sweep, of=canonical(of) if of else None, wrt=names_wrt, case=case
        )
    from bpcalc.cli.files import write_bytes
    from bpcalc.cli.output import write_page, write_text

    if kind is not None and output is not None and checks and checks[0].sweep is not None:
        from bpcalc.formats.picture import picture
        from bpcalc.report.sweep import plot

        write_bytes(picture(plot(checks[0].sweep), kind, network.title), output)
        output = None
    if as_data:
        from bpcalc.formats.gradcheck_json import gradcheck_json

        write_text(gradcheck_json(solution, checks), output)
    else:
        from bpcalc.report.gradcheck import page
        from bpcalc.report.solution import style

        write_page(page(solution, checks, precision), style(solution, precision), output, form)
    failed = tuple(solved.problem for solved in solution.cases if solved.problem is not None)
    if failed:
        if not as_data:
            specs.show(failed, specs.source_read(spec), False)
        raise Exit(SPEC)
    if any(checked.differs for checked in checks):
        raise Exit(WRONG)


def _must_have_a_curve(sweep: tuple[float, ...]) -> None:
    """A picture shows a sweep, and needs its extra; both are said before any work is done."""
    from bpcalc.formats.picture import MissingExtraError, require_extra

    if not sweep:
        raise click.UsageError("A picture shows a sweep; add --sweep 1e-10:1e-1.")
    try:
        require_extra()
    except MissingExtraError as error:
        raise OutputError(str(error)) from None
