"""How the derivative names in a formula are meant: `dl/dz @ x.T` has a column, `dl/dz @ W` a row.

Courses write a gradient as a row, as a column or in the shape of its variable, a Jacobian in
numerator or denominator layout, its entries counted by rows or by columns. A reading holds for
all names of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.truth import by_columns, shape_of
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import SCALAR, Derivative, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import CHOICES, Conventions

_SHAPES: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "row": lambda r, c: (1, r * c),
    "variable": lambda r, c: (r, c),
    "column": lambda r, c: (r * c, 1),
    "rows, but matrices": lambda r, c: (r, c) if 1 not in (r, c) else (1, r * c),
}
"""The shape of the gradient with respect to an r×c variable."""


class Reading(NamedTuple):
    """`gradients`: their shape, see _SHAPES. `layout`: that of the Jacobians, "" where none is named.
    `vec`: how the entries of matrices are counted, "" where that shows in no name."""

    gradients: str
    layout: str
    vec: str

    def leaf(self, name: Derivative, found: Derivation) -> Expr:
        """A derivative as a name in a formula, in its shape."""
        (r, c), (p, q) = _sides(name, found)
        if (r, c) == SCALAR and len(name.wrt) == 1:
            shape = _SHAPES[self.gradients](p, q)
        else:
            shape = (p * q, r * c) if self.layout == "denominator" else (r * c, p * q)
        return tree.partial(name.of, name.wrt, shape)

    def written(self, jacobian: Array, leaf: Expr, found: Derivation) -> Array:
        """A Jacobian, or a second derivative, as the name of it stands in the formula."""
        of, wrt = _sides(leaf.data, found)
        shape: Any = leaf.shape
        if self.vec == "columns" and shape != wrt:
            jacobian = by_columns(jacobian, of, wrt)
        is_gradient = of == SCALAR and len(leaf.data.wrt) == 1
        turned = self.layout == "denominator" and not is_gradient
        shaped: Array = jacobian.T if turned else jacobian.reshape(shape)
        return shaped


def _sides(name: Derivative, found: Derivation) -> tuple[tuple[int, int], tuple[int, int]]:
    """The shapes of what is differentiated and of what it is differentiated by; ∂²f/∂a∂b is ∂(∂f/∂a)/∂b."""
    return shape_of(found, name.of if len(name.wrt) == 1 else name.wrt[0]), shape_of(found, name.wrt[-1])


_READINGS = (
    ("numerator", "rows, but matrices"),
    ("numerator", "row"),
    ("numerator", "variable"),
    ("numerator", "column"),
    ("denominator", "variable"),
    ("denominator", "column"),
)


def readings(named: Collection[Derivative], found: Derivation, usual: Conventions) -> Iterator[Reading]:
    """The readings that differ for some names, those in the conventions of the exercise first."""
    sides = [_sides(name, found) for name in named]
    jacobians = any(len(name.wrt) > 1 or of != SCALAR for name, (of, _) in zip(named, sides, strict=True))
    matrices = any(1 not in shape for pair in sides for shape in pair)
    vecs = sorted(CHOICES["vec"], key=lambda vec: vec != usual.vec) if matrices else [""]
    seen: set[tuple[object, ...]] = set()
    for vec in vecs:
        for layout, gradients in sorted(_READINGS, key=lambda one: one[0] != usual.layout):
            one = Reading(gradients, layout if jacobians else "", vec)
            leaves = [one.leaf(name, found) for name in named]
            if (key := (one.layout, vec, *leaves)) not in seen:
                seen.add(key)
                yield one
