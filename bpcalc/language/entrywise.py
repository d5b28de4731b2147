"""Sums, scalar multiples and entry-by-entry products, left as a person would leave them.

Every expression is read as number · scalars / scalars · rest. Numbers come in front, equal
terms and factors are gathered, opposite ones go; what all terms of a sum share is taken out
of it. Sums are multiplied out only where that makes denominators and terms disappear:
p ⊙ (1 − p) ⊙ ((1 − y)/(1 − p) − y/p) is p − y.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from bpcalc.language import tree
from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.sizes import Polynomial, Shape, Size, letter
from bpcalc.language.tree import SCALAR, Expr, number, ones, zeros
from bpcalc.records import NamedTuple

ONE = number(1)
ZERO = number(0)


class Parts(NamedTuple):
    """number · above / below · rest: `above` and `below` are 1×1, `rest` is ONE where nothing
    else is left. `decimal`: the number is written with a point."""

    number: Rational = 1
    decimal: bool = False
    above: tuple[Expr, ...] = ()
    below: tuple[Expr, ...] = ()
    rest: Expr = ONE


def is_zero(a: Expr) -> bool:
    """Whether the expression is 0 for every input."""
    return a is ZERO or a.op == "zeros" or (a.op in ("broadcast", "neg") and is_zero(a.args[0]))


# -- taking apart and putting together -----------------------------------------------


def split(a: Expr) -> Parts:
    """A as number · scalars / scalars · rest."""
    found: Parts | None = a.memo.get("split")
    if found is None:
        found = a.memo["split"] = _split((a,))
    return found


def _split(factors: Iterable[Expr]) -> Parts:
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
            amount, letters_in = _letters(part.data)
            value = Fraction(value) / amount if inverse else value * amount
            (below if inverse else above).extend(letters_in)
        elif part.shape == SCALAR:
            base, count = _power(part)
            side = below if inverse != (count < 0) else above
            side.extend([base] * abs(count))
        elif part.op == "broadcast" and part.args[0].shape == SCALAR:
            collect(part.args[0], inverse)
            rest.append(ones(part.shape))
        elif part.op == "div" and not inverse:
            scalars = split(part.args[0])
            collect(joined(scalars._replace(rest=ONE)), inverse)
            rest.append(tree.div(_one_or(scalars.rest), part.args[1]))
        elif part.op == "broadcast" and part.args[0].op in ("mul", "neg", "div"):
            scalars = split(part.args[0])
            collect(joined(scalars._replace(rest=ONE)), inverse)
            rest.append(tree.broadcast(scalars.rest, part.shape))
        else:
            rest.append(part)

    for factor in factors:
        collect(factor, False)
    for part in tuple(above):
        if part in below:
            above.remove(part)
            below.remove(part)
    remainder = ONE if not rest else rest[0] if len(rest) == 1 else tree.mul(*rest)
    return Parts(value, decimal, tuple(above), tuple(below), remainder)


def _letters(size: Size) -> tuple[int, list[Expr]]:
    """A size of one term as a number and its letters, 2·m·n as 2 and [m, n]; a sum as it is."""
    assert isinstance(size, Polynomial)
    if len(size.terms) != 1:
        return 1, [tree.size(size)]
    (monomial, amount), *_ = size.terms
    return amount, [tree.size(letter(name)) for name, power in monomial for _ in range(power)]


def _power(part: Expr) -> tuple[Expr, int]:
    """A whole power as its base and exponent; anything else once."""
    if part.op == "pow" and part.args[1].op == "number":
        exponent = part.args[1].data.value
        if isinstance(exponent, int) and 0 < abs(exponent) < 9:
            return part.args[0], exponent
    return part, 1


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
        scaled = joined(parts._replace(rest=ones(rest.shape) if _is_repeated_one(over_line) else over_line))
        if scaled.op == "neg":
            return tree.neg(tree.div(_one_or(scaled.args[0]), under_line))
        return tree.div(_one_or(scaled), under_line)
    factors = (*_gathered(above), *others)
    size = value if value > 0 else -value
    if value == -1:
        flipped = _with_one_flipped(factors)
        value, factors = (1, flipped) if flipped else (value, factors)
    if below:
        top, bottom = (size, 1) if decimal else (size.numerator, size.denominator)
        under = _product((*_number(bottom), *_gathered(below)))
        if top != 1 and factors and len(below) == 1 and below[0].op == "size":
            body = _product((tree.div(number(top, decimal), under), *factors))  # 2/n · A
        else:
            body = tree.div(_product((*_number(top, decimal), *factors)), under)
    else:
        body = _product((*_number(size, decimal), *factors))
    return negative(body) if value < 0 else body


def _number(value: Rational, decimal: bool = False) -> tuple[Expr, ...]:
    return () if value == 1 else (number(value, decimal),)


def _product(factors: Sequence[Expr]) -> Expr:
    return ONE if not factors else factors[0] if len(factors) == 1 else tree.mul(*factors)


def _gathered(factors: Sequence[Expr]) -> tuple[Expr, ...]:
    """Factors, with equal ones as a power."""
    if len(factors) < 2:
        return tuple(factors)
    counts: dict[Expr, Rational] = {}
    for factor in factors:
        base, count = _power(factor)
        counts[base] = counts.get(base, 0) + count
    for root in tuple(counts):  # √v √v is v, and √v v is v^(3/2)
        inner = _under_root(root)
        whole = counts.get(inner, 0) if inner is not None else -1
        if inner is not None and whole >= 0 and whole + counts[root] > 1:
            counts[inner] = simplest(whole + Fraction(counts.pop(root), 2))
    return tuple(raised(base, count) for base, count in counts.items() if count)


def _under_root(a: Expr) -> Expr | None:
    """v of √v, or of a repeated √v."""
    inner = a.args[0] if a.op == "broadcast" else a
    if inner.op != "call" or inner.data[0].name != "sqrt":
        return None
    return inner.args[0] if inner is a else tree.broadcast(inner.args[0], a.shape)


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
    return joined(parts._replace(rest=_repeated_rest(parts.rest, shape)))


def _one_or(rest: Expr) -> Expr:
    """What stands above a line: a matrix of ones as the number 1."""
    return tree.broadcast(ONE, rest.shape) if rest.op == "ones" else rest


def _repeated_rest(rest: Expr, shape: Shape) -> Expr:
    return ones(shape) if rest.op == "ones" else tree.broadcast(rest, shape)


def _source(a: Expr) -> Shape | None:
    """The shape of the row or column that A repeats, if it repeats one."""
    return a.args[0].shape if a.op == "broadcast" and a.args[0].shape != SCALAR else None


def _unrepeated(factors: Sequence[Expr]) -> Shape | None:
    """The shape of the rows (or columns) of which all the factors are repetitions."""
    sources = {_source(part) for part in factors}
    return sources.pop() if len(sources) == 1 else None


# -- sums ----------------------------------------------------------------------------


def negative(a: Expr) -> Expr:
    """−A."""
    if a.op == "neg":
        return a.args[0]
    if a.op == "number":
        return number(-a.data.value, a.data.decimal)
    return a if is_zero(a) else tree.neg(a)


def _with_one_flipped(factors: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """−(A − B) ⊙ C is (B − A) ⊙ C; nothing where no difference stands among the factors."""
    for place, factor in enumerate(factors):
        total = factor.args[0] if factor.op == "T" else factor
        if _is_difference(total):
            turned = tree.add(*_positive_first([negative(term) for term in total.args]))
            turned = tree.transpose(turned) if factor.op == "T" else turned
            return (*factors[:place], turned, *factors[place + 1 :])
    return ()


def _is_difference(total: Expr) -> bool:
    """A − B; not 1 − A, which everybody writes so."""
    signs = {_is_negative(term) for term in total.args} if total.op == "add" else set()
    return (
        len(signs) == 2
        and not any(split(term)[2:] == ((), (), ONE) for term in total.args)
        and not any(split(term).rest.op == "ones" for term in total.args)
    )


def _positive_first(terms: Sequence[Expr]) -> list[Expr]:
    lead = next((k for k, term in enumerate(terms) if not _is_negative(term)), 0)
    return [terms[lead], *terms[:lead], *terms[lead + 1 :]]


def _is_negative(term: Expr) -> bool:
    return term.op == "neg" or (term.op == "number" and term.data.value < 0)


def plus(*args: Expr) -> Expr:
    """A + B + …; equal terms are gathered, opposite ones cancel, common scalars come in front."""
    shape = args[0].shape
    summands = _summands(args)
    if len(summands) == 1:
        return _tidy(summands[0])
    amounts: dict[Expr, tuple[Rational, bool]] = {}
    for term in summands:
        parts = split(term)
        body = _either_way(_amount_apart(term), amounts)
        before, decimal = amounts.get(body, (0, False))
        amounts[body] = simplest(before + parts.number), decimal or parts.decimal
    terms = [split(body)._replace(number=n, decimal=d) for body, (n, d) in amounts.items() if n]
    if not terms:
        return zeros(shape)
    if len(terms) == 1:
        return joined(terms[0])
    common = _shared([_factors(term.rest) for term in terms]) if shape != SCALAR else ()
    row = _unrepeated([term.rest for term in terms])
    if row is not None:  # the sum of the rows, repeated
        return spread(plus(*(joined(term._replace(rest=term.rest.args[0])) for term in terms)), shape)
    if common:  # A ⊙ B + A ⊙ C is A ⊙ (B + C)
        rest = [_without(_factors(term.rest), common) for term in terms]
        inner = plus(*(joined(term._replace(rest=_product(r) if r else ones(shape)))
                       for term, r in zip(terms, rest, strict=True)))  # fmt: skip
        return times(*common, inner)
    return _with_common_factor(terms)


def _summands(args: Iterable[Expr]) -> list[Expr]:
    """What is added in the end, sums within sums opened, zeros left out."""
    found: list[Expr] = []
    for term in args:
        if term.op == "add":
            found += _summands(term.args)
        elif term.op == "neg" and term.args[0].op == "add":
            found += _summands([negative(part) for part in term.args[0].args])
        elif not is_zero(term):
            found.append(term)
    return found


def _tidy(term: Expr) -> Expr:
    """The same, taken apart and put together."""
    if "tidy" not in term.memo:
        term.memo["tidy"] = joined(split(term))
    found: Expr = term.memo["tidy"]
    return found


def _amount_apart(term: Expr) -> Expr:
    """The term without its number."""
    if "amount apart" not in term.memo:
        term.memo["amount apart"] = joined(split(term)._replace(number=1, decimal=False))
    found: Expr = term.memo["amount apart"]
    return found


def _factors(rest: Expr) -> tuple[Expr, ...]:
    return () if rest.op == "ones" else rest.args if rest.op == "mul" else (rest,)


def _either_way(body: Expr, known: dict[Expr, tuple[Rational, bool]]) -> Expr:
    """xᵀv where vᵀx stands already is vᵀx."""
    if body.op == "matmul" and body.shape == SCALAR and len(body.args) == 2:
        left, right = body.args
        same = tree.matmul(_flipped(right), _flipped(left))
        return same if same in known else body
    return body


def _flipped(a: Expr) -> Expr:
    return a.args[0] if a.op == "T" else tree.transpose(a)


def _with_common_factor(terms: Sequence[Parts]) -> Expr:
    """The sum of at least two terms, with the scalars that all of them share in front."""
    first = terms[0]
    above = _shared([term.above for term in terms])
    below = _shared([term.below for term in terms])
    equal = all(abs(term.number) == abs(first.number) for term in terms)
    amount: Rational = 1
    if equal:
        amount = first.number if first.number > 0 else -first.number
    inner: list[Expr] = []
    for term in terms:
        left = term._replace(
            number=term.number if amount == 1 else simplest(Fraction(term.number) / amount),
            decimal=term.decimal and not equal,
            above=_without(term.above, above),
            below=_without(term.below, below),
        )
        one = joined(left)
        inner.extend(_repeated(part) for part in (one.args if one.op == "add" else (one,)))
    if len(inner) > len(terms):  # a sum was opened: its terms may meet others of their kind
        opened = plus(*inner)
        if opened.op != "add" or len(opened.args) < len(inner):
            scalars = joined(Parts(amount, equal and any(term.decimal for term in terms), above, below))
            return times(scalars, opened)
    total = tree.add(*_positive_first(inner))
    if amount == 1 and not above and not below:
        return total
    decimal = equal and any(term.decimal for term in terms)
    if total.shape == SCALAR:
        return joined(Parts(amount, decimal, (*above, total), below))
    return joined(Parts(amount, decimal, above, below, total))


def _repeated(term: Expr) -> Expr:
    """In a sum, a matrix of ones is the number 1."""
    if term.op == "neg":
        return tree.neg(_repeated(term.args[0]))
    return tree.broadcast(ONE, term.shape) if term.op == "ones" else term


def _shared(lists: Sequence[tuple[Expr, ...]]) -> tuple[Expr, ...]:
    """What every list has, as often as all of them have it."""
    common = list(lists[0])
    for others in lists[1:]:
        rest = list(others)
        common = [part for part in common if part in rest and not rest.remove(part)]  # type: ignore[func-returns-value]
    return tuple(common)


def _without(parts: tuple[Expr, ...], gone: tuple[Expr, ...]) -> tuple[Expr, ...]:
    left = list(parts)
    for part in gone:
        left.remove(part)
    return tuple(left)


def minus(a: Expr, b: Expr) -> Expr:
    """A − B."""
    return plus(a, negative(b))


# -- products entry by entry -----------------------------------------------------------


def times(*args: Expr) -> Expr:
    """a · B ⊙ C: scalars scale, matrices of one shape meet entry by entry."""
    if len(args) == 2 and args[0] is ONE:
        return zeros(args[1].shape) if is_zero(args[1]) else args[1]
    if any(map(is_zero, args)):
        return zeros(next((arg.shape for arg in args if arg.shape != SCALAR), SCALAR))
    parts = split(args[0]) if len(args) == 1 else _split(args)
    rest = parts.rest.args if parts.rest.op == "mul" else (parts.rest,)
    shape = parts.rest.shape
    kept = [part for part in rest if part.op != "ones" and part is not ONE]
    scalars, parts = _simpler(list(parts.above), parts)
    kept, parts = _simpler(kept, parts)
    return joined(parts._replace(above=(*scalars, *parts.above), rest=_fraction(kept, shape)))


def _fraction(factors: Sequence[Expr], shape: Shape) -> Expr:
    """The product of factors of one shape as one quotient: A ⊙ (1/B) is A / B.

    What stands above and below cancels; where all of it repeats rows (or columns), the rows are
    multiplied.
    """
    if not any(part.op in ("div", "broadcast") for part in factors):
        return _product(factors) if factors else ones(shape)
    above: list[Expr] = []
    below: list[Expr] = []
    for part in factors:
        top, bottom = _sides(part)
        above += _single(top)
        below += _single(bottom)
    for part in tuple(below):
        if part in above:
            above.remove(part)
            below.remove(part)
    if not above and not below:
        return ones(shape)
    row = _unrepeated((*above, *below))
    if row is not None:
        inner = _quotient_of([part.args[0] for part in above], [part.args[0] for part in below], row)
        return spread(inner, shape)
    return _quotient_of(above, below, shape)


def _sides(part: Expr) -> tuple[Expr, Expr]:
    """What stands above and below in a factor; of a repeated row, as repeated rows."""
    if part.op == "div":
        return part.args[0], part.args[1]
    if part.op == "broadcast" and part.args[0].op == "div":
        top, bottom = part.args[0].args
        return _repeated_rest(split(top).rest, part.shape), tree.broadcast(bottom, part.shape)
    return part, ONE


def _single(rest: Expr) -> list[Expr]:
    """The factors of a product of one shape, powers as often as they count; ones are left out."""
    parts = rest.args if rest.op == "mul" else (rest,)
    if rest.op == "broadcast" and rest.args[0].op == "mul":
        parts = tuple(tree.broadcast(part, rest.shape) for part in rest.args[0].args)
    found: list[Expr] = []
    for part in parts:
        if part is not ONE and part.op != "ones" and not _is_repeated_one(part):
            base, count = _power(part)
            found += [base] * count if count > 0 else [part]
    return found


def _is_repeated_one(part: Expr) -> bool:
    return part.op == "broadcast" and part.args[0] is ONE


def _quotient_of(above: Sequence[Expr], below: Sequence[Expr], shape: Shape) -> Expr:
    top = _product(_gathered(above)) if above else _repeated(ones(shape))
    return tree.div(top, _product(_gathered(below))) if below else top


def _simpler(factors: list[Expr], parts: Parts) -> tuple[list[Expr], Parts]:
    """Factors of one shape without what cancels; scalars that come out of them join the parts."""
    if factors and factors[0].shape == SCALAR:
        parts = parts._replace(above=())
    if len(factors) < 2:
        return factors, parts
    for simpler in (_cancelled, _chosen, _cleared):
        found = simpler(factors)
        if found is not None:
            more = _split((joined(parts._replace(rest=ONE)), *found))
            rest = more.rest.args if more.rest.op == "mul" else (more.rest,)
            if factors[0].shape == SCALAR:
                return _simpler(list(more.above), more)
            return _simpler([part for part in rest if part.op != "ones" and part is not ONE], more)
    return list(_gathered(factors)), parts


def _cancelled(factors: list[Expr]) -> list[Expr] | None:
    """A ⊙ (B / A) is B."""
    for part in factors:
        if part.op == "div" and part.args[1] in factors:
            found = list(factors)
            found.remove(part.args[1])
            found[found.index(part)] = part.args[0]
            return found
    return None


def _chosen(factors: list[Expr]) -> list[Expr] | None:
    """p ⊙ onehot(t, p) is p[t] · onehot(t, p), for one label t."""
    for hot in factors:
        if is_one_hot(hot) and hot.args[0].shape == SCALAR and hot.args[1] in factors:
            found = list(factors)
            found[found.index(hot.args[1])] = tree.node("pick", (hot.args[1], hot))
            return found
    return None


def is_one_hot(a: Expr) -> bool:
    """Whether each example of A has a single 1: it is made from labels."""
    return a.op == "call" and a.data[0].name == "onehot" and a.args[0].shape != a.args[1].shape


def _cleared(factors: list[Expr]) -> list[Expr] | None:
    """Factors times a sum of quotients, where all denominators cancel and less is left."""
    for total in factors:
        if total.op != "add":
            continue
        others = list(factors)
        others.remove(total)
        terms = [split(term) for term in total.args]
        quotients = [_quotient(term) for term in terms]
        if not all(bottom in others for _, bottom in quotients):
            continue
        monomials: dict[tuple[Expr, ...], Rational] = {}
        for term, (top, bottom) in zip(terms, quotients, strict=True):
            rest = list(others)
            rest.remove(bottom)
            _expand((*top, *rest), term.number, monomials)
        left = {m: n for m, n in monomials.items() if n}
        if len(left) <= len(terms) and all(len(m) <= 1 for m in left):
            shape = total.shape
            return [plus(zeros(shape), *(times(number(n), ones(shape), *m) for m, n in left.items()))]
    return None


def _quotient(term: Parts) -> tuple[tuple[Expr, ...], Expr]:
    """The factors above and the one below the line of a term."""
    if term.rest.op == "div" and not term.below:
        return (*term.above, term.rest.args[0]), term.rest.args[1]
    if len(term.below) == 1:
        return (*term.above, term.rest), term.below[0]
    return (), ZERO


def _expand(factors: Sequence[Expr], amount: Rational, total: dict[tuple[Expr, ...], Rational]) -> None:
    """Adds amount · Π factors, multiplied out, to a sum of monomials."""
    found: list[tuple[tuple[Expr, ...], Rational]] = [((), amount)]
    for factor in factors:
        terms = [split(term) for term in (factor.args if factor.op == "add" else (factor,))]
        if any(term.below for term in terms):
            terms = [Parts(above=(factor,))]
        found = [
            ((*monomial, *_bare(term)), value * term.number) for monomial, value in found for term in terms
        ]
    for monomial, value in found:
        same = next((m for m in total if sorted(map(id, m)) == sorted(map(id, monomial))), monomial)
        total[same] = total.get(same, 0) + value


def _bare(term: Parts) -> tuple[Expr, ...]:
    rest = term.rest.args if term.rest.op == "mul" else (term.rest,)
    return (*term.above, *(part for part in rest if part.op != "ones" and part is not ONE))


def over(a: Expr, b: Expr) -> Expr:
    """A / B entry by entry."""
    if is_zero(a) or b is ONE or b.op == "ones":
        return a
    if a is b:
        return ones(a.shape)
    if is_zero(b):
        return tree.div(a, b)
    if b.shape == SCALAR:
        return times(a, tree.div(ONE, b)) if a is not ONE else _reciprocal(b)
    parts = split(b)
    scalars = _reciprocal(joined(parts._replace(rest=ONE)))
    return times(scalars, a, tree.div(tree.broadcast(ONE, b.shape), parts.rest))


def _reciprocal(b: Expr) -> Expr:
    parts = split(b)
    inverse = simplest(1 / Fraction(parts.number))
    return joined(Parts(inverse, parts.decimal, parts.below, parts.above))


def raised(a: Expr, exponent: Rational) -> Expr:
    """A ^ p entry by entry, p a number."""
    if exponent == 0:
        return ones(a.shape)
    if exponent == 1:
        return a
    if a.op == "number" and isinstance(exponent, int) and abs(exponent) < 100 and a.data.value:
        return number(Fraction(a.data.value) ** exponent, a.data.decimal)
    if isinstance(exponent, int) and exponent < 0:
        return over(ones(a.shape), raised(a, -exponent))
    base, inner = _power(a)
    if isinstance(exponent, int):
        return tree.power(base, number(inner * exponent))
    return tree.power(a, number(exponent))
