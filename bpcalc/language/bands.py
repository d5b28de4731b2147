"""The parts of a matrix that its structure does not make 0: blocks and shifted diagonals.

Of an identity it is the diagonal, of a selection a shifted one, of a full matrix all of it; of a
sum or a product those of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from bpcalc.language.sizes import Size
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple

Range = tuple[Size, Size]
"""From a place to another, the second not included."""

MOST = 64
"""Bands of one matrix up to which they are told apart."""


class Band(NamedTuple):
    """Entries of a matrix: these rows by these columns, or with a `shift` those with row = column + shift.

    `plain`: they are 1 or −1.
    """

    rows: Range
    columns: Range
    shift: Size | None = None
    plain: bool = False


class UndecidedError(Exception):
    """Which of two sizes is larger depends on their letters."""


def bands(a: Expr) -> list[Band]:
    """The parts of a matrix that may be other than 0; where they are too many, all of it."""
    found = [*_parts(a)]
    return found if len(found) <= MOST else [_whole(a)]


def _parts(a: Expr) -> Iterable[Band]:
    match a.op:
        case _ if a.shape == SCALAR:
            return [_whole(a)._replace(shift=0, plain=a.op == "number")]  # as a factor of a map it is 1
        case "eye" | "diag":
            return [_whole(a)._replace(shift=0, plain=a.op == "eye")]
        case "select":
            return [_selecting(a.data)]
        case "T":
            return [turned(band) for band in bands(a.args[0])]
        case "neg":
            return bands(a.args[0])
        case "add":
            return [band for arg in a.args for band in bands(arg)]
        case "stack":
            return _stacked(a)
        case "slice":
            rows, columns = map(_selecting, a.data)
            (inner,) = a.args
            found = _products([rows], inner.shape[0], bands(inner))
            return _products(found, inner.shape[1], [turned(columns)])
        case "matmul":
            found = bands(a.args[0])
            for arg in a.args[1:]:
                found = _products(found, arg.shape[0], bands(arg))
            return found
        case "mul" if sum(arg.shape != SCALAR for arg in a.args) == 1:
            (inner,) = (arg for arg in a.args if arg.shape != SCALAR)
            return [band._replace(plain=False) for band in bands(inner)]
    return [_whole(a)._replace(plain=a.op == "ones")]


def _whole(a: Expr) -> Band:
    return Band((0, a.shape[0]), (0, a.shape[1]))


def _selecting(kept: Range) -> Band:
    start, stop = kept
    return Band((0, stop - start), kept, -start, True)


def _stacked(a: Expr) -> Iterator[Band]:
    """Each part is put in its place by a selection, transposed where it comes from the left."""
    start: Size = 0
    for arg in a.args:
        stop = start + arg.shape[a.data]
        place, inside, size = _selecting((start, stop)), bands(arg), stop - start
        yield from (
            _products([turned(place)], size, inside) if a.data == 0 else _products(inside, size, [place])
        )
        start = stop


def _products(a: Iterable[Band], size: Size, b: Iterable[Band]) -> list[Band]:
    """The bands of A B, where A has `size` columns and B as many rows."""
    return [made for one, other in product(a, b) if (made := after(one, size, other)) is not None]


def after(a: Band, size: Size, b: Band) -> Band | None:
    """Where the product of two bands may be other than 0; None for nowhere."""
    between = (
        b.rows if a.columns == (0, size) else a.columns if b.rows == (0, size) else both(a.columns, b.rows)
    )
    if between is None:
        return None
    if a.shift is None and b.shift is None:
        return Band(a.rows, b.columns)
    rows = a.rows if a.shift is None else moved(between, a.shift)
    columns = b.columns if b.shift is None else moved(between, -b.shift)
    shift = None if a.shift is None or b.shift is None else a.shift + b.shift
    return Band(rows, columns, shift, a.plain and b.plain)


def turned(band: Band) -> Band:
    """The band of the transpose."""
    return Band(band.columns, band.rows, None if band.shift is None else -band.shift, band.plain)


def moved(over: Range, by: Size) -> Range:
    """The range some places further on."""
    return over[0] + by, over[1] + by


def both(one: Range, other: Range) -> Range | None:
    """What two ranges have in common; None for nothing."""
    if one == other:
        return one
    start, stop = _larger(one[0], other[0]), -_larger(-one[1], -other[1])
    return None if _larger(start, stop) == start else (start, stop)


def _larger(a: Size, b: Size) -> Size:
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    from bpcalc.language.comparison import is_never_negative  # most sizes are numbers

    if is_never_negative(a - b):
        return a
    if is_never_negative(b - a):
        return b
    raise UndecidedError
