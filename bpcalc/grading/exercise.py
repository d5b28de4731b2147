"""A network prepared for judging: truth is worked out once for all sheets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.grading.diagnosis import Change, changes_at, factor_changes, pair_changes, value_under
from bpcalc.grading.marks import Marks
from bpcalc.grading.method import Key, Method, Site, Worked, right_method
from bpcalc.grading.plan import Plan, key_of
from bpcalc.grading.stacks import Stack, Trials, stack, trials
from bpcalc.grading.truth import Form, Subject, as_written, forms, same
from bpcalc.grading.worlds import Worlds
from bpcalc.language import tree
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.tree import Derivative, Expr
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Network

if TYPE_CHECKING:
    from bpcalc.grading.expected import Expected

SLOPES = (Fraction(0), Fraction(1, 2), Fraction(1))
"""Values of relu'(0) that courses use."""
FORMS, SETS = 5000, 500
"""How many answers have their forms remembered, and how many sets of steps their mistakes."""


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
        self._given: dict[str | None, dict[Key, Array]] = {}
        self._methods: dict[tuple[str | None, str, Fraction | None], Method] = {}
        self._truth: dict[tuple[str | None, Subject, Fraction | None], Array | None] = {}
        self._plans: dict[tuple[str | None, Fraction | None], Plan] = {}
        self._truths: dict[tuple[str | None, Fraction | None], Worlds] = {}
        self._other_slopes: tuple[Fraction, ...] | None = None
        self._otherwise: dict[tuple[str | None, Subject, Fraction], Array | None] = {}
        self._below: dict[tuple[str | None, str, str], frozenset[Key]] = {}
        self._forms: dict[tuple[str | None, Subject], tuple[Form, ...]] = {}
        self._other_forms: dict[tuple[Any, ...], tuple[tuple[Form, float], ...]] = {}
        self._changes: dict[tuple[str | None, Site, Fraction | None], tuple[Change, ...]] = {}
        self._trials: dict[tuple[str | None, tuple[Key, ...], Fraction | None], Trials] = {}
        self._pair_trials: dict[tuple[str | None, tuple[Key, ...], Fraction | None], Trials] = {}
        self._singles: dict[tuple[str | None, Subject, Fraction | None], Stack] = {}
        self._pairs: dict[tuple[str | None, Subject, Fraction | None], Stack] = {}

    def given(self, case: str | None) -> dict[Key, Array]:
        """What the exercise states of a case."""
        if case not in self._given:
            values = numbers_of(self.network, next(c for c in self.network.cases if c.name == case))
            self._given[case] = dict(values.items())
        return self._given[case]

    def has_values(self, case: str | None) -> bool:
        """Whether every name of the exercise has a number, so that answers are numbers too."""
        return self.found[case].graph.leaves.keys() <= self.given(case).keys()

    def main(self, case: str | None) -> str:
        """What derivatives are of, as far as nothing else is said."""
        return self.found[case].of or next(reversed(tuple(self.found[case].graph.equations)), "")

    def method(self, case: str | None, of: str, slope: Fraction | None = None) -> Method:
        """The right formulas for the derivatives of a quantity."""
        key = case, of, slope
        if key not in self._methods:
            method = right_method(self.found[case], of)
            if slope is not None:
                method = {site: _with_slope(formula, slope) for site, formula in method.items()}
            self._methods[key] = method
        return self._methods[key]

    def of(self, case: str | None, about: Subject) -> str:
        """The quantity whose derivatives belong to an answer."""
        return about.of if about.wrt else self.main(case)

    def worked(
        self, case: str | None, about: Subject, stated: Mapping[Key, Array], slope: Fraction | None = None
    ) -> Worked:
        """Values from what is stated beside what the exercise gives."""
        of = self.of(case, about)
        return Worked(self.found[case], of, self.method(case, of, slope), {**self.given(case), **stated})

    def truth(self, case: str | None, about: Subject, slope: Fraction | None = None) -> Array | None:
        """The true value of an answer, None where the exercise gives no numbers for it."""
        key = case, about.whole, slope
        if key not in self._truth:
            whole = about.whole
            method = self.method(case, self.of(case, whole), slope)
            self._truth[key] = value_under(whole, self.found[case], method, self.given(case))
        return self._truth[key]

    @property
    def other_slopes(self) -> tuple[Fraction, ...]:
        """The values of relu'(0) besides that of the spec, where it is used at all."""
        if self._other_slopes is None:
            usual = self.network.conventions.relu_slope_at_zero
            formulas = (one for case in self.found for one in self.method(case, self.main(case)).values())
            used = any(map(_slopes, formulas))
            self._other_slopes = tuple(one for one in SLOPES if one != usual) if used else ()
        return self._other_slopes

    def otherwise(self, case: str | None, about: Subject, slope: Fraction) -> Array | None:
        """The value of a derivative with another relu'(0), None where that gives the same."""
        if not about.wrt or slope not in self.other_slopes:
            return None
        key = case, about.whole, slope
        if key not in self._otherwise:
            usual, value = self.truth(case, about), self.truth(case, about, slope)
            differs = usual is not None and value is not None and not same(value, usual)
            self._otherwise[key] = value if differs else None
        return self._otherwise[key]

    def forms(self, case: str | None, about: Subject) -> tuple[Form, ...]:
        """The forms in which an answer may be written."""
        key = case, about
        if key not in self._forms:
            _make_room(self._forms, FORMS)
            self._forms[key] = forms(about, self.found[case])
        return self._forms[key]

    def plan(self, case: str | None, slope: Fraction | None = None) -> Plan:
        """The steps of a case, ready to be worked out from any answers."""
        key = case, slope
        if key not in self._plans:
            main = self.main(case)
            self._plans[key] = Plan(
                self.found[case], self.given(case), main, lambda of: self.method(case, of, slope)
            )
        return self._plans[key]

    def truths(self, case: str | None, slope: Fraction | None = None) -> Worlds:
        """The world in which nothing but the exercise is stated."""
        key = case, slope
        if key not in self._truths:
            self._truths[key] = Worlds(self.plan(case, slope))
        return self._truths[key]

    def other_forms(
        self, case: str | None, about: Subject, form: Form, what: str
    ) -> tuple[tuple[Form, float], ...]:
        """The forms with another layout, or another vec, with how far the true numbers in them are
        from those in this form; no distance where the shapes differ."""
        key = case, about, form.layout, form.vec, form.order.shape, form.flat, what
        if key not in self._other_forms:
            _make_room(self._other_forms, FORMS)
            truth, own = self.truth(case, about), getattr(form, what)
            others = (
                one for one in self.forms(case, about) if getattr(one, what) not in ("", own, "transposed")
            )
            self._other_forms[key] = tuple((other, _apart(truth, form, other)) for other in others)
        return self._other_forms[key]

    def stands_below(self, case: str | None, about: Subject) -> frozenset[Key]:
        """Everything whose answer may have been used on the way to another one."""
        key = case, about.of, about.wrt
        if key not in self._below:
            self._below[key] = self.plan(case).below(key_of(about))
        return self._below[key]

    def hidden(self, case: str | None, about: Subject, stated: frozenset[Key]) -> frozenset[Key]:
        """The steps up to an answer that are worked out when so much is stated."""
        return frozenset(self.plan(case).open_steps(key_of(about), stated)) - {
            Derivative(about.of, (about.of,))
        }

    def changes_at(self, case: str | None, site: Site, slope: Fraction | None = None) -> tuple[Change, ...]:
        """Every mistake at one site."""
        key = case, site, slope
        if key not in self._changes:
            of = site.key.of if isinstance(site.key, Derivative) else self.main(case)
            made = changes_at(self.found[case], self.method(case, of, slope), site)
            self._changes[key] = tuple(sorted(made, key=lambda one: one.weight))
        return self._changes[key]

    def trials(self, case: str | None, steps: tuple[Key, ...], slope: Fraction | None = None) -> Trials:
        """Every factor on the whole, and every mistake in some steps, the answer's own first."""
        key = case, steps, slope
        if key not in self._trials:
            _make_room(self._trials, SETS)
            plan = self.plan(case, slope)
            found = [*factor_changes(self.found[case])]
            for step in steps:
                for site in plan.sites(step):
                    found += self.changes_at(case, site, slope)
            self._trials[key] = trials(found, plan.shape(steps[0]))
        return self._trials[key]

    def pair_trials(self, case: str | None, steps: tuple[Key, ...], slope: Fraction | None = None) -> Trials:
        """Two of these mistakes at once."""
        key = case, steps, slope
        if key not in self._pair_trials:
            _make_room(self._pair_trials, SETS)
            singles = self.trials(case, steps, slope).changes
            changes = pair_changes(self.found[case], singles)
            self._pair_trials[key] = trials(changes, self.plan(case, slope).shape(steps[0]))
        return self._pair_trials[key]

    def singles(self, case: str | None, about: Subject, slope: Fraction | None = None) -> Stack:
        """The values that single mistakes give, where they are not the right one; likeliest first."""
        key = case, about.whole, slope
        if key not in self._singles:
            steps = self.plan(case, slope).open_steps(key_of(about), ())
            self._singles[key] = self._stacked(case, about, slope, self.trials(case, tuple(steps), slope))
        return self._singles[key]

    def pairs(self, case: str | None, about: Subject, slope: Fraction | None = None) -> Stack:
        """The same for two mistakes at once."""
        key = case, about.whole, slope
        if key not in self._pairs:
            changes = pair_changes(self.found[case], self.singles(case, about, slope).changes)
            shape = self.plan(case, slope).shape(key_of(about))
            self._pairs[key] = self._stacked(case, about, slope, trials(changes, shape))
        return self._pairs[key]

    def _stacked(self, case: str | None, about: Subject, slope: Fraction | None, made: Trials) -> Stack:
        with numpy.errstate(all="ignore"):
            return stack(self.truths(case, slope), 0, key_of(about), made)


def _make_room(memo: dict[Any, Any], most: int) -> None:
    """Sheets come from strangers: what depends on which parts or steps they name is not kept for ever."""
    if len(memo) >= most:
        memo.clear()


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


def _apart(truth: Array | None, one: Form, other: Form) -> float:
    if truth is None or one.order.shape != other.order.shape:
        return 0.0
    values = as_float(truth)
    return float(numpy.abs(as_written(one, values) - as_written(other, values)).max())
