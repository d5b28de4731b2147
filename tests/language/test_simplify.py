"""The smart constructors: what a person writes, and nothing that is not true for all inputs."""

from __future__ import annotations

from collections.abc import Hashable
from random import Random
from typing import Any

import numpy
import pytest

from bpcalc.language import tree
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.notation import text
from bpcalc.language.simplify import over, tidied
from bpcalc.language.sizes import Size, letter, size_at
from bpcalc.language.value import value

N: Size = letter("n")
M: Size = letter("m")
NAMES = {
    "A": (N, M), "B": (N, M), "C": (M, N), "S": (N, N), "u": (N, 1), "v": (N, 1), "w": (M, 1),
    "p": (N, 1), "y": (N, 1), "s": (1, 1), "r": (1, 1), "t": (1, 1), "T": (N, 1), "P": (N, M),
}  # fmt: skip
SCOPE = Scope({name: tree.name(name, shape) for name, shape in NAMES.items()}, letters={"n": N, "m": M})


def tidy(formula: str) -> str:
    """The formula typed, tidied and printed."""
    return text.unicode(tidied(expression(formula, SCOPE)))


LEFT = {
    "eye(n) @ A @ eye(m)": "A",
    "1 * A + 0 * A": "A",
    "zeros(n, m) + A": "A",
    "A - A": "0",
    "(A.T).T": "A",
    "(A @ C).T": "Cᵀ Aᵀ",
    "2 * (1/2 * A)": "A",
    "2 * (3 * A) * s": "6·s·A",
    "A + A": "2·A",
    "3 * A - 2 * A": "A",
    "-(-A)": "A",
    "-(A - B)": "B − A",
    "-(1 - A)": "−(1 − A)",
    "-2 * (A - B)": "−2·(A − B)",
    "-A + B": "B − A",
    "2 * A + 2 * B": "2·(A + B)",
    "A / n - B / n": "(A − B) / n",
    "s * A + s * B": "s·(A + B)",
    "2 * A / n": "2/n · A",
    "A * B / n": "A ⊙ B / n",
    "A / s / r": "A / (s·r)",
    "A * s / s": "A",
    "u / s / s": "u / s²",
    "s * s * u": "s²·u",
    "A * B - A * P": "A ⊙ (B − P)",
    "A * ones(n, m)": "A",
    "A * A": "A^⊙2",
    "0.5 * (0.4 * A)": "0.2·A",
    "A * (B / A)": "B",
    "u.T @ (v / u)": "sum(v)",
    "(v / u).T @ u": "sum(v)",
    "A @ ones(m, 1)": "sum(A, axis=1)",
    "A.T @ ones(n, 1)": "sum(A, axis=0)ᵀ",
    "sum(u * v)": "uᵀ v",
    "sum(2 * A)": "2·sum(A)",
    "sum(A.T)": "sum(A)",
    "u @ u.T @ (v / u)": "sum(v)·u",
    "(s * A) @ (r * C)": "s·r·AC",
    "diag(2 * u)": "2·diag(u)",
    "diag(u / s)": "diag(u) / s",
    "kron(eye(n), eye(m))": "I",
    "(A @ C)[0:2, :]": "A[0:2] C",
    "hstack(A, u)[:, 0:m]": "A",
    "identity(A)": "A",
    "max(u - 0, 0)": "max(u, 0)",
    "u^3 * u": "u⁴",
    "u^-1 * v": "v/u",
    "A * (1 / B) * P": "A ⊙ P / B",
    "A / B / P": "A / (B ⊙ P)",
    "A * B / (P * B)": "A/P",
    "A / (2 * B)": "½·A / B",
    "-(A / B) * (P / s)": "−A ⊙ P / B / s",
    "u / sqrt(v) / v": "u / v^(3/2)",
    "sqrt(v) * u * sqrt(v)": "u ⊙ v",
    "2 * (u - v) - 2 * (u - y)": "2·(y − v)",
    "(u - v) + (v - u)": "0",
    "A * ones(n, 1)": "A",
    "A * (ones(n, 1) @ w.T)": "A ⊙ wᵀ",
    "A + 2 * (ones(n, 1) @ w.T)": "A + 2·1ₙ wᵀ",
    "C.T / (ones(n, 1) @ w.T)": "Cᵀ / wᵀ",
    "diag(ones(n, 1) @ w.T)": "I ⊗ diag(wᵀ)",
    "diag(u @ ones(1, m))": "diag(u) ⊗ I",
    "sum(A * w.T, axis=0)": "wᵀ ⊙ sum(A, axis=0)",
    "sum(A / w.T, axis=0)": "sum(A, axis=0) / wᵀ",
    "sum(ones(n, 1) @ w.T, axis=0)": "n·wᵀ",
    "sum(ones(n, 1) @ w.T, axis=1)": "sum(w)·1ₙ",
    "(ones(n, 1) @ w.T) @ C": "1ₙ wᵀ C",
    "(u.T + v.T).T": "u + v",
    "(u - eye(n)[0, :].T)[0]": "u[0] − 1",
    "p @ w.T - y @ w.T": "(p − y) wᵀ",
    "A.T @ p - A.T @ y": "Aᵀ (p − y)",
    "A @ diag(w) @ C + A @ diag(w * w) @ C": "A diag(w + w²) C",
    "diag(p) @ S - p @ p.T @ S": "(diag(p) − p pᵀ) S",
    "S @ u / 2 + S.T @ u / 2": "½(S + Sᵀ) u",
    "-S @ u - S.T @ u": "−(S + Sᵀ) u",
    "kron(A, u.T) + kron(B, u.T) + kron(A, p.T)": "(A + B) ⊗ uᵀ + A ⊗ pᵀ",
    "(A * B).T @ u - (A * P).T @ u": "(A ⊙ (B − P))ᵀ u",
    "S @ u - u": "Su − u",
    "p @ vec(p @ w.T).T": "p pᵀ ⊗ wᵀ",
    "vec(u @ w.T) @ vec(v @ w.T).T": "u vᵀ ⊗ w wᵀ",
    "kron(eye(n), w) @ diag(u) @ S": "diag(u) S ⊗ w",
    "-C @ (A - B)": "C (B − A)",
    "(diag(p) - p @ p.T).T": "diag(p) − p pᵀ",
    "(S + S.T).T": "S + Sᵀ",
    "s * A + A": "(s + 1)·A",
    "sign(u) / abs(u)": "1/u",
    "abs(u) * sign(u) * v": "v ⊙ u",
    "sign(s) * u / abs(s)": "u/s",
    "max(0, u) * relu'(u)": "max(0, u)",
    "relu(u)^2 * relu'(u)": "relu(u)²",
    "relu'(u) * relu'(u)": "relu'(u)",
    "u * sqrt(2*pi) / (2*pi*s)": "u / (s·√(2·π))",
    "u * sqrt(v) / v": "u / √v",
    "A * (ones(n, 1) @ ones(1, m))": "A",
    "sum(eye(n), axis=1)": "1ₙ",
    "sum(eye(n) * (u @ v.T), axis=1)": "u ⊙ v",
    "sum(eye(n) * (S @ S))": "sum(S ⊙ Sᵀ)",
    "sum(u @ w.T, axis=0)": "sum(u)·wᵀ",
    "(u - eye(n)[0, :].T)[1]": "u[1]",
}


