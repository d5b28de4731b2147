"""Rows and columns that a label picks, `E[i, :]`: their values and gradients, and that nothing is
differentiated by a label."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from autograd import grad
from autograd import numpy as np
from click.testing import CliRunner

from bpcalc.calculus.solve import solve
from bpcalc.cli.main import bpcalc
from bpcalc.spec.reader import loads

WORD = """
inputs: {i: 1}
parameters: {E: [[1, 2], [3, 4], [5, 6]], w: [1, -1]}
target: {y: 0}
layers:
  - e = E[i, :]
  - s = e @ w
loss: L = 1/2 * (s - y)^2
"""
CONTEXT = """
inputs: {c: [0, 2, 2]}
parameters: {E: [[1, 2], [3, 4], [5, 6]], U: [[1, 0, 1], [0, 1, -1]]}
target: {t: 1}
layers:
  - V = E[c, :]
  - h = mean(V, axis=0)
  - z = h @ U
loss: L = 1/2 * sum(U[:, t]^2) * norm(tanh(z))^2
"""


def solved(spec: str, **options: Any) -> Any:
    """The one case of a spec."""
    (found,) = solve(loads(spec), **options).cases
    return found


def printed(command: str, spec: str, *options: str) -> str:
    """A page of 100 columns."""
    done = CliRunner().invoke(bpcalc, [command, "-", *options], input=spec, env={"COLUMNS": "100"})
    assert done.exit_code in (0, 1), done.output
    return done.output


def test_the_gradient_of_a_looked_up_row_lands_in_that_row() -> None:
    """Exactly: s = 3 − 4, and ∂L/∂E has (s − y)·wᵀ in row 1 alone."""
    found = solved(WORD)
    assert found.quantities["e"].value.tolist() == [[3, 4]]
    assert found.gradients["E"].tolist() == [[0, 0], [-1, 1], [0, 0]]
    assert found.gradients["w"].tolist() == [[-3], [-4]]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("E[i, :]", [[3, 4]]), ("E[i]", [[3, 4]]), ("E[:, k]", [[2], [4], [6]]), ("E[c, :]", [[5, 6], [1, 2]]),
        ("E[c]", [[5, 6], [1, 2]]), ("E[:, c[1:2]]", None), ("E.T[:, c]", [[5, 1], [6, 2]]), ("E[i, k]", [[4]]),
        ("E[i, 0]", [[3]]), ("E[i, 1:2]", [[4]]), ("(E * 2)[i, :]", [[6, 8]]), ("E[1, :][c[0:1] - 1]", None),
        ("E[:, 0][c]", [[5], [1]]), ("E[0:2, k]", [[2], [4]]), ("E[0:1, :][j]", [[1]]),
    ],
)  # fmt: skip
def test_what_labels_pick(written: str, value: list[list[int]] | None) -> None:
    """A label or a column of labels, as a name, picks rows and columns as in NumPy; nothing else does."""
    spec = "inputs: {i: 1, k: 1, j: 0, c: [2, 0], E: [[1, 2], [3, 4], [5, 6]]}\nlayers:\n"
    spec += f'  - "q = {written}"\n'
    done = CliRunner().invoke(bpcalc, ["run", "-", "--json"], input=spec)
    if value is None:
        assert "E314" in done.output
        return
    assert solved(spec).quantities["q"].value.tolist() == value


def test_several_rows_agree_with_autograd() -> None:
    """A row that is looked up twice gets both shares."""
    u = np.array([[1.0, 0, 1], [0, 1, -1]])
    e = np.array([[1.0, 2], [3, 4], [5, 6]])

    def loss(e: Any, u: Any) -> Any:
        z = np.dot(np.mean(e[np.array([0, 2, 2])], axis=0), u)
        return np.sum(u[:, 1] ** 2) * np.sum(np.tanh(z) ** 2) / 2

    found = solved(CONTEXT)
    expected = grad(loss, (0, 1))(e, u)
    numpy.testing.assert_allclose(found.gradients["E"].astype(float), expected[0], rtol=1e-12)
    numpy.testing.assert_allclose(found.gradients["U"].astype(float), expected[1], rtol=1e-12)


def test_a_lookup_is_written_as_it_was_typed_and_costs_nothing() -> None:
    """Forward E[i, :]; backward the one-hot column times what comes back."""
    page = printed("run", WORD)
    assert "e = E[i, :]" in page
    assert "∂L/∂E = (s − y)·onehot(i) wᵀ" in page
    derived = " ".join(printed("derive", WORD).split())
    assert "(∂e/∂E)ⱼ,ₖᵣ = 1 if k = i and j = r, else 0" in derived
    assert "∂L/∂E = onehot(i) · ∂L/∂e" in derived
    assert "(∂V/∂E)ᵢⱼ,ₖᵣ = 1 if k = cᵢ and j = r, else 0" in printed("derive", CONTEXT)
    row = next(line for line in printed("count", WORD).splitlines() if line.split()[:1] == ["e"])
    assert row.split() == ["e", "0", "0"]


def test_nothing_is_differentiated_by_a_label_unless_asked() -> None:
    """i, c and t say which entry; with --wrt the derivative is 0."""
    for command in ("run", "derive", "hessian", "count", "gradcheck", "graph"):
        assert "∂L/∂i" not in printed(command, WORD)
    assert "i 0" not in printed("graph", WORD)
    assert [*solved(WORD).gradients] == ["w", "E"]
    assert solved(WORD, wrt=("i",)).gradients["i"].tolist() == [[0]]
    given = "inputs: {t: 1, z: [1, 2]}\nlayers: [p = softmax(z)]\nloss: "
    for loss in ("-log(p[t])", "cross_entropy(p, t)", "softmax_cross_entropy(z, t)"):
        assert [*solved(given + loss + "\n").gradients] == ["z"]


def test_a_label_that_is_computed_and_one_that_is_a_number_as_well() -> None:
    """i is a label by way of k; t is a factor too, so it has a gradient."""
    spec = "inputs: {i: 1, t: 1, z: [1, 2, 3]}\nlayers: [k = i + 1]\nloss: l = z[k]*z[t]*t\n"
    found = solved(spec)
    assert {name: value.tolist() for name, value in found.gradients.items()} == {
        "t": [[6]], "z": [[0], [3], [2]],
    }  # fmt: skip


def test_formulas_of_answers_are_compared_at_the_same_label(tmp_path: Any) -> None:
    """A formula that is right for this case alone is wrong, as with any other number."""
    spec, sheet = tmp_path / "spec.yaml", tmp_path / "sheet.yaml"
    spec.write_text(WORD, encoding="utf-8")
    for formula, verdict in (
        ("(s - y) * onehot(i, zeros(3)) @ w.T", "1 right"),
        ("-onehot(i, zeros(3)) @ w.T", "1 wrong"),
    ):
        sheet.write_text(f'answers:\n  symbolic:\n    dL/dE: "{formula}"\n', encoding="utf-8")
        assert verdict in CliRunner().invoke(bpcalc, ["check", str(spec), str(sheet)]).output
