"""What a fair grader does, one fact at a time."""

from __future__ import annotations

import pytest

from bpcalc.grading.verdicts import Judged
from tests.grading.sheets import by_key, judged, verdicts

THIRDS = "inputs: {x: [1, 2]}\nlayers:\n  - a = x / 3\n  - b = 16 * a\n  - c = sum(b)\n"
SQUARE = """inputs: {x: [1, 2]}
parameters: {W: [[1, 2], [3, 4]], V: [[0, 1], [2, 5]]}
layers:
  - u = W @ x
  - v = V @ u
  - l = sum(v)
"""
TANH = """inputs: {x: [0.3, -0.5]}
parameters: {W: [[1, 2], [-1, 0.5]], V: [[0.7, -0.4]]}
layers:
  - z = W @ x
  - a = tanh(z)
  - y = V @ a
loss: l = 1/2 * (y - 1)^2
"""
KINK = """inputs: {x: [1, 2]}
parameters: {W: [[2, -1], [1, 1]], V: [[3, 1]]}
layers:
  - z = W @ x
  - a = relu(z)
  - y = V @ a
loss: l = y^2
"""


def one(spec: str, sheet: str, key: str) -> Judged:
    return by_key(spec, sheet)[key]


# -- numbers in a sheet -------------------------------------------------------------------


def test_a_whole_number_for_another_is_wrong() -> None:
    """12 is not 32/3; 11 and 1.1e1 are matters of rounding. c = 16 is whole, and 17 or 20 are not."""
    assert verdicts(THIRDS, "b: [16/3, 12]\n")["b"] == "wrong"
    assert verdicts(THIRDS, "b: [16/3, 11]\n")["b"] == "rounding"
    assert verdicts(THIRDS, "c: 17\n")["c"] == verdicts(THIRDS, "c: 20\n")["c"] == "wrong"
    assert verdicts(THIRDS, "b[1]: 1.1e1\n")["b[1]"] == "rounding"
    assert verdicts(THIRDS, "b: [5.33, 10.7]\n")["b"] == "right"


def test_a_short_decimal_is_judged_at_the_digits_of_the_rest() -> None:
    """0.5 for 0.462 is a rounding among answers of one digit, and wrong among longer ones."""
    assert verdicts(TANH, "z: [-0.7, -0.55]\na: [-0.604, -0.501]\ny: -0.2\n")["y"] == "wrong"
    assert verdicts(TANH, "a: [-0.6, -0.5]\ny: -0.2\n")["y"] == "rounding"


def test_zeros_that_were_left_out_are_put_back() -> None:
    """0.25 among three digits is 0.250."""
    spec = "inputs: {x: [0.2501, 1/3]}\nlayers:\n  - a = x + 0\n  - b = 2 * x\n"
    assert verdicts(spec, "a: [0.25, 0.333]\nb: [0.5, 0.667]\n") == {"a": "right", "b": "right"}


def test_0_00_says_nothing_about_a_small_number() -> None:
    spec = "inputs: {x: 0.003}\nlayers:\n  - a = 2 * x\n  - b = 0 * x\n"
    assert verdicts(spec, "a: 0.00\nb: 0.00\n") == {"a": "wrong", "b": "right"}


def test_a_right_number_in_a_wrong_shape_is_wrong() -> None:
    assert verdicts(SQUARE, "u: 5\n")["u"] == "wrong"
    assert verdicts(SQUARE, "u: [5, 11, 0]\n")["u"] == "wrong"
    assert verdicts(SQUARE, "l: [[102, 102], [102, 102]]\n")["l"] == "wrong"


def test_the_sign_counts() -> None:
    assert verdicts(TANH, "z: [0.7, 0.55]\n")["z"] == "wrong"


# -- layouts ------------------------------------------------------------------------------


def test_one_jacobian_in_denominator_layout_is_right_in_it() -> None:
    found = one(SQUARE, "du/dx: [[1, 3], [2, 4]]\n", "du/dx")
    assert (found.verdict, found.layout, found.marks) == ("right", "denominator", 1)


