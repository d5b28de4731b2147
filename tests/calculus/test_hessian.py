"""Second derivatives: formulas and numbers of the exercises, symmetry, products with vectors."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy
import pytest

from bpcalc.calculus.hessian import Hessian, hessians
from bpcalc.calculus.solve import solve
from bpcalc.cli.specs import shipped, source_of
from bpcalc.errors import InputError
from bpcalc.language.notation import text
from bpcalc.language.value import value
from bpcalc.spec.reader import loads, network

ROSENBROCK = "inputs: {x: [-1.2, 1]}\nloss: f = (1 - x[0])^2 + 100 * (x[1] - x[0]^2)^2\n"
HALF = (
    "inputs: {x: [0.5, -1, 2], y: [1, 1, 1]}\nparameters: {v: [1, 2, 3]}\nloss: L = 1/2 * x.T @ v @ v.T @ x\n"
)


def hessian(spec: str, *wrt: str, **options: Any) -> Hessian:
    (found,) = hessians(loads(spec), wrt=wrt or None, **options)
    return found


def column(*numbers: float | Fraction) -> Any:
    return numpy.array([[x] for x in numbers], dtype=object)


def test_the_hessian_of_a_quadratic_form_of_rank_one() -> None:
    """H = 2 v vᵀ, as a formula and in exact numbers."""
    (found,) = hessians(network(source_of("quadratic-form")), wrt=("x",))
    second = found.seconds["x", "x"]
    assert second.formula is not None
    assert text.unicode(second.formula) == "2·v vᵀ"
    assert second.value is not None
    assert second.value.tolist() == [[2, 4, 6], [4, 8, 12], [6, 12, 18]]
    assert found.asymmetry == 0


CLASSES = "inputs: {x: [1, 2]}\nparameters: {W: [[1, 0.5], [0, 1], [2, 1]]}\ntarget: {t: 1}\n"
EXAMPLES = (
    "inputs: {X: [[1, 2], [0, 1], [1, 1]]}\nparameters: {w: [0.5, -0.5]}\ntarget: {y: [1, 0, 1]}\n"
    'layers: ["p = sigmoid(X @ w)"]\n'
)


@pytest.mark.parametrize(
    ("spec", "wrt", "formula"),
    [
        (EXAMPLES + "loss: J = -sum(y * log(p) + (1 - y) * log(1 - p))", "w", "Xᵀ diag(p ⊙ (1 − p)) X"),
        (EXAMPLES + "loss: J = binary_cross_entropy(p, y)", "w", "1/3 · Xᵀ diag(p ⊙ (1 − p)) X"),
        (EXAMPLES + "loss: J = binary_cross_entropy(p, y)", "X", "1/3 · (diag(p ⊙ (1 − p)) ⊗ w wᵀ)"),
        (CLASSES + 'layers: ["p = softmax(W @ x)"]\nloss: l = -log(p[t])', "x", "Wᵀ (diag(p) − p pᵀ) W"),
        (CLASSES + 'layers: ["p = softmax(W @ x)"]\nloss: l = -log(p[t])', "W", "(diag(p) − p pᵀ) ⊗ x xᵀ"),
        (HALF.replace("v.T @ x", "v.T @ x + 1/2 * norm(v)^2"), "x", "v vᵀ"),
        ("inputs: {s: [1, 2], W: [[0, 1], [3, 0]]}\nloss: E = -1/2 * s.T @ W @ s", "s", "−½(W + Wᵀ)"),
    ],
)
def test_hessians_as_in_a_textbook(spec: str, wrt: str, formula: str) -> None:
    """The gradient is simplified before it is differentiated again."""
    found = hessian(spec, wrt)
    second = found.seconds[wrt, wrt]
    assert second.formula is not None
    assert text.unicode(second.formula) == formula
    written = numpy.asarray(value(second.formula, found.values.names), dtype=float)
    numpy.testing.assert_allclose(written, numpy.asarray(second.value, dtype=float), rtol=1e-9, atol=1e-12)


def test_the_product_of_the_exercise() -> None:
    """H y = v vᵀ y = [6, 12, 18], exact, without H."""
    (product,) = hessian(HALF, "x", times="y").products
    assert product.formula is not None
    assert text.unicode(product.formula) == "v vᵀ y"
    assert product.value is not None
    assert product.value.ravel().tolist() == [6, 12, 18]


def test_formulas_need_no_values() -> None:
    """Of shapes in letters, H is 2 v vᵀ too."""
    found = hessian(
        "shapes: {x: n, v: n}\ninputs: [x]\nparameters: [v]\nloss: L = x.T @ v @ v.T @ x\n", "x", times="v"
    )
    second, (product,) = found.seconds["x", "x"], found.products
    assert second.value is None
    assert [text.unicode(one.formula) for one in (second, product) if one.formula] == ["2·v vᵀ", "2·v vᵀ v"]


def rosenbrock_gradient(x: Any) -> Any:
    """By hand."""
    return numpy.array(
        [[-2 * (1 - x[0, 0]) - 400 * x[0, 0] * (x[1, 0] - x[0, 0] ** 2)], [200 * (x[1, 0] - x[0, 0] ** 2)]]
    )


@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (1, 2), (-3, 0.5)])
def test_rosenbrocks_product_equals_central_differences(direction: tuple[float, float]) -> None:
    """Of a gradient written by hand, to 1e-7; the page's own estimate as well."""
    y = column(*map(Fraction, direction))
    (product,) = hessian(ROSENBROCK, "x", times=y).products
    x, h, along = numpy.array([[-1.2], [1.0]]), 1e-5, y.astype(float)
    expected = (rosenbrock_gradient(x + h * along) - rosenbrock_gradient(x - h * along)) / (2 * h)
    assert product.value is not None
    assert product.estimate is not None
    numpy.testing.assert_allclose(product.value.astype(float), expected, rtol=1e-7, atol=1e-5)
    numpy.testing.assert_allclose(product.estimate, expected, rtol=1e-6, atol=1e-5)


