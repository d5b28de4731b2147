"""The ways in which a student's earlier answers may have been used, each a world of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.compare import stated_array
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key
from bpcalc.grading.plan import Plan, key_of
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, as_stated, as_written, natural_shape, shape_of
from bpcalc.grading.worlds import Worlds
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative
from bpcalc.records import NamedTuple

EXACT = 1e-11
"""Earlier answers that are off by less than this are as good as the true ones."""


class Source(NamedTuple):
    """Where a value stands on the sheet. `factor`: −1 where it is given with the other sign."""

    about: Subject
    table: Table
    form: Form
    factor: int

    def exact(self, found: Derivation) -> Array:
        """The value as it is written: natural for a quantity, (k, r, c) for a derivative."""
        natural = natural_shape(self.about.whole, found)
        array = as_stated(self.form, stated_array(self.table), natural)
        if self.factor != 1:
            array = arrays.negate(array)
        return array.reshape(natural[0], *shape_of(found, self.about.wrt)) if self.about.wrt else array


class Own(NamedTuple):
    """A student's value for a quantity or a derivative, shape (1, k, r, c); NaN where a part is
    not stated.

    `truth`: what it should be, natural, `wanted`: significant digits that it should have. `turned`:
    the value in another form, where nothing tells in which one it was written. `told`: it is right, or
    what made it wrong is known.
    """

    key: Key
    array: Array
    right: bool
    source: Source
    truth: Array
    wanted: int
    turned: Array | None = None
    told: bool = True

    @property
    def is_quantity(self) -> bool:
        """Whether it is no derivative."""
        return isinstance(self.key, str)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is stated."""
        return self.source.about.rows is None

    @property
    def blur(self) -> float:
        """The most that a number may be off for its rounding, relative to itself."""
        numbers = self.source.table.figures.numbers
        moved = zip(numbers, self._steps(), strict=True)
        return max([step / abs(number) for number, step in moved if step and number], default=0)

    def moves(self) -> Iterator[tuple[int, float]]:
        """(place in the flat array, how far) for each number that was rounded."""
        places = self.source.form.order.reshape(-1).tolist()
        return ((place, step) for place, step in zip(places, self._steps(), strict=True) if step)

    def _steps(self) -> Iterator[float]:
        """How far each number, as it stands on the sheet, may be from the one that was rounded.

        What is exactly true was not rounded, and a 0 in a wrong answer tells nothing of what it was.
        Too few digits, beside the largest number, excuse no more than what is known to be left out.
        """
        source = self.source
        truth = arrays.as_float(as_written(source.form, self.truth)).reshape(-1).tolist()
        figures = source.table.figures
        last = max(map(abs, figures.numbers)) / (1 - 1e-9) / 10 ** (self.wanted - 1)
        for number, unit, digits, true in zip(*figures, truth, strict=True):
            if number == true:
                yield 0.0
            elif number == 0 or (digits < self.wanted and unit > last):
                yield min(unit, abs(number - true)) if self.right else 0.0
            else:
                yield unit / 2 if self.right else unit


def own_value(
    source: Source, plan: Plan, right: bool, truth: Array, wanted: int, other: Form | None = None,
    told: bool = True,
) -> Own:  # fmt: skip
    """The student's value as later answers may use it. `other`: another form in which it may have
    been written."""
    key, figures = key_of(source.about), source.table.figures
    shape = plan.shape(key)
    size = math.prod(shape)

    def read_in(form: Form) -> Array:
        array = numpy.full(size, numpy.nan) if source.about.rows else numpy.empty(size)
        array[form.order.reshape(-1)] = figures.numbers
        return (array if source.factor == 1 else -array).reshape(1, *shape)

    turned = None if other is None else read_in(other)
    return Own(key, read_in(source.form), right, source, truth, wanted, turned, told)


class Kind(NamedTuple):
    """What decides whether an earlier answer is used. `quantity`: it is no derivative; `jacobian`: it is
    one of something else than the case is about."""

    right: bool
    quantity: bool
    jacobian: bool


WAYS: dict[str, Callable[[Kind], bool]] = {
    "wrong": lambda own: not own.right,
    "derivatives": lambda own: not own.quantity,
    "quantities": lambda own: own.quantity,
    "gradients": lambda own: not own.quantity and not own.jacobian,
    "jacobians": lambda own: own.jacobian,
    "right": lambda own: own.right,
    "right or a derivative": lambda own: own.right or not own.quantity,
    "wrong derivatives": lambda own: not own.right and not own.quantity,
    "no jacobians": lambda own: not own.jacobian,
    "turned": lambda own: True,
    "turned, wrong": lambda own: not own.right,
}
"""Sets of earlier answers that may have been used together, the likeliest first."""
NAMES = tuple(WAYS)


