"""`bpcalc graph`: the computational graph, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import SPEC, Exit, OutputError

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram
    from bpcalc.report.style import Page

FORMS = ("text", "svg", "dot", "mermaid", "json")
ENDINGS = {"txt": "text", "svg": "svg", "dot": "dot", "gv": "dot", "mmd": "mermaid", "mermaid": "mermaid",
           "json": "json"}  # fmt: skip
"""The form that a file name asks for."""


@click.command()
@click.argument("spec")
@click.option("--case", metavar="NAME", help="The case whose values are shown (default: the first).")
@click.option(
    "--grain", type=click.Choice(["equations", "operations"]), default="equations", show_default=True,
    help="A node for each equation, or for each operation (+ and × as circles).",
)  # fmt: skip
@click.option(
    "--to", "--format", "form", type=click.Choice(FORMS),
    help="The form (default: text, or what the ending of the file says).",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --to json.")
@click.option(
    "--direction", type=click.Choice(["down", "right"]), default="down", show_default=True,
    help="Where edges go in a picture.",
)  # fmt: skip
@click.option("--no-values", is_flag=True, help="The structure alone: no values, no gradients.")
@click.option(
    "--precision", type=click.IntRange(1, 17), default=4, show_default=True,
    help="Significant digits of numbers that are not exact.",
)  # fmt: skip
@click.option("-o", "--output", metavar="FILE", help="Write to a file: .svg, .dot, .mmd, .json or .txt.")
def command(
    spec: str,
    case: str | None,
    grain: str,
    form: str | None,
    as_json: bool,
    direction: str,
    no_values: bool,
    precision: int,
    output: str | None,
) -> None:
    """Draw the computational graph: shapes, small values, and the gradient that each edge carries back.

    A shared parameter is one node. The SVG is laid out by bpcalc itself, Graphviz is not needed;
    DOT and Mermaid are for those who want another layout.

    \b
    Examples:
      bpcalc graph relu-net
      bpcalc graph three-inputs --grain operations --to mermaid
    """
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json is --to json; leave out --to {form}")
    form = "json" if as_json else form or _form_of(output)
    with specs.reading(spec, form == "json") as network:
        from bpcalc.calculus.diagram import diagram
        from bpcalc.report.style import style_of

        found = diagram(network, case, grain, values=not no_values)
        page = style_of(network, found.of or "", precision)
    _write(found, page, form, direction == "right", output)
    if found.problem is not None:
        if form != "json":
            outcome = "the graph is drawn without what depends on it"
            specs.show((found.problem,), specs.source_read(spec), False, outcome)
        raise Exit(SPEC)


def _form_of(output: str | None) -> str:
    """What the ending of a file asks for."""
    if output in (None, "-"):
        return "text"
    ending = (output or "").rpartition("/")[2].rpartition(".")[2].lower()
    if ending not in ENDINGS:
        known = ", ".join(f".{one}" for one in ENDINGS)
        raise click.BadParameter(
            f"{output} has no ending that says what to write; end it in one of {known}, "
            f"or add --to {', --to '.join(FORMS)}",
            param_hint="--output",
        )
    return ENDINGS[ending]


def _write(found: Diagram, page: Page, form: str, right: bool, output: str | None) -> None:
    from bpcalc.cli.output import write_document, write_lines_of, write_text
    from bpcalc.formats.diagram_text import TooWideError, diagram_lines
    from bpcalc.formats.svg import TooLargeError, svg
    from bpcalc.formats.written import options_for

    try:
        if form == "text":
            write_lines_of(lambda options: diagram_lines(found, options), page, output)
            return
        if form == "json":
            from bpcalc.formats.diagram_json import diagram_json

            write_text(diagram_json(found), output)
            return
        options = options_for(page, 80, True)
        if form == "svg":
            text = svg(found, options, right, file=True)
        elif form == "dot":
            from bpcalc.formats.dot import dot

            text = dot(found, options, right)
        else:
            from bpcalc.formats.mermaid import mermaid

            text = mermaid(found, options, right)
    except (TooLargeError, TooWideError) as error:
        raise OutputError(str(error)) from None
    write_document(text, output)
