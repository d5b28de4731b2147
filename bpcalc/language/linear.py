"""Linear maps between matrices: a Jacobian that knows its structure.

A map is a sum of scalar multiples of chains of atoms, applied from the right. Composing
merges neighbours, so that W₂ after W₁ is the one product W₂W₁. What a map does is in
`actions`.
"""

from __future__ import annotations

from bpcalc.language import tree
from bpcalc.language.simplify import (
    ONE,
    is_zero,
    joined,
    plus,
    product,
    reshaped,
    scattered,
    split,
    summed,
    taken,
    times,
    transposed,
)
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple


class Kron(NamedTuple):
    """X ↦ A X Bᵀ; its matrix is A ⊗ B."""

    a: Expr
    b: Expr


class Diag(NamedTuple):
    """X ↦ V ⊙ X; its matrix is diag(vec V)."""

    v: Expr


class Row(NamedTuple):
    """X ↦ Σ A ⊙ X, a scalar; its matrix is vec(A)ᵀ."""

    a: Expr


class Col(NamedTuple):
    """x ↦ x A for a scalar x; its matrix is vec(A)."""

    a: Expr


class Swap(NamedTuple):
    """X ↦ Xᵀ for X of this shape; its matrix is a permutation."""

    shape: Shape


class Reshape(NamedTuple):
    """X ↦ its entries, row by row, in another shape; its matrix is the identity."""

    before: Shape
    after: Shape


class Gather(NamedTuple):
    """X ↦ Y with vec(Y)[k] = vec(X)[places[k]], 0 for −1; its matrix picks entries."""

    places: tuple[int, ...]
    before: Shape
    after: Shape


class Dense(NamedTuple):
    """X ↦ J vec(X), in the shape `after`."""

    j: Expr
    before: Shape
    after: Shape


Atom = Kron | Diag | Row | Col | Swap | Reshape | Gather | Dense
Chain = tuple[Atom, ...]


class Map(NamedTuple):
    """A linear map from matrices of shape `before` to matrices of shape `after`."""

    before: Shape
    after: Shape
    terms: tuple[tuple[Expr, Chain], ...]


# -- making and combining maps ---------------------------------------------------


def identity(shape: Shape) -> Map:
    """X ↦ X."""
    return Map(shape, shape, ((ONE, ()),))


def zero(before: Shape, after: Shape) -> Map:
    """X ↦ 0."""
    return Map(before, after, ())


def atom(made: Atom, before: Shape, after: Shape) -> Map:
    """The map of one atom."""
    factor, chain = _normal(made)
    return Map(before, after, ((factor, chain),)) if not is_zero(factor) else zero(before, after)


def scaled(factor: Expr, m: Map) -> Map:
    """X ↦ factor · M X."""
    if is_zero(factor):
        return zero(m.before, m.after)
    return m._replace(terms=tuple((times(factor, f), chain) for f, chain in m.terms))


def sum_of(maps: list[Map]) -> Map:
    """X ↦ M₁ X + M₂ X + …; equal chains are gathered, and what is one atom after all."""
    amounts: dict[Chain, Expr] = {}
    for m in maps:
        for factor, chain in m.terms:
            amounts[chain] = plus(amounts[chain], factor) if chain in amounts else factor
    kept = [(f, chain) for chain, f in amounts.items() if not is_zero(f)]
    return Map(maps[0].before, maps[0].after, tuple(_together(kept) if len(kept) > 1 else kept))


def _together(terms: list[tuple[Expr, Chain]]) -> list[tuple[Expr, Chain]]:
    """Terms that are single atoms of one kind as one: diag(v) + diag(w) is diag(v + w)."""
    found: list[tuple[Expr, Chain]] = []
    for factor, chain in terms:
        for place, (other, before) in enumerate(found):
            total = _total(other, before[0], factor, chain[0]) if len(before) == len(chain) == 1 else None
            if total is not None:
                amount, merged = _normal(total)
                found[place] = amount, merged
                break
        else:
            found.append((factor, chain))
    return [(f, chain) for f, chain in found if not is_zero(f)]


def _total(f: Expr, left: Atom, g: Expr, right: Atom) -> Atom | None:
    """f · left + g · right as one atom."""
    match left, right:
        case (Diag(v), Diag(w)) | (Row(v), Row(w)) | (Col(v), Col(w)):
            return type(left)(plus(times(f, v), times(g, w)))  # type: ignore[call-arg, arg-type]
        case Kron(a, b), Kron(c, d) if b is d:
            return Kron(plus(times(f, a), times(g, c)), b)
        case Kron(a, b), Kron(c, d) if a is c:
            return Kron(a, plus(times(f, b), times(g, d)))
    return None


