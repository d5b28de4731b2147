"""`bpcalc export`: a script that computes the same values and gradients, and asserts them."""

from __future__ import annotations

import click

from bpcalc.cli import specs


@click.command()
@click.argument("spec")
@click.option(
    "--to", type=click.Choice(["numpy", "pytorch"]), required=True, help="The library the script is for."
)
@click.option("--case", metavar="NAME", help="The case to export (default: the first one).")
@click.option("--json", "as_json", is_flag=True, help="The script, or what is wrong, as JSON.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
def command(spec: str, to: str, case: str | None, as_json: bool, output: str | None) -> None:
    """Write a short Python script with the values and gradients of one case.

    For NumPy the backward pass is written out, one line for each derivative; for PyTorch it is
    loss.backward(). The script asserts every number of the worked solution.

    \b
    Examples:
      bpcalc export relu-net --to numpy
      bpcalc export relu-net --to pytorch --case b -o relu_net.py
    """
    with specs.reading(spec, as_json) as network:
        from bpcalc.calculus.solve import solve
        from bpcalc.formats.export_numpy import numpy_script
        from bpcalc.formats.export_pytorch import pytorch_script
        from bpcalc.formats.script import export_of

        chosen = case if case is not None else network.cases[0].name
        export = export_of(solve(network, case=chosen))
        text = numpy_script(export) if to == "numpy" else pytorch_script(export)
    from bpcalc.cli.output import write_document, write_text

    if as_json:
        import json

        record = {"schema": "bpcalc.export/1", "to": to, "case": chosen, "script": text}
        write_text(json.dumps(record, ensure_ascii=False), output)
    else:
        write_document(text, output)
