"""`bpcalc train`: the update steps of a spec as a worked solution."""

from __future__ import annotations

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import SPEC, Exit
from bpcalc.cli.options import precision_option, report_options

KEPT = 10
"""Updates at the beginning that JSON tells in full; the last one is, too."""


@click.command()
@click.argument("spec")
@click.option("--case", metavar="NAME", help="Train on one case only.")
@click.option("--steps", type=click.IntRange(1), metavar="N", help="So many updates, whatever the spec says.")
@click.option("--compact", is_flag=True, help="One line for each update.")
@precision_option
@report_options
def command(
    spec: str,
    case: str | None,
    steps: int | None,
    compact: bool,
    precision: int,
    form: str,
    output: str | None,
) -> None:
    """Train a network: predict, loss, clear, backward, update, as `update:` in the spec says.

    Each case is a training of its own. The first updates and the last one are worked out.

    \b
    Examples:
      bpcalc train two-two-two
      bpcalc train two-two-two --steps 10000 --compact
    """
    from bpcalc.formats.picture import kind_of

    as_data = form == "json"
    kind = kind_of(output)
    if kind is not None:
        from bpcalc.cli.output import require_pictures

        require_pictures()
    with specs.reading(spec, as_data) as network:
        from bpcalc.calculus.solve import chosen_cases
        from bpcalc.calculus.updates import train
        from bpcalc.errors import InputError
        from bpcalc.report import train as report
        from bpcalc.spec.update import steps_problem, update_of

        update = update_of(network)
        if steps is not None:
            wrong = steps_problem(steps)
            if wrong is not None:
                raise InputError(wrong)
            update = update._replace(steps=steps)
        keep = frozenset((*range(1, KEPT + 1), update.steps)) if as_data else report.worked(update.steps)
        trainings = [train(network, update, one, keep) for one in chosen_cases(network, case)]
    from bpcalc.cli.files import write_bytes
    from bpcalc.cli.output import write_page, write_text

    if kind is not None and output is not None:
        from bpcalc.formats.picture import picture
        from bpcalc.report import train_loss

        write_bytes(picture(train_loss.curve(trainings, train_loss.ALL), kind, network.title), output)
        output = None
    if as_data:
        from bpcalc.formats.train_json import train_json

        write_text(train_json(network, trainings), output)
    else:
        write_page(
            report.page(network, trainings, compact=compact, precision=precision),
            report.style(network, trainings, precision),
            output,
            form,
        )
    failed = [training.problem for training in trainings if training.problem is not None]
    if failed:
        if not as_data:
            specs.show(tuple(failed), specs.source_read(spec), False)
        raise Exit(SPEC)
