"""The steps of a case: what each quantity and derivative is worked out from, compiled when used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Key, Method, Site, paths, separates
from bpcalc.grading.steps import Step, compiled
from bpcalc.grading.truth import Subject, shape_of
from bpcalc.language import tree
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.tree import Derivative, Expr
from bpcalc.records import NamedTuple

ROUTES = 5000
"""How many ways through stated Jacobians are remembered: sheets from strangers state any of them."""


class Route(NamedTuple):
    """A way through a stated Jacobian: ∂of/∂x = ∂of/∂q · ∂q/∂x, the outer and the inner factor."""

    outer: Derivative
    inner: Derivative


STEPS = 60
"""Steps that may be worked out from within each other."""


class Plan:
    """How everything in a case is worked out with one relu'(0); nothing depends on a sheet.

    `given`: what the exercise states, shape (1, 1, r, c).
    """

    def __init__(
        self, found: Derivation, given: Mapping[Key, Array], main: str, method: Callable[[str], Method]
    ) -> None:
        self.found, self.main, self.method = found, main, method
        self.given: dict[Key, Array] = {key: as_float(array)[None, None] for key, array in given.items()}
        self.order = {name: place for place, name in enumerate((*found.graph.leaves, *found.graph.equations))}
        self.letters = {name: n for name, n in found.graph.letters.items() if isinstance(n, int)}
        self._shapes: dict[Key, tuple[int, int, int]] = {}
        self._sites: dict[Key, tuple[Site, ...]] = {}
        self._deps: dict[Key, tuple[Key, ...]] = {}
        self._ladders: dict[Key, tuple[Key, ...]] = {}
        self._steps: dict[tuple[Expr, ...], Step] = {}
        self._right: dict[Site, Step] = {}
        self._routes: dict[tuple[Derivative, tuple[str, ...]], tuple[Route, ...]] = {}
        self._separates: dict[tuple[str, str, str], bool] = {}

    def at(self, given: Mapping[Key, Array]) -> Plan:
        """The same steps with other inputs."""
        other = copy(self)
        other.given = {key: as_float(array)[None, None] for key, array in given.items()}
        return other

    def formula(self, site: Site) -> Expr:
        """The right formula at a site."""
        key = site.key
        return self.method(key.of if isinstance(key, Derivative) else self.main)[site]

    def sites(self, key: Key) -> tuple[Site, ...]:
        """Where a quantity or derivative is worked out: its equation, or each of its paths."""
        if key not in self._sites:
            if isinstance(key, str):
                self._sites[key] = (Site(key),) if key in self.found.graph.equations else ()
            else:
                self._sites[key] = tuple(paths(self.found, key))
        return self._sites[key]

    def inputs(self, key: Key) -> tuple[Key, ...]:
        """What the formulas of a quantity or derivative use."""
        if key not in self._deps:
            leaves = dict.fromkeys(
                leaf.data
                for site in self.sites(key)
                for leaf in sorted(tree.leaves(self.formula(site)), key=lambda leaf: str(leaf.data))
            )
            self._deps[key] = tuple(leaves)
        return self._deps[key]

    def ladder(self, key: Key) -> tuple[Key, ...]:
        """What stands below a value in the order in which it is worked out: where so much does that
        each step from within the one above it would be too deep for the machine's stack."""
        if key not in self._ladders:
            below = self.everything_below(key) - self.given.keys() - {key}
            self._ladders[key] = tuple(sorted(below, key=self._rank)) if len(below) > STEPS else ()
        return self._ladders[key]

    def _rank(self, key: Key) -> tuple[bool, int]:
        """Quantities as they are computed, then derivatives, the last quantity first."""
        if isinstance(key, str):
            return False, self.order[key]
        return True, -self.order[key.wrt[0]]

    def right(self, site: Site) -> Step:
        """The right formula at a site as operations."""
        found = self._right.get(site)
        if found is None:
            found = self._right[site] = self.step((self.formula(site),))
        return found

    def step(self, formulas: tuple[Expr, ...]) -> Step:
        """Formulas as operations. Raises NoValueError where there are none."""
        if formulas not in self._steps:
            self._steps[formulas] = compiled(formulas, self.letters)
        return self._steps[formulas]

    def shape(self, key: Key) -> tuple[int, int, int]:
        """(k, r, c): one layer for a quantity, one for each entry of what is differentiated."""
        if key not in self._shapes:
            if isinstance(key, str):
                self._shapes[key] = (1, *shape_of(self.found, key))
            else:
                rows, columns = shape_of(self.found, key.of)
                self._shapes[key] = (rows * columns, *shape_of(self.found, key.wrt[0]))
        return self._shapes[key]

    def unit(self, key: Derivative) -> Array:
        """∂q/∂q."""
        many, rows, columns = self.shape(key)
        return numpy.eye(many).reshape(1, many, rows, columns)

    def separates(self, middle: str, name: str, of: str) -> bool:
        """Whether every path from a name to `of` goes through a quantity between."""
        key = middle, name, of
        if key not in self._separates:
            self._separates[key] = separates(self.found, middle, name, of)
        return self._separates[key]

    def routes(self, key: Derivative, stated: Sequence[str]) -> tuple[Route, ...]:
        """The quantities q with a stated ∂q/∂x through which every path goes, the nearest to x first."""
        asked = key, tuple(stated)
        found = self._routes.get(asked)
        if found is None:
            if len(self._routes) >= ROUTES:
                self._routes.clear()
            through = [q for q in stated if q != key.of and self.separates(q, key.wrt[0], key.of)]
            ordered = sorted(through, key=self.order.__getitem__)
            found = tuple(Route(Derivative(key.of, (q,)), Derivative(q, key.wrt)) for q in ordered)
            self._routes[asked] = found
        return found

    def open_steps(self, key: Key, stated: Collection[Key]) -> list[Key]:
        """Everything that is worked out on the way when so much is stated: itself first."""
        jacobians: dict[str, list[str]] = {}
        for one in stated:
            if isinstance(one, Derivative):
                jacobians.setdefault(one.wrt[0], []).append(one.of)
        seen: dict[Key, None] = {key: None}
        waiting: list[Key] = [key]
        while waiting:
            step = waiting.pop(0)
            below: Iterable[Key] = self.inputs(step)
            if isinstance(step, Derivative) and step.wrt[0] in jacobians:
                routes = self.routes(step, jacobians[step.wrt[0]])
                below = (routes[0].outer,) if routes else below
            for one in below:
                if one not in seen and one not in stated and one not in self.given:
                    seen[one] = None
                    waiting.append(one)
        return list(seen)

    def below(self, key: Key) -> frozenset[Key]:
        """What may have been used for a value: all that stands on the way to it, and stated ∂q/∂x of
        any q that every path goes through."""
        every = self.everything_below(key)
        if isinstance(key, str):
            return every - {key}
        of, name = key.of, key.wrt[0]
        inner = [name, *(one.wrt[0] for one in every if isinstance(one, Derivative) and one.of == of)]
        jacobians = {
            Derivative(q, (x,)) for x in inner for q in self.found.graph.equations
            if q != of and self.separates(q, x, of)
        }  # fmt: skip
        return (every | jacobians) - {key}

    def everything_below(self, key: Key) -> frozenset[Key]:
        """All that is used on the way when nothing is stated, itself and what is given included."""
        seen: set[Key] = {key}
        waiting: list[Key] = [key]
        while waiting:
            for one in self.inputs(waiting.pop()):
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
        return frozenset(seen)


@lru_cache(maxsize=5000)
def key_of(about: Subject) -> Key:
    """The quantity or derivative that an answer is about, as a whole."""
    return Derivative(about.of, (about.wrt,)) if about.wrt else about.of
