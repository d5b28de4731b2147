"""A folder with a file for each student: what an earlier run wrote and this one does not is removed.

Only that: the names of all files that were written stand in a hidden file of the folder, and nothing
else in it is touched.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy

from bpcalc.batch.digest import digest
from bpcalc.batch.files import NotWrittenError, replaced

LIST = ".bpcalc-files"
"""The names of the files in its folder, one in a line."""


@contextmanager
def own_files(folder: Path) -> Iterator[Callable[[str], Path]]:
    """Yields what gives the path for a name. Raises NotWrittenError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWrittenError(folder, error) from None
    marks = array("Q")
    with replaced(folder / LIST, durable=False) as names:

        def path(name: str) -> Path:
            marks.append(digest(name))
            names.write(f"{name}\n".encode())
            return folder / name

        yield path
        _remove_others(folder, marks)


def _remove_others(folder: Path, marks: array[int]) -> None:
    """Removes the files that are listed from an earlier run and have none of these marks."""
    ordered = numpy.sort(numpy.array(marks, numpy.uint64))
    with suppress(FileNotFoundError), open(folder / LIST, encoding="utf-8", errors="replace") as names:
        for line in names:
            name = line.rstrip("\n")
            mark = numpy.uint64(digest(name))
            place = int(numpy.searchsorted(ordered, mark))
            if place < len(ordered) and ordered[place] == mark:
                continue
            path = folder / name
            if path.parent == folder and path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    path.unlink()
