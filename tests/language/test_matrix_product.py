"""Products of large matrices: what is left out or converted on the way changes nothing."""

from __future__ import annotations

import numpy
import pytest

from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.matrix_product import matrix_product

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
