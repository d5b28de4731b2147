"""A term as number · scalars / scalars · rest: taken apart, and put together as a person writes it.

The number comes in front, equal factors become a power, a repeated row stays a row for as long
as it can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from bpcalc.language import tree
from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.simplify.factors import (
    ONE,
    base_and_count,
    is_negative,
    is_repeated_one,
    is_zero,
    multiplied,
    negative,
    number_and_letters,
    ones_as_number,
    positive_first,
    repeated,
    repeated_shape,
    single_factors,
    under_root,
    unless_one,
)
from bpcalc.language.simplify.opposites import reduced
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr, number, ones, zeros
from bpcalc.records import NamedTuple

_DEEP = 4
"""Products within products in which a difference is looked for."""


class Parts(NamedTuple):
    """number · above / below · rest: `above` and `below` are 1×1, `rest` is ONE where nothing
    else is left. `decimal`: the number is written with a point."""

    number: Rational = 1
    decimal: bool = False
    above: tuple[Expr, ...] = ()
    below: tuple[Expr, ...] = ()
    rest: Expr = ONE


# -- taking apart --------------------------------------------------------------------


def split(a: Expr) -> Parts:
    """A as number · scalars / scalars · rest."""
    found: Parts | None = a.memo.get("split")
    if found is None:
        found = a.memo["split"] = split_product((a,))
    return found


def split_product(factors: Iterable[Expr]) -> Parts:
    """The product of some factors as number · scalars / scalars · rest."""
    value: Rational = 1
    decimal = False
    above: list[Expr] = []
    below: list[Expr] = []
    rest: list[Expr] = []

    def collect(part: Expr, inverse: bool) -> None:
        nonlocal value, decimal
        if part.op == "number" and not (inverse and part.data.value == 0):
            value = Fraction(value) / part.data.value if inverse else value * part.data.value
            decimal = decimal or part.data.decimal
        elif part.op == "neg":
            value = -value
            collect(part.args[0], inverse)
        elif part.op == "mul" and (not inverse or part.shape == SCALAR):
            for arg in part.args:
                collect(arg, inverse)
        elif part.op == "div" and part.args[1].shape == SCALAR:
            collect(part.args[0], inverse)
            collect(part.args[1], not inverse)
        elif part.op == "size":
            amount, letters_in = number_and_letters(part.data)
            value = Fraction(value) / amount if inverse else value * amount
            (below if inverse else above).extend(letters_in)
        elif part.shape == SCALAR:
            base, count = base_and_count(part)
            side = below if inverse != (count < 0) else above
            side.extend([base] * abs(count))
        elif part.op == "broadcast" and part.args[0].shape == SCALAR:
            collect(part.args[0], inverse)
            rest.append(ones(part.shape))
        elif part.op == "div" and not inverse:
            scalars = split(part.args[0])
            collect(joined(scalars._replace(rest=ONE)), inverse)
            rest.append(tree.div(ones_as_number(scalars.rest), part.args[1]))
        elif part.op == "broadcast" and part.args[0].op in ("mul", "neg", "div"):
            scalars = split(part.args[0])
            collect(joined(scalars._replace(rest=ONE)), inverse)
            rest.append(tree.broadcast(scalars.rest, part.shape))
        else:
            rest.append(part)

    for factor in factors:
        collect(factor, False)
    above, below = reduced(above, below)
    for root in tuple(above):
        value = value * _moved_below(root, above, below)
    return Parts(value, decimal, tuple(above), tuple(below), multiplied(rest))


def _moved_below(root: Expr, above: list[Expr], below: list[Expr]) -> Rational:
    """√(2·π) / π is 2 / √(2·π): moves the root of a product below the line, and gives the number left."""
    inner = under_root(root)
    if inner is None or inner.op != "mul":
        return 1
    number, _, whole, under, _ = split(inner)
    if under or not Counter(whole) <= Counter(below):
        return 1
    above.remove(root)
    for part in whole:
        below.remove(part)
    below.append(root)
    return number


# -- putting together ----------------------------------------------------------------


def joined(parts: Parts) -> Expr:
    """The expression that `split` took apart, the number in front."""
    value, decimal, above, below, rest = parts
    if value == 0:
        return zeros(rest.shape)
    if rest.op == "ones":
        scalar = joined(parts._replace(rest=ONE))
        if scalar.op == "neg":
            return tree.neg(spread(scalar.args[0], rest.shape))
        return spread(scalar, rest.shape)
    others = () if rest is ONE else rest.args if rest.op == "mul" else (rest,)
    if rest.op == "div" and not below and rest.shape != SCALAR:  # ½·A / B
        over_line, under_line = rest.args
        scaled = joined(parts._replace(rest=ones(rest.shape) if is_repeated_one(over_line) else over_line))
        if scaled.op == "neg":
            return tree.neg(tree.div(ones_as_number(scaled.args[0]), under_line))
        return tree.div(ones_as_number(scaled), under_line)
    factors = (*gathered(above), *others)
    size = value if value > 0 else -value
    if value == -1:
        flipped = _with_one_flipped(factors)
        value, factors = (1, flipped) if flipped else (value, factors)
    if below:
        top, bottom = (size, 1) if decimal else (size.numerator, size.denominator)
        under = multiplied((*unless_one(bottom), *gathered(below)))
        if top != 1 and factors and len(below) == 1 and below[0].op == "size":
            body = multiplied((tree.div(number(top, decimal), under), *factors))  # 2/n · A
        else:
            body = tree.div(multiplied((*unless_one(top, decimal), *factors)), under)
    else:
        body = multiplied((*unless_one(size, decimal), *factors))
    return negative(body) if value < 0 else body


def _with_one_flipped(factors: tuple[Expr, ...], depth: int = _DEEP) -> tuple[Expr, ...]:
    """−(A − B) ⊙ C is (B − A) ⊙ C; nothing where no difference stands among the factors."""
    for place, factor in enumerate(factors):
        turned = _flipped(factor, depth)
        if turned is not None:
            return (*factors[:place], turned, *factors[place + 1 :])
    return ()


def _flipped(a: Expr, depth: int) -> Expr | None:
    """−A where A is a difference, or a product with one: −Xᵀ (A − B) is Xᵀ (B − A)."""
    if _is_difference(a):
        return tree.add(*positive_first([negative(term) for term in a.args]))
    if depth and a.op in ("T", "matmul", "mul"):
        turned = _with_one_flipped(a.args, depth - 1)
        return tree.node(a.op, turned, a.data, a.shape) if turned else None
    return None


def _is_difference(total: Expr) -> bool:
    """A − B; not 1 − A, which everybody writes so."""
    signs = {is_negative(term) for term in total.args} if total.op == "add" else set()
    return (
        len(signs) == 2
        and not any(split(term)[2:] == ((), (), ONE) for term in total.args)
        and not any(split(term).rest.op == "ones" for term in total.args)
    )


def spread(a: Expr, shape: Shape) -> Expr:
    """A 1×1, a row or a column repeated to a shape; its scalars stay in front."""
    if a is ONE or a.op == "ones":
        return ones(shape)
    if is_zero(a):
        return zeros(shape)
    if a.shape == SCALAR:
        return tree.broadcast(a, shape)
    if a.op == "broadcast":
        return spread(a.args[0], shape)
    parts = split(a)
    return joined(parts._replace(rest=repeated(parts.rest, shape)))


# -- powers and quotients ------------------------------------------------------------


def gathered(factors: Sequence[Expr]) -> tuple[Expr, ...]:
    """Factors, with equal ones as a power."""
    if len(factors) < 2:
        return tuple(factors)
    counts: dict[Expr, Rational] = {}
    for factor in factors:
        base, count = base_and_count(factor)
        counts[base] = counts.get(base, 0) + count
    for root in tuple(counts):  # √v √v is v, and √v v is v^(3/2)
        inner = under_root(root)
        whole = counts.get(inner, 0) if inner is not None else -1
        if inner is not None and whole >= 0 and whole + counts[root] > 1:
            counts[inner] = simplest(whole + Fraction(counts.pop(root), 2))
    return tuple(raised(base, count) for base, count in counts.items() if count)


def raised(a: Expr, exponent: Rational) -> Expr:
    """A ^ p entry by entry, p a number."""
    if exponent == 0:
        return ones(a.shape)
    if exponent == 1:
        return a
    if a.op == "number" and isinstance(exponent, int) and abs(exponent) < 100 and a.data.value:
        return number(Fraction(a.data.value) ** exponent, a.data.decimal)
    if isinstance(exponent, int) and exponent < 0:
        return inverse(raised(a, -exponent))
    base, inner = base_and_count(a)
    if isinstance(exponent, int):
        return tree.power(base, number(inner * exponent))
    return tree.power(a, number(exponent))


def inverse(a: Expr) -> Expr:
    """1 / A entry by entry."""
    if a is ONE or a.op == "ones":
        return a
    if is_zero(a):
        return tree.div(ones(a.shape), a)
    parts = split(a)
    if a.shape == SCALAR:
        turned = simplest(1 / Fraction(parts.number))
        return joined(Parts(turned, parts.decimal, parts.below, parts.above))
    scalars = split(inverse(joined(parts._replace(rest=ONE))))
    return joined(scalars._replace(rest=quotient([], single_factors(parts.rest), a.shape)))


def quotient(above: list[Expr], below: list[Expr], shape: Shape) -> Expr:
    """Factors of one shape over others, without what stands on both sides.

    Where all of it repeats rows (or columns), the rows are multiplied.
    """
    above, below = reduced(above, below)
    if not above and not below:
        return ones(shape)
    row = repeated_shape((*above, *below))
    if row is not None:
        inner = _written([part.args[0] for part in above], [part.args[0] for part in below], row)
        return spread(inner, shape)
    return _written(above, below, shape)


def _written(above: Sequence[Expr], below: Sequence[Expr], shape: Shape) -> Expr:
    top = multiplied(gathered(above)) if above else ones_as_number(ones(shape))
    return tree.div(top, multiplied(gathered(below))) if below else top
