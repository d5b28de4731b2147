"""Like terms of a sum: 3·A − 2·A is A, what is opposite goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bpcalc.language import tree
from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.simplify.factors import is_zero, negative, shown, unshown
from bpcalc.language.simplify.terms import Parts, joined, split
from bpcalc.language.tree import SCALAR, Expr


def summands(args: Iterable[Expr]) -> list[Expr]:
    """What is added in the end, sums within sums opened, zeros left out."""
    found: list[Expr] = []
    for term in args:
        if term.op == "add":
            found += summands(term.args)
        elif term.op == "neg" and term.args[0].op == "add":
            found += summands([negative(part) for part in term.args[0].args])
        elif not is_zero(term):
            found.append(without_ones(term))
    return found


def with_ones(term: Expr) -> Expr:
    """A term of a sum whose size fits: a repeated row r as 1 r, a repeated column c as c 1ᵀ."""
    parts = split(term)
    rest = shown(parts.rest)
    return term if rest is parts.rest else joined(parts._replace(rest=rest))


def is_plainly_repeated(term: Expr) -> bool:
    """Whether a term is a repeated row or column, not written as a product with ones."""
    rest = split(term).rest
    return rest.op == "broadcast" and shown(rest) is not rest and rest.data is None


def without_ones(term: Expr) -> Expr:
    """The same as it is typed in an equation, where a row is added to every row."""
    parts = split(term)
    rest = unshown(parts.rest)
    return term if rest is parts.rest else joined(parts._replace(rest=rest))


def like_terms(added: Iterable[Expr]) -> list[Parts]:
    """The terms of a sum, each kind once with its number; none where all of them cancel."""
    amounts: dict[Expr, tuple[Rational, bool]] = {}
    for term in added:
        parts = split(term)
        body = _either_way(_amount_apart(term), amounts)
        before, decimal = amounts.get(body, (0, False))
        amounts[body] = simplest(before + parts.number), decimal or parts.decimal
    return [split(body)._replace(number=n, decimal=d) for body, (n, d) in amounts.items() if n]


def tidy(term: Expr) -> Expr:
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


def _either_way(body: Expr, known: dict[Expr, tuple[Rational, bool]]) -> Expr:
    """xᵀv where vᵀx stands already is vᵀx."""
    if body.op == "matmul" and body.shape == SCALAR and len(body.args) == 2:
        left, right = body.args
        same = tree.matmul(_flipped(right), _flipped(left))
        return same if same in known else body
    return body


def _flipped(a: Expr) -> Expr:
    return a.args[0] if a.op == "T" else tree.transpose(a)


# -- what terms have in common -------------------------------------------------------


def shared(lists: Sequence[tuple[Expr, ...]]) -> tuple[Expr, ...]:
    """What every list has, as often as all of them have it."""
    common = list(lists[0])
    for others in lists[1:]:
        rest = list(others)
        common = [part for part in common if part in rest and not rest.remove(part)]  # type: ignore[func-returns-value]
    return tuple(common)


def without(parts: tuple[Expr, ...], gone: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """The parts but for those that are gone."""
    left = list(parts)
    for part in gone:
        left.remove(part)
    return tuple(left)
