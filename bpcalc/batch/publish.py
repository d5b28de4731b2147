"""The results on disk: the rows, every export, feedback, a filled sheet. Each file whole or not at all.

What writes an export is imported when it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bpcalc.batch.files import replaced
from bpcalc.batch.own_files import own_files
from bpcalc.batch.rows import Row, Rows, row_of

if TYPE_CHECKING:
    from bpcalc.batch.exports.fill import Filled

RESULTS = "grades.jsonl"


def publish(lines: Iterable[bytes], folder: Path) -> Rows:
    """Writes the rows; what reads them again, one after the other."""
    path = folder / RESULTS
    with replaced(path) as file:
        file.writelines(line + b"\n" for line in lines)
    return lambda: rows_in(path)


def rows_in(path: Path) -> Iterator[Row]:
    """The rows of a results file."""
    with path.open("rb") as file:
        yield from map(row_of, file)


def export(kind: str, rows: Rows, folder: Path) -> Path:
    """Writes an export of KINDS; one that is for a single student becomes a folder, in which the files
    of an earlier run give way. Its path."""
    from bpcalc.batch.exports.kinds import KINDS
    from bpcalc.batch.exports.names import stem

    made = KINDS[kind]
    if not made.each:
        path = folder / made.file
        with replaced(path) as file:
            made.write(rows, file)
        return path
    with own_files(folder / kind) as path_of:
        for row in rows():
            with replaced(path_of(f"{stem(row.student)}{Path(made.file).suffix}"), durable=False) as file:
                made.write(lambda row=row: iter([row]), file)  # type: ignore[misc]
    return folder / kind


def earlier(folder: Path, kinds: Collection[str]) -> list[Path]:
    """Exports in a folder that are none of `kinds`, so that they are not of this run."""
    if not set(os.listdir(folder)) - {RESULTS}:
        return []
    from bpcalc.batch.exports.kinds import KINDS

    others = (
        folder / (kind if made.each else made.file) for kind, made in KINDS.items() if kind not in kinds
    )
    return sorted(path for path in others if path.exists())


def write_feedback(rows: Rows, folder: Path, form: str) -> None:
    """A file for every student, in one of FORMS; those of an earlier run give way."""
    from bpcalc.batch.exports.names import stem
    from bpcalc.batch.feedback import FORMS, feedback

    with own_files(folder) as path_of:
        for row in rows():
            with replaced(path_of(f"{stem(row.student)}.{FORMS[form]}"), durable=False) as file:
                file.write(feedback(row, form).encode())


def fill(rows: Rows, sheet: bytes, path: Path, title: str, column: str = "", scale: bool = False) -> Filled:
    """Writes the sheet of a course with the scores in it. Raises SheetError."""
    from bpcalc.batch.exports.fill import fill_sheet

    with replaced(path) as file:
        return fill_sheet(rows, sheet, file, column=column, title=title, scale=scale)
