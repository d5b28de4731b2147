"""What the exercises ask for, each as one fact about the solution or its page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.networks import golden
from tests.networks.test_networks import solved

WIDE = {"COLUMNS": "120"}


def exact(found: dict[str, Any]) -> list[list[str]]:
    matrix: list[list[str]] = found["exact"]
    return matrix


def steps(case: dict[str, Any], result: str) -> list[int]:
    """The operations of the steps up to a result, in order."""
    found: list[int] = []
    for step in case["steps"]:
        found.append(step["multiplications"] + step["additions"])
        if step["result"] == result:
            break
    return found


# -- the two-layer ReLU network ------------------------------------------------------


def test_case_a_of_the_relu_network_is_the_sheets() -> None:
    """ŷ = 1, ℓ = 1/2, and every factor of the chain; exact, so 1/2 and not 0.5000."""
    case = solved("relu-net")["a"]
    assert exact(case["quantities"]["yhat"]) == [["1"]]
    assert exact(case["quantities"]["l"]) == [["1/2"]]
    factors = {name: exact(jacobian) for name, jacobian in case["jacobians"].items()}
    assert factors["dl/dyhat"] == [["-1"]]
    assert factors["dyhat/dz2"] == [["1", "-1"]]
    assert factors["dz2/dz1"] == [["1", "0"], ["0", "0"]]
    assert factors["dz1/dx"] == [["1", "-2"], ["0", "2"]]
    assert exact(case["gradients"]["x"]) == [["-1"], ["2"]]


@pytest.mark.parametrize(("case", "gradient"), [("b", [["0"], ["2"]]), ("c", [["0"], ["-2"]])])
def test_the_other_cases_of_the_relu_network_are_the_sheets(case: str, gradient: list[list[str]]) -> None:
    """∂ℓ/∂x = [0, 2] and [0, −2]."""
    assert exact(solved("relu-net")[case]["gradients"]["x"]) == gradient


def test_reverse_products_cost_2_6_and_6_operations() -> None:
    """14 for x, and 12 more for W₁ with its full Jacobian."""
    case = solved("relu-net")["a"]
    assert steps(case, "dl/dx") == [2, 6, 6]
    counts = case["counts"]["reverse"]
    assert counts["dl/dx"]["total"] == 14
    assert counts["dl/dW1"]["total"] == 12


def test_forward_products_cost_12_6_and_2_operations() -> None:
    """20 for x."""
    case = solved("relu-net", "forward")["a"]
    assert steps(case, "dl/dx") == [12, 6, 2]
    assert case["counts"]["forward"]["dl/dx"]["total"] == 20


def test_the_jacobian_of_a_weight_matrix_is_a_kronecker_product() -> None:
    """∂z₁/∂W₁ = I ⊗ xᵀ, dense 2×4, and the gradient of W₁ has the shape of W₁."""
    case = solved("relu-net")["a"]
    jacobian = case["jacobians"]["dz1/dW1"]
    assert exact(jacobian) == [["1", "0", "0", "0"], ["0", "0", "1", "0"]]
    assert jacobian["structure"] == "kronecker"
    assert "∂z₁/∂W₁ = I ⊗ xᵀ" in golden.page(WIDE, ("run", "relu-net"))
    assert exact(case["gradients"]["W1"]) == [["-1", "0"], ["0", "0"]]


# -- the batch -----------------------------------------------------------------------


def test_gradients_of_a_batch_are_shown_as_formulas() -> None:
    """As in a lecture: 2/n·DᵀF, and the rows of W₂ without the bias."""
    page = golden.page(WIDE, ("run", "batch-mse"))
    assert "∂L/∂W₂ = 2/n · Dᵀ F" in page
    assert "∂L/∂W₁ = 2/n · Aᵀ (relu'(B) ⊙ F W₂[0:4]ᵀ)" in page


def test_the_jacobian_of_an_appended_column_is_a_selection() -> None:
    """∂D/∂C holds a single 1 in each row of an old entry, and none in the rows of the ones."""
    jacobian = solved("batch-mse")[""]["jacobians"]["dD/dC"]
    assert jacobian["shape"] == [15, 12]
    rows = jacobian["value"]
    assert {x for row in rows for x in row} == {0, 1}
    assert [sum(row) for row in rows] == [1, 1, 1, 1, 0] * 3


# -- the gated graph -----------------------------------------------------------------


def test_paths_that_join_are_a_step() -> None:
    """x̄ is the sum over the uses of x in z₁, z₂ and y."""
    sums = [step for step in solved("gated-softmax")["a"]["steps"] if step["kind"] == "sum"]
    assert "dJ/dx" in [step["result"] for step in sums]
    (joined,) = (step for step in sums if step["result"] == "dJ/dx")
    assert joined["additions"] == 2 * 2  # two further paths, two entries


def test_a_kink_is_met_as_the_convention_says() -> None:
    """relu'(0) = 1 in this course, and the report tells that z₁ sits on the kink."""
    case = solved("gated-softmax")["kink"]
    assert exact(case["jacobians"]["dh/dz1"]) == [["1", "0"], ["0", "1"]]
    (kink,) = case["kinks"]
    assert (kink["equation"], kink["entries"], kink["slope"]) == ("h", [[0, 0]], "1")
    page = golden.page(WIDE, ("run", "gated-softmax"))
    assert "relu'(0) = 1" in page
    assert "sits exactly on its kink" in page


