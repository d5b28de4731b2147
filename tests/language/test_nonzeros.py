"""Which entries of a Jacobian are counted, against Jacobians of differences at many points."""

from __future__ import annotations

import random
from typing import Any

import numpy
import pytest

from bpcalc.language.comparison import is_never_negative
from bpcalc.language.cost import dense_product, entries, pull_cost, push_cost
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.nonzeros import nonzeros
from bpcalc.language.sizes import Size, letter, size_text
from bpcalc.language.tree import Expr, leaves, name
from bpcalc.language.value import value

Array = numpy.ndarray[Any, Any]
SHAPES = {"v": (3, 1), "w": (3, 1), "A": (3, 2), "B": (2, 2), "W": (2, 3), "S": (3, 3), "X": (4, 4), "r": (1, 2),
          "s": (1, 1)}  # fmt: skip
LEAVES = {key: name(key, shape) for key, shape in SHAPES.items()}
STEP = 1e-4

FORMULAS = [
    # fused layers: no zeros but those of the linear map
    "sigmoid(W @ v)", "softmax(W @ v)", "layer_norm(W @ v)", "W @ v * 3", "s * A", "W @ v + v[0:2]",
    "tanh(A @ B + r)", "A @ B @ A.T", "sin(S @ A @ B)",
    # functions of a vector, of each row, of each column
    "softmax(v)", "softmax(A, axis=1)", "softmax(A, axis=0)", "layer_norm(v)", "logsumexp(v)", "v - mean(v)",
    "A - mean(A, axis=0)", "norm(v)^2", "mean(A, axis=1)", "W @ (v - mean(v))",
    # the same matrix twice
    "S @ S", "S @ S.T", "S.T @ S", "S + S.T", "A * A", "v @ v.T", "S @ S + 2 * S",
    # ones that are not multiplied
    "A.T", "-v", "A + r", "sum(A)", "sum(A, axis=0)", "vec(S)", "reshape(X, 8, 2)", "2 * A",
    # parts and stacks
    "v[0]", "v[1:3][0:1]", "X[0:2, :] @ X[:, 1:3]", "S[0, 0] + S[1, 1]", "vstack(v, v)", "vstack(v, sin(v))",
    "hstack(A, A * 2)", "hstack(S[:, 0:1], S[:, 2:3])", "vstack(v[0]^2 * v[1], 5 * v[0] + sin(v[1]))",
    "vstack(v[0] * v[1], v[1] * v[2], v[2] * v[0])", "v[0:2] * v[1:3]",
    # windows, diagonals and blocks
    "conv2d(X, B)", "conv2d(X, B, stride=2)", "diag(v) @ w", "kron(A, B)", "W @ vec(conv2d(X, S))[0:3]",
]  # fmt: skip


def jacobian(expr: Expr, leaf: str, chance: random.Random) -> Array:
    """Central differences at a random point, entries in reading order."""
    at = {
        key: numpy.array([[chance.uniform(-1, 1) for _ in range(shape[1])] for _ in range(shape[0])])
        for key, shape in SHAPES.items()
    }
    columns = []
    for place in numpy.ndindex(*SHAPES[leaf]):
        sides = []
        for step in (STEP, -STEP):
            moved = at[leaf].copy()
            moved[place] += step
            sides.append(numpy.asarray(value(expr, {**at, leaf: moved}), dtype=float).ravel())
        columns.append((sides[0] - sides[1]) / (2 * STEP))
    result: Array = numpy.array(columns).T
    return result


@pytest.mark.parametrize("text", FORMULAS)
def test_entries_that_are_always_zero_or_one_are_known(text: str) -> None:
    """As many zeros, ones, and rows and columns with anything in them as at five random points."""
    expr = expression(text, Scope(LEAVES))
    for leaf in SHAPES:
        if LEAVES[leaf] not in leaves(expr):
            continue
        chance = random.Random(1)
        tried = [jacobian(expr, leaf, chance) for _ in range(5)]
        there = numpy.any([abs(one) > 1e-6 for one in tried], axis=0)
        ones = numpy.all([abs(abs(one) - 1) < 1e-6 for one in tried], axis=0)
        found = nonzeros(derivative(expr, LEAVES[leaf]))
        assert found == (there.sum(), ones.sum(), there.any(axis=1).sum(), there.any(axis=0).sum()), leaf


@pytest.mark.parametrize("text", [*FORMULAS, "conv2d(X, S, pad=1)", "maxpool(X, 2)", "conv2d(X, B) + S"])
def test_structure_never_costs_more(text: str) -> None:
    """Neither more multiplications nor more additions than the full matrix, in both directions."""
    expr = expression(text, Scope(LEAVES))
    for leaf in (one for one in LEAVES.values() if one in leaves(expr)):
        local = derivative(expr, leaf)
        rows, columns = entries(local.after), entries(local.before)
        for cost, full in (
            (pull_cost(local), dense_product(1, rows, columns)),
            (push_cost(local), dense_product(rows, columns, 1)),
        ):
            assert is_never_negative(full.multiplications - cost.multiplications)
            assert is_never_negative(full.additions - cost.additions)


N, M, K = letter("n"), letter("m"), letter("k")
LETTERS: dict[str, tuple[Size, Size]] = {
    "p": (N, 1),
    "q": (N, 1),
    "P": (N, M),
    "S": (N, N),
    "W": (M, K),
    "b": (1, K),
}


@pytest.mark.parametrize(
    ("text", "leaf", "count"),
    [
        ("softmax(p)", "p", "n^2"),
        ("softmax(P, axis=1)", "P", "m^2*n"),
        ("sigmoid(P @ W + b)", "W", "k*m*n"),
        ("sigmoid(P @ W + b)", "b", "k*n"),
        ("hstack(P, 2 * P)", "P", "2*m*n"),
        ("S @ S", "S", "2*n^3 - n^2"),
        ("P.T @ P", "P", "2*m^2*n - m*n"),
        ("p[1]", "p", "1"),
        ("p[0] * p[1]", "p", "2"),
    ],
)
def test_entries_are_polynomials_in_the_letters(text: str, leaf: str, count: str) -> None:
    """Zeros are known for every size."""
    known = {key: name(key, shape) for key, shape in LETTERS.items()}
    found = nonzeros(derivative(expression(text, Scope(known)), known[leaf]))
    assert size_text(found.entries) == count
