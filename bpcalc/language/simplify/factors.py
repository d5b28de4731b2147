"""What a factor is, told from the node alone: zeros and ones, signs, powers, repeated rows."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.language import tree
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Polynomial, Shape, Size, letter
from bpcalc.language.tree import SCALAR, Expr, number, ones

ONE = number(1)
ZERO = number(0)


def is_zero(a: Expr) -> bool:
    """Whether the expression is 0 for every input."""
    return a is ZERO or a.op == "zeros" or (a.op in ("broadcast", "neg") and is_zero(a.args[0]))


def is_repeated_one(part: Expr) -> bool:
    """Whether the expression is the number 1 in a shape."""
    return part.op == "broadcast" and part.args[0] is ONE


def is_one_hot(a: Expr) -> bool:
    """Whether each example of A has a single 1: it is made from labels."""
    return a.op == "call" and a.data[0].name == "onehot" and a.args[0].shape != a.args[1].shape


# -- signs ---------------------------------------------------------------------------


def negative(a: Expr) -> Expr:
    """−A."""
    if a.op == "neg":
        return a.args[0]
    if a.op == "number":
        return number(-a.data.value, a.data.decimal)
    return a if is_zero(a) else tree.neg(a)


def is_negative(term: Expr) -> bool:
    """Whether a minus stands in front."""
    return term.op == "neg" or (term.op == "number" and term.data.value < 0)


def as_factor(a: Expr) -> Expr:
    """−A − B as −(A + B); anything else as it is."""
    if a.op == "add" and all(map(is_negative, a.args)):
        return tree.neg(tree.add(*map(negative, a.args)))
    return a


def positive_first(terms: Sequence[Expr]) -> list[Expr]:
    """The terms of a sum, one without a minus in front, if there is one."""
    lead = next((k for k, term in enumerate(terms) if not is_negative(term)), 0)
    return [terms[lead], *terms[:lead], *terms[lead + 1 :]]


# -- numbers and letters -------------------------------------------------------------


def unless_one(value: Rational, decimal: bool = False) -> tuple[Expr, ...]:
    """A number as a factor; no factor where it is 1."""
    return () if value == 1 else (number(value, decimal),)


def number_and_letters(size: Size) -> tuple[int, list[Expr]]:
    """A size of one term as a number and its letters, 2·m·n as 2 and [m, n]; a sum as it is."""
    assert isinstance(size, Polynomial)
    if len(size.terms) != 1:
        return 1, [tree.size(size)]
    (monomial, amount), *_ = size.terms
    return amount, [tree.size(letter(name)) for name, power in monomial for _ in range(power)]


# -- products and powers -------------------------------------------------------------


def multiplied(factors: Sequence[Expr]) -> Expr:
    """The factors as a product; no factor is 1."""
    return ONE if not factors else factors[0] if len(factors) == 1 else tree.mul(*factors)


def factors_of(rest: Expr) -> list[Expr]:
    """The factors of a product of one shape, ones left out."""
    parts = rest.args if rest.op == "mul" else (rest,)
    return [part for part in parts if not _is_ones(part) and part is not ONE]


def _is_ones(a: Expr) -> bool:
    """A matrix of ones, or the product of a column and a row of them."""
    return a.op == "ones" or (a.op == "matmul" and len(a.args) == 2 and a.args[0].shape[1] == 1
                              and a.args[0].op == a.args[1].op == "ones")  # fmt: skip


def single_factors(rest: Expr) -> list[Expr]:
    """The same, a repeated product as repeated factors, powers as often as they count."""
    parts = factors_of(rest)
    if rest.op == "broadcast" and rest.args[0].op == "mul":
        parts = [tree.broadcast(part, rest.shape) for part in rest.args[0].args]
    found: list[Expr] = []
    for part in parts:
        if not is_repeated_one(part):
            base, count = base_and_count(part)
            found += [base] * count if count > 0 else [part]
    return found


def base_and_count(part: Expr) -> tuple[Expr, int]:
    """A whole power as its base and exponent; anything else once."""
    if part.op == "pow" and part.args[1].op == "number":
        exponent = part.args[1].data.value
        if isinstance(exponent, int) and 0 < abs(exponent) < 9:
            return part.args[0], exponent
    return part, 1


def under_root(a: Expr) -> Expr | None:
    """v of √v, or of a repeated √v."""
    inner = a.args[0] if a.op == "broadcast" else a
    if inner.op != "call" or inner.data[0].name != "sqrt":
        return None
    return inner.args[0] if inner is a else tree.broadcast(inner.args[0], a.shape)


# -- repeated numbers, rows and columns ----------------------------------------------


def shown(a: Expr) -> Expr:
    """A repeated row or column that is to be written as 1 r or c 1ᵀ."""
    return tree.product_with_ones(a.args[0], a.shape) if _source(a) is not None else a


def unshown(a: Expr) -> Expr:
    """The same as any other repeated row or column."""
    return tree.broadcast(a.args[0], a.shape) if a.op == "broadcast" else a


def ones_as_number(term: Expr) -> Expr:
    """In a sum and above a line, a matrix of ones is the number 1."""
    if term.op == "neg":
        return tree.neg(ones_as_number(term.args[0]))
    return tree.broadcast(ONE, term.shape) if term.op == "ones" else term


def fitting(terms: Sequence[Expr]) -> list[Expr]:
    """The terms of a sum, ones beside an identity or a diagonal as 1 1ᵀ: I − ½ is no matrix."""
    if not any(term.op in ("eye", "diag", "kron") for term in terms):
        return list(terms)
    return [_all_ones(*term.shape) if term.op == "ones" and 1 not in term.shape else term for term in terms]


def _all_ones(rows: Size, columns: Size) -> Expr:
    return tree.matmul(ones((rows, 1)), ones((1, columns)))


def repeated(rest: Expr, shape: Shape) -> Expr:
    """A number, a row or a column in a shape, as it is."""
    return ones(shape) if rest.op == "ones" else tree.broadcast(rest, shape)


def repeated_shape(factors: Sequence[Expr]) -> Shape | None:
    """The shape of the rows (or columns) of which all the factors are repetitions."""
    sources = {_source(part) for part in factors}
    return sources.pop() if len(sources) == 1 else None


def _source(a: Expr) -> Shape | None:
    """The shape of the row or column that A repeats, if it repeats one."""
    return a.args[0].shape if a.op == "broadcast" and a.args[0].shape != SCALAR else None
