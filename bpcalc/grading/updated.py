"""One updated weight, as it is and as the sheet has it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy

from bpcalc.calculus.updates import Training, train
from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.compare import Match, match
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT
from bpcalc.grading.style import SheetStyle
from bpcalc.grading.truth import Subject, forms, is_second, same, subject
from bpcalc.grading.ways import EXACT, Source
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import simplest
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import numbers_of
from bpcalc.spec.network import Case
from bpcalc.spec.update import Update, steps_problem, update_of


class Own(NamedTuple):
    """A weight or a gradient as it stands on the sheet. `unit`: one in the last place of each number,
    0 for an exact one; `right`: it is off by no more than rounding."""

    array: Array
    unit: Array
    right: bool


class Updated:
    """A parameter once so many updates are made. Raises InputError where there are none."""

    def __init__(self, exercise: Exercise, sheet: Sheet, answer: Answer) -> None:
        self.exercise, self.sheet, self.answer = exercise, sheet, answer
        network = exercise.network
        self.case: Case = next(case for case in network.cases if case.name == answer.case)
        self.found = exercise.found[answer.case]
        assert answer.about is not None
        self.about: Subject = subject(answer.about, self.found, network.conventions)
        if self.about.wrt or self.about.of not in self.found.graph.leaves:
            raise InputError(
                Problem("E707", f"{answer.key} is no weight", help="under after: stand updated parameters")
            )
        if not exercise.has_values(answer.case):
            raise InputError(Problem("E712", "the exercise gives no numbers", help="leave the answer out"))
        self.update: Update = update_of(network)
        wrong = steps_problem(answer.step) if answer.step else None
        if answer.step < 1 or wrong is not None:
            raise InputError(
                wrong or Problem("E707", "updates are counted from 1", help="write after: {1: …}")
            )
        self.forms = forms(self.about, self.found, network.conventions)
        self._trained: dict[int, Mapping[str, Array]] = {}
        self.start = numbers_of(network, self.case)[self.about.of]
        assert answer.table is not None
        self.style = SheetStyle(sheet, exercise.marks.digits)
        self.truth = self.state(self.case, answer.step)
        self.table = self.style.meant(answer.table, self.truth)

    def state(self, case: Case, steps: int) -> Array:
        """The weight after so many updates. Raises InputError where they cannot be made."""
        update = self.update._replace(steps=steps)
        done: Training = train(self.exercise.network, update, case)
        if done.problem is not None:
            raise InputError(done.problem)
        name = self.about.of
        if name not in done.parameters:
            return numbers_of(self.exercise.network, case)[name]  # frozen
        return done.parameters[name]

    def trained(self, steps: int) -> Mapping[str, Array]:
        """All parameters after so many updates."""
        if steps not in self._trained:
            done = train(self.exercise.network, self.update._replace(steps=steps), self.case)
            self._trained[steps] = done.parameters
        return self._trained[steps]

    def compared(self, value: Array, room: Array | None = None) -> Match:
        """The stated weight against a value; `room`: what it may be off besides."""
        return match(self.table, value, self.forms, self.exercise.marks.digits, room)

    def shows(self, value: Array) -> bool:
        """Whether the stated weight is a value rather than the weight before all updates: both round to
        the same where the change is small beside them."""
        return same(value, self.start) or self.compared(self.start).verdict != RIGHT

    def moved(self, gradient: Array) -> Array:
        """The weight after one step of plain descent along a gradient."""
        step = arrays.multiply(arrays.exact_array([[simplest(self.rate)]]), gradient)
        return arrays.add(self.start, step)

    @property
    def rate(self) -> Fraction:
        """What the gradient is multiplied by."""
        sign = 1 if self.update.optimizer == "ascent" else -1
        return sign * Fraction(self.update.rates[self.about.of].value)

    def own_states(self, step: int) -> dict[str, Own]:
        """The parameters after so many updates as the sheet has them."""
        after = [one for one in self.sheet.answers if one.kind == "after" and one.step == step]
        after = [one for one in after if one.case == self.answer.case]
        if not after:
            return {}
        true = self.trained(step)
        given = numbers_of(self.exercise.network, self.case)
        found: dict[str, Own] = {}
        for one in after:
            about = self._about(one)
            if about is not None and about.of in given:
                own = self._own(one, about, true.get(about.of, given[about.of]), step + 1)
                if own is not None:
                    found[about.of] = own
        return found

    def own_gradient(self) -> Own | None:
        """The first gradient as the sheet has it, in the shape of the weight."""
        wanted = Subject(self.exercise.main(self.answer.case), self.about.of)
        truth = self.exercise.truth(self.answer.case, wanted)
        for one in self.sheet.answers:
            if one.kind == "value" and one.case == self.answer.case and self._about(one) == wanted:
                return None if truth is None else self._own(one, wanted, truth, 2)
        return None

    def _about(self, one: Answer) -> Subject | None:
        """What another answer is about, None for what is no help here."""
        if one.table is None or one.about is None or is_second(one.about):
            return None
        try:
            about = subject(one.about, self.found, self.exercise.network.conventions)
        except InputError:
            return None
        return None if about.rows is not None else about

    def _own(self, one: Answer, about: Subject, truth: Array, steps: int) -> Own | None:
        """An answer as the next update may use it; `steps`: how often it may have been rounded."""
        assert one.table is not None
        table = self.style.meant(one.table, truth)
        exercise = self.exercise
        form = match(table, truth, exercise.forms(one.case, about), exercise.marks.digits).form
        if form is None:
            return None
        array = Source(about, table, form, 1).exact(self.found).reshape(self.shape(about))
        units: Array = numpy.zeros(array.size)
        units[form.order.reshape(-1)] = table.figures.units
        units, numbers = units.reshape(array.shape), arrays.as_float(array)
        apart = numpy.abs(numbers - arrays.as_float(truth).reshape(array.shape))
        units[apart == 0] = 0  # nothing was rounded
        return Own(array, units, bool((apart <= steps * units + EXACT * numpy.abs(numbers)).all()))

    def shape(self, about: Subject) -> tuple[int, ...]:
        """The shape of a parameter, or of that by which a gradient is taken."""
        found: tuple[int, ...] = numbers_of(self.exercise.network, self.case)[about.wrt or about.of].shape
        return found
