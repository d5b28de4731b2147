"""What courses ask to derive by hand, as formulas a person would leave."""

from __future__ import annotations

import pytest

from bpcalc.calculus.symbolic import Derived, derived, second
from bpcalc.language.notation import text
from bpcalc.language.tree import Expr
from bpcalc.report.chain import Frame, lines
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.reader import loads
from tests.calculus.derivations import derivation_of, short


def jacobian(done: Derived, q: str, u: str) -> str:
    """A local Jacobian in Unicode."""
    return text.unicode(done.locals[q, u].formula)


def entry(done: Derived, q: str, u: str) -> str:
    """The entry rule of a local Jacobian in Unicode."""
    found = done.locals[q, u].entry
    assert found is not None
    return text.unicode(found.formula)


def gradients(done: Derived, names: str) -> list[str]:
    """Gradients in quantities."""
    return [text.unicode(done.gradients[name]) for name in names.split()]


def chain(done: Derived, conventions: Conventions = Conventions()) -> dict[str, str]:  # noqa: B008 - immutable
    """The lines of the chain rule by quantity, each side after `=`."""
    from bpcalc.language.notation.style import Style

    style = Style(derivatives=conventions.notation, of=done.of or "")

    def written(side: Expr) -> str:
        return text.unicode(side, style)

    found = lines(Frame(done, conventions))
    return {
        name: " = ".join([written(line.left), *map(written, line.right)])
        for name, line in zip(done.order, found, strict=True)
    }


# -- two layers: regression, then tanh and sigmoid, then binary cross-entropy ------------


def test_forward_pass_in_inputs_and_parameters() -> None:
    """(b): every output in x, W₁, b₁, W₂, b₂ alone, constants gathered."""
    done = derivation_of("regression")
    written = {q: text.unicode(done.written_out[done.graph.leaf(q)]) for q in done.graph.equations}
    assert written == {
        "s1": "W₁x + b₁",
        "a1": "3·relu(W₁x + b₁)",
        "s2": "3·W₂ relu(W₁x + b₁) + b₂",
        "yt": "3·W₂ relu(W₁x + b₁) + b₂",
        "C": "‖3·W₂ relu(W₁x + b₁) + b₂ − y‖²",
    }


CHAIN = {
    "s2": "∂C/∂s₂ = ∂C/∂yt · ∂yt/∂s₂",
    "W2": "∂C/∂W₂ = ∂C/∂s₂ · ∂s₂/∂W₂ = ∂C/∂yt · ∂yt/∂s₂ · ∂s₂/∂W₂",
    "b2": "∂C/∂b₂ = ∂C/∂s₂ · ∂s₂/∂b₂ = ∂C/∂yt · ∂yt/∂s₂",
    "a1": "∂C/∂a₁ = ∂C/∂s₂ · ∂s₂/∂a₁ = ∂C/∂yt · ∂yt/∂s₂ · W₂",
    "s1": "∂C/∂s₁ = ∂C/∂a₁ · ∂a₁/∂s₁ = ∂C/∂yt · ∂yt/∂s₂ · W₂ · ∂a₁/∂s₁",
    "x": "∂C/∂x = ∂C/∂s₁ · ∂s₁/∂x = ∂C/∂yt · ∂yt/∂s₂ · W₂ · ∂a₁/∂s₁ · W₁",
    "W1": "∂C/∂W₁ = ∂C/∂s₁ · ∂s₁/∂W₁ = ∂C/∂yt · ∂yt/∂s₂ · W₂ · ∂a₁/∂s₁ · ∂s₁/∂W₁",
    "b1": "∂C/∂b₁ = ∂C/∂s₁ · ∂s₁/∂b₁ = ∂C/∂yt · ∂yt/∂s₂ · W₂ · ∂a₁/∂s₁",
}


@pytest.mark.parametrize("name", ["regression", "tanh and sigmoid", "binary cross-entropy"])
def test_chain_rule_does_not_depend_on_the_functions(name: str) -> None:
    """(c): with ∂C/∂ỹ, ∂ỹ/∂s₂ and ∂a₁/∂s₁ as names the backward pass is one for all three."""
    found = chain(derivation_of(name))
    assert list(found) == ["yt", *CHAIN]
    assert {q: line for q, line in found.items() if q != "yt"} == CHAIN


