"""Counting the chain rule: every order and convention, memory, and where a number comes from."""

from __future__ import annotations

import itertools
import random

import pytest

from bpcalc.calculus import elimination, orders
from bpcalc.calculus.counting import counts
from bpcalc.calculus.elimination import Net
from bpcalc.calculus.plan import costs
from bpcalc.errors import InputError
from bpcalc.language.sizes import Size, size_text
from bpcalc.spec.conventions import Conventions
from tests.calculus.counted import adds, count, forward, reasons, relu_net, spec, words

GATED = """
inputs: {x: [1, 2, 3]}
parameters:
  W1: {random: [4, 3], seed: 1}
  W2: {random: [4, 3], seed: 2}
  W3: {random: [5, 4], seed: 3}
  W4: {random: [5, 3], seed: 4}
target: {t: 2}
layers:
  - h = relu(W1 @ x)
  - g = sigmoid(W2 @ x)
  - q = h * g
  - y = W3 @ q + W4 @ x
  - p = softmax(y)
loss: J = -log(p[t])
"""


# -- the exercise of two layers and a ReLU ---------------------------------------------


def test_reverse_accumulation_takes_fourteen_operations() -> None:
    """2 + 6 + 6: ten multiplications and four additions."""
    found = relu_net()
    assert [line.dense.total for line in found.targets[0].adds] == [2, 6, 6]
    assert adds(found, "x") == (10, 4)


def test_forward_accumulation_takes_twenty_operations() -> None:
    """12 + 6 + 2: fourteen multiplications and six additions."""
    found = relu_net()
    assert [line.dense.total for line in found.targets[0].forward] == [12, 6, 2]
    assert forward(found, "x") == (14, 6)


def test_structure_makes_ten_of_fourteen() -> None:
    """The Jacobian of relu is diagonal: two multiplications instead of six operations."""
    cost = orders.total(relu_net().targets[0].adds, "structured")
    assert cost is not None
    assert cost.total == 10


@pytest.mark.parametrize(
    ("convention", "expected"), [("dense", (8, 4)), ("outer", (4, 0)), ("structured", (4, 0))]
)
def test_first_weights_add_twelve_or_four_in_reverse(convention: str, expected: tuple[int, int]) -> None:
    """(1×2)(2×4) in full, δ xᵀ as an outer product."""
    assert adds(relu_net(), "W1", convention) == expected


def test_first_weights_take_forty_in_forward_mode() -> None:
    """24 + 12 + 4, with the 2×4 Jacobian carried all the way."""
    found = relu_net()
    assert forward(found, "W1") == (28, 12)
    (lines,) = (one.forward for one in found.targets if one.target == "W1")
    assert [line.dense.total for line in lines] == [24, 12, 4]


def test_cases_of_one_shape_are_counted_once() -> None:
    """The three inputs of the exercise give one count."""
    assert relu_net().cases == ("a", "b", "c")


def test_cases_of_other_shapes_are_counted_apart() -> None:
    """Two batches of different sizes."""
    lines = (
        "inputs: [x]\ncases: {a: {x: [1, 2]}, b: {x: [1, 2, 3]}, c: {x: [3, 4]}}\nlayers:\n  - L = sum(x^2)"
    )
    assert [one.cases for one in counts(spec(lines))] == [("a", "c"), ("b",)]


def test_reverse_mode_keeps_what_the_jacobians_are_made_of() -> None:
    """z1 for relu', z2 for the gradient of W2, yhat for the loss."""
    assert relu_net().tape == {"z1": 2, "z2": 2, "yhat": 1}


def test_memory_adds_up_jacobians_products_and_result() -> None:
    """1 + 2 + 4 + 4 numbers in the Jacobians and 2 + 2 + 2 in the products."""
    main = relu_net().main
    assert main is not None
    assert main.memory["reverse"].every == 11 + 6
    assert main.memory["reverse"].peak.common == 11 + 4


