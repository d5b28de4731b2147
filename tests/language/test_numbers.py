"""The grammar of numbers, and their exact values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bpcalc.errors import InputError
from bpcalc.language.numbers import DIGITS, EXPONENT, read_number, simplest

ACCEPTED = [
    ("0", 0), ("7", 7), ("-3", -3), ("+3", 3), ("−3", -3), ("- 3", -3), (" 12 ", 12),
    ("0.1", Fraction(1, 10)), (".15", Fraction(3, 20)), ("1.", 1), ("2.50", Fraction(5, 2)),
    ("1e-3", Fraction(1, 1000)), ("9.8e-01", Fraction(49, 50)), ("1E2", 100), ("1e+2", 100),
    (".5e1", 5), ("0.298371109", Fraction(298371109, 10**9)), ("0e99", 0), ("0.000", 0),
    ("1/2", Fraction(1, 2)), ("4/2", 2), ("-1 / 3", Fraction(-1, 3)), ("1/.5", 2),
    ("0.1/0.3", Fraction(1, 3)), ("1e100", 10**100), ("1e-99", Fraction(1, 10**99)),
]  # fmt: skip
REFUSED = [
    "", " ", "-", "+", ".", "e5", "1e", "1e+", "--3", "+-3", "1_000", "0x1F", "0b1", "1:30", "nan", "NaN",
    "inf", "-inf", "Infinity", "∞", "１２", "١", "²", "1,5", "1,000", "1 000", "1/2/3", "1/", "/2",
    "1/-2", "1.2.3", "1..2", "3%", "1j", "1L", "½", "x", "1x", "(1)", "0.1f", "1e1.5", "true", "1\n2",
]  # fmt: skip
IMPOSSIBLE = [
    "007", "010", "00.5", "1/0", "1/0.0", "0/0", "9" * (DIGITS + 1), "0." + "1" * (DIGITS + 1),
    f"1e{EXPONENT + 1}", "1e101", "1e-101",
    "1e999999", "1e-999999", "1e99999999999999", "1/1e999", "1e" + "9" * 4000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ACCEPTED)
def test_a_number_has_an_exact_value(text: str, expected: int | Fraction) -> None:
    """The value is what the digits say, an int where it is whole."""
    literal = read_number(text)
    assert literal is not None
    assert literal.value == expected
    assert type(literal.value) is type(expected)


@pytest.mark.parametrize("text", [text for text, _ in ACCEPTED if "/" not in text])
def test_values_agree_with_decimal(text: str) -> None:
    """Python's decimal module reads the same numbers."""
    literal = read_number(text)
    assert literal is not None
    assert literal.value == Fraction(Decimal(text.replace("−", "-").replace(" ", "")))


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number(text: str) -> None:
    """What YAML, Python or a calculator would also take is no number here."""
    assert read_number(text) is None


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_numbers_that_nobody_means_are_refused(text: str) -> None:
    """E208, with the whole text as its span, before the number is built."""
    with pytest.raises(InputError) as caught:
        read_number(text)
    [problem] = caught.value.problems
    assert problem.code == "E208"
    assert problem.span == (0, len(text))
    assert problem.help
    assert len(problem.message) < 100


@pytest.mark.parametrize(
    ("text", "plain"),
    [("007", "7"), ("-04", "-4"), ("-01.269", "-1.269"), ("00.5", "0.5"), ("- 03", "- 3"), ("1/04", "1/4"), ("-010/020", "-10/20"), ("000", "0"), ("05e-3", "5e-3")],
)  # fmt: skip
def test_a_number_that_begins_with_0_is_told_without_it(text: str, plain: str) -> None:
    """And with its sign: what is proposed is the same number."""
    with pytest.raises(InputError) as caught:
        read_number(text)
    assert caught.value.problems[0].help == f"write {plain}; some programs read {text} as octal"
    assert read_number(plain) is not None


@pytest.mark.parametrize(
    ("text", "decimal"),
    [("1", False), ("1/2", False), ("-3", False), ("1.", True), (".5", True), ("1e3", True), ("0.1/3", True)],
)
def test_a_decimal_is_remembered(text: str, decimal: bool) -> None:
    """`0.5` prints as a decimal, `1/2` as a fraction."""
    literal = read_number(text)
    assert literal is not None
    assert literal.decimal is decimal


def test_leading_zeros_are_no_digits() -> None:
    """Only digits that count are counted."""
    literal = read_number("0." + "0" * 60 + "5")
    assert literal is not None
    assert literal.value == Fraction(5, 10**61)


def test_whole_fractions_become_ints() -> None:
    """4/2 is 2."""
    assert type(simplest(Fraction(4, 2))) is int
    assert simplest(Fraction(1, 3)) == Fraction(1, 3)
    assert type(simplest(5)) is int
