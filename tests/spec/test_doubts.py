"""What a spec hardly means is told, and computed all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcalc.cli.main import ending
from bpcalc.spec.doubts import doubts
from bpcalc.spec.reader import loads

ROOT = Path(__file__).parents[2]
CLASSES = """inputs: {{x: [1, 2]}}
parameters: {{W: [[1, 2], [3, 4]]}}
target: {{y: {target}}}
layers: [z = W @ x, p = {prediction}]
loss: l = {loss}
"""


def told(spec: str) -> list[str]:
    return [one.message for one in doubts(loads(spec))]


def classes(loss: str, target: str = "[1, 0]", prediction: str = "softmax(z)") -> list[str]:
    return told(CLASSES.format(loss=loss, target=target, prediction=prediction))


@pytest.mark.parametrize("path", sorted((ROOT / "networks").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_networks_leave_no_doubt(path: Path) -> None:
    assert not told(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("parameters: {b: 1}", "b"),
        ("inputs: {u: 1, x: 2}", "u"),
        ("target: {y: 1}", "y"),
        ("shapes: {v: n}", "v"),
    ],
)
def test_a_name_that_nothing_uses_is_told(declared: str, name: str) -> None:
    spec = declared + ("\n" if "x: 2" in declared else "\ninputs: {x: 2}\n") + "loss: l = x^2\n"
    assert told(spec) == [f"nothing uses {name}, so no result depends on it"]


@pytest.mark.parametrize("more", ["wrt: [x, b]\n", "marks: {b: 1}\n"])
def test_a_name_that_is_asked_about_is_used(more: str) -> None:
    assert not told(f"parameters: {{b: 1, x: 2}}\nloss: l = x^2\n{more}")


def test_a_result_that_leads_nowhere_is_told() -> None:
    """Not so a result beside the prediction, as an accuracy."""
    spec = "inputs: {x: 2}\nlayers: [z = x^2, a = tanh(z), p = 3*z, right = p > 1]\nloss: l = p^2\n"
    assert told(spec) == ["nothing uses a, so l does not depend on it"]


def test_without_a_loss_every_result_is_an_answer() -> None:
    assert not told("inputs: {x: 2}\nlayers: [a = x^2, b = x^3, c = x^4]\n")


@pytest.mark.parametrize(
    "loss", ["cross_entropy(p, y)", "softmax_cross_entropy(z, y)", "binary_cross_entropy(p, y)"]
)
def test_a_one_hot_target_leaves_no_doubt(loss: str) -> None:
    assert not [one for one in classes(loss) if "nothing uses p" not in one]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("[1, 2]", "sum to 3"),
        ("[0, 0]", "sum to 0"),
        ("[-1, 2]", "a negative entry"),
        ("[0.9, 0.2]", "sum to 1.1"),
    ],
)
def test_a_target_that_is_no_distribution_is_told(target: str, said: str) -> None:
    (found,) = classes("cross_entropy(p, y)", target)
    assert said in found


@pytest.mark.parametrize(("target", "doubtful"), [("1", False), ("[0.3, 0.7]", False), ("[1/3, 2/3]", False)])
def test_labels_and_distributions_are_targets(target: str, doubtful: bool) -> None:
    assert bool(classes("cross_entropy(p, y)", target)) is doubtful


@pytest.mark.parametrize("target", ["[2, 0]", "[-1, 1]"])
def test_a_target_that_is_no_probability_is_told(target: str) -> None:
    (found,) = classes("binary_cross_entropy(p, y)", target, "sigmoid(z)")
    assert found.startswith("y is not between 0 and 1 everywhere")


@pytest.mark.parametrize("loss", ["cross_entropy", "softmax_cross_entropy", "binary_cross_entropy"])
def test_a_target_in_the_place_of_the_prediction_is_told(loss: str) -> None:
    assert f"{loss} takes the prediction first, and y is a target" in classes(f"{loss}(y, p)", "[1/2, 1/2]")


def test_softmax_twice_is_told() -> None:
    assert "softmax_cross_entropy takes logits, and p is a softmax already" in classes(
        "softmax_cross_entropy(p, y)"
    )


def test_each_row_of_a_batch_is_one_target() -> None:
    spec = """inputs: {{X: [[1, 2], [0, 1]]}}
target: {{Y: {0}}}
batch: rows
layers: [P = softmax(X)]
loss: l = cross_entropy(P, Y)
"""
    assert not told(spec.format("[[1, 0], [0, 1]]"))
    assert not told(spec.format("[0, 1]"))
    (found,) = told(spec.format("[[1, 1], [0, 0]]"))
    assert "sum to 2" in found


def test_a_doubt_goes_to_stderr_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "s.yaml"
    spec.write_text("inputs: {x: 2}\nparameters: {b: 1}\nloss: l = x^2\n")
    assert ending(["run", str(spec), "--json"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("{")
    assert err == (
        f"bpcalc: {spec}:2:14: nothing uses b, so no result depends on it; use it in an equation, or leave it out\n"
    )


def test_a_named_loss_compares_yhat_where_there_is_one() -> None:
    spec = "inputs: {x: 2}\ntarget: {y: 1}\nlayers: [yhat = 3*x, reg = x^2]\nloss: mse\n"
    found = loads(spec)
    assert found.equations[-1].text == "mse(yhat, y)"


def test_a_loss_that_is_there_already_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "s.yaml"
    spec.write_text("inputs: {x: 2}\ntarget: {y: 1}\nlayers: [yhat = 2*x, l = (yhat - y)^2]\nloss: mse\n")
    assert ending(["run", str(spec)]) == 3
    assert "leave out loss: mse, or write loss: l" in capsys.readouterr().err
