"""`bpcalc grade`: the answer sheets of a class judged, unattended."""

from __future__ import annotations

import math
from pathlib import Path

import click

from bpcalc.batch.limits import USUAL, Limits
from bpcalc.cli import specs
from bpcalc.cli.options import report_options

KINDS = ("scores", "answers", "junit", "prairielearn-scores", "gradescope", "prairielearn")
"""The exports there are; `--help` must not import them."""


def _finite(context: click.Context, option: click.Parameter, value: float) -> float:
    """The number; what is none, or endless, no clock can wait for."""
    if not math.isfinite(value):
        raise click.BadParameter("give a number of seconds.")
    return value


@click.command()
@click.argument("spec")
@click.argument("submissions", nargs=-1, required=True)
@click.option("--into", default="grades", show_default=True, metavar="DIR", help="The folder of the results.")
@click.option(
    "--export", "kinds", multiple=True, type=click.Choice(KINDS), help="Also write this; may be repeated."
)
@click.option(
    "--fill",
    metavar="SHEET",
    help="Write the scores, and Moodle's feedback comments, into a copy of this CSV of Canvas or Moodle; "
    "a grade or a comment that is there stays.",
)
@click.option(
    "--fill-column", default="", metavar="NAME", help="Which column of the sheet, where it has several."
)
@click.option("--fill-scale", is_flag=True, help="Scale the scores to the points that the sheet gives.")
@click.option("--feedback", metavar="DIR", help="Write a file for each student into this folder.")
@click.option(
    "--feedback-format",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="The form of the feedback.",
)
@click.option(
    "--hint",
    type=click.IntRange(1, 3),
    default=2,
    show_default=True,
    help="How much is said about a wrong answer: 1 where, 2 what kind, 3 all that is known.",
)
@click.option("--roster", metavar="CSV", help="The list of the class: tells who handed in nothing.")
@click.option(
    "--keep",
    type=click.Choice(["last", "first"]),
    default="last",
    show_default=True,
    help="Which of several attempts counts.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="So many processes judge.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted run has ended.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    callback=_finite,
    default=USUAL.seconds,
    show_default=True,
    metavar="SECONDS",
    help="What takes longer is ungradable.",
)
@click.option(
    "--memory",
    type=click.IntRange(16),
    default=USUAL.memory,
    show_default=True,
    metavar="MIB",
    help="What takes more is ungradable.",
)
@report_options
def command(
    spec: str,
    submissions: tuple[str, ...],
    into: str,
    kinds: tuple[str, ...],
    fill: str | None,
    fill_column: str,
    fill_scale: bool,
    feedback: str | None,
    feedback_format: str,
    hint: int,
    roster: str | None,
    keep: str,
    jobs: int,
    resume: bool,
    timeout: float,
    memory: int,
    form: str,
    output: str | None,
) -> None:
    """Judge all answer sheets of a class; one that cannot be read never stops the others.

    SPEC is a YAML file or the name of a shipped network. SUBMISSIONS are folders, files,
    patterns, CSV tables with a row for each student, JSON lines, or - (one of these on the
    standard input). The results are in DIR/grades.jsonl, a line for each student; the page is a
    summary of the class. What is ungradable has no score and a reason (exit code 4: a person has
    to look); who is on the roster and handed in nothing is listed as missing.

    Rows are kept in DIR/journal.jsonl as they come: after an interruption or a crash, give the
    same command with --resume.

    \b
    Examples:
      bpcalc grade exercise.yaml submissions/
      bpcalc grade exercise.yaml submissions/ --jobs 4 --roster class.csv --export scores
    """
    if spec == "-" and "-" in submissions:
        raise click.UsageError("The standard input is the spec or the submissions, not both.")
    from bpcalc.batch.prepared import Recipe, prepare

    as_data = form == "json"
    with specs.reading(spec, as_data) as network:
        recipe = Recipe(specs.source_read(spec), hint)
        prepared = prepare(recipe, network)
    from bpcalc.batch.run import Run
    from bpcalc.cli import grading

    grading.keep_apart(submissions, "--into", into)
    grading.keep_apart(submissions, "--feedback", feedback)
    grading.writable("--into", into, True)
    grading.writable("--feedback", feedback, True)
    grading.writable("--output", output, False)
    collection, people = grading.collected(submissions, roster, keep, spec, as_data)
    run = Run(recipe, prepared, collection.submissions, jobs, Limits(timeout, memory))
    sheet = grading.sheet_to_fill(fill, into, fill_column, network.title, fill_scale, as_data)
    wanted = grading.Wanted(Path(into), kinds, sheet, Path(feedback) if feedback else None, feedback_format)
    grading.graded(run, collection, people, wanted, resume, form, output)
