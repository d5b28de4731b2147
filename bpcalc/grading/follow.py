"""Follow-through: what an answer would be if everything before it were as the student has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy

from bpcalc.grading.compare import Match, Reading, match
from bpcalc.grading.conventions import NEAR
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.plan import key_of
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, true_value
from bpcalc.grading.ways import NAMES, Own, Ways
from bpcalc.grading.worlds import Moved, Worlds, at, used
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative
from bpcalc.language.value import NoValueError
from bpcalc.records import NamedTuple

AT_ONCE = 200_000
"""Entries of the values that are worked out together for what rounding may bring in."""


class Carried(NamedTuple):
    """How an answer follows from earlier ones. `share`: how much of it took any work.
    `room`: what the rounding of these may bring in, None where it follows from them as printed.
    `mistaken`: some of them are wrong."""

    match: Match
    value: Array
    share: float
    room: Array | None
    mistaken: bool

    @property
    def rounded(self) -> bool:
        """Whether it follows only when rounding is allowed for."""
        return self.room is not None


class Used(NamedTuple):
    """Some of the earlier answers, and the world in which they are used."""

    owns: Sequence[Own]
    worlds: Worlds
    row: int


class Several(NamedTuple):
    """Worlds with the earlier answers that are used in each; None stands for those of WAYS."""

    worlds: Worlds
    owns: Sequence[Sequence[Own]] | None


class Follower:
    """The earlier answers of one answer, in all the ways in which they may have been used."""

    def __init__(self, ways: Ways, about: Subject, owns: Sequence[Own]) -> None:
        ways.add(owns)
        self.ways, self.about, self.owns = ways, about, owns
        self.key = key_of(about)
        self.wrong = [one for one in owns if not one.right]
        self.true = not self.wrong and all(map(ways.is_true, owns))
        """Whether what follows from the earlier answers is the truth."""

    def follows(self, table: Table, forms: Sequence[Form], wanted: int, factor: int) -> Carried | None:
        """Whether a table is right from earlier answers, as printed or before they were rounded."""
        reading = Reading(table, forms, factor)
        if self.true and not reading.likely(self._truth(), 2 * NEAR):
            return None
        loosely: Carried | None = None
        roughly: Carried | None = None
        with numpy.errstate(all="ignore"):
            for worlds in self._worlds():
                for found in self._from(reading, wanted, worlds, loosely is None):
                    if found.match.verdict == ROUNDING:
                        roughly = roughly or found
                        continue
                    if found.mistaken or not found.rounded:
                        return found
                    loosely = found  # unless it follows as printed
                    break
        return loosely or roughly

    def _truth(self) -> Array:
        found: Array = (
            self.ways.exercise.truths(self.ways.case, self.ways.slope).value(self.key).reshape(1, -1)
        )
        return found

    def _worlds(self) -> Iterator[Several]:
        """The sets of earlier answers that may have been used together, the likeliest first."""
        yield Several(self.ways.every, (self.owns,))
        if isinstance(self.key, Derivative) and len(self.ways.every.routes(self.key)) > 1:
            yield Several(self.ways.far, (self.owns,))
        if self.wrong:
            yield Several(self.ways.some, None)
        yield from self._one_less()

    def _one_less(self) -> Iterator[Several]:
        """Each of the answers that are used worked out anew; where several are wrong, also each alone."""
        stated, _ = used(self.ways.every, 0, self.key)
        direct = [own for own in self.owns if own.key in stated]
        if not self.wrong:
            # A slope may come from the own input or from the own output, as printed.
            direct = [own for own in direct if own.is_quantity]
        else:
            direct = [own for own in direct if not own.right] if len(self.wrong) > 1 else []
        if direct:
            anew = {own.key: own.array.repeat(len(direct), axis=0) for own in direct}
            for world, own in enumerate(direct):
                anew[own.key][world] = self.ways.every.worked_out(own.key)[0]
            rest = [[one for one in self.owns if one is not own] for own in direct]
            yield Several(Moved(self.ways.every, 0, len(direct), anew), rest)
        whole = [own for own in direct if own.is_whole] if self.wrong else []
        if whole:
            truths = self.ways.exercise.truths(self.ways.case, self.ways.slope)
            alone = {own.key: truths.value(own.key).repeat(len(whole), axis=0) for own in whole}
            for world, own in enumerate(whole):
                alone[own.key][world] = own.array[0]
            yield Several(Moved(truths, 0, len(whole), alone), [[own] for own in whole])

    def every(self) -> Used:
        """All earlier answers used as they stand."""
        return Used(self.owns, self.ways.every, 0)

    def some(self, name: str) -> Used:
        """One set of them, see WAYS."""
        row = NAMES.index(name)
        return Used([own for own in self.owns if self.ways.of(own)[row]], self.ways.some, row)

    def value(self, chosen: Used) -> Array:
        """The answer with some earlier answers in the place of the true values."""
        found: Array = at(chosen.worlds.value(self.key), chosen.row).reshape(-1)
        return found

    def _from(self, reading: Reading, wanted: int, several: Several, loosely: bool) -> Iterator[Carried]:
        """How the answer follows from one of some sets: as they stand, else with room for rounding."""
        values = several.worlds.value(self.key)
        values = values.reshape(len(values), -1)
        likely = [row for row in reading.likely(values, NEAR) if numpy.isfinite(values[row]).all()]
        for row in likely:
            chosen = self._used(several, row)
            hit = self._match(reading, wanted, chosen, values[row])
            if hit.verdict == RIGHT:
                yield self._carried(hit, values[row], chosen, None)
        if loosely:
            for row in likely:
                chosen = self._used(several, row)
                hit, room = self._loosely(reading, wanted, chosen, values[row])
                if hit.verdict == RIGHT or (
                    hit.verdict == ROUNDING and self._only_rounded(reading, wanted, values[row], room)
                ):
                    yield self._carried(hit, values[row], chosen, room)

    def _used(self, several: Several, row: int) -> Used:
        if several.owns is None:
            return self.some(NAMES[row])
        return Used(several.owns[row], several.worlds, row)

    def _carried(self, hit: Match, value: Array, chosen: Used, room: Array | None) -> Carried:
        mistaken = any(not one.right for one in chosen.owns)
        return Carried(hit, value, self._share(value, chosen), room, mistaken)

    def _match(self, reading: Reading, wanted: int, chosen: Used, value: Array) -> Match:
        hit = match(reading.table, value * reading.factor, reading.forms, wanted)
        if hit.verdict != RIGHT and reading.is_close_call(value, hit.form):
            exact = self._exactly(chosen)
            if exact is not None:
                signed = exact if reading.factor == 1 else arrays.negate(exact)
                return match(reading.table, signed, reading.forms, wanted)
        return hit

    def _exactly(self, chosen: Used) -> Array | None:
        """The value without the errors of float64, which decide where it is a close call."""
        if any(not own.is_whole for own in chosen.owns):
            return None
        ways = self.ways
        stated = {own.key: own.source.exact(ways.plan.found) for own in chosen.owns}
        try:
            found = true_value(
                self.about.whole, ways.exercise.worked(ways.case, self.about, stated, ways.slope)
            )
        except (NoValueError, ArithmeticError, ValueError):
            return None
        return found if arrays.finite(found) else None

    def _loosely(self, reading: Reading, wanted: int, chosen: Used, value: Array) -> tuple[Match, Array]:
        """The comparison that allows for the rounding of what was used, and how much that is."""
        if not reading.within(value, NEAR):
            return Match(WRONG, None, ()), numpy.zeros(value.shape)
        room = numpy.minimum(self._room(chosen, value), NEAR * numpy.abs(value).max(initial=0))
        return match(reading.table, value * reading.factor, reading.forms, wanted, room), room

    def _only_rounded(self, reading: Reading, wanted: int, value: Array, room: Array) -> bool:
        """Whether a value is stated in too few digits, or cut off as printed: rounding of earlier answers
        and one off in the last digit besides are too much."""
        table, signed, forms = reading.table, value * reading.factor, reading.forms
        if match(table, signed, forms, 1, room).verdict == RIGHT:
            return True
        return match(table, signed, forms, wanted).verdict == ROUNDING

    def _room(self, chosen: Used, value: Array) -> Array:
        """Error that rounding of the stated numbers may bring in: each one moved as far as it may
        be off, the changes added up."""
        stated, _ = used(chosen.worlds, chosen.row, self.key)
        moves = [(own, *move) for own in chosen.owns if own.key in stated for move in own.moves()]
        direct = {own.key: at(chosen.worlds.value(own.key), chosen.row) for own, _, _ in moves}
        total = numpy.zeros(value.shape)
        many = max(1, AT_ONCE // max([value.size, *(array.size for array in direct.values())]))
        for first in range(0, len(moves), many):
            part = moves[first : first + many]
            other = {key: array.repeat(len(part), axis=0) for key, array in direct.items()}
            for world, (own, place, step) in enumerate(part):
                other[own.key][world].reshape(-1)[place] += step
            changed = Moved(chosen.worlds, chosen.row, len(part), other).value(self.key)
            apart = numpy.abs(changed.reshape(len(changed), -1) - value)
            if not numpy.isfinite(apart).all():
                apart = apart[numpy.isfinite(apart).all(axis=1)]
            total += apart.sum(axis=0)
        return total * 1.001

    def _share(self, value: Array, chosen: Used) -> float:
        """How many entries are not 0, beside those of the truth, where an earlier answer has zeros
        that no known mistake put there: what they make trivial takes no work, wherever it is."""
        if not any(self.ways.has_new_zeros(one) for one in chosen.owns if not one.told):
            return 1
        truth = self.ways.exercise.truth(self.ways.case, self.about, self.ways.slope)
        if truth is None:
            return 1
        there = numpy.count_nonzero(arrays.as_float(truth))
        return min(1.0, float(numpy.count_nonzero(value) / there)) if there else 1.0