def test_the_forward_pass_is_kept_apart() -> None:
    """Eight multiplications, six additions and two comparisons."""
    beside = relu_net().beside
    assert beside.equations["z1"].arithmetic == (4, 4)
    assert beside.equations["z2"].evaluations == (("comparison", 2),)
    assert beside.building.evaluations == (("comparison", 2),)


def test_accumulations_may_have_symbolic_sizes() -> None:
    """m·n multiplications at the end of the chain; counting agrees."""
    found = count(
        "inputs: [x]\nparameters: [W, v]\nshapes: {x: n, W: [m, n], v: m}\n"
        "layers:\n  - z = W @ x\n  - a = tanh(z)\n  - L = v.T @ a"
    )
    assert size_text(adds(found, "x")[0]) == "m^2 + m*n"
    assert size_text(forward(found, "x")[0]) == "m^2*n + m*n"
    assert found.main is not None
    assert found.main.checked == ({"m": 2, "n": 3}, {"m": 3, "n": 5})


def test_one_factor_is_no_product() -> None:
    """A loss that is one equation of its input costs no multiplication of Jacobians."""
    found = count("inputs: {x: [1, 2]}\nlayers:\n  - L = sum(x^2)")
    assert found.targets[0].adds == found.targets[0].forward == ()


def test_sizes_that_do_not_match_name_both_origins() -> None:
    """n against m, with the place of each."""
    with pytest.raises(InputError) as caught:
        count("inputs: [x]\nparameters: [W]\nshapes: {x: n, W: [m, m]}\nlayers:\n  - z = W @ x")
    (problem,) = caught.value.problems
    said = (problem.message, *problem.notes)
    assert any("m×m" in line for line in said)
    assert any("n×1" in line for line in said)
    assert {name for name in "Wx" if any(line.startswith(f"{name} ") for line in problem.notes)} == {"W", "x"}


def test_a_name_without_value_or_shape_is_refused() -> None:
    """Its value or its size is asked for."""
    with pytest.raises(InputError) as caught:
        count("inputs: [x]\nlayers:\n  - L = sum(x)")
    assert "shapes" in caught.value.problems[0].help


# -- any graph ---------------------------------------------------------------------------


def test_joining_paths_are_added() -> None:
    """x reaches J through h, g and directly: three paths, two sums of three entries."""
    lines = count(GATED).targets[0].adds
    assert [line.dense for line in lines if line.kind == orders.SUM] == [(0, 6)]


def random_net(chance: random.Random, inner: int) -> Net:
    """A graph where every quantity lies between the target and the end."""
    sizes: tuple[Size, ...] = tuple(chance.randint(1, 6) for _ in range(inner + 2))
    before = {0: frozenset[int]()}
    for place in range(1, inner + 2):
        before[place] = frozenset(chance.sample(range(place), chance.randint(1, min(place, 3))))
    for place in range(inner + 1):
        if not any(place in used for used in before.values()):
            before[inner + 1] |= {place}
    return Net(tuple(f"q{k}" for k in range(inner + 2)), sizes, before)


@pytest.mark.parametrize("seed", range(20))
def test_the_best_order_is_the_best_of_all_orders(seed: int) -> None:
    """Against every permutation of up to five quantities."""
    chance = random.Random(seed)
    graph = random_net(chance, chance.randint(1, 5))
    inner = [graph.names[k] for k in graph.inner]
    for additions in (False, True):
        found = elimination.best(graph, additions)
        costs = [elimination.cost_of(graph, order) for order in itertools.permutations(inner)]
        numbers = [cost.total if additions else cost.multiplications for cost in costs]
        assert found.proved
        assert found.costs == (min(number for number in numbers if isinstance(number, int)),)


def test_the_usual_orders_are_eliminations() -> None:
    """Reverse accumulation removes the last quantity first, forward mode the first."""
    found = count(GATED)
    assert found.main is not None
    net = found.main.net
    names = [net.names[k] for k in net.inner]
    assert elimination.cost_of(net, names[::-1]) == adds(found, "x")
    assert elimination.cost_of(net, names) == forward(found, "x")


