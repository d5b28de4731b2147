"""Products of large matrices: what is left out or converted on the way changes nothing."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.calculus.solve import solve
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.matrix_product import matrix_product
from bpcalc.language.value import value
from bpcalc.spec.reader import loads

SHAPES = [(130, 140, 150), (600, 300, 520), (130, 2, 140), (3, 300, 300), (300, 300, 2), (1, 70_000, 1)]


def drawn(rows: int, columns: int, turned: bool = False, seed: int = 1) -> Array:
    """Whole numbers from −3 to 3, in either order in memory."""
    numbers = numpy.random.default_rng(seed)
    return numbers.integers(-3, 4, (columns, rows)).T if turned else numbers.integers(-3, 4, (rows, columns))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("dead", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("size", SHAPES)
def test_zeros_left_out_change_nothing(size: tuple[int, int, int], dead: float, turned: bool) -> None:
    """With so many rows of zeros on one side, as behind a ReLU; on the other side as well."""
    m, k, n = size
    a, b = drawn(m, k, turned).astype(float), drawn(k, n, turned, seed=2).astype(float)
    none = numpy.random.default_rng(3).random(k) < dead
    expected = numpy.einsum("ij,jk->ik", a[:, ~none], b[~none])
    for left, right in ((a, b * ~none[:, None]), (a * ~none, b)):
        assert numpy.array_equal(matrix_product(left, right), expected)


@pytest.mark.parametrize("kinds", [("i", "i"), ("i", "f"), ("f", "i")])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("size", SHAPES)
def test_whole_numbers_become_floats(
    size: tuple[int, int, int], turned: bool, kinds: tuple[str, str]
) -> None:
    """On either side, row by row or column by column in memory."""
    m, k, n = size
    a, b = drawn(m, k, turned), drawn(k, n, turned, seed=2)
    expected = numpy.einsum("ij,jk->ik", a, b)
    given = (x.astype(float) if kind == "f" else x for x, kind in zip((a, b), kinds, strict=True))
    found = matrix_product(*given)
    assert found.dtype == numpy.float64
    assert numpy.array_equal(found, expected)


@pytest.mark.parametrize("size", [20, 70, 300])
def test_whole_numbers_stay_exact_until_they_may_not_fit(size: int) -> None:
    """Sums below 2⁵³ are int64; above, few numbers go on as Python's, many as floats."""
    a, b = drawn(size, size), drawn(size, 1, seed=2)
    found = arrays.matmul(a, b)
    assert found.dtype == numpy.int64
    assert (found == a.astype(object) @ b.astype(object)).all()
    large = arrays.matmul(a * 2**50, b)
    if size * size <= arrays.SMALL - size:
        assert (large == (a.astype(object) * 2**50) @ b.astype(object)).all()
    else:
        assert large.dtype == numpy.float64


def test_the_largest_entry_is_looked_for_again_in_another_array() -> None:
    """What is remembered of one array never serves the next one, wherever that lies in memory."""
    for scale in (1, 2**40, 1, 2**45):
        a, x = drawn(300, 300) * scale, drawn(300, 1, seed=2)
        for whole in (a, a.T):
            found = arrays.matmul(whole, x * 1000)
            assert found.dtype == (numpy.int64 if scale < 2**40 else numpy.float64)
        del a


def test_fractions_among_whole_numbers_stay_exact() -> None:
    """A few int64 numbers beside fractions go on as Python's; many become floats."""
    half = arrays.divide(arrays.exact_array([[1]]), arrays.exact_array([[2]]))
    few, many = numpy.arange(9).reshape(3, 3), numpy.arange(90_000).reshape(300, 300)
    assert arrays.multiply(few, half).tolist() == [[half.item() * x for x in row] for row in few.tolist()]
    assert arrays.add(few, half).dtype == object
    assert arrays.multiply(many, half).dtype == numpy.float64
    assert arrays.multiply(many, half)[299, 299] == 44999.5


@pytest.mark.parametrize(
    "text", ["x > 1", "not (x > 1)", "x > 0 and x < 2", "indicator(x > 1 or x == 0)", "sign(x)"]
)
@pytest.mark.parametrize("use", ["{0}", "-({0})", "({0}) + ({0})", "({0}) * 200 + ({0}) * 200", "sum({0})",
                                 "W @ ({0})", "({0}).T @ x", "max({0})", "diag({0}) @ x", "({0}) / 3",
                                 "sqrt(abs({0}))", "({0})^3", "vstack({0}, x)", "({0}) == 1", "kron({0}, [1, 1])"])  # fmt: skip
def test_many_truths_are_numbers(text: str, use: str) -> None:
    """Whatever is calculated with the truths of a large domain is what Python's numbers give."""
    scope = Scope({"x": tree.name("x", (3, 1)), "W": tree.name("W", (2, 3))})
    formula = expression(use.format(text).replace("[1, 1]", "W"), scope)
    many = numpy.random.default_rng(1).integers(-3, 4, (5000, 3, 1))
    weights = arrays.exact_array([[1, -2, 3], [100, 200, -300]])
    found = value(formula, {"x": many, "W": weights})
    for k in (0, 1, 17, 4999):
        expected = arrays.as_float(value(formula, {"x": many[k].astype(object), "W": weights}))
        assert numpy.allclose(arrays.as_float(found[k]), expected, rtol=1e-15, atol=0)


def test_few_whole_numbers_are_pythons_in_the_end() -> None:
    """Also where they come out of a product with a large matrix: √ of them is exact."""
    text = "inputs: {x: {random: [70], seed: 1}}\nparameters: {W: {random: [70, 70], seed: 2}}\n"
    solved = solve(loads(text + "layers:\n  - z = (W @ x)^2\n  - u = sqrt(z)\nloss: l = sum(u)\n")).cases[0]
    for one in (*solved.quantities.values(), solved.quantities["u"]):
        assert one.value.dtype == (object if one.value.size <= arrays.SMALL else numpy.int64)
    assert solved.gradients["x"].dtype in (object, numpy.float64)
