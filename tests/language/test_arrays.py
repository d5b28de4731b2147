"""Exact as long as it can be: which operations keep int and Fraction, and when float64 takes over."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import numpy
import pytest

from bpcalc.language import arrays, tree
from bpcalc.language.arrays import exact_array, is_exact
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.value import value

HALF = Fraction(1, 2)


def at(text: str, **given: Any) -> Any:
    """The value of a text; lists are columns of exact numbers."""
    values = {
        name: part if isinstance(part, numpy.ndarray)
        else exact_array(part if isinstance(part[0], list) else [[x] for x in part]) if isinstance(part, list)
        else exact_array([[part]])
        for name, part in given.items()
    }  # fmt: skip
    return value(
        expression(text, Scope({name: tree.name(name, v.shape[-2:]) for name, v in values.items()})), values
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + y", [Fraction(5, 6), 1]), ("x - y", [Fraction(1, 6), -5]), ("x * y", [Fraction(1, 6), -6]),
        ("x / y", [Fraction(3, 2), Fraction(-2, 3)]), ("x / 0.1", [5, -20]), ("x^2", [Fraction(1, 4), 4]), ("x^-3", [8, Fraction(-1, 8)]),
        ("x^0", [1, 1]), ("4^x", [2, Fraction(1, 16)]), ("-x", [-HALF, 2]), ("relu(x)", [HALF, 0]), ("max(x, y)", [HALF, 3]),
        ("min(x, 0.2)", [Fraction(1, 5), -2]), ("abs(x)", [HALF, 2]), ("leaky_relu(x)", [HALF, Fraction(-1, 50)]),
        ("identity(x)", [HALF, -2]), ("x.T @ y", [Fraction(1, 6) - 6]), ("x @ y.T", [Fraction(1, 6), Fraction(3, 2), Fraction(-2, 3), -6]),
        ("norm(x)^2", [Fraction(17, 4)]), ("mean(x)", [Fraction(-3, 4)]), ("max(x)", [HALF]), ("sort(x)", [-2, HALF]), ("sum(x)", [Fraction(-3, 2)]),
        ("sqrt(x^2)", [HALF, 2]), ("norm(3 * ones(16))", [12]), ("exp(0 * x)", [1, 1]), ("sigmoid(0 * x)", [HALF, HALF]),
        ("tanh(0*x)", [0, 0]), ("log(x^0)", [0, 0]), ("sin(0*x)", [0, 0]), ("cos(0*x)", [1, 1]), ("erf(0*x)", [0, 0]), ("silu(0*x)", [0, 0]), ("softmax(0*x)", [HALF, HALF]), ("elu(x^2)", [Fraction(1, 4), 4]), ("mse(x, y)", [Fraction(1, 2) * (Fraction(1, 36) + 25)]),
        ("huber(x, y)", [Fraction(1, 72) + Fraction(9, 2)]), ("x < y", [0, 1]), ("x == 0.5", [1, 0]), ("4^(1/2)", [2]), ("0.1 + 0.2", [Fraction(3, 10)]),
        ("1/2 * x", [Fraction(1, 4), -1]), ("(x / 3) * 3", [HALF, -2]), ("hinge(x, 0)", [0]),
    ],
)  # fmt: skip
def test_operations_that_stay_exact(text: str, expected: list[Any]) -> None:
    """Through + − · /, whole powers, relu, max, products, and where functions have exact values."""
    found = at(text, x=[HALF, -2], y=[Fraction(1, 3), 3])
    assert is_exact(found)
    assert found.ravel().tolist() == expected
    assert all(isinstance(entry, (int, Fraction)) for entry in found.ravel())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(x)", math.exp), ("sigmoid(x)", lambda v: 1 / (1 + math.exp(-v))), ("tanh(x)", math.tanh), ("sqrt(x + 3)", lambda v: math.sqrt(v + 3)),
        ("log(x + 3)", lambda v: math.log(v + 3)), ("x^2 * exp(0 * x + 1)", lambda v: v * v * math.e), ("(x + 3)^(1/3)", lambda v: (v + 3) ** (1 / 3)),
        ("(x+3)^0.25", lambda v: (v + 3) ** 0.25), ("pi * x", lambda v: math.pi * v), ("x / exp(x)", lambda v: v / math.exp(v)),
        ("relu(sin(x))", lambda v: max(math.sin(v), 0)), ("softplus(x)", lambda v: math.log1p(math.exp(v))),
    ],
)  # fmt: skip
def test_operations_that_go_on_in_floats(text: str, expected: Callable[[float], float]) -> None:
    """One entry without an exact value takes the whole quantity to float64."""
    found = at(text, x=[HALF, 0, -2])
    assert found.dtype == numpy.float64
    assert found.ravel() == pytest.approx([expected(v) for v in (0.5, 0, -2)], rel=1e-14)


def test_division_by_zero_is_no_crash() -> None:
    """It gives what float64 gives, to be reported where it is known whose it is."""
    with numpy.errstate(all="ignore"):
        assert at("x / y", x=[1, -1, 0], y=[0, 0, 0]).ravel().tolist()[:2] == [math.inf, -math.inf]
        assert math.isnan(at("x / y", x=[0], y=[0]).item())
        assert at("x^-1", x=[0]).item() == math.inf
        assert math.isnan(at("sqrt(x)", x=[-1]).item())
        assert math.isnan(at("x^0.5", x=[-4]).item())
        assert at("log(x)", x=[0]).item() == -math.inf


def test_there_are_no_negative_zeros() -> None:
    """−0 is 0 wherever a sign is turned."""
    for text in ("-x", "0 - x", "-(x * 1)"):
        found = at(text, x=numpy.array([[0.0]]))
        assert math.copysign(1, found.item()) == 1, text


def test_extreme_arguments_have_extreme_but_finite_values() -> None:
    """No overflow on the way to a value that exists."""
    large = numpy.array([[1000.0], [-1000.0], [0.0]])
    assert at("sigmoid(x)", x=large).ravel().tolist() == [1, 0, 0.5]
    assert at("softplus(x)", x=large).ravel()[:2].tolist() == [1000, 0]
    assert at("softmax(x)", x=large).ravel().tolist() == [1, 0, 0]
    assert at("log_softmax(x)", x=large).ravel().tolist() == [0, -2000, -1000]
    assert at("logsumexp(x)", x=large).item() == 1000
    assert at("elu(x)", x=large).ravel().tolist() == [1000, -1, 0]
    assert at("silu(x)", x=large).ravel().tolist() == [1000, 0, 0]
    assert at("tanh(x)", x=large).ravel().tolist() == [1, -1, 0]
    assert at("gelu(x)", x=large).ravel().tolist() == [1000, 0, 0]
    assert at("softmax_cross_entropy(x, 1)", x=large).item() == 2000
    assert at("xlogy(y, p)", y=numpy.zeros((1, 1)), p=numpy.zeros((1, 1))).item() == 0


def test_numbers_too_large_for_float64_become_infinite() -> None:
    """10^400 as a float is inf, not an OverflowError."""
    huge = exact_array([[10**400], [-(10**400)], [Fraction(1, 10**400)]])
    assert arrays.as_float(huge).ravel().tolist() == [math.inf, -math.inf, 0.0]
    assert arrays.as_float(exact_array([[Fraction(10**400, 10**399)]])).item() == 10.0


def test_growing_numbers_are_measured_and_stop() -> None:
    """`digits` is the longest numerator or denominator; powers stop being exact in time."""
    assert arrays.digits(exact_array([[10**39]])) == 40
    assert arrays.digits(exact_array([[Fraction(1, 10**39)]])) == 40
    assert arrays.digits(numpy.array([[1.5]])) == 0
    grown = at("x^100^1", x=[12345678901234567890])
    assert grown.dtype == numpy.float64
    assert grown.item() == math.inf


# -- large whole arrays: int64 must never differ from Python's numbers ------------------


def python(function: str, a: Any, b: Any) -> Any:
    """The same with Python's own numbers, entry by entry."""
    x, y = a.astype(object), b.astype(object)
    match function:
        case "add":
            return x + y
        case "multiply":
            return x * y
        case "matmul":
            return numpy.array(
                [[sum(p * q for p, q in zip(row, column, strict=True)) for column in y.T] for row in x],
                dtype=object,
            )
    raise AssertionError(function)


