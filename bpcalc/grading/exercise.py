"""A network prepared for judging: truth is worked out once for all sheets."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.grading.diagnosis import Change, changes_at, factor_changes, pair_changes, value_under
from bpcalc.grading.equations import derived_paths
from bpcalc.grading.marks import Marks
from bpcalc.grading.method import Key, Method, Site, Worked, right_method
from bpcalc.grading.plan import Plan, key_of
from bpcalc.grading.remembered import remembered
from bpcalc.grading.stacks import Stack, Trials, stack, trials
from bpcalc.grading.truth import Form, Subject, as_written, forms, same
from bpcalc.grading.worlds import Worlds
from bpcalc.language import tree
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.tree import Derivative, Expr
from bpcalc.spec.chosen import stated_conventions
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Network

if TYPE_CHECKING:
    from bpcalc.grading.expected import Expected

SLOPES = (Fraction(0), Fraction(1, 2), Fraction(1))
"""Values of relu'(0) that courses use."""
ANSWERS, SETS = 5000, 500
"""Of how many answers it is remembered what is known, and of how many sets of steps their mistakes."""


class Exercise:
    """Everything about a network that does not depend on a sheet, by case.

    `slope`: the value of relu'(0) in force, None for that of the spec.
    """

    def __init__(self, network: Network, marks: Marks | None = None) -> None:
        self.network = network
        self.marks = marks or Marks()
        self.expected: dict[tuple[str | None, str], Expected | None] = {}
        """What is known of each answer that was asked for, by its text."""
        self.found: dict[str | None, Derivation] = {}
        for case in network.cases:
            made = graph(network, case)
            every = tuple(made.leaves) + tuple(made.equations)
            self.found[case.name] = derivation(network, made, wrt=every)
        self.memory: dict[Any, dict[Hashable, Any]] = {}
        """What was worked out before, by method."""

    @remembered(ANSWERS)
    def given(self, case: str | None) -> dict[Key, Array]:
        """What the exercise states of a case."""
        values = numbers_of(self.network, next(c for c in self.network.cases if c.name == case))
        return dict(values.items())

    def has_values(self, case: str | None) -> bool:
        """Whether every name of the exercise has a number, so that answers are numbers too."""
        return self.found[case].graph.leaves.keys() <= self.given(case).keys()

    def main(self, case: str | None) -> str:
        """What derivatives are of, as far as nothing else is said."""
        return self.found[case].of or next(reversed(tuple(self.found[case].graph.equations)), "")

    @remembered(ANSWERS)
    def method(self, case: str | None, of: str, slope: Fraction | None = None) -> Method:
        """The right formulas for the derivatives of a quantity."""
        method = right_method(self.found[case], of)
        if slope is None:
            return method
        return {site: _with_slope(formula, slope) for site, formula in method.items()}

    def of(self, case: str | None, about: Subject) -> str:
        """The quantity whose derivatives belong to an answer."""
        return about.of if about.wrt else self.main(case)

    def worked(
        self, case: str | None, about: Subject, stated: Mapping[Key, Array], slope: Fraction | None = None
    ) -> Worked:
        """Values from what is stated beside what the exercise gives."""
        of = self.of(case, about)
        return Worked(self.found[case], of, self.method(case, of, slope), {**self.given(case), **stated})

    @remembered(ANSWERS)
    def truth(self, case: str | None, about: Subject, slope: Fraction | None = None) -> Array | None:
        """The true value of an answer as a whole, None where the exercise gives no numbers for it."""
        if about.rows is not None:
            return self.truth(case, about.whole, slope)
        method = self.method(case, self.of(case, about), slope)
        return value_under(about, self.found[case], method, self.given(case))

    @cached_property
    def stated(self) -> frozenset[str]:
        """The conventions that the spec states itself."""
        return stated_conventions(self.network.sections.get("conventions"))

    @cached_property
    def other_slopes(self) -> tuple[Fraction, ...]:
        """The values of relu'(0) that a sheet may have besides that of the spec, which states none, where
        it is used at all."""
        if "relu_at_zero" in self.stated:
            return ()
        usual = self.network.conventions.relu_slope_at_zero
        formulas = (one for case in self.found for one in self.method(case, self.main(case)).values())
        return tuple(one for one in SLOPES if one != usual) if any(map(_slopes, formulas)) else ()

    @remembered(ANSWERS)
    def otherwise(self, case: str | None, about: Subject, slope: Fraction) -> Array | None:
        """The value of a derivative with another relu'(0), None where that gives the same."""
        if not about.wrt or slope not in self.other_slopes:
            return None
        usual, value = self.truth(case, about), self.truth(case, about, slope)
        differs = usual is not None and value is not None and not same(value, usual)
        return value if differs else None

    @remembered(ANSWERS)
    def forms(self, case: str | None, about: Subject) -> tuple[Form, ...]:
        """The forms in which an answer may be written."""
        return forms(about, self.found[case], self.network.conventions)

    @remembered(ANSWERS)
    def plan(self, case: str | None, slope: Fraction | None = None) -> Plan:
        """The steps of a case, ready to be worked out from any answers."""
        found, given = self.found[case], self.given(case)
        return Plan(found, given, self.main(case), lambda of: self.method(case, of, slope))

    @remembered(ANSWERS)
    def truths(self, case: str | None, slope: Fraction | None = None) -> Worlds:
        """The world in which nothing but the exercise is stated."""
        return Worlds(self.plan(case, slope))

    def other_forms(
        self, case: str | None, about: Subject, form: Form, what: str
    ) -> tuple[tuple[Form, float], ...]:
        """The forms with another layout, or another vec, with how far the true numbers in them are
        from those in this form; no distance where the shapes differ."""
        return self._beside(case, about, what)[_place(form)]

    @remembered(ANSWERS)
    def _beside(
        self, case: str | None, about: Subject, what: str
    ) -> dict[Hashable, tuple[tuple[Form, float], ...]]:
        every, truth = self.forms(case, about), self.truth(case, about)
        return {
            _place(form): tuple(
                (other, _apart(truth, form, other)) for other in every
                if getattr(other, what) not in ("", getattr(form, what), "transposed")
            )
            for form in every
        }  # fmt: skip

    @remembered(ANSWERS)
    def stands_below(self, case: str | None, about: Subject) -> frozenset[Key]:
        """Everything whose answer may have been used on the way to another one."""
        if about.rows is not None:
            return self.stands_below(case, about.whole)
        return self.plan(case).below(key_of(about))

    def hidden(self, case: str | None, about: Subject, stated: frozenset[Key]) -> tuple[Key, ...]:
        """The steps up to an answer that are worked out when so much is stated, the nearest first."""
        end = Derivative(about.of, (about.of,))
        return tuple(key for key in self.plan(case).open_steps(key_of(about), stated) if key != end)

    @remembered(ANSWERS)
    def derivatives_through(self, case: str | None, name: str, equation: Expr) -> Method:
        """The formulas along the paths through a quantity, as another equation of it has them."""
        return dict(derived_paths(self.found[case], name, equation))

    @remembered(ANSWERS)
    def changes_at(self, case: str | None, site: Site, slope: Fraction | None = None) -> tuple[Change, ...]:
        """Every mistake at one site."""
        of = site.key.of if isinstance(site.key, Derivative) else self.main(case)
        made = changes_at(self.found[case], self.method(case, of, slope), site)
        return tuple(sorted(made, key=lambda one: one.weight))

    @remembered(SETS)
    def trials(self, case: str | None, steps: tuple[Key, ...], slope: Fraction | None = None) -> Trials:
        """Every factor on the whole, and every mistake in some steps, the answer's own first."""
        plan = self.plan(case, slope)
        found = [*factor_changes(self.found[case])]
        for step in steps:
            for site in plan.sites(step):
                found += self.changes_at(case, site, slope)
        return trials(found, plan.shape(steps[0]))

    @remembered(SETS)
    def pair_trials(self, case: str | None, steps: tuple[Key, ...], slope: Fraction | None = None) -> Trials:
        """Two of these mistakes at once."""
        changes = pair_changes(self.found[case], self.trials(case, steps, slope).changes)
        return trials(changes, self.plan(case, slope).shape(steps[0]))

    @remembered(SETS)
    def singles(self, case: str | None, about: Subject, slope: Fraction | None = None) -> Stack:
        """The values that single mistakes give, where they are not the right one; likeliest first."""
        if about.rows is not None:
            return self.singles(case, about.whole, slope)
        steps = self.plan(case, slope).open_steps(key_of(about), ())
        return self._stacked(case, about, slope, self.trials(case, tuple(steps), slope))

    @remembered(SETS)
    def pairs(self, case: str | None, about: Subject, slope: Fraction | None = None) -> Stack:
        """The same for two mistakes at once."""
        if about.rows is not None:
            return self.pairs(case, about.whole, slope)
        changes = pair_changes(self.found[case], self.singles(case, about, slope).changes)
        shape = self.plan(case, slope).shape(key_of(about))
        return self._stacked(case, about, slope, trials(changes, shape))

    def _stacked(self, case: str | None, about: Subject, slope: Fraction | None, made: Trials) -> Stack:
        with numpy.errstate(all="ignore"):
            return stack(self.truths(case, slope), 0, key_of(about), made).told()


def _with_slope(formula: Expr, slope: Fraction) -> Expr:
    """The formula with another slope of relu at 0; functions that state their own keep it."""
    slopes = _slopes(formula)
    if len({part.data[1][0] for part in slopes}) != 1:
        return formula
    return tree.substituted(
        formula, {part: tree.call(part.data[0], part.args, (slope,), part.shape) for part in slopes}
    )


def _slopes(formula: Expr) -> list[Expr]:
    return [part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name == "relu'"]


def _place(form: Form) -> Hashable:
    """What tells a form from the others of an answer."""
    return form.layout, form.vec, form.order.shape, form.flat


def _apart(truth: Array | None, one: Form, other: Form) -> float:
    if truth is None or one.order.shape != other.order.shape:
        return 0.0
    values = as_float(truth)
    return float(numpy.abs(as_written(one, values) - as_written(other, values)).max())
