"""A finished file takes the place of the old one as a whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from bpcalc.batch.files import NotWrittenError, replaced
from bpcalc.cli.exits import OutputError
from bpcalc.errors import visible


def keep_inputs(output: str) -> None:
    """Refuses to write over a file that the command reads."""
    for name in _arguments():
        try:
            same = os.path.samefile(name, output)
        except (OSError, ValueError):  # a shipped network, a pattern, no file yet
            continue
        if same and os.path.isfile(output):
            shown = visible(output)
            raise click.UsageError(
                f"{shown} is what the command reads, and would be overwritten; give -o another name"
            )


def _arguments() -> Iterator[str]:
    """What stands on the command line without an option."""
    context = click.get_current_context(silent=True)
    if context is None:
        return
    for one in context.command.params:
        if isinstance(one, click.Argument):
            value = context.params.get(one.name or "")
            yield from (value,) if isinstance(value, str) else value or ()


def write_bytes(data: bytes, output: str) -> None:
    """Writes a file, a device or a pipe. Raises OutputError, and then an old file is as it was."""
    if not output.strip():
        raise click.UsageError("-o needs the name of a file, or - for the standard output")
    keep_inputs(output)
    try:
        with replaced(Path(output), alone=False) as file:
            file.write(data)
    except NotWrittenError as error:
        raise OutputError(f"{error}; check the folder and its permissions") from None
