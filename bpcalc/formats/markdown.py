"""Blocks → Markdown as GitHub draws it, with LaTeX formulas and plain tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bpcalc.formats.chains import Chain, Item, Values, chained, heading
from bpcalc.formats.drawn import characters
from bpcalc.formats.markdown_text import block, code, inline, prose
from bpcalc.formats.table import is_numeric
from bpcalc.formats.tex import Writer, gathered, rows, writer
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Code, Figure, Inline, Plot, Section, Table, Text

if TYPE_CHECKING:
    from bpcalc.report.style import Page

LINE = 40.0
"""Em that a page of GitHub shows without scrolling."""
LEADS = {"note": "**Note:** ", "warning": "**Warning:** "}


def markdown_page(blocks: Sequence[Block], page: Page) -> str:
    """The page."""
    maker = _Maker(writer(page, LINE), page)
    return "\n\n".join(maker.blocks(blocks, 1)) + "\n"


class _Maker(NamedTuple):
    to: Writer
    page: Page

    def blocks(self, blocks: Sequence[Block], level: int, stated: Chain | None = None) -> Iterator[str]:
        """Paragraphs. Neighbouring formulas are aligned; those with numbers stand alone."""
        items = chained(blocks, stated)
        for place, group in groupby(enumerate(items), lambda pair: -1 if _is_formula(pair[1]) else pair[0]):
            found = [item for _, item in group]
            if place < 0:
                yield self.aligned([item for item in found if isinstance(item, Chain)])
            else:
                yield from self.item(found[0], level)

    def item(self, item: Item, level: int) -> Iterator[str]:
        if isinstance(item, Section):
            yield from self.section(item, level)
        elif isinstance(item, Chain):
            yield self.aligned([item])
            if item.remark:
                yield f"({self.line(item.remark)})"
        elif isinstance(item, Values):
            yield self.values(item)
        elif isinstance(item, Text):
            yield LEADS.get(item.role, "") + self.line(item.content)
        elif isinstance(item, Table):
            yield self.table(item)
        elif isinstance(item, (Plot, Figure)):
            yield f"````text\n{characters(item, self.page)}\n````"
            if isinstance(item, Figure) and item.caption:
                yield self.line(item.caption)

    def section(self, section: Section, level: int) -> Iterator[str]:
        title, stated = heading(section)
        yield f"{'#' * min(level, 6)} {self.line(title)}".replace("<br>\n", " ")
        yield from self.blocks(section.blocks, level + 1, stated)

    def line(self, content: Inline) -> str:
        found = ""
        for part in content:
            if isinstance(part, Code):
                found += code(part.text)
            elif isinstance(part, str):
                found += prose(part)
            else:
                apart = " " if found[-1:] not in ("", " ", "\n", "(") else ""  # GitHub asks for it
                found += apart + inline(self.to.formula(part))
        return found.strip()

    def aligned(self, chains: Sequence[Chain]) -> str:
        lines = [row for chain in chains for row in rows(chain, self.to)]
        if len(lines) == 1:
            return block(f"{lines[0].left} {lines[0].right}".strip())
        body = " \\\\\n".join(f"{row.left} & {row.right}" for row in lines)
        return block(f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}")

    def values(self, values: Values) -> str:
        """As many values on each line as fit."""
        lines = gathered(values.chains, self.to)
        if len(lines) == 1:
            return block(lines[0])
        return block("\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}")

    def table(self, table: Table) -> str:
        lines = [self.row(table.header)]
        columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
        rule = ["--:" if is_numeric(column) else "---" for column in columns]
        lines.append(f"| {' | '.join(rule)} |")
        *rows, last = (self.row(row) for row in table.rows) if table.rows else ("",)
        if table.total and last:
            cells = (f"**{cell.strip()}**" if cell.strip() else "" for cell in last.strip("| ").split(" | "))
            last = f"| {' | '.join(cells)} |"
        return "\n".join([*lines, *rows, *([last] if last else [])])

    def row(self, cells: Sequence[Inline | int]) -> str:
        texts = (str(cell) if isinstance(cell, int) else self.cell(cell) for cell in cells)
        return f"| {' | '.join(texts)} |"

    def cell(self, content: Inline) -> str:
        """A bar would end the cell, even in code."""
        return self.line(content).replace("<br>\n", " ").replace(r"\|", "&#124;").replace("|", "&#124;")


def _is_formula(item: Item) -> bool:
    return isinstance(item, Chain) and item.symbolic and not item.remark
