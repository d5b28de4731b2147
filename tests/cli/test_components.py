"""Functions that are put together from entries are differentiated as on paper: small matrices of formulas,
blocks beside and below each other, no rows of the identity."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bpcalc.cli.main import bpcalc
from tests.calculus.derivations import SPECS

WORDS = "inputs: {x: [1, 2]}\nlayers:\n  - f = vstack(x[0]^2*x[1], 5*x[0]+sin(x[1]))\n"
VALLEY = "inputs: {x: [1, 2]}\nloss: f = (1 - x[0])^2 + 100*(x[1] - x[0]^2)^2\n"
BUMP = """
inputs: {x: [1, 2]}
layers: ["z = exp(-(x[0] - 1)^2 - 2*(x[1] - 3)^2) * sin(x[0]*x[1]) / (1 + x[0]^2 + x[1]^2)"]
"""
GATE = """
shapes: {x: 2, k: 2, W: [3, 2], U: [3, 2]}
inputs: [x, k]
layers: [i = sigmoid(W @ x + U @ k), j = tanh(i), l = sum(j)]
"""
GRAPH = """
shapes: {X: [3, 2], A: [3, 3], W: [2, 2]}
inputs: [X]
layers: [H = relu(A @ X @ W), Z = A @ H @ W]
loss: L = norm(Z)^2
"""


def page(command: str, text: str, *options: str, width: int = 80) -> str:
    """A page as it is printed."""
    done = CliRunner().invoke(bpcalc, [command, "-", *options], input=text, env={"COLUMNS": str(width)})
    assert done.exit_code in (0, 1), done.output
    return done.output


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("command", ["run", "derive"])
def test_a_function_by_components_has_a_matrix_of_formulas(command: str) -> None:
    """As a teacher writes it, the = at its middle."""
    text = page(command, WORDS)
    assert "           ⎡ 2·x[0]·x[1]   x[0]²     ⎤\n   ∂f/∂x = ⎣ 5             cos(x[1]) ⎦" in text
    assert "I[0]" not in text
    assert "δ" not in text


def test_the_function_itself_is_drawn_as_a_column() -> None:
    """In ASCII as well."""
    assert "       ⎡ x[0]²·x[1]         ⎤\n   f = ⎣ 5·x[0] + sin(x[1]) ⎦\n" in page("run", WORDS)
    done = CliRunner(charset="ascii").invoke(
        bpcalc, ["run", "-"], input=WORDS, env={"PYTHONIOENCODING": "ascii"}
    )
    assert "   f = [ 5 * x[0] + sin(x[1]) ]\n" in done.output


def test_a_gradient_by_components_is_a_column_of_formulas() -> None:
    """Rosenbrock's valley."""
    text = page("run", VALLEY)
    assert "⎡ −2·(1 − x[0]) − 400·(x[1] − x[0]²)·x[0] ⎤" in text
    assert "∂f/∂x = ⎣ 200·(x[1] − x[0]²)                      ⎦" in text
    latex = page("run", VALLEY, "--format", "latex")
    assert r"\begin{bmatrix} -2 (1 - x[0]) - 400 (x[1] - x[0]^2) x[0] \\ 200 (x[1] - x[0]^2)" in latex
    assert r"x[1] \begin{bmatrix}" not in latex


def test_long_entries_stand_on_lines_of_their_own() -> None:
    """A matrix that is too wide for the page is none; nor is anything cut."""
    text = page("derive", BUMP)
    assert "(∂z/∂x)[0] = " in text
    assert "(∂z/∂x)[1] = " in text
    assert "I[0]" not in text
    narrow = page("derive", VALLEY, width=50)
    assert max(map(len, narrow.splitlines())) <= 50


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mixture", "∂ŷ/∂e = hstack(a, b)"),
        ("two heads", "∂L/∂v = hstack(softmax(q[:, 0:2] q[:, 0:2]ᵀ, axis=1)ᵀ · ∂L/∂h₀, softmax(q[:, 2:4] q[:, "
         "2:4]ᵀ, axis=1)ᵀ · ∂L/∂h₁)"),
        ("gates", "∂L/∂W = (∂L/∂a)ᵀ xᵀ = vstack(i ⊙ (1 − i) ⊙ g ⊙ c, f ⊙ (1 − f) ⊙ c₀ ⊙ c, (1 − g²) ⊙ i ⊙ c) xᵀ"),
        ("gates", "∂f/∂a = hstack(0, diag(f ⊙ (1 − f)), 0)"),
        ("windows by hand", "∂c/∂w = hstack(x[0:3], x[1:4])"),
        ("windows by hand", "⎢ 0 w[0] w[1] 0 ⎥"),
        ("windows by hand", "⎢ w[1]·c[0] + w[0]·c[1] ⎥"),
        ("scores", "∂e/∂h₁ = vstack((v ⊙ (1 − tanh(Ws + Uh₁)²))ᵀ U, 0)"),
        ("rotation", "⎡ −r·sin(s) ⎤"),
    ],
)  # fmt: skip
def test_parts_put_together_again_are_stacked(name: str, line: str) -> None:
    """Slices, mixtures and windows: hstack and vstack instead of sums with rows of the identity."""
    text = squeezed(page("derive", SPECS[name], width=200))
    assert line in text
    assert "I[0]" not in text
    assert "if 0 =" not in text


def test_entries_use_the_result_of_their_equation_and_letters_of_their_own() -> None:
    """iⱼ·(1 − iⱼ), not σ(…)·(1 − σ(…)); an index is never the letter of a quantity beside it."""
    text = page("derive", GATE)
    assert "(∂i/∂x)ⱼᵣ = Wⱼᵣ·iⱼ·(1 − iⱼ)" in text
    assert "(∂j/∂i)ₖᵣ = 1 − jₖ² if k = r, else 0" in text


def test_entries_of_products_are_rows_times_columns() -> None:
    """Not the transpose of a column times that of a row."""
    text = page("derive", GRAPH)
    assert "(∂H/∂A)ᵢⱼ,ₖᵣ = X[r, :] W[:, j] if i = k and (AXW)ᵢⱼ > 0, else 0" in text
    assert "(∂Z/∂A)ᵢⱼ,ₖᵣ = (HW)ᵣⱼ if i = k, else 0" in text