def test_all_jacobians_in_denominator_layout_are_right() -> None:
    sheet = "du/dx: [[1, 3], [2, 4]]\ndv/du: [[0, 2], [1, 5]]\n"
    assert set(verdicts(SQUARE, sheet).values()) == {"right"}


def test_a_layout_must_explain_every_jacobian_in_which_it_shows() -> None:
    """One Jacobian of three in another layout is a mistake."""
    sheet = "du/dx: [[1, 2], [3, 4]]\ndv/du: [[0, 2], [1, 5]]\ndv/dx: [[3, 4], [17, 24]]\n"
    found = by_key(SQUARE, sheet)
    assert found["dv/du"].verdict == "wrong"
    assert found["dv/du"].mistakes == ("layout-mixed",)
    assert found["du/dx"].verdict == found["dv/dx"].verdict == "right"


def test_between_two_jacobians_the_layout_of_the_spec_decides() -> None:
    found = verdicts(SQUARE, "du/dx: [[1, 2], [3, 4]]\ndv/du: [[0, 2], [1, 5]]\n")
    assert found == {"du/dx": "right", "dv/du": "wrong"}


def test_a_row_shows_the_numerator_layout() -> None:
    """A list or a column shows none."""
    spec = (
        "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2], [3, 4]], w: [[1, 5]]}\n"
        "layers:\n  - u = W @ x\n  - v = w @ u\nloss: l = v^2\n"
    )
    for row, verdict in (("[[1, 5]]", "wrong"), ("[1, 5]", "right"), ("[[1], [5]]", "right")):
        found = verdicts(spec, f"du/dx: [[1, 3], [2, 4]]\ndv/du: {row}\n")
        assert found == {"du/dx": verdict, "dv/du": "right"}


def test_a_symmetric_jacobian_shows_no_layout() -> None:
    sheet = "dz/dx: [[2, 1], [-1, 1]]\nda/dz: [[0, 0], [0, 1]]\n"
    assert set(verdicts(KINK, sheet).values()) == {"right"}


@pytest.mark.parametrize("written", ["[7, 9]", "[[7, 9]]", "[[7], [9]]"])
def test_a_gradient_may_be_a_row_a_column_or_a_list(written: str) -> None:
    found = one(SQUARE.replace("l = sum(v)", "l = v[0] + v[1]"), f"dl/du: {written}\n", "dl/du")
    assert found.verdict == "wrong"  # the numbers are others
    spec = "inputs: {x: [1, 2]}\nlayers:\n  - l = 7 * x[0] + 9 * x[1]\n"
    assert one(spec, f"dl/dx: {written}\n", "dl/dx").verdict == "right"


def test_a_gradient_may_be_transposed_against_its_variable() -> None:
    """x δᵀ for δ xᵀ is a layout where nothing else uses it."""
    found = one(
        TANH.replace("- y = V @ a", "- y = V @ a\n  - q = sum(W)"), "dq/dW: [[1, 1], [1, 1]]\n", "dq/dW"
    )
    assert found.verdict == "right"
    assert not found.layout
    spec = "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2], [3, 4]]}\nlayers:\n  - u = W @ x\n  - l = u[0] + 3 * u[1]\n"
    turned = one(spec, "dl/dW: [[1, 3], [2, 6]]\n", "dl/dW")
    assert (turned.verdict, turned.layout) == ("right", "transposed")


def test_entries_may_be_counted_column_by_column() -> None:
    spec = "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2], [3, 4]]}\nlayers:\n  - u = W @ x\nof: u\n"
    by_rows = "du/dW: [[1, 2, 0, 0], [0, 0, 1, 2]]\n"
    by_columns = "du/dW: [[1, 0, 2, 0], [0, 1, 0, 2]]\n"
    assert one(spec, by_rows, "du/dW").remark == ""
    assert one(spec, by_columns, "du/dW").verdict == "right"
    assert "column by column" in one(spec, by_columns, "du/dW").remark


