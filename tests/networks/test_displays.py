"""What stands on the page of a solution is true: its lines of numbers, its names, its formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy
import pytest

from bpcalc.calculus.solve import solve
from bpcalc.language import tree
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Display, Equation, Matrix, Section, Sign
from bpcalc.report.solution import page
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.network import Network
from bpcalc.spec.reader import load, loads

FOLDER = Path(__file__).parents[2] / "networks"
SPECS = {
    "ridge": """
        inputs: {x: [1, 2]}
        parameters: {w: [1/2, -1]}
        target: {y: 1}
        layers: [z = w.T @ x]
        loss: L = 1/2 * (z - y)^2 + 1/2 * norm(w)^2
    """,
    "attention": """
        inputs: {X: [[1, 0], [0, 1], [1, 1]]}
        parameters: {A: [[1, 0], [1, 1]], B: [[0, 1], [1, 0]], C: [[1, 2], [0, 1]]}
        layers: [Q = X @ A, K = X @ B, V = X @ C, S = Q @ K.T / sqrt(2), "P = softmax(S, axis=1)", O = P @ V]
        loss: L = sum(O^2)
    """,
    "normalization": """
        inputs: {X: [[1, 0], [0, 1], [1, 2]]}
        layers: ["m = mean(X, axis=0)", D = X - m, "v = mean(D^2, axis=0)", H = D / sqrt(v + 0.1)]
        loss: L = sum(H^3)
    """,
    "gate": """
        inputs: {x: [1, 2], h: [0, 1]}
        parameters: {W: [[1, -1], [0, 1]], U: [[1, 0], [1, 1]], b: [0, 1]}
        target: {q: [1/2, 1/2]}
        layers: [f = sigmoid(W @ x + U @ h + b), p = f / sum(f)]
        loss: J = sum(q * log(q / p)) + max(0, 1 - f[0]) - 2 * (f.T @ p)
    """,
}
CONVENTIONS = {
    "partial": Conventions(),
    "denominator": Conventions(layout="denominator"),
    "bar": Conventions(notation="bar"),
    "delta": Conventions(notation="delta"),
    "negative": Conventions(notation="delta", deltas="negative"),
}
SHIPPED = ("batch-mse", "gated-softmax", "relu-net", "sigmoid-chain", "two-two-two", "tanh-sigmoid-bce")
Key = tuple[Any, Any]


@cache
def network(name: str) -> Network:
    if name in SPECS:
        return loads(dedent(SPECS[name]))
    return load(FOLDER / f"{name}.yaml")


class Case(NamedTuple):
    """The blocks of a case, sections taken apart, and the sizes that are letters."""

    blocks: list[Block]
    letters: Mapping[str, Any]


def cases(name: str, conventions: str, mode: str) -> list[Case]:
    """With the arithmetic and all Jacobians."""
    made = network(name)._replace(conventions=CONVENTIONS[conventions])
    solution = solve(made, mode=mode)
    (whole,) = page(solution, detail=True, full_jacobians=True)
    assert isinstance(whole, Section)
    several = [b for b in whole.blocks if isinstance(b, Section) and str(b.title[0]).startswith("Case ")]
    shown = [list(flat(one.blocks)) for one in several or [whole]]
    return [Case(b, one.graph.letters) for b, one in zip(shown, solution.cases, strict=True)]


def flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """Without the direct Jacobians, which are called so beside them and bear the name of the total."""
    for block in blocks:
        if isinstance(block, Section):
            if block.title != ("Local Jacobians",):
                yield from flat(block.blocks)
        else:
            yield block


def key(leaf: Expr) -> Key:
    return leaf.data, leaf.shape


def named(blocks: Sequence[Block]) -> dict[Key, list[Any]]:
    """Every value under a name."""
    found: dict[Key, list[Any]] = {}
    for block in blocks:
        for part in block.parts if isinstance(block, Display) else ():
            if isinstance(part, Sign) or part.label is None or part.value is None:
                continue
            if part.label.op in ("name", "partial") and part.label.shape == part.shape:
                found.setdefault(key(part.label), []).append(part.value.astype(float))
    return found


def evaluated(formula: Expr, names: dict[Key, list[Any]], letters: Mapping[str, Any]) -> Any:
    """In values from the page; None where one of them is not on it."""
    leaves = tree.leaves(formula)
    if any(key(leaf) not in names for leaf in leaves) or len({leaf.data for leaf in leaves}) < len(leaves):
        return None
    return value(formula, {**letters, **{leaf.data: names[key(leaf)][0] for leaf in leaves}}).astype(float)


def computed(parts: Sequence[Matrix | Sign]) -> Any:
    """A side of a line of numbers, from the left; products before sums."""
    total: Any = None
    term: Any = None
    sign, operation = 1, ""
    for part in parts:
        if isinstance(part, Sign):
            if part.text in "+−":
                total = term if total is None else total + term
                term, sign, operation = None, -1 if part.text == "−" else 1, ""
            operation = part.text
            continue
        assert part.value is not None
        array = part.value.astype(float)
        if term is None:
            term = sign * array
        elif operation == "·":
            term = term * array if 1 in (term.size, array.size) else term @ array
        else:
            assert operation in "⊙/"
            term = term * array if operation == "⊙" else term / array
    return term if total is None else total + term


def is_equals(part: Matrix | Sign) -> bool:
    return isinstance(part, Sign) and part.text == "="


EVERY = [(name, conventions, mode) for name in (*SPECS, *SHIPPED) for conventions in CONVENTIONS
         for mode in ("reverse", "forward")]  # fmt: skip


@pytest.mark.parametrize(("name", "conventions", "mode"), EVERY)
def test_a_name_has_one_value(name: str, conventions: str, mode: str) -> None:
    """A part of a sum is not called like the whole."""
    for blocks, _ in cases(name, conventions, mode):
        for values in named(blocks).values():
            for other in values[1:]:
                numpy.testing.assert_allclose(other, values[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("name", "conventions", "mode"), EVERY)
def test_both_sides_of_a_line_of_numbers_are_equal(name: str, conventions: str, mode: str) -> None:
    """`A · B + C = D`, worked out with what is printed."""
    met = 0
    for blocks, _ in cases(name, conventions, mode):
        for block in blocks:
            equals = [k for k, part in enumerate(getattr(block, "parts", ())) if is_equals(part)]
            if isinstance(block, Display) and equals:
                (at,) = equals
                right = computed(block.parts[at + 1 :])
                numpy.testing.assert_allclose(computed(block.parts[:at]), right, rtol=1e-9, atol=1e-12)
                met += 1
    assert met


@pytest.mark.parametrize(("name", "conventions", "mode"), EVERY)
def test_formulas_have_the_values_below_them(name: str, conventions: str, mode: str) -> None:
    """Both sides of an equation, and what stands over a matrix."""
    met = 0
    for blocks, letters in cases(name, conventions, mode):
        names = named(blocks)
        pairs: list[tuple[Any, Expr]] = []
        for block in blocks:
            if isinstance(block, Equation):
                pairs.extend((evaluated(block.left, names, letters), side) for side in block.right)
            if isinstance(block, Display):
                matrices = [part for part in block.parts if isinstance(part, Matrix)]
                pairs.extend((m.value, m.label) for m in matrices if m.label and m.shape == m.label.shape)
        for found, formula in pairs:
            wanted = evaluated(formula, names, letters)
            if found is not None and wanted is not None:
                numpy.testing.assert_allclose(found.astype(float), wanted, rtol=1e-9, atol=1e-12)
                met += 1
    assert met
