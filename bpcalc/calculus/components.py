"""The entries of a formula that is put together from single entries, each as a formula.

The Jacobian of vstack(x[0]²·x[1], 5·x[0]) has the rows 2·x[0]·x[1], x[0]² and 5, 0; nobody writes it as
a sum of products with rows of the identity.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.calculus.indexing import at
from bpcalc.calculus.put_together import is_put_together
from bpcalc.language import tree
from bpcalc.language.simplify import ZERO, plus, split, zeros
from bpcalc.language.simplify.entrywise import scaled
from bpcalc.language.simplify.placement import places
from bpcalc.language.sizes import Size
from bpcalc.language.tree import SCALAR, Expr, Range

ROWS, COLUMNS = 6, 4
"""A larger matrix of formulas is no longer taken in at a glance."""


def components(formula: Expr) -> tuple[tuple[Expr, ...], ...]:
    """The formula of each entry, row by row, where entries are put together in the formula; nothing where
    one of them has none, or where they are many."""
    rows, columns = formula.shape
    if formula.shape == SCALAR or not is_put_together(formula):
        return ()
    if not isinstance(rows, int) or not isinstance(columns, int) or rows > ROWS or columns > COLUMNS:
        return ()
    found = tuple(tuple(plus(ZERO, at(formula, i, j)) for j in range(columns)) for i in range(rows))
    return () if any(_is_open(entry) for row in found for entry in row) else found


def in_blocks(formula: Expr) -> Expr:
    """Terms that fill some rows (or columns) alone, with zeros beside them: I[0]ᵀ A as vstack(A, 0)."""
    return (_blocks(formula) if is_put_together(formula) else None) or formula


def _blocks(formula: Expr) -> Expr | None:
    parts = split(formula)
    terms = parts.rest.args if parts.rest.op == "add" else (parts.rest,)
    for axis in (0, 1):
        found = places(terms, axis)
        stretches = _with_gaps(found, formula.shape[axis])
        if found and 0 < len(stretches) <= COLUMNS:
            made = (
                plus(*found[place]) if place in found else _nothing(formula, axis, place)
                for place in stretches
            )
            return scaled(parts, tree.stack(axis, *made))
    return None


def _with_gaps(filled: Iterable[Range], end: Size) -> list[Range]:
    """Stretches in their order, and those that they leave free; nothing where they overlap."""
    found: list[Range] = []
    done: Size = 0
    known = [(start, stop) for start, stop in filled if isinstance(start, int) and isinstance(stop, int)]
    for start, stop in (*sorted(known), (end, end)):
        if not isinstance(start, int) or not isinstance(done, int) or start < done:
            return []
        found += [(done, start)] if done < start else []
        found += [(start, stop)] if start != stop else []
        done = stop
    return found


def _nothing(formula: Expr, axis: int, place: Range) -> Expr:
    many = place[1] - place[0]
    return zeros((many, formula.shape[1]) if axis == 0 else (formula.shape[0], many))


def _is_open(entry: Expr) -> bool:
    """Whether an entry is that of a matrix whose entries have no formula."""
    return any(
        part.op == "slice" and part.args[0].op not in ("name", "partial") for part in tree.nodes(entry)
    )
