r"""Formulas, sides and whole chains in LaTeX, broken where a line is too short.

LaTeX for print, Markdown and the MathML of a page are all made of what is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from bpcalc.formats.chains import Chain, Side, Term
from bpcalc.formats.entries import places
from bpcalc.formats.tex_matrix import Numbers, Value, bracketed, single
from bpcalc.formats.tex_width import CLOSE, inner_width
from bpcalc.language.notation.latex import latex
from bpcalc.language.tree import CONDITIONS
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Matrix, Sign

if TYPE_CHECKING:
    from bpcalc.language.tree import Expr
    from bpcalc.report.style import Page

SIGNS = {"·": r"\cdot", "⊙": r"\odot", "⊗": r"\otimes", "−": "-", "×": r"\times", "≈": r"\approx"}
INDENT = 2.4
"""Em that a broken side is moved in and its sign takes."""
MARGIN = 1.4
"""Em that an `=` takes."""
_FOREIGN_WORD = r"\\math(?:it|rm)\{((?:[^{}\\]|\\_)*[^\x00-\x7f{}\\](?:[^{}\\]|\\_)*)\}"
_FOREIGN = r"[^\x00-\x7f]+"


class Row(NamedTuple):
    """A line of a chain: what stands before the `=` of all lines, and the rest; their width."""

    left: str
    right: str
    width: float


class Part(NamedTuple):
    """A part of a line, with its width behind something else on it, in em."""

    tex: str
    width: float

    @property
    def alone(self) -> float:
        """The width at the beginning of a line."""
        return self.width - (CLOSE if self.tex.startswith("-") else 0.0)


class Writer(NamedTuple):
    """How formulas and numbers are written; `limit` is the width of a line in em."""

    notation: Callable[[Expr], str]
    numbers: Numbers
    limit: float

    def formula(self, expr: Expr) -> str:
        """The formula; letters beyond ASCII as text, for engines without Unicode mathematics."""
        tex = self.notation(expr)
        if tex.isascii():
            return tex
        tex = re.sub(_FOREIGN_WORD, r"\\text{\1}", tex)
        parts = re.split(r"(\\text\{[^{}]*\})", tex)
        return "".join(
            part if part.startswith(r"\text") else re.sub(_FOREIGN, r"\\text{\g<0>}", part) for part in parts
        )

    def beside(self, expr: Expr) -> str:
        """The formula beside an `=`: a condition in brackets."""
        tex = self.formula(expr)
        return rf"\left( {tex} \right)" if expr.op in CONDITIONS else tex

    def value(self, matrix: Matrix, columns: int | None = None) -> Value:
        """A matrix in brackets."""
        return bracketed(matrix, self.numbers, columns)

    def side(self, side: Side, room: float = 1e9) -> tuple[list[Part], bool]:
        """Each term with the sign before it, in at most `room` em where columns can be left out;
        and whether exact numbers are rounded."""
        bare = all(isinstance(t, Sign) or _is_single(t) for t in side)
        found: list[Part] = []
        rounded = False
        sign = ""
        for term in side:
            if isinstance(term, Sign):
                sign = SIGNS.get(term.text, term.text)
                continue
            made = self._term(term, bare, bool(found), room - (MARGIN if len(side) == 1 else INDENT))
            rounded = rounded or made.rounded
            found.append(_after(sign, made.tex, made.width) if sign else Part(made.tex, made.width))
            sign = ""
        return [*found, _part(sign)] if sign else found, rounded

    def _term(self, term: Term, bare: bool, factor: bool, room: float) -> Value:
        if not isinstance(term, Matrix):
            assert not isinstance(term, Sign)
            return Value(*_part(self.beside(term)))
        if bare or (_is_single(term) and term.label is None):
            return single(term, self.numbers, factor)
        made = self.value(term)
        columns = len(places(term.shape[1]))
        while columns > 1 and made.width > room:
            columns -= 1
            made = self.value(term, columns)
        return made


def writer(page: Page, limit: float) -> Writer:
    """The writer for a page of this style."""
    style = page.formulas
    return Writer(cache(partial(latex, style=style)), Numbers(page.precision, page.decimals), limit)


def rows(chain: Chain, to: Writer) -> list[Row]:
    """The chain in lines: on one where it fits, else broken before an `=`, then within sides."""
    left, rounded, sides = _opening(chain, to)
    room = to.limit - left.alone
    if room < to.limit * 0.45:  # too long to stand before the `=`
        room = to.limit - INDENT
        lines = [Row("", left.tex, left.width), Row("", r"\quad", 1.0)]
    else:
        lines = [Row(left.tex, "", left.width)]
    used = 0.0
    for side in sides:
        terms, rounded = _related(side, rounded, to, room)
        whole = _joined(terms)
        if used and used + whole.width > room:
            lines.append(Row("", "", 0.0))
            used = 0.0
        filled = [whole]
        if whole.width > room:
            parts = terms if len(terms) > 1 else _split(terms[0])
            if any(part.alone > room - INDENT for part in parts):
                parts = [piece for part in parts for piece in _split_anywhere(part)]
            filled = _filled(parts, room)
        last = lines[-1]
        lines[-1] = Row(last.left, f"{last.right} {filled[0].tex}".strip(), last.width + filled[0].width)
        lines += [Row("", rf"\quad {line.tex}", 1.0 + line.width) for line in filled[1:]]
        used = room if filled[1:] else used + whole.width
    return lines


def gathered(chains: Sequence[Chain], to: Writer) -> list[str]:
    """Chains of which none follows from another: as many on each line as fit."""
    gap = r", \qquad "
    lines: list[Part] = []
    for chain in chains:
        made = rows(chain, to)
        text = " ".join([f"{row.left} {row.right}" for row in made]).strip()
        part = Part(text, sum([row.width for row in made]))
        if lines:
            longer = Part(f"{lines[-1].tex}{gap}{text}", lines[-1].width + inner_width(gap) + part.width)
            if longer.alone <= to.limit:
                part = longer
                lines.pop()
        lines.append(part)
    return [line.tex for line in lines]


def pieces(chain: Chain, to: Writer) -> list[str]:
    """The chain where a page breaks lines by itself: `left = side`, then each `= side`."""
    left, rounded, sides = _opening(chain, to)
    text = left.tex
    found: list[str] = []
    for side in sides:
        terms, rounded = _related(side, rounded, to, to.limit)
        found.append(f"{text} {_joined(terms).tex}".strip())
        text = ""
    return found or [text]


def _opening(chain: Chain, to: Writer) -> tuple[Part, bool, tuple[Side, ...]]:
    """What stands before the first `=`, whether it is rounded, and the other sides."""
    if chain.left is not None:
        return _part(to.beside(chain.left)), False, chain.sides
    terms, rounded = to.side(chain.sides[0], to.limit)
    return _joined(terms), rounded, chain.sides[1:]


def _related(side: Side, rounded: bool, to: Writer, room: float) -> tuple[list[Part], bool]:
    """The terms of a side, the first one behind its `=`, and whether the side is rounded."""
    terms, now = to.side(side, room)
    terms[0] = _after(r"\approx" if now or rounded else "=", *terms[0])
    return terms, now


def _part(tex: str) -> Part:
    return Part(tex, inner_width(tex))


def _after(sign: str, tex: str, width: float) -> Part:
    return Part(f"{sign} {tex}", inner_width(sign) + width)


def _joined(parts: Sequence[Part]) -> Part:
    texts, widths = zip(*parts, strict=True)
    return Part(" ".join(texts), sum(widths))


def _is_single(term: Term) -> bool:
    return isinstance(term, Matrix) and term.shape == (1, 1) and term.value is not None


def _filled(pieces: Sequence[Part], room: float) -> list[Part]:
    """As many on each line as fit."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        longer = _joined((lines[-1], piece))
        if longer.alone > room - (INDENT if len(lines) > 1 else 0):
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


def _split(part: Part) -> list[Part]:
    """A long formula before the plus and minus signs that stand in no bracket."""
    return _broken(part.tex, (" + ", " - "), r"(\\left.|\\right.|\\begin|\\end|[{}()\[\]]| [+-] )")


def _split_anywhere(part: Part) -> list[Part]:
    """A long formula before its operations, also those in brackets, which then grow no more."""
    if r"\begin" in part.tex:
        return [part]
    tex = re.sub(r"\\left(?![a-z])", r"\\bigl", re.sub(r"\\right(?![a-z])", r"\\bigr", part.tex))
    return _broken(tex, (" + ", " - ", r" \odot ", r" \cdot "), r"([{}]| [+-] | \\odot | \\cdot )")


def _broken(tex: str, signs: tuple[str, ...], tokens: str) -> list[Part]:
    parts = [""]
    depth = 0
    for token in re.split(tokens, tex):
        if token in signs and depth == 0:
            parts.append(token.lstrip())
            continue
        depth += token.startswith((r"\left", r"\begin")) or token in ("{", "(", "[")
        depth -= token.startswith((r"\right", r"\end")) or token in ("}", ")", "]")
        parts[-1] += token
    return [*map(_part, parts)]