def test_negative_deltas_are_a_convention_when_all_are_negative() -> None:
    """t − o: one alone is a wrong sign, all of them beside the gradient of a weight with its own sign are
    the other tradition. Without such a gradient a wrong sign was carried on."""
    signs = "dl/dyhat: 1, dl/dz2: [1, -1], dl/dx: [1, -2]"
    carried = verdicts("relu-net", f"answers:\n  a: {{{signs}}}\n")
    assert list(carried.values()) == ["wrong", "carried", "carried"]
    both = verdicts("relu-net", f"answers:\n  a: {{{signs}, dl/dW1: [[-1, 0], [0, 0]]}}\n")
    assert set(both.values()) == {"right"}
    alone = by_key("relu-net", "answers:\n  a: {dl/dyhat: 1}\n")["a: dl/dyhat"]
    assert alone.verdict == "wrong"
    assert "sign" in alone.mistakes
    mixed = by_key("relu-net", "answers:\n  a: {dl/dyhat: -1, dl/dz2: [1, -1]}\n")
    assert mixed["a: dl/dz2"].verdict == "wrong"


def test_a_negative_gradient_of_a_weight_is_no_convention() -> None:
    """Weights move against their gradient: here a wrong sign at the top was carried on."""
    found = by_key("relu-net", "answers:\n  a: {dl/dyhat: 1, dl/dz2: [1, -1], dl/dW1: [[1, 0], [0, 0]]}\n")
    assert found["a: dl/dyhat"].first_error
    assert {found["a: dl/dz2"].verdict, found["a: dl/dW1"].verdict} == {"carried"}


def test_a_spec_may_ask_for_negative_deltas() -> None:
    """Then one alone is right as well, and so is a positive one, which the sheet shows to be one."""
    spec = (
        "inputs: {x: 2}\nparameters: {w: 3}\ntarget: {y: 1}\nlayers: [p = w * x]\nloss: l = 1/2 * (p - y)^2\n"
    )
    asked = spec + "conventions: {deltas: negative}\n"
    assert one(spec, "dl/dp: -5\ndl/dw: 10\n", "dl/dp").verdict == "wrong"
    assert one(asked, "dl/dp: -5\ndl/dw: 10\n", "dl/dp").verdict == "right"
    assert one(asked, "dl/dp: 5\ndl/dw: 10\n", "dl/dp").verdict == "right"


def test_an_asked_for_sign_is_kept_beside_a_wrong_one() -> None:
    """Where a spec asks for target − output, the gradient of a weight with that sign is the mistake."""
    spec = (
        "inputs: {x: 2}\nparameters: {w: 3, b: 0}\ntarget: {y: 1}\n"
        "layers: [z = w * x + b, p = 2 * z]\nloss: l = 1/2 * (p - y)^2\n"
    )
    asked = by_key(spec + "conventions: {deltas: negative}\n", "dl/dp: -11\ndl/dz: -22\ndl/dw: -44\n")
    assert [one.verdict for one in asked.values()] == ["right", "right", "wrong"]
    assert asked["dl/dw"].mistakes[0] == "sign"
    stated = by_key(spec + "conventions: {deltas: gradient}\n", "dl/dp: -11\ndl/dz: -22\ndl/dw: 44\n")
    assert [one.verdict for one in stated.values()] == ["wrong", "carried", "right"]


def test_signs_are_no_convention_where_nothing_is_compared_with_a_target() -> None:
    spec = "inputs: {x: 2}\nparameters: {w: 3}\nlayers: [z = w * x, p = 2 * z]\nloss: l = 1/2 * p^2\n"
    found = verdicts(spec, "dl/dp: -12\ndl/dz: -24\ndl/dw: 48\n")
    assert list(found.values()) == ["wrong", "carried", "right"]


def test_a_slope_at_0_that_the_spec_states_is_the_only_one() -> None:
    sheet = "da/dz: [[1, 0], [0, 1]]\ndl/dz: [18, 6]\n"
    found = by_key(KINK + "conventions: {relu_at_zero: 0}\n", sheet)
    assert [one.verdict for one in found.values()] == ["wrong", "carried"]
    assert found["da/dz"].mistakes[0] == "relu-at-zero"


