"""One sheet judged: each answer against the truth, against the student's own earlier answers,
and, where it is neither, against what mistakes would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.compare import Match, half_units, match, stated_array
from bpcalc.grading.diagnosis import World, diagnose
from bpcalc.grading.marks import Marks
from bpcalc.grading.method import Key, Worked, right_method
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.sheet import Answer, Sheet
from bpcalc.grading.truth import (
    Form,
    Subject,
    as_stated,
    forms,
    natural_shape,
    same,
    shape_of,
    subject,
    true_value,
)
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Network

CARRIED, MISSING, UNREADABLE = "carried", "missing", "unreadable"


class Judged(NamedTuple):
    """One answer with its verdict.

    `first_error`: wrong though everything it stands on is right or carried. `layout`: how a
    right answer is written, where that is not plain. `mistakes`: names, likeliest first.
    """

    answer: Answer
    verdict: str
    first_error: bool
    layout: str
    mistakes: tuple[str, ...]
    remark: str
    wrong: tuple[tuple[int, int], ...]
    truth: Array | None
    marks: float
    out_of: float


class Judgement(NamedTuple):
    """A whole sheet."""

    student: str
    answers: tuple[Judged, ...]

    @property
    def score(self) -> float:
        """The marks together."""
        return sum(one.marks for one in self.answers)

    @property
    def out_of(self) -> float:
        """The marks that could be had."""
        return sum(one.out_of for one in self.answers)


class Exercise:
    """A network prepared for judging: truth is worked out once for all sheets."""

    def __init__(self, network: Network, marks: Marks | None = None) -> None:
        self.network = network
        self.marks = marks or Marks()
        self.found: dict[str | None, Derivation] = {}
        self.worlds: dict[tuple[str | None, str], Worked] = {}
        for case in network.cases:
            made = graph(network, case)
            every = tuple(made.leaves) + tuple(made.equations)
            self.found[case.name] = derivation(network, made, wrt=every)

    def given(self, case: str | None) -> dict[Key, Array]:
        """What the exercise states of a case."""
        values = numbers_of(self.network, next(c for c in self.network.cases if c.name == case))
        return {**values}

    def world(self, case: str | None, of: str) -> Worked:
        """The true values of a case."""
        key = case, of
        if key not in self.worlds:
            found = self.found[case]
            self.worlds[key] = Worked(found, of, right_method(found, of), self.given(case))
        return self.worlds[key]

    def main(self, case: str | None) -> str:
        """What derivatives are of, as far as nothing else is said."""
        return self.found[case].of or next(reversed(tuple(self.found[case].graph.equations)), "")


class Own(NamedTuple):
    """A student's value for a quantity or a derivative, read in the form it was written in."""

    key: Key
    array: Array
    half: Array
    right: bool


def judge(exercise: Exercise, sheet: Sheet) -> Judgement:
    """Every answer of a sheet, and the expected ones that are missing."""
    judged: list[Judged] = []
    for case in exercise.network.cases:
        answers = [a for a in sheet.answers if a.case == case.name and a.kind == "value"]
        judged.extend(_Case(exercise, case.name, answers).judged())
    from bpcalc.grading.others import judge_other

    judged.extend(
        judge_other(exercise, a) for a in sheet.answers if a.kind != "value" or a.case not in exercise.found
    )
    order = {id(answer): place for place, answer in enumerate(sheet.answers)}
    judged.sort(key=lambda one: order.get(id(one.answer), len(order)))
    return Judgement(sheet.student, (*judged, *_missing(exercise, sheet)))


def _missing(exercise: Exercise, sheet: Sheet) -> Iterator[Judged]:
    stated = {(answer.case, answer.key) for answer in sheet.answers}
    for case, key, out_of in exercise.marks.expected:
        if (case, key) not in stated:
            from bpcalc.errors import Place

            blank = Answer(case, "value", key, None, Place("", 0, 0, 0))
            yield Judged(blank, MISSING, False, "", (), "no answer", (), None, 0, out_of)


