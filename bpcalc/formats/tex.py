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
from bpcalc.formats.tex_width import width
from bpcalc.language.notation.latex import latex
from bpcalc.language.notation.style import Style
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
    """A line of a chain: what stands before the `=` of all lines, and the rest."""

    left: str
    right: str


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

    def value(self, matrix: Matrix, columns: int | None = None) -> Value:
        """A matrix in brackets."""
        return bracketed(matrix, self.numbers, columns)

    def side(self, side: Side, room: float = 1e9) -> tuple[list[str], bool]:
        """Each term with the sign before it, in at most `room` em where columns can be left out;
        and whether exact numbers are rounded."""
        bare = all(isinstance(t, Sign) or _is_single(t) for t in side)
        found: list[str] = []
        rounded = False
        sign = ""
        for term in side:
            if isinstance(term, Sign):
                sign = SIGNS.get(term.text, term.text)
                continue
            made = self._term(term, bare, bool(found), room - (MARGIN if len(side) == 1 else INDENT))
            rounded = rounded or made.rounded
            found.append(f"{sign} {made.tex}" if sign else made.tex)
            sign = ""
        return [*found, sign] if sign else found, rounded

    def _term(self, term: Term, bare: bool, factor: bool, room: float) -> Value:
        if not isinstance(term, Matrix):
            assert not isinstance(term, Sign)
            return Value(self.formula(term))
        if bare or (_is_single(term) and term.label is None):
            return single(term, self.numbers, factor)
        made = self.value(term)
        columns = len(places(term.shape[1]))
        while columns > 1 and width(made.tex) > room:
            columns -= 1
            made = self.value(term, columns)
        return made


def writer(page: Page, limit: float) -> Writer:
    """The writer for a page of this style."""
    style = Style(derivatives=page.conventions.notation, of=page.of)
    return Writer(cache(partial(latex, style=style)), Numbers(page.precision, page.decimals), limit)


def rows(chain: Chain, to: Writer) -> list[Row]:
    """The chain in lines: on one where it fits, else broken before an `=`, then within sides."""
    left, rounded, sides = _opening(chain, to)
    room = to.limit - width(left)
    if room < to.limit * 0.45:  # too long to stand before the `=`
        room = to.limit - INDENT
        lines = [Row("", left), Row("", r"\quad")]
    else:
        lines = [Row(left, "")]
    used = 0.0
    for side in sides:
        terms, relation, rounded = _related(side, rounded, to, room)
        terms[0] = f"{relation} {terms[0]}"
        needed = width(" ".join(terms))
        if used and used + needed > room:
            lines.append(Row("", ""))
            used = 0.0
        filled = [" ".join(terms)]
        if needed > room:
            parts = terms if len(terms) > 1 else _split(terms[0])
            if any(width(part) > room - INDENT for part in parts):
                parts = [piece for part in parts for piece in _split_anywhere(part)]
            filled = _filled(parts, room)
        lines[-1] = lines[-1]._replace(right=f"{lines[-1].right} {filled[0]}".strip())
        lines += [Row("", rf"\quad {line}") for line in filled[1:]]
        used = room if filled[1:] else used + needed
    return lines


def pieces(chain: Chain, to: Writer) -> list[str]:
    """The chain where a page breaks lines by itself: `left = side`, then each `= side`."""
    text, rounded, sides = _opening(chain, to)
    found: list[str] = []
    for side in sides:
        terms, relation, rounded = _related(side, rounded, to, to.limit)
        found.append(f"{text} {relation} {' '.join(terms)}".strip())
        text = ""
    return found or [text]


def _opening(chain: Chain, to: Writer) -> tuple[str, bool, tuple[Side, ...]]:
    """What stands before the first `=`, whether it is rounded, and the other sides."""
    if chain.left is not None:
        return to.formula(chain.left), False, chain.sides
    terms, rounded = to.side(chain.sides[0], to.limit)
    return " ".join(terms), rounded, chain.sides[1:]


def _related(side: Side, rounded: bool, to: Writer, room: float) -> tuple[list[str], str, bool]:
    """The terms of a side, the sign before them, and whether the side is rounded."""
    terms, now = to.side(side, room)
    return terms, r"\approx" if now or rounded else "=", now


def _is_single(term: Term) -> bool:
    return isinstance(term, Matrix) and term.shape == (1, 1) and term.value is not None


def _filled(pieces: Sequence[str], room: float) -> list[str]:
    """As many on each line as fit."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if width(f"{lines[-1]} {piece}") > room - (INDENT if len(lines) > 1 else 0):
            lines.append(piece)
        else:
            lines[-1] += f" {piece}"
    return lines


def _split(tex: str) -> list[str]:
    """A long formula before the plus and minus signs that stand in no bracket."""
    return _broken(tex, (" + ", " - "), r"(\\left.|\\right.|\\begin|\\end|[{}()\[\]]| [+-] )")


def _split_anywhere(tex: str) -> list[str]:
    """A long formula before its operations, also those in brackets, which then grow no more."""
    if r"\begin" in tex:
        return [tex]
    tex = re.sub(r"\\left(?![a-z])", r"\\bigl", re.sub(r"\\right(?![a-z])", r"\\bigr", tex))
    return _broken(tex, (" + ", " - ", r" \odot ", r" \cdot "), r"([{}]| [+-] | \\odot | \\cdot )")


def _broken(tex: str, signs: tuple[str, ...], tokens: str) -> list[str]:
    parts = [""]
    depth = 0
    for token in re.split(tokens, tex):
        if token in signs and depth == 0:
            parts.append(token.lstrip())
            continue
        depth += token.startswith((r"\left", r"\begin")) or token in ("{", "(", "[")
        depth -= token.startswith((r"\right", r"\end")) or token in ("}", ")", "]")
        parts[-1] += token
    return parts
