"""Random expressions over all operations: values and Jacobians against autograd.

`tests.reference.trees` writes each expression twice, once for the language and once in
Python; nothing of the language is used for the second.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy
import pytest
from autograd import grad
from autograd import numpy as np

from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import is_exact
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from tests.reference import duals
from tests.reference.differences import assert_close, by_autograd
from tests.reference.meaning import Meaning
from tests.reference.trees import Tree, random_tree

pytestmark = [
    pytest.mark.filterwarnings("ignore:Output seems independent of input"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),  # values that are then left out
]
EXPRESSIONS = 1300
EXACT = 150
SECOND = 120


def read(made: Tree) -> tuple[Expr, dict[str, Expr]]:
    """The expression of the text, and its names."""
    leaves = {name: tree.name(name, shape) for name, shape in made.names.items()}
    return expression(made.text, Scope(leaves)), leaves


def drawn(shape: tuple[int, int], random: Random) -> list[list[float]]:
    """Entries of either sign."""
    return [[random.uniform(-1, 1) for _ in range(shape[1])] for _ in range(shape[0])]


def split(flat: Any, made: Tree) -> list[Any]:
    """One vector as the arguments, so that one pass of autograd serves all names."""
    parts, start = [], 0
    for rows, columns in made.names.values():
        parts.append(np.reshape(flat[start : start + rows * columns], (rows, columns)))
        start += rows * columns
    return parts


@pytest.mark.parametrize("seed", range(EXPRESSIONS))
def test_values_and_jacobians_equal_autograd(seed: int) -> None:
    """Value, matrix, push and pull by every name, and many inputs at once."""
    made = random_tree(seed)
    meaning = Meaning(made)
    random = Random(seed)
    arguments = meaning.points(random)
    if arguments is None or not made.names:
        return  # counted below
    expr, leaves = read(made)
    assert expr.shape == made.shape
    values = dict(zip(made.names, arguments, strict=True))
    found = value(expr, values)
    assert_close(numpy.broadcast_to(found, made.shape), meaning(*arguments), made.text)
    flat = numpy.concatenate([a.ravel() for a in arguments])
    expected = by_autograd(lambda v: meaning(*split(v, made)), [flat], 0)
    scale = numpy.max(numpy.abs(expected), initial=1)
    assert numpy.isfinite(expected).all()
    start = 0
    for name, leaf in leaves.items():
        m = derivative(expr, leaf)
        columns = expected[:, start : start + values[name].size]
        start += values[name].size
        change = numpy.array(drawn(made.names[name], random))
        back = numpy.array(drawn(made.shape, random))
        given = values | {"change": change, "back": back}
        matrix = value(maps.matrix(m), given)
        pushed = value(maps.push(m, tree.name("change", leaf.shape)), given)
        pulled = value(maps.pull(m, tree.name("back", expr.shape)), given)
        assert matrix.shape == columns.shape
        assert_close(matrix / scale, columns / scale, f"d({made.text})/d{name}")
        assert_close(pushed.ravel() / scale, columns @ change.ravel() / scale, f"push {made.text} {name}")
        assert_close(pulled.ravel() / scale, columns.T @ back.ravel() / scale, f"pull {made.text} {name}")


def test_few_random_expressions_are_left_out() -> None:
    """At least 1,000 of them have a place away from kinks and overflow, and names."""
    kept = 0
    for seed in range(EXPRESSIONS):
        made = random_tree(seed)
        kept += bool(made.names) and Meaning(made).points(Random(seed)) is not None
    assert kept >= 1000


@pytest.mark.parametrize("seed", range(0, EXPRESSIONS, 3))
def test_many_inputs_at_once_equal_one_by_one(seed: int) -> None:
    """A leading axis of any of the names holds many inputs; the others are shared."""
    made = random_tree(seed)
    random = Random(seed)
    drawn = [point for point in (Meaning(made).points(random) for _ in range(3)) if point]
    if len(drawn) < 2 or not made.names:
        return
    expr, _ = read(made)
    shared = {name for name in list(made.names)[1:] if random.random() < 0.3}
    many = {name: parts[0] if name in shared else numpy.stack(parts)
            for name, parts in zip(made.names, zip(*drawn, strict=True), strict=True)}  # fmt: skip
    together = numpy.broadcast_to(value(expr, many), (len(drawn), *made.shape))
    for k in range(len(drawn)):
        one = {name: part if part.ndim == 2 else part[k] for name, part in many.items()}
        assert_close(together[k], numpy.broadcast_to(value(expr, one), made.shape), made.text)


@pytest.mark.parametrize("seed", range(EXACT))
def test_rational_expressions_are_exact(seed: int) -> None:
    """Whole numbers and fractions give fractions, and derivatives equal those of dual numbers."""
    made = random_tree(10_000 + seed, rational=True)
    meaning = Meaning(made, exact=True)
    arguments = meaning.points(Random(seed))
    if arguments is None:
        return
    expr, leaves = read(made)
    values = dict(zip(made.names, arguments, strict=True))
    found = numpy.broadcast_to(value(expr, values), made.shape)
    if not is_exact(found):  # only numbers that have grown too long are rounded
        lengths = [len(str(abs(x.numerator))) for x in numpy.ravel(duals.plain(meaning(*arguments)))]
        assert max(lengths) > 10, made.text
        return
    assert found.tolist() == duals.plain(meaning(*arguments)).tolist()
    for k, leaf in enumerate(leaves.values()):
        slope = value(maps.matrix(derivative(expr, leaf)), values)
        if is_exact(slope):
            assert slope.tolist() == duals.jacobian(meaning, arguments, k).tolist(), made.text


@pytest.mark.parametrize("seed", range(SECOND))
def test_gradients_are_expressions_with_gradients(seed: int) -> None:
    """Hessians of scalar expressions, mixed ones too, equal autograd's."""
    made = random_tree(20_000 + seed, scalar=True)
    meaning = Meaning(made)
    arguments = meaning.points(Random(seed))
    if arguments is None or not made.names:
        return
    expr, leaves = read(made)
    values = dict(zip(made.names, arguments, strict=True))
    flat = numpy.concatenate([a.ravel() for a in arguments])
    first = grad(lambda v: np.sum(meaning(*split(v, made))))
    expected = by_autograd(first, [flat], 0)
    scale = numpy.max(numpy.abs(expected), initial=1)
    row = 0
    for name, leaf in leaves.items():
        gradient = maps.pull(derivative(expr, leaf), simplify.ONE)
        rows, column = values[name].size, 0
        for other in leaves.values():
            columns = values[other.data].size
            found = value(maps.matrix(derivative(gradient, other)), values)
            block = expected[row : row + rows, column : column + columns]
            assert_close(found / scale, block / scale, f"{made.text} {leaf} {other}")
            column += columns
        row += rows