@pytest.mark.parametrize(("typed", "expected"), LEFT.items())
def test_formulas_as_a_person_leaves_them(typed: str, expected: str) -> None:
    """Identities, zeros, double transposes and scattered constants go."""
    assert tidy(typed) == expected


@pytest.mark.parametrize(
    "typed", ["S @ (u + v)", "(A + B) * P", "s * (u + v)", "(A + B) @ C", "exp(u + v)", "(1 - p) * p"]
)
def test_sums_are_not_multiplied_out(typed: str) -> None:
    """A factor that is a sum stays one."""
    before = expression(typed, SCOPE)
    assert tidied(before) is before


CLEARED = {
    "p * (1 - p) * ((1 - y) / (1 - p) - y / p)": "p − y",
    "s * (1 - s) * ((1 - r) / (1 - s) - r / s)": "s − r",
    "p * (1 - p) * (y / p + v)": "p ⊙ (1 − p) ⊙ (y/p + v)",
    "p * (1 - p) * ((1 - y) * (1 / (1 - p)) - y * (1 / p)) / n": "(p − y) / n",
    "p * (1 - p) * v * ((1 - y) / (1 - p) - y / p)": "v ⊙ (p − y)",
    "-1/6 * p * (1 - p) * (y / p - (1 - y) / (1 - p))": "1/6 · (p − y)",
}


