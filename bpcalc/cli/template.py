"""`bpcalc template`: a blank answer sheet."""

from __future__ import annotations

import click

from bpcalc.cli import specs


@click.command()
@click.argument("spec")
@click.option("--json", "as_json", is_flag=True, help="The sheet in JSON, with null for blanks.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
def command(spec: str, as_json: bool, output: str | None) -> None:
    """Write a blank answer sheet with every name and its shape.

    \b
    Example:
      bpcalc template relu-net -o answers.yaml
    """
    with specs.reading(spec, as_json) as network:
        from bpcalc.grading.template import blank_sheet

        text = blank_sheet(network)
    from bpcalc.cli.output import write_text

    if as_json:
        from bpcalc.formats.sheet_json import sheet_json

        text = sheet_json(text)
    write_text(text, output)
