"""A formula reads as a person writes it, and what is printed in ASCII can be typed back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import numpy
import pytest

from bpcalc.errors import InputError
from bpcalc.language import maps, tree
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.names import GREEK, canonical
from bpcalc.language.notation import latex, text
from bpcalc.language.notation.style import Style
from bpcalc.language.parser import parse
from bpcalc.language.sizes import Shape, letter
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value

SHAPES: dict[str, Shape] = {
    "s": SCALAR, "r": SCALAR, "alpha": SCALAR, "l": SCALAR, "t": SCALAR,
    "x": (2, 1), "y": (2, 1), "z1": (2, 1), "yhat": (2, 1), "b_out": (2, 1),
    "p": (4, 1), "q": (4, 1), "v": (4, 1), "w": (1, 2), "u": (3, 1),
    "A": (2, 2), "B": (2, 2), "W1": (2, 2), "C": (3, 2), "D": (2, 3), "V": (3, 3),
    "image": (4, 4), "kernel": (2, 2),
}  # fmt: skip
QUANTITIES = {name: tree.name(name, shape) for name, shape in SHAPES.items()}
SCOPE = Scope(QUANTITIES)


def read(source: str, scope: Scope = SCOPE) -> Expr:
    """The expression that a text of the language means."""
    return elaborate(parse(source, scope.quantities), scope)


@pytest.fixture(scope="module")
def point() -> dict[object, object]:
    """Values for every name and for the derivatives the tests mention; t is a label."""
    generator = numpy.random.default_rng(1)
    values: dict[object, object] = {
        name: generator.uniform(0.3, 1.7, [int(str(size)) for size in shape])
        for name, shape in SHAPES.items()
    }
    values["t"] = numpy.array([[1]], dtype=object)
    return values


# -- how it reads ----------------------------------------------------------------

READS = [
    ("W1 @ x + b_out", "W₁x + b_out", r"W_1 x + b_{\mathrm{out}}"),
    ("yhat - y", "ŷ − y", r"\hat{y} - y"),
    ("(yhat - y).T", "(ŷ − y)ᵀ", r"(\hat{y} - y)^{\top}"),
    ("1/2 * norm(yhat - y)^2", "½‖ŷ − y‖²", r"\frac{1}{2} \lVert \hat{y} - y \rVert^2"),
    ("1/3 * (x - y)", "1/3 · (x − y)", r"\frac{1}{3} (x - y)"),
    ("-1/2 * x", "−½·x", r"-\frac{1}{2} x"),
    ("0.1 * x + 1e-9", "0.1·x + 1e-9", r"0.1 x + 10^{-9}"),
    ("2/s * (C.T @ u)", "2/s · Cᵀ u", r"\frac{2}{s} C^{\top} u"),
    ("2 * A.T @ B / s", "2·Aᵀ B / s", r"\frac{2 A^{\top} B}{s}"),
    ("2 * (v @ v.T)", "2·v vᵀ", r"2 v v^{\top}"),
    ("diag(p) - p @ p.T", "diag(p) − p pᵀ", r"\operatorname{diag}(p) - p p^{\top}"),
    ("kron(eye(2), x.T)", "I ⊗ xᵀ", r"I \otimes x^{\top}"),
    ("alpha * x", "α·x", r"\alpha x"),
    ("s * (r + 1)", "s·(r + 1)", r"s \cdot (r + 1)"),
    ("x.T @ y * p", "xᵀ y · p", r"x^{\top} y \cdot p"),
    ("A @ B @ W1", "ABW₁", "A B W_1"),
    ("(A @ B) @ W1", "(AB) W₁", "(A B) W_1"),
    ("A @ (B * W1)", "A (B ⊙ W₁)", r"A (B \odot W_1)"),
    ("A * (B @ W1)", "A ⊙ BW₁", r"A \odot B W_1"),
    ("sigmoid(z1) * (1 - sigmoid(z1))", "σ(z₁) ⊙ (1 − σ(z₁))", r"\sigma(z_1) \odot (1 - \sigma(z_1))"),
    ("relu'(x) * (W1.T @ y)", "relu'(x) ⊙ W₁ᵀ y", r"\operatorname{relu}'(x) \odot W_1^{\top} y"),
    ("-sum(xlogy(q, p))", "−sum(q ⊙ log p)", r"-\operatorname{sum}(q \odot \log p)"),
    ("-log(p[t])", "−log p[t]", r"-\log p[t]"),
    ("log(s) * r", "log(s)·r", r"\log(s) r"),
    ("x^2 + x^-1", "x² + x⁻¹", "x^2 + x^{-1}"),
    ("(-x)^2", "(−x)²", "(-x)^2"),
    ("x^(1/2)", "x^(1/2)", r"x^{\frac{1}{2}}"),
    ("x.T^2", "(xᵀ)²", r"(x^{\top})^2"),
    ("A.^2 @ x", "A^⊙2 x", r"A^{\odot 2} x"),
    ("(A + B).^(1/2)", "(A + B)^⊙(1/2)", r"(A + B)^{\odot \frac{1}{2}}"),
    ("sqrt(2 * pi) / sqrt(2)", "√(2·π) / √2", r"\frac{\sqrt{2 \pi}}{\sqrt{2}}"),
    ("exp(-x) / (1 + s)", "exp(−x) / (1 + s)", r"\frac{\exp(-x)}{1 + s}"),
    ("abs(x - 1)", "|x − 1|", r"\lvert x - 1 \rvert"),
    ("-1 <= x <= 1", "−1 ≤ x ≤ 1", r"-1 \le x \le 1"),
    ("x > 0 and not y == 1", "x > 0 and not y = 1", r"x > 0 \text{ and } \text{not } y = 1"),
    ("max(z1, 0)", "max(z₁, 0)", r"\max(z_1, 0)"),
    ("softmax(C, axis=1)", "softmax(C, axis=1)", r"\operatorname{softmax}(C, \mathrm{axis} = 1)"),
    ("leaky_relu(x, slope=0.1)", "leaky_relu(x, slope=0.1)",
     r"\operatorname{leaky\_relu}(x, \mathrm{slope} = 0.1)"),
    ("C[0:2, :] @ A[:, 1]", "C[0:2] A[:, 1]", r"C[0{:}2] A[{:}, 1]"),
    ("(A + B).T[0, 1] + v[1:3][0]", "(A + B)ᵀ[0, 1] + v[1:3][0]", r"(A + B)^{\top}[0, 1] + v[1{:}3][0]"),
    ("ones(1, 2) @ A", "1₂ᵀ A", r"\mathbf{1}_{2}^{\top} A"),
    ("sum(ones(2, 3), axis=0)", "sum(1₂ₓ₃, axis=0)",
     r"\operatorname{sum}(\mathbf{1}_{2 \times 3}, \mathrm{axis} = 0)"),
    ("b_out + 1 - yhat", "b_out + 1 − ŷ", r"b_{\mathrm{out}} + 1 - \hat{y}"),
    ("hstack(A, x)", "hstack(A, x)", r"\begin{bmatrix} A & x \end{bmatrix}"),
    ("A + w - (x - B)", "A + w − (x − B)", "A + w - (x - B)"),
    ("x + y - (x + y)", "x + y − (x + y)", "x + y - (x + y)"),
    ("-(x + y) - (-x)", "−(x + y) − (−x)", "-(x + y) - (-x)"),
    ("x / (2 * s) / 3", "x / (2·s) / 3", r"\frac{\frac{x}{2 s}}{3}"),
    ("dl/dyhat @ dyhat/dz1", "∂ℓ/∂ŷ · ∂ŷ/∂z₁",
     r"\frac{\partial \ell}{\partial \hat{y}} \cdot \frac{\partial \hat{y}}{\partial z_1}"),
    ("(dl/dx).T", "(∂ℓ/∂x)ᵀ", r"\left( \frac{\partial \ell}{\partial x} \right)^{\top}"),
    ("d2l/dx/dy + d2l/dx/dx", "∂²ℓ/∂x∂y + ∂²ℓ/∂x²",
     r"\frac{\partial^2 \ell}{\partial x \, \partial y} + \frac{\partial^2 \ell}{\partial x^2}"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "shown", "drawn"), READS)
def test_a_formula_reads_as_a_person_writes_it(source: str, shown: str, drawn: str) -> None:
    """Unicode and LaTeX of the same expression; ASCII gives the author's text back."""
    expr = read(source)
    assert text.unicode(expr) == shown
    assert latex.latex(expr) == drawn
    assert text.ascii(expr) == source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("mean((X @ W - Y)^2)", "mean((XW − Y)^⊙2)"),
        ("1/n * sum(X)", "1/n · sum(X)"),
        ("ones(n, 1) @ b.T / m", "1ₙ bᵀ / m"),
        ("1/n * ones(n, 1)", "1/n · 1ₙ"),
        ("sum(ones(n, m), axis=0)", "sum(1ₙₓₘ, axis=0)"),
        ("vstack(X, b.T)[1:n + 1, :]", "vstack(X, bᵀ)[1:n + 1]"),
        ("reshape(X, m, n) / (n + 1)", "reshape(X, m, n) / (n + 1)"),
        ("(2*m*n^2 + 1) * b", "(2·m·n² + 1)·b"),
    ],
)
def test_sizes_may_be_letters(source: str, shown: str) -> None:
    """Letters stand in slices, fillings and factors; the ASCII form has the same shape."""
    n, m = letter("n"), letter("m")
    shapes: dict[str, Shape] = {"X": (n, m), "W": (m, m), "Y": (n, m), "b": (m, 1)}
    scope = Scope({name: tree.name(name, shape) for name, shape in shapes.items()}, letters={"n": n, "m": m})
    expr = read(source, scope)
    assert text.unicode(expr) == shown
    assert read(text.ascii(expr), scope) is expr


