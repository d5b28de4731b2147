"""Options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

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


def names_in(text: str | None) -> tuple[str, ...] | None:
    """The names that --wrt lists with commas, each once; None where it is not given."""
    if text is None:
        return None
    from bpcalc.language.names import canonical

    names = tuple(dict.fromkeys(canonical(name.strip()) for name in text.split(",")))
    if "" in names:
        raise click.UsageError("--wrt has an empty name; write --wrt x, or --wrt W1,b1")
    return names


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
        if as_json and form != "json" and _was_given("form"):
            raise click.UsageError(f"--json is --format json; leave out --format {form}")
        form = "json" if as_json else form
        if standalone and form != "latex":
            raise click.UsageError("--standalone goes with --format latex")
        command(form=STANDALONE if standalone else form, **others)

    return called


def _was_given(option: str) -> bool:
    """Whether an option stands on the command line."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE
