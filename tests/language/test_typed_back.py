"""What differentiation makes of every row and operation, printed and typed back."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy
import pytest

from bpcalc.language import maps, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.notation import text
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from tests.language.test_rules import TRIALS, Trial, drawn, given, sides
from tests.reference.differences import assert_close, by_differences

PLACES = ("scatter(", "gather(", "windows(")
"""Entries by their places in an image, or in copies of a matrix, are told in words beside the formula."""
CASES = [
    (trial, k) for trial in TRIALS for k in trial.variables if trial.entry.name not in ("conv2d", "maxpool")
]


def made(trial: Trial, k: int) -> Iterator[tuple[str, Expr]]:
    """The Jacobian by one argument, and what it makes of a change D of the value and X of the argument."""
    leaf, expr = trial.leaves[k], trial.expr
    m = derivative(expr, leaf)
    yield "matrix", maps.matrix(m)
    yield "pull", maps.pull(m, tree.name("D", expr.shape))
    yield "push", maps.push(m, tree.name("X", leaf.shape))


@pytest.mark.parametrize(("trial", "k"), CASES, ids=repr)
def test_derivatives_can_be_typed_back(trial: Trial, k: int) -> None:
    """The text of a Jacobian, of its pull and of its push has the values of differences."""
    expr, leaf = trial.expr, trial.leaves[k]
    changes = tree.name("D", expr.shape), tree.name("X", leaf.shape)
    scope = Scope({part.data: part for part in (*trial.leaves, *changes)})
    arguments = next(trial.points())
    numbers = Random(5)
    values: dict[str, Any] = given(arguments)
    values |= {part.data: numpy.array(drawn(sides(part), numbers)) for part in changes}
    matrix = by_differences(trial.reference(), arguments, k)
    expected = {
        "matrix": matrix,
        "pull": (matrix.T @ values["D"].ravel()).reshape(sides(leaf)),
        "push": (matrix @ values["X"].ravel()).reshape(sides(expr)),
    }
    for name, formula in made(trial, k):
        printed = text.ascii(formula)
        if not any(word in printed for word in PLACES):
            assert_close(value(expression(printed, scope), values), expected[name], printed)


@pytest.mark.parametrize(("trial", "k"), CASES, ids=repr)
def test_terms_of_a_sum_have_one_size(trial: Trial, k: int) -> None:
    """Where a derivation adds a row to a matrix, it writes 1 r."""
    for _, formula in made(trial, k):
        for part in outside_calls(formula):
            if part.op == "add":
                assert not any(is_repeated_line(term) for term in part.args), text.unicode(formula)


def outside_calls(formula: Expr) -> Iterator[Expr]:
    """The nodes that derivation made; what functions are called with is typed."""
    yield formula
    for arg in () if formula.op == "call" else formula.args:
        yield from outside_calls(arg)


def is_repeated_line(term: Expr) -> bool:
    """Whether a term is a row or column that is repeated without a word."""
    while term.op in ("neg", "div"):
        term = term.args[0]
    factors = [part for part in term.args if part.shape != (1, 1)] if term.op == "mul" else [term]
    return bool(factors) and all(
        part.op == "broadcast" and part.args[0].shape != (1, 1) and part.data is None for part in factors
    )