STYLES = [
    ("bar", "z̄₁ᵀ", r"\bar{z}_1^{\top}"),
    ("delta", "δ(z₁)ᵀ", r"\delta_{z_1}^{\top}"),
    ("nabla", "(∇_z₁ ℓ)ᵀ", r"(\nabla_{z_1} \ell)^{\top}"),
    ("partial", "(∂ℓ/∂z₁)ᵀ", r"\left( \frac{\partial \ell}{\partial z_1} \right)^{\top}"),
]


@pytest.mark.parametrize(("derivatives", "shown", "drawn"), STYLES)
def test_a_style_writes_derivatives_of_the_loss_its_own_way(derivatives: str, shown: str, drawn: str) -> None:
    """Only those of `of`: ∂ŷ/∂z stays what it is."""
    style = Style(derivatives, of="l")
    assert text.unicode(read("(dl/dz1).T"), style) == shown
    assert latex.latex(read("(dl/dz1).T"), style) == drawn
    assert text.unicode(read("dyhat/dz1"), style) == "∂ŷ/∂z₁"
    assert text.ascii(read("(dl/dz1).T"), style) == "(dl/dz1).T"


# -- names -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown", "drawn"),
    [
        ("W1", "W₁", "W_1"),
        ("h12", "h₁₂", "h_{12}"),
        ("yhat", "ŷ", r"\hat{y}"),
        ("zbar2", "z̄₂", r"\bar{z}_2"),
        ("l", "ℓ", r"\ell"),
        ("theta", "θ", r"\theta"),
        ("sigma_x", "σ_x", r"\sigma_x"),
        ("b_out", "b_out", r"b_{\mathrm{out}}"),
        ("W_1", "W_1", "W_1"),
        ("h1_2", "h₁_2", "h_{1,2}"),
        ("x'", "x'", "x'"),
        ("loss", "loss", r"\mathit{loss}"),
        ("x2y", "x2y", r"\mathit{x2y}"),
        ("_a", "_a", r"\mathit{\_a}"),
    ],
)
def test_a_name_is_drawn_with_its_index_and_its_accent(name: str, shown: str, drawn: str) -> None:
    """Digits go below, `hat` goes above, Greek names become letters."""
    assert text.name_text(name) == shown
    assert latex.name_text(name) == drawn


