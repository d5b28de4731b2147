"""A network prepared for judging: truth is worked out once for all sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.grading.diagnosis import (
    Change,
    changed_value,
    forward_values,
    is_backward,
    pair_changes,
    single_changes,
    value_under,
)
from bpcalc.grading.marks import Marks
from bpcalc.grading.method import Key, Method, Worked, right_method
from bpcalc.grading.truth import Form, Subject, forms, same, true_value
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Network

if TYPE_CHECKING:
    from bpcalc.grading.expected import Expected

SLOPES = (Fraction(0), Fraction(1, 2), Fraction(1))
"""Values of relu'(0) that courses use."""


class Candidate(NamedTuple):
    """A mistake with the value that it gives on the exercise as it is."""

    change: Change
    value: Array


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
        self._below: dict[tuple[str | None, Subject], frozenset[Key]] = {}
        self._forms: dict[tuple[str | None, Subject], tuple[Form, ...]] = {}
        self._singles: dict[tuple[str | None, Subject, Fraction | None], tuple[Candidate, ...]] = {}
        self._changes: dict[tuple[str | None, Subject, Fraction | None], tuple[Change, ...]] = {}
        self._pairs: dict[tuple[str | None, Subject, Fraction | None], tuple[Candidate, ...]] = {}

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
            found = self.found[case]
            of = self.of(case, whole)
            self._truth[key] = value_under(whole._replace(of=whole.of), found,
                                           self.method(case, of, slope), self.given(case))  # fmt: skip
        return self._truth[key]

    def forms(self, case: str | None, about: Subject) -> tuple[Form, ...]:
        """The forms in which an answer may be written."""
        key = case, about
        if key not in self._forms:
            self._forms[key] = forms(about, self.found[case])
        return self._forms[key]

    def stands_on(self, case: str | None, about: Subject) -> frozenset[Key]:
        """Every quantity and derivative that is used on the way to an answer."""
        key = case, about.whole
        if key not in self._below:
            work = self.worked(case, about.whole, {})
            true_value(about.whole, work)
            self._below[key] = frozenset(work.touched)
        return self._below[key]

    def changes(self, case: str | None, about: Subject, slope: Fraction | None = None) -> tuple[Change, ...]:
        """Every single mistake on the way to an answer, the likeliest first."""
        key = case, about.whole, slope
        if key not in self._changes:
            whole, found = about.whole, self.found[case]
            method = self.method(case, self.of(case, whole), slope)
            made = single_changes(whole, found, method, self.given(case))
            self._changes[key] = tuple(sorted(made, key=lambda one: one.weight))
        return self._changes[key]

    def candidates(
        self, case: str | None, about: Subject, slope: Fraction | None = None
    ) -> tuple[Candidate, ...]:
        """The values that single mistakes give, where they are not the right one; likeliest first."""
        key = case, about.whole, slope
        if key not in self._singles:
            self._singles[key] = self._tried(case, about.whole, self.changes(case, about, slope), slope)
        return self._singles[key]

    def pairs(self, case: str | None, about: Subject, slope: Fraction | None = None) -> tuple[Candidate, ...]:
        """The same for two mistakes at once."""
        key = case, about.whole, slope
        if key not in self._pairs:
            singles = [one.change for one in self.candidates(case, about, slope)]
            changes = sorted(pair_changes(self.found[case], singles), key=lambda one: one.weight)
            self._pairs[key] = self._tried(case, about.whole, changes, slope)
        return self._pairs[key]

    def _tried(
        self, case: str | None, whole: Subject, changes: Sequence[Change], slope: Fraction | None
    ) -> tuple[Candidate, ...]:
        found, given = self.found[case], self.given(case)
        method = self.method(case, self.of(case, whole), slope)
        truth = self.truth(case, whole, slope)
        tried: list[Candidate] = []
        values = forward_values(whole, found, method, given)
        for change in changes:
            known = values if is_backward(change) else given
            value = changed_value(whole, found, method, known, change, truth)
            if value is None or truth is None or value.shape != truth.shape:
                continue
            if not same(value, truth):
                tried.append(Candidate(change, value))
        return tuple(tried)


def _with_slope(formula: Expr, slope: Fraction) -> Expr:
    """The formula with another slope of relu at 0; functions that state their own keep it."""
    slopes = [part for part in tree.nodes(formula) if part.op == "call" and part.data[0].name == "relu'"]
    if len({part.data[1][0] for part in slopes}) != 1:
        return formula
    return tree.substituted(
        formula, {part: tree.call(part.data[0], part.args, (slope,), part.shape) for part in slopes}
    )
