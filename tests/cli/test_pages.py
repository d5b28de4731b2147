"""What a student finds on the page of a solution: signs explained, nothing left implied."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bpcalc.cli.main import bpcalc

ATTENTION = """
inputs: {Q: [[1, 0], [0, 1]], K: [[1, 1], [0, 1], [1, 0]]}
layers: [S = Q @ K.T]
loss: L = sum(S^2)
"""
CLASSES = """
inputs: {X: [[1, 2], [0, -1]]}
parameters: {W: [[1, 0, 1], [2, -1, 0]]}
target: {t: [0, 2]}
batch: rows
layers: [Z = X @ W]
loss: softmax_cross_entropy
"""
LOGISTIC = """
inputs: {X: [[1, 2], [2, -1], [-1, 0]]}
parameters: {w: [1/2, -1/2]}
target: {y: [1, 0, 1]}
layers: [z = X @ w, p = sigmoid(z)]
loss: J = -sum(y * log(p) + (1 - y) * log(1 - p))
"""


def printed(folder: Path, spec: str, command: str, *options: str) -> str:
    """The page of a command."""
    path = folder / "spec.yaml"
    path.write_text("title: A page\n" + spec.strip() + "\n", encoding="utf-8")
    environment = {"COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    done = CliRunner().invoke(bpcalc, [command, str(path), *options], env=environment)
    assert done.exit_code in (0, 1), done.output
    return done.output


def squeezed(page: str) -> str:
    return " ".join(page.split())


def test_a_commutation_matrix_is_explained_and_has_a_letter_of_its_own(tmp_path: Path) -> None:
    """K belongs to the keys here, so the permutation is T."""
    page = squeezed(printed(tmp_path, ATTENTION, "run"))
    assert "∂S/∂K = (Q ⊗ I) T(3, 2)" in page
    said = "T(3, 2) is the commutation matrix, the permutation with T(3, 2) vec(X) = vec(Xᵀ)"
    assert page.count(said) == 1
    other = squeezed(printed(tmp_path, ATTENTION.replace("K", "H"), "derive"))
    assert "K(3, 2) is the commutation matrix" in other
    latex = printed(tmp_path, ATTENTION, "run", "--format", "latex")
    assert "T_{3,2}" in latex
    assert "K_{3,2}" not in latex


def test_the_probabilities_of_a_loss_of_logits_are_shown(tmp_path: Path) -> None:
    """∂ℓ/∂z is softmax(z) − onehot(t), and both stand with the loss; --detail adds the logarithms."""
    page = printed(tmp_path, CLASSES, "run", "--precision", "3")
    loss = page[page.index("softmax_cross_entropy(") : page.index("Local Jacobians")]
    assert "softmax(Z, axis=1)" in loss
    assert "onehot(t, Z)" in loss
    assert "0.981" in loss  # e⁵ / (e⁵ + e⁻² + e¹)
    assert "0.259" in loss  # e⁰ / (e⁻² + e¹ + e⁰), of the label 2


def test_every_factor_of_a_worked_step_fits(tmp_path: Path) -> None:
    """`check --hint 3`: formula, factors and result in the shapes of their variables."""
    page = printed(tmp_path, LOGISTIC, "check", "-a", "dJ/dw=[1, 1]", "-a", "dJ/dz=[1, 2, 3]", "--hint", "3")
    assert "∂J/∂w = Xᵀ · ∂J/∂z" in page
    assert "2×3" in page
    assert "3×1" in page
    assert "1×2" not in page
    assert "1×3" not in page
    assert "1 − p" in page


IMAGE = """
inputs: {X: [[1, 0, 2, 1, 0], [0, 1, 1, 0, 2], [2, 1, 0, 1, 1], [0, 0, 1, 2, 0], [1, 2, 0, 1, 1]]}
parameters: {K: [[1, -1], [0, 2]]}
layers: ["C = conv2d(X, K)", "A = relu(C)", "P = maxpool(A)"]
loss: l = sum(P^2)
"""


def test_an_image_goes_back_as_courses_say_it(tmp_path: Path) -> None:
    """Correlation with δ for the kernel, full convolution for the image, a mask for the pooling."""
    page = squeezed(printed(tmp_path, IMAGE, "derive"))
    assert "∂ℓ/∂K = conv2d(X, ∂ℓ/∂C)" in page
    assert "∂ℓ/∂X = conv2d(∂ℓ/∂C, turned(K), pad=1)" in page
    assert "∂ℓ/∂A = maxpool'(A) ⊙ (∂ℓ/∂P ⊗ 1₂ₓ₂)" in page
    assert "turned(K) is the kernel after half a turn" in page
    assert "scatter" not in page
    assert "gather" not in page


def test_a_window_is_worked_out(tmp_path: Path) -> None:
    """Forward always, backward with --detail: the first window that lies inside."""
    assert "conv2d(X, K)[0, 0] = 1·1 + 0·(-1) + 0·0 + 1·2 = 3" in printed(tmp_path, IMAGE, "run")
    assert "maxpool(A)[0, 0] = max(3, 0, 1, 0) = 3" in printed(tmp_path, IMAGE, "run")
    detail = printed(tmp_path, IMAGE, "run", "--detail")
    assert "conv2d(∂ℓ/∂C, turned(K), pad=1)[1, 1] = 6·2 + 0·0 + 0·(-1) + 0·1 = 12" in detail


def test_a_derivative_that_is_a_number_stands_there_once(tmp_path: Path) -> None:
    """∂q/∂x = 1 is its own value, as a local Jacobian; one with a name in it has both."""
    page = printed(tmp_path, "inputs: {x: 3, y: 4}\nlayers: [q = x + y]\nloss: f = q * y", "run")
    local = page[page.index("Local Jacobians") : page.index("Reverse accumulation")]
    assert local.count("∂q/∂x") == 1
    assert local.count("∂f/∂q") == 2


def test_names_are_drawn_alike_everywhere(tmp_path: Path) -> None:
    """x₁ in a formula is x₁ in a note."""
    spec = "inputs: {x1: [0, -1], x2: [1, 2]}\nlayers: [z1 = relu(x1 * x2)]\nloss: l = sum(exp(z1))"
    page = printed(tmp_path, spec, "run")
    assert "relu in the equation of z₁ sits exactly on its kink" in page
    assert "so x₁ bears the chain" in page
    assert "x1" not in page


def test_every_line_of_adam_has_its_numbers(tmp_path: Path) -> None:
    """v, m̂ and v̂ as the rule has them, then the step."""
    spec = "parameters: {w: [1, -2]}\nloss: L = sum(w^2)\nupdate: {adam: {rate: 0.1}}"
    page = printed(tmp_path, spec, "train")
    for label in ("(∂L/∂w)²", "v_w_new", "m̂_w_new", "v̂_w_new", "[ 0.999 ] ·", "/ [ 0.1 ] ="):
        assert label in page


def test_a_rounded_factor_makes_the_relation_one_of_rounding(tmp_path: Path) -> None:
    """[0.1] · [1/3 …] ≈ …: the sign stands between the sides, not within a product."""
    spec = (
        "inputs: {A: [[1/3000017, 2], [3, 1/7000003]]}\nparameters: {x: [1, 2]}\n"
        "layers: [z = A @ x]\nloss: l = sum(z)"
    )
    page = printed(tmp_path, spec, "run")
    shown = page[page.index("z = Ax") : page.index("Local Jacobians")]
    assert "· ≈" not in shown
    assert "≈ ⎣" in shown