def test_every_name_in_unicode_can_be_typed_back() -> None:
    """`canonical` undoes the drawing, whatever the name."""
    generator = random.Random(2)
    syllables = [*GREEK.values(), *"xyzlWn", "hat", "bar", "tilde", "_", "1", "20", "'", "out"]
    for _ in range(5000):
        name = "".join(generator.choices(syllables, k=generator.randint(1, 4)))
        assert canonical(text.name_text(name)) == name


# -- the round trip --------------------------------------------------------------


def same(first: Expr, second: Expr, point: dict[object, object]) -> bool:
    """Whether both have one shape and one value."""
    if first is second:
        return True
    if first.shape != second.shape:
        return False
    a, b = (numpy.asarray(value(expr, point), dtype=float) for expr in (first, second))
    return numpy.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


def has_spelling(expr: Expr) -> bool:
    """Whether the language can say it: a gather of an image has no spelling."""
    return not any(part.op in ("gather", "scatter") for part in tree.nodes(expr))


def check(expr: Expr, point: dict[object, object]) -> None:
    """The ASCII form means the expression, unless it is too long to be typed at all."""
    if not has_spelling(expr):
        return
    printed = text.ascii(expr)
    try:
        again = read(printed)
    except InputError as error:
        if error.problems[0].code == "E209":
            return
        raise
    assert same(again, expr, point), printed


def ties(expr: Expr) -> bool:
    """Whether a derivative depends on what is taken where two arguments are equal."""
    return any(part.op == "call" and part.data[0].name in ("maximum", "minimum") for part in tree.nodes(expr))


