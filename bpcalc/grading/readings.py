"""How the derivative names in a formula are meant: `dl/dz @ x.T` has a column, `dl/dz @ W` a row.

Courses write a gradient as a row, as a column or in the shape of its variable, a Jacobian in
numerator or denominator layout. A reading holds for all names of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.truth import shape_of
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative, Expr
from bpcalc.records import NamedTuple

_SHAPES: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "row": lambda r, c: (1, r * c),
    "variable": lambda r, c: (r, c),
    "column": lambda r, c: (r * c, 1),
    "rows, but matrices": lambda r, c: (r, c) if 1 not in (r, c) else (1, r * c),
}
"""The shape of the gradient with respect to an r×c variable."""


class Reading(NamedTuple):
    """`gradients`: their shape, see _SHAPES. `turned`: Jacobians are in denominator layout."""

    gradients: str
    turned: bool = False

    def leaf(self, name: Derivative, found: Derivation) -> Expr:
        """A derivative as a name in a formula, in its shape."""
        (r, c), (p, q) = shape_of(found, name.of), shape_of(found, name.wrt[0])
        if len(name.wrt) > 1:
            second = shape_of(found, name.wrt[1])
            return tree.partial(name.of, name.wrt, (r * c * p * q, second[0] * second[1]))
        if (r, c) == (1, 1):
            shape = _SHAPES[self.gradients](p, q)
        else:
            shape = (p * q, r * c) if self.turned else (r * c, p * q)
        return tree.partial(name.of, name.wrt, shape)

    def written(self, jacobian: Array, leaf: Expr) -> Array:
        """A Jacobian as the name of it stands in the formula."""
        shape: Any = leaf.shape
        shaped: Array = jacobian.T if self.turned and jacobian.shape[0] > 1 else jacobian.reshape(shape)
        return shaped


READINGS = (
    Reading("rows, but matrices"),
    Reading("row"),
    Reading("variable"),
    Reading("column"),
    Reading("variable", turned=True),
    Reading("column", turned=True),
)


def readings(named: Collection[Derivative], found: Derivation) -> Iterator[Reading]:
    """The readings that differ for some names."""
    seen: set[tuple[object, ...]] = set()
    for one in READINGS:
        leaves = [one.leaf(name, found) for name in named]
        turned = one.turned and any(shape_of(found, name.of) != (1, 1) for name in named)
        if (key := (turned, *leaves)) not in seen:
            seen.add(key)
            yield one
