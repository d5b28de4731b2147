"""Follow-through: what an answer would be if everything before it were as the student has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.compare import Match, match, stated_array, units
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key, leads_to, separates
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, as_stated, natural_shape, same, shape_of, true_value
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative
from bpcalc.language.value import NoValueError

NEAR = 0.03
"""How far honest rounding may carry an answer, relative to its largest entry."""


class Own(NamedTuple):
    """A student's value for a quantity or a derivative, read in the form it was written in.

    `room`: how far each number may be from the one before it was rounded. `turned`: both
    in the other layout, where nothing tells in which one it was written.
    """

    key: Key
    array: Array
    room: Array
    right: bool
    turned: tuple[Array, Array] | None = None


class Carried(NamedTuple):
    """How an answer follows from earlier ones. `share`: how much of it took any work.
    `rounded`: only when the rounding of these is allowed for. `mistaken`: some of them are wrong."""

    match: Match
    value: Array
    share: float
    rounded: bool
    mistaken: bool


def own_value(
    about: Subject,
    found: Derivation,
    table: Table,
    form: Form,
    right: bool,
    factor: int,
    wanted: int,
    unsure: bool = False,
) -> Own:
    """The student's value of a whole quantity or derivative, as later answers may use it."""
    natural = natural_shape(about, found)
    array = as_stated(form, stated_array(table), natural)
    room = as_stated(form, units(table) / (2 if right else 1), natural)
    if any(one.unit is not None and one.digits < wanted and one.value for row in table.rows for one in row):
        room = numpy.zeros(room.shape)  # too coarse: what follows is judged from the numbers as printed
    if factor != 1:
        array = arrays.negate(array)
    if not about.wrt:
        return Own(about.of, array, room, right)
    shape = natural[0], *shape_of(found, about.wrt)
    square = unsure and natural[0] == natural[1] > 1
    turned = (array.T.reshape(shape), room.T.reshape(shape)) if square else None
    return Own(Derivative(about.of, (about.wrt,)), array.reshape(shape), room.reshape(shape), right, turned)


def stands_below(exercise: Exercise, case: str | None, key: Key, about: Subject) -> bool:
    """Whether an answer to `key` may have been used on the way to what is asked."""
    used = exercise.stands_on(case, about)
    if isinstance(key, str):
        return key in used and (bool(about.wrt) or key != about.of)
    if not about.wrt or (key.of, key.wrt[0]) == (about.of, about.wrt):
        return False
    if key.of == about.of:
        return key in used
    found = exercise.found[case]
    inner = key.wrt[0]
    reached = inner == about.wrt or Derivative(about.of, (inner,)) in used
    return reached and leads_to(found, key.of, about.of) and separates(found, key.of, inner, about.of)


