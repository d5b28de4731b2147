"""Matrix products and what belongs to them, left as a person would leave them.

No I·A, no double transposes; transposes and slices move to the factors; a product with ones
is a sum over rows or columns; Aᵀ(B / A) is a sum.
"""

from __future__ import annotations

from bpcalc.language import tree
from bpcalc.language.entrywise import (
    ONE,
    Parts,
    is_one_hot,
    is_zero,
    joined,
    split,
    spread,
    times,
)
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.tree import SCALAR, Expr, Range, eye, number, ones, zeros


def product(*args: Expr) -> Expr:
    """The matrix product A B …, scalars in front."""
    shape: Shape = (args[0].shape[0], args[-1].shape[1])
    if any(is_zero(arg) for arg in args):
        return zeros(shape)
    factor: Rational = 1
    decimal = False
    above: tuple[Expr, ...] = ()
    below: tuple[Expr, ...] = ()
    chain: list[Expr] = []
    for arg in args:
        parts = split(arg)
        factor, decimal = factor * parts.number, decimal or parts.decimal
        above, below = above + parts.above, below + parts.below
        if parts.rest is not ONE:
            chain.extend(parts.rest.args if parts.rest.op == "matmul" else (parts.rest,))
    chain = _cut(chain)
    inside = _inside(chain)
    if inside is not None:
        return product(*inside)
    if 1 in shape and shape != SCALAR:
        above, chain = _with_inner(above, chain, shape)
    scalars = (number(factor, decimal), *above, *(tree.div(ONE, part) for part in below))
    if not chain:
        return times(*scalars)
    return times(*scalars, chain[0] if len(chain) == 1 else _chain(chain))


def _with_inner(
    above: tuple[Expr, ...], chain: list[Expr], shape: Shape
) -> tuple[tuple[Expr, ...], list[Expr]]:
    """(aᵀb)·c as the chain c aᵀ b, for a column c; for a row r, aᵀ b r."""
    for scalar in above:
        if scalar.op == "matmul" and chain:
            inner = scalar.args
            if shape[1] == 1:
                if len(inner) == 2 and inner[1] is chain[-1]:  # c cᵀ a, rather than c aᵀ c
                    inner = (transposed(inner[1]), transposed(inner[0]))
                chain = [*chain, *inner]
            else:
                if len(inner) == 2 and inner[0] is chain[0]:
                    inner = (transposed(inner[1]), transposed(inner[0]))
                chain = [*inner, *chain]
            rest = list(above)
            rest.remove(scalar)
            return tuple(rest), chain
    return above, chain


def _inside(chain: list[Expr]) -> list[Expr] | None:
    """The chain with the first `aᵀ b` in it that is a sum or an entry in front, if there is one."""
    for k in range(len(chain) - 1):
        left, right = chain[k : k + 2]
        if len(chain) > 2 and left.shape[0] == 1 == right.shape[1] and left.op != "ones" != right.op:
            found = _inner(left, right)
            if found.op != "matmul":
                before = chain[:k] or [ONE]
                return [*before[:-1], times(found, before[-1]), *chain[k + 2 :]]
    return None


def _cut(chain: list[Expr]) -> list[Expr]:
    """The chain without identities; selections become slices of their neighbour."""
    found: list[Expr] = []
    for index, factor in enumerate(chain):
        if factor.op == "eye" and len(chain) > 1:
            if not found and index == len(chain) - 1:
                found.append(factor)
            continue
        if found and found[-1].op == "select" and factor.op != "T":
            selection = found.pop()
            found.append(cut(factor, selection.data, (0, factor.shape[1])))
        elif found and factor.op == "T" and factor.args[0].op == "select":
            previous = found.pop()
            found.append(cut(previous, (0, previous.shape[0]), factor.args[0].data))
        elif found and found[-1].op == "diag" and factor.op == "kron" and _spreads(found[-1], factor):
            found[-1] = tree.kron(found[-1], factor.args[1])
        else:
            found.append(factor)
    return found


def _spreads(scale: Expr, made: Expr) -> bool:
    """Whether diag(v) (I ⊗ B) is diag(v) ⊗ B: one row of B for each entry of v."""
    return made.args[0].op == "eye" and made.args[1].shape[0] == 1 and scale.args[0].shape[1] == 1


