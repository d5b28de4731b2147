"""`bpcalc schema`: the JSON Schema of a spec."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--json", is_flag=True, expose_value=False, help="Which it is in any case.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
def command(output: str | None) -> None:
    """The JSON Schema of a spec, with which an editor completes and checks it.

    \b
    Examples:
      bpcalc schema
      bpcalc schema -o bpcalc.schema.json
    """
    from bpcalc.cli.output import write_text
    from bpcalc.spec.schema import schema

    write_text(json.dumps(schema(), ensure_ascii=False, indent=2), output)
