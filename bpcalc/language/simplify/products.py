"""Matrix products, cuts and sums of products, left as a person would leave them.

No I·A; slices move to the factor they cut; a product with ones is a sum over rows or columns;
Aᵀ(B / A) is a sum.
"""

from __future__ import annotations

from bpcalc.language import tree
from bpcalc.language.numbers import Rational
from bpcalc.language.simplify.chains import are_ones, links, transposed, with_inner
from bpcalc.language.simplify.entrywise import over, plus, scaled, times
from bpcalc.language.simplify.factors import ONE, ZERO, as_factor, is_one_hot, is_zero
from bpcalc.language.simplify.terms import Parts, joined, split, spread
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
        parts = split(as_factor(arg))
        factor, decimal = factor * parts.number, decimal or parts.decimal
        above, below = above + parts.above, below + parts.below
        if parts.rest is not ONE:
            chain.extend(links(parts.rest))
    chain = _cut(chain)
    if any(is_zero(part) or (part.shape != SCALAR and split(part).rest is not part) for part in chain):
        return times(joined(Parts(factor, decimal, above, below)), product(*chain))  # of what is stacked
    inside = _inside(chain)
    if inside is not None:
        return product(*inside)
    if 1 in shape and shape != SCALAR:
        above, chain = with_inner(above, chain, shape)
    scalars = (number(factor, decimal), *above, *(tree.div(ONE, part) for part in below))
    if not chain:
        return times(*scalars)
    return times(*scalars, chain[0] if len(chain) == 1 else _chain(chain))


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
        if found and found[-1].op == "select" and not _is_selection_turned(factor):
            selection = found.pop()
            found.append(cut(factor, selection.data, (0, factor.shape[1])))
        elif found and _is_selection_turned(factor):
            previous = found.pop()
            found.append(cut(previous, (0, previous.shape[0]), factor.args[0].data))
        elif found and (merged := _blocks(found[-1], factor)) is not None:
            found[-1] = merged
        else:
            found.append(factor)
    return found


def _blocks(left: Expr, right: Expr) -> Expr | None:
    """(A ⊗ B) (C ⊗ D) as AC ⊗ BD; M (A ⊗ r) as MA ⊗ r for a row r, and (A ⊗ c) M as AM ⊗ c."""
    if left.op not in ("kron", "reshape") and right.op not in ("kron", "T"):
        return None
    left = _as_blocks(left)
    right = transposed(_as_blocks(right.args[0])) if right.op == "T" else right
    if left.op == right.op == "kron":
        (a, b), (c, d) = left.args, right.args
        fits = a.shape[1] == c.shape[0] and b.shape[1] == d.shape[0]
        return kronecker(product(a, c), product(b, d)) if fits else None
    if right.op == "kron":
        a, b = right.args
        if b.shape[0] == 1:
            return kronecker(product(left, a), b)
        return kronecker(a, product(left, b)) if a.shape[0] == 1 else None
    if left.op == "kron":
        a, b = left.args
        if b.shape[1] == 1:
            return kronecker(product(a, right), b)
        return kronecker(a, product(b, right)) if a.shape[1] == 1 else None
    return None


def _as_blocks(a: Expr) -> Expr:
    """vec(u vᵀ) as u ⊗ v."""
    inner = a.args[0] if a.op == "reshape" and a.shape[1] == 1 else a
    if inner.op != "matmul" or inner is a or inner.args[-1].shape[0] != 1:
        return a
    return tree.kron(product(*inner.args[:-1]), transposed(inner.args[-1]))


def kronecker(a: Expr, b: Expr) -> Expr:
    """A ⊗ B."""
    if a.shape == SCALAR or b.shape == SCALAR:
        return times(a, b)
    if a.op == b.op == "eye":
        return eye(a.shape[0] * b.shape[0])
    left, right = split(a), split(b)
    if left.rest is a and right.rest is b:
        return tree.kron(a, b)
    return scaled(left, scaled(right, tree.kron(left.rest, right.rest)))


def _is_selection_turned(factor: Expr) -> bool:
    return factor.op == "T" and factor.args[0].op == "select"


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
    if len(chain) > 2 and are_ones(chain[-2:]):
        return spread(summed(product(*chain[:-2]), 1), shape)
    if len(chain) > 2 and are_ones(chain[:2]):
        return spread(summed(product(*chain[2:]), 0), shape)
    if len(chain) == 2 and shape == SCALAR:
        return _inner(*chain)
    return tree.matmul(*chain)