def _chain(chain: list[Expr]) -> Expr:
    """At least two factors: `A 1` and `1ᵀ A` are sums, as is `aᵀ (b / a)`."""
    first, *_, last = chain
    shape: Shape = (first.shape[0], last.shape[1])
    if last.op == "ones" and last.shape[0] != 1:
        return spread(summed(product(*chain[:-1]), 1), shape)
    if first.op == "ones" and first.shape[1] != 1:
        return spread(summed(product(*chain[1:]), 0), shape)
    if len(chain) > 2 and _are_ones(chain[-2:]):
        return spread(summed(product(*chain[:-2]), 1), shape)
    if len(chain) > 2 and _are_ones(chain[:2]):
        return spread(summed(product(*chain[2:]), 0), shape)
    if len(chain) == 2 and shape == SCALAR:
        return _inner(*chain)
    return tree.matmul(*chain)


def _are_ones(pair: list[Expr]) -> bool:
    return pair[0].op == pair[1].op == "ones"


def _inner(left: Expr, right: Expr) -> Expr:
    """aᵀ b; of a quotient by a, a sum; with a one-hot, an entry."""
    column = transposed(left)
    for a, b in ((column, right), (right, column)):
        if b.op == "div" and b.args[1] is a:
            return summed(b.args[0])
        if is_one_hot(b) and b.args[0].shape == SCALAR and b.args[1] is a:
            return tree.node("pick", (a, b))
    return tree.matmul(left, right)


def transposed(a: Expr) -> Expr:
    """Aᵀ."""
    if a.shape == SCALAR or a.op in ("eye", "diag"):
        return a
    if a.op == "T":
        return a.args[0]
    if a.op in ("ones", "zeros"):
        return tree.node(a.op, (), None, (a.shape[1], a.shape[0]))
    if a.op == "broadcast":
        return tree.broadcast(transposed(a.args[0]), (a.shape[1], a.shape[0]))
    if a.op == "matmul":
        return tree.matmul(*(transposed(arg) for arg in reversed(a.args)))
    if a.op in ("mul", "neg", "div"):
        parts = split(a)
        if parts.rest.op == "mul" and any(part.op in ("T", "matmul") for part in parts.rest.args):
            made = tree.mul(*(transposed(part) for part in parts.rest.args))
            return joined(parts._replace(rest=made))
        if parts.rest is not a:
            return joined(parts._replace(rest=transposed(parts.rest)))
    if a.op == "kron":
        return tree.kron(transposed(a.args[0]), transposed(a.args[1]))
    if a.op == "commutation":
        return tree.commutation((a.data[1], a.data[0]))
    if a.op == "pow" and a.args[0].op == "T" and a.args[1].shape == SCALAR:
        return tree.power(a.args[0].args[0], a.args[1])
    return tree.transpose(a)


def cut(a: Expr, rows: Range, columns: Range) -> Expr:
    """A[rows, columns], moved to the factor of a product that it cuts."""
    if rows == (0, a.shape[0]) and columns == (0, a.shape[1]):
        return a
    shape = (rows[1] - rows[0], columns[1] - columns[0])
    match a.op:
        case "T":
            return transposed(cut(a.args[0], columns, rows))
        case "matmul":
            first, *middle, last = a.args
            first = cut(first, rows, (0, first.shape[1]))
            return product(first, *middle, cut(last, (0, last.shape[0]), columns))
        case "ones" | "zeros":
            return (ones if a.op == "ones" else zeros)(shape)
        case "eye" if columns == (0, a.shape[1]):
            return tree.select(rows, a.shape[1])
        case "slice":
            (r0, _), (c0, _) = a.data
            inner = (r0 + rows[0], r0 + rows[1]), (c0 + columns[0], c0 + columns[1])
            return tree.part(a.args[0], *inner)
        case "stack":
            return _piece(a, rows, columns)
        case "mul" | "neg" | "div":
            parts = split(a)
            if parts.rest.op == "mul":
                made = tree.mul(*(cut(part, rows, columns) for part in parts.rest.args))
                return joined(parts._replace(rest=made))
            if parts.rest is not a and parts.rest is not ONE:
                return joined(parts._replace(rest=cut(parts.rest, rows, columns)))
    return tree.part(a, rows, columns)


