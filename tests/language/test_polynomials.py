"""Comparing and factoring sizes: checked by putting numbers in."""

from __future__ import annotations

import itertools

import pytest

from bpcalc.language.comparison import extreme, is_never_negative, is_positive
from bpcalc.language.factoring import Threshold, factored, negative_when
from bpcalc.language.polynomials import parsed
from bpcalc.language.sizes import Size, size_at, size_text

SIZES = [
    "2*m*n - 2*n^2",
    "m*n + m - n^2 - n",
    "2*n^2 - 2*n",
    "n^2 - m",
    "n^2 - m^2",
    "n^3 - n",
    "3*n + 6",
    "n - m",
    "n + m - 1",
    "m^2*n - m*n",
    "7",
    "-n",
    "n^2*m - 4*m",
    "n^2 + 5*n + 6",
    "n*m - 2*m - 3*n + 6",
]
POINTS = [dict(zip("mn", point, strict=True)) for point in itertools.product(range(1, 8), repeat=2)]


def size(text: str) -> Size:
    found = parsed(text)
    assert found is not None
    return found


def at(found: Size, point: dict[str, int]) -> int:
    value = size_at(found, point)
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize("text", SIZES)
def test_factors_multiply_to_the_size(text: str) -> None:
    """Nothing is lost."""
    product: Size = 1
    for factor in factored(size(text)):
        product = product * factor
    assert product == size(text)


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("2*m*n - 2*n^2", ["2*n", "m - n"]),
        ("m*n + m - n^2 - n", ["n + 1", "m - n"]),
        ("2*n^2 - 2*n", ["2*n", "n - 1"]),
        ("n^2 - m", ["n^2 - m"]),
        ("n^2 + 5*n + 6", ["n + 2", "n + 3"]),
    ],
)
def test_linear_factors_are_found(text: str, factors: list[str]) -> None:
    """As a person would write them."""
    assert [size_text(factor) for factor in factored(size(text))] == factors


@pytest.mark.parametrize("text", SIZES)
def test_a_claimed_sign_holds_for_every_size(text: str) -> None:
    """Proved signs and thresholds, at 49 pairs of sizes."""
    found = size(text)
    values = [at(found, point) for point in POINTS]
    assert not is_never_negative(found) or min(values) >= 0
    assert not is_positive(found) or min(values) > 0
    when = negative_when(found)
    for point, value in zip(POINTS, values, strict=True):
        if isinstance(when, Threshold):
            assert (value < 0) == (at(when.left, point) < at(when.right, point))
        elif when is not None:
            assert (value < 0) == when


@pytest.mark.parametrize("largest", [False, True])
def test_an_extreme_is_that_of_its_sizes(largest: bool) -> None:
    """What is shared stands in front, what is beaten everywhere is left out."""
    sizes = [size(text) for text in ("n + m*n + n", "n + m*n + m", "3*m*n + n", "m*n + 2*n + m")]
    found = extreme(sizes, largest)
    choose = max if largest else min
    for point in POINTS:
        assert found.at(point) == choose(at(one, point) for one in sizes)


def test_the_smallest_has_its_common_part_in_front() -> None:
    """n + mn + min(m, n)."""
    found = extreme([size("m*n + 2*n"), size("m*n + n + m")])
    assert (size_text(found.common), sorted(map(size_text, found.rest))) == ("m*n + n", ["m", "n"])


@pytest.mark.parametrize("text", ["n / 2", "0.5", "n^m", "sum(n)", "n < 2"])
def test_other_expressions_are_no_sizes(text: str) -> None:
    """Whole numbers, letters, sums, products and whole powers only."""
    assert parsed(text) is None
