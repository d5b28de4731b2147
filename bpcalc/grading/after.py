"""Updated weights as answers: the change is judged, not the weight that it is small beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy

from bpcalc.calculus.optimizers import new
from bpcalc.calculus.updates import Training, train
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer, Sheet
from bpcalc.grading.compare import Match, Reading, fits, match
from bpcalc.grading.diagnosis import value_under
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG, Claim
from bpcalc.grading.plan import key_of
from bpcalc.grading.stacks import Stack, stack
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, as_written, forms, is_second, same, subject
from bpcalc.grading.verdicts import CARRIED, Judged
from bpcalc.grading.ways import Source
from bpcalc.grading.worlds import Worlds
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import simplest
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import numbers_of
from bpcalc.spec.network import Case, Given
from bpcalc.spec.update import Update, steps_problem, update_of


def judge_after(exercise: Exercise, sheet: Sheet, answer: Answer) -> Judged:
    """A quantity once so many updates are made. Raises InputError where there are none."""
    assert answer.about is not None
    assert answer.table is not None
    return _Judging(exercise, sheet, answer).judged()


_RANK = {RIGHT: 0, ROUNDING: 1, WRONG: 2}


class _Judging:
    """One updated value."""

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

    def judged(self) -> Judged:
        answer, marks = self.answer, self.exercise.marks
        truth = self.state(self.case, answer.step)
        start = Judged(answer, RIGHT, marks.of(answer.case, answer.key, answer.kind), truth=truth)
        hit = self.compared(truth)
        if hit.verdict == RIGHT:
            remark = hit.form.remark if hit.form else ""
            return start._replace(marks=start.out_of, remark=remark)
        carried = self.carried()
        if carried is not None and not same(carried, truth) and self.compared(carried).verdict == RIGHT:
            part = start.out_of * marks.carried
            return start._replace(verdict=CARRIED, marks=part, remark="right from your earlier answers")
        if hit.verdict == ROUNDING:
            part = start.out_of * marks.rounding
            said = "a matter of rounding: the change has too few digits, is cut off, or one off in the last"
            return start._replace(verdict=ROUNDING, marks=part, remark=said)
        names = tuple(one.name for one in self.reasons())
        if hit.form is None:
            remark = "the shape is not that of the weight"
        else:
            remark = mistakes.NAMED[names[0]].says if names else "no known mistake gives this"
        return start._replace(verdict=WRONG, first_error=True, mistakes=names, remark=remark, wrong=hit.wrong)

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
                if best.form is None or _RANK[hit.verdict] < _RANK[best.verdict]:
                    best = hit
        return best

    def carried(self) -> Array | None:
        """The weight from the student's own state one update before, or own gradient."""
        name, step = self.about.of, self.answer.step
        if step > 1:
            states = self._own_states(step - 1)
            if not states:
                return None
            values = dict(self.case.values)
            for other, array in states.items():
                values[other] = Given(array, False, True, self.case.place)
            if len(states) < len(self.update.rates):
                before = train(self.exercise.network, self.update._replace(steps=step - 1), self.case)
                for other, array in before.parameters.items():
                    if other not in states:
                        values[other] = Given(array, False, True, self.case.place)
            return self.state(self.case._replace(values=values), 1)
        if self.update.optimizer not in ("sgd", "ascent") or name not in self.update.rates:
            return None
        gradient = self._own_gradient()
        return None if gradient is None else self._moved(gradient)

    def _moved(self, gradient: Array) -> Array:
        step = arrays.multiply(arrays.exact_array([[simplest(self._rate())]]), gradient)
        return arrays.add(self.start, step)

    def _rate(self) -> Fraction:
        """What the gradient is multiplied by."""
        sign = 1 if self.update.optimizer == "ascent" else -1
        return sign * Fraction(self.update.rates[self.about.of].value)

    def _own_states(self, step: int) -> dict[str, Array]:
        found: dict[str, Array] = {}
        for one in self.sheet.answers:
            if one.kind == "after" and one.step == step and one.case == self.answer.case:
                own = self._read(one)
                if own is not None and not own.about.wrt:
                    found[own.about.of] = own.exact(self.found)
        return found

    def _own_gradient(self) -> Array | None:
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

    # -- reasons -----------------------------------------------------------------

    def reasons(self) -> list[Mistake]:
        """Mistakes that give the stated weight after an update of plain descent, from the student's
        own weights before it."""
        name = self.about.of
        if self.update.optimizer not in ("sgd", "ascent") or self.about.rows is not None:
            return []
        about = Subject(self.exercise.main(self.answer.case), name)
        if name not in self.update.rates or self.exercise.truth(self.answer.case, about) is None:
            return []
        assert self.answer.table is not None
        reading = Reading(self.answer.table, self.forms)
        before = self._before()
        gradients = self._gradients(about, before)
        moved = arrays.as_float(before[name]).reshape(1, -1) + float(self._rate()) * gradients.values
        named = [
            mistakes.NAMED[gradients.changes[row].names[0]]
            for row in numpy.flatnonzero(reading.near(moved))
            if self._states(reading, moved[row])
        ]
        if any(one.name == "sign" for one in named):
            named = [mistakes.ASCENT, *named]
        if self.answer.step == 1:
            named += self._of_the_first(reading, about)
        return sorted(dict.fromkeys(named), key=lambda one: one.weight)

    def _before(self) -> dict[str, Array]:
        """The weights before the update: the student's own, where they are on the sheet."""
        start = dict(numbers_of(self.exercise.network, self.case))
        if self.answer.step > 1:
            done = train(self.exercise.network, self.update._replace(steps=self.answer.step - 1), self.case)
            start |= {**done.parameters, **self._own_states(self.answer.step - 1)}
        return start

    def _gradients(self, about: Subject, before: Mapping[str, Array]) -> Stack:
        """What mistakes make of the gradient at these weights."""
        case = self.answer.case
        if self.answer.step == 1:
            return self.exercise.singles(case, about)
        plan = self.exercise.plan(case)
        worlds, key = Worlds(plan), key_of(about)
        for name in self.update.rates:
            worlds.state(name, arrays.as_float(before[name])[None, None], None, True)
        trials = self.exercise.trials(case, tuple(plan.open_steps(key, ())))
        with numpy.errstate(all="ignore"):
            return stack(worlds, 0, key, trials)

    def _states(self, reading: Reading, moved: Array) -> bool:
        value = moved.reshape(self.start.shape)
        return reading.states(moved) and self.compared(value).verdict != WRONG

    def _of_the_first(self, reading: Reading, about: Subject) -> Iterator[Mistake]:
        """What can only be told of the first update."""
        gradient = self.exercise.truth(self.answer.case, about)
        assert gradient is not None
        gradient = gradient.reshape(self.start.shape)
        early = self._updated_early(about)
        if early is not None:
            early = early.reshape(gradient.shape)
            if not same(early, gradient) and self._states(reading, self._moved(early).reshape(-1)):
                yield mistakes.EARLY_UPDATE
        rate = self.update.rates[about.wrt].value
        whole = arrays.multiply(gradient, arrays.exact_array([[Fraction(1) / rate]]))
        if self._states(reading, self._moved(whole).reshape(-1)):
            yield mistakes.RATE

    def _updated_early(self, about: Subject) -> Array | None:
        """The gradient with all other weights already updated on the way back."""
        case = self.answer.case
        given: dict[Any, Array] = {**self.exercise.given(case)}
        done = train(self.exercise.network, self.update._replace(steps=1), self.case, {1})
        moved: Mapping[Any, Array] = done.moments[0].values if done.moments else {}
        exchange: dict[Expr, Expr] = {}
        for name in done.recipe.trained:
            if name != about.wrt:
                leaf = self.found.graph.leaf(name)
                exchange[leaf] = tree.name(f"{name} updated", leaf.shape)
                given[f"{name} updated"] = moved[new("w", name)]
        method = {
            site: formula if site.via is None else tree.substituted(formula, exchange)
            for site, formula in self.exercise.method(case, about.of).items()
        }
        return value_under(about, self.found, method, given)


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
