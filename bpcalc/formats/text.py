"""Blocks → styled lines. The whole text is laid out here, once; a terminal only adds colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, cast

from bpcalc.formats.display import display_lines
from bpcalc.formats.equations import equation_lines
from bpcalc.formats.inline import inline_pieces
from bpcalc.formats.lines import Line, indented, line_width, plain_text
from bpcalc.formats.options import Options
from bpcalc.formats.table import table_lines
from bpcalc.formats.wrap import wrapped
from bpcalc.report.blocks import Display, Equation, Figure, Plot, Section, Text

if TYPE_CHECKING:
    from bpcalc.report.blocks import Block

__all__ = ["Line", "Options", "plain_text", "text_lines"]

INDENT = 3  # of mathematics, and of everything in a step
MEASURE = 100  # longer lines of prose are hard to read
UNDERLINES = {1: "═", 2: "─"}
LEADS = {"note": "Note: ", "warning": "Warning: "}


def text_lines(blocks: Sequence[Block], options: Options) -> list[Line]:
    """The blocks in lines of at most `options.width` columns (a single number may be wider)."""
    return _blocks(blocks, options, indent=0, level=1)


def _blocks(blocks: Sequence[Block], options: Options, indent: int, level: int) -> list[Line]:
    """Blank lines between blocks, but a quiet text belongs to the text before it."""
    lines: list[Line] = []
    after_text = False
    for part in _parts(blocks):
        first = part[0]
        drawn = _part(part, options, indent, level)
        close = after_text and isinstance(first, Text) and first.role == "quiet"
        lines += drawn if close or not lines or not drawn else [(), *drawn]
        after_text = isinstance(first, Text)
    return lines


def _parts(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Neighbouring equations, and neighbouring plots, together; any other block alone."""
    for kind, group in groupby(blocks, type):
        if kind is Equation or kind is Plot:
            yield [*group]
        else:
            for block in group:
                yield (block,)


def _part(part: Sequence[Block], options: Options, indent: int, level: int) -> list[Line]:
    block = part[0]
    if isinstance(block, Section):
        return _section(block, options, indent, level)
    if isinstance(block, Text):
        return _text(block, options, indent)
    inner = max(indent, INDENT)
    width = max(1, options.width - inner)
    if isinstance(block, Display):
        return indented(display_lines(block.parts, options, width), inner)
    if isinstance(block, Equation):
        return indented(equation_lines(cast("Sequence[Equation]", part), options, width), inner)
    if isinstance(block, Figure):
        return _figure(block, options, inner)
    if isinstance(block, Plot):
        from bpcalc.formats.plots_beside import plots_lines  # few pages have plots

        return indented(plots_lines(cast("Sequence[Plot]", part), options, width), inner)
    return indented(table_lines(block, options, width), inner)


def _section(section: Section, options: Options, indent: int, level: int) -> list[Line]:
    step = section.role == "step"
    style = "step" if step else f"heading{min(level, 3)}"
    pieces = inline_pieces(section.title, options, style)
    heading = indented(wrapped(pieces, _measure(options, indent), rest=INDENT), indent)
    if not step and level in UNDERLINES:
        sign = options.shown(UNDERLINES[level])
        heading.append(((style, sign * max(map(line_width, heading))),))
    inner = indent + INDENT if step else indent
    body = _blocks(section.blocks, options, inner, level + 1)
    return [*heading, (), *body] if body else heading


def _text(text: Text, options: Options, indent: int) -> list[Line]:
    lead = options.shown(LEADS.get(text.role, ""))
    first: Line = ((text.role, lead),) if lead else ()
    style = "quiet" if text.role == "quiet" else ""
    pieces = inline_pieces(text.content, options, style)
    return indented(wrapped(pieces, _measure(options, indent), first, len(lead)), indent)


def _figure(figure: Figure, options: Options, indent: int) -> list[Line]:
    lines: list[Line] = [(("", options.shown(line)),) if line else () for line in figure.text.splitlines()]
    caption = wrapped(inline_pieces(figure.caption, options, "quiet"), _measure(options, indent))
    return indented([*lines, (), *caption] if figure.caption else lines, indent)


def _measure(options: Options, indent: int) -> int:
    return max(1, min(options.width, MEASURE) - indent)
