"""`bpcalc plot`: functions and their derivatives, drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from bpcalc.cli.options import report_options

if TYPE_CHECKING:
    from bpcalc.calculus.curves import Curves

MOST = 12
"""Functions on one page."""
OTHERS = (".jpg", ".jpeg", ".gif", ".webp", ".eps", ".ps", ".bmp", ".tif", ".tiff")
"""Endings of pictures of other kinds."""


def _range(context: click.Context, parameter: click.Parameter, text: str) -> tuple[float, float]:
    """`-5:5` as two numbers, the smaller one first."""
    first, colon, last = text.partition(":")
    try:
        low, high = float(first), float(last)
    except ValueError:
        low = high = math.nan
    if not colon or not (math.isfinite(low) and math.isfinite(high)):
        raise click.BadParameter(f"{text} is no range; write -5:5", context, parameter)
    if low == high:
        raise click.BadParameter(f"{text} is empty: both ends are {first}; write -5:5", context, parameter)
    if low > high:
        raise click.BadParameter(
            f"{text} goes from the smaller number to the larger: {last}:{first}", context, parameter
        )
    if high - low < 1e-6 * max(1.0, abs(low), abs(high)) or high - low > 1e12:
        raise click.BadParameter(f"{text} is too narrow or too wide to be drawn", context, parameter)
    return low, high


@click.command()
@click.argument("functions", nargs=-1, required=True, metavar="FUNCTION...")
@click.option(
    "--range", "limits", default="-5:5", show_default=True, callback=_range, metavar="FROM:TO",
    help="Where they are drawn.",
)  # fmt: skip
@report_options
def command(functions: tuple[str, ...], limits: tuple[float, float], form: str, output: str | None) -> None:
    """Draw functions and their derivatives, with kinks and jumps.

    FUNCTION is an elementwise function of the table (bpcalc ops) or an expression in one
    variable. The plot is in characters; -o with .svg, .png or .pdf makes a picture, which needs
    the extra: pip install 'bpcalc[plot]'.

    \b
    Examples:
      bpcalc plot relu
      bpcalc plot relu "leaky_relu(z, 0.1)" softplus gelu --range -4:4
    """
    from bpcalc.formats.picture import KINDS, kind_of, pictures

    if len(functions) > MOST:
        raise click.UsageError(f"{len(functions)} functions do not fit a page; give at most {MOST}.")
    kind = kind_of(output)
    if kind is not None:
        from bpcalc.cli.output import require_pictures

        require_pictures()
    elif (output or "").lower().endswith(OTHERS):
        known = ", ".join(f".{one}" for one in KINDS)
        raise click.BadParameter(
            f"{output} is no picture that can be made; end it in {known}", param_hint="-o"
        )
    from bpcalc.report.plot import Drawn, page, plots

    drawn = [Drawn(text, _curves(text, limits, form == "json")) for text in functions]
    if kind is not None and output is not None:
        from bpcalc.cli.files import write_bytes

        write_bytes(pictures([plots(one) for one in drawn], kind), output)
    elif form == "json":
        from bpcalc.cli.output import write_text
        from bpcalc.formats.plot_json import plot_json

        write_text(plot_json(drawn), output)
    else:
        from bpcalc.cli.output import write_page
        from bpcalc.report.style import Page

        write_page(page(drawn), Page(), output, form)


def _curves(text: str, limits: tuple[float, float], as_data: bool) -> Curves:
    """The curves of one function; what is wrong with it is told, with exit code 3."""
    from bpcalc.calculus.curves import curves
    from bpcalc.calculus.one_variable import read_function
    from bpcalc.cli.specs import tell
    from bpcalc.errors import InputError, Place
    from bpcalc.spec.source import NotTextError, source_from_text

    try:
        source = source_from_text(text, "FUNCTION")
    except NotTextError as error:
        tell(error.problems, error.source, as_data)
    try:
        return curves(*read_function(source.text), *limits)
    except InputError as error:
        placed = []
        for problem in error.problems:
            first, last = problem.span or (0, len(source.text))
            placed.append(problem._replace(place=Place("FUNCTION", 1, first + 1, last + 1)))
        tell(tuple(placed), source, as_data)
