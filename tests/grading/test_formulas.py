"""What a formula has to be to count as right, one fact at a time."""

from __future__ import annotations

import pytest

from bpcalc.grading.method import Key, right_method
from bpcalc.grading.verdicts import Judged
from bpcalc.language.notation import text
from bpcalc.language.tree import Derivative
from tests.grading.sheets import by_key, exercise

LINEAR = """inputs: {x: [1, 2, 3]}
parameters: {W: [[1, 0, 2], [0, 1, -1]]}
target: {y: [1, 1]}
layers: [z = W @ x]
loss: l = 1/2 * norm(z - y)^2
"""
SCALAR = """inputs: {x: 2}
parameters: {w: 3, b: 1}
target: {y: 1}
layers: ["p = w * x + b"]
loss: l = (p - y)^2
"""
LARGEST = """inputs: {x: 1, y: 3, z: 2, r: 5}
layers:
  - f = (x + y) * max(y, z) * r + x^2
"""
CASES = """parameters: {k: 2}
layers: ["f = k * max(y, z) * y"]
cases:
  a: {y: 3, z: 2}
  b: {y: 1, z: 2}
"""
CHAIN = """inputs: {x: 2}
parameters: {w: 3, v: 2}
layers:
  - z = w * x
  - a = relu(z)
  - o = v * a + 1
loss: l = o^2
"""
ENTROPY = """inputs: {x: 1}
parameters: {w: 0.5}
target: {y: 1}
layers: [p = sigmoid(w * x)]
loss: L = -(y * log(p) + (1 - y) * log(1 - p))
"""
BATCH = """inputs: {X: [[1, 2], [3, 4], [5, -1]]}
parameters: {W1: [[1, -1, 2, 1], [0.5, 1, -2, 1]], W2: [[1], [2], [-1], [1]]}
target: {y: [[1], [0], [2]]}
layers:
  - Z = X @ W1
  - H = relu(Z)
  - P = H @ W2
loss: L = 1/3 * sum((P - y)^2)
"""
ATTENTION = """inputs: {Q: [[1, 0], [0.5, 1]], K: [[1, 1], [0, 2]], V: [[1, 2], [3, 4]]}
layers:
  - S = Q @ K.T
  - A = softmax(S, axis=1)
  - O = A @ V
  - L = sum(O^2)
"""
CHAINED = "inputs: {x: [1, 2]}\nparameters: {A: [[1, 2], [0, 3], [1, 1]], B: [[1, 0, 2], [4, 1, 1]]}\n"
CHAINED += "layers:\n  - u = A @ x\n  - v = B @ tanh(u)\nloss: l = norm(v)^2\n"
SQUARE = "inputs: {x: [1, 2]}\nparameters: {v: [1, -1]}\nlayers: [f = (v.T @ x)^2]\n"


def formula(spec: str, answer: str) -> Judged:
    """The verdict on `name: formula`."""
    key, _, written = answer.partition(": ")
    return by_key(spec, f'symbolic: {{"{key}": "{written}"}}\n')[key]


# -- what is finite -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["l: 1/0", "l: log(0)", "l: exp(1000)", "l: 0/0", "l: 0 * log(0)", "l: 10^400", "dl/dz: (z - y) / 0"],
)
def test_what_has_no_finite_value_is_wrong(text: str) -> None:
    found = formula(LINEAR, text)
    assert (found.verdict, found.remark) == ("wrong", "it has no finite value here")


def test_a_quotient_that_is_0_over_0_at_the_case_is_wrong_there() -> None:
    spec = "inputs: {x: 2, y: 2}\nlayers: [f = x + y]\n"
    assert formula(spec, "f: (x^2 - y^2) / (x - y)").remark == "it has no finite value here"


def test_a_formula_is_judged_near_the_case_where_no_random_point_has_a_value() -> None:
    """The sum of logarithms exists where every number is positive."""
    names = "abcdefgh"
    spec = f"inputs: {{{', '.join(f'{name}: 2' for name in names)}}}\n"
    spec += f"layers: [s = {' + '.join(f'log({name})' for name in names)}]\n"
    assert formula(spec, f"s: log({' * '.join(names)})").verdict == "right"
    assert formula(spec, "s: log(2^8)").verdict == "wrong"
    assert formula(spec, "ds/da: b / 4").verdict == "wrong"


# -- numbers of the case ------------------------------------------------------------------


def test_a_number_of_the_case_is_no_formula() -> None:
    found = formula(SCALAR, "dl/dw: 2 * (p - y) * 2")
    assert found.verdict == "wrong"
    assert "at the numbers of this case" in found.remark


