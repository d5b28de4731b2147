"""Where a Jacobian is not zero, by its structure: how many entries, and how many rows and columns.

An entry belongs to the row i and column j of the result and the row k and column l of the
argument. An identity between rows says i = k, a selection i = k − start, a full matrix nothing.
A term of a map is such a pattern of the indices; a sum of terms is the union of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product

from bpcalc.language.bands import MOST, Band, Range, UndecidedError, after, bands, both, moved, turned
from bpcalc.language.linear import Atom, Col, Diag, Gather, Kron, Map, Reshape, Row, Swap
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.tree import SCALAR
from bpcalc.records import NamedTuple

_RESULT, _ARGUMENT = "ij", "kl"
_OVERLAPPING = 12
"""Patterns that may overlap with one: what is in any of them takes 2 to this power."""


class Nonzeros(NamedTuple):
    """Entries that may be other than 0, how many of them are 1 or −1 whatever the values are,
    and the rows and columns that have any."""

    entries: Size
    ones: Size
    rows: Size
    columns: Size


class _Pattern(NamedTuple):
    """Ranges of the four indices, and which of them are equal but for a shift."""

    ranges: tuple[tuple[str, Range], ...]
    links: tuple[tuple[str, str, Size], ...]
    plain: bool = False


def nonzeros(m: Map) -> Nonzeros:
    """The count for the Jacobian of a map; where no structure is known, it is a full matrix."""
    try:
        picked = _picked(m)
        if picked is not None:
            return picked
        patterns = _patterns(m)
        if patterns is not None:
            return _union(patterns)
    except UndecidedError:
        pass
    rows, columns = m.after[0] * m.after[1], m.before[0] * m.before[1]
    return Nonzeros(rows * columns, 0, rows, columns)


# -- the patterns of a map -----------------------------------------------------------


def _patterns(m: Map) -> list[_Pattern] | None:
    """Those of its terms, where all of them see argument and result in one shape each."""
    found: list[_Pattern] = []
    seen: set[tuple[Shape, Shape]] = set()
    for factor, chain in m.terms:
        before, after, inner = _ends(chain, m)
        made = _chain(inner, before)
        if made is None:
            return None
        seen.add((before, after))
        sign = factor.op == "number" and factor.data.value in (1, -1)
        plain = sign and not any(isinstance(part, Diag) for part in chain)
        found += [one._replace(plain=one.plain and plain) for one in made]
    return found if len(seen) < 2 else None


def _ends(chain: Sequence[Atom], m: Map) -> tuple[Shape, Shape, list[Atom]]:
    """A chain without diagonals, and without other shapes of the argument and the result."""
    before, after = m.before, m.after
    inner: list[Atom] = [part for part in chain if not isinstance(part, Diag)]
    while inner and isinstance(inner[-1], Reshape):
        before = inner.pop().after  # type: ignore[union-attr]
    while inner and isinstance(inner[0], Reshape):
        after = inner.pop(0).before  # type: ignore[union-attr]
    return before, after, inner


def _chain(chain: Sequence[Atom], before: Shape) -> list[_Pattern] | None:
    """One pattern for every choice of a band in each factor."""
    rows, columns = (Band((0, size), (0, size), 0, True) for size in before)
    found = [(("k", rows), ("l", columns))]
    for part in reversed(chain):
        match part:
            case Swap():
                found = [(second, first) for first, second in found]
                continue
            case Kron(a, b):
                sizes, pairs = (a.shape[1], b.shape[1]), [*product(bands(a), bands(b))]
            case Row(a):
                sizes, pairs = a.shape, [*map(_row_of, bands(a))]
            case Col(a):
                rows_of = map(_row_of, bands(a))
                sizes, pairs = SCALAR, [(turned(first), turned(second)) for first, second in rows_of]
            case _:
                return None
        found = [*_onward(pairs, sizes, found)]
        if len(found) > MOST:
            return None
    return [_pattern(rows, columns) for rows, columns in found]


_Side = tuple[str, Band]
"""Rows (or columns) of the result by those rows or columns of the argument that they meet."""


def _onward(
    pairs: Iterable[tuple[Band, Band]], sizes: Shape, found: Iterable[tuple[_Side, _Side]]
) -> Iterator[tuple[_Side, _Side]]:
    for (a, b), ((first, rows), (second, columns)) in product(pairs, found):
        above, beside = after(a, sizes[0], rows), after(b, sizes[1], columns)
        if above is not None and beside is not None:
            yield (first, above), (second, beside)


def _row_of(band: Band) -> tuple[Band, Band]:
    """Σ A ⊙ X over the entries of a band of A: one row for the rows, one for the columns of X."""
    return Band((0, 1), band.rows, None, band.plain), Band((0, 1), band.columns, None, True)


def _pattern(rows: _Side, columns: _Side) -> _Pattern:
    ranges: list[tuple[str, Range]] = []
    links: list[tuple[str, str, Size]] = []
    for out, (source, band) in zip(_RESULT, (rows, columns), strict=True):
        ranges += [(out, band.rows), (source, band.columns)]
        if band.shift is not None:
            links.append((out, source, band.shift))
    return _Pattern(tuple(ranges), tuple(links), rows[1].plain and columns[1].plain)


# -- counting ------------------------------------------------------------------------


def _union(patterns: Sequence[_Pattern]) -> Nonzeros:
    alone: Size = 0
    for place, one in enumerate(patterns):
        if one.plain:
            others = [_common(one, other) for k, other in enumerate(patterns) if k != place]
            alone = alone + _size(one) - _covered(others)
    rows, columns = ([_seen(one, axes) for one in patterns] for axes in (_RESULT, _ARGUMENT))
    return Nonzeros(_covered(patterns), alone, _covered(rows), _covered(columns))


def _covered(patterns: Sequence[_Pattern]) -> Size:
    """How many entries are in at least one of the patterns."""
    kept: list[_Pattern] = []
    total: Size = 0
    for one in patterns:
        size = _size(one)
        shared = [(other, common) for other in kept if _size(common := _common(one, other)) != 0]
        if size == 0 or any(_size(common) == size for _, common in shared):
            continue
        if len(shared) > _OVERLAPPING:
            raise UndecidedError
        total = total + size - _covered([common for _, common in shared])
        inside = [other for other, common in shared if _size(other) == _size(common)]
        kept = [other for other in kept if other not in inside] + [one]
    return total


def _common(one: _Pattern, other: _Pattern) -> _Pattern:
    return _Pattern(one.ranges + other.ranges, one.links + other.links)


def _size(pattern: _Pattern) -> Size:
    result: Size = 1
    for _, (start, stop) in _classes(pattern) or [({}, (0, 0))]:
        result = result * (stop - start)
    return result


def _seen(pattern: _Pattern, axes: str) -> _Pattern:
    """The pattern of two of the indices alone."""
    ranges: list[tuple[str, Range]] = []
    links: list[tuple[str, str, Size]] = []
    for members, over in _classes(pattern) or ():
        inside = [(axis, shift) for axis, shift in members.items() if axis in axes]
        ranges += [(axis, moved(over, shift)) for axis, shift in inside]
        links += [(a, b, s - t) for (a, s), (b, t) in pairwise(inside)]
    return _Pattern(tuple(ranges) or (("", (0, 0)),), tuple(links))


def _differ(apart: Size) -> bool:
    """Whether a difference is proved not to be 0."""
    if isinstance(apart, int):
        return apart != 0
    from bpcalc.language.comparison import is_positive  # most sizes are numbers

    return is_positive(apart) or is_positive(-apart)


def _classes(pattern: _Pattern) -> list[tuple[dict[str, Size], Range]] | None:
    """Indices that move together, each with its shift, and the range of shift 0; None where no
    entry is left."""
    classes: list[dict[str, Size]] = [{axis: 0} for axis in dict(pattern.ranges)]
    for a, b, shift in pattern.links:
        one, other = (next(members for members in classes if axis in members) for axis in (a, b))
        apart = other[b] + shift - one[a]
        if one is other:
            if apart == 0:
                continue
            if _differ(apart):
                return None
            raise UndecidedError
        classes = [members for members in classes if members is not other]
        base = one[a] - shift - other[b]
        one.update({axis: at + base for axis, at in other.items()})
    found: list[tuple[dict[str, Size], Range]] = []
    for members in classes:
        over: Range | None = None
        for axis, at in pattern.ranges:
            if axis in members:
                here = moved(at, -members[axis])
                over = here if over is None else both(over, here)
                if over is None:
                    return None
        assert over is not None
        found.append((members, over))
    return found


# -- entries at places ---------------------------------------------------------------


def _picked(m: Map) -> Nonzeros | None:
    """One term that picks entries first: a row of windows meets their places, each once."""
    if len(m.terms) != 1:
        return None
    factor, chain = m.terms[0]
    _, _, inner = _ends(chain, m)
    if not inner or not isinstance(inner[-1], Gather):
        return None
    places, _, shape = inner[-1]
    diagonals = [part for part in chain if isinstance(part, Diag)]
    made = _patterns(Map(shape, m.after, ((factor, (*inner[:-1], *diagonals)),)))
    classes = _classes(made[0]) if made is not None and len(made) == 1 else None
    if made is None or classes is None:
        return None
    copies: Size = 1
    axes: dict[str, tuple[Range, bool]] = {}
    for members, over in classes:
        of_result = members.keys() & {*_RESULT}
        axes.update((axis, (moved(over, at), bool(of_result))) for axis, at in members.items())
        copies = copies * (over[1] - over[0]) if of_result == members.keys() else copies
    pairs: set[tuple[tuple[int, ...], int]] = set()
    for k, place in enumerate(places):
        at = [*zip(_at(k, shape), (axes[axis] for axis in _ARGUMENT), strict=True)]
        if place >= 0 and all(_holds(over, n) for n, (over, _) in at):
            pairs.add((tuple(n for n, (_, seen) in at if seen), place))
    entries = copies * len(pairs)
    rows, columns = ({pair[side] for pair in pairs} for side in (0, 1))
    return Nonzeros(entries, entries if made[0].plain else 0, copies * len(rows), len(columns))


def _at(k: int, shape: Shape) -> tuple[int, int]:
    columns = shape[1]
    assert isinstance(columns, int)  # gathers exist for sizes in numbers only
    return divmod(k, columns)


def _holds(over: Range, n: int) -> bool:
    start, stop = over
    return isinstance(start, int) and isinstance(stop, int) and start <= n < stop
