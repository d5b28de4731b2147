"""The value answers of one case, judged in the order in which they are worked out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bpcalc.grading import conventions, mistakes
from bpcalc.grading.answers import Answer
from bpcalc.grading.causes import Wrong, settled
from bpcalc.grading.compare import Reading, fits, is_too_short, match
from bpcalc.grading.conventions import Seen
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.follow import Carried, Follower
from bpcalc.grading.kinks import slope_said
from bpcalc.grading.method import Key
from bpcalc.grading.misreadings import Misread, followed, misread
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.plan import key_of
from bpcalc.grading.reasons import is_a_mistake, reasons
from bpcalc.grading.tables import rounding_told, too_few_told
from bpcalc.grading.truth import Form, Subject, same
from bpcalc.grading.verdicts import AS_ROUNDED, CARRIED, FROM_EARLIER, Judged
from bpcalc.grading.ways import Own, Source, Ways, own_value
from bpcalc.grading.wording import VAGUE, explained
from bpcalc.language import arrays
from bpcalc.records import NamedTuple

LATER = 0.01
"""How far numbers that were rounded on the way may be off in the answers after the first such one."""


class InUse(NamedTuple):
    """The conventions of the writer: `slope` is relu'(0), `negative` which derivatives are t − o,
    `vec` the order in which the entries of matrices are counted."""

    layout: str
    slope: Fraction | None
    negative: str
    vec: str


class OneCase:
    """Judges them. `seen`: by place, as they are compared with the truth; `usage`: the conventions of the
    whole sheet; `starts`: what is said of each where it is plainly right."""

    def __init__(
        self, exercise: Exercise, case: str | None, seen: dict[int, Seen], usage: InUse,
        starts: Mapping[int, Judged],
    ) -> None:  # fmt: skip
        self.exercise, self.case, self.usage, self.starts = exercise, case, usage, starts
        self.digits = exercise.marks.digits
        usual = usage.slope is None and not usage.negative
        self.seen = seen if usual else {place: self._again(one) for place, one in seen.items()}
        self.found = exercise.found[case]
        names = (*self.found.graph.leaves, *self.found.graph.equations)
        self.rank = {name: k for k, name in enumerate(names)}
        self.verdicts: dict[int, Judged] = {}
        self.owns: dict[int, Own] = {}
        self.keys: dict[int, Key] = {}
        """What a later answer may take from those that are judged."""
        self.early = ""
        """The first answer in which numbers were rounded on the way."""
        self.misread: list[Misread] = []
        """The formulas that the student seems to have for wrong quantities."""
        self.ways = Ways(exercise, case, usage.slope)

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
        return bool(self.usage.negative) and conventions.is_negative(
            self.exercise, self.usage.negative, self.case, about
        )

    def judged(self, absent: list[Answer]) -> dict[int, Judged]:
        """Verdicts by place; `absent`: expected answers that are missing or unreadable."""
        wrong: list[Wrong] = []
        for place in sorted(self.seen, key=self._order):
            one = self.seen[place]
            start = self._start(place)
            if one.match.form is not None:
                self.keys[place] = key_of(one.about)
            if one.match.verdict == RIGHT:
                if not self._contradicts(one):
                    self.verdicts[place] = self._right(start, one)
                    continue
                self.verdicts[place] = start._replace(
                    verdict=WRONG, marks=0, mistakes=(mistakes.LAYOUT.name,), remark=mistakes.LAYOUT.says
                )
                why: Wrong | None = Wrong((), one.about)
            else:
                self.verdicts[place], why = self._verdict(start, one)
            if why is not None:
                below = tuple(k for k in self._below(one) if self.verdicts[k].verdict == WRONG)
                wrong.append(why._replace(place=place, below=below, hidden=self._hidden(one)))
        return settled(self.exercise, self.case, self.verdicts, wrong, absent)

    def _start(self, place: int) -> Judged:
        start, truth = self.starts[place], self.seen[place].truth
        return start if start.truth is truth else start._replace(truth=truth)

    def _below(self, one: Seen) -> list[int]:
        """The answers before this one that may have been used for it, by place."""
        below = self.exercise.stands_below(self.case, one.about)
        return [place for place, key in self.keys.items() if key in below and self.seen[place] is not one]

    def _own(self, place: int) -> Own:
        if place not in self.owns:
            self.owns[place] = self._own_value(self.seen[place], self.verdicts[place])
        return self.owns[place]

    def _hidden(self, one: Seen) -> tuple[Key, ...]:
        """The steps up to an answer that are not on the sheet."""
        stated = frozenset(
            key for place, key in self.keys.items()
            if self.seen[place] is not one and self.seen[place].about.rows is None
        )  # fmt: skip
        return self.exercise.hidden(self.case, one.about, stated)

    def _order(self, place: int) -> tuple[int, int, int]:
        """Quantities as they are computed, then derivatives, those over the fewest steps first."""
        about = self.seen[place].about
        if not about.wrt:
            return 0, self.rank[about.of], place
        return 1, self.rank[about.of] - self.rank[about.wrt], place

    def _own_value(self, one: Seen, verdict: Judged) -> Own:
        form = one.match.form
        assert form is not None
        too_short = verdict.mistakes == (mistakes.EARLY_ROUNDING.name,)  # it may be right
        right = verdict.verdict in (RIGHT, ROUNDING) or too_short
        if not right and form.layout != self.usage.layout:
            same_layout = [other for other in self._forms(one) if other.layout == self.usage.layout]
            form = match(one.table, one.truth, same_layout, self.digits).form or form
        factor = -1 if self._is_negative(one.about) else 1
        source = Source(one.about, one.table, form, factor)
        other = None if right or one.about.rows is not None else self._other_form(one, form)
        told = verdict.verdict != WRONG or not set(verdict.mistakes) <= set(VAGUE)
        return own_value(source, self.ways.plan, right, one.truth, self.digits, other, told)

    def _other_form(self, one: Seen, form: Form) -> Form | None:
        """Another form that a wrong answer may have been written in, for all that can be seen."""
        fitting = (other for other in self._forms(one) if fits(one.table, other))
        return next((other for other in fitting if (other.order != form.order).any()), None)

    def _verdict(self, start: Judged, one: Seen) -> tuple[Judged, Wrong | None]:
        """The verdict on an answer that is not right by the truth."""
        owns = [self._own(place) for place in self._below(one)]
        if one.about.wrt:  # a slope may be taken at any quantity by mistake
            self.ways.add([self._own(place) for place, key in self.keys.items() if isinstance(key, str)])
        forms = self._forms(one)
        factor = -1 if self._is_negative(one.about) else 1
        follower = Follower(self.ways, one.about, owns)
        carried = follower.follows(one.table, forms, self.digits, factor) if owns else None
        excused = carried is not None and carried.rounded and not carried.mistaken
        rough = carried is not None and carried.match.verdict == ROUNDING
        if carried is not None and not (
            (rough and one.match.verdict == ROUNDING)
            or (excused and is_a_mistake(self.exercise, one, forms, self.usage.slope))
        ):
            return self._carried(start, one, carried), None
        if one.match.verdict == ROUNDING:
            return self._rounding(start, rounding_told(one.table, self.digits)), None
        wrong = start._replace(verdict=WRONG, marks=0, wrong=one.match.wrong)
        if one.match.form is not None and self._is_too_short(one, one.match.form):
            early = (mistakes.EARLY_ROUNDING.name,)
            return wrong._replace(mistakes=early, remark=too_few_told(self.digits)), Wrong((), one.about)
        if one.about.wrt and one.about.of == self.exercise.main(self.case) and self.misread:
            reading = Reading(one.table, forms, factor)
            found = followed(follower, reading, self.digits, self.misread)
            if found is not None:
                said = f"with the formula that you have for {found[1]}"
                return self._carried(start, one, found[0])._replace(remark=said), None
        near = LATER if self.early else 0.0
        why = reasons(self.exercise, self.case, one, follower, self.usage.slope, factor, near)
        names = tuple(dict.fromkeys(name for finding in why.findings for name in finding.names))
        if names[:1] == (mistakes.EARLY_ROUNDING.name,):
            before, self.early = self.early, self.early or start.answer.key
            as_before = f", as in {before}" if before else ""
            return self._rounding(start, mistakes.EARLY_ROUNDING.says + as_before), None
        if not one.about.wrt and one.about.rows is None:
            self.misread += misread(self.exercise, self.case, one.about.of, why.findings, self.usage.slope)
        return wrong._replace(mistakes=names, remark=self._said(one, why)), why

    def _is_too_short(self, one: Seen, form: Form) -> bool:
        """Whether what is wrong may be the right value: no mistake can be told from it."""
        signed = arrays.negate(one.truth) if self._is_negative(one.about) else one.truth
        return is_too_short(one.table, signed, form)

    def _rounding(self, start: Judged, remark: str) -> Judged:
        part = start.out_of * self.exercise.marks.rounding
        early = (mistakes.EARLY_ROUNDING.name,)
        return start._replace(verdict=ROUNDING, marks=part, mistakes=early, remark=remark)

    def _forms(self, one: Seen) -> list[Form]:
        """The forms of an answer that agree with the layout of the sheet."""
        layout, vec = self.usage.layout, self.usage.vec
        return [
            form for form in self.exercise.forms(self.case, one.about)
            if (not layout or form.layout in ("", layout, "transposed") or 1 in form.order.shape)
            and (not vec or form.vec in ("", vec))
        ]  # fmt: skip

    def _contradicts(self, one: Seen) -> bool:
        """Whether a Jacobian is right in another layout only than the sheet shows elsewhere."""
        form, usage = one.match.form, self.usage
        if form is None:
            return False
        other = usage.layout and form.layout not in ("", usage.layout)
        layout = other and conventions.shown_layout(self.exercise, one)
        vec = usage.vec and form.vec != usage.vec and conventions.shown_vec(self.exercise, one)
        return bool(layout or vec)

    def _right(self, start: Judged, one: Seen) -> Judged:
        form = one.match.form
        assert form is not None
        if not form.remark and self.usage.slope is None and not self.usage.negative:
            return start
        remarks = [form.remark] if form.remark else []
        negative = self._is_negative(one.about) and self.exercise.network.conventions.deltas != "negative"
        if negative:
            remarks.append("negative, as in the t − o tradition")
        first = self.exercise.truth(self.case, one.about)
        if self.usage.slope is not None and first is not None and not same(first, one.truth):
            remarks.append(f"with {slope_said(self.exercise.found[self.case], self.usage.slope)}")
        layout = form.other
        if negative and not layout:
            layout = "negative"
        marks = start.marks * (self.exercise.marks.layout if layout else 1)
        return start._replace(layout=layout, remark="; ".join(remarks), marks=marks)

    def _carried(self, start: Judged, one: Seen, carried: Carried) -> Judged:
        form = carried.match.form
        layout = form.other if form is not None else ""
        if not carried.mistaken or self._only_rounding(one, carried):
            if carried.match.verdict == ROUNDING:
                return self._rounding(start, rounding_told(one.table, self.digits))
            return start._replace(remark=AS_ROUNDED, layout=layout)
        remark = FROM_EARLIER
        if carried.share < 1:
            remark += "; but zeros that are wrong in them leave "
            remark += (
                "only part of the work, so it earns part of the points"
                if carried.share
                else "nothing to work out, so it earns nothing"
            )
        marks = start.marks * self.exercise.marks.carried * carried.share
        if carried.match.verdict == ROUNDING:
            remark += f"; {rounding_told(one.table, self.digits)}"
            marks *= self.exercise.marks.rounding
        return start._replace(verdict=CARRIED, marks=marks, remark=remark, layout=layout)

    def _only_rounding(self, one: Seen, carried: Carried) -> bool:
        """Whether the answer is the true one as well, but for the rounding of earlier answers."""
        form = carried.match.form
        if carried.room is None or form is None:
            return False
        return match(one.table, one.truth, (form,), self.digits, carried.room).verdict == RIGHT

    def _said(self, one: Seen, why: Wrong) -> str:
        if why.findings:
            return explained(self.exercise, self.case, why.findings, self.usage.slope)
        if one.match.form is None:
            r, c = one.table.shape
            rows, columns = next(iter(self.exercise.forms(self.case, one.about))).order.shape
            given = f"a list of {r}" if one.table.flat else f"{r}×{c}"
            return f"{given} where {rows}×{columns} is asked for"
        return mistakes.UNKNOWN