@pytest.mark.parametrize("weights", ["full", "outer"])
@pytest.mark.parametrize("products", ["dense", "structured"])
@pytest.mark.parametrize("mode", [orders.REVERSE, orders.FORWARD])
def test_the_worked_solution_counts_the_same(mode: str, products: str, weights: str) -> None:
    """What `run` says of each target is what the lines here add up to."""
    found = count(GATED)
    conventions = Conventions(products=products, weights=weights)
    planned = costs(found.found, mode, conventions)
    kind = "outer" if weights == "outer" and products == "dense" else products
    for one in found.targets:
        lines = one.adds if mode == orders.REVERSE else one.forward
        assert orders.total(lines, kind) == planned["J", one.target]


@pytest.mark.parametrize("seed", range(10))
def test_lines_of_an_order_add_up_to_its_cost(seed: int) -> None:
    """The page of an elimination and its price agree, in any order."""
    found = count(GATED)
    assert found.main is not None
    order = [found.main.net.names[k] for k in found.main.net.inner]
    random.Random(seed).shuffle(order)
    lines = orders.eliminated(found.found, "x", order)
    assert orders.total(lines) == elimination.cost_of(found.main.net, order)
    assert lines[-1].result == ("J", "x")


def test_best_is_not_claimed_for_graphs_too_large_to_search() -> None:
    """Twelve quantities, each of which uses the two before it."""
    lines = ["inputs: {x: [1, 2]}", "layers:", "  - a0 = 2 * x", "  - a1 = a0 * x"]
    lines += [f"  - a{k} = a{k - 1} * a{k - 2}" for k in range(2, 12)]
    found = count("\n".join([*lines, "loss: L = sum(a11)"]))
    assert found.main is not None
    assert not found.main.best.proved


# -- where a number comes from -----------------------------------------------------------


def test_six_comes_from_weights_taken_for_a_square() -> None:
    """The published 6 for ∂ℓ/∂W₁ needs a 2×2 ∂z₁/∂W₁, which no Jacobian is."""
    first = reasons(relu_net(), 6)[0]
    assert "dl/dW1" in words(first.words)
    assert words(first.mistake) == "dz1/dW1 is taken for 2×2, the shape of W1; as a Jacobian it is 2×4"


def test_twenty_is_right_for_the_input_and_mistaken_for_the_weights() -> None:
    """Forward accumulation of ∂ℓ/∂x; for W₁ the same square mistake, or reverse from the start."""
    found = reasons(relu_net(), 20)
    assert words(found[0].words) == "Forward accumulation of dl/dx, multiplications and additions"
    assert not found[0].mistake
    assert any("dl/dW1" in words(one.words) and one.mistake for one in found)
    assert any("Reverse, from the start: dl/dW1" in words(one.words) and not one.mistake for one in found)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (14, "Reverse accumulation of dl/dx, multiplications and additions"),
        (10, "Reverse accumulation of dl/dx, zeros of the structure skipped, multiplications and additions"),
        (12, "Reverse, beside what is stored: dl/dW1, multiplications and additions"),
        (40, "Forward accumulation of dl/dW1, multiplications and additions"),
    ],
)
def test_right_numbers_have_a_right_explanation_first(number: int, said: str) -> None:
    """The likeliest reading of a number that is right is that it is right."""
    first = reasons(relu_net(), number)[0]
    assert words(first.words) == said
    assert not first.mistake


@pytest.mark.parametrize("number", [10, 14])
def test_multiplications_alone_are_explained(number: int) -> None:
    """10 in reverse and 14 in forward mode."""
    assert any("multiplications alone" in words(one.words) for one in reasons(relu_net(), number))


@pytest.mark.parametrize("number", [0, 7, 999])
def test_some_numbers_have_no_explanation(number: int) -> None:
    """What no order, unit or convention gives stays unexplained."""
    found = reasons(relu_net(), number)
    assert all(one.number == number for one in found)
    assert number == 0 or not found
