"""What became of a sheet, a line for each thing that whoever uploads it should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.batch.exports.sheet_grades import Filled
from bpcalc.batch.wording import many
from bpcalc.errors import visible

SHOWN = 8
"""Names in a sentence; the rest is counted."""


def told(filled: Filled, path: str = "the sheet") -> Iterator[str]:
    """First what was written, then everyone for whom nothing was, and why."""
    feedback = f", {filled.told} with feedback in Feedback comments" if filled.told else ""
    yield f"{many(filled.filled, 'score')} written into the column {filled.column} of {path}{feedback}"
    lists = (
        (filled.without, "student", "of the sheet without a submission"),
        (filled.ungraded, "student", "without a score, cell left as it was"),
        (filled.unmatched, "submission", "of no student of the sheet"),
        (filled.commented, "student", "with a comment in the sheet, which stays as it is without feedback"),
    )
    for names, word, what in lists:
        if names:
            yield f"{many(len(names), word)} {what}: {_names(names)}"
    for pairs, word, what in (
        (filled.unclear, "submission", "not assigned"),
        (filled.kept, "student", "left as it was"),
    ):
        for reason in sorted({reason for _, reason in pairs}):
            names = tuple(name for name, why in pairs if why == reason)
            yield f"{many(len(names), word)} {what}, because {reason}: {_names(names)}"
    yield from filled.remarks


def _names(names: Sequence[str]) -> str:
    shown = "; ".join(map(visible, names[:SHOWN]))  # `Doe, Jane` has a comma
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
