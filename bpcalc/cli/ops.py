"""`bpcalc ops`: the table of functions."""

from __future__ import annotations

import click

from bpcalc.cli.options import report_options
from bpcalc.cli.specs import tell
from bpcalc.errors import InputError


@click.command()
@click.argument("function", required=False)
@report_options
def command(function: str | None, form: str, output: str | None) -> None:
    """The functions and operations of a spec: settings, value, derivative, kinks.

    FUNCTION shows one of them in detail.

    \b
    Examples:
      bpcalc ops
      bpcalc ops leaky_relu
    """
    from bpcalc.cli.output import write_page, write_text
    from bpcalc.report import ops

    as_data = form == "json"
    try:
        found = (ops.entry(function),) if function is not None else ops.entries()
    except InputError as error:
        tell(error.problems, None, as_data)
    if as_data:
        from bpcalc.formats.ops_json import ops_json

        write_text(ops_json(found), output)
    else:
        from bpcalc.report.style import Page

        write_page(ops.overview() if function is None else ops.detail(found[0]), Page(), output, form)
