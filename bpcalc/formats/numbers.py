"""The numbers of a matrix as texts in one notation; every text is valid input.

Exact numbers are written as an author writes them, `1/2` or `0.5`, as long as all of them are
short. Others are rounded to significant digits: in fixed notation while the magnitudes allow,
else all of them in scientific notation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import NamedTuple

Number = int | Fraction | float

INTEGER_DIGITS = 15
FRACTION_DIGITS = 6  # of the numerator, and of the denominator
DECIMAL_DIGITS = 10
FIXED_EXPONENTS = range(-5, 9)  # 0.00001 to 999999999 need no power of ten

_SHORT = Context(prec=DECIMAL_DIGITS, traps=[Inexact])
_WHOLE_PART = re.compile(r"-?[a-z0-9]+?(?=[.e]|$)")


class Numbers(NamedTuple):
    """Texts, row by row, not padded. `rounded`: these stand for exact numbers too long to print."""

    rows: tuple[tuple[str, ...], ...]
    rounded: bool


def number_texts(rows: Sequence[Sequence[Number]], precision: int = 6, decimals: bool = False) -> Numbers:
    """The entries as texts: `precision` significant digits; `decimals` prefers 0.5 to 1/2."""
    entries = [entry for row in rows for entry in row]
    inexact = any(isinstance(entry, float) for entry in entries)
    texts = None if inexact else _exact_texts(entries, decimals)
    rounded = texts is None and not inexact
    remaining = iter(_rounded_texts(entries, precision) if texts is None else texts)
    return Numbers(tuple(tuple(next(remaining) for _ in row) for row in rows), rounded)


def aligned(column: Sequence[str]) -> list[str]:
    """The texts padded to one width, decimal points below each other (fractions end together)."""
    wholes = [len(_whole_part(text)) for text in column]
    left = max(wholes, default=0)
    texts = [" " * (left - whole) + text for whole, text in zip(wholes, column, strict=True)]
    width = max(map(len, texts), default=0)
    return [text.ljust(width) for text in texts]


def _whole_part(text: str) -> str:
    match = _WHOLE_PART.match(text)
    return match[0] if match else text


def _exact_texts(entries: Sequence[Number], decimals: bool) -> list[str] | None:
    """All entries in the first notation that is short for each of them; None if there is none."""
    forms = (_decimal, _fraction) if decimals else (_fraction, _decimal)
    for form in forms:
        texts = [form(Fraction(entry)) for entry in entries]
        if None not in texts:
            return [text for text in texts if text is not None]
    return None


def _fraction(value: Fraction) -> str | None:
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return str(numerator) if abs(numerator) < 10**INTEGER_DIGITS else None
    longest = max(abs(numerator), denominator)
    return f"{numerator}/{denominator}" if longest < 10**FRACTION_DIGITS else None


def _decimal(value: Fraction) -> str | None:
    if value.denominator == 1:
        return _fraction(value)
    try:
        quotient = _SHORT.divide(Decimal(value.numerator), Decimal(value.denominator))
    except Inexact:
        return None
    text = f"{quotient:f}"
    return text if len(text.lstrip("-")) <= DECIMAL_DIGITS + 1 else None


def _rounded_texts(entries: Sequence[Number], precision: int) -> list[str]:
    """Each nonzero entry to `precision` significant digits, zeros at the end trimmed alike."""
    digits = max(1, precision)
    values = [_as_decimal(entry, digits) for entry in entries]
    exponents = [_exponent(value, digits) for value in values if value and value.is_finite()]
    if all(exponent in FIXED_EXPONENTS for exponent in exponents):
        return _fixed(values, digits)
    return _scientific(values, digits)


def _as_decimal(entry: Number, digits: int) -> Decimal:
    if isinstance(entry, float):
        return Decimal(entry)
    context = Context(prec=max(60, 2 * digits))
    return context.divide(Decimal(entry.numerator), Decimal(entry.denominator))


def _exponent(value: Decimal, digits: int) -> int:
    """The power of ten after rounding: 9.9999999 counts as 10."""
    return int(f"{value:.{digits - 1}e}".partition("e")[2])


def _fixed(values: Sequence[Decimal], digits: int) -> list[str]:
    allowed = [_places(value, digits) for value in values]
    needed = max((_trimmed_places(f"{v:.{n}f}") for v, n in zip(values, allowed, strict=True)), default=0)
    return [_signless_zero(f"{v:.{min(n, needed)}f}") for v, n in zip(values, allowed, strict=True)]


def _places(value: Decimal, digits: int) -> int:
    if not value.is_finite() or value == value.to_integral_value():
        return 0
    return max(0, digits - 1 - _exponent(value, digits))


def _scientific(values: Sequence[Decimal], digits: int) -> list[str]:
    longest = [f"{value:.{digits - 1}e}".partition("e")[0] for value in values if value.is_finite()]
    needed = max(map(_trimmed_places, longest), default=0)
    return [_power_of_ten(value, needed) for value in values]


def _power_of_ten(value: Decimal, places: int) -> str:
    if not value or not value.is_finite():
        return _signless_zero(f"{value:.0f}")
    mantissa, _, exponent = f"{value:.{places}e}".partition("e")
    return f"{mantissa}e{int(exponent)}"


def _trimmed_places(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


def _signless_zero(text: str) -> str:
    return {"-0": "0", "Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}.get(text, text)
