"""What to type for an answer that cannot be read, where its text tells what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from bpcalc.errors import InputError, Problem
from bpcalc.grading.written import COMMA, has_decimal_commas, number
from bpcalc.spec.nodes import Scalar
from bpcalc.spec.source import Source

NUMBERS = "write a number: 2, -0.5, 1/3, 1e-3"
VALUES = "write a number or a list of numbers: 1/2, [1, 2] or [[1, 2], [3, 4]]"
FORMULA = f"{NUMBERS}; a formula stands under symbolic:"
_LONGEST, _SHOWN = 1000, 200
"""Letters of a text that is looked into, and of what is written out."""

_COMMA = re.compile(COMMA)
_LATEX = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2"),
        (r"\\sqrt\s*\{([^{}]*)\}|√\s*([0-9]+\.?[0-9]*)", r"sqrt(\1\2)"),
        (r"\\(?:begin|end)\s*\{\w+\*?\}|\\(?:left|right)\b|\\[()\[\]]|\$", " "),
        (r"\\(?:cdot|times)\b", "*"),
        (r"\\\\", ";"),
        (r"&", ","),
    )
)
_CALL = re.compile(r"(?:\w+\.)*(?:as)?(?:array|tensor|matrix|vector|float[0-9]*)\((.*)\)", re.I | re.S)
_SETTING = re.compile(r",\s*[a-z_]+\s*=.*", re.S)
_LIBRARY = re.compile(r"\b(?:np|numpy|math|torch)\.")
_PERCENT = re.compile(r"(.+?)\s*(?:%|percent)")
_UNIT = re.compile(r"(\S+)\s+(?!pi\b|e\b)[^\W\d_][^\d=]*|(\S+?)\s*[°€£]")
_IN_POINTS = re.compile(r"([-+]?[0-9]+),([0-9]+)(?=\s*[*·⋅×x%eE])")
_SPACED_SIGN = re.compile(r"\s*([*/^·⋅×])\s*")
_ROW = re.compile(r"\[([^\[\]]*)\]")
_PAIRS = re.compile(r"\[?\s*[-+]?[0-9]+,[0-9]+(?:\s*;\s*[-+]?[0-9]+,[0-9]+)*\s*\]?")
_IN_QUOTES = re.compile(r"quotes|['\"]")
_QUOTES = "'\"`“”„‘’"
_CALCULATED = re.compile(r"[A-Za-zπ(^*]|[0-9.)](?:[-+]| [-+] )[0-9.(]")
_DATE = re.compile(r"[0-9]+-[0-9]+-[0-9]+")
_OF_NUMBERS = re.compile(r"[-+0-9./,;\s\[\]()]*")
_SEVERAL = re.compile(r"[0-9.][\s,;\[\]()]+[-+.0-9]")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
"""Letters of East Asian keyboards, as wide as two others."""
_NEGATIVE = re.compile(r"[-−]\s*(\[.*\]|\(.*\))", re.S)


def to_write(text: str) -> str | None:
    """The number, list or rows that a text means, as a sheet has them: `[1 2; 3 4]` is [[1, 2], [3, 4]]."""
    if len(text) > _LONGEST:
        return None
    bare = _bare(text.translate(_WIDE))
    found = _entry(bare) or _rows(bare)
    return found if found and len(found) <= _SHOWN else None


def with_points(text: str) -> str | None:
    """A list whose decimal commas are points, None where it has none."""
    return to_write(_COMMA.sub(".", text)) if has_decimal_commas(text) else None


def in_place_of(text: str) -> str:
    """What to do about a text that is no answer."""
    text = text.strip()
    meant = to_write(text)
    if _PAIRS.fullmatch(text):
        decimals = f"write {to_write(_COMMA.sub('.', text))}, with a point"
        return f"{decimals}, or {meant} for {'more' if ';' in text else 'two'} numbers" if meant else decimals
    if meant is not None:
        return f"write {meant}"
    if _OF_NUMBERS.fullmatch(text) and _SEVERAL.search(text):
        return VALUES
    return FORMULA if re.search(r"[^\W\d_]", text) and re.search(r"[-+*/@^(]", text) else NUMBERS


def no_number(text: str) -> Problem:
    """What is said of a text where a number or a list stands; its place is for the caller to give."""
    what = "is no number" if text.translate(_WIDE) == text else "is written in wide letters"
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


def for_an_answer(problem: Problem) -> Problem:
    """A problem of YAML as it is told of an answer, which is never put in quotes."""
    parts = re.split(r"; |,? or |, else ", problem.help)
    kept = [part for part in parts if not _IN_QUOTES.search(part)]
    if len(kept) == len(parts):
        return problem
    return problem._replace(help="; ".join(kept) or VALUES, label="")


def _bare(text: str) -> str:
    """A text without what other programs and people put around a value: quotes, `L =`, `array( )`."""
    one_line = "\n" not in text.strip()
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    before = None
    while before != text:
        before = text = text.strip()
        if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
            text = text[1:-1]
        call = _CALL.fullmatch(text)
        if call:
            text = _SETTING.sub("", call[1])
        head, equals, rest = text.partition("=")
        if equals and one_line and not re.search(r"[(<>!]", head) and rest[:1] != "=":
            text = rest
        text = text.lstrip("≈~:→ ")
    return _LIBRARY.sub("", text)


def _entry(text: str) -> str | None:
    """The number that an entry means."""
    text = _IN_POINTS.sub(r"\1.\2", text)
    found = _number(text)
    if found is not None:
        return found
    percent, unit = _PERCENT.fullmatch(text), _UNIT.fullmatch(text)
    if percent:
        plain = _entry(percent[1])
        return f"{Decimal(plain).scaleb(-2):f}" if plain and "/" not in plain else None
    if unit:
        return _number(unit[1] or unit[2])
    return _constant(text)


def _number(text: str) -> str | None:
    try:
        return number(text)
    except InputError:
        return None


def _constant(text: str) -> str | None:
    """The value of an expression such as `1/sqrt(2)`, which a spec may have and a sheet may not."""
    if not _CALCULATED.search(text) or _DATE.search(text):
        return None
    from bpcalc.spec.entries import entry_of  # few answers are expressions

    found = entry_of(Scalar(text, "", Source("", text), 0, len(text), None, None), lambda _: None)
    if found is None or found.array.shape != (1, 1):
        return None
    value = found.array[0, 0]
    return str(value) if isinstance(value, (int, Fraction)) else f"{float(value):.6g}"


def _rows(text: str) -> str | None:
    """The list or the rows that a text means."""
    negative = _NEGATIVE.fullmatch(text)
    text = _SPACED_SIGN.sub(r"\1", _square(negative[1] if negative else text))
    inner, between = _ROW.findall(text), _ROW.sub("", text)
    if "[[" in between or (inner and re.search(r"[^\[\],;\s]", between)):
        return None
    nested = len(inner) > 1 or "[" in between
    rows = inner if nested else (inner[0] if inner else text).split(";")
    points = has_decimal_commas(text)
    found = [_row(_COMMA.sub(".", row) if points else row) for row in rows if row.strip()]
    if not found or any(row is None or len(row) != len(found[0] or ()) for row in found):
        return None
    sign = _turned if negative else str
    entries = [list(map(sign, row)) for row in found if row is not None]
    if nested or (len(entries) > 1 and len(entries[0]) > 1):
        return _listed(map(_listed, entries))
    return _listed(entry for row in entries for entry in row)


def _turned(number: str) -> str:
    """The number with the other sign."""
    return number[1:] if number[0] in "-−" else f"-{number.lstrip('+')}"


def _listed(entries: Iterable[str]) -> str:
    return f"[{', '.join(entries)}]"


def _row(text: str) -> list[str] | None:
    """The numbers of a row, with commas or blanks between them."""
    text = text.strip().rstrip(",")
    parts = text.split(",")
    found = [_entry(part.strip()) for part in parts]
    if len(parts) == 1 and found == [None]:
        found = list(map(_number, text.split()))
    return None if None in found else [one for one in found if one is not None]


def _square(text: str) -> str:
    """The text with the brackets of lists only: ( ) are, unless a function stands before them."""
    result, closing = [], []
    for place, letter in enumerate(text):
        if letter in "([{":
            is_call = letter == "(" and re.search(r"[\w^]", text[place - 1 : place]) is not None
            closing.append(")" if is_call else "]")
            result.append("(" if is_call else "[")
        elif letter in ")]}":
            result.append(closing.pop() if closing else "]")
        else:
            result.append(letter)
    return "".join(result)
