"""Numbers of an answer in rows, as they stand on the sheet."""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Problem
from bpcalc.grading.number import Claim, claim
from bpcalc.records import NamedTuple
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence

Rows = tuple[tuple[Claim, ...], ...]

_COMMON = r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{0,18})?"
is_common = re.compile(_COMMON).fullmatch
_ALL_COMMON = re.compile(rf"{_COMMON}(?: {_COMMON})*").fullmatch
"""Texts that `float` reads as `claim` does, and that are never refused; with a space between."""
_UNITS = tuple(float(f"1e-{places}") for places in range(19))


class Figures(NamedTuple):
    """The numbers of a table in float64, row by row: `units` is one in the last decimal, 0 where
    none is left out; `digits` counts the significant ones of a decimal."""

    numbers: list[float]
    units: list[float]
    digits: list[int]

    @property
    def fewest(self) -> int:
        """The fewest significant digits of a decimal that is not 0; many where there is none."""
        given = zip(self.numbers, self.units, self.digits, strict=True)
        return min((digits for number, unit, digits in given if unit and number), default=99)


class Table:
    """Numbers in rows; `flat`: written as one list, without an orientation.

    `texts`: as they stand on the sheet, row by row, where all of them are plain decimals, else
    None. What they claim is worked out when `rows` is first looked at: most answers of a class
    are right, and their texts tell that.
    """

    __slots__ = ("_figures", "_rows", "flat", "shape", "texts")

    def __init__(self, rows: Rows, flat: bool) -> None:
        self._rows: Rows | None = rows
        self.flat = flat
        self.shape = len(rows), len(rows[0])
        self.texts: list[str] | None = None
        self._figures: Figures | None = None

    @classmethod
    def stated(cls, texts: list[str], columns: int, flat: bool) -> Table:
        """The table of numbers as they are written, row by row. Raises InputError for others."""
        if not _ALL_COMMON(" ".join(texts)):
            return cls(_in_rows(list(map(_claim, texts)), columns), flat)
        return cls.common(texts, columns, flat)

    @classmethod
    def common(cls, texts: list[str], columns: int, flat: bool) -> Table:
        """The table of plain decimals."""
        table = cls.__new__(cls)
        table._rows, table._figures, table.flat, table.texts = None, None, flat, texts
        table.shape = len(texts) // columns, columns
        return table

    @property
    def rows(self) -> Rows:
        """What each number claims."""
        if self._rows is None:
            self._rows = _in_rows(list(map(_claim, self.texts or ())), self.shape[1])
        return self._rows

    @property
    def figures(self) -> Figures:
        """The same for a quick look."""
        if self._figures is None:
            self._figures = _of_claims(self.rows) if self.texts is None else _of_texts(self.texts)
        return self._figures


def rounding_told(table: Table, wanted: int) -> str:
    """What is said of numbers that are nearly as they should be rounded."""
    if table.figures.fewest < wanted:
        return f"a matter of rounding: give {wanted} significant digits at least"
    return "a matter of rounding: cut off, or one off in the last digit"


def _of_texts(texts: list[str]) -> Figures:
    units, digits = [], []
    for text in texts:
        whole, point, decimals = text.partition(".")
        units.append(_UNITS[len(decimals)] if point else 0.0)
        digits.append(len((whole + decimals).lstrip("-0")) if point else 0)
    return Figures(list(map(float, texts)), units, digits)


def _of_claims(rows: Rows) -> Figures:
    claims = [claim for row in rows for claim in row]
    return Figures(
        [float(one.value) for one in claims],
        [0.0 if one.unit is None else float(one.unit) for one in claims],
        [one.digits for one in claims],
    )


def _in_rows(claims: list[Claim], columns: int) -> Rows:
    return tuple(tuple(claims[i : i + columns]) for i in range(0, len(claims), columns))


def table_of(node: Node) -> Table:
    """Numbers, a list of them or rows of them. Raises InputError for anything else."""
    if isinstance(node, Scalar):
        return Table.stated([_number(node)], 1, False)
    if not isinstance(node, Sequence):
        help = "write 1/2, [1, 2] or [[1, 2], [3, 4]]"
        raise _unreadable(node, "E407", "an answer is a number or a list of numbers", help)
    items = node.items
    if not items:
        raise _unreadable(node, "E404", "this list is empty", "write the numbers, or leave the answer out")
    rows = [item.items for item in items if isinstance(item, Sequence)]
    if not rows and not any(isinstance(item, Mapping) for item in items):
        return Table.stated(list(map(_number, items)), 1, True)
    if len(rows) < len(items) or not all(rows):
        raise _unreadable(node, "E405", "numbers and rows are mixed", "write [1, 2] or [[1, 2], [3, 4]]")
    texts = [_number(entry) for row in rows for entry in row]
    if any(len(row) != len(rows[0]) for row in rows):
        raise _unreadable(node, "E406", "the rows do not have one length", "write [[1, 2], [3, 4]]")
    return Table.stated(texts, len(rows[0]), False)


def _number(node: Node) -> str:
    """The text of a node that is a number."""
    if isinstance(node, Scalar) and not node.quoted and claim(node.text) is not None:
        return node.text
    text = node.text if isinstance(node, Scalar) else "this"
    help = _written_so(text)
    if isinstance(node, Scalar) and node.quoted and claim(text) is not None:
        raise _unreadable(node, "E401", f'"{text}" is a text, for it stands in quotes', f"write {text}")
    raise _unreadable(node, "E401", f"{text or 'nothing'} is no number", help)


def _written_so(text: str) -> str:
    """What to write for a text that is no number, as far as it can be guessed."""
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}, with a point, or [{text.replace(',', ', ')}] for two numbers"
    numbers = re.findall(r"[-+]?[0-9][0-9.]*", text)
    if len(numbers) > 1 and re.fullmatch(r"[-+0-9.,; ()]+", text):
        return f"write [{', '.join(numbers)}]"
    return "write a number: 2, -0.5, 1/3, 1e-3"


def _claim(text: str) -> Claim:
    found = claim(text)
    if found is None:
        raise InputError(Problem("E401", f"{text} is no number"))
    return found


def _unreadable(node: Node, code: str, message: str, help: str) -> InputError:
    return InputError(Problem(code, message, node.place, path=node.path, help=help))
