"""The grammar of a number: `-3`, `.15`, `1.`, `9.8e-01`, `2/3`; its value is exact.

One grammar serves specs, answers and expressions. What YAML or Python would also take
(`1_000`, `0x1F`, `1:30`, `nan`, full-width digits) is no number here.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from bpcalc.errors import InputError, Problem
from bpcalc.records import NamedTuple

Rational = int | Fraction
"""An exact number: an int where it is whole, else a Fraction."""

UNSIGNED = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER = rf"\s*([+-]?|−)\s*({UNSIGNED})\s*(?:/\s*({UNSIGNED})\s*)?"

DIGITS = 30
EXPONENT = 100
BITS = 400
"""Powers are exact up to numbers of this length."""


class Literal(NamedTuple):
    """A number as its author wrote it; `decimal` when the text has a point or an exponent."""

    value: Rational
    decimal: bool


def simplest(value: Rational) -> Rational:
    """The same number, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def bits(value: Rational) -> int:
    """The length of the numerator or the denominator, whichever is longer."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


@lru_cache(maxsize=4096)  # most numbers are small whole ones
def read_number(text: str) -> Literal | None:
    """The number that the whole text is, or None when it is none.

    Raises InputError E208 for one that is too long, too large, too small or divides by 0.
    """
    digits = text.removeprefix("-")
    short = digits.isdigit() and digits.isascii() and len(digits) <= DIGITS
    if short and (digits[0] != "0" or digits == "0"):
        return Literal(int(text), False)  # most numbers are small whole ones
    match = None if text.isidentifier() else re.fullmatch(_NUMBER, text)
    if match is None:
        return None
    sign, top, bottom = match.groups()
    value, decimal = _unsigned(top, text)
    if bottom is not None:
        below, below_decimal = _unsigned(bottom, text)
        if below == 0:
            raise _refused(text, "it divides by 0", "write a denominator other than 0")
        value, decimal = Fraction(value) / below, decimal or below_decimal
    return Literal(simplest(-value if sign in ("-", "−") else value), decimal)


def is_number(text: str) -> bool:
    """Whether a text is a number to work with."""
    try:
        return read_number(text) is not None
    except InputError:
        return False


def _unsigned(part: str, text: str) -> tuple[Rational, bool]:
    mantissa, _, exponent = part.lower().partition("e")
    whole, point, after = mantissa.partition(".")
    digits = (whole + after).lstrip("0")
    if len(whole) > 1 and whole[0] == "0":
        plain = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", text)
        raise _refused(text, "it begins with 0", f"write {plain}; some programs read {text} as octal")
    if len(digits) > DIGITS:
        raise _refused(text, f"it has {len(digits)} digits", f"use at most {DIGITS} digits")
    if len(exponent) > 5:
        raise _refused(text, "its exponent is too large", f"stay within 1e±{EXPONENT}")
    shift = int(exponent or 0) - len(after)
    if digits and abs(len(digits) - 1 + shift) > EXPONENT:
        raise _refused(text, "its size is out of range", f"stay within 1e±{EXPONENT}")
    if not digits:
        return 0, bool(point or exponent)
    value = int(digits) * 10**shift if shift >= 0 else simplest(Fraction(int(digits), 10**-shift))
    return value, bool(point or exponent)


def _refused(text: str, reason: str, help: str) -> InputError:
    shown = text if len(text) <= 20 else text[:17] + "…"
    problem = Problem("E208", f"{shown} is no number to work with: {reason}", span=(0, len(text)))
    return InputError(problem._replace(help=help, got=shown))
