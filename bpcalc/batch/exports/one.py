"""What an export for a single student has in common with the others of its kind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from bpcalc.batch.rows import ABSENT, Entry, Row, Rows
from bpcalc.batch.wording import VERDICT_WORDS, group, label, marks
from bpcalc.errors import visible
from bpcalc.report.check import where


def only_row(rows: Rows) -> Row:
    """The one row that there must be. Raises ValueError for none or several."""
    found = list(rows())
    if len(found) != 1:
        raise ValueError(f"this file is for one student; there are {len(found)}")
    return found[0]


def ungraded(row: Row) -> str:
    """Why there is no score."""
    if row.status == ABSENT:
        return "Nothing was handed in."
    return f"This could not be graded: {visible(row.reason) or 'a person has to look at it'}."


def total(row: Row) -> str:
    """`5 of 7 marks`."""
    return f"{marks(row.score or 0)} of {marks(row.out_of)} marks"


def said(entry: Entry) -> str:
    """The verdict and the remark in a sentence."""
    words = VERDICT_WORDS[entry.verdict]
    remark = where(entry.line, entry.column) + visible(entry.remark)
    if not remark or remark.startswith(words):
        return remark or words
    return f"{words}: {remark}"


def names(row: Row) -> Iterator[tuple[str, str, Entry]]:
    """Every answer with its number (`1.2`: the second one under the first heading) and its name.

    Names are unique: the same key once more gets a number.
    """
    groups = {heading: place for place, heading in enumerate(dict.fromkeys(map(group, row.answers)), 1)}
    counts: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for entry in row.answers:
        heading, name = group(entry), visible(label(entry))
        counts[heading] += 1
        seen[name] += 1
        number = f"{groups[heading]}.{counts[heading]}" if len(groups) > 1 else str(counts[heading])
        yield number, name if seen[name] == 1 else f"{name} ({seen[name]})", entry


def write_json(record: dict[str, Any], out: BinaryIO) -> None:
    """A record as JSON that any reader takes: ASCII, no NaN."""
    out.write(json.dumps(record, allow_nan=False, indent=1).encode("ascii") + b"\n")
