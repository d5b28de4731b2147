"""`bpcalc hessian`: second derivatives."""

from __future__ import annotations

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import SPEC, Exit
from bpcalc.cli.options import names_in, precision_option, report_options


@click.command()
@click.argument("spec")
@click.option("--case", metavar="NAME", help="One case only.")
@click.option("--of", metavar="NAME", help="What is differentiated (default: the loss).")
@click.option("--wrt", metavar="NAMES", help="By what: one name or several with commas.")
@click.option(
    "--times", metavar="Y",
    help="Also the product of the Hessian with a quantity of the spec or with numbers, [1, 0].",
)  # fmt: skip
@click.option("--entries", is_flag=True, help="Also a formula for each entry.")
@precision_option
@report_options
def command(
    spec: str,
    case: str | None,
    of: str | None,
    wrt: str | None,
    times: str | None,
    entries: bool,
    precision: int,
    form: str,
    output: str | None,
) -> None:
    """The Hessian of a scalar, and its products with vectors.

    The chain rule is applied once more, to the equations of the gradient; every step is shown.

    \b
    Examples:
      bpcalc hessian quadratic-form --wrt x
      bpcalc hessian quadratic-form --wrt x --times "[1, 1, 1]"
    """
    as_data = form == "json"
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.directions import Times
        from bpcalc.calculus.hessian import hessians
        from bpcalc.cli.values import read_value
        from bpcalc.language.names import canonical

        names = names_in(wrt)
        by: Times | None = None
        if times is not None:
            plain = times.strip().replace("_", "a")[:1].isalpha()
            by = canonical(times.strip()) if plain else read_value(times, "--times")
        found = hessians(network, of=canonical(of) if of else None, wrt=names, case=case, times=by)
    from bpcalc.cli.output import write_page, write_text

    if as_data:
        from bpcalc.formats.hessian_json import hessian_json

        write_text(hessian_json(network, found), output)
    else:
        from bpcalc.report.hessian import page
        from bpcalc.report.style import style_of

        style = style_of(network, found[0].of, precision)
        write_page(page(network, found, entrywise=entries), style, output, form)
    failed = tuple(one.problem for one in found if one.problem is not None)
    if failed:
        if not as_data:
            specs.show(failed, specs.source_read(spec), False)
        raise Exit(SPEC)
