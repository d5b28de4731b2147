"""Mistakes that do not show: told in float64 all at once, as the exact walk tells them one by one."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.errors import InputError
from bpcalc.grading.audit import audit
from bpcalc.grading.diagnosis import changed_value, single_changes
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Worked
from bpcalc.grading.truth import Subject, same, subject
from bpcalc.language.parser import parse
from bpcalc.language.tree import Derivative
from tests.calculus.chains import nested, twice_used
from tests.grading.sheets import exercise

LSTM = """inputs: {x: [1, -1], hp: [1/2, 0], cp: [1, -1/2]}
parameters:
  Wi: [[1, 0, 1/2, 0], [0, 1, 0, 1]]
  Wf: [[0, 1, 0, 0], [1, 0, 1, 0]]
  Wg: [[1, -1, 1, 0], [1/2, 0, 0, 1]]
target: {y: [1, 0]}
layers:
  - v = vstack(x, hp)
  - i = sigmoid(Wi @ v)
  - f = sigmoid(Wf @ v)
  - g = tanh(Wg @ v)
  - c = f * cp + i * g
loss: L = 1/2 * norm(c - y)^2
"""
THIRDS = """inputs: {x: [0.1, 0.2, -0.3], u: [1/3, 1/3, 1/3]}
parameters: {w: [1, 1, 1], b: 0.1}
target: {y: 0}
layers:
  - s = sum(x)
  - h = relu(w * x + s)
  - m = mean(h) + sum(relu(u - 1/3)) + b
  - q = abs(m - 0.1) + max(s, 0) + sum(u) - 1
loss: L = (q - y)^2
"""
"""Exactly on kinks, which float64 misses: 0.1 + 0.2 - 0.3 is not 0 there."""


def one_by_one(made: Exercise, case: str | None, key: str) -> set[tuple[str, str]]:
    """The hidden mistakes in an answer and their steps, each worked out exactly by itself."""
    found, given = made.found[case], made.given(case)
    known = {*made.network.declared, *(equation.name for equation in made.network.equations)}
    about = subject(parse(key, known), found, made.network.conventions)
    method, truth = made.method(case, made.of(case, about)), made.truth(case, about)
    assert truth is not None
    hidden = set()
    for change in single_changes(about, found, method, given):
        if change.formulas and change.site is not None:
            value = changed_value(about, found, method, given, change, truth)
            if value is not None and value.shape == truth.shape and same(value, truth):
                step = change.site.key
                hidden.add((change.names[0], step if isinstance(step, str) else f"d{step.of}/d{step.wrt[0]}"))
    return hidden


@pytest.mark.parametrize("spec", ["relu-net", "gated-softmax", "batch-mse", LSTM, THIRDS, twice_used(6)])
def test_the_hidden_mistakes_are_those_of_the_exact_walk(spec: str) -> None:
    made = exercise(spec)
    for one in audit(made.network, made):
        for answer in one.answers:
            told = {(hidden.name, hidden.at) for hidden in answer.hidden}
            assert told == one_by_one(made, one.case, answer.key), answer.key


def test_few_mistakes_are_worked_out_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the thousands of tries, at 25 inputs, are told in float64."""
    exact = []
    with_mistake = Worked.with_mistake

    def counted(*args: object) -> Worked:
        exact.append(args)
        return with_mistake(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(Worked, "with_mistake", counted)
    made = exercise(LSTM)
    (found,) = audit(made.network, made)
    tries = 25 * sum(answer.tried for answer in found.answers)
    assert len(exact) < tries / 10


def test_the_mistakes_that_are_tried_grow_with_the_equations() -> None:
    """Twenty equations more bring as many mistakes more: only names near by are taken for one another."""
    tried = []
    for steps in (40, 60, 80):
        made = exercise(nested(steps, "tanh({})"))
        plan = made.plan(None)
        sites = [site for key in plan.order for site in plan.sites(key)]
        tried.append(sum(len(made.changes_at(None, site)) for site in sites))
    assert tried[2] - tried[1] == tried[1] - tried[0]


def test_numbers_of_long_chains_are_shortened_as_in_the_solution() -> None:
    """x·x + 1/5 doubles the digits: after 60 equations no exact number could be written down."""
    truth = exercise(nested(60, "{0} * {0} + 1/5")).truth(None, Subject("x60"))
    expected = numpy.array([[0.3], [-0.2]])
    for _ in range(60):
        expected = expected * expected + 0.2
    assert truth == pytest.approx(expected)


def test_a_chain_of_190_equations_is_worked_out_whatever_is_asked() -> None:
    """Steps from within each other would be deeper than the machine's stack."""
    made = exercise(nested(190, "tanh({})"))
    expected, slope = numpy.array([[0.3], [-0.2]]), numpy.ones((2, 1))
    for _ in range(190):
        expected = numpy.tanh(expected)
        slope = slope * (1 - expected**2)
    assert made.truth(None, Subject("L", "x0")) == pytest.approx(slope.T)
    assert made.truths(None).value(Derivative("L", ("x0",)))[0, 0] == pytest.approx(slope)


def test_an_audit_of_a_wide_exercise_is_refused_from_its_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mistake would take all of its numbers again."""
    monkeypatch.setattr("bpcalc.grading.audit.forward", None)
    made = exercise("inputs: {x: {random: [1024, 1024], seed: 1}}\nloss: l = sum(tanh(x))\n")
    with pytest.raises(InputError) as refused:
        audit(made.network, made)
    (problem,) = refused.value.problems
    assert problem.code == "E608"
    assert problem.message == "an audit would work out 2,097,154 numbers for every mistake"
