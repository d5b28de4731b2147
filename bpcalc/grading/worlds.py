"""Values in many worlds at once: each world takes other answers of a student as they are, or
makes other mistakes.

A world is a place along the first axis. Quantities have shape (b, 1, r, c), derivatives
(b, k, r, c) with one layer for each entry of what is differentiated; b is 1 where all
worlds agree. Everything is float64 and worked out when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

import numpy

from bpcalc.grading.method import Key, Site
from bpcalc.grading.plan import Plan, Route
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import NoValueError
from bpcalc.records import NamedTuple


class Stated(NamedTuple):
    """A value that is taken as it is: shape (b, k, r, c). Either `whole`, in the worlds `where`
    it is used, None for all of them; or with NaN where it is not stated."""

    array: Array
    where: tuple[bool, ...] | None
    whole: bool


class Worlds:
    """Worlds in which some answers are stated, and the others follow.

    Where several stated ∂q/∂x would serve for ∂of/∂x, that of the q nearest to x is used, as in
    reverse accumulation; with `far`, nearest to `of`, as in forward accumulation.
    """

    def __init__(self, plan: Plan, far: bool = False) -> None:
        self.plan, self.far = plan, far
        self.stated: dict[Key, Stated] = {}
        self.jacobians: dict[str, list[str]] = {}
        self.known: dict[Key, Array] = {}
        self.uses: dict[tuple[int, Key], Uses] = {}

    def state(self, key: Key, array: Array, where: tuple[bool, ...] | None, whole: bool) -> None:
        """Takes a value as it is. Nothing that stands on it may have been asked for before."""
        if isinstance(key, Derivative) and key not in self.stated:
            self.jacobians.setdefault(key.wrt[0], []).append(key.of)
        self.stated[key] = Stated(array, where, whole)
        before = self.known.pop(key, None)
        if before is not None and not (where is None and whole):
            self.known[key] = self._over(before, self.stated[key])

    def value(self, key: Key) -> Array:
        """The value of a quantity or derivative in every world."""
        found = self.known.get(key)
        return self._from_below(key) if found is None else found

    def _from_below(self, key: Key) -> Array:
        for one in self.plan.ladder(key):
            if one not in self.known:
                with suppress(NoValueError, ArithmeticError, ValueError):  # it may not be needed
                    self.known[one] = self.fresh(one)
        found = self.known[key] = self.fresh(key)
        return found

    def fresh(self, key: Key) -> Array:
        """A value that is asked for the first time."""
        stated = self.stated.get(key)
        if stated is not None and stated.where is None and stated.whole:
            return stated.array
        found = self.worked_out(key)
        return found if stated is None else self._over(found, stated)

    def worked_out(self, key: Key) -> Array:
        """A value from what it stands on, whether it is stated itself or not."""
        if isinstance(key, str):
            given = self.plan.given.get(key)
            return given if given is not None else self.along(self.plan.sites(key)[0])
        if key.wrt[0] == key.of:
            return self.plan.unit(key)
        routes = self.routes(key)
        last = self.stated[routes[-1].inner] if routes else None
        if last is not None and last.where is None and last.whole:
            return self._through(key, routes[-1])
        total = self._summed(key)
        for route in routes:
            stated = self.stated[route.inner]
            if stated.whole:
                through = self._through(key, route)
                total = through if stated.where is None else numpy.where(_mask(stated.where), through, total)
        return total

    def routes(self, key: Derivative) -> tuple[Route, ...]:
        """The ways through a stated ∂q/∂x, the one that is used where it is stated last."""
        names = self.jacobians.get(key.wrt[0])
        if not names:
            return ()
        found = self.plan.routes(key, names)
        return found if self.far else found[::-1]

    def _summed(self, key: Derivative) -> Array:
        total: Array | None = None
        for site in self.plan.sites(key):
            path = self.along(site)
            total = path if total is None else total + path
        many, rows, columns = self.plan.shape(key)
        if total is None:
            return numpy.zeros((1, many, rows, columns))
        return total if total.shape[1] == many else total.repeat(many, axis=1)

    def _through(self, key: Derivative, route: Route) -> Array:
        """∂of/∂q · ∂q/∂x, the second factor as stated."""
        outer, inner = self.value(route.outer), self.value(route.inner)
        many, rows, columns = self.plan.shape(key)
        flat = outer.reshape(len(outer), many, -1) @ inner.reshape(*inner.shape[:2], -1)
        return flat.reshape(len(flat), many, rows, columns)

    def along(self, site: Site) -> Array:
        """The right formula of one site."""
        step = self.plan.right(site)
        return step.run([self.value(key) for key in step.needs])[0]

    def _over(self, found: Array, stated: Stated) -> Array:
        if stated.whole:
            where = stated.where
            return stated.array if where is None else numpy.where(_mask(where), stated.array, found)
        return numpy.where(numpy.isnan(stated.array), found, stated.array)


class Uses(NamedTuple):
    """The stated values that a value is worked out from, and the steps in between, itself the first."""

    stated: tuple[Key, ...]
    between: tuple[Key, ...]


class Other(NamedTuple):
    """Formulas in the place of the right one, each in one of the worlds. `alone`: nothing else is
    changed in any of these, so that all of them are given the same."""

    worlds: list[int]
    formulas: tuple[Expr, ...]
    alone: bool


class Moved(Worlds):
    """Worlds that differ from one other in a few places: other values, or other formulas.

    `base`: that world, the only one of its kind or the one at `row`. Whatever does not
    stand on what differs is as it is there.
    """

    def __init__(
        self, base: Worlds, row: int, many: int, values: Mapping[Key, Array],
        formulas: Mapping[Site, Sequence[Other]] = {},
    ) -> None:  # fmt: skip
        super().__init__(base.plan, base.far)
        self.base, self.row, self.many = base, row, many
        self.stated, self.jacobians = base.stated, base.jacobians
        self.known.update(values)
        self.formulas = formulas
        self.moves: dict[Key, bool] = dict.fromkeys(values, True)
        for site in formulas:
            self.moves[site.key] = True

    def is_stated(self, key: Key) -> bool:
        """Whether a value is taken as it is in the world that these differ from."""
        return is_stated(self.base, self.row, key)

    def fresh(self, key: Key) -> Array:
        """A value that is asked for the first time, shape (1, …) where no world differs."""
        if not self._moves(key) or self.is_stated(key):
            return at(self.base.value(key), self.row)
        found = self.worked_out(key)
        stated = self.stated.get(key)
        if stated is not None and not stated.whole:
            found = self._over(found, Stated(at(stated.array, self.row), None, False))
        return found

    def worked_out(self, key: Key) -> Array:
        if isinstance(key, Derivative) and key.wrt[0] != key.of:
            for route in reversed(self.routes(key)):
                if self.is_stated(route.inner):
                    return self._through(key, route)
            return self._summed(key)
        return super().worked_out(key)

    def along(self, site: Site) -> Array:
        if site not in self.formulas:
            return super().along(site)
        result = numpy.empty((self.many, *self.plan.shape(site.key)))
        result[:] = super().along(site)
        for other in self.formulas[site]:
            for world, value in zip(other.worlds, self._values(other), strict=True):
                result[world] = value
        return result

    def _values(self, other: Other) -> list[Array | float]:
        """What other formulas give, each in its world."""
        if other.alone:
            try:
                step = self.plan.step(other.formulas)
                given = [at(self.base.value(key), self.row) for key in step.needs]
                return [array[0] for array in step.run(given)]
            except (NoValueError, ArithmeticError, ValueError):
                pass  # one of them has no value; each is tried by itself
        each = zip(other.formulas, other.worlds, strict=True)
        return [self._by_itself(formula, world) for formula, world in each]

    def _by_itself(self, formula: Expr, world: int) -> Array | float:
        try:
            step = self.plan.step((formula,))
            found: Array = step.run([at(self.value(key), world) for key in step.needs])[0][0]
        except (NoValueError, ArithmeticError, ValueError):
            return numpy.nan
        return found

    def _moves(self, key: Key) -> bool:
        found = self.moves.get(key)
        if found is None:
            if key in self.plan.given or self.is_stated(key):
                found = False
            else:
                found = any(self._moves(one) for one in stands_on(self.base, self.row, key))
            self.moves[key] = found
        return found


@lru_cache(maxsize=64)
def _mask(where: tuple[bool, ...]) -> Array:
    return numpy.array(where)[:, None, None, None]


def at(array: Array, world: int) -> Array:
    """The value in one world, as an array for one."""
    return array if len(array) == 1 else array[world : world + 1]


def is_stated(worlds: Worlds, row: int, key: Key) -> bool:
    """Whether all of a value is taken as it is in a world."""
    stated = worlds.stated.get(key)
    if stated is None or not stated.whole:
        return False
    return stated.where is None or stated.where[row]


def stands_on(worlds: Worlds, row: int, key: Key) -> Iterable[Key]:
    """What a value is worked out from in a world."""
    if isinstance(key, Derivative):
        for route in reversed(worlds.routes(key)):
            if is_stated(worlds, row, route.inner):
                return route
    return worlds.plan.inputs(key)


def used(worlds: Worlds, row: int, key: Key) -> Uses:
    """What a value is worked out from in a world."""
    found = worlds.uses.get((row, key))
    if found is None:
        found = worlds.uses[row, key] = _used(worlds, row, key)
    return found


def _used(worlds: Worlds, row: int, key: Key) -> Uses:
    between: dict[Key, None] = {key: None}
    stated: dict[Key, None] = {}
    waiting: list[Key] = [key]
    while waiting:
        for one in stands_on(worlds, row, waiting.pop(0)):
            if is_stated(worlds, row, one):
                stated[one] = None
            elif one not in between and one not in worlds.plan.given:
                if one in worlds.stated and not worlds.stated[one].whole:
                    stated[one] = None
                between[one] = None
                waiting.append(one)
    return Uses(tuple(stated), tuple(between))
