"""A number as a student wrote it, and whether it states the true one.

The text counts: `1/3` and `2` claim to be exact; `0.3900` claims four decimals and no more.
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


class Claim(NamedTuple):
    """One number of an answer. `unit`: one in its last decimal, None for an exact claim.
    `digits`: how many significant ones it gives. `scaled`: written with an exponent."""

    text: str
    value: Rational
    unit: Fraction | None
    digits: int
    scaled: bool = False


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
        return Claim(text, literal.value, None, 0)
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


def stands_for(stated: Claim, true: Rational | float, wanted: int, slack: Fraction = Fraction(0)) -> str:
    """Whether a claim states a true value: right, a matter of rounding, or wrong.

    `wanted`: significant digits that a decimal must give; zeros that end it may be left out, as
    0.25 for 0.250. `slack`: error that honest rounding of earlier answers may have brought in.
    """
    exact = not isinstance(true, float)
    truth = Fraction(true)
    error = abs(stated.value - truth)
    # A decimal may come from a machine, where an exact 0 is 1.1e-16.
    noise = Fraction(0) if exact and stated.unit is None else NOISE
    blur = slack + (noise if exact else max(FLOAT * abs(truth), noise))
    if stated.unit is None:
        return RIGHT if error <= blur else WRONG  # a claim to be exact is no rounding
    if error == 0:
        return RIGHT
    if stated.digits == 0:
        return WRONG  # 0.00 says nothing about a small number
    half = stated.unit / 2
    if error <= half + blur:
        left_out = max(0, wanted - stated.digits)
        return RIGHT if error <= half / 10**left_out + blur else ROUNDING
    if error <= stated.unit + blur and stated.digits >= wanted:
        return ROUNDING  # cut off, or one off in the last digit
    return WRONG


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
