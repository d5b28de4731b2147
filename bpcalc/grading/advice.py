"""What to type for an answer that cannot be read, where its text tells what is meant."""

from __future__ import annotations

import re
from fractions import Fraction

from bpcalc.errors import Problem
from bpcalc.language.numbers import read_number
from bpcalc.language.other_numbers import WIDE
from bpcalc.spec import meant
from bpcalc.spec.advice import advice, shown
from bpcalc.spec.entries import constant
from bpcalc.spec.retold import VALUES, for_a_value

NUMBERS = "write a number: 2, -0.5, 1/3, 1e-3"
FORMULA = f"{NUMBERS}; a formula stands under symbolic:"
_OF_NUMBERS = re.compile(r"[-+0-9./,;\s\[\]()]*")
_SEVERAL = re.compile(r"[0-9.][\s,;\[\]()]+[-+.0-9]")


for_an_answer = for_a_value


def to_write(text: str) -> str | None:
    """The number, list or rows that a text means, as a sheet has them: `[1 2; 3 4]` is [[1, 2], [3, 4]]."""
    return _shown(meant.meant(text))


def with_points(text: str) -> str | None:
    """A list whose decimal commas are points, None where it has none."""
    return _shown(meant.with_points(text))


def in_place_of(text: str) -> str:
    """What to do about a text that is no answer."""
    text = text.strip()
    found = advice(text, to_write)
    if found is not None and "{" not in found:  # a sheet has numbers, and no description of them
        return found
    if _OF_NUMBERS.fullmatch(text) and _SEVERAL.search(text):
        return VALUES
    return FORMULA if re.search(r"[^\W\d_]", text) and re.search(r"[-+*/@^(]", text) else NUMBERS


def no_number(text: str) -> Problem:
    """What is said of a text where a number or a list stands; its place is for the caller to give."""
    if shortened(text) == to_write(text):
        help = f"write it in the line of its name: {to_write(text)}"
        return Problem("E116", "a value of several lines is indented more than its name", help=help)
    what = "is no number" if text.translate(WIDE) == text else "is written in wide letters"
    return Problem("E401", f"{shortened(text) or 'nothing'} {what}", help=in_place_of(text))


def unreadable_number(text: str, quoted: bool, whole: str) -> Problem:
    """What is said of a text that is no number; `whole`: all of the answer that it stands in."""
    if quoted:
        meant = to_write(text)
        help = f"write {meant}, without the quotes" if meant else f"{NUMBERS}, without quotes"
        return Problem("E401", f'"{shortened(text)}" is a text, for it stands in quotes', help=help)
    help = in_place_of(whole)
    return no_number(text)._replace(help=in_place_of(text) if help == FORMULA else help)


def decimal_commas(meant: str) -> Problem:
    """What is said of a list with decimal commas."""
    return Problem("E401", "a comma separates two numbers", help=f"write {meant}, with points")


def shortened(text: str) -> str:
    """A text in a message."""
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def _shown(found: meant.Meant | None) -> str | None:
    return shown(found.each(_evaluated)) if found else None


def _evaluated(entry: str) -> str:
    """The value of a constant such as `1/sqrt(2)`, which a spec may have and a sheet may not."""
    if read_number(entry) is not None:
        return entry
    value = constant(entry)[0, 0]
    return str(value) if isinstance(value, (int, Fraction)) else f"{float(value):.6g}"
