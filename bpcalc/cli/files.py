"""A finished file takes the place of the old one as a whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import click

from bpcalc.batch.files import NotWrittenError, replaced
from bpcalc.cli.exits import OutputError


def write_bytes(data: bytes, output: str) -> None:
    """Writes a file, a device or a pipe. Raises OutputError, and then an old file is as it was."""
    if not output.strip():
        raise click.UsageError("-o needs the name of a file, or - for the standard output")
    try:
        with replaced(Path(output), alone=False) as file:
            file.write(data)
    except NotWrittenError as error:
        raise OutputError(f"{error}; check the folder and its permissions") from None
