"""Numbers of an answer in rows, as they stand on the sheet."""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Problem
from bpcalc.grading.number import Claim, claim
from bpcalc.records import NamedTuple

Rows = tuple[tuple[Claim, ...], ...]

COMMON = r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{0,18})?"
"""Texts that `float` reads as `claim` does, and that are never refused."""
_ALL_COMMON = re.compile(rf"{COMMON}(?: {COMMON})*").fullmatch
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


def too_few_told(wanted: int) -> str:
    """What is said of numbers that have too few digits to show what they are."""
    return f"too few digits to tell: give {wanted} significant digits at least"


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


def _claim(text: str) -> Claim:
    found = claim(text)
    if found is None:
        raise InputError(Problem("E401", f"{text} is no number"))
    return found
