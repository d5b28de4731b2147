"""What a whole sheet tells about the conventions of its writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import numpy

from bpcalc.grading.compare import Match, fits, match
from bpcalc.grading.diagnosis import sizes
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, ROUNDING
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form, Subject
from bpcalc.language import tree
from bpcalc.language.arrays import Array, as_float, exact_array, multiply, negate
from bpcalc.records import NamedTuple
from bpcalc.spec.network import INPUT, PARAMETER, TARGET

NEAR = 0.03
"""How far honest rounding may carry an answer, relative to its largest entry."""


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
    for slope in exercise.other_slopes:
        other, own = 0, 0
        for one in seen:
            value = exercise.otherwise(one.case, one.about, slope)
            if value is not None:
                own += one.fine
                other += _states(exercise, one, value)
        if other and not own:
            return slope
    return None


def negative(exercise: Exercise, seen: Sequence[Seen]) -> str:
    """Whether derivatives of the loss are given as t − o: those by results and by inputs ("all"),
    those by results alone ("deltas"), or "" for none.

    A spec that asks for this convention has it, unless the sheet has none but its own sign. Where the spec
    says nothing, two answers show it beside the gradient of a weight: that is what weights are updated with,
    and it has its own sign, where a wrong one that was carried on would have turned it.
    """
    of_loss = [one for one in seen if _of_loss(exercise, one) and one.truth.any()]
    turned = [one for one in of_loss if not one.fine and _states(exercise, one, negate(one.truth))]
    kinds = {_kind(exercise, one.about) for one in turned} - {PARAMETER}
    kept = {_kind(exercise, one.about) for one in of_loss if one.fine or _is_near(exercise, one)}
    if exercise.network.conventions.deltas == "negative":
        if "result" in kept - kinds:
            return ""
        return "all" if INPUT in kinds - kept else "deltas"
    if "deltas" in exercise.stated or not exercise.network.names(TARGET):
        return ""
    if any(not one.about.wrt and not one.fine for one in seen):
        return ""  # a value turned on the way forward turns all that follow
    if len(turned) < 2 or kinds & kept or "result" in kept or PARAMETER not in kept:
        return ""
    return "all" if INPUT in kinds else "deltas" if kinds else ""


def is_negative(exercise: Exercise, which: str, case: str | None, about: Subject) -> bool:
    """Whether an answer is one of those that are given as t − o."""
    if not which or not about.wrt or about.of != exercise.main(case):
        return False
    kind = _kind(exercise, about)
    return kind == "result" or (which == "all" and kind != PARAMETER)


def _is_near(exercise: Exercise, one: Seen) -> bool:
    """Whether an answer is the truth but for what rounding on the way may have brought in."""
    slack = numpy.full(one.truth.shape, NEAR * float(abs(as_float(one.truth)).max()))
    forms = exercise.forms(one.case, one.about)
    found = match(one.table, one.truth, forms, exercise.marks.digits, slack)
    return found.verdict in (RIGHT, ROUNDING)


def _kind(exercise: Exercise, about: Subject) -> str:
    """What a derivative is by: an input, a parameter, a target or a result."""
    declared = exercise.network.declared.get(about.wrt)
    return "result" if declared is None else declared.kind


def _of_loss(exercise: Exercise, one: Seen) -> bool:
    return bool(one.about.wrt) and one.about.of == exercise.main(one.case)


def layout_in_use(exercise: Exercise, seen: Sequence[Seen]) -> str:
    """The layout that explains most of the Jacobians in which one can be seen; that of the
    spec where two explain equally many, "" where none can be seen."""
    return _most(
        exercise.network.conventions.layout, (shown_layout(exercise, one) for one in seen if one.fine)
    )


def vec_in_use(exercise: Exercise, seen: Sequence[Seen]) -> str:
    """The same for the order in which the entries of matrices are counted."""
    return _most(exercise.network.conventions.vec, (shown_vec(exercise, one) for one in seen if one.fine))


def _most(usual: str, shown: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for value in shown:
        if value:
            counts[value] = counts.get(value, 0) + 1
    best = [value for value, n in counts.items() if n == max(counts.values())]
    return usual if usual in best else best[0] if best else ""


def shown_layout(exercise: Exercise, one: Seen) -> str:
    """The layout in which alone a Jacobian is right, "" where it does not show."""
    form = one.match.form
    if form is not None and _is_a_row(exercise, one, form):
        return "numerator"
    if form is None or form.layout not in ("numerator", "denominator") or 1 in form.order.shape:
        return ""
    return form.layout if _is_alone(exercise, one, form, "layout") else ""


def _is_a_row(exercise: Exercise, one: Seen, form: Form) -> bool:
    """Whether the derivative of a single number on the way, no gradient, is written as a row: a column would
    say nothing, as gradients are written so in both layouts."""
    rows, columns = form.order.shape
    on_the_way = one.about.wrt and one.about.of != exercise.main(one.case) and one.about.rows is None
    return bool(on_the_way) and rows == 1 < columns and len(one.truth) == 1


def shown_vec(exercise: Exercise, one: Seen) -> str:
    """The order of entries in which alone an answer is right, "" where it does not show."""
    form = one.match.form
    return form.vec if form is not None and form.vec and _is_alone(exercise, one, form, "vec") else ""


def _is_alone(exercise: Exercise, one: Seen, form: Form, what: str) -> bool:
    """Whether an answer is right in no form that differs in its layout or in its vec."""
    others = exercise.other_forms(one.case, one.about, form, what)
    units = one.table.figures.units
    if all(apart > 4 * max(units) for other, apart in others if fits(one.table, other)):
        return True
    again = match(one.table, one.truth, [other for other, _ in others], exercise.marks.digits)
    return again.verdict not in (RIGHT, ROUNDING)


def _states(exercise: Exercise, one: Seen, value: Array) -> bool:
    forms = exercise.forms(one.case, one.about)
    return match(one.table, value, forms, exercise.marks.digits).verdict in (RIGHT, ROUNDING)


def inferences(exercise: Exercise, seen: Sequence[Seen]) -> tuple[str, ...]:
    """ "19 of 20 answers are right if the loss has no ½": what one other loss would explain."""
    now = sum(one.fine for one in seen)
    if now + 2 > len(seen):
        return ()
    # A right derivative of the loss, if it is not 0, is no longer right with another factor.
    scaled = [one for one in seen if one.about.of == exercise.main(one.case)]
    lost = sum(one.fine and bool(one.truth.any()) for one in scaled)
    if lost * 10 > len(seen):
        return ()
    said: list[tuple[int, str]] = []
    rest = now - sum(one.fine for one in scaled)
    for words, factor in _factors(exercise):
        by, failed = exact_array([[factor]]), len(seen) - rest - len(scaled)
        for one in scaled:
            failed += not _states(exercise, one, multiply(one.truth, by))
            if failed * 10 > len(seen):
                break
        then = len(seen) - failed
        if failed * 10 <= len(seen) and then >= now + 2:
            said.append((then, f"{then} of {len(seen)} answers are right if {words}"))
    return (max(said, key=lambda one: one[0])[1],) if said else ()


@lru_cache(maxsize=1)
def _factors(exercise: Exercise) -> tuple[tuple[str, Fraction | int], ...]:
    """By what another usual loss differs."""
    return tuple(_other_losses(exercise))


def _other_losses(exercise: Exercise) -> Iterator[tuple[str, Fraction | int]]:
    """½ or none, mean or sum."""
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
    for n in sizes(found).every:
        yield f"{loss} is not divided by {n}", n
        yield f"{loss} is divided by {n}", Fraction(1, n)