@pytest.mark.parametrize("magnitude", [3, 10**3, 2**20, 2**26, 2**31, 2**40, 2**52])
@pytest.mark.parametrize("function", ["add", "multiply", "matmul"])
def test_large_whole_arrays_equal_python_numbers_or_are_floats(function: str, magnitude: int) -> None:
    """No overflow: exact results are right, and what could overflow is float64, correctly rounded sums apart."""
    generator = numpy.random.default_rng(magnitude)
    shapes = ((80, 60), (60, 70)) if function == "matmul" else ((80, 60), (80, 60))
    a, b = (generator.integers(-magnitude, magnitude, shape, endpoint=True) for shape in shapes)
    assert a.size > arrays.SMALL
    found = getattr(arrays, function)(a, b)
    expected = python(function, a, b)
    if is_exact(found):
        assert (found == expected).all()
    else:
        assert magnitude > 10**3, "small numbers stay exact"
        exact = expected.astype(float)
        absolute = python(function, abs(a), abs(b)).astype(float)
        assert (abs(found - exact) <= 1e-13 * absolute).all()


@pytest.mark.parametrize("magnitude", [3, 2**40, 2**52])
def test_sums_of_large_whole_arrays_do_not_overflow(magnitude: int) -> None:
    """The sum of 4,900 numbers near 2⁵², of rows and of columns."""
    a = numpy.full((70, 70), magnitude, dtype=numpy.int64)
    for axis, count in ((None, 4900), (0, 70), (1, 70)):
        found = arrays.total(a, axis)
        assert (found.astype(float) == float(count * magnitude)).all()


