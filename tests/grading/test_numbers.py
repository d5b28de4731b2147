"""What the text of a number claims, and when it states a value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcalc.grading.number import RIGHT, ROUNDING, WRONG, Style, claim, in_style, stands_for

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
    ("0.00", 4e-16, WRONG),
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
