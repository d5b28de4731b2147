"""What a linear map does: forward, backward, as a matrix, and what kind of matrix that is.

Forward (push) takes a change of X to that of Y; backward (pull) takes the adjoint of Y to
that of X; the matrix stands between `vec`s, row by row.
"""

from __future__ import annotations

from bpcalc.language import tree
from bpcalc.language.images import picks
from bpcalc.language.linear import Atom, Chain, Col, Dense, Diag, Gather, Kron, Map, Reshape, Row, Swap
from bpcalc.language.simplify import (
    diagonal,
    kronecker,
    plus,
    product,
    reshaped,
    scattered,
    summed,
    taken,
    times,
    transposed,
    vec,
    zeros,
)
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr


def push(m: Map, x: Expr) -> Expr:
    """M X."""
    return plus(zeros(m.after), *(times(f, _pushed(chain, x)) for f, chain in m.terms))


def _pushed(chain: Chain, x: Expr) -> Expr:
    for part in reversed(chain):
        match part:
            case Kron(a, b):
                x = product(a, x, transposed(b))
            case Diag(v):
                x = times(v, x)
            case Row(a):
                x = summed(times(a, x))
            case Col(a):
                x = product(a, x) if a.shape[1] == 1 else times(x, a)
            case Swap():
                x = transposed(x)
            case Reshape(_, after):
                x = reshaped(x, after)
            case Gather(index, _, after):
                x = taken(x, index, after)
            case Dense(j, _, after):
                x = reshaped(product(j, vec(x)), after)
    return x


def pull(m: Map, delta: Expr) -> Expr:
    """The adjoint of the argument, when `delta` is that of the value."""
    return plus(zeros(m.before), *(times(f, _pulled(chain, delta)) for f, chain in m.terms))


def _pulled(chain: Chain, delta: Expr) -> Expr:
    for part in chain:
        match part:
            case Kron(a, b):
                delta = product(transposed(a), delta, b)
            case Diag(v):
                delta = times(v, delta)
            case Row(a):
                delta = product(a, delta) if a.shape[1] == 1 else times(delta, a)
            case Col(a):
                delta = summed(times(a, delta))
            case Swap():
                delta = transposed(delta)
            case Reshape(before, _):
                delta = reshaped(delta, before)
            case Gather(index, before, _):
                delta = scattered(delta, index, before)
            case Dense(j, before, _):
                delta = reshaped(product(transposed(j), vec(delta)), before)
    return delta


def matrix(m: Map) -> Expr:
    """The Jacobian: (entries of Y) × (entries of X), both row by row."""
    rows, columns = m.after[0] * m.after[1], m.before[0] * m.before[1]
    terms = [times(f, _chain_matrix(chain, m)) for f, chain in m.terms]
    return plus(*terms) if terms else zeros((rows, columns))


def _chain_matrix(chain: Chain, m: Map) -> Expr:
    if not chain:
        return tree.eye(m.before[0] * m.before[1])
    return product(*(_atom_matrix(part) for part in chain))


def _atom_matrix(part: Atom) -> Expr:
    match part:
        case Kron(a, b):
            return kronecker(a, b)
        case Diag(v):
            return diagonal(v)
        case Row(a):
            return _row(a)
        case Col(a):
            return vec(a)
        case Swap(shape):
            return tree.commutation(shape)
        case Reshape(before, _):
            return tree.eye(before[0] * before[1])
        case Gather(index, before, _):
            return _picking(index, before)
        case Dense(j, _, _):
            return j


def _row(a: Expr) -> Expr:
    """vec(A)ᵀ; of a product wᵀ ⊙ v, where w is a row itself, w diag(v)."""
    if a.op == "mul" and a.shape[1] == 1 and a.args[0].op == "T" and len(a.args) == 2:
        return product(a.args[0].args[0], diagonal(a.args[1]))
    return transposed(vec(a))


def _picking(index: tuple[int, ...], before: Shape) -> Expr:
    """The 0/1 matrix of a gather."""
    rows, columns = before
    assert isinstance(rows, int)  # gathers exist for sizes in numbers only
    assert isinstance(columns, int)
    places = picks(index, (rows, columns))
    return tree.scatter(tree.ones((len(index), 1)), places, (len(index), rows * columns))


def structure(m: Map) -> str:
    """What kind of matrix the Jacobian is, in one word."""
    if not m.terms:
        return "zero"
    if len(m.terms) > 1:
        return "dense"
    chain = m.terms[0][1]
    if not chain:
        return "identity"
    if len(chain) > 1:
        return "dense"
    match chain[0]:
        case Kron(a, b):
            if all(part.op in ("eye", "select", "number") or _selects(part) for part in (a, b)):
                return "selection"
            return "dense" if SCALAR in (a.shape, b.shape) else "kronecker"
        case Diag():
            return "diagonal"
        case Row():
            return "row"
        case Col():
            return "column"
        case Swap():
            return "permutation"
        case Reshape():
            return "identity"
        case Gather():
            return "selection"
    return "dense"


def _selects(part: Expr) -> bool:
    return part.op == "T" and part.args[0].op == "select"
