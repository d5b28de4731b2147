"""A line of matrices and signs: side by side where they fit, else stacked, sign in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpcalc.formats.lines import Line, Span, cells, line_width
from bpcalc.formats.matrix import Box, Centred, matrix_box, number_box
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Matrix, Sign

if TYPE_CHECKING:
    from bpcalc.formats.options import Options

RELATIONS = frozenset("=≈")
BETWEEN = 3  # columns between matrices without a sign
MARK = "≈ "  # in front of a matrix whose exact numbers are printed rounded


class Term(NamedTuple):
    """A matrix and the sign in front of it.

    `result`: it stands after the last `=`. `bare`: all of the display are numbers, written
    without brackets and shapes. `related`: there is an `=` to say that a factor is rounded.
    """

    sign: str
    matrix: Matrix
    result: bool = False
    bare: bool = False
    related: bool = False


Placed = tuple[str, Box]
"""A matrix, after the sign or the blanks that stand in front of it on its axis."""


def display_lines(parts: Sequence[Matrix | Sign], options: Options, width: int) -> list[Line]:
    """The parts in at most `width` columns; only a single number may be wider."""
    terms = _terms(parts)
    if not terms:
        return []
    equation = _named_number(terms[0], options) if len(terms) == 1 else ()
    if equation and line_width(equation) <= width:
        return [equation]
    together = _beside(terms, options)
    if _width(together) <= width:
        return _drawn(together)
    if any(term.sign for term in terms) and not terms[0].bare:
        rows = _below(_by_relation(terms), options)
        if any(_width(row) > width for row in rows):
            rows = _below([[term] for term in terms], options, limit=width - 2)
    else:
        rows = [_beside(row, options, limit=width) for row in _filled(terms, options, width)]
    lines: list[Line] = []
    for row in rows:
        lines += [(), *_drawn(row)] if lines else _drawn(row)
    return lines


def _terms(parts: Sequence[Matrix | Sign]) -> list[Term]:
    signed: list[tuple[str, Matrix]] = []
    sign = ""
    for part in parts:
        if isinstance(part, Sign):
            sign = part.text
        else:
            signed.append((sign, part))
            sign = ""
    relations = [place for place, (sign, _) in enumerate(signed) if sign in RELATIONS]
    last = relations[-1] if relations else len(signed)
    bare = all(matrix.shape == (1, 1) and matrix.value is not None for _, matrix in signed)
    related = bool(relations)
    return [Term(sign, matrix, place >= last, bare, related) for place, (sign, matrix) in enumerate(signed)]


def _by_relation(terms: Sequence[Term]) -> list[list[Term]]:
    """Broken before each `=`."""
    rows: list[list[Term]] = []
    for term in terms:
        if not rows or term.sign in RELATIONS:
            rows.append([])
        rows[-1].append(term)
    return rows


def _filled(terms: Sequence[Term], options: Options, width: int) -> list[list[Term]]:
    """As many on each row as fit, like words."""
    rows: list[list[Term]] = [[]]
    used = 0
    for term in terms:
        before = rows[-1][-1].matrix if rows[-1] else None
        own = _width([_placed(term, before, options)])
        if rows[-1] and used + own > width:
            rows.append([])
            used, own = 0, _width([_placed(term, None, options)])
        rows[-1].append(term)
        used += own
    return rows


def _below(rows: Sequence[Sequence[Term]], options: Options, limit: int | None = None) -> list[list[Placed]]:
    """Rows of one formula; a rounded factor makes an `=` in a later row `≈`."""
    found: list[list[Placed]] = []
    rounded = False
    for row in rows:
        found.append(_beside(row, options, 2, limit, rounded))
        rounded = any(box.rounded for _, box in found[-1]) or (rounded and row[0].sign not in RELATIONS)
    return found


def _beside(
    terms: Sequence[Term], options: Options, lead: int = 0, limit: int | None = None, rounded: bool = False
) -> list[Placed]:
    """One row. `lead` columns are kept for its first sign; `limit` is for each matrix; `rounded`: a
    factor in front of it is."""
    found: list[Placed] = []
    before: Matrix | None = None
    for term in terms:
        found.append(_placed(term, before, options, lead, limit, rounded))
        before, rounded = term.matrix, found[-1][1].rounded or (rounded and term.sign not in RELATIONS)
    return found


def _placed(
    term: Term,
    before: Matrix | None,
    options: Options,
    lead: int = 0,
    limit: int | None = None,
    rounded: bool = False,
) -> Placed:
    """A matrix after the one before it in its row, if there is one."""
    box = _term_box(term, options, limit)
    sign = "≈" if term.sign == "=" and (box.rounded or rounded) else term.sign
    marked = box.rounded and not term.related
    if marked and limit is not None and box.width > limit - len(MARK):
        box = _term_box(term, options, limit - len(MARK))
    if sign:
        spelled = f"{_spelled(sign, before, term.matrix, options)} "
        text = spelled if before is None else f" {spelled}"
    else:
        text = " " * (lead if before is None else BETWEEN)
    return text + options.shown(MARK) if marked else text, box


def _named_number(term: Term, options: Options) -> Line:
    """`ℓ = 1/2`, for a 1×1 that has a name and stands alone; else nothing."""
    if term.sign or term.matrix.label is None or not term.bare:
        return ()
    box = number_box(term.matrix._replace(label=None), options)
    sign = options.shown("≈" if box.rounded else "=")
    return (("label", options.side(term.matrix.label)), ("sign", f" {sign} "), *box.lines[0][1])


def _term_box(term: Term, options: Options, limit: int | None) -> Box:
    style = "result" if term.result else ""
    if term.bare:
        factor = bool(term.sign) and term.sign not in RELATIONS
        return number_box(term.matrix, options, style, brackets=factor)
    return matrix_box(term.matrix, options, limit, style)


def _spelled(sign: str, before: Matrix | None, after: Matrix, options: Options) -> str:
    """The sign; in ASCII a product is written as in a spec, `@` between matrices."""
    if options.unicode or sign != "·":
        return options.shown(sign)
    scalar = after.shape == (1, 1) or (before is not None and before.shape == (1, 1))
    return "*" if scalar else "@"


def _width(row: Sequence[Placed]) -> int:
    return sum([cells(sign) + box.width for sign, box in row])


def _drawn(row: Sequence[Placed]) -> list[Line]:
    """Side by side, their axes on one line."""
    above = max([box.axis for _, box in row])
    below = max([len(box.lines) - box.axis for _, box in row])
    columns: list[Sequence[Centred]] = []
    for sign, box in row:
        signs: list[Centred] = [(cells(sign), (), 0)] * (above + below)
        if not sign.isspace():
            signs[above] = (0, (("sign", sign),), 0)
        blank = (box.width, (), 0)
        before, after = above - box.axis, below - (len(box.lines) - box.axis)
        columns += (signs, [*[blank] * before, *box.lines, *[blank] * after])
    return [*map(_line, zip(*columns, strict=True))]


def _line(row: Sequence[Centred]) -> Line:
    """Blanks belong to what they follow; none are at the end."""
    spans: list[Span] = []
    blanks = 0
    for before, line, after in row:
        blanks += before
        if line:
            if blanks:
                style, text = spans.pop() if spans else ("", "")
                spans.append((style, text + " " * blanks))
            spans += line
            blanks = after
    return tuple(spans)
