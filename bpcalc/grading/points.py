"""True values of everything that a formula may name: at a case, near it and far from it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from bpcalc.calculus.derivation import Derivation
from bpcalc.calculus.hessian import hessians
from bpcalc.grading.diagnosis import value_under
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.instances import Instance
from bpcalc.grading.method import Key, Method, right_method
from bpcalc.grading.truth import Subject
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.spec.budget import Cost, cost_of
from bpcalc.spec.network import Given


class Point:
    """A value for every name that is no result. `known`: what was worked out from them."""

    def __init__(self, given: dict[Key, Array]) -> None:
        self.given = given
        self.known: dict[Key, Array | None] = {}


class Truths:
    """The values that a network gives at points of one case."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.found: Derivation = instance.found
        self.letters = {name: n for name, n in self.found.graph.letters.items() if isinstance(n, int)}
        self.method = lru_cache(maxsize=None)(self._method)
        """The right formulas for the derivatives of a quantity, with stand-ins for abstract functions."""
        self.near = lru_cache(maxsize=None)(lambda part: _points(instance.near(part)))
        """Points whose numbers are off by up to a part of themselves."""
        self.with_another = lru_cache(maxsize=None)(lambda target: _points(instance.with_another(target)))
        """The same with another value of a 1×1 target."""

    @cached_property
    def here(self) -> tuple[Point, ...]:
        """The case itself."""
        return _points([self.instance.here])

    @cached_property
    def far(self) -> tuple[Point, ...]:
        """Points with random numbers."""
        return _points(self.instance.far())

    @cached_property
    def cost(self) -> Cost:
        """What the forward pass takes, the given numbers included."""
        graph = self.found.graph
        made = cost_of(graph.equations.values())
        given = sum(array.size for array in self.instance.here.values())
        return made._replace(entries=made.entries + given)

    def _method(self, of: str) -> Method:
        made = right_method(self.found, of)
        return {site: self.concrete(formula) for site, formula in made.items()}

    def concrete(self, formula: Expr) -> Expr:
        """The formula with stand-ins for functions that nobody names."""
        return self.instance.concrete(formula)

    def stated(self, point: Point) -> dict[Key, Array]:
        """What is given at a point, the matrices of stand-ins as well."""
        return {**point.given, **self.instance.matrices}

    def value(self, key: Key, point: Point) -> Array | None:
        """A quantity, or a derivative as a Jacobian; None where it has no finite value."""
        if key not in point.known:
            found = self._value(key, point)
            point.known[key] = found if found is not None and arrays.finite(found) else None
        return point.known[key]

    def _value(self, key: Key, point: Point) -> Array | None:
        if not isinstance(key, str) and len(key.wrt) > 1:
            return self._second(key.of, key.wrt, point)
        about = Subject(key) if isinstance(key, str) else Subject(key.of, key.wrt[0])
        method = self.method(about.of)  # makes the stand-ins
        return value_under(about, self.found, method, self.stated(point))

    def _second(self, of: str, wrt: tuple[str, ...], point: Point) -> Array | None:
        """∂²of/∂a∂b, by the formulas of `bpcalc hessian`."""
        network, case = self.instance.network, self.instance.case
        declared = network.declared
        values = {
            name: Given(array, False, True, declared[name].place)
            for name, array in point.given.items() if isinstance(name, str)
        }  # fmt: skip
        moved = network._replace(cases=(case._replace(values=values),))
        (found,) = hessians(moved, of=of, wrt=tuple(dict.fromkeys(wrt)))
        second = found.seconds.get((wrt[0], wrt[1]))
        return None if second is None else second.value


_MADE: WeakKeyDictionary[Exercise, dict[str | None, Truths]] = WeakKeyDictionary()


def truths(exercise: Exercise, case: str | None) -> Truths:
    """Those of a case, made once for all formulas of a class."""
    made = _MADE.setdefault(exercise, {})
    if case not in made:
        network = exercise.network
        made[case] = Truths(Instance(network, next(one for one in network.cases if one.name == case)))
    return made[case]


def _points(given: Iterable[dict[Key, Array]]) -> tuple[Point, ...]:
    return tuple(map(Point, given))