def derived(expr: Expr) -> Iterator[Expr]:
    """The Jacobians, products and gradients of an expression by its names."""
    for leaf in sorted(tree.leaves(expr), key=lambda leaf: str(leaf.data)):
        m = derivative(expr, leaf)
        seed = next((q for q in QUANTITIES.values() if q.shape == expr.shape), tree.ones(expr.shape))
        yield from (maps.matrix(m), maps.pull(m, seed), maps.push(m, leaf))


ARGUMENTS = {"t": "t", "p": "p", "y": "q", "X": "image", "K": "kernel", "z": "v", "u": "p", "v": "q"}


def calls() -> list[str]:
    """One call of every row of the table, and of each with its axis."""
    found = []
    for name, row in TABLE.items():
        arguments = ", ".join(ARGUMENTS[argument] for argument in row.arguments)
        found.append(f"{name}({arguments})")
        if "axis" in dict(row.settings) and row.arguments == ("z",):
            found += [f"{name}(C, axis=0)", f"{name}(C, axis=1)"]
    return found


@pytest.mark.parametrize("source", calls())
def test_every_function_of_the_table_can_be_typed_back(source: str, point: dict[object, object]) -> None:
    """The call itself, its Jacobian, its gradient and its directional derivative."""
    expr = read(source)
    assert read(text.ascii(expr)) is expr
    for made in derived(expr):
        check(made, point)


BUILT_IN = [
    "sum(C)", "sum(C, axis=0)", "sum(C, axis=1)", "hstack(A, x)", "vstack(A, w)", "reshape(C, 2, 3)",
    "diag(x)", "diag(w)", "diag(C)", "outer(x, u)", "kron(A, C)", "ones(2, 3)", "zeros(2, 3)", "eye(3)",
    "count(C)", "vec(C)", "commutation(2, 3)", "derivative(tanh, x)", "p[t]", "softmax(p)[t]", "C[1, :]",
    "C[0:2, 1]", "C.T[:, 1:3]", "ones(2, 1) - x", "s * ones(2, 1)", "ones(2, 2) + w", "ones(2, 1) + 1",
    "A + x", "A * w", "w / A", "s / A", "A^w", "2^A", "A^2", "w^-2",
    "squared_error(p, q)", "mse(p, q)", "max(A, x, 0)", "min(1, x)", "x > 0", "0 < x < s",
    "step(x, at_zero=0)", "not (x > y or x < 0)", "indicator(x > 0) * y", "xlogy(x, s)", "x.T.T",
    "C @ A @ D @ u", "(A + w) @ x",
]  # fmt: skip


@pytest.mark.parametrize("source", BUILT_IN)
def test_every_operation_can_be_typed_back(source: str, point: dict[object, object]) -> None:
    """Selections, permutations and ones of a Jacobian have a spelling too."""
    expr = read(source)
    check(expr, point)
    for made in derived(expr):
        check(made, point)


