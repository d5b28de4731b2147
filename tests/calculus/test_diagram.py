"""The graph as data: nodes, uses, and the share of the gradient that each use carries back."""

from __future__ import annotations

from fractions import Fraction

import numpy
import pytest

from bpcalc.calculus.diagram import Diagram, diagram
from bpcalc.calculus.drawn_steps import EQUATIONS, OPERATIONS
from bpcalc.calculus.solve import solve
from bpcalc.cli.specs import shipped
from bpcalc.errors import InputError
from bpcalc.language import arrays
from bpcalc.spec.network import Network
from bpcalc.spec.reader import network as read
from bpcalc.spec.source import read_source, source_from_text

GRAINS = [EQUATIONS, OPERATIONS]
EVERY = pytest.mark.parametrize("name", sorted(shipped()))
BOTH = pytest.mark.parametrize("grain", GRAINS)


def spec(text: str) -> Network:
    return read(source_from_text(text, "spec.yaml"))


def network(name: str) -> Network:
    return read(read_source(shipped()[name]))


def drawn(name: str, grain: str = EQUATIONS) -> Diagram:
    return diagram(network(name), None, grain)


@EVERY
@BOTH
def test_the_shares_of_all_uses_add_up_to_the_gradient(name: str, grain: str) -> None:
    """Through every edge of a node; compared with the accumulation of the solution."""
    found = drawn(name, grain)
    solved = solve(network(name), case=found.case).cases[0]
    for quantity, gradient in {**solved.adjoints, **solved.gradients}.items():
        shares = [edge.gradient for edge in found.out_of(quantity) if edge.gradient is not None]
        total = sum((arrays.as_float(share) for share in shares), numpy.zeros(gradient.shape))
        numpy.testing.assert_allclose(total, arrays.as_float(gradient), rtol=1e-12, atol=1e-12)


@EVERY
@BOTH
def test_values_are_those_of_the_forward_pass(name: str, grain: str) -> None:
    """Exact where the solution is exact."""
    found = drawn(name, grain)
    solved = solve(network(name), case=found.case).cases[0]
    for node in found.nodes:
        if node.key in solved.quantities:
            assert node.value is not None
            assert node.value.tolist() == solved.quantities[node.key].value.tolist()


@EVERY
@BOTH
def test_nodes_are_unique_and_stand_after_what_they_use(name: str, grain: str) -> None:
    """So a drawing can go through them in order."""
    found = drawn(name, grain)
    order = [node.key for node in found.nodes]
    assert len(set(order)) == len(order)
    assert all(order.index(edge.start) < order.index(edge.end) for edge in found.edges)


def test_three_scalars_by_hand() -> None:
    """a = xy + z, b = a(x + x), w = ab + b at x = 2, y = 3, z = 1: a = 7, b = 28, w = 224.

    ∂w/∂b = a + 1 = 8; ∂w/∂a = b + 8·2x = 60; ∂w/∂x = 60y + 8a + 8a = 292.
    """
    found = drawn("three-inputs", OPERATIONS)
    by_key = {node.key: node for node in found.nodes}
    gradients = {"x": 292, "y": 120, "z": 60, "a": 60, "b": 8, "w": 1}
    assert {key: by_key[key].gradient.tolist() for key in gradients} == {  # type: ignore[union-attr]
        key: [[value]] for key, value in gradients.items()
    }
    shares = sorted(int(e.gradient[0, 0]) for e in found.out_of("x") if e.gradient is not None)
    assert shares == [56, 56, 180]
    assert [node.kind for node in found.nodes].count("operation") == 6


def test_an_argument_used_twice_has_two_edges() -> None:
    """x + x takes x twice; a whole equation takes it once, with the sum of both shares."""
    text = "inputs: {x: 3}\nlayers: ['s = x + x']\nof: s"
    assert len(diagram(spec(text), None, OPERATIONS).out_of("x")) == 2
    (edge,) = diagram(spec(text)).out_of("x")
    assert edge.gradient is not None
    assert edge.gradient.tolist() == [[2]]


