"""The reasons that explain a wrong value: each mistake tried at each site, the result compared.

Only a mistake that gives another value than the right method counts, and only when the
answer states that value in every world it is judged in; of several, the likeliest is first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Key, Method, Site, Worked, leads_to
from bpcalc.grading.mistakes import TABLE, Mistake
from bpcalc.grading.truth import Subject, same, true_value
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.tree import Derivative
from bpcalc.language.value import NoValueError


class World(NamedTuple):
    """One set of values in which an answer is judged: those of a case with what the student has
    stated, or random ones. `states` tells whether the answer states a value in this world."""

    stated: Mapping[Key, Array]
    truth: Array
    states: Callable[[Array], bool]


def diagnose(about: Subject, found: Derivation, method: Method, worlds: Sequence[World]) -> dict[str, int]:
    """The names of all mistakes that give this answer, with their weights."""
    named: dict[str, int] = {}
    bases = [_value(about, found, method, world.stated) for world in worlds]
    for mistake, values in _candidates(about, found, method, worlds, bases):
        if mistake.name not in named and _explains(values, worlds, bases):
            named[mistake.name] = mistake.weight
    return named


def _explains(values: Sequence[Array | None], worlds: Sequence[World], bases: Sequence[Array | None]) -> bool:
    tells = False
    for value, world, base in zip(values, worlds, bases, strict=True):
        if value is None or value.shape != world.truth.shape or not arrays.finite(value):
            return False
        if not world.states(value):
            return False
        tells = tells or not (same(value, world.truth) or (base is not None and same(value, base)))
    return tells


def _candidates(
    about: Subject, found: Derivation, method: Method, worlds: Sequence[World], bases: Sequence[Array | None]
) -> Iterator[tuple[Mistake, Sequence[Array | None]]]:
    """Every mistake with the values it gives, world by world."""
    n = _many(found, about)
    for mistake in TABLE:
        of_value = mistake.of_value
        if of_value is not None:
            yield mistake, [None if base is None else of_value(base, n) for base in bases]
    for site in _sites(about, found, method, worlds[0].stated):
        right = method[site]
        for mistake in TABLE:
            if mistake.of_site is None:
                continue
            for formula in mistake.of_site(found, site, right):
                if formula is not right and formula.shape == right.shape:
                    changed = {**method, site: formula}
                    yield mistake, [_value(about, found, changed, world.stated) for world in worlds]


def _value(about: Subject, found: Derivation, method: Method, stated: Mapping[Key, Array]) -> Array | None:
    try:
        return true_value(about, Worked(found, about.of, method, stated))
    except NoValueError:
        return None


def _many(found: Derivation, about: Subject) -> int:
    """The n of a mean: the most entries that a quantity between the two has."""
    sizes = [entries(shape) for name in found.graph.equations if (shape := found.graph.shape(name))]
    whole = [size for size in sizes if isinstance(size, int)]
    return max(whole, default=1)


def _sites(about: Subject, found: Derivation, method: Method, stated: Mapping[Key, Array]) -> list[Site]:
    """The sites between what is stated and what is asked for, nearest first."""
    order: list[Site] = []
    seen: set[Key] = set()

    def quantity(name: str) -> None:
        if name in seen or name in stated or Site(name) not in method:
            return
        seen.add(name)
        order.append(Site(name))
        for user, used in found.local:
            if user == name:
                quantity(used)

    def derivative(name: str) -> None:
        key = Derivative(about.of, (name,))
        if key in seen or key in stated or name == about.of:
            return
        seen.add(key)
        users = [user for user in found.uses.get(name, ()) if leads_to(found, user, about.of)]
        order.extend(Site(key, user) for user in users)
        for user in users:
            derivative(user)
        for user in users:
            quantity(user)

    if about.wrt:
        derivative(about.wrt)
    else:
        quantity(about.of)
    return order