def test_weight_gradients_are_outer_products() -> None:
    """(c): for a weight matrix, what comes back times what went in."""
    done = derivation_of("regression")
    assert gradients(done, "W2 b2 W1 b1") == [
        "2·(yt − y) a₁ᵀ",
        "2·(yt − y)",
        "6·(relu'(s₁) ⊙ W₂ᵀ (yt − y)) xᵀ",
        "6·relu'(s₁) ⊙ W₂ᵀ (yt − y)",
    ]


@pytest.mark.parametrize(
    ("name", "a1", "yt", "loss"),
    [
        ("regression", "3 if i = j and s₁ᵢ > 0, else 0", "I", "2·(yt − y)ᵀ"),
        (
            "tanh and sigmoid",
            "1 − a₁ᵢ² if i = j, else 0",
            "ytᵢ·(1 − ytᵢ) if i = j, else 0",
            "2·(yt − y)ᵀ",
        ),
        (
            "binary cross-entropy",
            "1 − a₁ᵢ² if i = j, else 0",
            "ytᵢ·(1 − ytᵢ) if i = j, else 0",
            "((1 − y) / (1 − yt) − y/yt)ᵀ / K",
        ),
    ],
)
def test_entries_of_the_three_jacobians(name: str, a1: str, yt: str, loss: str) -> None:
    """(d): diagonals by cases, the derivative of the loss as a row."""
    done = derivation_of(name)
    assert entry(done, "a1", "s1") == a1
    assert (jacobian(done, "yt", "s2") if yt == "I" else entry(done, "yt", "s2")) == yt
    assert jacobian(done, "C", "yt") == loss


def test_sigmoid_cancels_in_binary_cross_entropy() -> None:
    """The gradient before the sigmoid is (ỹ − y)/K, denominators gone."""
    assert gradients(derivation_of("binary cross-entropy"), "s2 b2") == ["(yt − y) / K"] * 2
    assert gradients(derivation_of("logistic"), "w b") == ["(p − y)·x", "p − y"]


# -- Jacobians of sums and compositions ----------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ("h = W1 @ x + W2 @ x", "W₁ + W₂"),
        ("h = W1 @ x + W1 @ x", "2·W₁"),
        ("f = W1 @ x; g = W1 @ x; h = f + g", "2·W₁"),
        ("f = W1 @ x; g = W2 @ x; h = f + g", "W₁ + W₂"),
        ("f = W1 @ x; h = W2 @ f", "W₂W₁"),
        ("f = W1 @ x; h = W1 @ f", "W₁W₁"),
        ("h = x - x", "0"),
        ("h = 2 * (1/2 * x)", "I"),
        ("h = (x.T).T", "I"),
    ],
)
def test_jacobians_of_sums_and_compositions(layers: str, expected: str) -> None:
    """The whole derivative of h by x."""
    equations = "".join(f"\n  - {one}" for one in layers.split("; "))
    done = derived(loads(f"shapes: {{x: a, W1: [a, a], W2: [a, a]}}\nlayers:{equations}\nof: h\nwrt: [x]"))
    assert text.unicode(done.totals["x"]) == expected


# -- softmax -------------------------------------------------------------------------------


def test_softmax_jacobian() -> None:
    """diag(p) − p pᵀ, entry by entry δᵢⱼ pᵢ − pᵢ pⱼ."""
    done = derivation_of("label")
    assert jacobian(done, "p", "z") == "diag(p) − p pᵀ"
    assert entry(done, "p", "z") == "δᵢⱼ·pᵢ − pᵢ·pⱼ"


def test_softmax_before_cross_entropy() -> None:
    """For a label p − onehot(t); a target that may be no distribution keeps its sum."""
    assert gradients(derivation_of("label"), "z") == ["p − onehot(t, p)"]
    assert gradients(derivation_of("one-hot target"), "z") == ["sum(y)·p − y"]
    assert gradients(derivation_of("batch of examples"), "Z Y b2")[1:] == [
        "(P ⊙ sum(T, axis=1) − T) / n",
        "sum(P ⊙ sum(T, axis=1) − T, axis=0)ᵀ / n",
    ]


# -- a batch in rows -----------------------------------------------------------------------


def test_bias_column_is_dropped() -> None:
    """2/n·DᵀF, and 2/n·Aᵀ(relu'(B) ⊙ F W₂[0:4]ᵀ) without the row of biases of W₂."""
    done = derivation_of("bias column")
    assert gradients(done, "W2 W1") == ["2/n · Dᵀ F", "2/n · Aᵀ (relu'(B) ⊙ F W₂[0:4]ᵀ)"]
    assert chain(done)["C"] == "∂L/∂C = (∂L/∂D)[:, 0:4]"
    assert done.locals["D", "C"].structure == "selection"