def _piece(a: Expr, rows: Range, columns: Range) -> Expr:
    """A cut of stacked matrices: of one of them, where it lies within that one."""
    axis = a.data
    kept, other = (rows, columns) if axis == 0 else (columns, rows)
    if other == (0, a.shape[1 - axis]):
        start: Size = 0
        for arg in a.args:
            if kept == (start, start + arg.shape[axis]):
                return arg
            start = start + arg.shape[axis]
    return tree.part(a, rows, columns)


def summed(a: Expr, axis: int | None = None) -> Expr:
    """The sum of all entries, or along an axis."""
    if a.shape == SCALAR or (axis is not None and a.shape[axis] == 1):
        return a
    after: Shape = SCALAR if axis is None else (1, a.shape[1]) if axis == 0 else (a.shape[0], 1)
    if after == SCALAR:
        axis = None
    if is_zero(a):
        return zeros(after)
    parts = split(a)
    rest = parts.rest
    if rest.op == "T":
        inner = summed(rest.args[0], None if axis is None else 1 - axis)
        return joined_with(parts, transposed(inner))
    if rest.op == "ones":
        count = a.shape[0] * a.shape[1] if axis is None else a.shape[axis]
        return joined_with(parts, times(tree.size(count), ones(after)))
    if is_one_hot(rest) and axis in (None, _axis_of(rest)):
        labels = rest.args[0].shape
        many = tree.size(labels[0] * labels[1])
        return joined_with(parts, many if axis is None else ones(after))
    if axis is None and rest.op == "mul" and len(rest.args) == 2 and 1 in a.shape:
        left, right = rest.args if a.shape[1] == 1 else rest.args[::-1]
        return joined_with(parts, product(transposed(left), right) if a.shape[1] == 1
                           else product(right, transposed(left)))  # fmt: skip
    if axis is None and rest.op == "broadcast":
        inner = rest.args[0]
        repeated = a.shape[0] if inner.shape[0] == 1 else a.shape[1]
        return joined_with(parts, times(tree.size(repeated), summed(inner)))
    return joined_with(parts, tree.total(rest, axis))


def joined_with(parts: Parts, rest: Expr) -> Expr:
    """The scalars of the parts times something else."""
    return times(joined(parts._replace(rest=ONE)), rest)


def _axis_of(hot: Expr) -> int | None:
    """The axis along which each example of a one-hot matrix lies."""
    labels, many = hot.args[0].shape, hot.args[1].shape
    if labels == SCALAR:
        return None
    return 1 if labels[0] == many[0] else 0


def vec(a: Expr) -> Expr:
    """The entries of A, row by row, as a column."""
    rows, columns = a.shape
    if columns == 1:
        return a
    return transposed(a) if rows == 1 else reshaped(a, (rows * columns, 1))


def reshaped(a: Expr, shape: Shape) -> Expr:
    """The entries of A, row by row, in another shape."""
    if a.shape == shape:
        return a
    if a.op == "reshape":
        return reshaped(a.args[0], shape)
    if a.op in ("ones", "zeros"):
        return (ones if a.op == "ones" else zeros)(shape)
    if 1 in a.shape and shape == (a.shape[1], a.shape[0]):
        return transposed(a)
    parts = split(a)
    if parts.rest is not a and parts.rest is not ONE:
        return joined_with(parts, reshaped(parts.rest, shape))
    return tree.reshape(a, shape)


def kronecker(a: Expr, b: Expr) -> Expr:
    """A ⊗ B."""
    if a.shape == SCALAR or b.shape == SCALAR:
        return times(a, b)
    if a.op == b.op == "eye":
        return eye(a.shape[0] * b.shape[0])
    left, right = split(a), split(b)
    if left.rest is a and right.rest is b:
        return tree.kron(a, b)
    return joined_with(left, joined_with(right, tree.kron(left.rest, right.rest)))


def diagonal(a: Expr) -> Expr:
    """The square matrix with the entries of A, row by row, on its diagonal."""
    if a.shape == SCALAR:
        return a
    parts = split(a)
    if parts.rest.op == "ones":
        return joined_with(parts, eye(a.shape[0] * a.shape[1]))
    return joined_with(parts, tree.diag(parts.rest))
