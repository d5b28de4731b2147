"""Cells of a CSV file: text that a spreadsheet takes for text, numbers that it takes for numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from bpcalc.batch.wording import number
from bpcalc.errors import visible
from bpcalc.records import NamedTuple

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by spreadsheets; the wide signs are in some languages."""


def text_cell(text: str) -> str:
    """Foreign text on one line; `'` before what would be a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else shown


class Column(NamedTuple):
    """A heading; `numeric`: numbers or nothing stand below it."""

    name: str
    numeric: bool = False


class Lines:
    """Writes rows of cells below a header."""

    def __init__(self, columns: Sequence[Column], file: io.TextIOWrapper) -> None:
        self._columns = columns
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow([column.name for column in columns])

    def write(self, *cells: str | float | None) -> None:
        """One row: text where the column is text, a number or None where it is numeric."""
        shown = []
        for column, cell in zip(self._columns, cells, strict=True):
            if column.numeric:
                if isinstance(cell, str):
                    raise TypeError(f"{column.name} takes numbers")
                shown.append(number(cell))
            else:
                shown.append(text_cell(str(cell)))
        self._writer.writerow(shown)


@contextmanager
def table(out: BinaryIO, *columns: Column) -> Iterator[Lines]:
    """A table in UTF-8 with a header; `out` stays open."""
    file: Any = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield Lines(columns, file)
        file.flush()
    finally:
        file.detach()
