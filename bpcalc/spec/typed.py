"""Values as they would be typed, for messages that say what to write."""

from __future__ import annotations

from bpcalc.language.arrays import Array
from bpcalc.spec.network import Given

_LONGEST = 48


def as_list(given: Given) -> str | None:
    """All entries in one list, which is a column; None where that is long."""
    if given.array.size > _LONGEST:
        return None
    return _short(_list(given.array.reshape(-1), given.decimal))


def as_rows(given: Given, turned: bool = False) -> str | None:
    """Every row in its own brackets; `turned`: of the transpose. None where that is long."""
    if given.array.size > _LONGEST:
        return None
    array = given.array.T if turned else given.array
    return _short(f"[{', '.join(_list(row, given.decimal) for row in array)}]")


def _list(entries: Array, decimal: bool) -> str:
    return f"[{', '.join(f'{float(x):.6g}' if decimal else str(x) for x in entries.flat)}]"


def _short(text: str) -> str | None:
    return text if len(text) <= _LONGEST else None
