"""A number as a student wrote it, and whether it states the true one.

The text counts: `1/3` and `2` claim to be exact; `0.3900` claims four decimals and no more.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from bpcalc.language.numbers import Rational, read_number

RIGHT, ROUNDING, WRONG = "right", "rounding", "wrong"
FLOAT = Fraction(1, 10**12)
"""What float64 cannot tell, relative to the size of a true value that is not exact."""


class Claim(NamedTuple):
    """One number of an answer. `unit`: one in its last decimal, None for an exact claim.
    `digits`: how many significant ones it gives."""

    text: str
    value: Rational
    unit: Fraction | None
    digits: int


def claim(text: str) -> Claim | None:
    """The number that a text states, or None when it is none. Raises InputError (E208)."""
    literal = read_number(text)
    if literal is None:
        return None
    if not literal.decimal or "/" in text:
        return Claim(text, literal.value, None, 0)
    mantissa, _, exponent = text.strip().lower().replace("−", "-").partition("e")
    _, _, after = mantissa.partition(".")
    unit = Fraction(10) ** (int(exponent or 0) - len(after))
    digits = mantissa.lstrip("+- ").replace(".", "").lstrip("0")
    return Claim(text, literal.value, unit, len(digits))


def exact_claim(value: Rational) -> Claim:
    """A number that claims to be exact."""
    return Claim(str(value), value, None, 0)


def stands_for(stated: Claim, true: Rational | float, wanted: int, slack: Fraction = Fraction(0)) -> str:
    """Whether a claim states a true value: right, a matter of rounding, or wrong.

    `wanted`: significant digits that a decimal must give. `slack`: error that honest
    rounding of earlier answers may have brought in.
    """
    exact = not isinstance(true, float)
    truth = Fraction(true)
    size = max(abs(truth), Fraction(1))
    error = abs(stated.value - truth)
    blur = slack + (0 if exact else FLOAT * abs(truth))
    if stated.unit is None:
        # A claim to be exact is no rounding: 11 does not stand for 32/3.
        return RIGHT if error <= (0 if exact else FLOAT * size) + (slack if slack else 0) else WRONG
    if error == 0:
        return RIGHT
    if stated.digits == 0:
        return WRONG  # 0.00 says nothing about a small number
    half = stated.unit / 2
    if error <= half + blur:
        return RIGHT if stated.digits >= wanted or _is_float_exact(truth, stated, exact) else ROUNDING
    if error <= stated.unit + blur and stated.digits >= wanted:
        return ROUNDING  # cut off, or one off in the last digit
    return WRONG


def _is_float_exact(truth: Fraction, stated: Claim, exact: bool) -> bool:
    """A short decimal that float64 cannot tell from the truth, as 0.5."""
    return not exact and abs(stated.value - truth) <= FLOAT * abs(truth)