def test_a_target_may_be_put_in_and_it_is_said() -> None:
    """The label is what the case is about: −1/p is the slope where y = 1."""
    found = formula(ENTROPY, "dL/dp: -1/p")
    assert (found.verdict, found.remark) == ("right", "right where y = 1")
    assert formula(ENTROPY, "dL/dw: (p - y) * x").remark == ""


@pytest.mark.parametrize(("label", "other"), [("0", "1"), ("1", "0"), ("2", "0")])
def test_a_label_may_be_put_in_as_an_index(label: str, other: str) -> None:
    spec = f"inputs: {{z: [1, 2, 0.5]}}\ntarget: {{t: {label}}}\nlayers: [p = softmax(z)]\nloss: l = -log(p[t])\n"
    assert formula(spec, f"l: -log(p[{label}])").remark == f"right where t = {label}"
    assert formula(spec, "l: -log(p[t])").remark == ""
    assert formula(spec, f"l: -log(p[{other}])").verdict == "wrong"


def test_an_input_may_not_be_put_in() -> None:
    spec = ENTROPY.replace("target: {y: 1}\n", "").replace("{x: 1}", "{x: 1, y: 1}")
    assert formula(spec, "dL/dp: -1/p").verdict == "wrong"


def test_a_target_put_in_has_to_hold_in_every_case() -> None:
    spec = ENTROPY.replace("target: {y: 1}\n", "target: [y]\n") + "cases: {a: {y: 1}, b: {y: 0}}\n"
    found = formula(spec, "dL/dp: -1/p")
    assert (found.verdict, found.remark) == ("wrong", "right where y = 1, but wrong in case b")
    assert formula(spec, "dL/dp: (p - y) / (p * (1 - p))").verdict == "right"


# -- the branch of the case ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["df/dy: r * (x + 2*y)", "df/dx: y*r + 2*x", "df/dz: 0", "f: (x + y)*y*r + x^2"]
)
def test_the_formula_of_the_branch_of_the_case_is_right_there(text: str) -> None:
    found = formula(LARGEST, text)
    assert (found.verdict, found.marks, found.remark) == ("right", 1, "right only where y > z")


@pytest.mark.parametrize(
    "text", ["df/dy: r * (x + 2*y) + 1", "df/dy: 35", "df/dz: x + y", "df/dy: r*(x + 2*z)"]
)
def test_another_formula_is_wrong_in_every_branch(text: str) -> None:
    assert formula(LARGEST, text).verdict == "wrong"


def test_a_formula_of_no_case_has_to_be_right_in_all_of_them() -> None:
    assert formula(CASES, "df/dy: 2*k*y").remark == "right only where y > z, but wrong in case b"
    assert by_key(CASES, "a: {symbolic: {df/dy: 2*k*y}}\n")["a: df/dy"].verdict == "right"
    assert by_key(CASES, "b: {symbolic: {df/dy: 2*k*y}}\n")["b: df/dy"].verdict == "wrong"


def test_a_formula_without_the_mask_is_a_mistake_where_the_unit_is_on() -> None:
    """Nothing tells a slope of 1 that was left out from one that was forgotten."""
    found = formula(CHAIN, "dl/dw: 2 * o * v * x")
    assert (found.verdict, found.mistakes[0]) == ("wrong", "mask-left-out")
    assert formula(CHAIN, "dl/dw: 2 * o * v * x * relu'(z)").verdict == "right"


@pytest.mark.parametrize("text", ["dl/dw: 7 * dl/da * relu'(z) * x", "dl/dv: 5 * a", "dl/dw: a * x"])
def test_zeros_make_no_formula_right(text: str) -> None:
    """Where the unit is off, everything times its slope is 0."""
    found = formula(CHAIN.replace("w: 3", "w: -3"), text)
    assert found.verdict == "wrong"
    assert "at the numbers of this case" in found.remark


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dE/dyhat * w3 * relu'(z2) * x1 * x1", ("factor-repeated",)),
        ("dE/dyhat * w3 * relu'(z2) * x1 * x1 * x1", ("factor-repeated",)),
        ("dE/dyhat * w3 * relu(z2) * x1", ("function-for-derivative",)),
    ],
)
def test_a_reason_holds_where_nothing_is_cut_off(text: str, names: tuple[str, ...]) -> None:
    """Where a unit is off many mistakes give 0 alike."""
    assert formula("relu-chain", f"dE/dw2: {text}").mistakes == names


def test_the_mask_of_another_quantity_is_wrong_although_most_points_are_cut_off() -> None:
    for other in ("x", "w1", "z3", "yhat"):
        assert formula("relu-chain", f"dE/dz1: relu'({other}) * dE/dx1").verdict == "wrong"


