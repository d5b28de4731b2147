"""A file of numbers with commas, as {file: W.csv} names one, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from io import StringIO
from typing import Any

import numpy

from bpcalc.language.sizes import LARGEST

POINTS = "write one row in each line, with points in the numbers and commas between them"


class TableError(ValueError):
    """What is wrong with a file of numbers, and what to do."""

    def __init__(self, reason: str, help: str) -> None:
        super().__init__(reason)
        self.reason, self.help = reason, help


def table(data: bytes) -> Any:
    """The numbers of a table, one row in each line. Raises TableError."""
    try:
        text = data.decode("utf-8-sig")  # Excel begins its CSV with a mark of order
    except UnicodeDecodeError:
        raise TableError("it is no text in UTF-8", "save it as CSV, in UTF-8") from None
    if not text.strip():
        raise TableError("it is empty", "save one array of numbers")
    try:
        return numpy.loadtxt(StringIO(text), delimiter=",", ndmin=2)
    except ValueError:
        raise next(_faults(text), TableError("it is no plain table", POINTS)) from None


def _faults(text: str) -> Iterator[TableError]:
    """What is wrong with the lines, one after the other."""
    width = first = 0
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0]
        if not line.strip():
            continue
        if ";" in line:
            yield TableError(f"line {number} has semicolons", POINTS)
        cells = [cell.strip() for cell in line.split(",")]
        for place, cell in enumerate(cells, 1):
            if not cell:
                yield TableError(f"line {number} has nothing in column {place}", "write a number there, or 0")
            elif not _is_number(cell):
                help = "leave headings out" if number == 1 else POINTS
                yield TableError(f"line {number}: {cell[:20]} is no number", help)
        if width and len(cells) != width:
            said = f"line {number} has {_numbers(len(cells))}, line {first} has {_numbers(width)}"
            yield TableError(said, "give all lines one length")
        width, first = width or len(cells), first or number


def _numbers(count: int) -> str:
    return f"{count} number{'s' * (count != 1)}"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def require_matrix(loaded: Any) -> None:
    """Refuses what is no matrix of finite numbers. Raises TableError."""
    if loaded.dtype.kind not in "iuf":
        raise TableError(f"it holds {loaded.dtype}, not numbers", "save one array of numbers")
    if loaded.ndim not in (1, 2) or not loaded.size:
        what = "it has no entries" if not loaded.size else f"it has {loaded.ndim} axes"
        raise TableError(what, "save one array of one or two axes")
    if max(loaded.shape) > LARGEST:
        raise TableError(f"it is {max(loaded.shape):,} wide", f"use at most {LARGEST} rows and columns")
    finite = numpy.isfinite(loaded)
    if not finite.all():
        place = tuple(int(i) for i in numpy.argwhere(~finite)[0])
        bad = float(loaded[place])
        what = "not a number (NaN)" if math.isnan(bad) else "infinite, or larger than 1e308"
        where = f"[{', '.join(map(str, place))}]"
        raise TableError(f"its entry {where} is {what}", "write a finite number there; entries count from 0")
