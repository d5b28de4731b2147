"""Answers that are no value of a case: operation counts, formulas, updated weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.plan import plan
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.diagnosis import World, diagnose
from bpcalc.grading.method import Key, Worked, right_method
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.sheet import Answer
from bpcalc.grading.truth import Form, Subject, as_written, forms, same, subject, true_value
from bpcalc.language import arrays, syntax
from bpcalc.language.arrays import Array
from bpcalc.language.cost import Cost
from bpcalc.language.elaborate import elaborate
from bpcalc.language.parser import parse
from bpcalc.language.scope import Scope
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Derivative, Expr, leaves
from bpcalc.language.value import value
from bpcalc.spec.graph import graph

if TYPE_CHECKING:
    from bpcalc.grading.judge import Exercise, Judged

POINTS = 3
"""Random points at which a formula is judged besides the case."""


def judge_other(exercise: Exercise, answer: Answer) -> Judged:
    """The verdict on a count, a formula or an updated weight."""
    if answer.problem is not None:
        return _unreadable(exercise, answer, answer.problem)
    try:
        if answer.kind == "count":
            return _count(exercise, answer)
        if answer.kind == "symbolic":
            return _symbolic(exercise, answer)
    except InputError as error:
        return _unreadable(exercise, answer, error.problems[0])
    problem = Problem("E710", "updated weights are not judged yet", help="leave the answer out")
    return _unreadable(exercise, answer, problem)


def _unreadable(exercise: Exercise, answer: Answer, problem: Problem) -> Judged:
    from bpcalc.grading.judge import UNREADABLE, Judged

    out_of = exercise.marks.of(answer.case, answer.key)
    return Judged(
        answer, UNREADABLE, False, "", (), f"{problem.message}; {problem.help}", (), None, 0, out_of
    )


def _judged(
    exercise: Exercise,
    answer: Answer,
    right: bool,
    remark: str = "",
    named: tuple[str, ...] = (),
    layout: str = "",
    truth: Array | None = None,
) -> Judged:
    from bpcalc.grading.judge import Judged

    out_of = exercise.marks.of(answer.case, answer.key)
    return Judged(
        answer,
        RIGHT if right else WRONG,
        not right,
        layout,
        named,
        remark,
        (),
        truth,
        out_of if right else 0,
        out_of,
    )


# -- counts ----------------------------------------------------------------------


def _count(exercise: Exercise, answer: Answer) -> Judged:
    """A number of operations, under the convention in force; explained under the others."""
    assert answer.table is not None
    stated = answer.table.rows[0][0]
    mode, _, target = answer.key.partition(" ")
    network = exercise.network
    found = derivation(network, graph(network, network.cases[0]))
    costs = plan(found, mode, network.conventions).counts()
    wanted = _target(found, answer, target)
    true = _counted(costs[wanted], network.conventions.count)
    if answer.table.shape == (1, 1) and stated.value == true:
        return _judged(exercise, answer, True)
    for said, number in _other_counts(exercise, found, mode, wanted):
        if stated.value == number != true:
            return _judged(exercise, answer, False, f"that is {said}; {true} is asked for")
    return _judged(exercise, answer, False, "bpcalc count --explain says where a number may come from")


def _target(found: Derivation, answer: Answer, text: str) -> tuple[str, str]:
    about = answer.about
    if isinstance(about, syntax.Partial):
        pair = about.of, about.wrt[0]
        if pair[0] == found.of and pair[1] in found.targets:
            return pair
        raise InputError(
            Problem(
                "E704", f"{text} is not counted here", help="name the derivative by an input or parameter"
            )
        )
    return found.of or "", found.targets[0]


def _counted(cost: Cost, unit: str) -> Size:
    return cost.total if unit == "multiplications_and_additions" else cost.multiplications


def _other_counts(
    exercise: Exercise, found: Derivation, mode: str, pair: tuple[str, str]
) -> Iterator[tuple[str, Size]]:
    """What other conventions, the other mode and other targets give."""
    base = exercise.network.conventions
    for products in ("dense", "structured"):
        for weights in ("full", "outer"):
            for one in (mode, "forward" if mode == "reverse" else "reverse"):
                costs = plan(found, one, base._replace(products=products, weights=weights)).counts()
                for unit, cost in (
                    ("multiplications alone", costs[pair].multiplications),
                    ("multiplications and additions", costs[pair].total),
                ):
                    yield f"{one} accumulation in {unit}, {products} products, {weights} weights", cost


# -- formulas --------------------------------------------------------------------


def _symbolic(exercise: Exercise, answer: Answer) -> Judged:
    """A formula, judged by value: at the cases and at random points."""
    assert answer.about is not None
    network = exercise.network
    case = answer.case if answer.case in exercise.found else network.cases[0].name
    found = exercise.found[case]
    about = subject(answer.about, found)
    stated = _elaborated(exercise, found, answer.formula)
    method = right_method(found, about.of)
    worlds: list[World] = []
    layout: Form | None = None
    right = True
    for given in _points(exercise, found, case):
        truth = true_value(about, Worked(found, about.of, method, given))
        if not arrays.finite(truth):
            continue
        own = _formula_value(exercise, found, stated, given)
        fitting = [form for form in forms(about, found) if form.order.shape == own.shape and not form.flat]
        hit = next((form for form in fitting if same(as_written(form, truth), own)), None)
        right = right and hit is not None
        layout = layout or hit
        worlds.append(World(given, truth, _states(own, fitting)))
    if right and worlds:
        remark = layout.remark if layout else ""
        return _judged(exercise, answer, True, remark, layout=layout.layout if layout and remark else "")
    named = diagnose(about, found, method, worlds)
    names = tuple(sorted(named, key=lambda name: (named[name], name)))
    if names:
        remark = mistakes.NAMED[names[0]].says
    elif not any(form.order.shape == stated.shape for form in forms(about, found)):
        rows, columns = stated.shape
        remark = f"this is {rows}×{columns}, and no form of the answer is"
    else:
        remark = "another value than the right one"
    return _judged(exercise, answer, False, remark, names)


def _states(own: Array, fitting: list[Form]) -> Callable[[Array], bool]:
    return lambda true: any(same(as_written(form, true), own) for form in fitting)


def _elaborated(exercise: Exercise, found: Derivation, formula: str) -> Expr:
    """The student's formula with shapes. Raises InputError with what is wrong in it."""
    names = {name: found.graph.leaf(name) for name in (*found.graph.leaves, *found.graph.equations)}
    network = exercise.network
    scope = Scope(
        names, network.functions, found.graph.letters, network.conventions.relu_slope_at_zero, network.batch
    )
    return elaborate(parse(formula, names), scope)


def _formula_value(exercise: Exercise, found: Derivation, stated: Expr, given: dict[Key, Array]) -> Array:
    """The student's formula with true values of everything it names."""
    names: dict[object, Array | int] = {n: s for n, s in found.graph.letters.items() if isinstance(s, int)}
    for leaf in leaves(stated):
        if leaf.op == "name":
            worked = Worked(found, leaf.data, right_method(found, leaf.data), given)
            names[leaf.data] = worked.quantity(leaf.data)
        else:
            derivative: Derivative = leaf.data
            worked = Worked(found, derivative.of, right_method(found, derivative.of), given)
            names[derivative] = true_value(Subject(derivative.of, derivative.wrt[0]), worked)
    return value(stated, names)


def _points(exercise: Exercise, found: Derivation, case: str | None) -> Iterator[dict[Key, Array]]:
    """The values of the case, then random ones of the same shapes (labels and the like kept)."""
    given = exercise.given(case)
    yield given
    generator = numpy.random.default_rng(7)
    kept = set(exercise.network.names("target"))
    for _ in range(POINTS):
        yield {
            name: array
            if name in kept
            else generator.uniform(0.2, 1.8, array.shape) * generator.choice([-1, 1], array.shape)
            for name, array in given.items()
        }
