"""A line of matrices and signs: side by side where they fit, else stacked, sign in front."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from bpcalc.formats.lines import Line, cells, line_width, space, trimmed
from bpcalc.formats.matrix import Box, matrix_box, number_box
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
    without brackets and shapes.
    """

    sign: str
    matrix: Matrix
    result: bool = False
    bare: bool = False


def display_lines(parts: Sequence[Matrix | Sign], options: Options, width: int) -> list[Line]:
    """The parts in at most `width` columns; only a single number may be wider."""
    terms = _terms(parts)
    if not terms:
        return []
    equation = _named_number(terms[0], options) if len(terms) == 1 else ()
    if equation and line_width(equation) <= width:
        return [equation]
    together = _beside(terms, options)
    if together.width <= width:
        return [trimmed(line) for line in together.lines]
    if any(term.sign for term in terms) and not terms[0].bare:
        boxes = [_beside(row, options, lead=2) for row in _by_relation(terms)]
        if any(box.width > width for box in boxes):
            boxes = [_beside([term], options, lead=2, limit=width - 2) for term in terms]
    else:
        boxes = [_beside(row, options, limit=width) for row in _filled(terms, options, width)]
    lines: list[Line] = []
    for box in boxes:
        lines += [(), *box.lines] if lines else box.lines
    return [trimmed(line) for line in lines]


def _terms(parts: Sequence[Matrix | Sign]) -> list[Term]:
    terms: list[Term] = []
    sign = ""
    for part in parts:
        if isinstance(part, Sign):
            sign = part.text
        else:
            terms.append(Term(sign, part))
            sign = ""
    last = max((place for place, term in enumerate(terms) if term.sign in RELATIONS), default=len(terms))
    bare = all(t.matrix.shape == (1, 1) and t.matrix.value is not None for t in terms)
    return [Term(term.sign, term.matrix, place >= last, bare) for place, term in enumerate(terms)]


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
    for term in terms:
        if rows[-1] and _beside([*rows[-1], term], options).width > width:
            rows.append([])
        rows[-1].append(term)
    return rows


def _beside(terms: Sequence[Term], options: Options, lead: int = 0, limit: int | None = None) -> Box:
    """One row. `lead` columns are kept for its first sign; `limit` is for each matrix."""
    boxes: list[Box] = []
    for place, term in enumerate(terms):
        box = _term_box(term, options, limit)
        sign = "≈" if term.sign == "=" and box.rounded else term.sign
        marked = box.rounded and sign != "≈"
        if marked and limit is not None and box.width > limit - len(MARK):
            box = _term_box(term, options, limit - len(MARK))
        if sign:
            before = terms[place - 1].matrix if place else None
            spelled = _spelled(sign, before, term.matrix, options)
            boxes.append(_sign_box(f" {spelled} " if place else f"{spelled} "))
        else:
            boxes.append(_sign_box(" " * (BETWEEN if place else lead)))
        if marked:
            boxes.append(_sign_box(options.shown(MARK)))
        boxes.append(box)
    return _joined(boxes)


def _named_number(term: Term, options: Options) -> Line:
    """`ℓ = 1/2`, for a 1×1 that has a name and stands alone; else nothing."""
    if term.sign or term.matrix.label is None or not term.bare:
        return ()
    box = number_box(term.matrix._replace(label=None), options)
    sign = options.shown("≈" if box.rounded else "=")
    return (("label", options.formula(term.matrix.label)), ("sign", f" {sign} "), *box.lines[0])


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


def _sign_box(text: str) -> Box:
    return Box(((("sign", text),) if text else (),), cells(text))


def _joined(boxes: Sequence[Box]) -> Box:
    """Side by side, their axes on one line."""
    above = max([box.axis for box in boxes])
    below = max([len(box.lines) - box.axis for box in boxes])
    columns = [_heightened(box, above, below) for box in boxes]
    lines = tuple([tuple(chain.from_iterable(row)) for row in zip(*columns, strict=True)])
    return Box(lines, sum([box.width for box in boxes]), above)


def _heightened(box: Box, above: int, below: int) -> Sequence[Line]:
    before = above - box.axis
    after = below - (len(box.lines) - box.axis)
    if not before and not after:
        return box.lines
    blank = space(box.width)
    return [*[blank] * before, *box.lines, *[blank] * after]
