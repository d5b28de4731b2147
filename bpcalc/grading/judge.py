"""One sheet judged: each answer against the truth, against the student's own earlier answers,
and, where it is neither, against what mistakes would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from bpcalc.errors import InputError, Place, Problem
from bpcalc.grading import conventions, mistakes
from bpcalc.grading.causes import Wrong, settled
from bpcalc.grading.compare import Reading, given_digits, match
from bpcalc.grading.conventions import Seen
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.follow import Carried, Follower, Own, own_value, stands_below
from bpcalc.grading.method import Key
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG, in_style, style_of
from bpcalc.grading.others import judge_other
from bpcalc.grading.reasons import reasons
from bpcalc.grading.sheet import Answer, Sheet
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject, is_second, same, subject, true_value
from bpcalc.grading.verdicts import CARRIED, MISSING, Judged, Judgement, unreadable
from bpcalc.language import arrays
from bpcalc.language.tree import Derivative

__all__ = ["Exercise", "judge"]


class _InUse(NamedTuple):
    """The conventions of the writer: `slope` is relu'(0), `negative` which derivatives are t − o."""

    layout: str
    slope: Fraction | None
    negative: str


def judge(exercise: Exercise, sheet: Sheet) -> Judgement:
    """Every answer of a sheet, and the expected ones that are missing."""
    verdicts: dict[int, Judged] = {}
    seen: dict[int, Seen] = {}
    for place, answer in enumerate(sheet.answers):
        if answer.kind != "value" or answer.case not in exercise.found or is_second(answer.about):
            verdicts[place] = judge_other(exercise, sheet, answer)
            continue
        try:
            seen[place] = _first_look(exercise, sheet, answer)
        except InputError as error:
            out_of = exercise.marks.of(answer.case, answer.key)
            verdicts[place] = unreadable(answer, error.problems[0], out_of)
    everything = tuple(seen.values())
    usage = _InUse(
        conventions.layout_in_use(exercise, everything),
        conventions.slope_in_use(exercise, everything),
        conventions.negative(exercise, everything),
    )
    missing = tuple(_missing(exercise, sheet))
    for case in exercise.found:
        chosen = {place: one for place, one in seen.items() if one.case == case}
        absent = [one.answer for one in missing if one.answer.case == case]
        absent += [one.answer for one in verdicts.values() if one.answer.case == case]
        verdicts |= _Case(exercise, case, sheet, chosen, usage).judged(absent)
    remarks = conventions.inferences(exercise, everything) if usage.negative == "" else ()
    return Judgement(sheet.student, (*(verdicts[k] for k in sorted(verdicts)), *missing), remarks)


def _first_look(exercise: Exercise, sheet: Sheet, answer: Answer) -> Seen:
    """An answer against the truth alone. Raises InputError for one that cannot be read."""
    if answer.problem is not None or answer.table is None or answer.about is None:
        raise InputError(answer.problem or Problem("E701", "this cannot be read"))
    truth = None
    if exercise.has_values(answer.case):
        about = subject(answer.about, exercise.found[answer.case])
        truth = exercise.truth(answer.case, about)
    if truth is None or not arrays.finite(truth):
        message = f"the exercise gives no number for {answer.key}"
        raise InputError(Problem("E712", message, help="answer it under symbolic:"))
    table = _in_style_of_the_rest(sheet, answer.table, exercise.marks.digits)
    forms = exercise.forms(answer.case, about)
    return Seen(answer.case, about, table, truth, match(table, truth, forms, exercise.marks.digits))


def _in_style_of_the_rest(sheet: Sheet, table: Table, wanted: int) -> Table:
    """Decimals shorter than those of the rest of the sheet, with the zeros that were left out."""
    every = (one.table for one in sheet.answers if one.table is not None and one.kind != "count")
    style = style_of([claim for row in other.rows for claim in row] for other in every)
    if style is None:
        return table
    rows = (tuple(in_style(claim, style, wanted) for claim in row) for row in table.rows)
    return table._replace(rows=tuple(rows))


def _missing(exercise: Exercise, sheet: Sheet) -> Iterator[Judged]:
    stated = {(answer.case, answer.key) for answer in sheet.answers}
    for case, key, out_of in exercise.marks.expected:
        if (case, key) not in stated:
            blank = Answer(case, "value", key, None, Place("", 0, 0, 0))
            yield Judged(blank, MISSING, out_of, remark="no answer")


