"""What a whole sheet tells about the conventions of its writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bpcalc.grading.compare import Match, match
from bpcalc.grading.exercise import SLOPES, Exercise
from bpcalc.grading.number import RIGHT, ROUNDING
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Subject, same
from bpcalc.language import tree
from bpcalc.language.arrays import Array, exact_array, multiply, negate


class Seen(NamedTuple):
    """An answer that can be read, and how well it states the truth."""

    case: str | None
    about: Subject
    table: Table
    truth: Array
    match: Match

    @property
    def fine(self) -> bool:
        """Whether it is right, or nearly."""
        return self.match.verdict in (RIGHT, ROUNDING)


def slope_in_use(exercise: Exercise, seen: Sequence[Seen]) -> Fraction | None:
    """The relu'(0) that explains every answer in which it can be seen, None for that of the spec."""
    usual = exercise.network.conventions.relu_slope_at_zero
    for slope in SLOPES:
        if slope == usual:
            continue
        other, own = 0, 0
        for one in seen:
            value = exercise.truth(one.case, one.about, slope) if one.about.wrt else one.truth
            if value is None or same(value, one.truth):
                continue
            own += one.fine
            other += _states(exercise, one, value)
        if other and not own:
            return slope
    return None


def negative(exercise: Exercise, seen: Sequence[Seen]) -> str:
    """Whether derivatives of the loss are given as t − o: "all", those by results alone
    ("deltas"), or "" for none. One alone is a wrong sign."""
    if any(not one.about.wrt and not one.fine for one in seen):
        return ""  # a value turned on the way forward turns all that follow
    told = [one for one in seen if _of_loss(exercise, one) and any(one.truth.ravel() != 0)]
    turned = [one for one in told if not one.fine and _states(exercise, one, negate(one.truth))]
    if len(turned) < 2:
        return ""
    fine = [one for one in told if one.fine]
    if not fine:
        return "all"
    if all(_is_delta(exercise, one) for one in turned) and not any(_is_delta(exercise, one) for one in fine):
        return "deltas"
    return ""


def is_negative(exercise: Exercise, which: str, case: str | None, about: Subject) -> bool:
    """Whether an answer is one of those that are given as t − o."""
    if not which or not about.wrt or about.of != exercise.main(case):
        return False
    return which == "all" or about.wrt in exercise.found[case].graph.equations


def _of_loss(exercise: Exercise, one: Seen) -> bool:
    return bool(one.about.wrt) and one.about.of == exercise.main(one.case)


def _is_delta(exercise: Exercise, one: Seen) -> bool:
    return one.about.wrt in exercise.found[one.case].graph.equations


def layout_in_use(exercise: Exercise, seen: Sequence[Seen]) -> str:
    """The layout that explains most of the Jacobians in which one can be seen; that of the
    spec where two explain equally many, "" where none can be seen."""
    shown = Counter(
        layout
        for one in seen
        if one.fine and (layout := shown_layout(exercise, one))
    )  # fmt: skip
    if not shown:
        return ""
    most = max(shown.values())
    best = [layout for layout, n in shown.items() if n == most]
    usual = exercise.network.conventions.layout
    return best[0] if len(best) == 1 else usual if usual in best else best[0]


def shown_layout(exercise: Exercise, one: Seen) -> str:
    """The layout in which alone a Jacobian is right, "" where it does not show."""
    form = one.match.form
    if form is None or form.layout not in ("numerator", "denominator") or 1 in form.order.shape:
        return ""
    others = [
        other for other in exercise.forms(one.case, one.about)
        if other.layout in ("numerator", "denominator") and other.layout != form.layout
    ]  # fmt: skip
    again = match(one.table, one.truth, others, exercise.marks.digits)
    return "" if again.verdict in (RIGHT, ROUNDING) else form.layout


def _states(exercise: Exercise, one: Seen, value: Array) -> bool:
    forms = exercise.forms(one.case, one.about)
    return match(one.table, value, forms, exercise.marks.digits).verdict in (RIGHT, ROUNDING)


def inferences(exercise: Exercise, seen: Sequence[Seen]) -> tuple[str, ...]:
    """ "19 of 20 answers are right if the loss has no ½": what one other loss would explain."""
    now = sum(one.fine for one in seen)
    if now == len(seen):
        return ()
    said: list[tuple[int, str]] = []
    for words, factor in _factors(exercise):
        then = 0
        for one in seen:
            belongs = one.about.of == exercise.main(one.case)
            value = multiply(one.truth, exact_array([[factor]])) if belongs else one.truth
            then += _states(exercise, one, value)
        if then >= now + 2 and then * 10 >= len(seen) * 9:
            said.append((then, f"{then} of {len(seen)} answers are right if {words}"))
    return (max(said, key=lambda one: one[0])[1],) if said else ()


def _factors(exercise: Exercise) -> Iterator[tuple[str, Fraction | int]]:
    """By what another usual loss differs: ½ or none, mean or sum."""
    case = next(iter(exercise.found))
    found = exercise.found[case]
    loss = found.of
    if loss is None or loss not in found.graph.equations:
        return
    numbers: Mapping[object, None] = {
        part.data.value: None for part in tree.nodes(found.graph.equations[loss]) if part.op == "number"
    }
    if Fraction(1, 2) in numbers:
        yield f"{loss} has no ½", 2
    else:
        yield f"{loss} has a ½ in front", Fraction(1, 2)
    from bpcalc.grading.diagnosis import sizes

    for n in sizes(found):
        yield f"{loss} is not divided by {n}", n
        yield f"{loss} is divided by {n}", Fraction(1, n)