@pytest.mark.parametrize(("typed", "expected"), CLEARED.items())
def test_sums_are_multiplied_out_where_all_denominators_go(typed: str, expected: str) -> None:
    """Sigmoid before binary cross-entropy is p − y; with anything less the sum stays."""
    assert tidy(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sum(onehot(t, p))", "1"),
        ("p * onehot(t, p) / p[t]", "onehot(t, p)"),
        ("p.T @ onehot(t, p)", "p[t]"),
        ("sum(onehot(T, P), axis=1)", "1ₙ"),
        ("sum(onehot(T, P))", "n"),
        ("sum(y)", "sum(y)"),
        ("p * y", "p ⊙ y"),
    ],
)
def test_only_labels_are_known_to_be_one_hot(typed: str, expected: str) -> None:
    """A one-hot of a label sums to 1 and picks an entry; a target vector does neither."""
    assert tidy(typed) == expected


@pytest.mark.parametrize("typed", [*LEFT, *CLEARED])
def test_a_tidy_formula_has_the_value_of_the_typed_one(typed: str) -> None:
    """At random positive numbers; nothing is gained at the price of being true."""
    sizes, random = {"n": 4, "m": 3}, Random(typed)
    shapes = {name: size_at_all(shape, sizes) for name, shape in NAMES.items()}
    scope = Scope({name: tree.name(name, shape) for name, shape in shapes.items()}, letters=dict(sizes))
    values: dict[Hashable, Any] = {
        name: numpy.array([[random.uniform(0.1, 0.9) for _ in range(c)] for _ in range(r)])
        for name, (r, c) in shapes.items()
    }
    values.update(sizes)
    values.update(t=numpy.array([[2]], dtype=object), T=numpy.array([[0], [2], [1], [1]], dtype=object))
    before = expression(typed, scope)
    expected = numpy.asarray(value(before, values), dtype=float)
    found = numpy.asarray(value(tidied(before), values), dtype=float)
    assert numpy.allclose(numpy.broadcast_to(found, expected.shape), expected, rtol=1e-12, atol=1e-14)


def size_at_all(shape: tuple[Size, Size], sizes: dict[str, int]) -> tuple[int, int]:
    """A shape in numbers."""
    rows, columns = size_at(shape[0], sizes), size_at(shape[1], sizes)
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return rows, columns


def test_what_is_kept_is_not_touched() -> None:
    """An author's expression inside a derivative stays as it was typed."""
    inner = expression("u + u", SCOPE)
    whole = tree.mul(tree.number(1), tree.call(SCOPE.functions["exp"], (inner,), (), inner.shape))
    assert text.unicode(tidied(whole, kept=(inner,))) == "exp(u + u)"
    assert text.unicode(tidied(whole)) == "exp(2·u)"


def test_tidying_twice_changes_nothing() -> None:
    """What is tidy stays the same node."""
    for typed in ("2 * A / n + B", "u * (u.T @ v) / s", "A * B - A * P", "-(A - B) * s"):
        once = tidied(expression(typed, SCOPE))
        assert tidied(once) is once


def test_a_divisor_that_is_always_zero_stays() -> None:
    """0 · u as it is typed has no inverse; the quotient is left for who looks at its value."""
    typed = expression("0 * u", SCOPE)
    assert text.unicode(over(expression("v", SCOPE), typed)) == "v/u / 0"
    assert text.unicode(over(tree.ones(typed.shape), typed)) == "1/u / 0"