def test_the_side_of_an_activation_is_told() -> None:
    assert (
        formula("inputs: {x: -2}\nlayers: [f = abs(x) * x]\n", "df/dx: -2*x").remark
        == "right only where x < 0"
    )


# -- how derivatives are read -------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (LINEAR, "dl/dW: dl/dz @ x.T"),
        (LINEAR, "dl/dx: W.T @ dl/dz"),
        (LINEAR, "dl/dx: dl/dz @ W"),
        (LINEAR, "dl/dx: (dz/dx).T @ dl/dz"),
        (BATCH, "dL/dW1: X.T @ dL/dZ"),
        (BATCH, "dL/dZ: dL/dH * (Z > 0)"),
        (BATCH, "dL/dH: dL/dP @ W2.T"),
        (BATCH, "dL/dX: dL/dZ @ W1.T"),
        (ATTENTION, "dL/dV: A.T @ dL/dO"),
        (ATTENTION, "dL/dS: A * (dL/dA - sum(dL/dA * A, axis=1))"),
        (ATTENTION, "dL/dK: dL/dS.T @ Q"),
        (CHAINED, "dl/dx: dl/dv @ dv/du @ du/dx"),
        (CHAINED, "dl/dx: du/dx @ dv/du @ dl/dv"),
    ],
)
def test_a_gradient_may_be_a_row_a_column_or_in_the_shape_of_its_variable(spec: str, text: str) -> None:
    found = formula(spec, text)
    assert (found.verdict, found.remark) == ("right", "")


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (LINEAR, "dl/dx: W @ dl/dz"),
        (BATCH, "dL/dW1: X.T @ dL/dH"),
        (BATCH, "dL/dX: dL/dZ @ W1"),
        (ATTENTION, "dL/dV: A @ dL/dO"),
        (ATTENTION, "dL/dK: dL/dS @ Q"),
        (CHAINED, "dv/dx: du/dx @ (dv/du).T"),
        (CHAINED, "dl/dx: dl/dv @ dv/du + dl/dv"),
    ],
)
def test_no_reading_makes_a_wrong_product_right(spec: str, text: str) -> None:
    assert formula(spec, text).verdict == "wrong"


@pytest.mark.parametrize("name", ["batch-mse", "gated-softmax", "relu-regression", "three-weight-matrices"])
def test_the_formulas_of_reverse_accumulation_are_right(name: str) -> None:
    """Typed as they are printed, with every gradient in the shape of its variable."""
    found = exercise(name).found[exercise(name).network.cases[0].name]
    assert found.of is not None
    asked: dict[Key, list[str]] = {}
    for site, expr in right_method(found, found.of).items():
        asked.setdefault(site.key, []).append(text.ascii(expr))
    for key, paths in asked.items():
        if isinstance(key, Derivative):
            judged = formula(name, f"d{key.of}/d{key.wrt[0]}: {' + '.join(paths)}")
            assert (judged.verdict, judged.remark) == ("right", ""), (key, paths)


def test_jacobians_in_denominator_layout_give_one_in_denominator_layout() -> None:
    found = formula(CHAINED, "dv/dx: du/dx @ dv/du")
    assert (found.verdict, found.layout) == ("right", "denominator")


def test_a_misfit_is_told_in_the_shapes_of_the_matrices() -> None:
    assert "dL/dZ is 3×4 but W1 is 2×4" in formula(BATCH, "dL/dX: dL/dZ @ W1").remark


def test_an_equals_sign_may_stand_in_a_call() -> None:
    """`axis=1` is no `dl/dx = …`."""
    assert formula(ATTENTION, "A: softmax(S, axis=1)").verdict == "right"
    assert formula(ATTENTION, "A: A = softmax(S, axis=1)").verdict == "right"


# -- circles ------------------------------------------------------------------------------


def formulas(sheet: str) -> dict[str, str]:
    return {key: one.verdict for key, one in by_key(SCALAR, f"symbolic: {{{sheet}}}\n").items()}


def test_a_formula_may_name_an_equal_derivative() -> None:
    assert formulas("dl/db: dl/dp") == {"dl/db": "right"}
    assert formulas("dl/dp: dl/db") == {"dl/dp": "right"}
    assert formulas("dl/db: dl/dp, dl/dp: 2 * (p - y)") == {"dl/db": "right", "dl/dp": "right"}


def test_of_two_formulas_that_name_each_other_one_is_wrong() -> None:
    """The one nearer to the loss must not come from what is worked out from it."""
    assert formulas("dl/db: dl/dp, dl/dp: dl/db") == {"dl/db": "right", "dl/dp": "wrong"}
    assert formulas("dl/dp: ∂l/∂b, ∂l/∂b: dl/dp") == {"dl/dp": "wrong", "∂l/∂b": "right"}
    found = by_key(SCALAR, "symbolic: {dl/db: dl/dp, dl/dp: dl/db}\n")["dl/dp"]
    assert found.remark == "a circle: your formula for dl/db is worked out from this one"