@pytest.mark.parametrize(
    "operation",
    [
        "x + y",
        "x * y",
        "x @ y",
        "x - 2 * y",
        "relu(x) @ y",
        "-x + y^2",
        "max(x, y)",
        "sum(x, axis=0) @ y",
        "x.T @ y",
        "abs(x) / 1",
        "mean(x)",
        "norm(x)^2",
        "(x > y) * x",
    ],
)
def test_the_path_of_large_arrays_equals_the_path_of_small_ones(operation: str) -> None:
    """The same whole numbers as int64 and as Python numbers."""
    generator = numpy.random.default_rng(5)
    x, y = generator.integers(-9, 9, (66, 66)), generator.integers(-9, 9, (66, 66))
    large = at(operation, x=x, y=y)
    small = at(operation, x=x.astype(object), y=y.astype(object))
    assert (large.astype(float) == small.astype(float)).all()


def test_mixed_kinds_meet() -> None:
    """int64 with fractions, fractions with floats: exact where both are and it is affordable."""
    whole = numpy.arange(4900, dtype=numpy.int64).reshape(70, 70)
    third = exact_array([[Fraction(1, 3)]])
    assert arrays.multiply(whole, third).astype(float)[0, 3] == 1.0
    assert arrays.multiply(whole, numpy.array([[0.5]])).dtype == numpy.float64
    assert arrays.add(exact_array([[Fraction(1, 2)]]), numpy.array([[0.5]])).item() == 1.0
    assert is_exact(arrays.add(exact_array([[1]]), third))


@pytest.mark.parametrize("seed", range(40))
def test_many_matrices_times_one(seed: int) -> None:
    """Products with leading axes on either side, or on both, equal one by one."""
    random = Random(seed)
    many, r, k, c = (random.randint(1, 4) for _ in range(4))
    generator = numpy.random.default_rng(seed)
    a, b = generator.standard_normal((many, r, k)), generator.standard_normal((many, k, c))
    kind = random.choice((float, object))
    if kind is object:
        a, b = (
            numpy.vectorize(lambda x: Fraction(round(8 * x), 8), otypes=[object])(part) for part in (a, b)
        )
    for left, right in ((a, b), (a[0], b), (a, b[0])):
        found = arrays.matmul(left, right)
        assert found.shape == (many, r, c)
        for i in range(many):
            one = numpy.matmul(left if left.ndim == 2 else left[i], right if right.ndim == 2 else right[i])
            assert numpy.allclose(found[i].astype(float), one.astype(float), rtol=1e-13)
    assert arrays.matmul(a[0], b[0]).shape == (r, c)


def test_truth_is_exact_where_its_arguments_are() -> None:
    """1 and 0, as numbers."""
    assert at("x > 0", x=[1, -1]).tolist() == [[1], [0]]
    assert at("x > 0", x=numpy.array([[1.0]])).dtype == numpy.float64
