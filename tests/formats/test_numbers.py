"""One notation per matrix: exact numbers as an author writes them, others rounded."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from bpcalc.formats.numbers import Number, aligned, number_texts
from bpcalc.language.numbers import read_number


def texts(*row: Number, precision: int = 6, decimals: bool = False) -> str:
    """The row as printed, `≈` in front when it stands for longer exact numbers."""
    numbers = number_texts([row], precision, decimals)
    return ("≈ " if numbers.rounded else "") + "  ".join(numbers.rows[0])


@pytest.mark.parametrize(
    ("row", "fractions", "decimals"),
    [
        ((1, -2, 0), "1  -2  0", "1  -2  0"),
        ((Fraction(1, 2), -1), "1/2  -1", "0.5  -1"),
        ((Fraction(1, 2), Fraction(-1, 3)), "1/2  -1/3", "1/2  -1/3"),
        ((Fraction(3, 8), Fraction(6, 2)), "3/8  3", "0.375  3"),
        ((Fraction(1, 1000),), "1/1000", "0.001"),
        ((Fraction(1, 2**20),), "≈ 9.53674e-7", "≈ 9.53674e-7"),
        ((Fraction(1234567, 10**7),), "0.1234567", "0.1234567"),
        ((Fraction(10**6, 3), Fraction(1, 3)), "≈ 333333  0.333333", "≈ 333333  0.333333"),
        ((Fraction(999999, 2), Fraction(-1, 999999)), "999999/2  -1/999999", "≈ 5e5  -1e-6"),
        ((10**14, -1), "100000000000000  -1", "100000000000000  -1"),
        ((10**15, 0), "≈ 1e15  0", "≈ 1e15  0"),
        ((-(10**39), Fraction(1, 2)), "≈ -1e39  5e-1", "≈ -1e39  5e-1"),
    ],
)
def test_exact_numbers_stay_exact_while_all_of_them_are_short(
    row: tuple[Number, ...], fractions: str, decimals: str
) -> None:
    """A matrix has the author's notation, else the other exact one, else it is rounded."""
    assert (texts(*row), texts(*row, decimals=True)) == (fractions, decimals)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((2.0, -1.0, 0.0), "2  -1  0"),
        ((-0.0,), "0"),
        ((0.5, 0.25), "0.50  0.25"),
        ((2.0, 0.731058578), "2  0.731059"),
        ((0.593269992, 0.596884378), "0.593270  0.596884"),
        ((0.082167041, 0.000438568), "0.0821670  0.000438568"),
        ((100.5, 0.00123456), "100.500  0.00123456"),
        ((123456.7, 0.5), "123457  0.5"),
        ((99999999.6,), "100000000"),
        ((9.9999999,), "10"),
        ((1e-5,), "0.00001"),
        ((1e-6,), "1e-6"),
        ((1e-9, -0.5, 125000.0, 0.0), "1e-9  -0.5  125000  0"),
        ((1e-9, 2.5e-7, 0.5, 0.0), "1.0e-9  2.5e-7  5.0e-1  0"),
        ((1e300, 1.0), "1e300  1e0"),
        ((5e-324,), "4.94066e-324"),
        ((float("inf"), float("-inf"), float("nan"), 0.5), "inf  -inf  nan  0.5"),
    ],
)
def test_floats_have_six_significant_digits(row: tuple[float, ...], expected: str) -> None:
    """Zeros at the end go where all entries can spare them; an integral float has no point; a few
    entries far from the others do not bring powers of ten to all."""
    assert texts(*row) == expected


@pytest.mark.parametrize(("precision", "expected"), [(1, "0.7"), (3, "0.731"), (12, "0.731058578630")])
def test_precision_counts_significant_digits(precision: int, expected: str) -> None:
    """0.73105857863 rounded."""
    assert texts(0.73105857863, 1 / 3, precision=precision).split()[0] == expected


def test_one_float_makes_a_matrix_inexact() -> None:
    """Exact entries beside a float are printed like floats, and nothing is marked as rounded."""
    assert texts(Fraction(1, 3), 0.25) == "0.333333  0.250000"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["1", "-2"], [" 1", "-2"]),
        (["1/2", "-1"], ["1/2", " -1"]),
        (["100.5", "0.25", "-2"], ["100.5 ", "  0.25", " -2   "]),
        (["1.5e-7", "-2.5e10", "0"], [" 1.5e-7", "-2.5e10", " 0     "]),
        (["1e-7", "0"], ["1e-7", "0   "]),
        (["inf", "0.5"], ["inf  ", "  0.5"]),
        ([], []),
    ],
)
def test_a_column_is_aligned_at_its_decimal_points(column: list[str], expected: list[str]) -> None:
    """Fractions, which have no point, end together."""
    assert aligned(column) == expected


def _random_exact(rng: random.Random) -> Number:
    numerator = rng.randint(-(10 ** rng.randint(1, 5)), 10 ** rng.randint(1, 5))
    return Fraction(numerator, rng.choice([1, 2, 3, 8, 25, 7919]))


@pytest.mark.parametrize("decimals", [False, True])
def test_exact_texts_read_back_as_the_same_numbers(decimals: bool) -> None:
    """Whatever is not marked `≈` is equal to the last digit, read by the grammar of answers."""
    rng = random.Random(1)
    for _ in range(500):
        row = [_random_exact(rng) for _ in range(3)]
        numbers = number_texts([row], decimals=decimals)
        found = [read_number(text) for text in numbers.rows[0]]
        if numbers.rounded:
            assert decimals
            continue
        assert [literal and literal.value for literal in found] == row


@pytest.mark.parametrize("precision", [1, 3, 6, 17])
def test_rounded_texts_read_back_within_half_a_unit_of_the_last_digit(precision: int) -> None:
    """Every nonzero entry has all its significant digits, however large its neighbours are."""
    rng = random.Random(precision)
    for _ in range(500):
        spread = rng.choice([0, 2, 12, 40])
        row = [rng.gauss(0, 1) * 10.0 ** rng.uniform(-spread, spread) for _ in range(4)]
        for value, text in zip(row, number_texts([row], precision).rows[0], strict=True):
            literal = read_number(text)
            assert literal is not None
            unit = Fraction(10) ** (Decimal(value).adjusted() - precision + 1)
            assert abs(Fraction(literal.value) - Fraction(value)) <= unit / 2, text


def test_no_number_is_written_in_a_way_that_nobody_types() -> None:
    """Never -0, a bare point, a plus sign, or an exponent filled up with zeros."""
    rng = random.Random(3)
    for _ in range(500):
        row = [round(rng.gauss(0, 1), 2) * 10.0 ** rng.randint(-12, 12) for _ in range(3)]
        for text in number_texts([[*row, -0.0, 0.0]]).rows[0]:
            assert re.fullmatch(r"0|-?(?=.*[1-9])\d+(\.\d+)?(e(0|-?[1-9]\d*))?", text), text


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (Fraction(1, 3), ("1/3", "1/3")),
        (Fraction(37, 60), ("37/60", "37/60")),
        (Fraction(-110687, 150), ("-110687/150", "-737.913")),
        (Fraction(1234, 1), ("1234", "1234")),
        (Fraction(1, 8), ("1/8", "0.125")),
    ],
)
def test_an_author_of_decimals_reads_no_long_fractions(value: Fraction, texts: tuple[str, str]) -> None:
    """As one who writes fractions and integers, and as one who writes decimals."""
    shown = tuple(number_texts([[value]], 6, decimals).rows[0][0] for decimals in (False, True))
    assert shown == texts
