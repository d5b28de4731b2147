"""Sums, scalar multiples and entry-by-entry products, left as a person would leave them.

Numbers come in front, equal terms and factors are gathered, opposite ones go; what all terms of
a sum share is taken out of it. Sums are multiplied out only where that makes denominators and
terms disappear: p ⊙ (1 − p) ⊙ ((1 − y)/(1 − p) − y/p) is p − y.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bpcalc.language import tree
from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.simplify.cancellation import cancelled, chosen, cleared, taken_up
from bpcalc.language.simplify.factors import (
    ONE,
    as_factor,
    factors_of,
    fitting,
    is_zero,
    multiplied,
    negative,
    ones_as_number,
    positive_first,
    repeated,
    repeated_shape,
    single_factors,
)
from bpcalc.language.simplify.like_terms import like_terms, shared, summands, tidy, with_ones, without
from bpcalc.language.simplify.placement import in_places
from bpcalc.language.simplify.terms import (
    Parts,
    gathered,
    inverse,
    joined,
    quotient,
    split,
    split_product,
    spread,
)
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr, number, ones, zeros

# -- sums ----------------------------------------------------------------------------


def plus(*args: Expr) -> Expr:
    """A + B + …; equal terms are gathered, opposite ones cancel, common scalars come in front."""
    shape = args[0].shape
    added = summands(args)
    if len(added) == 1:
        return tidy(added[0])
    terms = like_terms(added)
    if not terms:
        return zeros(shape)
    if len(terms) == 1:
        return joined(terms[0])
    factors = [_factors(term.rest) for term in terms]
    common = shared(factors) if shape != SCALAR else ()
    row = repeated_shape([term.rest for term in terms])
    if row is not None:  # the sum of the rows, repeated
        return spread(plus(*(joined(term._replace(rest=term.rest.args[0])) for term in terms)), shape)
    if common:  # A ⊙ B + A ⊙ C is A ⊙ (B + C)
        rest = [without(own, common) for own in factors]
        if not any(rest):
            return times(plus(*(joined(term._replace(rest=ONE)) for term in terms)), *common)
        inner = plus(*(joined(term._replace(rest=multiplied(r) if r else ones(shape)))
                       for term, r in zip(terms, rest, strict=True)))  # fmt: skip
        return times(*common, inner)
    return _with_common_factor(terms)


def _factors(rest: Expr) -> tuple[Expr, ...]:
    return () if rest.op == "ones" else rest.args if rest.op == "mul" else (rest,)


def _with_common_factor(terms: Sequence[Parts]) -> Expr:
    """The sum of at least two terms, with the scalars that all of them share in front."""
    terms = [
        term._replace(rest=rest) for term, rest in zip(terms, fitting([t.rest for t in terms]), strict=True)
    ]
    first = terms[0]
    above = shared([term.above for term in terms])
    below = shared([term.below for term in terms])
    equal = all(abs(term.number) == abs(first.number) for term in terms)
    amount: Rational = 1
    if equal:
        amount = first.number if first.number > 0 else -first.number
    inner: list[Expr] = []
    for term in terms:
        left = term._replace(
            number=term.number if amount == 1 else simplest(Fraction(term.number) / amount),
            decimal=term.decimal and not equal,
            above=without(term.above, above),
            below=without(term.below, below),
        )
        one = joined(left)
        inner.extend(ones_as_number(part) for part in (one.args if one.op == "add" else (one,)))
    if len(inner) > len(terms):  # a sum was opened: its terms may meet others of their kind
        opened = plus(*inner)
        if opened.op != "add" or len(opened.args) < len(inner):
            scalars = joined(Parts(amount, equal and any(term.decimal for term in terms), above, below))
            return times(scalars, opened)
    total = _stacked(inner) or tree.add(*map(with_ones, positive_first(inner)))
    if amount == 1 and not above and not below:
        return total
    decimal = equal and any(term.decimal for term in terms)
    turned = as_factor(total)
    if turned.op == "neg":
        amount, total = -amount, turned.args[0]
    if total.shape == SCALAR:
        return joined(Parts(amount, decimal, (*above, total), below))
    return joined(Parts(amount, decimal, above, below, total))


def _stacked(terms: Sequence[Expr]) -> Expr | None:
    """A sum of terms with rows or columns of their own, below each other or side by side."""
    found = in_places(terms)
    return None if found is None else tree.stack(found[0], *(plus(*parts) for parts in found[1].values()))


def minus(a: Expr, b: Expr) -> Expr:
    """A − B."""
    return plus(a, negative(b))


# -- products ------------------------------------------------------------------------


def times(*args: Expr) -> Expr:
    """a · B ⊙ C: scalars scale, matrices of one shape meet entry by entry."""
    if len(args) == 2 and args[0] is ONE:
        return zeros(args[1].shape) if is_zero(args[1]) else args[1]
    if any(map(is_zero, args)):
        return zeros(next((arg.shape for arg in args if arg.shape != SCALAR), SCALAR))
    parts = split(args[0]) if len(args) == 1 else split_product(map(as_factor, args))
    shape = parts.rest.shape
    kept = factors_of(parts.rest)
    scalars, parts = _simpler(list(parts.above), parts)
    kept, parts = _simpler(kept, parts)
    return joined(parts._replace(above=(*scalars, *parts.above), rest=_as_quotient(kept, shape)))


def scaled(parts: Parts, rest: Expr) -> Expr:
    """The scalars of the parts times something else."""
    return times(joined(parts._replace(rest=ONE)), rest)


def _simpler(factors: list[Expr], parts: Parts) -> tuple[list[Expr], Parts]:
    """Factors of one shape without what cancels; scalars that come out of them join the parts."""
    if factors and factors[0].shape == SCALAR:
        parts = parts._replace(above=())
    if len(factors) < 2:
        return factors, parts
    found = cancelled(factors) or taken_up(factors) or chosen(factors)
    if found is None:
        sign = -1 if parts.number < 0 else 1
        found = _multiplied_out(factors, sign)
        parts = parts if found is None else parts._replace(number=parts.number * sign)
    if found is None:
        return list(gathered(factors)), parts
    more = split_product((joined(parts._replace(rest=ONE)), *found))
    if factors[0].shape == SCALAR:
        return _simpler(list(more.above), more)
    return _simpler(factors_of(more.rest), more)


def _multiplied_out(factors: list[Expr], sign: int) -> list[Expr] | None:
    """Factors and a sign times a sum of quotients as a shorter sum, where the denominators cancel."""
    found = cleared(factors)
    if found is None:
        return None
    (others, left), shape = found, factors[0].shape
    return [*others, plus(zeros(shape), *(times(number(sign * n), ones(shape), *m) for m, n in left.items()))]


def _as_quotient(factors: Sequence[Expr], shape: Shape) -> Expr:
    """The product of factors of one shape as one quotient: A ⊙ (1/B) is A / B."""
    if not any(part.op in ("div", "broadcast") for part in factors):
        return multiplied(factors) if factors else ones(shape)
    above: list[Expr] = []
    below: list[Expr] = []
    for part in factors:
        top, bottom = _sides(part)
        above += single_factors(top)
        below += single_factors(bottom)
    return quotient(above, below, shape)


def _sides(part: Expr) -> tuple[Expr, Expr]:
    """What stands above and below in a factor; of a repeated row, as repeated rows."""
    if part.op == "div":
        return part.args[0], part.args[1]
    if part.op == "broadcast" and part.args[0].op == "div":
        top, bottom = part.args[0].args
        return repeated(split(top).rest, part.shape), tree.broadcast(bottom, part.shape)
    return part, ONE


def over(a: Expr, b: Expr) -> Expr:
    """A / B entry by entry."""
    if is_zero(a) or b is ONE or b.op == "ones":
        return a
    if a is b:
        return ones(a.shape)
    if is_zero(b):
        return tree.div(a, b)
    if b.shape == SCALAR:
        return times(a, tree.div(ONE, b)) if a is not ONE else inverse(b)
    parts = split(b)
    scalars = inverse(joined(parts._replace(rest=ONE)))
    return times(scalars, a, tree.div(tree.broadcast(ONE, b.shape), parts.rest))
