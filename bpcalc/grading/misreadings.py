"""What follows from a formula that was misread: the derivatives of the formula that the student has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy

from bpcalc.grading.compare import Reading, match
from bpcalc.grading.diagnosis import Change
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.follow import Carried, Follower
from bpcalc.grading.method import Site
from bpcalc.grading.number import RIGHT
from bpcalc.grading.stacks import stack, trials
from bpcalc.language import tree
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

LOOSE = 0.002
"""The most that such an answer may be off for the rounding of what went in, relative to its size."""


class Misread(NamedTuple):
    """A quantity with a wrong formula, and the derivatives through it as they are of that one."""

    name: str
    change: Change


def misread(
    exercise: Exercise, case: str | None, name: str, findings: Iterable[Change], slope: Fraction | None
) -> Iterator[Misread]:
    """The formulas that a student may have for a quantity, as far as they are known."""
    site, method = Site(name), exercise.method(case, exercise.main(case), slope)
    for one in findings if site in method else ():  # a given value has no formula
        other = _formula(one, site, method[site])
        every = exercise.derivatives_through(case, name, other) if other is not None else {}
        paths = {path: formula for path, formula in every.items() if path in method}
        if paths:
            yield Misread(name, Change(one.names, one.weight, site, paths))


def _formula(one: Change, site: Site, right: Expr) -> Expr | None:
    """What stands in the place of the right formula, where nothing else is changed."""
    if one.parts:
        return None
    if one.formulas:
        return one.formulas.get(site)
    return tree.mul(tree.number(one.factor), right) if one.factor != 1 else None


def followed(
    follower: Follower, reading: Reading, wanted: int, every: Sequence[Misread]
) -> tuple[Carried, str] | None:
    """How an answer follows from the formula that the student has for a quantity, and from which."""
    worlds, key = follower.ways.every, follower.key
    with numpy.errstate(all="ignore"):
        found = stack(worlds, 0, key, trials([one.change for one in every], worlds.plan.shape(key)))
    for row in found.telling(reading.near(found.values, LOOSE)):
        value = found.values[row]
        room = numpy.full(value.shape, LOOSE * numpy.abs(value).max())
        hit = match(reading.table, value * reading.factor, reading.forms, wanted, room)
        if hit.verdict == RIGHT:
            name = next(one.name for one in every if one.change is found.changes[row])
            return Carried(hit, value, 1, None, True), name
    return None
