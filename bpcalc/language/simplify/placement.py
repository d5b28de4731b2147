"""Terms of a sum that fill rows or columns of their own: I[0:2]ᵀ A + I[2:4]ᵀ B is vstack(A, B)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bpcalc.language import tree
from bpcalc.language.simplify.terms import joined, split
from bpcalc.language.sizes import Size
from bpcalc.language.tree import SCALAR, Expr, Range


def in_places(terms: Sequence[Expr]) -> tuple[int, Mapping[Range, list[Expr]]] | None:
    """The axis along which the terms fill every stretch, and what stands at each, in order."""
    for axis in (0, 1):
        found = places(terms, axis)
        order = _in_order(found, terms[0].shape[axis])
        if order:
            return axis, {place: found[place] for place in order}
    return None


def places(terms: Sequence[Expr], axis: int) -> dict[Range, list[Expr]]:
    """What stands at which stretch along an axis; nothing where a term may fill all of it."""
    found: dict[Range, list[Expr]] = {}
    for term in terms:
        parts = list(_placed(term, axis))
        if not parts:
            return {}
        for place, part in parts:
            found.setdefault(place, []).append(part)
    return found


def _placed(term: Expr, axis: int) -> Iterator[tuple[Range, Expr]]:
    """The parts of a term with their places along an axis; nothing where it may fill all of it."""
    parts = split(term)
    chain = parts.rest.args if parts.rest.op == "matmul" else (parts.rest,)
    if parts.rest.op == "stack" and parts.rest.data == axis:
        start: Size = 0
        for arg in parts.rest.args:
            stop = start + arg.shape[axis]
            yield (start, stop), _times(term, arg)
            start = stop
        return
    if parts.rest.op == "kron":  # I[0]ᵀ A ⊗ B is I[0]ᵀ (A ⊗ B) for a row B
        left, right = parts.rest.args
        many = right.shape[axis]
        for (first, last), part in _placed(left, axis):
            made = _times(part, right) if part.shape == SCALAR else tree.kron(part, right)
            yield (first * many, last * many), _times(term, made)
        return
    end = chain[-1] if axis else chain[0].args[0] if chain[0].op == "T" else chain[0]
    if end.op == "select" and (axis == 1 or chain[0].op == "T"):
        inner = chain[:-1] if axis else chain[1:]
        left = tree.eye(end.shape[0]) if not inner else inner[0] if len(inner) == 1 else tree.matmul(*inner)
        yield end.data, _times(term, left)


def _times(term: Expr, part: Expr) -> Expr:
    """The part with the scalars of the term."""
    scalars, inner = split(term), split(part)
    return joined(
        inner._replace(
            number=scalars.number * inner.number,
            decimal=scalars.decimal or inner.decimal,
            above=(*scalars.above, *inner.above),
            below=(*scalars.below, *inner.below),
        )
    )


def _in_order(places: Iterable[Range], end: Size) -> list[Range]:
    """The stretches from 0 to the end, each beginning where the one before it ends; else nothing."""
    waiting = list(places)
    order: list[Range] = []
    start: Size = 0
    while waiting:
        following = next((place for place in waiting if place[0] == start), None)
        if following is None:
            return []
        waiting.remove(following)
        order.append(following)
        start = following[1]
    return order if start == end else []
