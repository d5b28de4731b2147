"""Formulas as answers: judged by value, at the case and at random points, up to layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations

from bpcalc.calculus.derivation import Derivation
from bpcalc.errors import InputError, Problem
from bpcalc.grading import mistakes
from bpcalc.grading.answers import Answer
from bpcalc.grading.diagnosis import World, diagnose, value_under
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.instances import Instance
from bpcalc.grading.method import Key, Method, Worked, right_method
from bpcalc.grading.number import WRONG
from bpcalc.grading.truth import Form, Subject, as_written, forms, is_second, same, subject, true_value
from bpcalc.grading.verdicts import Judged
from bpcalc.language import arrays, syntax
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import elaborate
from bpcalc.language.fitting import MisfitError
from bpcalc.language.parser import parse
from bpcalc.language.scope import Scope
from bpcalc.language.syntax import Syntax
from bpcalc.language.tree import Derivative, Expr, leaves
from bpcalc.language.value import NoValueError, value

FACTORS = 5
"""Factors of a product up to which every order of them is tried."""


def judge_formula(exercise: Exercise, answer: Answer) -> Judged:
    """The verdict on a formula. Raises InputError for one that cannot be read."""
    assert answer.about is not None
    if is_second(answer.about):
        help = "answer with numbers, as d2f/dx/dx: [[2, 0], [0, 2]]"
        raise InputError(Problem("E713", "formulas of second derivatives are not judged", help=help))
    network = exercise.network
    name = answer.case if answer.case in exercise.found else network.cases[0].name
    instance = Instance(network, next(case for case in network.cases if case.name == name))
    about = subject(answer.about, instance.found)
    start = Judged(answer, WRONG, exercise.marks.of(answer.case, answer.key), first_error=True)
    judging = _Judging(exercise, instance, about)
    typed = judging.parsed(answer.formula)
    try:
        stated = judging.elaborated(typed)
    except MisfitError as error:
        return judging.misfit(start, typed, error)
    judging.refuse_itself(stated)
    return judging.judged(start, stated)


class _Judging:
    """One formula on its way."""

    def __init__(self, exercise: Exercise, instance: Instance, about: Subject) -> None:
        self.exercise, self.instance, self.about = exercise, instance, about
        self.found: Derivation = instance.found
        self.methods: dict[str, Method] = {}
        self.method = self.method_of(about.of)
        self.forms = forms(about, self.found)
        graph = self.found.graph
        self.names = {name: graph.leaf(name) for name in (*graph.leaves, *graph.equations)}
        self.points = list(self._points())

    def method_of(self, of: str) -> Method:
        if of not in self.methods:
            made = right_method(self.found, of)
            self.methods[of] = {site: self.instance.concrete(formula) for site, formula in made.items()}
        return self.methods[of]

    def _points(self) -> Iterator[tuple[Mapping[Key, Array], Array]]:
        """Points with the true value there, where it has one."""
        for first in self.instance.points():
            given = {**first, **self.instance.matrices}
            truth = value_under(self.about, self.found, self.method, given)
            if truth is not None and arrays.finite(truth):
                yield given, truth

    def parsed(self, text: str) -> Syntax:
        """The formula as it was typed; `dl/dx = …` may stand in front. Raises InputError."""
        left, equals, right = text.partition("=")
        if equals and not right.startswith("=") and left[-1:] not in "<>!=":
            text = right
        return parse(text, self.names)

    def elaborated(self, typed: Syntax) -> Expr:
        """The formula with shapes. Raises InputError with what is wrong in it."""
        network = self.instance.network
        slope = network.conventions.relu_slope_at_zero
        scope = Scope(self.names, network.functions, self.found.graph.letters, slope, network.batch)
        return self.instance.concrete(elaborate(typed, scope))

    def refuse_itself(self, stated: Expr) -> None:
        """Raises InputError for a formula with what is asked for in it."""
        own = Derivative(self.about.of, (self.about.wrt,)) if self.about.wrt else self.about.of
        if any(leaf.data == own for leaf in leaves(stated)):
            message = "the formula has what is asked for in it"
            raise InputError(Problem("E714", message, help="write it in other quantities and derivatives"))

    def value(self, stated: Expr, given: Mapping[Key, Array]) -> Array | None:
        """The formula with true values of everything it names."""
        names: dict[object, Array | int] = {
            name: size for name, size in self.found.graph.letters.items() if isinstance(size, int)
        }
        try:
            for leaf in leaves(stated):
                if leaf.op == "name":
                    if leaf.data in given:
                        names[leaf.data] = given[leaf.data]
                    else:
                        work = Worked(self.found, leaf.data, self.method_of(leaf.data), given)
                        names[leaf.data] = work.quantity(leaf.data)
                else:
                    inner: Derivative = leaf.data
                    work = Worked(self.found, inner.of, self.method_of(inner.of), given)
                    names[inner] = true_value(Subject(inner.of, inner.wrt[0]), work)
            return value(stated, names)
        except (NoValueError, ArithmeticError):
            return None

    def hits(self, stated: Expr) -> tuple[list[World], Form | None, list[bool]]:
        """Every point as a world, the form in which the formula is right, and where it is."""
        worlds: list[World] = []
        right: list[bool] = []
        layout: Form | None = None
        for given, truth in self.points:
            own = self.value(stated, given)
            fitting = [] if own is None else self.fitting(own.shape)
            hit = next(
                (form for form in fitting if own is not None and same(as_written(form, truth), own)), None
            )
            layout = layout or hit
            right.append(hit is not None)
            worlds.append(World(given, truth, _states(own, fitting)))
        return worlds, layout, right

    def fitting(self, shape: tuple[int, ...]) -> list[Form]:
        return [form for form in self.forms if form.order.shape == shape and not form.flat]

    def is_right(self, stated: Expr) -> bool:
        """Whether a formula has the true value at every point."""
        _, _, right = self.hits(stated)
        return bool(right) and all(right)

    def judged(self, start: Judged, stated: Expr) -> Judged:
        worlds, form, right = self.hits(stated)
        if right and all(right):
            remark = form.remark if form else ""
            layout = form.layout if form and remark else ""
            marks = start.out_of * (self.exercise.marks.layout if layout else 1)
            return start._replace(
                verdict="right", first_error=False, marks=marks, remark=remark, layout=layout
            )
        found = diagnose(self.about, self.found, self.method, worlds)
        names = tuple(dict.fromkeys(name for one in found for name in one.names))
        if names:
            remark = mistakes.NAMED[names[0]].says
        elif not self.fitting(stated.shape):  # type: ignore[arg-type]
            rows, columns = stated.shape
            asked = " or ".join(dict.fromkeys("×".join(map(str, form.order.shape)) for form in self.forms))
            remark = f"this is {rows}×{columns}; {asked} is asked for"
        else:
            remark = "another value than the right one"
        if right and right[0] and any(right):
            remark += "; at the numbers of this case it gives the right value all the same"
        return start._replace(mistakes=names, remark=remark)

    def misfit(self, start: Judged, typed: Syntax, error: MisfitError) -> Judged:
        """A formula whose shapes do not fit: with a transpose or another order it may be right."""
        said = f"the shapes do not fit: {error.problems[0].message}"
        for name, changes in (("transpose-missing", _transposed), ("product-order", _reordered)):
            for changed in changes(typed):
                try:
                    stated = self.elaborated(changed)
                except InputError:
                    continue
                if self.is_right(stated):
                    remark = f"{said}; {mistakes.NAMED[name].says}"
                    return start._replace(mistakes=(name,), remark=remark)
        return start._replace(remark=said)


def _states(own: Array | None, fitting: list[Form]) -> Callable[[Array], bool]:
    return lambda true: own is not None and any(same(as_written(form, true), own) for form in fitting)


def _transposed(typed: Syntax) -> Iterator[Syntax]:
    """The formula with one part transposed; `*` between what then fits is a matrix product."""
    match typed:
        case syntax.Binary(left=left, right=right, operator=operator):
            for changed in _transposed(left):
                yield typed._replace(left=changed)
            for changed in _transposed(right):
                yield typed._replace(right=changed)
            if operator in ("*", "@"):
                yield typed._replace(left=_turned(left), operator="@")
                yield typed._replace(right=_turned(right), operator="@")
                if operator == "*":
                    yield typed._replace(operator="@")
        case syntax.Unary(operand=operand, operator=operator):
            for changed in _transposed(operand):
                yield typed._replace(operand=changed)
            if operator == "T":
                yield operand


def _turned(part: Syntax) -> Syntax:
    return syntax.Unary("T", part, part.span)


def _reordered(typed: Syntax) -> Iterator[Syntax]:
    """The factors of a product in every other order."""
    factors = _factors(typed)
    if 1 < len(factors) <= FACTORS:
        for order in permutations(factors):
            result = order[0]
            for factor in order[1:]:
                result = syntax.Binary("@", result, factor, typed.span, typed.span)
            yield result


def _factors(typed: Syntax) -> list[Syntax]:
    if isinstance(typed, syntax.Binary) and typed.operator in ("*", "@"):
        return [*_factors(typed.left), *_factors(typed.right)]
    return [typed]
