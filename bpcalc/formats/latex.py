r"""Blocks → LaTeX: a fragment for amsmath, or a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bpcalc.formats.chains import Chain, Item, Values, chained, heading
from bpcalc.formats.drawn import characters
from bpcalc.formats.latex_document import document
from bpcalc.formats.latex_table import tabular
from bpcalc.formats.latex_text import escaped, prose
from bpcalc.formats.tex import Writer, gathered, rows, writer
from bpcalc.formats.tex_width import width
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Code, Figure, Inline, Plot, Section, Table, Text

if TYPE_CHECKING:
    from bpcalc.report.style import Page

LINE = 32.0
"""Em on a line: that of an article in 12 pt, the narrowest of the usual ones."""
WIDE_LINE = 38.5
"""Em on a line of our own document."""
HEADINGS = {1: "section*", 2: "subsection*", 3: "subsubsection*"}
DISPLAYS = (r"\begin{align*}", r"\begin{gather*}")
LEADS = {"note": "Note: ", "warning": "Warning: "}
_MATRIX_COLUMNS = 10
"""amsmath refuses a matrix with more columns unless it is told."""
_COUNTED = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", re.DOTALL)


def latex_fragment(blocks: Sequence[Block], page: Page) -> str:
    """The page, to be put into a document with amsmath."""
    body = _body(blocks, page, LINE)
    return f"% needs \\usepackage{{amsmath}}\n\\begingroup\\allowdisplaybreaks\n{body}\\endgroup\n"


def latex_document(blocks: Sequence[Block], page: Page) -> str:
    """The page as a document that compiles."""
    return document(_body(blocks, page, WIDE_LINE))


def _body(blocks: Sequence[Block], page: Page, limit: float) -> str:
    body = ""
    for part in _Maker(writer(page, limit), page).blocks(blocks, 1):
        # A display belongs to the paragraph before it: after a blank line it would stand too low.
        apart = "\n" if part.startswith(DISPLAYS) else "\n\n"
        body += f"{apart if body else ''}{part}"
    body += "\n"
    columns = max((_columns(found[1]) for found in _COUNTED.finditer(body)), default=0)
    return f"\\setcounter{{MaxMatrixCols}}{{{columns}}}\n\n{body}" if columns > _MATRIX_COLUMNS else body


def _columns(matrix: str) -> int:
    return max(row.count("&") + 1 for row in matrix.split(r"\\"))


class _Maker(NamedTuple):
    to: Writer
    page: Page

    def blocks(self, blocks: Sequence[Block], level: int, stated: Chain | None = None) -> Iterator[str]:
        """Paragraphs; neighbouring chains are aligned with each other."""
        for is_chain, group in groupby(chained(blocks, stated), lambda item: isinstance(item, Chain)):
            if is_chain:
                yield self.align([item for item in group if isinstance(item, Chain)])
            else:
                for item in group:
                    yield from self.item(item, level)

    def item(self, item: Item, level: int) -> Iterator[str]:
        if isinstance(item, Section):
            yield from self.section(item, level)
        elif isinstance(item, Text):
            yield self.text(item)
        elif isinstance(item, Values):
            yield self.gather(item)
        elif isinstance(item, Table):
            yield tabular(item, self.to, self.inline)
        elif isinstance(item, (Plot, Figure)):
            yield f"\\begin{{verbatim}}\n{characters(item, self.page, unicode=False)}\n\\end{{verbatim}}"
            if isinstance(item, Figure) and item.caption:
                yield self.inline(item.caption)

    def section(self, section: Section, level: int) -> Iterator[str]:
        title, stated = heading(section)
        if section.role == "step":
            yield rf"\paragraph{{{self.inline(title)}}}\leavevmode"
        else:
            yield rf"\{HEADINGS.get(level, 'paragraph')}{{{self.inline(title)}}}"
        yield from self.blocks(section.blocks, level + 1, stated)

    def text(self, text: Text) -> str:
        lead = LEADS.get(text.role, "")
        words = (rf"\textbf{{{lead.strip()}}} " if lead else "") + self.inline(text.content)
        return rf"{{\small {words}\par}}" if text.role == "quiet" else words

    def inline(self, inline: Inline) -> str:
        found = []
        for part in inline:
            if isinstance(part, Code):
                found.append(rf"\texttt{{{escaped(part.text)}}}")
            elif isinstance(part, str):
                found.append(prose(part))
            else:
                found.append(rf"\({self.to.formula(part)}\)")
        return "".join(found)

    def align(self, chains: Sequence[Chain]) -> str:
        """Chains below each other, with some room around those that have numbers."""
        lines: list[str] = []
        for chain in chains:
            written = [f"{row.left} & {row.right}".strip() for row in rows(chain, self.to)]
            if chain.remark:
                remark = rf"\qquad \text{{({self.inline(chain.remark)})}}"
                words = "".join(part if isinstance(part, str) else "mmm" for part in chain.remark)
                fits = width(written[-1].replace("&", "")) + 2.5 + 0.5 * len(words) <= self.to.limit
                written[-1:] = [f"{written[-1]} {remark}"] if fits else [written[-1], f"& {remark}"]
            if lines:
                lines[-1] += r" \\[1ex]" if not chain.symbolic else r" \\"
            lines += [f"{line} \\\\" for line in written[:-1]] + written[-1:]
        return "\\begin{align*}\n" + "\n".join(f"  {line}" for line in lines) + "\n\\end{align*}"

    def gather(self, values: Values) -> str:
        """As many values on each line as fit."""
        body = " \\\\[1ex]\n".join(f"  {line}" for line in gathered(values.chains, self.to))
        return f"\\begin{{gather*}}\n{body}\n\\end{{gather*}}"
