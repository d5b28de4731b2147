"""Blocks → one HTML page: MathML, steps that fold, a table of contents; no script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from bpcalc.errors import visible
from bpcalc.formats.chains import Chain, Item, Values, chained, heading
from bpcalc.formats.drawn import characters
from bpcalc.formats.html_page import html_document
from bpcalc.formats.mathml import mathml
from bpcalc.formats.table import is_numeric
from bpcalc.formats.tex import Writer, pieces, writer
from bpcalc.language.notation.text import unicode
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Code, Figure, Inline, Plot, Section, Table, Text

if TYPE_CHECKING:
    from bpcalc.report.style import Page

LINE = 200.0
"""Em before a matrix loses columns; a page scrolls, so that is far."""
UNFOLDED = 15
"""Longer tables of contents are folded."""
LEADS = {"note": "Note: ", "warning": "Warning: "}
_GAP = re.compile(r" {3,}")


Path = tuple[int, ...]
"""Where a section stands: the second one in the first one is (1, 2)."""


def html_page(blocks: Sequence[Block], page: Page) -> str:
    """The page as a file of its own."""
    body = html_fragment(blocks, page)
    title = next((_words(block.title) for block in blocks if isinstance(block, Section)), "bpcalc")
    return html_document(title, f"<main>\n{body}\n</main>")


def html_fragment(blocks: Sequence[Block], page: Page) -> str:
    """The page without a style, for a place that has one of its own: a cell of a notebook."""
    return "\n".join(_Maker(writer(page, LINE), page).blocks(blocks, ()))


class _Maker(NamedTuple):
    to: Writer
    page: Page

    def blocks(self, blocks: Sequence[Block], path: Path, stated: Chain | None = None) -> Iterator[str]:
        """Elements; the sections among them are numbered. The contents of the whole page stand
        before its first section."""
        sections = 0
        for item in chained(blocks, stated):
            if isinstance(item, Section):
                sections += 1
                if sections == 1 and len(path) == 1:
                    yield from self.contents(blocks, path)
                yield from self.section(item, (*path, sections))
            else:
                yield from self.item(item)

    def contents(self, blocks: Sequence[Block], path: Path) -> Iterator[str]:
        """Links to the sections, where there are enough of them to get lost."""
        listed = self.entries(blocks, path)
        many = listed.count("<li>")
        if many > 2:
            opened = ' open=""' if many <= UNFOLDED else ""
            yield f"<nav><details{opened}><summary>Contents</summary>{listed}</details></nav>"

    def entries(self, blocks: Sequence[Block], path: Path) -> str:
        """A list of the sections; steps by their numbers, on one line."""
        found, steps = "", ""
        for number, section in enumerate((b for b in blocks if isinstance(b, Section)), 1):
            link = f'href="#{_place((*path, number))}"'
            if section.role == "step":
                steps += f' <a {link} title="{escape(_words(heading(section)[0]))}">{number}</a>'
            else:
                inner = self.entries(section.blocks, (*path, number))
                found += f"<li><a {link}>{self.inline(section.title)}</a>{inner}</li>"
        steps = f'<div class="quiet">steps{steps}</div>' if steps else ""
        return steps + (f"<ul>{found}</ul>" if found else "")

    def item(self, item: Item) -> Iterator[str]:
        if isinstance(item, Chain):
            yield self.maths(item)
        elif isinstance(item, Values):
            inner = "".join(f"<span>{mathml(' '.join(pieces(c, self.to)), True)}</span>" for c in item.chains)
            yield f'<div class="maths values">{inner}</div>'
        elif isinstance(item, Text):
            role = f' class="{item.role}"' if item.role else ""
            lead = f"<b>{LEADS[item.role]}</b>" if item.role in LEADS else ""
            yield f"<p{role}>{lead}{self.inline(item.content)}</p>"
        elif isinstance(item, Table):
            yield self.table(item)
        elif isinstance(item, Figure):
            caption = f"<figcaption>{self.inline(item.caption)}</figcaption>" if item.caption else ""
            yield f"<figure>{item.svg}{caption}</figure>"
        elif isinstance(item, Plot):
            yield f"<pre>{escape(characters(item, self.page), quote=False)}</pre>"

    def section(self, section: Section, path: Path) -> Iterator[str]:
        """A heading and what is below it; a step as a fold. The first section is the page itself."""
        if section.role == "step":
            yield self.step(section, path)
            return
        depth = min(len(path), 6)
        head = f"<h{depth}>{self.inline(section.title)}</h{depth}>"
        inner = "\n".join([head, *self.blocks(section.blocks, path)])
        yield inner if len(path) == 1 else f'<section id="{_place(path)}">\n{inner}\n</section>'

    def step(self, section: Section, path: Path) -> str:
        """A fold with the formula on its outside, the numbers inside. The first one is open, to show
        what the others hold. The place is inside too: a browser that goes there opens the fold."""
        title, stated = heading(section)
        items = chained(section.blocks, stated)
        formula = ""
        if stated is not None and isinstance(items[0], Chain):
            formula = mathml(" ".join(pieces(stated, self.to)), True)
            numbers = items[0].sides[1:]
            items[:1] = [items[0]._replace(sides=numbers)] if numbers else []
        parts: list[str] = []
        sections = 0
        for item in items:
            if isinstance(item, Section):
                sections += 1
                parts += self.section(item, (*path, sections))
            else:
                parts += self.item(item)
        opened = ' open=""' if path[-1] == 1 else ""
        return (
            f'<details class="step"{opened}>'
            f"<summary><b>{self.inline(title)}</b>{formula}</summary>\n"
            f'<div id="{_place(path)}">\n' + "\n".join(parts) + "\n</div></details>"
        )

    def maths(self, chain: Chain) -> str:
        """A chain; a narrow page breaks it before an `=`."""
        parts = "".join(f"<span>{mathml(tex, True)}</span>" for tex in pieces(chain, self.to))
        remark = f'<span class="remark">{self.inline(chain.remark)}</span>' if chain.remark else ""
        return f'<div class="maths">{parts}{remark}</div>'

    def inline(self, inline: Inline, display: bool = False) -> str:
        found = []
        for part in inline:
            if isinstance(part, Code):
                found.append(f"<code>{escape(visible(part.text), quote=False)}</code>")
            elif isinstance(part, str):
                found.append(_prose(part))
            else:
                found.append(mathml(self.to.formula(part), display))
        return "".join(found)

    def table(self, table: Table) -> str:
        columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
        kinds = [' class="number"' if is_numeric(column) else "" for column in columns]
        head = "".join(f"<th{k}>{self.inline(c)}</th>" for k, c in zip(kinds, table.header, strict=True))
        body = []
        for place, row in enumerate(table.rows, 1):
            last = ' class="total"' if table.total and place == len(table.rows) else ""
            cells = (f"<td{k}>{self.cell(c)}</td>" for k, c in zip(kinds, row, strict=True))
            body.append(f"<tr{last}>{''.join(cells)}</tr>")
        return (
            f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
            + "\n".join(body)
            + "\n</tbody></table></div>"
        )

    def cell(self, cell: Inline | int) -> str:
        return str(cell) if isinstance(cell, int) else self.inline(cell, display=True)


def _place(path: Path) -> str:
    return "s" + "-".join(map(str, path[1:]))


def _prose(text: str) -> str:
    """Words; a line feed ends a line, wide gaps stay wide."""
    lines = (escape(visible(line.replace("\t", " ")), quote=False) for line in text.split("\n"))
    return _GAP.sub('<span class="gap"> </span>', "<br/>".join(lines))


def _words(inline: Inline) -> str:
    """A title where no mathematics can stand."""
    return "".join(
        visible(part)
        if isinstance(part, str)
        else visible(part.text)
        if isinstance(part, Code)
        else unicode(part)
        for part in inline
    )
