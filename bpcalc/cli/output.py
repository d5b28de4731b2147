"""Where a report goes: a page of blocks or a text, to stdout or to a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bpcalc.cli.exits import OutputError
from bpcalc.cli.specs import columns

if TYPE_CHECKING:
    from bpcalc.report.blocks import Block
    from bpcalc.report.style import Page


def write_page(blocks: Sequence[Block], page: Page, output: str | None = None) -> None:
    """Blocks as text: to the terminal with colour, to a file or a pipe without."""
    from bpcalc.formats.lines import plain_text
    from bpcalc.formats.terminal import carries_unicode, write_lines
    from bpcalc.formats.text import text_lines
    from bpcalc.formats.written import options_for

    to_file = output not in (None, "-")
    unicode = True if to_file else carries_unicode(sys.stdout)
    lines = text_lines(blocks, options_for(page, columns(sys.stdout), unicode))
    if to_file:
        write_text(plain_text(lines), output)
    else:
        write_lines(lines, sys.stdout)


def write_text(text: str, output: str | None = None) -> None:
    """A finished text to stdout, or to a file, which is replaced as a whole or not at all."""
    if output in (None, "-"):
        click.echo(text, nl=not text.endswith("\n"))
        return
    path = Path(str(output))
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text if text.endswith("\n") else text + "\n")
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise OutputError(
            f"{path} cannot be written: {error.strerror}; check the folder and its permissions"
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