def _inner(left: Expr, right: Expr) -> Expr:
    """aᵀ b; of a quotient by a, a sum; with a one-hot, an entry."""
    column = transposed(left)
    for a, b in ((column, right), (right, column)):
        if b.op == "div" and b.args[1] is a:
            return summed(b.args[0])
        if is_one_hot(b) and b.args[0].shape == SCALAR and b.args[1] is a:
            return tree.node("pick", (a, b))
    return tree.matmul(left, right)


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
        case "add" if shape == SCALAR and any(_has_entries(split(term).rest) for term in a.args):
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
                return scaled(parts, made)
            if parts.rest.op == "div":
                made = over(*(cut(part, rows, columns) for part in parts.rest.args))
                return scaled(parts, made)
            if parts.rest is not a and parts.rest is not ONE:
                return joined(parts._replace(rest=cut(parts.rest, rows, columns)))
    return tree.part(a, rows, columns)


def _has_entries(a: Expr) -> bool:
    """Whether entries of A are plain to see: of a row or column of the identity, of what is stacked."""
    stacked = any(part.op == "stack" for part in (a, *a.args))
    return stacked or a.op == "select" or _is_selection_turned(a)


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
        return scaled(parts, transposed(inner))
    if rest.op == "sum" and axis is None:
        return scaled(parts, summed(rest.args[0]))
    if rest.op == "matmul" and axis == 0 and rest.args[0].shape[1] == 1:  # Σ of each column of u vᵀ
        return scaled(parts, product(summed(rest.args[0]), *rest.args[1:]))
    if rest.op == "matmul" and axis == 1 and rest.args[-1].shape[0] == 1:
        return scaled(parts, product(*rest.args[:-1], summed(rest.args[-1])))
    found = _on_diagonal(rest)
    if found is not None:
        return scaled(parts, summed(found) if axis is None else transposed(found) if axis == 0 else found)
    if rest.op == "ones":
        count = a.shape[0] * a.shape[1] if axis is None else a.shape[axis]
        return scaled(parts, times(tree.size(count), ones(after)))
    if is_one_hot(rest) and axis in (None, _axis_of(rest)):
        labels = rest.args[0].shape
        many = tree.size(labels[0] * labels[1])
        return scaled(parts, many if axis is None else ones(after))
    kept, repeated = _along(rest, axis)
    if repeated:  # Σᵢ aᵢⱼ rⱼ = rⱼ Σᵢ aᵢⱼ
        return scaled(parts, times(*repeated, summed(kept, axis)))
    if axis is None and rest.op == "mul" and len(rest.args) == 2 and 1 in a.shape:
        left, right = rest.args if a.shape[1] == 1 else rest.args[::-1]
        return scaled(parts, product(transposed(left), right) if a.shape[1] == 1
                           else product(right, transposed(left)))  # fmt: skip
    if rest.op == "broadcast":
        inner = rest.args[0]
        down = 0 if inner.shape[0] == 1 else 1
        total = summed(inner) if axis is None else inner if axis == down else summed(inner, axis)
        many = times(tree.size(a.shape[down]), total) if axis in (None, down) else spread(total, after)
        return scaled(parts, many)
    return scaled(parts, tree.total(rest, axis))


def _on_diagonal(a: Expr) -> Expr | None:
    """The diagonal, as a column, of a matrix that is 0 elsewhere; None where there is no shorter formula."""
    if a.op == "eye":
        return ones((a.shape[0], 1))
    if a.op == "diag" and 1 in a.args[0].shape:
        return a.args[0] if a.args[0].shape[1] == 1 else transposed(a.args[0])
    if a.op == "mul" and any(part.op == "eye" for part in a.args):
        parts = split(times(*(part for part in a.args if part.op != "eye")))
        if parts.rest.op == "matmul":  # I ⊙ U Vᵀ: Σ of each row of U ⊙ V
            *left, right = parts.rest.args
            return scaled(parts, summed(times(product(*left), transposed(right)), 1))
    return None


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


def _axis_of(hot: Expr) -> int | None:
    """The axis along which each example of a one-hot matrix lies."""
    labels, many = hot.args[0].shape, hot.args[1].shape
    if labels == SCALAR:
        return None
    return 1 if labels[0] == many[0] else 0