def test_the_slope_of_relu_at_0_is_a_convention_when_it_is_one_everywhere() -> None:
    """z = [0, 3]: relu'(0) = 1 in every answer that shows it, or a mistake."""
    alike = by_key(KINK, "da/dz: [[1, 0], [0, 1]]\ndl/dz: [18, 6]\ndl/dx: [42, -12]\n")
    assert {found.verdict for found in alike.values()} == {"right"}
    assert "relu'(0) = 1" in alike["dl/dz"].remark
    mixed = by_key(KINK, "da/dz: [[0, 0], [0, 1]]\ndl/dz: [18, 6]\n")
    assert mixed["dl/dz"].verdict == "wrong"
    assert "relu-at-zero" in mixed["dl/dz"].mistakes


def test_another_loss_is_inferred_from_the_whole_sheet() -> None:
    """Nearly all answers right but for a factor: the loss was taken without its ½."""
    sheet = "answers:\n  a: {z1: [1, -1], yhat: 1, l: 1, dl/dyhat: -2, dl/dz2: [-2, 2], dl/dx: [-2, 4]}\n"
    (said,) = judged("relu-net", sheet).remarks
    assert said == "6 of 6 answers are right if l has no ½"


# -- follow-through -----------------------------------------------------------------------


def test_what_follows_from_an_own_mistake_is_carried() -> None:
    """z1 is wrong; z2, yhat and l are right from it, so there is one first error."""
    found = by_key("relu-net", "answers:\n  a: {z1: [2, -1], z2: [2, 0], yhat: 2, l: 0}\n")
    assert [one.verdict for one in found.values()] == ["wrong", "carried", "carried", "carried"]
    assert [one.first_error for one in found.values()] == [True, False, False, False]


def test_a_right_answer_after_a_wrong_one_is_right() -> None:
    found = verdicts("relu-net", "answers:\n  a: {z1: [2, -1], z2: [1, 0], yhat: 1}\n")
    assert list(found.values()) == ["wrong", "right", "right"]


def test_an_own_jacobian_is_carried_into_the_product() -> None:
    """dz2/dz1 without its mask, and dl/dz1 = dl/dz2 · dz2/dz1 with it."""
    found = by_key(
        "relu-net", "answers:\n  a: {dz2/dz1: [[1, 0], [0, 1]], dl/dz1: [-1, 1], dl/dx: [-1, 4]}\n"
    )
    assert [one.verdict for one in found.values()] == ["wrong", "carried", "carried"]


def test_an_own_jacobian_is_carried_in_forward_mode() -> None:
    """dz2/dx is wrong, and dl/dx = dl/dz2 · dz2/dx."""
    found = by_key("relu-net", "answers:\n  a: {dz2/dx: [[1, 2], [0, 0]], dl/dx: [-1, -2]}\n")
    assert [one.verdict for one in found.values()] == ["wrong", "carried"]


def test_a_derivative_may_follow_from_the_own_output_or_the_own_input() -> None:
    """tanh' = 1 − a² from a wrong a or from its z: both follow through."""
    sheet = "z: [-0.700, -0.550]\na: [-0.700, -0.501]\nda/dz: {}\n"
    from_output = sheet.format("[[0.510, 0], [0, 0.749]]")
    from_input = sheet.format("[[0.635, 0], [0, 0.749]]")
    assert one(TANH, from_output, "da/dz").verdict == "carried"
    assert one(TANH, from_input, "da/dz").verdict == "right"


def test_honest_rounding_on_the_way_is_allowed_for() -> None:
    """Worked out with z, a and y as printed; the last digit differs from the exact one."""
    rounded = one(TANH, "a: [-0.604, -0.501]\ny: -0.222\nl: 0.747\n", "l")
    assert rounded.verdict == "right"


def test_carried_values_that_make_the_rest_trivial_earn_nothing() -> None:
    found = by_key("relu-net", "answers:\n  a: {z1: [0, 0], z2: [0, 0], yhat: 0}\n")
    assert found["a: z2"].verdict == found["a: yhat"].verdict == "carried"
    assert found["a: z2"].marks == found["a: yhat"].marks == 0


