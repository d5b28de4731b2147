"""The ways in which a student's earlier answers may have been used, each a world of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.compare import stated_array
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key
from bpcalc.grading.plan import key_of
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, as_stated, natural_shape, shape_of
from bpcalc.grading.worlds import Worlds
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative
from bpcalc.records import NamedTuple


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

    `turned`: the value in another form, where nothing tells in which one it was written. `sure`:
    whether it has digits enough to tell what rounding may bring in.
    """

    key: Key
    array: Array
    right: bool
    source: Source
    sure: bool
    turned: Array | None = None

    @property
    def is_quantity(self) -> bool:
        """Whether it is no derivative."""
        return isinstance(self.key, str)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is stated."""
        return self.source.about.rows is None

    @property
    def steps(self) -> list[float]:
        """How far each number, as it stands on the sheet, may be from the one that was rounded."""
        units = self.source.table.figures.units
        if not self.sure:
            return [0.0] * len(units)
        return [unit / 2 for unit in units] if self.right else units

    @property
    def blur(self) -> float:
        """The most that a number may be off for its rounding, relative to itself."""
        numbers = self.source.table.figures.numbers
        parts = [
            step / abs(number) for step, number in zip(self.steps, numbers, strict=True) if step and number
        ]
        return max(parts, default=0.0)

    def moves(self) -> Iterator[tuple[int, float]]:
        """(place in the flat array, how far) for each number that was rounded."""
        places = self.source.form.order.reshape(-1).tolist()
        return ((place, step) for place, step in zip(places, self.steps, strict=True) if step)


def own_value(
    source: Source, found: Derivation, right: bool, wanted: int, other: Form | None = None
) -> Own:  # fmt: skip
    """The student's value as later answers may use it. `other`: another form in which it may have
    been written."""
    about, figures = source.about, source.table.figures
    natural = natural_shape(about.whole, found)
    shape = (1, natural[0], *shape_of(found, about.wrt)) if about.wrt else (1, 1, *natural)

    def read_in(form: Form) -> Array:
        array = numpy.full(natural[0] * natural[1], numpy.nan)
        array[form.order.reshape(-1)] = figures.numbers
        return (array if source.factor == 1 else -array).reshape(shape)

    sure = figures.fewest >= wanted  # else what follows is judged from the numbers as printed
    turned = None if other is None else read_in(other)
    return Own(key_of(about), read_in(source.form), right, source, sure, turned)


Way = Callable[[Own, str], bool]
"""Whether an earlier answer is used as it stands; the name is what the case is about."""


def _is_jacobian(own: Own, main: str) -> bool:
    return isinstance(own.key, Derivative) and own.key.of != main


WAYS: dict[str, Way] = {
    "wrong": lambda own, main: not own.right,
    "derivatives": lambda own, main: not own.is_quantity,
    "quantities": lambda own, main: own.is_quantity,
    "gradients": lambda own, main: not own.is_quantity and not _is_jacobian(own, main),
    "jacobians": _is_jacobian,
    "right": lambda own, main: own.right,
    "right or a derivative": lambda own, main: own.right or not own.is_quantity,
    "wrong derivatives": lambda own, main: not own.right and not own.is_quantity,
    "no jacobians": lambda own, main: not _is_jacobian(own, main),
    "turned": lambda own, main: True,
    "turned, wrong": lambda own, main: not own.right,
}
"""Sets of earlier answers that may have been used together, the likeliest first."""
NAMES = tuple(WAYS)


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

    def add(self, owns: Sequence[Own]) -> None:
        """Takes earlier answers; all of those that an answer stands on before it is judged."""
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
            used = [way(own, self.main) for way in WAYS.values()]
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