@BOTH
def test_a_shared_parameter_is_one_node(grain: str) -> None:
    """With an edge for each of its uses."""
    found = drawn("composition-shared", grain)
    assert [node.key for node in found.nodes].count("W1") == 1
    assert len(found.out_of("W1")) == 2


@pytest.mark.parametrize(
    ("equation", "operations"),
    [
        ("l = 1/2 * norm(x)^2", ["mul", "call"]),
        ("l = sum(x - y)", ["add", "sum"]),
        ("l = sum(relu(x) * x)", ["call", "mul", "sum"]),
        ("l = sum(x) + 1", ["sum", "add"]),
        ("l = -log(x[0])", ["slice", "call", "neg"]),
        ("l = sum(x * x + x * x)", ["mul", "add", "sum"]),
    ],
)
def test_operations_of_an_equation(equation: str, operations: list[str]) -> None:
    """Numbers and the minus signs of a sum belong to their operation; what is written twice alike
    is computed once."""
    text = f"inputs: {{x: [1, 2]}}\ntarget: {{y: [0, 1]}}\nloss: {equation}"
    found = diagram(spec(text), None, OPERATIONS)
    ops = [node.over.op for node in found.nodes if node.kind == "operation" and node.over is not None]
    assert sorted(ops) == sorted(operations)


def test_a_label_is_an_input_of_the_choice() -> None:
    """p[t] uses p and t, and nothing else stands between them."""
    found = drawn("gated-softmax", OPERATIONS)
    choice = next(node for node in found.nodes if node.over is not None and node.over.op == "pick")
    assert [edge.start for edge in found.into(choice.key)] == ["p", "t"]


@pytest.mark.parametrize("name", ["batch-mse", "relu-net"])
def test_targets_have_no_gradient(name: str) -> None:
    """They are given, and nobody changes them."""
    found = drawn(name)
    assert all(edge.gradient is None for edge in found.out_of("y"))


def test_targets_have_one_where_it_is_asked_for() -> None:
    """`wrt` names them."""
    text = "inputs: {x: 3}\ntarget: {y: 1}\nwrt: [y]\nloss: l = (x - y)^2"
    (edge,) = diagram(spec(text)).out_of("y")
    assert edge.gradient is not None
    assert edge.gradient.tolist() == [[-4]]


@BOTH
def test_shapes_may_be_letters(grain: str) -> None:
    """Then there are no values, and it is no problem."""
    found = drawn("abstract-composition", grain)
    assert found.problem is None
    assert all(node.value is None and node.gradient is None for node in found.nodes)
    assert str(next(node for node in found.nodes if node.key == "x").shape[0]) == "d1"


def test_the_structure_alone() -> None:
    """Without values there is no case either."""
    found = diagram(network("relu-net"), None, values=False)
    assert found.case is None
    assert all(node.value is None for node in found.nodes)
    assert len(found.edges) == len(drawn("relu-net").edges)


def test_a_value_that_is_not_finite_is_a_problem() -> None:
    """What comes before it has its value."""
    found = diagram(spec("inputs: {x: -1}\nlayers: ['a = x + 1', 'b = log(x)']\nloss: l = a + b"))
    assert found.problem is not None
    assert "b has no finite value" in found.problem.message
    values = {node.key: node.value is not None for node in found.nodes}
    assert values == {"x": True, "a": True, "b": False, "l": False}


@BOTH
def test_a_derivative_that_is_not_finite_is_a_problem(grain: str) -> None:
    """The values stay, the gradients are gone."""
    found = diagram(spec("inputs: {x: 0}\nlayers: ['a = x + 0']\nloss: l = sqrt(a)"), None, grain)
    assert found.problem is not None
    assert all(node.value is not None for node in found.nodes)
    assert all(edge.gradient is None for edge in found.edges)


def test_an_unknown_case_is_refused() -> None:
    """With the cases there are."""
    with pytest.raises(InputError, match="there is no case z"):
        diagram(network("relu-net"), "z")


def test_exact_numbers_stay_exact() -> None:
    """A third is no float."""
    found = drawn("batch-mse")
    gradient = next(node.gradient for node in found.nodes if node.key == "H")
    assert gradient is not None
    assert gradient.tolist() == [[Fraction(1, 3)]]
