"""What people write for a number: `45*10^-1`, `1½`, signs of other keyboards, commas and blanks in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bpcalc.language.numbers import read_number

_DECIMAL = r"[0-9]+\.?[0-9]*|\.[0-9]+"
_EXPONENT = r"[-+]?[0-9]{1,3}"
_POWER = (
    rf"([-+]?)\s*(?:({_DECIMAL})\s*[*·⋅∙×x]\s*)?"
    rf"10\s*(?:(?:\^|\*\*)\s*(?:({_EXPONENT})|\(({_EXPONENT})\)|\{{({_EXPONENT})\}})|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))"
)
_MIXED = r"([-+]?)\s*([0-9]{0,9})\s?([¼½¾⅐-⅞])"
_BLANK_FRACTION = r"([-+−]?)\s*([0-9]{1,9})\s+([0-9]{1,9})/([1-9][0-9]{0,8})"
COMMA = "(?<=[0-9]),(?=[0-9])"
"""A comma that may be a decimal point."""
_THOUSANDS = r"([-+−]?[1-9][0-9]{0,2})(?:([,._'’ \u00a0\u2009\u202f])([0-9]{3}(?:\2[0-9]{3})*))([.,][0-9]*)?"
"""A number in groups of three digits, with a sign between them."""
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—−﹣－", "-") | dict.fromkeys("⁄∕÷", "/"))
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3001: ","}
"""The signs and letters of East Asian keyboards, as wide as two others."""


def number(text: str) -> str | None:
    """A number as `read_number` reads it, None for what is none: `45*10^-1` is 45e-1, `1½` is 3/2.

    Signs of other keyboards, powers of ten and fractions in one letter are numbers by this rule; functions
    and other sums or products are not. Raises InputError (E208) like `read_number`.
    """
    return text if read_number(text) is not None else _translated(text)


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
    return plain if read_number(plain) is not None else None


def has_decimal_commas(text: str) -> bool:
    """Whether some commas of a row stand between digits and others before a blank: `0,39, 0,14`."""
    if not re.search(COMMA, text):
        return False
    return any(", " in row and re.search(COMMA, row) for row in re.split(r"[\[\]]", text))


def without_groups(text: str) -> str | None:
    """`10000` for `10,000`, `10.000,0` without the first point, and the like; None for what has no groups."""
    found = re.fullmatch(_THOUSANDS, text)
    if not found:
        return None
    head, sign, groups, rest = found.groups()
    if rest and rest[0] == sign:
        return None
    return head + groups.replace(sign, "") + (rest or "").replace(",", ".")


def mixed_number(text: str) -> str | None:
    """`3/2` for `1 1/2`, which may be two numbers as well."""
    found = re.fullmatch(_BLANK_FRACTION, text)
    if not found:
        return None
    sign, whole, top, bottom = found.groups()
    return f"{sign}{int(whole) * int(bottom) + int(top)}/{bottom}"