class _Case:
    """The value answers of one case, judged together."""

    def __init__(self, exercise: Exercise, case: str | None, answers: list[Answer]) -> None:
        self.exercise = exercise
        self.case = case
        self.answers = answers
        self.found = exercise.found[case]
        self.wanted = exercise.marks.digits
        self.subjects: dict[int, Subject] = {}
        self.matches: dict[int, Match] = {}
        self.problems: dict[int, Problem] = {}

    def judged(self) -> Iterator[Judged]:
        for place, answer in enumerate(self.answers):
            self._first_look(place, answer)
        layout = self._layout()
        own = {place: one for place in self.subjects if (one := self._own(place)) is not None}
        for place, answer in enumerate(self.answers):
            yield self._verdict(place, answer, own, layout)

    def _first_look(self, place: int, answer: Answer) -> None:
        """Against the truth alone."""
        if answer.problem is not None or answer.table is None or answer.about is None:
            self.problems[place] = answer.problem or Problem("E701", "this cannot be read")
            return
        try:
            about = subject(answer.about, self.found)
        except InputError as error:
            self.problems[place] = error.problems[0]
            return
        self.subjects[place] = about
        self.matches[place] = match(answer.table, self._truth(about), forms(about, self.found), self.wanted)

    def _truth(self, about: Subject) -> Array:
        return true_value(
            about, self.exercise.world(self.case, about.of if about.wrt else self.exercise.main(self.case))
        )

    def _layout(self) -> str:
        """The layout in which all Jacobians that show one are right, or "" where they differ."""
        shown = {
            found.form.layout
            for place, found in self.matches.items()
            if found.verdict in (RIGHT, ROUNDING) and found.form is not None and self._tells(place, found)
        }
        return shown.pop() if len(shown) == 1 else ""

    def _tells(self, place: int, found: Match) -> bool:
        """Whether the layout can be seen in this answer: it is right in one of them only."""
        about, table = self.subjects[place], self.answers[place].table
        assert table is not None
        others = [
            f for f in forms(about, self.found) if f.layout and found.form and f.layout != found.form.layout
        ]
        return (
            bool(found.form and found.form.layout)
            and match(table, self._truth(about), others, self.wanted).verdict == WRONG
        )

    def _own(self, place: int) -> Own | None:
        """The student's value for a whole quantity or derivative, as later answers may use it."""
        about, answer, found = self.subjects[place], self.answers[place], self.matches[place]
        assert answer.table is not None
        if about.rows is not None:
            return None
        form = found.form or None
        if form is None:
            return None
        natural = natural_shape(about, self.found)
        array = as_stated(form, stated_array(answer.table), natural)
        half = as_stated(form, half_units(answer.table), natural)
        if not about.wrt:
            return Own(about.of, array, half, found.verdict in (RIGHT, ROUNDING))
        shape = shape_of(self.found, about.wrt)
        stack = array.reshape(natural[0], *shape)
        return Own(
            Derivative(about.of, (about.wrt,)),
            stack,
            half.reshape(stack.shape),
            found.verdict in (RIGHT, ROUNDING),
        )

    def _verdict(self, place: int, answer: Answer, own: Mapping[int, Own], layout: str) -> Judged:
        out_of = self.exercise.marks.of(self.case, answer.key)
        if place in self.problems:
            problem = self.problems[place]
            return Judged(
                answer, UNREADABLE, False, "", (), f"{problem.message}; {problem.help}", (), None, 0, out_of
            )
        about, found = self.subjects[place], self.matches[place]
        truth = self._truth(about)
        if found.verdict == RIGHT and not self._contradicts(found, layout):
            assert found.form is not None
            return Judged(
                answer,
                RIGHT,
                False,
                found.form.layout if found.form.remark else "",
                (),
                found.form.remark,
                (),
                truth,
                out_of,
                out_of,
            )
        if found.verdict == RIGHT:
            return self._wrong(answer, about, found, truth, (mistakes.TRANSPOSED.name,), out_of)
        others = [one for other, one in own.items() if other != place and self._stands_below(one.key, about)]
        carried = self._carried(answer, about, others)
        if carried is not None:
            return carried._replace(truth=truth, out_of=out_of, marks=out_of * carried.marks)
        if found.verdict == ROUNDING:
            return Judged(
                answer,
                ROUNDING,
                False,
                "",
                (mistakes.EARLY_ROUNDING.name,),
                "a matter of rounding: too few digits, cut off, or one off in the last",
                (),
                truth,
                out_of * self.exercise.marks.rounding,
                out_of,
            )
        named = self._diagnosed(answer, about, found, others)
        return self._wrong(answer, about, found, truth, named, out_of)

    def _contradicts(self, found: Match, layout: str) -> bool:
        form = found.form
        if form is None or not layout or form.layout == layout or not form.layout:
            return False
        # A row or a column shows no layout of its own: its orientation is a remark, no mistake.
        return 1 not in form.order.shape

    def _stands_below(self, key: Key, about: Subject) -> bool:
        """Whether an answer to `key` is used on the way to what is asked."""
        if isinstance(key, Derivative):
            return (
                bool(about.wrt) and key.of == about.of and key.wrt[0] != about.wrt and key.wrt[0] != about.of
            )
        if key in self.found.graph.leaves:
            return False
        return key != about.of or bool(about.wrt)

    # -- follow-through ----------------------------------------------------------

    def _worked(self, about: Subject, stated: Mapping[Key, Array]) -> Worked:
        of = about.of if about.wrt else self.exercise.main(self.case)
        world = self.exercise.world(self.case, of)
        return Worked(self.found, of, world.method, {**self.exercise.given(self.case), **stated})

    def _carried(self, answer: Answer, about: Subject, others: list[Own]) -> Judged | None:
        """Right from the student's own earlier answers, printed or unrounded, all or some of them."""
        assert answer.table is not None
        every: dict[Key, Array] = {one.key: one.array for one in others}
        wrong = {one.key: one.array for one in others if not one.right}
        derivatives: dict[Key, Array] = {k: v for k, v in every.items() if isinstance(k, Derivative)}
        quantities: dict[Key, Array] = {k: v for k, v in every.items() if not isinstance(k, Derivative)}
        choices = (every, wrong, derivatives, quantities)
        tried: list[dict[Key, Array]] = []
        for stated in choices:
            if not stated or any(
                stated.keys() == done.keys() and all(stated[k] is done[k] for k in stated) for done in tried
            ):
                continue
            tried.append(stated)
            value = true_value(about, self._worked(about, stated))
            if not arrays.finite(value):
                continue
            slack = self._slack(about, stated, others, value)
            found = match(answer.table, value, forms(about, self.found), self.wanted, slack)
            if found.verdict == WRONG:
                continue
            truth = self._truth(about)
            if not wrong:
                remark = "right with the numbers rounded as on the sheet"
                return Judged(answer, RIGHT, False, "", (), remark, (), None, 1, 1)
            if same(value, truth):
                continue
            trivial = not value.any() and bool(truth.any())
            remark = "right from the earlier answers" + ("; they make this one trivial" if trivial else "")
            return Judged(
                answer,
                CARRIED,
                False,
                "",
                (),
                remark,
                (),
                None,
                0 if trivial else self.exercise.marks.carried,
                1,
            )
        return None

    def _slack(self, about: Subject, stated: Mapping[Key, Array], others: list[Own], value: Array) -> Array:
        """Error that rounding of the stated numbers may bring in: each one moved by half of its
        last decimal, the changes added up."""
        total = numpy.zeros(value.shape)
        base = arrays.as_float(value)
        for one in others:
            if one.key not in stated or not one.half.any():
                continue
            for entry in numpy.argwhere(one.half):
                moved = arrays.as_float(one.array).copy()
                moved[tuple(entry)] += one.half[tuple(entry)]
                changed = true_value(about, self._worked(about, {**stated, one.key: moved}))
                total += numpy.abs(arrays.as_float(changed) - base)
        return total * 1.001

    # -- diagnosis ---------------------------------------------------------------

    def _diagnosed(self, answer: Answer, about: Subject, found: Match, others: list[Own]) -> tuple[str, ...]:
        assert answer.table is not None
        table, truth = answer.table, self._truth(about)
        stated = {**self.exercise.given(self.case), **{one.key: one.array for one in others if not one.right}}
        accepted = tuple(form for form in forms(about, self.found) if form.layout in ("", "numerator"))

        def states(value: Array) -> bool:
            return match(table, value, accepted, self.wanted).verdict != WRONG

        of = about.of if about.wrt else self.exercise.main(self.case)
        method = self.exercise.world(self.case, of).method
        named = diagnose(about.whole, self.found, method, [World(stated, truth, states)])
        if found.fits and len(found.wrong) == 1 < truth.size:
            named[mistakes.ONE_ENTRY.name] = mistakes.ONE_ENTRY.weight
        if self._is_transposed(answer, about, truth):
            named[mistakes.TRANSPOSED.name] = mistakes.TRANSPOSED.weight
        return tuple(sorted(named, key=lambda name: (named[name], name)))

    def _is_transposed(self, answer: Answer, about: Subject, truth: Array) -> bool:
        rows, columns = truth.shape
        if about.rows is not None or rows != columns or rows == 1:
            return False
        assert answer.table is not None
        turned = Form(numpy.arange(rows * columns).reshape(rows, columns).T, "")
        return match(answer.table, truth, (turned,), self.wanted).verdict != WRONG

    def _wrong(
        self,
        answer: Answer,
        about: Subject,
        found: Match,
        truth: Array,
        named: tuple[str, ...],
        out_of: float,
    ) -> Judged:
        if found.form is None:
            rows, columns = natural_shape(about, self.found)
            assert answer.table is not None
            r, c = answer.table.shape
            remark = f"{r}×{c} numbers where {rows}×{columns} are asked for"
        elif named:
            remark = mistakes.NAMED[named[0]].says
        else:
            remark = "no known mistake gives this"
        return Judged(answer, WRONG, True, "", named, remark, found.wrong, truth, 0, out_of)
