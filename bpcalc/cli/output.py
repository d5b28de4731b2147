"""Where a report goes: a page of blocks or a text, to stdout or to a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

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
    lines = layout(options_for(page, columns(), unicode))
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
        from bpcalc.cli.files import write_bytes

        write_bytes((text if text.endswith("\n") else text + "\n").encode(), output)


def require_pictures() -> None:
    """A picture needs its extra; that is said before any work is done."""
    from bpcalc.cli.exits import OutputError
    from bpcalc.formats.picture import MissingExtraError, require_extra

    try:
        require_extra()
    except MissingExtraError as error:
        raise OutputError(str(error)) from None
