"""What students write for a number, or where they have none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bpcalc.grading.number import claim

_DECIMAL = r"[0-9]+\.?[0-9]*|\.[0-9]+"
_EXPONENT = r"[-+]?[0-9]{1,3}"
_POWER = (
    rf"([-+]?)\s*(?:({_DECIMAL})\s*[*·⋅∙×x]\s*)?"
    rf"10\s*(?:(?:\^|\*\*)\s*(?:({_EXPONENT})|\(({_EXPONENT})\)|\{{({_EXPONENT})\}})|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))"
)
_MIXED = r"([-+]?)\s*([0-9]{0,9})\s?([¼½¾⅐-⅞])"
COMMA = "(?<=[0-9]),(?=[0-9])"
"""A comma that may be a decimal point."""
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—−﹣－", "-") | dict.fromkeys("⁄∕÷", "/"))
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_NOTHING = "-‐‑‒–—−.…?_~ "
_NOT_DONE = ("null", "none", "nil", "n/a", "n.a.")


def number(text: str) -> str | None:
    """A number as `claim` reads it, None for what is none: `45*10^-1` is 45e-1, `1½` is 3/2.

    Signs of other keyboards, powers of ten and fractions in one letter are numbers by this rule; functions
    and other sums or products are not. Raises InputError (E208) like `claim`.
    """
    return text if claim(text) is not None else _translated(text)


@lru_cache(maxsize=1024)
def _translated(text: str) -> str | None:
    plain = text.translate(_SIGNS).strip()
    power, mixed = re.fullmatch(_POWER, plain), re.fullmatch(_MIXED, plain)
    if power:
        sign, mantissa, *exponents = power.groups()
        exponent = next(one for one in exponents if one is not None)
        plain = f"{sign}{mantissa or 1}e{exponent.translate(_LOWERED)}"
    elif mixed:
        sign, whole, letter = mixed.groups()
        top, _, bottom = unicodedata.normalize("NFKC", letter).partition("⁄")
        plain = f"{sign}{int(whole or 0) * int(bottom) + int(top)}/{bottom}"
    return plain if claim(plain) is not None else None


def has_decimal_commas(text: str) -> bool:
    """Whether some commas of a row stand between digits and others before a blank: `0,39, 0,14`."""
    if not re.search(COMMA, text):
        return False
    return any(", " in row and re.search(COMMA, row) for row in re.split(r"[\[\]]", text))


def is_nothing(text: str) -> bool:
    """Whether a text says nothing: signs such as `-`, `?` and `…`, or what programs write for it."""
    return not text.strip(_NOTHING) or text.lower() == "null"


def is_not_done(text: str) -> bool:
    """Whether a text stands where a number is left out: nothing, or n/a and none, which no number is."""
    return not text.strip(_NOTHING) or text.lower() in _NOT_DONE
