"""What is in a submission, read by whoever may be harmed by it least; and the key of its row."""

from __future__ import annotations

import os
import stat
from hashlib import blake2b

from bpcalc.batch.submissions.problems import ARCHIVE
from bpcalc.batch.submissions.reading import sheet_source
from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import InputError, Problem, visible
from bpcalc.records import NamedTuple
from bpcalc.spec.source import ANSWERS_BYTES, Source, answers_from_text

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
"""How archives begin, whatever they are called."""
SAID = 400
"""Characters of a reason that are shown."""


class Handed(NamedTuple):
    """A submission and what is in it: a text, the cells of a table, or why it cannot be read.

    `place`: its number in the run. `key`: the same for the same submission under the same spec
    and options, and for nothing else.
    """

    place: int
    submission: Submission
    content: Source | tuple[tuple[str, str], ...] | str
    key: str


def handed(place: int, submission: Submission, mark: str) -> Handed:
    """A submission, read. Never waits, never raises for what is in it."""
    content = _content(submission)
    told = content.text if isinstance(content, Source) else repr(content)
    student, source, *_, replaced, by_name, beside = submission
    # Shown names and texts hold no NUL, so that no two submissions are one text.
    said = f"{mark} {by_name} {type(content).__name__} {replaced} {beside}\0{student}\0{source}\0{told}"
    key = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return Handed(place, submission, content, key)


def _content(submission: Submission) -> Source | tuple[tuple[str, str], ...] | str:
    """What `sheet_source` reads; a small file in ASCII, as most are, needs none of its closer looks."""
    if submission.cells is not None and submission.problem is None:
        return submission.cells
    data = _bytes(submission.path) if submission.path and submission.problem is None else b""
    try:
        if data and len(data) <= ANSWERS_BYTES and data.isascii():
            return answers_from_text(data.decode(), submission.source)
        if data.startswith(_ARCHIVES):
            return told_in_a_line((ARCHIVE,))
        return sheet_source(submission)
    except InputError as error:
        return told_in_a_line(error.problems)


def _bytes(path: str) -> bytes:
    """The bytes of a file, none wherever a closer look is due."""
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return b""
    try:
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return os.read(descriptor, ANSWERS_BYTES + 1) if regular else b""
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def told_in_a_line(problems: tuple[Problem, ...]) -> str:
    """The first problem in one line: where, what, and what to do."""
    first, others = problems[0], len(problems) - 1
    where = f"line {first.place.line}: " if first.place is not None and first.place.line else ""
    said = "; ".join(filter(None, (where + first.message, *first.notes, first.help)))
    more = f" (and {others} more)" if others else ""
    return shortened(said) + more


def shortened(text: str) -> str:
    """Foreign text made harmless, on one line and of a size to be read."""
    text = visible(text)
    return text if len(text) <= SAID else text[: SAID - 1] + "…"
