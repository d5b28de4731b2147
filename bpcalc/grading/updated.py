"""One updated weight, as it is and as the sheet has it: the change is judged, not the weight that it
is small beside."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bpcalc.calculus.updates import Training, train
from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.compare import Match, fits, match
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RANK, WRONG, Claim
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, as_written, forms, is_second, subject
from bpcalc.grading.ways import Source
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import simplest
from bpcalc.spec.graph import numbers_of
from bpcalc.spec.network import Case
from bpcalc.spec.update import Update, steps_problem, update_of


class Updated:
    """A parameter once so many updates are made. Raises InputError where there are none."""

    def __init__(self, exercise: Exercise, sheet: Sheet, answer: Answer) -> None:
        self.exercise, self.sheet, self.answer = exercise, sheet, answer
        network = exercise.network
        self.case: Case = next(case for case in network.cases if case.name == answer.case)
        self.found = exercise.found[answer.case]
        assert answer.about is not None
        self.about: Subject = subject(answer.about, self.found)
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
        self.forms = forms(self.about, self.found)
        self.start = numbers_of(network, self.case)[self.about.of]

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

    def compared(self, value: Array) -> Match:
        """The stated change against the change to a value."""
        assert self.answer.table is not None
        change = arrays.add(value, arrays.negate(self.start))
        best = Match(WRONG, None, ())
        for form in self.forms:
            table = _shifted(self.answer.table, form, self.start)
            if table is not None:
                hit = match(table, change, (form,), self.exercise.marks.digits)
                if best.form is None or RANK[hit.verdict] < RANK[best.verdict]:
                    best = hit
        return best

    def moved(self, gradient: Array) -> Array:
        """The weight after one step of plain descent along a gradient."""
        step = arrays.multiply(arrays.exact_array([[simplest(self.rate)]]), gradient)
        return arrays.add(self.start, step)

    @property
    def rate(self) -> Fraction:
        """What the gradient is multiplied by."""
        sign = 1 if self.update.optimizer == "ascent" else -1
        return sign * Fraction(self.update.rates[self.about.of].value)

    def own_states(self, step: int) -> dict[str, Array]:
        """The parameters after so many updates as the sheet has them."""
        found: dict[str, Array] = {}
        for one in self.sheet.answers:
            if one.kind == "after" and one.step == step and one.case == self.answer.case:
                own = self._read(one)
                if own is not None and not own.about.wrt:
                    found[own.about.of] = own.exact(self.found)
        return found

    def own_gradient(self) -> Array | None:
        """The first gradient as the sheet has it."""
        wanted = Subject(self.exercise.main(self.answer.case), self.about.of)
        for one in self.sheet.answers:
            if one.kind == "value" and one.case == self.answer.case:
                own = self._read(one)
                if own is not None and own.about == wanted:
                    gradient: Array = own.exact(self.found).reshape(self.start.shape)
                    return gradient
        return None

    def _read(self, one: Answer) -> Source | None:
        if one.table is None or one.about is None or is_second(one.about):
            return None
        try:
            about = subject(one.about, self.found)
        except InputError:
            return None
        if about.rows is not None:
            return None
        truth = self.exercise.truth(self.answer.case, about)
        if truth is None:
            return None
        hit = match(
            one.table, truth, self.exercise.forms(self.answer.case, about), self.exercise.marks.digits
        )
        if hit.form is None:
            return None
        return Source(about, one.table, hit.form, 1)


def _shifted(table: Table, form: Form, start: Array) -> Table | None:
    """The changes that a table of weights states, with the digits that these have."""
    if not fits(table, form):
        return None
    before = as_written(form, start)
    rows = tuple(
        tuple(_change(claim, before[i, j]) for j, claim in enumerate(row)) for i, row in enumerate(table.rows)
    )
    return Table(rows, table.flat)


def _change(claim: Claim, before: Any) -> Claim:
    value = Fraction(claim.value) - Fraction(before)
    unit = claim.unit
    if unit is None:
        return claim._replace(value=simplest(value))
    digits = len(str(int(abs(value) / unit))) if abs(value) >= unit else 0
    return claim._replace(value=simplest(value), digits=digits)
