"""Shapes: what fits, what is refused and where (E3xx)."""

from __future__ import annotations

import re
import time
from fractions import Fraction
from typing import Any

import numpy
import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, tree
from bpcalc.language.arrays import exact_array, is_exact
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.parser import parse
from bpcalc.language.sizes import letter
from bpcalc.language.tree import Expr
from bpcalc.language.value import value

SHAPES: dict[str, tuple[Any, Any]] = {
    "s": (1, 1), "t": (1, 1), "x": (3, 1), "y": (3, 1), "z": (2, 1), "r": (1, 3), "A": (3, 3), "B": (2, 3),
    "b": (3, 1), "P": (letter("n"), 2),
}  # fmt: skip
LEAVES = {name: tree.name(name, shape) for name, shape in SHAPES.items()}
SCOPE = Scope(LEAVES, letters={"n": letter("n"), "k": 2}, flat=frozenset("b"))


def read(text: str, scope: Scope = SCOPE) -> Expr:
    return elaborate(parse(text, scope.quantities), scope)


def problem_of(text: str, scope: Scope = SCOPE) -> Problem:
    with pytest.raises(InputError) as caught:
        read(text, scope)
    [problem] = caught.value.problems
    return problem


def refused(text: str, scope: Scope) -> set[str]:
    """The codes of the problems; none where it can be read."""
    try:
        read(text, scope)
    except InputError as error:
        return {problem.code for problem in error.problems}
    return set()


def number(text: str, **values: Any) -> Any:
    """The one entry of a 1×1 value."""
    arrays = {
        name: exact_array([[v]]) if isinstance(v, (int, Fraction)) else exact_array(v)
        for name, v in values.items()
    }
    scope = Scope({name: tree.name(name, array.shape) for name, array in arrays.items()})
    return value(read(text, scope), arrays).item()


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("s", (1, 1)), ("x + y", (3, 1)), ("x + 1", (3, 1)), ("1 + x", (3, 1)), ("A + x", (3, 3)), ("r + A", (3, 3)),
        ("x * A", (3, 3)), ("s * A", (3, 3)), ("A / r", (3, 3)), ("x / s", (3, 1)), ("2 ^ x", (3, 1)), ("A @ x", (3, 1)),
        ("B @ A @ x", (2, 1)), ("x.T @ y", (1, 1)), ("x @ y.T", (3, 3)), ("x.T", (1, 3)), ("B.T", (3, 2)), ("s.T", (1, 1)),
        ("x[1]", (1, 1)), ("x[0:2]", (2, 1)), ("r[1:]", (1, 2)), ("B[0, :]", (1, 3)), ("B[:, 0]", (2, 1)), ("B[1, 2]", (1, 1)),
        ("B[0:1, 1:3]", (1, 2)), ("s[0]", (1, 1)), ("x[t]", (1, 1)), ("r[t]", (1, 1)),
        ("B[t]", (1, 3)), ("B[t, :]", (1, 3)), ("B[:, t]", (2, 1)), ("B[z, :]", (2, 3)), ("B[:, x]", (2, 3)), ("B[t, 0]", (1, 1)), ("A[t, 1:3]", (1, 2)),
        ("A[x, t]", (3, 1)), ("x[z]", (2, 1)), ("x[k]", (1, 1)), ("x[k-1:k+1]", (2, 1)),
        ("P[n-1, 0]", (1, 1)), ("P[0:n, :]", (letter("n"), 2)), ("sum(A)", (1, 1)), ("sum(A, axis=0)", (1, 3)),
        ("sum(A, 1)", (3, 1)), ("mean(B, axis=0)", (1, 3)), ("max(A, axis=1)", (3, 1)), ("max(x, 0)", (3, 1)), ("max(r, x)", None),
        ("max(s, x, A)", (3, 3)), ("norm(A)", (1, 1)), ("norm(x)^2", (1, 1)), ("hstack(x, A)", (3, 4)), ("vstack(r, A, r)", (5, 3)),
        ("reshape(B, 3, 2)", (3, 2)), ("reshape(B, 6, 1)", (6, 1)), ("vec(B)", (6, 1)), ("diag(x)", (3, 3)), ("outer(x, z)", (3, 2)),
        ("kron(B, z)", (4, 3)), ("ones(2)", (2, 1)), ("zeros(n, k)", (letter("n"), 2)), ("eye(k)", (2, 2)), ("n * x", (3, 1)),
        ("ones(k*2, k+1)", (4, 3)), ("softmax(x)", (3, 1)), ("softmax(A, axis=1)", (3, 3)), ("logsumexp(A, axis=0)", (1, 3)),
        ("sort(x)", (3, 1)), ("x < y", (3, 1)), ("0 <= A <= r", (3, 3)), ("not x < 0 and s > 1", (3, 1)), ("indicator(x > 0)", (3, 1)),
        ("tanh'(B)", (2, 3)), ("relu''(x)", (3, 1)), ("derivative(sigmoid, r)", (1, 3)), ("mse(x, y)", (1, 1)),
        ("cross_entropy(x, t)", (1, 1)), ("hinge(r, t)", (1, 1)), ("conv2d(A, B)", (2, 1)), ("maxpool(A)", (1, 1)),
        ("conv2d(A, B, pad=1, stride=2)", (2, 2)), ("dx/dz", (3, 2)), ("ds/dA", (1, 9)), ("dB/dx", (6, 3)), ("ds/dx.T", (3, 1)),
        ("d2s/dx/dx", (3, 3)), ("d2s/dx/dz", (3, 2)), ("pi * x", (3, 1)), ("any(A, axis=0)", (1, 3)), ("P @ B", (letter("n"), 3)),
    ],
)  # fmt: skip
def test_shapes(text: str, shape: tuple[Any, Any] | None) -> None:
    """Everything is a matrix; a 1×1, a row or a column is repeated, nothing else is."""
    if shape is None:
        assert problem_of(text).code == "E310"
    else:
        assert read(text).shape == shape