@cache
def _ways_of(right: bool, quantity: bool, jacobian: bool) -> tuple[bool, ...]:
    kind = Kind(right, quantity, jacobian)
    return tuple(way(kind) for way in WAYS.values())


class Ways:
    """The earlier answers of one case of a sheet. `every`: all of them are used as they stand,
    `far`: the same in forward accumulation; `some`: one world for each of `WAYS`."""

    def __init__(self, exercise: Exercise, case: str | None, slope: Fraction | None) -> None:
        self.exercise, self.case, self.slope = exercise, case, slope
        self.plan = exercise.plan(case, slope)
        self.main = exercise.main(case)
        self.every = Worlds(self.plan)
        self._far, self._some = Worlds(self.plan, far=True), Worlds(self.plan)
        self._taken: set[int] = set()
        self._waiting: dict[int, list[Own]] = {id(self._far): [], id(self._some): []}
        self._new_zeros: dict[int, bool] = {}
        self._blurs: dict[int, float] = {}
        self._true: dict[int, bool] = {}

    def add(self, owns: Sequence[Own]) -> None:
        """Takes earlier answers: before one is judged all that it stands on, and all quantities before a
        derivative."""
        for own in owns:
            if id(own) not in self._taken:
                self._taken.add(id(own))
                _take(self.every, own, own.array)
                for waiting in self._waiting.values():
                    waiting.append(own)

    @property
    def far(self) -> Worlds:
        """The one world of forward accumulation."""
        for own in self._now(self._far):
            _take(self._far, own, own.array)
        return self._far

    @property
    def some(self) -> Worlds:
        """The worlds in which some answers are used."""
        for own in self._now(self._some):
            used = self.of(own)
            if not own.is_whole:
                some = numpy.where(numpy.array(used)[:, None, None, None], own.array, numpy.nan)
                _take(self._some, own, some)
                continue
            array = own.array
            if own.turned is not None:
                array = array.repeat(len(WAYS), axis=0)
                array[[NAMES.index("turned"), NAMES.index("turned, wrong")]] = own.turned
            self._some.state(own.key, array, used, True)
        return self._some

    def of(self, own: Own) -> tuple[bool, ...]:
        """In which of `WAYS` an answer is used as it stands."""
        is_jacobian = isinstance(own.key, Derivative) and own.key.of != self.main
        return _ways_of(own.right, own.is_quantity, is_jacobian)

    def blur(self, own: Own) -> float:
        """The most that a number of an answer may be off for its rounding, relative to itself."""
        found = self._blurs.get(id(own))
        if found is None:
            found = self._blurs[id(own)] = own.blur
        return found

    def is_true(self, own: Own) -> bool:
        """Whether an answer is as good as the true value: no digit that matters was rounded."""
        found = self._true.get(id(own))
        if found is None:
            truth = self.exercise.truths(self.case, self.slope).value(own.key)
            apart = numpy.abs(own.array - truth).max()
            found = self._true[id(own)] = bool(apart <= EXACT * numpy.abs(truth).max())
        return found

    def _now(self, worlds: Worlds) -> list[Own]:
        waiting = self._waiting[id(worlds)]
        taken = waiting.copy()
        waiting.clear()
        return taken

    def has_new_zeros(self, own: Own) -> bool:
        """Whether an answer is 0 in more places than it should be."""
        found = self._new_zeros.get(id(own))
        if found is None:
            found = self._new_zeros[id(own)] = not own.array.all() and self._is_new(own)
        return found

    def _is_new(self, own: Own) -> bool:
        truth = self.exercise.truth(self.case, own.source.about)
        if truth is None:
            return False
        return bool(numpy.count_nonzero(own.array) < numpy.count_nonzero(arrays.as_float(truth)))


def _take(worlds: Worlds, own: Own, array: Array) -> None:
    """States an answer, or the part of it that there is."""
    before = worlds.stated.get(own.key)
    if before is not None:
        array = numpy.where(numpy.isnan(array), before.array, array)
    worlds.state(own.key, array, None, own.is_whole or not numpy.isnan(array).any())
