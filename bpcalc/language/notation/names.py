"""Names and numbers, before a notation draws them.

The parts of a name: `yhat1` is a y with a hat and the index 1, `b_out` a b with "out" below.
"""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from bpcalc.language.names import ACCENTS, GREEK
from bpcalc.language.numbers import Rational
from bpcalc.language.tree import Constant
from bpcalc.records import NamedTuple

ACCENT = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
LETTER = {word: letter for letter, word in reversed(GREEK.items())}
"""Greek letters by their names; of two forms (ϕ, φ) the usual one."""

WORD = re.compile(r"[^\W\d][\w']*")
"""A name within a text."""

_INDEXED = re.compile(r"(?P<base>[^_]*[^\d_'])_(?P<digits>\d+)(?P<rest>(?:[_'].*)?)", re.DOTALL)
_NAME = re.compile(r"(?P<base>.*?[^\d_'])(?P<digits>\d*)(?P<below>(?:_.+?)?)(?P<primes>'*)", re.DOTALL)


class Parts(NamedTuple):
    """`base` without its accent ("hat" …), the digits right behind it, what follows `_`, primes."""

    base: str
    accent: str = ""
    digits: str = ""
    below: str = ""
    primes: str = ""


def parts(name: str) -> Parts:
    """The parts that a name is drawn from; a name of no known form is its own base."""
    match = _NAME.fullmatch(name)
    if match is None or "_" in match["base"]:
        return Parts(name)
    base, accent = _accented(match["base"])
    return Parts(base, accent, match["digits"], match["below"][1:], match["primes"])


def joined(name: str, names: Container[str]) -> str:
    """`x1` for `x_1`, drawn alike, where that is one of the `names` and takes the look of no other;
    else the name. So with what is added to a name: `x_1_new`."""
    match = _INDEXED.fullmatch(name)
    if match is None:
        return name
    whole = match["base"] + match["digits"]
    free = whole not in names and whole + match["rest"] not in names
    known = name in names or f"{match['base']}_{match['digits']}" in names
    return whole + match["rest"] if free and known else name


def _accented(base: str) -> tuple[str, str]:
    """A letter and the accent on it; the word itself where it is no such pair."""
    for accent in ACCENTS.values():
        letter = base.removesuffix(accent)
        if letter != base and (len(letter) == 1 or letter in LETTER):
            return letter, accent
    return base, ""


@lru_cache(maxsize=1024)
def is_letter(name: str) -> bool:
    """Whether the name is drawn as one letter, perhaps with an accent and digits below."""
    found = parts(name)
    return not found.below and not found.primes and (len(found.base) == 1 or found.base in LETTER)


def number_text(number: Constant) -> tuple[str, bool]:
    """A number without its sign, and whether it is a fraction a/b."""
    value = abs(Fraction(number.value))
    if value.denominator == 1:
        return str(value.numerator), False
    if number.decimal:
        shift, rest = 0, value.denominator
        while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
            rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
            shift += 1
        if rest == 1:
            exact = Decimal(int(value * 10**shift)).scaleb(-shift).normalize()
            return (f"{exact:f}" if exact >= Decimal("1e-6") else f"{exact:e}".replace("e-0", "e-")), False
    return f"{value.numerator}/{value.denominator}", True


def signed_text(value: Rational) -> str:
    """A number as a setting shows it: `0.1`, `-2`, `1/3`."""
    return ("-" if value < 0 else "") + number_text(Constant(value, decimal=True))[0]