class _Case:
    """The value answers of one case, judged in the order in which they are worked out."""

    def __init__(
        self, exercise: Exercise, case: str | None, sheet: Sheet, seen: dict[int, Seen], usage: _InUse
    ) -> None:
        self.exercise, self.case, self.usage = exercise, case, usage
        self.answers = {place: sheet.answers[place] for place in seen}
        self.digits = exercise.marks.digits
        self.seen = {place: self._again(one) for place, one in seen.items()}
        self.found = exercise.found[case]

    def _again(self, one: Seen) -> Seen:
        """The comparison with the truth under the conventions of the writer."""
        truth = one.truth
        if self.usage.slope is not None and one.about.wrt:
            other = self.exercise.truth(one.case, one.about, self.usage.slope)
            truth = truth if other is None else other
        if truth is one.truth and not self._is_negative(one.about):
            return one
        signed = arrays.negate(truth) if self._is_negative(one.about) else truth
        again = match(one.table, signed, self.exercise.forms(one.case, one.about), self.digits)
        return one._replace(truth=truth, match=again)

    def _is_negative(self, about: Subject) -> bool:
        return conventions.is_negative(self.exercise, self.usage.negative, self.case, about)

    def judged(self, absent: list[Answer]) -> dict[int, Judged]:
        """Verdicts by place; `absent`: expected answers that are missing or unreadable."""
        verdicts: dict[int, Judged] = {}
        wrong: list[Wrong] = []
        owns: dict[int, Own] = {}
        for place in sorted(self.seen, key=self._order):
            one = self.seen[place]
            below = [
                (other, own) for other, own in owns.items()
                if stands_below(self.exercise, self.case, own.key, one.about)
            ]  # fmt: skip
            verdict, why = self._verdict(place, one, [own for _, own in below])
            verdicts[place] = verdict
            if why is not None:
                causes = [other for other, _ in below if verdicts[other].verdict == WRONG]
                hidden = self._hidden(one, list(owns.values()))
                wrong.append(why._replace(place=place, below=tuple(causes), hidden=hidden))
            own = self._own(one, verdict)
            if own is not None:
                owns[place] = own
        return settled(self.exercise, self.case, verdicts, wrong, absent)

    def _hidden(self, one: Seen, owns: list[Own]) -> frozenset[Key]:
        """The steps up to an answer that are not on the sheet."""
        stated = {own.key: own.array for own in owns}
        work = self.exercise.worked(self.case, one.about.whole, stated)
        true_value(one.about.whole, work)
        end = Derivative(one.about.of, (one.about.of,))
        return frozenset(work.touched - stated.keys() - set(self.exercise.given(self.case)) - {end})

    def _order(self, place: int) -> tuple[int, int, int]:
        """Quantities as they are computed, then derivatives, those over the fewest steps first."""
        names = [*self.found.graph.leaves, *self.found.graph.equations]
        about = self.seen[place].about
        if not about.wrt:
            return 0, names.index(about.of), place
        return 1, names.index(about.of) - names.index(about.wrt), place

    def _own(self, one: Seen, verdict: Judged) -> Own | None:
        form = one.match.form
        if one.about.rows is not None or form is None:
            return None
        right = verdict.verdict in (RIGHT, ROUNDING)
        if not right and self.usage.layout:
            same_layout = [other for other in self._forms(one) if other.layout == self.usage.layout]
            form = match(one.table, one.truth, same_layout, self.digits).form or form
        factor = -1 if self._is_negative(one.about) else 1
        unsure = not right and not self.usage.layout
        return own_value(one.about, self.found, one.table, form, right, factor, self.digits, unsure)

    def _verdict(self, place: int, one: Seen, owns: list[Own]) -> tuple[Judged, Wrong | None]:
        answer, marks = self.answers[place], self.exercise.marks
        out_of = marks.of(self.case, answer.key)
        start = Judged(answer, RIGHT, out_of, out_of, truth=one.truth)
        if one.match.verdict == RIGHT:
            if self._contradicts(one):
                remark = mistakes.LAYOUT.says
                named = (mistakes.LAYOUT.name,)
                return start._replace(verdict=WRONG, marks=0, mistakes=named, remark=remark), Wrong((), True)
            return self._right(start, one), None
        forms = self._forms(one)
        factor = -1 if self._is_negative(one.about) else 1
        follower = Follower(self.exercise, self.case, one.about, owns, self.usage.slope)
        carried = follower.follows(one.table, forms, self.digits, factor) if owns else None
        excused = carried is not None and carried.rounded and not carried.mistaken
        if carried is not None and not (excused and self._is_a_mistake(one)):
            return self._carried(start, one, carried), None
        if one.match.verdict == ROUNDING:
            remark = "a matter of rounding: too few digits, cut off, or one off in the last"
            named = (mistakes.EARLY_ROUNDING.name,)
            part = out_of * marks.rounding
            return start._replace(verdict=ROUNDING, marks=part, mistakes=named, remark=remark), None
        why = reasons(self.exercise, self.case, one, follower, self.usage.slope, factor)
        names = tuple(dict.fromkeys(name for finding in why.findings for name in finding.names))
        remark = self._said(one, why, names)
        wrong = start._replace(verdict=WRONG, marks=0, mistakes=names, remark=remark, wrong=one.match.wrong)
        return wrong, why

    def _forms(self, one: Seen) -> list[Form]:
        """The forms of an answer that agree with the layout of the sheet."""
        every = self.exercise.forms(self.case, one.about)
        layout = self.usage.layout
        if not layout:
            return list(every)
        return [
            form for form in every
            if form.layout in ("", layout, "transposed") or 1 in form.order.shape
        ]  # fmt: skip

    def _contradicts(self, one: Seen) -> bool:
        """Whether a Jacobian is right in another layout only than the sheet shows elsewhere."""
        shown = conventions.shown_layout(self.exercise, one)
        return bool(shown) and bool(self.usage.layout) and shown != self.usage.layout

    def _right(self, start: Judged, one: Seen) -> Judged:
        form = one.match.form
        assert form is not None
        remarks = [form.remark] if form.remark else []
        if self._is_negative(one.about):
            remarks.append("negative, as in the t − o tradition")
        first = self.exercise.truth(self.case, one.about)
        if self.usage.slope is not None and first is not None and not same(first, one.truth):
            remarks.append(f"with relu'(0) = {self.usage.slope}")
        layout = form.layout if form.remark else ""
        if self._is_negative(one.about) and not layout:
            layout = "negative"
        marks = start.marks * (self.exercise.marks.layout if layout else 1)
        return start._replace(layout=layout, remark="; ".join(remarks), marks=marks)

    def _carried(self, start: Judged, one: Seen, carried: Carried) -> Judged:
        form = carried.match.form
        layout = form.layout if form is not None and form.remark else ""
        if not carried.mistaken or (carried.rounded and self._only_rounding(one, carried)):
            remark = "right with the numbers rounded as on the sheet"
            return start._replace(remark=remark, layout=layout)
        remark = "right from your earlier answers"
        if carried.share < 1:
            remark += (
                "; they make this one trivial" if not carried.share else "; they make a part of it trivial"
            )
        marks = start.marks * self.exercise.marks.carried * carried.share
        return start._replace(verdict=CARRIED, marks=marks, remark=remark, layout=layout)

    def _only_rounding(self, one: Seen, carried: Carried) -> bool:
        """Whether the carried value is the true one but for rounding."""
        apart = abs(arrays.as_float(carried.value) - arrays.as_float(one.truth))
        return bool((apart <= 0.03 * abs(arrays.as_float(one.truth)).max()).all())

    def _is_a_mistake(self, one: Seen) -> bool:
        """Whether a known mistake gives the very numbers, so that rounding is no excuse."""
        if given_digits(one.table) < self.digits:
            return False
        reading = Reading(one.table, self._forms(one))
        tried = self.exercise.candidates(self.case, one.about, self.usage.slope)
        return any(reading.states(candidate.value) for candidate in tried)

    def _said(self, one: Seen, why: Wrong, names: tuple[str, ...]) -> str:
        if why.findings:
            best = why.findings[0].names
            said = "; and ".join(mistakes.NAMED[name].says for name in best)
            return f"two mistakes: {said}" if len(best) > 1 else said
        if names:
            return mistakes.NAMED[names[0]].says
        if one.match.form is None:
            r, c = one.table.shape
            rows, columns = next(iter(self.exercise.forms(self.case, one.about))).order.shape
            given = f"a list of {r}" if one.table.flat else f"{r}×{c}"
            return f"{given} where {rows}×{columns} is asked for"
        return "no known mistake gives this"
