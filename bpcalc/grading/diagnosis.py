"""The reasons that explain a wrong value: each mistake tried at each site, the result compared.

Only a mistake that gives another value than the right method counts, and only when the
answer states that value in every world it is judged in; of several, the likeliest is first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Key, Method, Site, Worked, leads_to
from bpcalc.grading.mistakes import TABLE, Sizes
from bpcalc.grading.truth import Subject, same, true_value
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import NoValueError
from bpcalc.records import NamedTuple

PAIRS = 400
"""Pairs of mistakes at two sites that are tried at most, the likeliest first."""


class World(NamedTuple):
    """One set of values in which an answer is judged: those of a case with what the student has
    stated, or random ones. `states` tells whether the answer states a value in this world."""

    stated: Mapping[Key, Array]
    truth: Array
    states: Callable[[Array], bool]


class Change(NamedTuple):
    """A mistake at a place: formulas in the place of the right ones, then a factor on the
    finished value. `weight`: the smaller, the likelier. `parts`: the two that it consists of, if two."""

    names: tuple[str, ...]
    weight: int
    site: Site | None
    formulas: Mapping[Site, Expr] = {}
    factor: Fraction | int = 1
    parts: tuple[Change, ...] = ()


def diagnose(
    about: Subject, found: Derivation, method: Method, worlds: Sequence[World]
) -> tuple[Change, ...]:
    """All single mistakes that give this answer in every world, the likeliest first."""
    changes = single_changes(about, found, method, worlds[0].stated)
    return explaining(about, found, method, worlds, changes)


def explaining(
    about: Subject, found: Derivation, method: Method, worlds: Sequence[World], changes: Iterable[Change]
) -> tuple[Change, ...]:
    """Those of the changes that give the answer, where the right method does not."""
    hits: list[Change] = []
    bases = [value_under(about, found, method, world.stated) for world in worlds]
    for change in changes:
        if _explains(about, found, method, worlds, bases, change):
            hits.append(change)
    return tuple(sorted(hits, key=lambda hit: hit.weight))


def _explains(
    about: Subject, found: Derivation, method: Method, worlds: Sequence[World],
    bases: Sequence[Array | None], change: Change,
) -> bool:  # fmt: skip
    tells = False
    for world, base in zip(worlds, bases, strict=True):
        value = changed_value(about, found, method, world.stated, change, base)
        if value is None or value.shape != world.truth.shape or not world.states(value):
            return False
        tells = tells or not (same(value, world.truth) or (base is not None and same(value, base)))
    return tells


def changed_value(
    about: Subject, found: Derivation, method: Method, stated: Mapping[Key, Array], change: Change,
    base: Array | None,
) -> Array | None:  # fmt: skip
    """What comes out with a mistake, or nothing where there is no number."""
    value = base
    if change.formulas:
        value = value_under(about, found, {**method, **change.formulas}, stated)
    if value is not None and change.factor != 1:
        value = arrays.multiply(value, arrays.exact_array([[change.factor]]))
    return value if value is not None and arrays.finite(value) else None


def value_under(
    about: Subject, found: Derivation, method: Method, stated: Mapping[Key, Array]
) -> Array | None:
    """The value under a method, or nothing where there is none."""
    return value_in(about, Worked(found, about.of, method, stated))


def value_in(about: Subject, worked: Worked) -> Array | None:
    """The value as it is worked out, or nothing where there is none."""
    try:
        with numpy.errstate(all="ignore"):  # what is no number is told by its value
            return true_value(about, worked)
    except (NoValueError, ArithmeticError, ValueError):
        return None


def single_changes(
    about: Subject, found: Derivation, method: Method, stated: Mapping[Key, Array]
) -> Iterator[Change]:
    """Every mistake, at every site between what is stated and what is asked for."""
    yield from factor_changes(found)
    for site in sites(about, found, method, stated):
        yield from changes_at(found, method, site)


def changes_at(found: Derivation, method: Method, site: Site) -> Iterator[Change]:
    """Every mistake at one site."""
    seen: set[tuple[str, object]] = set()
    for mistake in TABLE:
        if mistake.of_site is None:
            continue
        for made in mistake.of_site(found, site, method[site]):
            formulas = made if isinstance(made, dict) else {site: made}
            formulas = {one: formula for one, formula in formulas.items() if one in method}
            if any(formula.shape != method[one].shape for one, formula in formulas.items()):
                continue
            key = mistake.name, tuple(formulas.items())
            if key not in seen and any(formula is not method[one] for one, formula in formulas.items()):
                seen.add(key)
                yield Change((mistake.name,), mistake.weight, site, formulas)


def factor_changes(found: Derivation) -> Iterator[Change]:
    """Every factor that the finished value may have too much."""
    many = sizes(found)
    for mistake in TABLE:
        if mistake.factors is not None:
            for factor in mistake.factors(many):
                yield Change((mistake.name,), mistake.weight, None, {}, factor)


def pair_changes(found: Derivation, singles: Sequence[Change]) -> Iterator[Change]:
    """Two mistakes at once: in two sites, in a site and the finished value, or twice in that."""
    placed = sorted((one for one in singles if one.formulas), key=lambda one: one.weight)
    factors = tuple(factor_changes(found))
    for one in placed:
        for other in factors:
            names = *one.names, *other.names
            weight = one.weight + other.weight
            yield Change(names, weight, one.site, one.formulas, other.factor, (one, other))
    alone = {one.factor for one in factors} | {1}
    for one, other in combinations(factors, 2):
        if one.factor * other.factor not in alone:
            names, weight = (*one.names, *other.names), one.weight + other.weight
            yield Change(names, weight, None, {}, one.factor * other.factor, (one, other))
    apart = ((a, b) for a, b in combinations(placed, 2) if not a.formulas.keys() & b.formulas.keys())
    for a, b in islice(apart, PAIRS):
        names, formulas = (*a.names, *b.names), {**a.formulas, **b.formulas}
        yield Change(names, a.weight + b.weight, a.site, formulas, 1, (a, b))


def sizes(found: Derivation) -> Sizes:
    """The n of a mean that there may be: numbers of rows, of columns and of entries."""
    seen: dict[int, None] = {}
    for name in found.graph.equations:
        rows, columns = found.graph.shape(name)
        for size in (rows, columns, rows * columns):
            if isinstance(size, int) and size > 1:
                seen[size] = None
    every = tuple(sorted(seen))
    parts = [part for expr in found.graph.equations.values() for part in tree.nodes(expr)]
    if any(part.op == "size" or (part.op == "call" and part.data[0].name == "mean") for part in parts):
        return Sizes(every, every)
    numbers = [part.data.value for part in parts if part.op == "number"]
    divided = {abs(by) for one in numbers for by in (one, Fraction(one).denominator)}
    return Sizes(every, tuple(n for n in every if n in divided))


def sites(about: Subject, found: Derivation, method: Method, stated: Mapping[Key, Array]) -> list[Site]:
    """The sites between what is stated and what is asked for, nearest first."""
    order: list[Site] = []
    seen: set[Key] = set()
    waiting: list[Expr] = []

    def uses(site: Site) -> None:
        order.append(site)
        waiting.extend(sorted(tree.leaves(method[site]), key=lambda leaf: (leaf.op, str(leaf.data))))

    def quantity(name: str) -> None:
        if name not in seen and name not in stated and Site(name) in method:
            seen.add(name)
            uses(Site(name))

    def derivative(name: str) -> None:
        key = Derivative(about.of, (name,))
        if key in seen or key in stated or name == about.of:
            return
        seen.add(key)
        for user in found.uses.get(name, ()):
            if leads_to(found, user, about.of):
                uses(Site(key, user))

    if about.wrt:
        derivative(about.wrt)
    else:
        quantity(about.of)
    while waiting:
        leaf = waiting.pop(0)
        if leaf.op == "name":
            quantity(leaf.data)
        else:
            derivative(leaf.data.wrt[0])
    return order
