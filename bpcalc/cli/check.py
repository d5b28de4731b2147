"""`bpcalc check`: one answer sheet judged."""

from __future__ import annotations

import click

from bpcalc.cli import specs
from bpcalc.cli.exits import ANSWERS, WRONG, Exit
from bpcalc.cli.options import report_options
from bpcalc.errors import InputError

_TABLES = (".csv", ".tsv")
_OF_SPECS = {"inputs", "parameters", "target", "layers", "loss", "cases", "conventions"}
"""Keys of which a sheet has no two."""


@click.command()
@click.argument("spec")
@click.argument("answers", required=False)
@click.option(
    "-a", "--answer", "inline", multiple=True, metavar="NAME=VALUE", help="An answer on the command line."
)
@click.option(
    "--hint",
    type=click.IntRange(1, 3),
    default=2,
    show_default=True,
    help="How much is said about a wrong answer: 1 where, 2 what kind, 3 the worked step.",
)
@report_options
def command(spec: str, answers: str | None, inline: tuple[str, ...], hint: int, form: str,
            output: str | None) -> None:  # fmt: skip
    """Judge an answer sheet: which entry is wrong, what follows from it, what was probably done.

    SPEC is a YAML file or the name of a shipped network, ANSWERS a YAML or JSON sheet
    (bpcalc template writes a blank one).

    \b
    Examples:
      bpcalc check relu-net -a 'a: dl/dx=[-1, 2]'
      bpcalc check relu-net answers.yaml --hint 1
    """
    as_data = form == "json"
    if answers is not None and answers.lower().endswith(_TABLES):
        raise click.UsageError(
            f"{answers} is a table, and check reads one sheet in YAML or JSON; bpcalc grade {spec} {answers} "
            "takes a row for each student."
        )
    if answers is None and not inline:
        raise click.UsageError("Give a sheet, or answers with -a NAME=VALUE.")
    with specs.reading(spec, as_data) as network:
        from bpcalc.grading.judge import Exercise, judge
        from bpcalc.grading.marks import read_marks

        exercise = Exercise(network, read_marks(network))
    from bpcalc.grading.answers import Sheet, once
    from bpcalc.grading.sheet import SheetReader
    from bpcalc.spec.source import read_answers

    source = None
    try:
        sheet = Sheet("", ())
        reader = SheetReader(network)
        if answers is not None:
            source = read_answers(answers)
            sheet = reader.sheet(source)
            if len(_OF_SPECS & {answer.key for answer in sheet.answers}) > 1:
                raise click.UsageError(
                    f"{answers} is a spec; write bpcalc check SPEC ANSWERS, in this order."
                )
        more = map(reader.inline, inline)
        sheet = sheet._replace(answers=once((*sheet.answers, *more)))
    except InputError as error:
        specs.show(error.problems, getattr(error, "source", source), as_data)
        raise Exit(ANSWERS) from None
    judgement = judge(exercise, sheet)
    if as_data:
        from bpcalc.cli.output import write_text
        from bpcalc.formats.check_json import judgement_json
        from bpcalc.report.check import STEP

        if hint >= STEP:
            from bpcalc.formats.solutions import with_solutions

            judgement = with_solutions(exercise, judgement)
        write_text(judgement_json(judgement, hint), output)
    else:
        from bpcalc.cli.output import write_page
        from bpcalc.report.check import page
        from bpcalc.report.style import style_of

        write_page(page(exercise, judgement, hint), style_of(network), output, form)
    if any(one.verdict != "right" for one in judgement.answers):
        raise Exit(WRONG)