class Follower:
    """The earlier answers of one answer, in all the ways in which they may have been used."""

    def __init__(
        self, exercise: Exercise, case: str | None, about: Subject, owns: Sequence[Own],
        slope: Fraction | None,
    ) -> None:  # fmt: skip
        self.exercise, self.case, self.about, self.slope = exercise, case, about, slope
        self.owns = list(owns)
        self.truth = exercise.truth(case, about, slope)

    def follows(self, table: Table, forms: Sequence[Form], wanted: int, factor: int) -> Carried | None:
        """Whether a table is right from earlier answers, as printed or before they were rounded."""
        seen: list[Array] = []
        tried: list[tuple[Sequence[Own], Array]] = []
        for chosen in self._choices():
            value = self.value(chosen)
            if value is None or any(value.shape == old.shape and same(value, old) for old in seen):
                continue
            seen.append(value)
            if self.truth is not None and same(value, self.truth):
                tried.append((chosen, value))
                continue
            hit = match(table, _signed(value, factor), forms, wanted)
            if hit.verdict == RIGHT:
                return Carried(hit, value, self._share(value, chosen), False, _mistaken(chosen))
            tried.append((chosen, value))
        for chosen, value in tried:
            hit = self._loosely(table, forms, wanted, factor, chosen, value)
            if hit.verdict == RIGHT:
                return Carried(hit, value, self._share(value, chosen), True, _mistaken(chosen))
        return None

    def value(self, chosen: Sequence[Own]) -> Array | None:
        """The answer with some earlier answers in the place of the true values."""
        stated: dict[Key, Array] = {one.key: one.array for one in chosen}
        return self._from(stated)

    def _from(self, stated: Mapping[Key, Array]) -> Array | None:
        try:
            found = true_value(self.about, self.exercise.worked(self.case, self.about, stated, self.slope))
        except (NoValueError, ArithmeticError, ValueError):
            return None
        return found if arrays.finite(found) else None

    def _choices(self) -> Iterator[Sequence[Own]]:
        """Sets of earlier answers that may have been used together, the likeliest first."""
        every = self.owns
        wrong = [one for one in every if not one.right]
        derivatives = [one for one in every if isinstance(one.key, Derivative)]
        quantities = [one for one in every if isinstance(one.key, str)]
        yield every
        if not wrong:
            # A slope may come from the own input or from the own output, as printed.
            yield from (_without(every, one) for one in quantities)
            return
        yield wrong
        yield derivatives
        yield quantities
        yield [one for one in derivatives if one.key.of == self.about.of]  # type: ignore[union-attr]
        yield [one for one in derivatives if one.key.of != self.about.of]  # type: ignore[union-attr]
        yield [one for one in every if one.right]
        yield [one for one in every if one.right or isinstance(one.key, Derivative)]
        if any(one.turned is not None for one in wrong):
            other = [
                one if one.turned is None else one._replace(array=one.turned[0], room=one.turned[1])
                for one in every
            ]
            yield other
            yield [one for one in other if not one.right]
        for one in wrong if len(wrong) > 1 else ():
            yield [one]
            yield _without(wrong, one)
            yield _without(every, one)

    def _loosely(
        self, table: Table, forms: Sequence[Form], wanted: int, factor: int, chosen: Sequence[Own],
        value: Array,
    ) -> Match:  # fmt: skip
        """The comparison that allows for the rounding of what was used."""
        nothing = Match(WRONG, None, ())
        size = float(numpy.abs(arrays.as_float(value)).max(initial=0))
        widest = numpy.full(value.shape, NEAR * size)
        signed = _signed(value, factor)
        if match(table, signed, forms, wanted, widest).verdict == WRONG:
            return nothing
        room = numpy.minimum(self._room(chosen, value), widest)
        return match(table, signed, forms, wanted, room) if room.any() else nothing

    def _room(self, chosen: Sequence[Own], value: Array) -> Array:
        """Error that rounding of the stated numbers may bring in: each one moved as far as it may
        be off, the changes added up."""
        stated: dict[Key, Array] = {one.key: one.array for one in chosen}
        base = arrays.as_float(value)
        total = numpy.zeros(value.shape)
        for one in chosen:
            for entry in map(tuple, numpy.argwhere(one.room)):
                moved = arrays.as_float(one.array).copy()
                moved[entry] += one.room[entry]
                changed = self._from({**stated, one.key: moved})
                if changed is not None:
                    total += numpy.abs(arrays.as_float(changed) - base)
        return total * 1.001

    def _share(self, value: Array, chosen: Sequence[Own]) -> float:
        """The part of the entries that are not 0 by the truth that is not 0 here either, where an
        earlier answer has zeros that it should not have: what they make trivial takes no work."""
        if self.truth is None or not any(self._has_new_zeros(one) for one in chosen if not one.right):
            return 1
        there = arrays.as_float(self.truth) != 0
        kept = there & (arrays.as_float(value) != 0)
        return float(kept.sum() / there.sum()) if there.any() else 1.0

    def _has_new_zeros(self, one: Own) -> bool:
        truth = _truth_of(self.exercise, self.case, one.key)
        if truth is None:
            return False
        zeros = arrays.as_float(one.array).reshape(truth.shape) == 0
        return bool((zeros & (arrays.as_float(truth) != 0)).any())


def _without(owns: Sequence[Own], left_out: Own) -> list[Own]:
    return [one for one in owns if one is not left_out]


def _truth_of(exercise: Exercise, case: str | None, key: Key) -> Array | None:
    about = Subject(key) if isinstance(key, str) else Subject(key.of, key.wrt[0])
    return exercise.truth(case, about)


def _mistaken(chosen: Sequence[Own]) -> bool:
    return any(not one.right for one in chosen)


def _signed(value: Array, factor: int) -> Array:
    return value if factor == 1 else arrays.negate(value)