def test_zeros_of_a_known_mistake_are_honest_work() -> None:
    """Without the bias z[0] is 0, where it should be 1; what follows is worked out as it should be."""
    spec = """inputs: {x: [1, 2]}
parameters: {W: [[2, -1], [1, 1]], b: [1, 1]}
layers: [z = W @ x + b, a = relu(z)]
loss: l = sum(a^2)
"""
    found = by_key(spec, "z: [0, 3]\na: [0, 3]\n")
    assert found["z"].mistakes[0] == "bias-forgotten"
    assert (found["a"].verdict, found["a"].marks) == ("carried", 1)
    slip = by_key(spec, "z: [0, 4]\na: [0, 4]\n")
    assert (slip["a"].verdict, slip["a"].marks) == ("carried", 0.5)


@pytest.mark.parametrize(
    ("number", "name"),
    [("-1.269", ""), ("-1.296", "digits-exchanged"), ("-2.169", "digits-exchanged"), ("-1.259", "")],
)
def test_two_digits_that_change_places_are_told(number: str, name: str) -> None:
    spec = (
        "inputs: {x: [1, 2]}\nparameters: {w: [[3, -1]], b: 0}\ntarget: {y: 2}\n"
        "layers: [z = w @ x + b, yhat = sigmoid(z)]\nloss: l = 1/2 * (yhat - y)^2\n"
    )
    found = by_key(spec, f"yhat: 0.7311\ndl/dyhat: {number}\n")["dl/dyhat"]
    assert found.mistakes[:1] == ((name,) if name else ())


def test_there_may_be_several_first_errors() -> None:
    found = by_key("relu-net", "answers:\n  a: {z1: [2, -1], dz1/dx: [[1, 0], [0, 2]], yhat: 2}\n")
    assert [one.first_error for one in found.values()] == [True, True, False]


def test_one_cause_at_a_step_that_is_not_on_the_sheet_is_reported_once() -> None:
    """The mask is left out on the way to both gradients; the second one names the first."""
    found = by_key("relu-net", "answers:\n  a: {dl/dx: [-1, 4], dl/db1: [-1, 1]}\n")
    assert {one.verdict for one in found.values()} == {"wrong"}
    assert sum(one.first_error for one in found.values()) == 1
    assert any("the same cause as in" in one.note for one in found.values())


def test_what_does_not_follow_from_a_wrong_answer_is_an_error_of_its_own() -> None:
    """Right by neither the truth nor the own numbers, explained or not."""
    found = by_key("relu-net", "answers:\n  a: {z1: [2, -1], yhat: 77}\n")
    assert found["a: yhat"].verdict == "wrong"
    assert found["a: z1"].first_error
    assert found["a: yhat"].first_error


def test_a_missing_answer_on_the_way_blocks() -> None:
    """Which of two steps went wrong cannot be told where the first one is missing."""
    spec = TANH + "marks: {z: 1, a: 1, y: 1}\n"
    found = by_key(spec, "z: [-0.700, -0.550]\ny: 0.777\n")
    assert found["a"].verdict == "missing"
    assert found["y"].verdict == "wrong"
    assert not found["y"].first_error
    assert "a, which you left blank" in found["y"].note


def test_marks_are_the_better_of_the_two() -> None:
    spec = TANH + "marks: {z: 2, a: 3, carried: 1/2}\n"
    found = judged(spec, "z: [-0.700, 0.550]\na: [-0.604, 0.501]\n")
    assert [one.marks for one in found.answers] == [0, 1.5]
    assert (found.score, found.out_of) == (1.5, 5)


def test_zeros_that_only_move_make_nothing_trivial() -> None:
    """u = 2x with both signs turned opens the other unit of a ReLU: as much is left to work out."""
    spec = (
        "inputs: {x: [1, -2]}\ntarget: {y: [0, 1]}\nlayers: [u = 2*x, h = x + u, a = relu(h)]\n"
        "loss: L = norm(a - y)^2\n"
    )
    sheet = "u: [-2, 4]\nh: [-1, 2]\na: [0, 2]\nL: 1\ndL/da: [0, 2]\ndL/dh: [0, 2]\ndL/dx: [0, 6]\n"
    found = by_key(spec, sheet)
    assert {key: (one.verdict, one.marks) for key, one in found.items() if key != "u"} == {
        key: ("carried", 1) for key in found if key != "u"
    }
