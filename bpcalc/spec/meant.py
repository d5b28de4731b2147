"""What a value means that is written as other programs and people write it.

`[1 2; 3 4]` is [[1, 2], [3, 4]], `array([1., 2.])` is [1., 2.], `1½` is 3/2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from bpcalc.errors import InputError
from bpcalc.language.other_numbers import COMMA, WIDE, has_decimal_commas, number
from bpcalc.records import NamedTuple
from bpcalc.spec.bare import bare

LONGEST = 1000
"""Letters of a text that is looked into."""
_SHORT_LINE = 60
"""Letters of a line of a matrix. NumPy breaks the lines of a long vector, which are longer."""
_LISTED = 16
"""Entries of a filled matrix that are written out."""
_FILLED = re.compile(r"(zeros|ones|eye)\(\s*\(?([0-9]+\s*(?:,\s*[0-9]+)?)\s*,?\s*\)?\s*\)")
_RANGE = re.compile(r"a?range\(([0-9]{1,2})\)")
_PERCENT = re.compile(r"(.+?)\s*(?:%|percent)")
_UNIT = re.compile(r"(\S+)\s+(?!pi\b|e\b)[^\W\d_][^\d=]*|(\S+?)\s*[°€£]")
_IN_POINTS = re.compile(r"([-+]?[0-9]+),([0-9]+)(?=\s*[*·⋅×x%eE])")
_SPACED_SIGN = re.compile(r"\s*([*/^·⋅×])\s*")
_ROW = re.compile(r"\[([^\[\]]*)\]")
_CALCULATED = re.compile(r"[A-Za-zπ(^*]|[0-9.)](?:[-+]| [-+] )[0-9.(]")
_DATE = re.compile(r"[0-9]+-[0-9]+-[0-9]+")
_NEGATIVE = re.compile(r"[-−]\s*(\[.*\]|\(.*\))", re.DOTALL)
_TIMES = re.compile(r"([-+]?[0-9./]+)\s*[*·⋅×]\s*(\[.*\]|\(.*,.*\))", re.DOTALL)
_OVER = re.compile(r"(\[.*\]|\(.*,.*\))\s*/\s*([0-9.]+)", re.DOTALL)
_COMMAS = re.compile(COMMA)


class Meant(NamedTuple):
    """A number, a list or rows (`kind`) of entries, each as a spec has it: a number or a constant."""

    rows: tuple[tuple[str, ...], ...]
    kind: str = "rows"

    def each(self, change: Callable[[str], str]) -> Meant:
        """The same with every entry changed."""
        return self._replace(rows=tuple(tuple(map(change, row)) for row in self.rows))

    @property
    def text(self) -> str:
        """What to type."""
        if self.kind == "number":
            return self.rows[0][0]
        if self.kind == "list":
            return _listed(entry for row in self.rows for entry in row)
        return _listed(map(_listed, self.rows))


def with_points(text: str) -> Meant | None:
    """A list whose decimal commas are points, None where it has none."""
    return meant(_COMMAS.sub(".", text)) if has_decimal_commas(text) else None


def meant(text: str) -> Meant | None:
    """What a text means where it means one thing."""
    if len(text) > LONGEST:
        return None
    plain = bare(text.translate(WIDE))
    entry = _entry(plain)
    if entry is not None:
        return Meant(((entry,),), "number")
    return _filled(plain) or _scaled(plain) or _rows(plain)


def _scaled(text: str) -> Meant | None:
    """`[1, 2]/3` and `1/3 * [1, 2]`, entry by entry."""
    times, over = _TIMES.fullmatch(text), _OVER.fullmatch(text)
    if times:
        found, factor = _rows(times[2]), times[1]
        return found.each(lambda entry: f"{factor}*{_closed(entry)}") if found else None
    if over:
        found, below = _rows(over[1]), over[2]
        return found.each(lambda entry: f"{_closed(entry)}/{below}") if found else None
    return None


def _entry(text: str) -> str | None:
    """The number or the constant that an entry means."""
    text = _IN_POINTS.sub(r"\1.\2", text)
    found = _number(text)
    if found is not None:
        return found
    percent, unit = _PERCENT.fullmatch(text), _UNIT.fullmatch(text)
    if percent:
        plain = _entry(percent[1])
        is_decimal = re.fullmatch(r"[-+.0-9]+", plain or "")
        return f"{Decimal(is_decimal[0]).scaleb(-2):f}" if is_decimal else None
    if unit:
        return _number(unit[1] or unit[2])
    return text if _is_constant(text) else None


def _number(text: str) -> str | None:
    try:
        found = number(text)
    except InputError:
        return None
    return re.sub(r"^([-+−])\s+", r"\1", found.strip()) if found is not None else None


def _is_constant(text: str) -> bool:
    """Whether a text is an expression with one value, such as `1/sqrt(2)`."""
    if not _CALCULATED.search(text) or _DATE.search(text):
        return False
    from bpcalc.spec.entries import constant  # few values are expressions

    try:
        return bool(constant(text).shape == (1, 1))
    except InputError:
        return False


def _filled(text: str) -> Meant | None:
    """`zeros(2, 3)` and `range(3)` written out."""
    counted = _RANGE.fullmatch(text)
    if counted and int(counted[1]):
        return Meant((tuple(map(str, range(int(counted[1])))),), "list")
    filled = _FILLED.fullmatch(text)
    if not filled:
        return None
    sizes = [int(size) for size in filled[2].split(",")]
    rows, columns = sizes[0], sizes[-1] if len(sizes) == 2 or filled[1] == "eye" else 1
    if not 0 < rows * columns <= _LISTED:
        return None
    fill = {"zeros": "0", "ones": "1"}
    entries = [[fill.get(filled[1]) or str(int(i == j)) for j in range(columns)] for i in range(rows)]
    return Meant(tuple(map(tuple, entries)), "rows" if len(sizes) == 2 or filled[1] == "eye" else "list")


def _rows(text: str) -> Meant | None:
    """The list or the rows that a text means."""
    negative = _NEGATIVE.fullmatch(text)
    text = _SPACED_SIGN.sub(r"\1", _square(negative[1] if negative else text))
    inner, between = _ROW.findall(text), _ROW.sub("", text)
    if "[[" in between or (inner and re.search(r"[^\[\],;\s]", between)):
        return None
    nested = len(inner) > 1 or "[" in between
    rows = inner if nested else _lines(inner[0] if inner else text)
    points = has_decimal_commas(text)
    found = [_row(_COMMAS.sub(".", row) if points else row) for row in rows if row.strip()]
    entries = tuple(row for row in found if row is not None)
    if not entries or len(entries) < len(found) or any(len(row) != len(entries[0]) for row in entries):
        return None
    is_list = not nested and (len(entries) == 1 or len(entries[0]) == 1)
    is_number = len(entries) == len(entries[0]) == 1 and not inner
    made = Meant(entries, "number" if is_number else "list" if is_list else "rows")
    return made.each(_turned) if negative else made


def _lines(text: str) -> list[str]:
    """The rows of a text without inner brackets: a semicolon ends one, and so does a line of a matrix."""
    lines = [line for line in text.split("\n") if line.strip()]
    counts = {len(line.replace(",", " ").split()) for line in lines}
    of_matrix = len(counts) == 1 and max(map(len, lines), default=0) <= _SHORT_LINE
    of_matrix = of_matrix and not any(line.rstrip().endswith(",") for line in lines)
    return (";".join(lines) if of_matrix else " ".join(lines)).split(";")


def _turned(entry: str) -> str:
    """The entry with the other sign."""
    if not re.fullmatch(r"[-+−]?[0-9./]+(?:[eE][-+]?[0-9]+)?", entry):
        return f"-({entry})"
    return entry[1:] if entry[0] in "-−" else f"-{entry.lstrip('+')}"


def _closed(entry: str) -> str:
    """The entry as a part of a product: in brackets unless it is a plain number."""
    return entry if re.fullmatch(r"[0-9.]+", entry) else f"({entry})"


def _listed(entries: Iterable[str]) -> str:
    return f"[{', '.join(entries)}]"


def _row(text: str) -> tuple[str, ...] | None:
    """The numbers of a row, with commas or blanks between them."""
    text = text.strip().rstrip(",")
    parts = text.split(",")
    found = [_entry(part.strip()) for part in parts]
    if len(parts) == 1 and found == [None]:
        found = list(map(_number, text.split()))
    return None if None in found else tuple(one for one in found if one is not None)


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