class Author:
    """Somebody who writes formulas at random, every operation in brackets."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def formula(self, shape: Shape, depth: int) -> str:
        pick = self.random.choice
        named = [name for name, own in SHAPES.items() if own == shape and len(name) == 1 and name != "t"]
        if depth == 0 or self.random.random() < 0.1:
            rows, columns = shape
            plain = [*named, "2", "0.5", "(1/2)", "(-3)", "pi"] if shape == SCALAR else named
            return pick(plain) if plain else f"{pick(['ones', 'zeros'])}({rows}, {columns})"

        def part(of: Shape) -> str:
            return self.formula(of, depth - 1)

        rows, columns = shape
        inner = pick([1, 2, 3])
        smaller = pick([shape, shape, SCALAR, (rows, 1), (1, columns)])
        both = [part(shape), part(smaller)]
        self.random.shuffle(both)
        choices: list[Callable[[], str]] = [
            lambda: "({} {} {})".format(both[0], pick("+-*"), both[1]),
            lambda: f"({part(shape)} - {part(shape)} + {part(shape)})",
            lambda: f"({part(shape)} / {part(smaller)})",
            lambda: f"({part(SCALAR)} * {part(shape)} * {part(shape)})",
            lambda: f"({part((rows, inner))} @ {part((inner, columns))})",
            lambda: f"({part((rows, inner))} @ {part((inner, 2))} @ {part((2, columns))})",
            lambda: f"(-{part(shape)})",
            lambda: f"({part((columns, rows))}).T",
            lambda: f"({part(shape)})^{pick(['2', '-1' if 1 in shape else '3', 's', '(1/2)', '(-s)'])}",
            lambda: f"{pick(['exp', 'sqrt', 'relu', 'sigmoid', 'abs', 'log'])}({part(shape)})",
            lambda: f"{pick(['max', 'min', 'xlogy'])}({', '.join(both)})",
            lambda: f"(({' < '.join(both)}) or not ({part(shape)} <= {part(shape)} < 1))",
            lambda: f"kron({part((rows, 1))}, {part((1, columns))})",
        ]
        return pick(choices)()

    def expressions(self, count: int) -> Iterator[Expr]:
        """So many of them that have a meaning."""
        while count:
            shape = self.random.choice([SCALAR, (2, 1), (1, 2), (2, 2), (3, 2)])
            try:
                yield read(self.formula(shape, self.random.randint(1, 4)))
            except InputError:
                continue
            count -= 1


@pytest.mark.parametrize("seed", range(4))
def test_whatever_can_be_written_can_be_typed_back(seed: int, point: dict[object, object]) -> None:
    """Random formulas of all operations, and what differentiation makes of them."""
    for expr in Author(seed).expressions(150):
        check(expr, point)
    for expr in Author(seed + 100).expressions(25):
        for made in derived(expr) if not ties(expr) else ():
            check(made, point)


# -- brackets --------------------------------------------------------------------


def without_one_pair(printed: str) -> Iterator[tuple[str, str]]:
    """The text without one pair of brackets that belongs to no call, and what they enclosed."""
    opened: list[int] = []
    for place, sign in enumerate(printed):
        if sign == "(":
            opened.append(place)
        elif sign == ")":
            start = opened.pop()
            if not re.search(r"[\w']$", printed[:start]):
                inside = printed[start + 1 : place]
                yield printed[:start] + inside + printed[place + 1 :], inside


@pytest.mark.parametrize("seed", range(3))
def test_no_bracket_is_printed_that_changes_nothing(seed: int) -> None:
    """Without any one pair the text means something else, or nothing.

    A factor with a minus, `2 * (-x)`, and a number before `.T` are easier to read with one.
    """
    for expr in Author(seed).expressions(200):
        for shorter, inside in without_one_pair(text.ascii(expr)):
            if inside.startswith("-") or re.fullmatch("[0-9.]+", inside):
                continue
            try:
                again = read(shorter)
            except InputError:
                continue
            assert again is not expr, f"{text.ascii(expr)} as {shorter}"


@pytest.mark.parametrize("notation", [text.unicode, latex.latex], ids=["unicode", "latex"])
@pytest.mark.parametrize("seed", range(2))
def test_what_reads_the_same_is_the_same(
    notation: Callable[[Expr], str], seed: int, point: dict[object, object]
) -> None:
    """No two formulas with different values share a text, so no bracket is missing."""
    generator = random.Random(seed)
    binary = ["({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) / ({})", "({}) @ ({})", "kron({}, {})",
              "({})^({})", "({}) < ({})", "xlogy({}, {})", "max({}, {})"]  # fmt: skip
    unary = ["-({})", "({}).T", "({})^2", "log({})", "sqrt({})", "norm({})", "norm({})^2", "abs({})",
             "({})[0, :]", "not ({})", "1/2 * ({})", "2 * ({})", "({}) * 2", "1/3 * ({})"]  # fmt: skip

    def grown(deep: list[str], flat: list[str]) -> str:
        if generator.random() < 0.3:
            return generator.choice(unary).format(generator.choice(deep))
        both = [generator.choice(deep), generator.choice(flat)]
        generator.shuffle(both)
        return generator.choice(binary).format(*both)

    names = ["A", "B", "s", "2", "1/2", "-1", "x"]
    once = [grown(names, names) for _ in range(600)]
    twice = [grown(once, once + names) for _ in range(2500)]
    thrice = [grown(twice, once) for _ in range(2500)]
    met: dict[str, Expr] = {}
    for source in (*once, *twice, *thrice):
        try:
            expr = read(source)
        except InputError:
            continue
        if not numpy.isfinite(numpy.asarray(value(expr, point), dtype=float)).all():
            continue
        other = met.setdefault(notation(expr), expr)
        assert same(other, expr, point), notation(expr)
    assert len(met) > 1500


@pytest.mark.parametrize("seed", range(2))
def test_latex_is_ascii_with_matching_braces(seed: int) -> None:
    """Every `{` and every `\\left` is closed."""
    for expr in Author(seed).expressions(150):
        drawn = latex.latex(expr)
        assert drawn.isascii()
        assert drawn.count(r"\left") == drawn.count(r"\right")
        depth = 0
        for sign in re.findall(r"(?<!\\)[{}]", drawn):
            depth += 1 if sign == "{" else -1
            assert depth >= 0, drawn
        assert depth == 0, drawn
