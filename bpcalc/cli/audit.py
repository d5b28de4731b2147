"""`bpcalc audit`: which mistakes an exercise cannot reveal."""

from __future__ import annotations

import click

from bpcalc.cli import specs


@click.command()
@click.argument("spec")
@click.option("--case", metavar="NAME", help="One case only.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="The form of the report.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
def command(spec: str, case: str | None, form: str, as_json: bool, output: str | None) -> None:
    """Say which mistakes give the right value all the same, and which inputs near by tell more.

    SPEC is a YAML file or the name of a shipped network.

    \b
    Examples:
      bpcalc audit relu-net
      bpcalc audit relu-chain --json
    """
    as_data = as_json or form == "json"
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.solve import chosen_cases
        from bpcalc.grading.audit import audit
        from bpcalc.grading.exercise import Exercise
        from bpcalc.grading.marks import read_marks

        chosen_cases(network, case)
        found = audit(network, Exercise(network, read_marks(network)), case)
    from bpcalc.cli.output import write_page, write_text

    if as_data:
        from bpcalc.formats.audit_json import audit_json

        write_text(audit_json(found), output)
        return
    from bpcalc.report.audit import page
    from bpcalc.report.style import Page

    write_page(page(found), Page(network.conventions, decimals=network.decimals), output)