def test_a_circle_may_be_longer() -> None:
    found = formulas("dl/dw: dl/db * x, dl/db: dl/dp, dl/dp: dl/dw / x")
    assert found == {"dl/dw": "right", "dl/db": "right", "dl/dp": "wrong"}


def test_formulas_of_different_cases_make_no_circle() -> None:
    spec = SCALAR + "cases: {a: {x: 1}, b: {x: 2}}\n"
    found = by_key(spec, "a: {symbolic: {dl/db: dl/dp}}\nb: {symbolic: {dl/dp: dl/db}}\n")
    assert {one.verdict for one in found.values()} == {"right"}
    found = by_key(spec, "symbolic: {dl/db: dl/dp}\nb: {symbolic: {dl/dp: dl/db}}\n")
    assert [one.verdict for one in found.values()] == ["right", "wrong"]


# -- second derivatives -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["d2f/dx/dx: 2 * v @ v.T", "d2f/dx2: 2 * v @ v.T", "d2f/dx/dv: 2*(v.T @ x)*eye(2) + 2*v @ x.T"],
)
def test_a_second_derivative_may_be_a_formula(text: str) -> None:
    assert (formula(SQUARE, text).verdict, formula(SQUARE, text).remark) == ("right", "")


def test_mixed_second_derivatives_may_be_turned() -> None:
    found = formula(SQUARE, "d2f/dv/dx: 2*(v.T @ x)*eye(2) + 2*v @ x.T")
    assert (found.verdict, found.layout) == ("right", "transposed")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("d2f/dx/dx: v @ v.T", "factor-2-missing"),
        ("d2f/dx/dx: -2 * v @ v.T", "sign"),
        ("d2f/dx/dx: 2 * diag(v^2)", "diagonal-only"),
    ],
)
def test_a_wrong_second_derivative_is_explained(text: str, mistake: str) -> None:
    found = formula(SQUARE, text)
    assert (found.verdict, found.mistakes[0]) == ("wrong", mistake)


def test_a_number_is_no_formula_of_a_second_derivative() -> None:
    assert formula(SCALAR, "d2l/dw/dw: 8").verdict == "wrong"
    assert formula(SCALAR, "d2l/dw/dw: 2 * x^2").verdict == "right"


def test_a_second_derivative_does_not_name_itself() -> None:
    assert formula(SQUARE, "d2f/dx2: d2f/dx/dx").verdict == "unreadable"
    assert formula(SQUARE, "d2f/dx/dv: (d2f/dv/dx).T").verdict == "right"


def test_dx2_is_x_where_nothing_else_is_below() -> None:
    """Numbers of second derivatives have the same names."""
    assert by_key(SCALAR, "d2l/dw2: 8\n")["d2l/dw2"].verdict == "right"
    named = "inputs: {x2: 3}\nlayers: [f = x2^2]\n"
    assert by_key(named, "df/dx2: 6\nd2f/dx2/dx2: 2\n")["d2f/dx2/dx2"].verdict == "right"
    assert "d2l/dx/dx for a second derivative" in by_key(SCALAR, "∂²l/∂w²: 8\n")["∂²l/∂w²"].remark


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("ones(4096, 4096) @ ones(4096, 4096)", "this formula takes 68,719,476,736 multiplications"),
        ("softmax(ones(4096, 4096), axis=1)", "this formula takes 33,554,432 numbers"),
        ("(" + " + ".join(["ones(512, 512)"] * 9) + ")[0:2, 0]", "this formula takes 524,288 numbers"),
    ],
)
def test_a_formula_that_takes_much_more_work_than_the_exercise_is_not_worked_out(
    formula: str, said: str
) -> None:
    """Its shapes say so: the limit is a number, and what the exercise takes counts twenty times."""
    (one,) = by_key("relu-net", f"answers: {{symbolic: {{dl/dx: '{formula}'}}}}\n").values()
    assert one.verdict == "unreadable"
    assert one.remark.startswith(f"{said}; write it with smaller matrices; the limit is ")


def test_a_wide_exercise_may_have_formulas_as_wide() -> None:
    """The gradient of a 600×600 matrix has more numbers than any small exercise may take."""
    spec = (
        "inputs: {x: {random: [600, 1], seed: 1}}\nparameters: {W: {random: [600, 600], seed: 2}}\n"
        "layers:\n  - z = W @ x\nloss: l = 1/2 * norm(z)^2\n"
    )
    (one,) = by_key(spec, "answers: {symbolic: {dl/dW: z @ x.T}}\n").values()
    assert one.verdict == "right"
