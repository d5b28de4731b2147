"""What the text of a number claims, and when it states a value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcalc.grading.number import RIGHT, ROUNDING, WRONG, Style, as_rounded, claim, in_style, stands_for

THIRD = Fraction(1, 3)
CLAIMS = [
    # text, truth, verdict: a whole number or fraction claims to be exact
    ("1/3", THIRD, RIGHT),
    ("2", 2, RIGHT),
    ("11", Fraction(32, 3), WRONG),
    ("0", 1e-9, WRONG),
    ("0", 1e-17, RIGHT),
    ("1/2", 0.5, RIGHT),
    # a decimal is right at the digits given, half-even or half away from 0
    ("0.333", THIRD, RIGHT),
    ("10.67", Fraction(32, 3), RIGHT),
    ("0.125", Fraction(1, 8), RIGHT),
    ("0.1235", Fraction(12345, 100000), RIGHT),
    ("0.1234", Fraction(12345, 100000), RIGHT),
    ("-0.333", -THIRD, RIGHT),
    ("−0.333", -THIRD, RIGHT),
    ("3.33e-1", THIRD, RIGHT),
    (".333", THIRD, RIGHT),
    # cut off, one off in the last digit, too few digits: a matter of rounding
    ("10.66", Fraction(32, 3), ROUNDING),
    ("0.334", THIRD, ROUNDING),
    ("0.332", THIRD, WRONG),
    ("1.1e1", Fraction(32, 3), ROUNDING),
    ("0.33", THIRD, ROUNDING),
    ("0.3", THIRD, ROUNDING),
    # few digits rescue nothing
    ("0.9", 0.99999, WRONG),
    ("0.01", 4e-16, WRONG),
    ("0.00", 4e-16, RIGHT),  # what float64 leaves of a 0
    ("0.00", 0.003, WRONG),
    ("0.0", 0, RIGHT),
    # a short decimal that is the value needs no more digits
    ("0.5", Fraction(1, 2), RIGHT),
    ("0.5", 0.5, RIGHT),
    # signs count
    ("0.333", -THIRD, WRONG),
    ("5.5", Fraction(-11, 2), WRONG),
    # no more is asked than float64 carries
    ("0.30000000000000000000000000001", 0.1 + 0.2, RIGHT),
    ("1e22", 1e22 + 2097152.0, RIGHT),
]


@pytest.mark.parametrize(("text", "truth", "verdict"), CLAIMS)
def test_a_number_is_judged_at_the_digits_it_gives(
    text: str, truth: int | Fraction | float, verdict: str
) -> None:
    stated = claim(text)
    assert stated is not None
    assert stands_for(stated, truth, 3) == verdict


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "true", "yes", "0x1F", "1_000", "1:30", "１", "", "one"]
)
def test_what_yaml_or_python_would_take_for_a_number_is_none(text: str) -> None:
    assert claim(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0.5", Fraction(1, 1000)),
        ("12.3", Fraction(1, 10)),
        ("0.1234", Fraction(1, 10**4)),
        ("5e-1", Fraction(1, 10)),
    ],
)
def test_a_short_decimal_among_longer_ones_has_lost_its_zeros(text: str, unit: Fraction) -> None:
    """Beside three digits, 0.5 is 0.500; 12.3 has its three, and an exponent means what it says."""
    stated = claim(text)
    assert stated is not None
    assert in_style(stated, Style(3, Fraction(1, 1000)), 3).unit == unit


E1636 = 1635.984429995927
"""exp(7.4)"""


@pytest.mark.parametrize(
    ("text", "truth", "verdict"),
    [
        ("1636", E1636, RIGHT),
        ("-104", -103.86, RIGHT),
        ("104", Fraction(415, 4), RIGHT),
        ("1640", E1636, RIGHT),  # as 1.64e3
        ("1", 0.99966, RIGHT),  # 1.00
        ("1635", E1636, ROUNDING),  # cut off
        ("1600", E1636, ROUNDING),
        ("16", 16.4, ROUNDING),
        ("11", Fraction(32, 3), ROUNDING),
        ("16", 16.7, WRONG),
        ("1700", E1636, WRONG),
        ("2000", E1636, WRONG),
        ("1", 1.4, WRONG),  # small whole numbers are what mistakes give
        ("0", 0.0003, WRONG),
        ("1636", 1637, WRONG),  # exact, where the truth is
        ("1640", 1636.0, WRONG),
        ("1636", 1636.0000000000002, RIGHT),
    ],
)
def test_a_whole_number_beside_others_is_a_rounded_one_where_the_truth_is_not_whole(
    text: str, truth: float | Fraction, verdict: str
) -> None:
    """Zeros at its end hold the place of digits, and it needs two of these to be a rounding."""
    stated = claim(text)
    assert stated is not None
    assert stands_for(as_rounded(stated, 3, None), truth, 3) == verdict


@pytest.mark.parametrize(
    ("text", "beside", "truth", "verdict"),
    [
        ("0.0048", 2, 0.0047406, ROUNDING),
        ("0.0047", 2, 0.0047406, ROUNDING),
        ("0.0046", 2, 0.0047406, WRONG),
        ("0.008", 3, 0.0089, ROUNDING),  # cut off, beside 0.123
        ("0.008", 1, 0.0089, WRONG),
        ("0.000", 3, 0.0001, ROUNDING),
        ("0.000", 1, 0.0001, WRONG),  # it stands alone
        ("0.000", 3, 0.003, WRONG),
        ("1.1", 2, 1, WRONG),  # nothing was to be rounded
    ],
)
def test_a_short_number_is_judged_beside_the_largest_one(
    text: str, beside: int, truth: float, verdict: str
) -> None:
    """`beside`: the digits that the largest number of the answer has to the same place."""
    stated = claim(text)
    assert stated is not None
    assert stands_for(stated._replace(beside=beside), truth, 3) == verdict
