"""Matrix products and what belongs to them, left as a person would leave them.

No I·A, no double transposes; transposes and slices move to the factors; a product with ones
is a sum over rows or columns; Aᵀ(B / A) is a sum.
"""

from __future__ import annotations

from bpcalc.language import images, tree
from bpcalc.language.entrywise import (
    ONE,
    ZERO,
    Parts,
    is_one_hot,
    is_zero,
    joined,
    over,
    plus,
    split,
    spread,
    times,
)
from bpcalc.language.images import Windows
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.table import TABLE
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
            chain.extend(_links(parts.rest))
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


def _links(rest: Expr) -> tuple[Expr, ...]:
    """A factor as a chain: a repeated row is 1 r, a repeated column c 1ᵀ."""
    if rest.op == "matmul":
        return rest.args
    if rest.op == "broadcast" and rest.args[0].shape != SCALAR:
        inner, (rows, columns) = rest.args[0], rest.shape
        return (
            (ones((rows, 1)), *_links(inner)) if inner.shape[0] == 1 else (*_links(inner), ones((1, columns)))
        )
    return (rest,)


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
    if first.op == "ones" and first.shape[0] != 1 and last.op != "ones":
        return spread(product(*chain[1:]), shape)
    if last.op == "ones" and last.shape[1] != 1 and first.op != "ones":
        return spread(product(*chain[:-1]), shape)
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
        if parts.rest.op == "div" and any(_turns(part) for part in parts.rest.args):
            return joined(parts._replace(rest=tree.div(*(transposed(part) for part in parts.rest.args))))
        if parts.rest is not a:
            return joined(parts._replace(rest=transposed(parts.rest)))
    if a.op == "add" and all(_turns(split(term).rest) for term in a.args):
        return tree.add(*(transposed(term) for term in a.args))
    if a.op == "kron":
        return tree.kron(transposed(a.args[0]), transposed(a.args[1]))
    if a.op == "commutation":
        return tree.commutation((a.data[1], a.data[0]))
    if a.op == "pow" and a.args[0].op == "T" and a.args[1].shape == SCALAR:
        return tree.power(a.args[0].args[0], a.args[1])
    return tree.transpose(a)


def _turns(a: Expr) -> bool:
    """Whether a transpose of A goes without a sign of its own."""
    inner = a.args if a.op == "mul" else (a,)
    return any(part.op == "T" for part in inner) and all(
        part.op in ("T", "ones", "broadcast") or part is ONE for part in inner
    )


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
        case "select" if shape == SCALAR:
            return ONE if a.data[0] + rows[0] == columns[0] else ZERO
        case "add" if shape == SCALAR and any(_is_unit(split(term).rest) for term in a.args):
            return plus(*(cut(term, rows, columns) for term in a.args))
        case "broadcast":
            one = a.args[0]
            along = (rows if one.shape[0] != 1 else (0, 1)), (columns if one.shape[1] != 1 else (0, 1))
            return spread(cut(one, *along), shape)
        case "stack":
            return _piece(a, rows, columns)
        case "mul" | "neg" | "div":
            parts = split(a)
            if parts.rest.op == "mul":
                made = times(*(cut(part, rows, columns) for part in parts.rest.args))
                return joined_with(parts, made)
            if parts.rest.op == "div":
                made = over(*(cut(part, rows, columns) for part in parts.rest.args))
                return joined_with(parts, made)
            if parts.rest is not a and parts.rest is not ONE:
                return joined(parts._replace(rest=cut(parts.rest, rows, columns)))
    return tree.part(a, rows, columns)


def _is_unit(a: Expr) -> bool:
    """Whether A is a row or column of the identity."""
    return a.op == "select" or (a.op == "T" and a.args[0].op == "select")


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
    kept, repeated = _along(rest, axis)
    if repeated:  # Σᵢ aᵢⱼ rⱼ = rⱼ Σᵢ aᵢⱼ
        return joined_with(parts, times(*repeated, summed(kept, axis)))
    if axis is None and rest.op == "mul" and len(rest.args) == 2 and 1 in a.shape:
        left, right = rest.args if a.shape[1] == 1 else rest.args[::-1]
        return joined_with(parts, product(transposed(left), right) if a.shape[1] == 1
                           else product(right, transposed(left)))  # fmt: skip
    if rest.op == "broadcast":
        inner = rest.args[0]
        down = 0 if inner.shape[0] == 1 else 1
        total = summed(inner) if axis is None else inner if axis == down else summed(inner, axis)
        many = times(tree.size(a.shape[down]), total) if axis in (None, down) else spread(total, after)
        return joined_with(parts, many)
    return joined_with(parts, tree.total(rest, axis))


