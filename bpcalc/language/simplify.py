"""Constructors that leave a formula as a person would.

No I·A, 0 + A, 1·A or double transposes; numbers gathered in front, `2/n · Dᵀ F`; transposes
moved to the factors; slices moved to the factor they cut. Sums are never multiplied out.
"""

from __future__ import annotations

from fractions import Fraction

from bpcalc.language import tree
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr, Range, eye, number, ones, zeros

ONE = number(1)
ZERO = number(0)


def is_zero(a: Expr) -> bool:
    """Whether the expression is 0 for every input."""
    return a is ZERO or a.op == "zeros"


def split(a: Expr) -> tuple[Rational, tuple[Expr, ...], tuple[Expr, ...], Expr]:
    """A as number · scalars / scalars · rest: (number, scalar factors, divisors, rest).

    `rest` is ONE where nothing but scalars is left.
    """
    factor: Rational = 1
    above: list[Expr] = []
    below: list[Expr] = []
    rest: list[Expr] = []

    def collect(part: Expr, inverse: bool) -> None:
        nonlocal factor
        if part.op == "number" and not (inverse and part.data.value == 0):
            value = part.data.value
            factor = Fraction(factor) / value if inverse else factor * value
        elif part.op == "neg":
            factor = -factor
            collect(part.args[0], inverse)
        elif part.op == "mul" and (not inverse or part.shape == SCALAR):
            for arg in part.args:
                collect(arg, inverse)
        elif part.op == "div" and part.args[1].shape == SCALAR:
            collect(part.args[0], inverse)
            collect(part.args[1], not inverse)
        elif part.shape == SCALAR:
            (below if inverse else above).append(part)
        else:
            rest.append(part)

    collect(a, False)
    for part in tuple(above):
        if part in below:
            above.remove(part)
            below.remove(part)
    remainder = ONE if not rest else rest[0] if len(rest) == 1 else tree.mul(*rest)
    return factor, tuple(above), tuple(below), remainder


def _joined(factor: Rational, above: tuple[Expr, ...], below: tuple[Expr, ...], rest: Expr) -> Expr:
    """The inverse of `split`: the number and the divisors in front."""
    if factor == 0:
        return zeros(rest.shape)
    factors: list[Expr] = []
    if below:
        divisor = below[0] if len(below) == 1 else tree.mul(*below)
        factors.append(tree.div(number(abs(factor)), divisor))
    elif abs(factor) != 1:
        factors.append(number(abs(factor)))
    factors.extend(above)
    if rest is not ONE:
        factors.extend(rest.args if rest.op == "mul" else (rest,))
    if len(factors) > 1 and below and abs(factor) == 1 and len(factors) == 2 and not above:
        body = tree.div(rest, below[0] if len(below) == 1 else tree.mul(*below))
    else:
        body = ONE if not factors else factors[0] if len(factors) == 1 else tree.mul(*factors)
    return negative(body) if factor < 0 else body


def negative(a: Expr) -> Expr:
    """−A."""
    if a.op == "neg":
        return a.args[0]
    if a.op == "number":
        return number(-a.data.value, a.data.decimal)
    return a if is_zero(a) else tree.neg(a)


def plus(*args: Expr) -> Expr:
    """A + B + …; equal terms are gathered, opposite ones cancel."""
    shape = args[0].shape
    amounts: dict[Expr, Rational] = {}
    constant: Rational = 0
    waiting = list(args)
    while waiting:
        term = waiting.pop(0)
        if term.op == "add":
            waiting[:0] = term.args
        elif term.op == "neg" and term.args[0].op == "add":
            waiting[:0] = [negative(part) for part in term.args[0].args]
        elif term.op == "number":
            constant += term.data.value
        elif not is_zero(term):
            factor, above, below, rest = split(term)
            body = _joined(1, above, below, rest)
            amounts[body] = amounts.get(body, 0) + factor
    terms = [times(number(amount), body) for body, amount in amounts.items() if amount]
    if constant:
        terms.append(number(constant))
    if not terms:
        return zeros(shape)
    return terms[0] if len(terms) == 1 else tree.add(*terms)


