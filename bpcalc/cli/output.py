"""Where a report goes: a page of blocks or a text, to stdout or to a file."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bpcalc.cli.exits import OutputError
from bpcalc.cli.progress import finish
from bpcalc.cli.specs import columns

if TYPE_CHECKING:
    from bpcalc.formats.lines import Line
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Block
    from bpcalc.report.style import Page


STANDALONE = "latex-document"
FORMS = {
    "text": "",  # laid out for the width of the terminal, below
    "latex": "bpcalc.formats.latex:latex_fragment",
    STANDALONE: "bpcalc.formats.latex:latex_document",
    "markdown": "bpcalc.formats.markdown:markdown_page",
    "html": "bpcalc.formats.html:html_page",
}
"""Every form of a page and what writes it, `(blocks, page) -> str`, imported when it is asked for."""


def write_page(blocks: Sequence[Block], page: Page, output: str | None = None, form: str = "text") -> None:
    """Blocks in one of FORMS; text goes to a terminal with colour, to a file or a pipe without."""
    if form == "text":
        _write_lines(blocks, page, output)
        return
    module, _, name = FORMS[form].partition(":")
    write_document(getattr(import_module(module), name)(blocks, page), output)


def write_document(text: str, output: str | None = None) -> None:
    """A text that is a file in itself: UTF-8 wherever it goes, whatever a terminal carries."""
    finish()
    if (output is None or output == "-") and not sys.stdout.isatty():
        click.echo(text.encode(), nl=False)
    else:
        write_text(text, output)


def _write_lines(blocks: Sequence[Block], page: Page, output: str | None) -> None:
    from bpcalc.formats.text import text_lines

    write_lines_of(lambda options: text_lines(blocks, options), page, output)


def write_lines_of(layout: Callable[[Options], Sequence[Line]], page: Page, output: str | None) -> None:
    """What `layout` makes for the width and the encoding of where it goes."""
    from bpcalc.formats.lines import plain_text
    from bpcalc.formats.terminal import carries_unicode, write_lines
    from bpcalc.formats.written import options_for

    to_file = output not in (None, "-")
    unicode = True if to_file else carries_unicode(sys.stdout)
    lines = layout(options_for(page, columns(sys.stdout), unicode))
    finish()
    if to_file:
        write_text(plain_text(lines), output)
    else:
        write_lines(lines, sys.stdout)


def write_text(text: str, output: str | None = None) -> None:
    """A finished text to stdout, or to a file, which is replaced as a whole or not at all."""
    finish()
    if output is None or output == "-":
        click.echo(text, nl=not text.endswith("\n"))
    else:
        write_bytes((text if text.endswith("\n") else text + "\n").encode(), output)


def write_bytes(data: bytes, output: str) -> None:
    """A finished file, which replaces the old one as a whole or not at all.

    A device or a pipe is written to; a file that must not be written stays as it is.
    """
    path = Path(os.path.realpath(output))
    temporary = ""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise OutputError(
            f"{output} cannot be written: {error.strerror}; check the folder and its permissions"
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