def test_rosenbrocks_hessian_is_exact() -> None:
    """[[1200 x₀² − 400 x₁ + 2, −400 x₀], [−400 x₀, 200]] at (−1.2, 1)."""
    second = hessian(ROSENBROCK, "x").seconds["x", "x"].value
    assert second is not None
    assert second.tolist() == [[1330, 480], [480, 200]]


def test_curvature_passes_through_intermediate_quantities() -> None:
    """For l = (x²)³ in two equations, l'' is 30 x⁴: more than the direct part."""
    second = hessian("inputs: {x: 2}\nlayers:\n  - a = x^2\nloss: l = a^3\n", "x").seconds["x", "x"].value
    assert second is not None
    assert second[0, 0] == 480


def test_mixed_derivatives_are_transposes() -> None:
    """∂²/∂a∂b = (∂²/∂b∂a)ᵀ, and both have their shapes."""
    (found,) = hessians(network(source_of("tanh-sigmoid")), wrt=("x", "W2"))
    one, other = found.seconds["x", "W2"].value, found.seconds["W2", "x"].value
    assert one is not None
    assert other is not None
    assert (one.shape, other.shape) == ((2, 4), (4, 2))
    numpy.testing.assert_allclose(one, other.T, rtol=1e-12, atol=1e-15)


def test_a_gradient_that_does_not_move_has_a_hessian_of_zeros() -> None:
    """Of a linear function, exactly."""
    found = hessian("inputs: {x: [1, 2, 3]}\nloss: l = sum(x)\n", "x", times=column(1, 1, 1))
    second = found.seconds["x", "x"].value
    assert second is not None
    assert second.tolist() == [[0] * 3] * 3
    assert found.products[0].value is not None
    assert found.products[0].value.ravel().tolist() == [0, 0, 0]


