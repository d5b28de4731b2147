"""Answers of another shape that a known mistake gives: a sum that is not taken, a stride that is
not used."""

from __future__ import annotations

from collections.abc import Iterator

import numpy

from bpcalc.grading import mistakes
from bpcalc.grading.compare import match
from bpcalc.grading.conventions import Seen
from bpcalc.grading.diagnosis import Change
from bpcalc.grading.equations import with_usual_settings
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.follow import Follower
from bpcalc.grading.mistakes import Mistake
from bpcalc.grading.number import WRONG
from bpcalc.grading.plan import key_of
from bpcalc.grading.truth import Form
from bpcalc.grading.worlds import Worlds
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.language.value import NoValueError


def of_other_shape(exercise: Exercise, case: str | None, one: Seen, follower: Follower) -> list[Change]:
    """The mistake in the answer's own step, from the student's own answers or from the true ones."""
    plan = exercise.plan(case)
    sites = plan.sites(key_of(one.about))
    if one.about.rows is not None or len(sites) != 1:
        return []
    for mistake, formula in _formulas(plan.formula(sites[0])):
        for worlds in (follower.ways.every, exercise.truths(case)):
            value = _value(worlds, formula)
            if value is not None and _states(exercise, one, value):
                return [Change((mistake.name,), mistake.weight, sites[0])]
    return []


def _formulas(formula: Expr) -> Iterator[tuple[Mistake, Expr]]:
    """The formula of a step with one thing done wrong that changes its shape."""
    if formula.op == "sum":
        yield mistakes.NOT_SUMMED, formula.args[0]
    if formula.op == "sum" and formula.data is not None:
        yield mistakes.NAMED["another-axis"], tree.total(formula.args[0], 1 - formula.data)
    for call, added in _with_bias(formula):
        for other in with_usual_settings(call):
            spread = (tree.broadcast(one.args[0], other.shape) for one in added)
            yield mistakes.NAMED["setting-ignored"], tree.add(other, *spread) if added else other


def _with_bias(formula: Expr) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """The call that a formula is, with the numbers that are added to all its entries."""
    parts = formula.args if formula.op == "add" else (formula,)
    calls = [part for part in parts if part.op == "call"]
    added = tuple(part for part in parts if part.op == "broadcast" and part.args[0].shape == tree.SCALAR)
    if len(calls) == 1 and len(calls) + len(added) == len(parts):
        yield calls[0], added


def _value(worlds: Worlds, formula: Expr) -> Array | None:
    try:
        step = worlds.plan.step((formula,))
        with numpy.errstate(all="ignore"):
            found: Array = step.run([worlds.value(key) for key in step.needs])[0]
    except (NoValueError, ArithmeticError, ValueError):
        return None
    return found[0, 0] if len(found) == found.shape[1] == 1 and numpy.isfinite(found).all() else None


def _states(exercise: Exercise, one: Seen, value: Array) -> bool:
    places = numpy.arange(value.size).reshape(value.shape)
    forms = (Form(places, ""), Form(places.T, ""), Form(places.reshape(-1, 1), "", flat=True))
    return match(one.table, value, forms, exercise.marks.digits).verdict != WRONG
