"""`bpcalc derive`: the derivation in symbols."""

from __future__ import annotations

import click

from bpcalc.cli import specs
from bpcalc.cli.options import names_in, report_options


@click.command()
@click.argument("spec")
@click.option("--of", metavar="NAME", help="What is differentiated (default: the loss).")
@click.option("--wrt", metavar="NAMES", help="By what: one name or several with commas.")
@click.option("--case", metavar="NAME", help="The case whose sizes are used.")
@click.option("--expand", is_flag=True, help="Also everything in inputs and parameters only.")
@click.option("--hessian", is_flag=True, help="Also the second derivatives.")
@click.option(
    "--notation",
    type=click.Choice(["partial", "bar", "delta", "nabla"]),
    help="Overrides the convention of the spec.",
)
@click.option(
    "--layout",
    type=click.Choice(["numerator", "denominator"]),
    help="Overrides the convention of the spec.",
)
@report_options
def command(
    spec: str,
    of: str | None,
    wrt: str | None,
    case: str | None,
    expand: bool,
    hessian: bool,
    notation: str | None,
    layout: str | None,
    form: str,
    output: str | None,
) -> None:
    """Derive a network in symbols: Jacobians, chain rule, gradients; no numbers needed.

    Sizes may be letters (shapes: {x: n, W: [m, n]}), functions may be abstract
    (functions: {sigma: abstract elementwise}).

    \b
    Examples:
      bpcalc derive relu-net
      bpcalc derive relu-net --notation bar --expand
    """
    as_data = form == "json"
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.symbolic import chosen_case, derived
        from bpcalc.language.names import canonical

        conventions = network.conventions
        if notation is not None:
            conventions = conventions._replace(notation=notation)
        if layout is not None:
            conventions = conventions._replace(layout=layout)
        names = names_in(wrt)
        done = derived(
            network._replace(conventions=conventions),
            canonical(of) if of else None,
            names,
            chosen_case(network, case),
        )
        if as_data:
            from bpcalc.formats.derive_json import derive_json

            data = derive_json(done, hessian)
        else:
            from bpcalc.report.derive import page, style

            blocks = page(done, expand=expand, hessian=hessian)
    if as_data:
        from bpcalc.cli.output import write_text

        write_text(data, output)
    else:
        from bpcalc.cli.output import write_page

        write_page(blocks, style(done), output, form)