# -- adjoints ------------------------------------------------------------------------------


def test_gated_network_in_bar_notation() -> None:
    """One adjoint after the other, the one of x as a sum over its three paths."""
    found = chain(derivation_of("gated"), Conventions(notation="bar"))
    assert found == {
        "S": "S̄ = −1",
        "p": "p̄ = S̄·onehot(t, p) / p[t]",
        "y": "ȳ = p ⊙ p̄ − p pᵀ p̄",
        "W3": "W̄₃ = ȳ g₂ᵀ",
        "W4": "W̄₄ = ȳ xᵀ",
        "g2": "ḡ₂ = W₃ᵀ ȳ",
        "g1": "ḡ₁ = h ⊙ ḡ₂",
        "z2": "z̄₂ = g₁ ⊙ (1 − g₁) ⊙ ḡ₁",
        "W2": "W̄₂ = z̄₂ xᵀ",
        "h": "h̄ = g₁ ⊙ ḡ₂",
        "z1": "z̄₁ = relu'(z₁) ⊙ h̄",
        "x": "x̄ = W₄ᵀ ȳ + W₂ᵀ z̄₂ + W₁ᵀ z̄₁",
        "W1": "W̄₁ = z̄₁ xᵀ",
        "b1": "b̄₁ = z̄₁",
    }


@pytest.mark.parametrize(
    ("conventions", "expected"),
    [
        (Conventions(), "∂C/∂s₁ = ∂C/∂a₁ · ∂a₁/∂s₁ = ∂C/∂yt · ∂yt/∂s₂ · W₂ · ∂a₁/∂s₁"),
        (
            Conventions(layout="denominator"),
            "∂C/∂s₁ = ∂a₁/∂s₁ · ∂C/∂a₁ = ∂a₁/∂s₁ · W₂ᵀ · ∂yt/∂s₂ · ∂C/∂yt",
        ),
        (Conventions(notation="bar"), "s̄₁ = 3·relu'(s₁) ⊙ ā₁"),
        (Conventions(notation="delta"), "δ(s₁) = 3·relu'(s₁) ⊙ δ(a₁)"),
        (Conventions(notation="nabla"), "∇_s₁ C = 3·relu'(s₁) ⊙ ∇_a₁ C"),
    ],
)
def test_notations_and_layouts(conventions: Conventions, expected: str) -> None:
    """One line as each course writes it."""
    assert chain(derivation_of("regression"), conventions)["s1"] == expected


def test_denominator_layout_transposes_jacobians() -> None:
    """(Wx)' is Wᵀ there."""
    frame = Frame(derivation_of("regression"), Conventions(layout="denominator"))
    assert text.unicode(frame.jacobian(("s2", "a1"))) == "W₂ᵀ"
    assert text.unicode(frame.jacobian(("C", "yt"))) == "2·(yt − y)"


# -- second derivatives --------------------------------------------------------------------


def test_quadratic_form() -> None:
    """∇(xᵀvvᵀx) = 2vvᵀx, its Hessian 2vvᵀ."""
    done = derivation_of("quadratic form")
    assert gradients(done, "x v") == ["2·v vᵀ x", "2·x xᵀ v"]
    assert text.unicode(short(second(done, "x", "x"))) == "2·v vᵀ"


# -- abstract functions --------------------------------------------------------------------

SCALARS = """
shapes: {x: 1, y: 1, w1: 1, w2: 1, w3: 1}
inputs: [x]
parameters: [w1, w2, w3]
target: [y]
functions: {sigma: abstract elementwise}
layers:
  - z1 = w1 * x
  - x1 = sigma(z1)
  - z2 = w2 * x1
  - x2 = sigma(z2)
  - z3 = w3 * x2
  - yhat = z3
loss: E = (y - yhat)^2
wrt: [w1, w2, w3]
"""
COMPOSED = """
shapes: {{x: d1, W: [d3, d2], v: d4}}
functions: {{f: "abstract [d4]", g: "abstract [d2]"}}
layers: {layers}
wrt: [W]
"""
THREE = """
shapes: {x: n, y: 1, W1: [m, n], W2: [k, m], W3: [1, k]}
target: [y]
functions: {sigma: abstract elementwise}
layers: ["H1 = W1 @ x", "H2 = W2 @ sigma(H1)", "yhat = W3 @ sigma(H2)"]
loss: E = (y - yhat)^2
wrt: [W1, W2, W3]
"""