@pytest.mark.parametrize(
    ("text", "code", "start", "end"),
    [
        ("x + q", "E301", 4, 5), ("dq/dx", "E301", 0, 2), ("x[q]", "E314", 2, 3), ("exp", "E302", 0, 3), ("2 * sum", "E302", 4, 7),
        ("foo(x)", "E302", 0, 3), ("x + Relu(x)", "E302", 4, 8), ("softmax'(x)", "E302", 0, 8), ("norm'(x)", "E302", 0, 5),
        ("derivative(softmax, x)", "E302", 11, 18), ("derivative(foo, x)", "E302", 11, 14), ("maximum'(x, y)", "E302", 0, 8),
        ("exp()", "E303", 0, 5), ("exp(x, y)", "E303", 0, 9), ("mse(x)", "E303", 0, 6), ("s * relu(x, 0, 1)", "E303", 4, 17),
        ("sum()", "E303", 0, 5), ("diag()", "E303", 0, 6), ("hstack()", "E303", 0, 8), ("count()", "E303", 0, 7),
        ("commutation(1)", "E303", 0, 14), ("eye(2, 2)", "E303", 0, 9), ("ones()", "E303", 0, 6), ("reshape(x, 3)", "E303", 0, 13),
        ("derivative(x)", "E303", 0, 13), ("outer(x)", "E303", 0, 8), ("vec(x, y)", "E303", 0, 9), ("kron(x, axis=0)", "E303", 0, 15),
        ("x(2)", "E304", 0, 4), ("exp(x, k=1)", "E305", 7, 8), ("softmax(x, gamma=2)", "E305", 11, 16), ("norm(x, axis=0)", "E305", 8, 12),
        ("norm(x, axis=0)^2", "E305", 8, 12), ("leaky_relu(x, slope=0.1, slope=0.2)", "E305", 25, 30),
        ("leaky_relu(x, 0.1, slope=0.2)", "E305", 19, 24), ("leaky_relu(x, slope=y)", "E306", 20, 21),
        ("relu(x, 7)", "E303", 0, 10), ("leaky_relu(x, 0.1, 1)", "E303", 0, 21), ("relu(x, at_zero=7)", "E306", 16, 17),
        ("huber(x, y, -1)", "E306", 12, 14), ("huber(x, y, delta=0)", "E306", 18, 19), ("softplus(x, 0)", "E306", 12, 13),
        ("sum(A, axis=2)", "E306", 12, 13), ("softmax(A, axis=-1)", "E306", 16, 18), ("sum(A, 1/2)", "E306", 7, 10),
        ("x + z", "E310", 2, 3), ("A + z", "E310", 2, 3), ("A @ z", "E310", 2, 3), ("x @ y", "E310", 2, 3), ("A @ (x + z)", "E310", 7, 8),
        ("x * z", "E310", 2, 3), ("x / z", "E310", 2, 3), ("x ^ z", "E310", 2, 3), ("x < z", "E310", 0, 5), ("x and z", "E310", 2, 5),
        ("max(x, z)", "E310", 0, 9), ("hstack(x, z)", "E310", 0, 12), ("vstack(A, B, z)", "E310", 0, 15), ("outer(x, r)", "E310", 0, 11),
        ("reshape(B, 2, 2)", "E310", 0, 16), ("mse(x, z)", "E310", 0, 9), ("2 * squared_error(x, z)", "E310", 4, 23),
        ("huber(x, z)", "E310", 0, 11), ("cross_entropy(x, z)", "E310", 0, 19), ("softmax_cross_entropy(x, r)", "E310", 0, 27),
        ("cross_entropy(B, t)", "E310", 0, 19), ("sort(A)", "E310", 0, 7), ("A + b", "E311", 0, 5), ("softmax(A)", "E312", 0, 10),
        ("2 + softmax(A, 3)", "E312", 4, 17), ("hinge(A, x)", "E312", 0, 11), ("A[0]", "E313", 0, 4), ("x[3]", "E313", 2, 3),
        ("x[-1]", "E313", 2, 4), ("x[1:1]", "E313", 2, 5), ("x[2:1]", "E313", 2, 5), ("x[0:4]", "E313", 2, 5), ("B[2, 0]", "E313", 2, 3),
        ("B[0, 3]", "E313", 5, 6), ("B[0, 0, 0]", "E313", 0, 10), ("s[1]", "E313", 2, 3), ("x[k+1]", "E313", 2, 5), ("A[r]", "E314", 2, 3),
        ("ones(1/2, 1)", "E314", 5, 8), ("ones(s, 1)", "E314", 5, 6), ("x[0.5]", "E314", 2, 5), ("ones(2^3)", "E314", 5, 8),
        ("x[r]", "E314", 2, 3), ("conv2d(z, A)", "E315", 0, 12), ("maxpool(B, 3)", "E315", 0, 13), ("conv2d(A, B, stride=0)", "E315", 0, 22),
        ("conv2d(A, B, stride=1/2)", "E315", 0, 24), ("conv2d(A, B, pad=-1)", "E315", 0, 20), ("maxpool(A, 0)", "E315", 0, 13),
        ("1 + maxpool(A, n=3/2)", "E315", 4, 21), ("conv2d(P, A)", "E315", 0, 12), ("2^10^9", "E316", 2, 6), ("x^1001", "E316", 2, 6),
        ("ones(100000, 100000)", "E316", 5, 11), ("ones(2, 5000)", "E316", 8, 12), ("eye(0)", "E316", 4, 5), ("zeros(-1, 2)", "E316", 6, 8),
        ("ones(k-2)", "E316", 5, 8),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where(text: str, code: str, start: int, end: int) -> None:
    """Every refusal has a code, the stretch that is wrong, and what to do."""
    problem = problem_of(text)
    assert (problem.code, problem.span) == (code, (start, end)), problem
    assert problem.help
    assert problem.message


@pytest.mark.parametrize(
    "text", ["reshape(x, -1, -3)", "reshape(x, -3, -1)", "reshape(s, 1, 1) + reshape(s, -1, -1)"]
)
def test_sizes_are_positive(text: str) -> None:
    """Two negative sizes are no shape though their product fits."""
    assert problem_of(text).code in ("E310", "E316")


@pytest.mark.parametrize(
    "text",
    [
        "ones(4096, 4096) @ ones(4096, 4096)[0:1, :].T", "((9^100)^100)^100", "(((9^100)^100)^100)^100", "10^100^100",
        "kron(kron(ones(4096), ones(4096)), ones(4096))", "kron(ones(4096, 4096), ones(4096, 4096))", "diag(ones(4096, 4096))",
        "diag(vec(ones(4096, 4096)))", "vec(ones(4096, 4096))", "conv2d(A, A, pad=10000)", "conv2d(A, A, pad=99999999)",
        "conv2d(ones(4096, 4096), ones(64, 64))", "maxpool(ones(4096, 4096))", "maxpool(A, 99999999)", "ones(99999999999999999999)",
        "x[99999999999999999999]", "x[0:10000000000]", "commutation(4096, 4096)", "eye(4096)[0, 0]", "s^999^999", "0.001^1000^1000",
        "ones(n*n*n*n*n*n*n*n*n*n*n*n*n*n*n*n, 1)", "ones(" + "*".join(["(n+k+1)"] * 140) + ")", "(1/3)^100^3", "(9^-100)^-100^-100",
        "hstack(" + ", ".join(["ones(4096, 4096)"] * 60) + ")",
    ],
)  # fmt: skip
def test_absurd_sizes_are_refused_before_work_is_done(text: str) -> None:
    """Read or refused, in no time, and never built."""
    start = time.process_time()
    codes = refused(text, SCOPE)
    assert time.process_time() - start < 0.25
    assert codes <= {"E209", "E310", "E313", "E315", "E316"}


def test_letters_multiply_within_reason() -> None:
    """A product of many sums of letters has too many terms to be a size."""
    scope = Scope({}, letters={name: letter(name) for name in "nmkij"})
    start = time.process_time()
    codes = refused("ones(" + "*".join(["(n+m+k+i+j)"] * 30) + ")", scope)
    assert time.process_time() - start < 0.25
    assert codes <= {"E209", "E316"}


@pytest.mark.parametrize(
    "link", ["+x", "-x", "*x", ".T", "/x", " ⊙ x * 2 + x", "*s@t", "*x+x", "-s*x", "/s*x"]
)
def test_a_chain_as_long_as_allowed_goes_all_the_way(link: str) -> None:
    """What can be read has a value, a derivative and a second one, without an overflow of the stack."""
    count = 1
    while count < 400:
        try:
            parse("x" + link * (count + 1))
        except InputError:
            break
        count += 1
    expr = read("x" + link * count)
    values = {name: exact_array([[1 + i + j for j in range(c)] for i in range(r)])
              for name, (r, c) in SHAPES.items() if isinstance(r, int)}  # fmt: skip
    value(expr, values)
    gradient = maps.pull(derivative(expr, LEAVES["x"]), tree.ones(expr.shape))
    value(gradient, values)
    value(maps.matrix(derivative(gradient, LEAVES["x"])), values)


@pytest.mark.parametrize(
    ("name", "most"),
    [("sigmoid", 99), ("gelu", 99), ("softplus", 99), ("relu", 99), ("abs", 99), ("norm", 99), ("mean", 99), ("-", 99),
     ("softmax", 12), ("layer_norm", 8), ("log_softmax", 12)],
)  # fmt: skip
def test_nesting_as_deep_as_allowed_goes_all_the_way(name: str, most: int) -> None:
    """Functions within each other have a value and a derivative, without an overflow of the stack."""
    text, depth = "x", 0
    while depth < most:
        try:
            parse(f"{name}({text})")
        except InputError:
            break
        text, depth = f"{name}({text})", depth + 1
    assert depth >= min(25, most)
    expr = read(text)
    values = {"x": exact_array([[1], [2], [4]])}
    value(expr, values)
    value(maps.pull(derivative(expr, LEAVES["x"]), tree.ones(expr.shape)), values)


def test_names_come_before_constants_functions_before_nothing() -> None:
    """pi is a number until it is defined; a quantity may have the name of a size or a setting."""
    assert value(read("pi"), {}).item() == numpy.pi
    assert number("pi + 1", pi=3) == 4
    assert (
        number("lambda * d * e * I * J * n", **{"lambda": 2, "d": 3, "e": 5, "I": 7, "J": 11, "n": 13})
        == 30030
    )
    assert number("a * z - axis", a=2, z=3, axis=1) == 5
    assert number("sigmoid(a) + relu(at_zero)", a=0, at_zero=7) == Fraction(15, 2)


def test_suggestions() -> None:
    """The message names what was typed, the help what may be meant."""
    scope = Scope({"yhat": LEAVES["x"], "W1": LEAVES["A"], "W2": LEAVES["B"]})
    assert "yhat" in problem_of("yhta", scope).help
    assert "relu" in problem_of("rleu(yhat)", scope).help
    assert "W1 (" not in problem_of("q", scope).message
    assert "W2" in problem_of("W1 @ W2", scope).help
    assert ".T.T" not in problem_of("W1 @ yhat.T", scope).help
    assert "softmax" in problem_of("softmax'(yhat)", scope).message
    middle = problem_of("hstack(yhat, W2, yhat)", scope)
    assert "W2" in middle.message
    assert "2×3" in middle.message
    middle = problem_of("max(yhat, W2, yhat)", scope)
    assert "W2" in middle.message


def test_loss_problems_name_what_the_user_typed() -> None:
    """Not the p and y of the table's formulas."""
    problem = problem_of("squared_error(A @ x, z)")
    assert "z" in problem.message
    assert "p (" not in problem.message


@pytest.mark.parametrize(
    ("text", "inputs", "expected"),
    [
        ("relu'(x)", [-1, 0, 2], [0, 0, 1]), ("relu'(x, at_zero=1)", [-1, 0, 2], [0, 1, 1]),
        ("relu'(x, at_zero=1/2)", [-1, 0, 2], [0, Fraction(1, 2), 1]), ("derivative(relu, x)", [-1, 0, 2], [0, 0, 1]),
        ("derivative(abs, x)", [-1, 0, 2], [-1, 0, 1]), ("step(x)", [-1, 0, 2], [0, 1, 1]), ("step(x, 0)", [-1, 0, 2], [0, 0, 1]),
        ("step(x, at_zero=1/2)", [-1, 0, 2], [0, Fraction(1, 2), 1]), ("sign(x)", [-1, 0, 2], [-1, 0, 1]),
        ("leaky_relu'(x, 1/4)", [-1, 0, 2], [Fraction(1, 4), Fraction(1, 4), 1]), ("max'(x)", [2, 0, 2], [Fraction(1, 2), 0, Fraction(1, 2)]),
        ("min'(x)", [2, 2, 2], [Fraction(1, 3)] * 3), ("indicator(x)", [-3, 0, 5], [1, 0, 1]), ("indicator(-1 <= x <= 1)", [-1, 0, 2], [1, 1, 0]),
        ("not x", [-3, 0, 5], [0, 1, 0]), ("x and 1", [-3, 0, 5], [1, 0, 1]), ("x == 0 or x > 4", [-3, 0, 5], [0, 1, 1]),
        ("onehot(2, x)", [7, 7, 7], [0, 0, 1]), ("sort(x)", [3, -1, 2], [-1, 2, 3]), ("x != 0", [-3, 0, 5], [1, 0, 1]),
    ],
)  # fmt: skip
def test_values_at_kinks(text: str, inputs: list[int], expected: list[Any]) -> None:
    """The conventions, exactly."""
    found = value(read(text), {"x": exact_array([[v] for v in inputs])})
    assert is_exact(found)
    assert found.ravel().tolist() == expected
    floats = value(read(text), {"x": numpy.array([[float(v)] for v in inputs])})
    assert floats.ravel().tolist() == [float(v) for v in expected]


def gradient(text: str, inputs: list[Any], scope: Scope = SCOPE) -> list[Any]:
    expr = read(text, scope)
    found = value(
        maps.pull(derivative(expr, LEAVES["x"]), tree.ones(expr.shape)),
        {"x": exact_array([[v] for v in inputs])},
    )
    return found.ravel().tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("at_zero", [0, Fraction(1, 2), 1])
def test_the_convention_reaches_everything_made_of_relu(at_zero: Any) -> None:
    """relu, leaky_relu and max with 0 follow relu_at_zero, and min(z, 0) goes with them."""
    scope = SCOPE._replace(relu_at_zero=at_zero)
    assert gradient("relu(x)", [-1, 0, 1], scope) == [0, at_zero, 1]
    assert gradient("max(x, 0)", [-1, 0, 1], scope) == [0, at_zero, 1]
    assert gradient("max(0, x)", [-1, 0, 1], scope) == [0, at_zero, 1]
    assert gradient("max(x, 0*x)", [-1, 0, 1], scope) == [0, Fraction(1, 2), 1]
    slope = Fraction(1, 4)
    assert gradient("leaky_relu(x, 0.25)", [-1, 0, 1], scope) == [slope, slope + (1 - slope) * at_zero, 1]
    assert gradient("relu(x, at_zero=1/3)", [-1, 0, 1], scope) == [0, Fraction(1, 3), 1]


def test_ties_share() -> None:
    """max(u, v) at u = v gives each half, also through max of all entries."""
    assert gradient("max(x, 1)", [0, 1, 2]) == [0, Fraction(1, 2), 1]
    assert gradient("min(x, 1)", [0, 1, 2]) == [1, Fraction(1, 2), 0]
    assert gradient("max(x)", [2, 0, 2]) == [Fraction(1, 2), 0, Fraction(1, 2)]
    assert gradient("abs(x)", [-2, 0, 2]) == [-1, 0, 1]
    assert gradient("elu(x, 2)", [0, 0, 1]) == [2, 2, 1]
    assert gradient("norm(x)^2", [0, 0, 0]) == [0, 0, 0]


@pytest.mark.parametrize("text", ["B + x", "B - x", "B / x", "x + B", "max(B, x)"])
def test_a_list_beside_rows_of_its_length_is_told_how_it_is_a_row(text: str) -> None:
    """Typed so, it has the meaning of a bias that is added to every row."""
    assert problem_of(text).help == "write x.T, a row, to repeat it in every row"
    assert read(re.sub(r"\bx\b", "x.T", text)).shape == (2, 3)