def minus(a: Expr, b: Expr) -> Expr:
    """A − B."""
    return plus(a, negative(b))


def times(*args: Expr) -> Expr:
    """a · B ⊙ C: scalars scale, matrices of one shape meet entry by entry."""
    shape = next((arg.shape for arg in args if arg.shape != SCALAR), SCALAR)
    if any(is_zero(arg) for arg in args):
        return zeros(shape)
    factor, above, below, rest = split(args[0] if len(args) == 1 else tree.mul(*args))
    parts = rest.args if rest.op == "mul" else (rest,)
    kept = tuple(part for part in parts if part.op != "ones" and part is not ONE)
    if not kept:
        rest = ones(shape)
    else:
        rest = kept[0] if len(kept) == 1 else tree.mul(*_cancelled(kept))
    return _joined(factor, above, below, rest)


def _cancelled(factors: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Factors without pairs A ⊙ (B / A)."""
    found = list(factors)
    for part in factors:
        if part.op == "div" and part.args[1] in found and part in found:
            found.remove(part.args[1])
            found[found.index(part)] = part.args[0]
    return tuple(found)


def over(a: Expr, b: Expr) -> Expr:
    """A / B entry by entry."""
    if is_zero(a) or b is ONE:
        return a
    if b.shape == SCALAR and not is_zero(b):
        return times(a, tree.div(ONE, b)) if a is not ONE else _reciprocal(b)
    if b.op == "ones":
        return a
    factor, above, below, rest = split(a)
    if rest is ONE and a.shape != SCALAR:
        return tree.div(a, b)
    return _joined(factor, above, below, tree.div(rest, b)) if rest is not ONE else tree.div(a, b)


def _reciprocal(b: Expr) -> Expr:
    factor, above, below, _ = split(b)
    return _joined(1 / Fraction(factor), below, above, ONE)


def raised(a: Expr, exponent: Rational) -> Expr:
    """A ^ p entry by entry, p a number."""
    if exponent == 0:
        return ones(a.shape)
    if exponent == 1:
        return a
    if a.op == "number" and isinstance(exponent, int) and abs(exponent) < 100:
        return number(Fraction(a.data.value) ** exponent)
    return tree.power(a, number(exponent))


def product(*args: Expr) -> Expr:
    """The matrix product A B …, scalars in front."""
    shape: Shape = (args[0].shape[0], args[-1].shape[1])
    if any(is_zero(arg) for arg in args):
        return zeros(shape)
    factor: Rational = 1
    above: tuple[Expr, ...] = ()
    below: tuple[Expr, ...] = ()
    chain: list[Expr] = []
    for arg in args:
        number_, up, down, rest = split(arg)
        factor, above, below = factor * number_, above + up, below + down
        if rest is not ONE:
            chain.extend(rest.args if rest.op == "matmul" else (rest,))
    chain = _cut(chain)
    if shape == SCALAR and not chain:
        return times(number(factor), *above, *(tree.div(ONE, part) for part in below))
    scalars = [number(factor), *above, *(tree.div(ONE, part) for part in below)]
    if not chain:
        return times(*scalars)
    if len(chain) == 1:
        return times(*scalars, chain[0])
    if shape == SCALAR:
        return times(*scalars, _inner(chain))
    return times(*scalars, tree.matmul(*chain))


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
        else:
            found.append(factor)
    return found


def _inner(chain: list[Expr]) -> Expr:
    """A 1×1 product; `aᵀ (b / a)` and `1ᵀ b` become sums."""
    left, right = chain[0], chain[-1]
    if len(chain) == 2 and right.op == "div" and left is transposed(right.args[1]):
        return summed(right.args[0])
    if len(chain) == 2 and left.op == "ones":
        return summed(right)
    if len(chain) == 2 and right.op == "ones":
        return summed(left)
    return tree.matmul(*chain)


def transposed(a: Expr) -> Expr:
    """Aᵀ."""
    if a.shape == SCALAR or a.op in ("eye", "diag"):
        return a
    if a.op == "T":
        return a.args[0]
    if a.op in ("ones", "zeros"):
        return tree.node(a.op, (), None, (a.shape[1], a.shape[0]))
    if a.op == "matmul":
        return tree.matmul(*(transposed(arg) for arg in reversed(a.args)))
    if a.op in ("mul", "neg", "div"):
        factor, above, below, rest = split(a)
        if rest.op == "mul":
            return _joined(factor, above, below, tree.mul(*(transposed(part) for part in rest.args)))
        if rest is not a:
            return _joined(factor, above, below, transposed(rest))
    if a.op == "kron":
        return tree.kron(transposed(a.args[0]), transposed(a.args[1]))
    if a.op == "commutation":
        return tree.commutation((a.data[1], a.data[0]))
    return tree.transpose(a)


def cut(a: Expr, rows: Range, columns: Range) -> Expr:
    """A[rows, columns], moved to the factor of a product that it cuts."""
    if rows == (0, a.shape[0]) and columns == (0, a.shape[1]):
        return a
    if a.op == "T":
        return transposed(cut(a.args[0], columns, rows))
    if a.op == "matmul":
        first, *middle, last = a.args
        first = cut(first, rows, (0, first.shape[1]))
        return product(first, *middle, cut(last, (0, last.shape[0]), columns))
    if a.op in ("ones", "zeros"):
        return (ones if a.op == "ones" else zeros)((rows[1] - rows[0], columns[1] - columns[0]))
    if a.op == "eye" and columns == (0, a.shape[1]):
        return tree.select(rows, a.shape[1])
    if a.op == "slice":
        (r0, _), (c0, _) = a.data
        inner = (r0 + rows[0], r0 + rows[1]), (c0 + columns[0], c0 + columns[1])
        return tree.part(a.args[0], *inner)
    if a.op in ("mul", "neg", "div"):
        factor, above, below, rest = split(a)
        if rest.op == "mul":
            return _joined(factor, above, below, tree.mul(*(cut(p, rows, columns) for p in rest.args)))
        if rest is not a and rest is not ONE:
            return _joined(factor, above, below, cut(rest, rows, columns))
    return tree.part(a, rows, columns)


def summed(a: Expr, axis: int | None = None) -> Expr:
    """The sum of all entries, or along an axis."""
    if a.shape == SCALAR or (axis is not None and a.shape[axis] == 1):
        return a
    if is_zero(a):
        return zeros(tree.total(a, axis).shape)
    factor, above, below, rest = split(a)
    if rest is ONE:
        return tree.total(a, axis)
    if axis is None and rest.op == "mul" and len(rest.args) == 2 and a.shape[1] == 1:
        return times(_joined(factor, above, below, ONE), product(transposed(rest.args[0]), rest.args[1]))
    if axis is None and rest.op == "ones":
        return times(_joined(factor, above, below, ONE), tree.size(a.shape[0] * a.shape[1]))
    return times(_joined(factor, above, below, ONE), tree.total(rest, axis))


def vec(a: Expr) -> Expr:
    """The entries of A, row by row, as a column."""
    rows, columns = a.shape
    if columns == 1:
        return a
    return transposed(a) if rows == 1 else tree.reshape(a, (rows * columns, 1))


def reshaped(a: Expr, shape: Shape) -> Expr:
    """The entries of A, row by row, in another shape."""
    if a.shape == shape:
        return a
    if a.op == "reshape":
        return reshaped(a.args[0], shape)
    if 1 in a.shape and shape == (a.shape[1], a.shape[0]):
        return transposed(a)
    return tree.reshape(a, shape)


def kronecker(a: Expr, b: Expr) -> Expr:
    """A ⊗ B."""
    if a.shape == SCALAR or b.shape == SCALAR:
        return times(a, b)
    return eye(a.shape[0] * b.shape[0]) if a.op == b.op == "eye" else tree.kron(a, b)


def diagonal(a: Expr) -> Expr:
    """The square matrix with the entries of A, row by row, on its diagonal."""
    if a.shape == SCALAR:
        return a
    factor, above, below, rest = split(a)
    if rest.op == "ones" or (rest is ONE and a.op == "ones"):
        return times(_joined(factor, above, below, ONE), eye(a.shape[0] * a.shape[1]))
    if rest is ONE:
        return tree.diag(a)
    return times(_joined(factor, above, below, ONE), tree.diag(rest))
