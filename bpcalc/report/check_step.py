"""The worked step of an answer: its formula and its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcalc.errors import InputError
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Site, leads_to
from bpcalc.grading.truth import Subject, as_written, is_second, subject
from bpcalc.grading.verdicts import Judged
from bpcalc.language import simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative, Expr
from bpcalc.report.blocks import Block, Display, Equation, Matrix, Sign, Text
from bpcalc.report.numbers import put_in
from bpcalc.report.view import matrix


def worked_step(exercise: Exercise, one: Judged) -> Iterator[Block]:
    """How the right answer comes out."""
    if one.solution:
        yield Text((f"{one.answer.key} takes {one.solution}.",))
        return
    case = one.answer.case if one.answer.case in exercise.found else next(iter(exercise.found))
    about = _about(exercise, case, one)
    if about is None or one.answer.kind == "after":
        if one.truth is not None:
            yield Display((matrix(one.truth, _size(one.truth)),))
        return
    graph = exercise.found[case].graph
    truth = _value(exercise, case, about)
    if not about.wrt:
        label = graph.leaf(about.of)
        formula = graph.equations.get(about.of)
    else:
        label = tree.partial(
            about.of, (about.wrt,), graph.shape(about.wrt) if truth is None else _size(truth)
        )
        formula = _formula(exercise, case, about)
    if formula is not None:
        yield Equation(label, (formula,))
    if truth is not None:
        terms = _terms(exercise, case, formula) if formula is not None else ()
        yield Display((*terms, matrix(truth, _size(truth), label)))


def _value(exercise: Exercise, case: str | None, about: Subject) -> Array | None:
    """The right value; a derivative as the exercise writes it, a gradient in the shape of its variable."""
    truth = exercise.truth(case, about) if exercise.has_values(case) else None
    return as_written(exercise.forms(case, about)[0], truth) if truth is not None and about.wrt else truth


def _terms(exercise: Exercise, case: str | None, formula: Expr) -> tuple[Matrix | Sign, ...]:
    """The formula with its numbers put in, up to the `=`; nothing where it is a single value."""
    values: dict[Any, Any] = {}
    for leaf in tree.leaves(formula):
        of, wrt = (leaf.data, "") if leaf.op == "name" else (leaf.data.of, leaf.data.wrt[0])
        found = _value(exercise, case, Subject(of, wrt))
        if found is not None:
            values[leaf.data] = found
    terms = put_in(formula, values)
    return () if terms is None or len(terms) < 3 else (*terms, Sign("="))


def _about(exercise: Exercise, case: str | None, one: Judged) -> Subject | None:
    if one.answer.about is None or is_second(one.answer.about):
        return None
    try:
        return subject(one.answer.about, exercise.found[case], exercise.network.conventions).whole
    except InputError:
        return None


def _size(value: Array) -> tuple[int, int]:
    rows, columns = value.shape
    return rows, columns


def _formula(exercise: Exercise, case: str | None, about: Subject) -> Expr | None:
    """The sum over the paths, for the derivative of a 1×1 quantity."""
    found = exercise.found[case]
    if found.graph.shape(about.of) != (1, 1) or about.of == about.wrt:
        return None
    method = exercise.method(case, about.of)
    key = Derivative(about.of, (about.wrt,))
    users = [user for user in found.uses.get(about.wrt, ()) if leads_to(found, user, about.of)]
    return simplify.plus(*(method[Site(key, user)] for user in users)) if users else None
