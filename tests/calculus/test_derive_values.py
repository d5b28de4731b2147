"""Each formula that is printed, read again, equals derivatives found by differences."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from bpcalc.calculus.components import components, in_blocks
from bpcalc.calculus.indexing import entry_at
from bpcalc.calculus.symbolic import second
from bpcalc.language import tree
from bpcalc.language.sizes import size_text
from bpcalc.language.tree import Derivative
from bpcalc.language.value import value
from bpcalc.report.chain import Frame, lines
from bpcalc.spec.conventions import CHOICES, Conventions
from tests.calculus.derivations import (
    NETWORKS,
    SPECS,
    derivation_of,
    function_of,
    is_numeric,
    leaf_values,
    letters_of,
    parsed,
    quantities_at,
    shape_at,
    short,
)
from tests.reference.differences import assert_close, by_differences

EVALUABLE = [name for name in (*SPECS, *NETWORKS) if name != "abstract-composition"]
NUMERIC = [name for name in NETWORKS if name != "abstract-composition" and is_numeric(name)]


def jacobian_of(name: str) -> dict[tuple[str, str], Any]:
    """The derivative of `of` by every quantity it depends on, by differences, and all values."""
    done = derivation_of(name)
    leaves = leaf_values(done)
    values = quantities_at(done, leaves)
    found = {}
    equations = list(done.graph.equations)
    for target in (*done.order, *done.found.targets):

        def of(moved: Any, target: str = target) -> Any:
            now = {**values, target: moved}
            after = equations[equations.index(target) + 1 :] if target in equations else equations
            for q in after:
                now[q] = value(parsed(done, done.graph.equations[q]), now)
            return numpy.asarray(now[done.of or ""], dtype=float)

        found[done.of or "", target] = by_differences(of, [values[target]], 0)
    return found


@pytest.mark.parametrize("name", EVALUABLE)
def test_local_jacobians_equal_differences(name: str) -> None:
    """The matrix of every equation by every name in it."""
    done = derivation_of(name)
    values = quantities_at(done, leaf_values(done))
    for (q, u), local in done.locals.items():
        found = value(parsed(done, local.formula), values)
        f = function_of(done, done.graph.equations[q], [u], values)
        assert_close(found, by_differences(f, [values[u]], 0), f"d{q}/d{u}")


@pytest.mark.parametrize("name", EVALUABLE)
def test_gradients_equal_differences(name: str) -> None:
    """In quantities and in inputs and parameters alone, in the shape of the variable."""
    done = derivation_of(name)
    leaves = leaf_values(done)
    values = quantities_at(done, leaves)
    expected = jacobian_of(name)
    formulas = done.gradients if done.gradients else done.totals
    for target in done.found.targets:
        shape = (
            shape_at(done.graph.shape(target)) if done.gradients else expected[done.of or "", target].shape
        )
        expanded = short(done.expanded(formulas[target]))
        for formula in (formulas[target], expanded):
            found = value(parsed(done, formula), values)
            assert found.shape == shape
            assert_close(found.ravel(), expected[done.of or "", target].ravel(), target)
        assert {leaf.data for leaf in tree.leaves(expanded)} <= set(leaves)


@pytest.mark.parametrize("name", EVALUABLE)
def test_expanded_quantities_equal_the_forward_pass(name: str) -> None:
    """Each quantity written out in inputs and parameters has its value."""
    done = derivation_of(name)
    leaves = leaf_values(done)
    values = quantities_at(done, leaves)
    for q in done.graph.equations:
        written = done.written_out[done.graph.leaf(q)]
        assert {leaf.data for leaf in tree.leaves(written)} <= set(leaves)
        assert_close(value(parsed(done, written), {**letters_of(done), **leaves}), values[q], q)


@pytest.mark.parametrize("layout", CHOICES["layout"])
@pytest.mark.parametrize("notation", CHOICES["notation"])
@pytest.mark.parametrize("name", NUMERIC)
def test_chain_rule_lines_hold(name: str, notation: str, layout: str) -> None:
    """Every side of every line has the value of its left side, in all notations and layouts."""
    done = derivation_of(name)
    values: dict[Any, Any] = dict(quantities_at(done, leaf_values(done)))
    frame = Frame(done, Conventions(layout=layout, notation=notation))
    for (q, u), local in done.locals.items():
        matrix = value(local.formula, values)
        values[Derivative(q, (u,))] = matrix if layout == "numerator" else matrix.T
    for (of, q), matrix in jacobian_of(name).items():
        if frame.in_shapes:
            matrix = matrix.reshape(shape_at(done.graph.shape(q)))
        elif layout == "denominator":
            matrix = matrix.T
        values[Derivative(of, (q,))] = matrix
    for line in lines(frame):
        for side in line.right:
            found = numpy.asarray(value(side, values), dtype=float)
            numpy.testing.assert_allclose(found, value(line.left, values), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("name", NUMERIC)
def test_negative_deltas_are_the_negative_gradient(name: str) -> None:
    """δ = −∂ for what lies between; inputs and parameters keep their gradient, which is no δ."""
    done = derivation_of(name)
    if not done.gradients:
        return
    values: dict[Any, Any] = dict(quantities_at(done, leaf_values(done)))
    frame = Frame(done, Conventions(notation="delta", deltas="negative"))
    for (of, q), matrix in jacobian_of(name).items():
        gradient = matrix.reshape(shape_at(done.graph.shape(q)))
        values |= {Derivative(of, (q,)): gradient, Derivative(of, (q,), negative=True): -gradient}
    for line in lines(frame):
        assert line.left.data.negative is (line.left.data.wrt[0] in done.graph.equations)
        named = [leaf for leaf in tree.leaves(line.right[0]) if leaf.op == "partial"]
        assert all(leaf.data.negative for leaf in named)
        found = numpy.asarray(value(line.right[0], values), dtype=float)
        numpy.testing.assert_allclose(found, value(line.left, values), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("name", NUMERIC)
def test_entries_are_those_of_the_matrix(name: str) -> None:
    """The entry rule at every place equals the Jacobian there."""
    done = derivation_of(name)
    values = quantities_at(done, leaf_values(done))
    met = 0
    for (q, u), local in done.locals.items():
        matrix = value(local.formula, values)
        after, before = shape_at(done.graph.shape(q)), shape_at(done.graph.shape(u))
        for row in range(matrix.shape[0]):
            for column in range(matrix.shape[1]):
                out, into = divmod(row, after[1]), divmod(column, before[1])
                entry = entry_at(local.map, out, into)
                if entry is not None:
                    met += 1
                    assert_close(value(entry, values), matrix[row : row + 1, column : column + 1])
    assert met


@pytest.mark.parametrize("name", [name for name in EVALUABLE if is_numeric(name)])
def test_small_matrices_of_formulas_are_the_matrix(name: str) -> None:
    """Entry by entry and in blocks, every Jacobian and every gradient has its value."""
    done = derivation_of(name)
    values = quantities_at(done, leaf_values(done))
    formulas = [*(local.formula for local in done.locals.values()), *done.gradients.values()]
    for formula in formulas:
        matrix = value(formula, values)
        assert_close(value(in_blocks(formula), values), matrix)
        for i, row in enumerate(components(formula)):
            for j, entry in enumerate(row):
                assert_close(value(entry, values), matrix[i : i + 1, j : j + 1])


def test_second_derivative_of_a_quadratic_form() -> None:
    """For L = xᵀvvᵀx the second derivative by x equals the differences of the gradient."""
    done = derivation_of("quadratic form")
    leaves = leaf_values(done)
    found = value(parsed(done, short(second(done, "x", "x"))), leaves)
    gradient = function_of(done, done.gradients["x"], ["x"], leaves)
    assert_close(found, by_differences(gradient, [leaves["x"]], 0))


def test_sizes_of_formulas_are_letters() -> None:
    """Without numbers, shapes stay polynomials in the letters of the spec."""
    done = derivation_of("regression")
    assert size_text(done.locals["s1", "W1"].formula.shape[1]) == "h*n"
    assert [size_text(n) for n in done.gradients["W1"].shape] == ["h", "n"]