def test_the_bar_notation_of_the_course_is_used() -> None:
    """x̄, not ∂J/∂x."""
    page = golden.page(WIDE, ("run", "gated-softmax"))
    assert "x̄" in page
    assert "∂J/∂" not in page


# -- scalars -------------------------------------------------------------------------


def test_the_relu_chain_is_the_sheets() -> None:
    """2, 2, 4, 4, 12 forward; 4 at ŷ; 24, 24, 16 for the weights; all exact."""
    case = solved("relu-chain")[""]
    forward = [case["quantities"][name]["exact"][0][0] for name in ("z1", "x1", "z2", "x2", "yhat")]
    assert forward == ["2", "2", "4", "4", "12"]
    assert exact(case["adjoints"]["yhat"]) == [["4"]]
    assert [case["gradients"][name]["exact"][0][0] for name in ("w1", "w2", "w3")] == ["24", "24", "16"]


def test_the_sigmoid_chain_is_the_known_one() -> None:
    """The gradient at w = (2, 2, 3) that automatic differentiation gives."""
    gradients = solved("sigmoid-chain")[""]["gradients"]
    known = {"w1": -1.1726480497813332, "w2": -4.918705136958608, "w3": -12.698340468740007}
    assert {name: gradients[name]["value"][0][0] for name in known} == pytest.approx(known, rel=1e-12)


def test_the_two_two_two_network_is_the_known_one() -> None:
    """E = 0.298371109, ∂E/∂w₅ = 0.082167041, ∂E/∂w₁ = 0.000438568."""
    case = solved("two-two-two")[""]
    assert round(case["quantities"]["E"]["value"][0][0], 9) == 0.298371109
    assert round(case["gradients"]["w5"]["value"][0][0], 9) == 0.082167041
    assert round(case["gradients"]["w1"]["value"][0][0], 9) == 0.000438568


def test_a_quadratic_form_of_rank_one_has_the_gradient_with_factor_2() -> None:
    """2 v vᵀ x at x = (1/2, −1, 2): 9, 18, 27."""
    assert exact(solved("quadratic-form")[""]["gradients"]["x"]) == [["9"], ["18"], ["27"]]


def test_a_hessian_times_a_vector_is_the_sheets() -> None:
    """z = (6, 12, 18)."""
    assert exact(solved("hessian-vector")[""]["quantities"]["z"]) == [["6"], ["12"], ["18"]]