def compose(outer: Map, inner: Map) -> Map:
    """X ↦ outer(inner(X))."""
    found = []
    for left_factor, left in outer.terms:
        for right_factor, right in inner.terms:
            factor, chain = _joined(left, right)
            factor = times(left_factor, right_factor, factor)
            found.append(Map(inner.before, outer.after, ((factor, chain),)))
    return sum_of(found) if found else zero(inner.before, outer.after)


def _joined(left: Chain, right: Chain) -> tuple[Expr, Chain]:
    """Two chains as one, neighbours merged as far as they go."""
    factor: Expr = ONE
    while left and right:
        merged = _merge(left[-1], right[0])
        if merged is None:
            break
        amount, middle = merged
        factor = times(factor, amount)
        if len(middle) > 1:  # a transpose has moved inward
            more, left = _joined(left[:-1], middle[:1])
            factor = times(factor, more)
            more, right = _joined(middle[1:], right[1:])
            factor = times(factor, more)
            continue
        left, right = left[:-1], right[1:]
        more, left = _joined(left, middle)
        factor = times(factor, more)
    return factor, left + right


def _normal(made: Atom) -> tuple[Expr, Chain]:
    """An atom as a factor and what is left of it: scalars in front, identities gone."""
    match made:
        case Kron(a, b):
            if a.shape[0] == 1 and b.shape[0] == 1 and (a.shape[1] != 1 or b.shape[1] != 1):
                return _normal(Row(product(transposed(a), b)))
            if a.shape[1] == 1 and b.shape[1] == 1 and (a.shape[0] != 1 or b.shape[0] != 1):
                return _normal(Col(product(a, transposed(b))))
            (f, a), (g, b) = _apart(a), _apart(b)
            plain = a.op == "eye" or a is ONE, b.op == "eye" or b is ONE
            return times(f, g), () if all(plain) else (Kron(a, b),)
        case Diag(v):
            factor, v = _apart(v)
            return factor, () if v.op == "ones" or v is ONE else (Diag(v),)
        case Row(a) | Col(a):
            factor, a = _apart(a)
            return factor, () if a is ONE else (type(made)(a),)
        case Swap(shape):
            return ONE, () if shape == SCALAR else (made,)
        case Reshape(before, after):
            return ONE, () if before == after else (made,)
    return ONE, (made,)


def _apart(a: Expr) -> tuple[Expr, Expr]:
    """A as a scalar factor and the rest."""
    if a.shape == SCALAR:
        return a, ONE
    parts = split(a)
    if parts.rest is ONE or parts.rest is a:
        return ONE, a
    return joined(parts._replace(rest=ONE)), parts.rest


def _merge(left: Atom, right: Atom) -> tuple[Expr, Chain] | None:
    """Two neighbouring atoms as fewer ones, or with a transpose moved to the right."""
    match left, right:
        case Kron(a, b), Kron(c, d):
            return _normal(Kron(product(a, c), product(b, d)))
        case Kron(a, b), Col(c):
            return _normal(Col(product(a, c, transposed(b))))
        case Diag(v), Diag(w):
            return _normal(Diag(times(v, w)))
        case Diag(v), Col(c):
            return _normal(Col(times(v, c)))
        case Row(a), Kron(b, c):
            return _normal(Row(product(transposed(b), a, c)))
        case Row(a), Diag(v):
            return _normal(Row(times(a, v)))
        case Row(a), Col(c):
            return summed(times(a, c)), ()
        case Row(a), Swap():
            return _normal(Row(transposed(a)))
        case Row(a), Reshape(before, _):
            return _normal(Row(reshaped(a, before)))
        case Row(a), Gather(index, before, _):
            return _normal(Row(scattered(a, index, before)))
        case Swap(), Swap():
            return ONE, ()
        case Swap(), Kron(a, b):
            return ONE, (Kron(b, a), Swap((a.shape[1], b.shape[1])))
        case Swap(), Diag(v):
            return ONE, (Diag(transposed(v)), Swap(v.shape))
        case Swap(), Col(c):
            return ONE, (Col(transposed(c)),)
        case Reshape(_, after), Col(c):
            return ONE, (Col(reshaped(c, after)),)
        case Reshape(_, after), Reshape(before, _):
            return _normal(Reshape(before, after))
        case Gather(index, _, after), Col(c):
            return ONE, (Col(taken(c, index, after)),)
    return None


def substituted(m: Map, exchange: dict[Expr, Expr]) -> Map:
    """The map with some expressions in it exchanged for others of the same shape."""
    if not exchange:
        return m

    def inside(part: Atom) -> Atom:
        made = [tree.substituted(x, exchange) if isinstance(x, Expr) else x for x in part]
        return type(part)(*made)  # type: ignore[arg-type]

    terms = ((tree.substituted(f, exchange), tuple(inside(part) for part in chain)) for f, chain in m.terms)
    return m._replace(terms=tuple(terms))
