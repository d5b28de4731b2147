"""Options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from bpcalc.cli.output import FORMS, STANDALONE

Command = Callable[..., None]


precision_option = click.option(
    "--precision",
    type=click.IntRange(1, 17),
    default=6,
    show_default=True,
    help="Significant digits of numbers that are not exact.",
)
"""How many digits of inexact numbers are shown; the command gets `precision`."""


def report_options(command: Command) -> Command:
    """--format, --json, --standalone and -o; the command gets `form` and `output`.

    `form` is "json", or one of FORMS, which `write_page` writes.
    """

    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", *(form for form in FORMS if form not in ("text", STANDALONE))]),
        default="text",
        show_default=True,
        help="The form of the report.",
    )
    @click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
    @click.option("--standalone", is_flag=True, help="In LaTeX: a whole document, not a fragment.")
    @click.option("-o", "--output", metavar="FILE", help="Write to a file.")
    @wraps(command)
    def called(form: str, as_json: bool, standalone: bool, **others: Any) -> None:
        form = "json" if as_json else form
        if standalone and form != "latex":
            raise click.UsageError("--standalone goes with --format latex")
        command(form=STANDALONE if standalone else form, **others)

    return called