def _along(rest: Expr, axis: int | None) -> tuple[Expr, list[Expr]]:
    """The factors that are the same all along an axis, as the rows or columns that they repeat."""
    if axis is None or rest.op not in ("mul", "div"):
        return rest, []
    top, bottom = rest.args if rest.op == "div" else (rest, ONE)
    tops, bottoms = (part.args if part.op == "mul" else (part,) for part in (top, bottom))
    found = [part.args[0] for part in tops if _is_same_along(part, axis)]
    found += [over(ones(part.args[0].shape), part.args[0]) for part in bottoms if _is_same_along(part, axis)]
    above = times(ones(rest.shape), *(part for part in tops if not _is_same_along(part, axis)))
    under = [part for part in bottoms if part is not ONE and not _is_same_along(part, axis)]
    return (over(above, times(*under)) if under else above), found


def _is_same_along(part: Expr, axis: int) -> bool:
    return part.op == "broadcast" and part.args[0].shape[axis] == 1 and part.args[0].shape != SCALAR


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
    if a.op == "reshape" or (a.op == "T" and 1 in a.shape):
        return reshaped(a.args[0], shape)
    if a.op in ("ones", "zeros"):
        return (ones if a.op == "ones" else zeros)(shape)
    if 1 in a.shape and shape == (a.shape[1], a.shape[0]):
        return transposed(a)
    parts = split(a)
    if parts.rest is not a and parts.rest is not ONE:
        return joined_with(parts, reshaped(parts.rest, shape))
    found = images.correlation(a.args, shape) if a.op == "matmul" else None
    if found is not None:
        kernel = reshaped(found.kernel, found.shape)
        return tree.call(TABLE["conv2d"], (found.image, kernel), found.settings, shape)
    return tree.reshape(a, shape)


def scattered(a: Expr, places: tuple[int, ...], shape: Shape) -> Expr:
    """The entries of A added at their places: the transpose of a gather.

    Windows of δ kᵀ, stride 1, are the full convolution of δ with the kernel; in windows that cover
    an image once, factors stay factors.
    """
    if not isinstance(places, Windows):
        return tree.scatter(a, places, shape)
    parts, (n, m) = split(a), places.window
    rest, pad = parts.rest, n - 1 - places.pad
    if rest.op == "matmul" and rest.args[-1].shape[0] == 1 and n == m and pad >= 0 and places.stride == 1:
        delta = reshaped(product(*rest.args[:-1]), places.result)
        kernel = tree.call(TABLE["turned"], (reshaped(rest.args[-1], (n, m)),), (), (n, m))
        return joined_with(parts, tree.call(TABLE["conv2d"], (delta, kernel), (1, pad), shape))
    if places.tile:
        factors = rest.args if rest.op == "mul" else (rest,)
        return joined_with(parts, times(*(_tiled(factor, places, shape) for factor in factors)))
    return tree.scatter(a, places, shape)


def _tiled(factor: Expr, places: Windows, shape: Shape) -> Expr:
    """Rows that are windows, as an image."""
    if factor.op == "call" and factor.data == (TABLE["max'"], (1,)):
        inner = factor.args[0]
        if inner.op == "gather" and inner.data == places:
            return tree.call(TABLE["maxpool'"], (inner.args[0],), (places.stride,), shape)
    if factor.op == "broadcast" and factor.args[0].shape[1] == 1:
        return kronecker(reshaped(factor.args[0], places.result), ones(places.window))
    if factor.op == "gather" and factor.data == places:
        return factor.args[0]
    return ones(shape) if factor.op == "ones" else tree.scatter(factor, places, shape)


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
    if parts.rest.op == "broadcast":  # v for every row: I ⊗ diag(v)
        inner, (rows, columns) = parts.rest.args[0], a.shape
        made = (eye(rows), diagonal(inner)) if inner.shape[0] == 1 else (diagonal(inner), eye(columns))
        return joined_with(parts, kronecker(*made))
    return joined_with(parts, tree.diag(parts.rest))
