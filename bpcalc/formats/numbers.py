"""The numbers of a matrix as texts in one notation; every text is valid input.

Exact numbers are written as an author writes them, `1/2` or `0.5`, as long as all of them are
short. Others are rounded to significant digits: in fixed notation while the magnitudes allow. A few
numbers far from the rest are written with a power of ten; where they are many, all numbers are.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact
from itertools import chain, islice
from math import isfinite
from typing import cast

from bpcalc.language.numbers import Rational
from bpcalc.records import NamedTuple

Number = Rational | float

INTEGER_DIGITS = 15
FRACTION_DIGITS = 6  # of the numerator, and of the denominator
SMALL = 100  # both are less, where the author writes decimals
DECIMAL_DIGITS = 10
FIXED_EXPONENTS = range(-5, 9)  # 0.00001 to 999999999 need no power of ten

_SHORT = Context(prec=DECIMAL_DIGITS, traps=[Inexact])


class Numbers(NamedTuple):
    """Texts, row by row, not padded. `rounded`: these stand for exact numbers too long to print."""

    rows: tuple[tuple[str, ...], ...]
    rounded: bool


def number_texts(rows: Sequence[Sequence[Number]], precision: int = 6, decimals: bool = False) -> Numbers:
    """The entries as texts: `precision` significant digits; `decimals` prefers 0.5 to 1/2."""
    entries = [*chain.from_iterable(rows)]
    exact = [entry for entry in entries if not isinstance(entry, float)]
    inexact = len(exact) < len(entries)
    texts = None if inexact else _exact_texts(exact, decimals)
    rounded = texts is None and not inexact
    remaining = iter(_rounded_texts(entries, max(1, precision)) if texts is None else texts)
    return Numbers(tuple([tuple(islice(remaining, len(row))) for row in rows]), rounded)


def aligned(column: Sequence[str]) -> list[str]:
    """The texts padded to one width, decimal points below each other (fractions end together)."""
    together = "".join(column)
    if "." not in together and "e" not in together:
        width = max(map(len, column), default=0)
        return [text.rjust(width) for text in column]
    wholes = [len(text.partition(".")[0].partition("e")[0]) for text in column]
    left = max(wholes)
    texts = [" " * (left - whole) + text for whole, text in zip(wholes, column, strict=True)]
    width = max(map(len, texts))
    return [text.ljust(width) for text in texts]


def _exact_texts(entries: Sequence[Rational], decimals: bool) -> list[str] | None:
    """All entries in the first notation that is short for each of them; None if there is none."""
    forms = (_decimal, _small_fraction) if decimals else (_fraction, _decimal)
    for form in forms:
        texts = [form(entry) for entry in entries]
        if None not in texts:
            return cast("list[str]", texts)
    return None


def _small_fraction(value: Rational) -> str | None:
    """What even an author of decimals writes as a fraction: 1/3, and not -110687/150."""
    small = value.denominator == 1 or max(abs(value.numerator), value.denominator) < SMALL
    return _fraction(value) if small else None


def _fraction(value: Rational) -> str | None:
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return str(numerator) if abs(numerator) < 10**INTEGER_DIGITS else None
    longest = max(abs(numerator), denominator)
    return f"{numerator}/{denominator}" if longest < 10**FRACTION_DIGITS else None


def _decimal(value: Rational) -> str | None:
    if value.denominator == 1:
        return _fraction(value)
    try:
        quotient = _SHORT.divide(Decimal(value.numerator), Decimal(value.denominator))
    except Inexact:
        return None
    text = f"{quotient:f}"
    return text if len(text.lstrip("-")) <= DECIMAL_DIGITS + 1 else None


def _rounded_texts(entries: Sequence[Number], digits: int) -> list[str]:
    """Each nonzero entry to so many significant digits, zeros at the end trimmed alike."""
    values = [entry if isinstance(entry, float) else _divided(entry, digits) for entry in entries]
    # A format rounds floats and Decimals alike: by their exact value, ties to even.
    exponents = [_exponent(value, digits) for value in values]
    if all(exponent in FIXED_EXPONENTS for exponent in exponents):
        return _fixed(values, exponents, digits)
    far = [exponent not in FIXED_EXPONENTS for exponent in exponents]
    plain = sum(1 for value, one in zip(values, far, strict=True) if value and not one)
    if sum(far) >= plain:
        return _scientific(values, digits)
    near = _fixed([0.0 if one else value for value, one in zip(values, far, strict=True)], exponents, digits)
    powers = _scientific([value if one else 0.0 for value, one in zip(values, far, strict=True)], digits)
    return [power if one else text for power, text, one in zip(powers, near, far, strict=True)]


def _divided(entry: Rational, digits: int) -> Decimal:
    context = Context(prec=max(60, 2 * digits))
    return context.divide(Decimal(entry.numerator), Decimal(entry.denominator))


def _exponent(value: float | Decimal, digits: int) -> int:
    """The power of ten after rounding: 9.9999999 counts as 10; 0 where there is none."""
    if not value or not _finite(value):
        return 0
    return int(f"{value:.{digits - 1}e}".partition("e")[2])


def _fixed(values: Sequence[float | Decimal], exponents: Sequence[int], digits: int) -> list[str]:
    allowed = [
        0 if not _finite(value) or value == value // 1 else max(0, digits - 1 - exponent)
        for value, exponent in zip(values, exponents, strict=True)
    ]
    texts = [f"{value:.{places}f}" for value, places in zip(values, allowed, strict=True)]
    needed = max(map(_trimmed_places, texts), default=0)
    return [
        _signless_zero(text if places <= needed else f"{value:.{needed}f}")
        for value, places, text in zip(values, allowed, texts, strict=True)
    ]


def _scientific(values: Sequence[float | Decimal], digits: int) -> list[str]:
    longest = [f"{value:.{digits - 1}e}".partition("e")[0] for value in values if _finite(value)]
    needed = max(map(_trimmed_places, longest), default=0)
    return [_power_of_ten(value, needed) for value in values]


def _power_of_ten(value: float | Decimal, places: int) -> str:
    if not value or not _finite(value):
        return _signless_zero(f"{value:.0f}")
    mantissa, _, exponent = f"{value:.{places}e}".partition("e")
    return f"{mantissa}e{int(exponent)}"


def _finite(value: float | Decimal) -> bool:
    return isinstance(value, Decimal) or isfinite(value)


def _trimmed_places(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


def _signless_zero(text: str) -> str:
    return "0" if text == "-0" else text
