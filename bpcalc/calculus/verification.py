"""Reverse against forward accumulation: two ways to one result must agree.

Forward here is the product of the local Jacobians as they stand on the page, from the side of
the targets, all of these side by side. A difference is held against the same product of
absolute values, Σ |∂of/∂q| |∂q/∂u|: that is what rounding errors are proportional to, even
where the terms cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.calculus.forward import shortened
from bpcalc.calculus.solution import Pair
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.sizes import Size

CLOSE = 1e-9
"""A larger difference, relative to the terms, is told with the result."""
Local = Callable[[Pair], Array]
"""From a pair to the value of its local Jacobian."""
Totals = Mapping[str, Array]
"""∂of/∂target as a matrix, by target."""


def work(found: Derivation) -> Size:
    """Multiplications of the product of all local Jacobians on the way to `of`."""
    columns: Size = 0
    for target in found.targets:
        columns = columns + entries(found.graph.shape(target))
    total: Size = 0
    for user, name in found.local:
        if user in found.leading and name in found.graph.equations:
            total = total + entries(found.graph.shape(user)) * entries(found.graph.shape(name)) * columns
    return total


def difference(one: Totals, other: Totals, sizes: Callable[[], Totals] | None) -> float:
    """The largest difference relative to the terms; exact results must be equal.

    `sizes` gives the sums of absolute terms; None where they are not known.
    """
    apart: dict[str, Array] = {}
    for target in one.keys() & other.keys():
        a, b = one[target], other[target]
        if numpy.array_equal(a, b):
            continue
        if arrays.is_exact(a) and arrays.is_exact(b):
            return numpy.inf
        apart[target] = numpy.abs(arrays.as_float(a) - arrays.as_float(b))
    if not apart:
        return 0.0
    known = sizes() if sizes is not None else {t: numpy.abs(arrays.as_float(one[t])).max() for t in apart}
    tiny = numpy.finfo(float).tiny
    return max(float((gap / numpy.maximum(known[t], tiny)).max()) for t, gap in apart.items())


def terms(found: Derivation, local: Local) -> Totals:
    """Σ over all paths of the product of the absolute local Jacobians."""
    return through_jacobians(found, lambda pair: numpy.abs(arrays.as_float(local(pair))))


def through_jacobians(found: Derivation, local: Local) -> Totals:
    """∂of/∂target as the product of the local Jacobians, the columns of all targets side by side."""
    places: dict[str, slice] = {}
    many = 0
    for target in found.targets:
        size = _size(found, target)
        places[target] = slice(many, many + size)
        many += size
    tangents: dict[str, Array] = {}
    for name in found.graph.equations:
        if name in found.leading:
            used = found.inputs.get(name, ())
            sums = [arrays.matmul(local((name, u)), tangents[u]) for u in used if u in tangents]
            own = [(places[u], local((name, u))) for u in used if u in places]
            if own:
                sums.append(_side_by_side(own, (_size(found, name), many)))
            if sums:
                total = sums[0]
                for term in sums[1:]:
                    total = arrays.add(total, term)
                tangents[name] = shortened(total)
    whole = tangents.get(found.of or "")
    return {} if whole is None else {target: whole[:, place] for target, place in places.items()}


def _side_by_side(blocks: Sequence[tuple[slice, Array]], shape: tuple[int, int]) -> Array:
    """Matrices at their columns, between zeros."""
    kinds = {block.dtype for _, block in blocks}
    kind: Any = kinds.pop() if len(kinds) == 1 else object if _are_exact(blocks) else numpy.float64
    made = numpy.zeros(shape, kind)
    for place, block in blocks:
        made[:, place] = block
    return made


def _are_exact(blocks: Sequence[tuple[slice, Array]]) -> bool:
    return all(arrays.is_exact(block) for _, block in blocks)


def _size(found: Derivation, name: str) -> int:
    size = entries(found.graph.shape(name))
    assert isinstance(size, int)
    return size