@pytest.mark.parametrize("x", [0.5, -1.25, 2.0])
def test_the_first_three_derivatives_of_tanh(x: float) -> None:
    """1 − t², −2t(1 − t²), (6t² − 2)(1 − t²), however the derivative is written."""
    t = numpy.tanh(x)
    expected = [1 - t**2, -2 * t * (1 - t**2), (6 * t**2 - 2) * (1 - t**2)]
    texts = ["tanh'(x)", "derivative(tanh', x)", "tanh'''(x)", "derivative(tanh'', x)"]
    layers = "".join(f'  - "a{k} = {one}"\n' for k, one in enumerate(texts))
    (found,) = solve(loads(f"inputs: {{x: {x}}}\nlayers:\n{layers}of: a0\n")).cases
    values = [float(found.quantities[f"a{k}"].value[0, 0]) for k in range(4)]
    assert values == pytest.approx([*expected, expected[2]], rel=1e-12)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_hessians_of_shipped_networks_are_symmetric(name: str) -> None:
    """Wherever there is a scalar to differentiate."""
    found = network(source_of(name))
    if solve(found).cases[0].gradients:
        for one in hessians(found):
            assert one.asymmetry <= 1e-9


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"wrt": ("z",)}, "E301"),
        ({"of": "M"}, "E301"),
        ({"times": "q"}, "E301"),
        ({"times": column(1, 2)}, "E722"),
        ({"of": "x"}, "E523"),
        ({"case": "a"}, "E517"),
    ],
)
def test_bad_requests_are_refused(options: dict[str, Any], code: str) -> None:
    """Unknown names, a vector that does not fit, an `of` that is no scalar."""
    with pytest.raises(InputError, match=code):
        hessians(loads(HALF), **{"wrt": ("x",), **options})


def test_a_hessian_too_large_is_refused_but_not_its_products() -> None:
    """90,000 weights: 8·10⁹ entries, and yet H W takes no time."""
    spec = (
        "inputs: {x: {random: [300], seed: 1}}\nparameters: {W: {random: [300, 300], seed: 2}}\n"
        "loss: l = norm(W @ x)^2\n"
    )
    with pytest.raises(InputError, match="E723"):
        hessian(spec, "W")
    found = hessian(spec, "W", times="W")
    assert found.seconds["W", "W"].value is None
    (product,) = found.products
    x, W = (found.values.names[name].astype(float) for name in ("x", "W"))
    assert product.value is not None
    numpy.testing.assert_allclose(product.value.astype(float), 2 * W @ x @ x.T)


def test_a_case_without_a_value_says_so() -> None:
    """log(0) has no second derivative, and the problem is kept."""
    found = hessian("inputs: {x: 0}\nloss: l = log(x)\n", "x")
    assert found.problem is not None
    assert found.problem.code == "E603"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("inputs: {x: 0}\nloss: l = x^1.5\n", "d2l/dx/dx has no finite value"),
        ("inputs: {x: [0, 2]}\nloss: l = sum(sqrt(x))\n", "dl/dx has no finite value"),
    ],
)
def test_a_derivative_that_does_not_exist_is_said(spec: str, message: str) -> None:
    """No infinite entry is shown as a value."""
    found = hessian(spec)
    assert found.problem is not None
    assert (found.problem.code, found.problem.message) == ("E609", message)
    assert not found.seconds


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            "inputs: {x: {random: [2048, 2048], seed: 1}}\nlayers:\n  - h = tanh(x)\nloss: l = sum(h)\n",
            "the Hessian by x has 4,194,304×4,194,304 entries, more than 4,000,000",
        ),
        (
            "inputs: {x: {random: [1000, 1], seed: 1}}\nlayers:\n  - z = x @ x.T\nloss: l = sum(tanh(z))\n",
            "the changes with x on the way have 2,001,000,000 entries, more than 50,000,000",
        ),
    ],
)
def test_a_hessian_that_is_too_large_is_refused_from_the_shapes(
    spec: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is computed."""
    monkeypatch.setattr("bpcalc.calculus.hessian.forward", None)
    with pytest.raises(InputError) as refused:
        hessian(spec)
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == ("E723", said)
