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


NEGATIVE = """
inputs: {x: [1, 2]}
target: {t: 1}
layers: [linear: {weights: [[1, -1]], bias: 0}, sigmoid]
loss: half_squared_error
conventions: {notation: delta, deltas: negative}
update: {sgd: {rate: 1/2}}
"""
"""z₁ = −1, ŷ = 0.268941: δ(ŷ) = t − ŷ = 0.731059, δ(z₁) = ŷ(1 − ŷ)δ(ŷ) = 0.143735."""


def test_negative_deltas_are_said_and_true(tmp_path: Path) -> None:
    """δ = −∂ of every result, in formulas as in numbers; a gradient by weights is no delta."""
    page = printed(tmp_path, NEGATIVE, "run")
    for said in ("δ(ŷ) = t − ŷ", "δ(ŷ) = 0.731059", "δ(z₁) = ŷ·(1 − ŷ)·δ(ŷ)", "∂ℓ/∂W₁ = −δ(z₁)·xᵀ",
                 "[ -0.143735  -0.287470 ]", "a delta is the negative derivative"):  # fmt: skip
        assert said in page
    assert "δ(W₁)" not in page
    derived = squeezed(printed(tmp_path, NEGATIVE, "derive"))
    for said in ("δ(ŷ) = t − ŷ", "δ(z₁) = ŷ·(1 − ŷ)·δ(ŷ)", "∂ℓ/∂W₁ = −δ(z₁)·xᵀ"):
        assert said in derived
    trained = printed(tmp_path, NEGATIVE, "train", "--steps", "1")
    for said in ("g = ∂ℓ/∂w", "δ(ŷ) = t − ŷ", "[ 0.731059 ]   [ 0.143735 ]", "∂ℓ/∂W₁ = −δ(z₁)·xᵀ",
                 "a delta is the negative derivative"):  # fmt: skip
        assert said in trained
    latex = printed(tmp_path, NEGATIVE, "run", "--format", "latex")
    assert r"\delta_{\hat{y}} & = t - \hat{y} = 0.731059" in latex
    assert r"\frac{\partial \ell}{\partial b_1} & = -\delta_{z_1} = -0.143735" in latex


def test_negative_deltas_are_not_ignored_without_a_word(tmp_path: Path) -> None:
    """Where no derivative is a delta, the page says that the sign stays."""
    page = squeezed(printed(tmp_path, NEGATIVE.replace("notation: delta, ", ""), "run"))
    assert "derivatives keep their sign" in page
    assert "∂ℓ/∂ŷ = ŷ − t" in page


def test_notes_at_kinks_say_what_is_used(tmp_path: Path) -> None:
    """Of a kink, of a jump, and of a tie of two; relu' of another value at 0 shows it."""
    said = {
        "max(0, u)": "sits exactly on its kink; the derivative there is taken as 0",
        "step(u)": "sits exactly on its jump; the derivative there is taken as 0",
        "max(u, 2 * u)": "the derivatives there, by each argument, are taken as 1/2 and 1/2",
        "elu(u, 2)": "relu'(u) + relu'(−u, at_zero=1)·(f + 2)",
    }
    for formula, words in said.items():
        assert words in squeezed(printed(tmp_path, f"inputs: {{u: 0}}\nloss: 'f = {formula}'", "run"))
    latex = printed(tmp_path, "inputs: {u: 0}\nloss: 'f = elu(u, 2)'", "run", "--format", "latex")
    assert r"\mathrm{at\_zero} = 1" in latex


CONDITIONS = """
inputs: {s: 1}
layers: ["k = s == 1", "y = indicator(s == 1)", "m = 0 < s and s < 2"]
loss: f = k * y * m * s
"""


def test_a_condition_beside_an_equals_sign_is_in_brackets(tmp_path: Path) -> None:
    """`k = s = 1` would say that k is s."""
    page = printed(tmp_path, CONDITIONS, "run")
    assert "k = (s = 1)\n" in page
    assert "y = indicator(s = 1) = (s = 1)\n" in page
    assert "m = (0 < s < 2)\n" in page
    assert r"k & = \left( s = 1 \right) = 1" in printed(tmp_path, CONDITIONS, "run", "--format", "latex")
    assert "k = (s = 1)" in printed(tmp_path, CONDITIONS, "graph")


GATE = """
inputs: {x: [1, 2], h: [0, 1]}
parameters: {W: [[1, -1], [0, 1]], U: [[1, 0], [1, 1]], b: [0, 1]}
target: {y: [1, 0]}
layers: [f = sigmoid(W @ x + U @ h + b)]
loss: J = -sum(y * log(f)) / 3
"""


def test_detail_shows_what_a_composed_equation_is_made_of(tmp_path: Path) -> None:
    """The value before the activation, [-1, 4], and each part of the loss."""
    page = printed(tmp_path, GATE, "run", "--detail")
    forward = page[page.index("Forward pass") : page.index("Local Jacobians")]
    assert "Wx + Uh + b" in forward.replace("f = σ(Wx + Uh + b)", "")
    assert "⎡ -1 ⎤" in forward
    assert "⎣  4 ⎦" in forward
    assert "y ⊙ log f" in forward.replace("J = −sum(y ⊙ log f)", "")
    assert "Wx + Uh + b" not in printed(tmp_path, GATE, "run").replace("σ(Wx + Uh + b)", "").replace(
        "exp(−(Wx + Uh + b))", ""
    )
    assert "sum(y ⊙ log f)" in printed(tmp_path, GATE, "run", "--detail", "--mode", "forward")


def test_a_step_with_a_number_shows_its_factors(tmp_path: Path) -> None:
    """(∂L/∂S)ᵀ · Q / √2, each with its numbers."""
    spec = ATTENTION.replace("S = Q @ K.T", "S = Q @ K.T / sqrt(2)")
    page = printed(tmp_path, spec, "run")
    step = page[page.index("∂L/∂K = (∂L/∂S)ᵀ Q / √2") :]
    assert "/ [ 1.41421 ] =" in step[: step.index("cost")]
    spec = (
        "inputs: {x: [1, 2]}\nparameters: {A: [[1, 2], [3, 4]]}\nlayers: [y = -(A @ x)]\nloss: l = sum(y^2)"
    )
    assert "⎣ 3  4 ⎦ · ⎣ 2 ⎦ = ⎣ -11 ⎦" in printed(tmp_path, spec, "run")


def test_a_number_behind_an_underscore_is_an_index(tmp_path: Path) -> None:
    """x_1 is drawn as x1 is, unless the spec has both; what else is behind an underscore stays."""
    spec = """
inputs: {x_1: 2, x_2: 3, x2: 5, theta_0: 1, b_out: 1}
parameters: {W_1: 4}
layers: [z_1 = W_1 * x_1 + x_2 * x2 * theta_0 + b_out]
loss: L = z_1^2
update: {momentum: {rate: 0.1, beta: 0.5}}
"""
    page = printed(tmp_path, spec, "run")
    assert "z₁ = W₁·x₁ + x_2·x₂·θ₀ + b_out\n" in page
    assert "∂L/∂W₁ = ∂L/∂z₁ · ∂z₁/∂W₁" in page
    assert "_1" not in page
    assert "W₁_new" in printed(tmp_path, spec, "train", "--steps", "1")
    latex = printed(tmp_path, spec, "run", "--format", "latex")
    assert r"z_1 & = W_1 x_1 + \mathit{x\_2} x_2 \theta_0 + b_{\mathrm{out}}" in latex