def test_chain_of_scalars_with_an_unknown_function() -> None:
    """∂E/∂w₃, ∂E/∂w₂, ∂E/∂w₁ with σ', and the product they come from."""
    done = derived(loads(SCALARS))
    assert gradients(done, "w3 w2 w1") == [
        "−2·x₂·(y − ŷ)",
        "−2·x₁·σ'(z₂)·w₃·(y − ŷ)",
        "−2·x·σ'(z₁)·w₂·σ'(z₂)·w₃·(y − ŷ)",
    ]
    found = chain(done)
    assert found["w3"].endswith("= ∂E/∂ŷ · x₂")
    assert found["w2"].endswith("= ∂E/∂ŷ · w₃ · σ'(z₂) · x₁")
    assert found["w1"].endswith("= ∂E/∂ŷ · w₃ · σ'(z₂) · w₂ · σ'(z₁) · x")


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ('["phi = v.T @ f(W @ g(x))"]', "f'(W g(x))ᵀ v g(x)ᵀ"),
        ('["u = g(x)", "z = W @ u", "phi = v.T @ f(z)"]', "f'(z)ᵀ v uᵀ"),
    ],
)
def test_weight_between_two_unknown_functions(layers: str, expected: str) -> None:
    """∇φ by W is ((∇f)ᵀ v) g(x)ᵀ, an outer product."""
    done = derived(loads(COMPOSED.format(layers=layers)))
    assert gradients(done, "W") == [expected]
    assert text.unicode(short(done.expanded(done.gradients["W"]))) == "f'(W g(x))ᵀ v g(x)ᵀ"


def test_three_weight_matrices() -> None:
    """−2(y − ŷ) times σ(H₂)ᵀ, diag(σ'(H₂))W₃ᵀσ(H₁)ᵀ, diag(σ'(H₁))W₂ᵀdiag(σ'(H₂))W₃ᵀxᵀ."""
    done = derived(loads(THREE))
    assert gradients(done, "W3 W2 W1") == [
        "−2·(y − ŷ)·σ(H₂)ᵀ",
        "−2·(y − ŷ)·(W₃ᵀ ⊙ σ'(H₂)) σ(H₁)ᵀ",
        "−2·(y − ŷ)·(σ'(H₁) ⊙ W₂ᵀ (W₃ᵀ ⊙ σ'(H₂))) xᵀ",
    ]
    assert jacobian(done, "yhat", "H2") == "W₃ diag(σ'(H₂))"
    assert jacobian(done, "H2", "H1") == "W₂ diag(σ'(H₁))"
    assert jacobian(done, "H2", "W2") == "I ⊗ σ(H₁)ᵀ"


# -- what formulas of batches come down to -----------------------------------------------


def test_logarithms_of_a_sigmoid_come_down_to_p_minus_y() -> None:
    """Typed in two steps: J = −1/n Σ y log p + (1 − y) log(1 − p), p = σ(Xw + b)."""
    done = derivation_of("logistic regression")
    assert gradients(done, "w b") == ["1/10 · w + Xᵀ (p − y) / n", "sum(p − y) / n"]


def test_batch_normalisation_reads_as_in_its_paper() -> None:
    """One example a row: the variance has the power −3/2, and no ones stand between."""
    done = derivation_of("batch norm")
    assert chain(done)["v"] == "∂L/∂v = −½·sum(c ⊙ ∂L/∂H, axis=0) / (v + 1/100)^(3/2)"
    assert chain(done)["c"] == "∂L/∂c = ∂L/∂H / √(v + 1/100) + ½·c ⊙ ∂L/∂v"
    assert jacobian(done, "Y", "H") == "I ⊗ diag(g)"
    assert jacobian(done, "H", "c") == "I ⊗ diag(1 / √(v + 1/100))"


def test_terms_of_two_differences_cancel() -> None:
    """∂(‖a − p‖² − ‖a − n‖²)/∂a = 2 (n − p)ᵀ."""
    assert jacobian(derivation_of("triplet"), "d", "a") == "2·(n − p)ᵀ"


def test_rows_of_a_matrix_collect_what_comes_back() -> None:
    """A row of the identity puts the derivative into its row, without transposes of transposes."""
    done = derivation_of("two words")
    assert chain(done)["h"].startswith("∂ℓ/∂h = ∂ℓ/∂z · ∂z/∂h")
    assert "ᵀ)ᵀ" not in gradients(done, "E")[0]
