"""A number as a student wrote it, and whether it states the true one.

The text counts: `1/3` claims to be exact, `0.3900` claims four decimals and no more. `16` is exact
where the truth is whole; where it is not, 16 is a rounded number as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from bpcalc.language.numbers import Rational, read_number
from bpcalc.records import NamedTuple

RIGHT, ROUNDING, WRONG = "right", "rounding", "wrong"
RANK = {RIGHT: 0, ROUNDING: 1, WRONG: 2}
"""The smaller, the better."""
FLOAT = Fraction(1, 10**12)
"""What float64 cannot tell, relative to the size of a true value that is not exact."""
NOISE = Fraction(1, 2 * 10**15)
"""What float64 cannot tell next to 1: the rest of a difference that ought to be 0."""
LESS = Fraction(999, 1000)
"""The most that cutting off takes away, in units of the last place."""
TELLING = 2
"""Digits from which on a rounded number says something of the value: one leaves room for twice as much."""


class Claim(NamedTuple):
    """One number of an answer. `unit`: one in its last decimal, None for an exact claim.
    `digits`: how many significant ones it gives. `scaled`: written with an exponent. `whole`: neither
    a point nor a fraction bar. `beside`: digits of the largest number of the answer to the same place."""

    text: str
    value: Rational
    unit: Fraction | None
    digits: int
    scaled: bool = False
    whole: bool = False
    beside: int = 0


class Style(NamedTuple):
    """How a sheet writes its decimals: significant digits and the last decimal place."""

    digits: int
    unit: Fraction


@lru_cache(maxsize=1 << 11)
def claim(text: str) -> Claim | None:
    """The number that a text states, or None when it is none. Raises InputError (E208)."""
    literal = read_number(text)
    if literal is None:
        return None
    if not literal.decimal or "/" in text:
        whole = Fraction(literal.value).denominator == 1 and "/" not in text
        return Claim(text, literal.value, None, 0, whole=whole)
    mantissa, _, exponent = text.strip().lower().replace("−", "-").partition("e")
    _, _, after = mantissa.partition(".")
    unit = Fraction(10) ** (int(exponent or 0) - len(after))
    digits = mantissa.lstrip("+- ").replace(".", "").lstrip("0")
    return Claim(text, literal.value, unit, len(digits), bool(exponent))


def style_of(answers: Iterable[Iterable[Claim]]) -> Style | None:
    """How most answers write their longest decimals, None where there are none."""
    styles: list[Style] = []
    for claims in answers:
        plain = [(one.digits, one.unit) for one in claims if one.unit and not one.scaled and one.digits]
        if plain:
            styles.append(Style(max(digits for digits, _ in plain), min(unit for _, unit in plain)))
    if not styles:
        return None
    middle = (len(styles) - 1) // 2  # of an even number, the smaller one
    return Style(sorted(one.digits for one in styles)[middle], sorted(one.unit for one in styles)[middle])


def in_style(stated: Claim, style: Style | None, wanted: int) -> Claim:
    """A decimal with fewer digits than wanted, read as the rest of the sheet is written.

    Among 0.213 and 1.482, `0.5` is 0.500 whose zeros were left out. An exponent states
    its digits on purpose.
    """
    if style is None or stated.unit is None or stated.scaled or not 0 < stated.digits < wanted:
        return stated
    added = 0
    while stated.unit / 10**added > style.unit and stated.digits + added < style.digits:
        added += 1
    return stated._replace(unit=stated.unit / 10**added, digits=stated.digits + added) if added else stated


def as_rounded(stated: Claim, wanted: int, last: Fraction | None) -> Claim:
    """A whole number of an answer that is not whole: 1640 is 1.64·10³, 16 has its two digits, and 1 is
    1.00, for 1 is what many a mistake gives. `last`: the last place of the decimals beside it, to which
    a 0 is taken."""
    if not stated.whole:
        return stated
    size = abs(int(stated.value))
    if size == 0:
        return stated._replace(unit=last)
    if size < 10:
        return stated._replace(unit=Fraction(1, 10 ** (wanted - 1)), digits=wanted)
    text = str(size)
    holders = min(len(text) - len(text.rstrip("0")), len(text) - TELLING)
    return stated._replace(unit=Fraction(10**holders), digits=len(text) - holders)


def stands_for(stated: Claim, true: Rational | float, wanted: int, slack: Fraction = Fraction(0)) -> str:
    """Whether a claim states a true value: right, a matter of rounding, or wrong.

    `wanted`: significant digits that a decimal must give; zeros that end it may be left out, as
    0.25 for 0.250. `slack`: error that honest rounding of earlier answers may have brought in.
    """
    exact = not isinstance(true, float)
    truth, unit = Fraction(true), stated.unit
    error = abs(stated.value - truth)
    # A decimal may come from a machine, where an exact 0 is 1.1e-16.
    noise = Fraction(0) if exact and unit is None else NOISE
    noise = noise if exact else max(FLOAT * abs(truth), noise)
    blur = slack + noise
    if unit is None or (stated.whole and _is_whole(truth, noise)):
        return RIGHT if error <= blur else WRONG  # a claim to be exact is no rounding
    if error <= noise:
        return RIGHT
    if stated.whole and stated.digits:
        enough = stated.digits >= wanted
    else:
        enough = max(stated.digits, stated.beside) >= min(wanted, TELLING)
    if stated.digits == 0:  # 0.00 says nothing about a small number, unless a larger one stands beside it
        return ROUNDING if enough and error <= unit + blur else WRONG
    half = unit / 2
    if error <= half + blur:
        left_out = max(0, wanted - stated.digits)
        return RIGHT if error <= half / 10**left_out + blur else ROUNDING
    if stated.digits < wanted:
        unit *= LESS  # one off in two digits is much where nothing was to be rounded
    return ROUNDING if enough and error <= unit + blur else WRONG  # cut off, or one off in the last digit


def may_be(stated: Claim, true: Rational | float) -> bool:
    """Whether a number is the true one as far as its digits tell."""
    truth, noise = Fraction(true), max(FLOAT * abs(Fraction(true)), NOISE)
    exact = stated.unit is None or (stated.whole and _is_whole(truth, noise))
    return abs(stated.value - truth) <= (Fraction(0) if exact else stated.unit or 0) + noise


def _is_whole(truth: Fraction, noise: Fraction) -> bool:
    return abs(truth - round(truth)) <= noise


_HALF = tuple(0.5 * (1 - 1e-12) * 10.0**-places for places in range(19))
_STEP = tuple((1 - 1e-12) * 10.0**-places for places in range(19))
_BLUR = 9e-13
_CONVERSION = 4e-16
"""What float64 may add to the difference of two numbers, relative to their size."""


def plainly(texts: Iterable[str], true: Sequence[float], exact: bool, wanted: int) -> bool:
    """A quick look: True only where `stands_for` finds every text right; False decides nothing.

    `texts`: plain decimals of at most 10 digits before and 18 after the point. `true`: ints
    where the truth is a whole number, else what float64 makes of it; `exact`: whether the
    truth is known without an error.
    """
    blur = -_CONVERSION if exact else _BLUR
    least = 10.0 ** (wanted - 1)
    for place, text in enumerate(texts):
        value = true[place]
        whole, point, decimals = text.partition(".")
        if not point:
            if type(value) is not int or int(whole) != value:
                return False
            continue
        number, places = float(text), len(decimals)
        if abs(number - value) > _HALF[places] + blur * abs(value):
            return False
        if abs(number) < least * _STEP[places] and not number == value == 0:
            return False  # too few digits to tell
    return True
