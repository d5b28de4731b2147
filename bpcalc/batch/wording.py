"""What an answer and a number of marks are called wherever a row is shown."""

from __future__ import annotations

from bpcalc.batch.rows import Entry, Row
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.verdicts import CARRIED, MISSING, NO_ANSWER, UNREADABLE
from bpcalc.report.check import WORDS

VERDICTS = (RIGHT, ROUNDING, CARRIED, WRONG, MISSING, UNREADABLE)
PASSED = (RIGHT, ROUNDING, CARRIED)
"""What nothing is to be done about; how many marks it earns is another question."""
VERDICT_WORDS = {
    **WORDS, RIGHT: "right", WRONG: "wrong", MISSING: NO_ANSWER, UNREADABLE: "unreadable",
}  # fmt: skip
_KINDS = {"count": " (operations)", "symbolic": " (formula)"}
EXACT = 10
"""Digits after which marks are rounded: sums of thirds and tenths come out as they are meant."""


def label(entry: Entry) -> str:
    """`dl/dx`, with the case in front: `a: dl/dx`; a count and a formula say that they are one."""
    name = (entry.answer or "(no name)") + _KINDS.get(entry.kind, "")
    return name if entry.case is None else f"{entry.case}: {name}"


def group(entry: Entry) -> str:
    """The heading under which an answer stands."""
    if entry.case is not None:
        return f"Case {entry.case}"
    return {"count": "Operations", "symbolic": "Formulas"}.get(entry.kind, "Answers")


def marks(points: float) -> str:
    """Marks for a person: at most four digits, `2.667`."""
    return f"{points:.4g}"


def many(count: int, word: str) -> str:
    """`1 student`, `2 students`."""
    return f"{count} {word}{'s' * (count != 1)}"


def number(value: float | None) -> str:
    """A number for a machine: `7`, `2.666666667`, never `-0`, `nan` or `1e+16`; empty for None."""
    if value is None:
        return ""
    text = f"{exact(value):.{EXACT}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def exact(value: float) -> float:
    """The number without what floating point has left in its last digits; -0 is 0."""
    return round(value, EXACT) + 0.0


def percent(row: Row) -> float | None:
    """The score in percent, None where there is none or nothing could be had."""
    return _of(100, row)


def share(row: Row) -> float | None:
    """The score as a part of what could be had, from 0 to 1."""
    return _of(1, row)


def _of(whole: float, row: Row) -> float | None:
    if row.score is None or not row.out_of:
        return None
    return min(whole, max(0.0, exact(whole * row.score / row.out_of)))
