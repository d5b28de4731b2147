"""`bpcalc count`: operations and memory for every order and convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcalc.cli import specs
from bpcalc.cli.options import names_in, report_options

if TYPE_CHECKING:
    from bpcalc.language.sizes import Size
    from bpcalc.spec.network import Network

LARGEST = 10**18
"""Numbers that may be asked about."""


@click.command()
@click.argument("spec")
@click.option("--case", metavar="NAME", help="Count one case only.")
@click.option("--of", metavar="NAME", help="What is differentiated (default: the loss).")
@click.option("--wrt", metavar="NAMES", help="By what: one name or several with commas.")
@click.option("--explain", metavar="NUMBER", help="Where could this number of operations come from?")
@report_options
def command(
    spec: str,
    case: str | None,
    of: str | None,
    wrt: str | None,
    explain: str | None,
    form: str,
    output: str | None,
) -> None:
    """Count operations and memory: reverse, forward and cheapest order, in every convention.

    SPEC is a YAML file, - for standard input, or the name of a shipped network. Sizes may be
    symbols: with shapes and no values, counts are polynomials.

    \b
    Examples:
      bpcalc count relu-net
      bpcalc count relu-net --explain 6
    """
    as_data = form == "json"
    number = asked(explain) if explain is not None else None
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.counting import counts
        from bpcalc.language.names import canonical

        known(number, network)
        names = names_in(wrt)
        found = counts(network, case, canonical(of) if of else None, names)
    if as_data:
        from bpcalc.cli.output import write_text
        from bpcalc.formats.count_json import count_json

        write_text(count_json(network, found, number), output)
    else:
        from bpcalc.cli.output import write_page
        from bpcalc.report.count import page, style

        write_page(page(network, found, number), style(network, found), output, form)


def known(number: Size | None, network: Network) -> None:
    """Raises a usage error for a letter that is no size of the network."""
    from bpcalc.language.sizes import letters

    strange = sorted(letters(number) - set(network.letters)) if number is not None else []
    if strange:
        sizes = ", ".join(network.letters)
        there = f"its sizes: {sizes}" if sizes else "all its sizes are numbers"
        raise click.BadParameter(f"{strange[0]} is no size of this network; {there}", param_hint="--explain")


def asked(text: str) -> Size:
    """The number or polynomial to explain. Raises a usage error that says what it may be."""
    from bpcalc.errors import InputError
    from bpcalc.language.polynomials import parsed

    try:
        number = parsed(text)
    except InputError:
        number = None
    if number is None:
        raise click.BadParameter(
            f"{text!r} is no count; write a whole number, as 14, or a polynomial in the sizes, as '2*n^2'",
            param_hint="--explain",
        )
    if isinstance(number, int) and number < 0:
        raise click.BadParameter(
            f"{number} is negative; a count of operations is 0 or more", param_hint="--explain"
        )
    if isinstance(number, int) and number > LARGEST:
        raise click.BadParameter(f"nothing here takes more than {LARGEST} operations", param_hint="--explain")
    return number
