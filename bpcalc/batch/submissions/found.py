"""A submission as it was found, with all that tells whose it is and which attempt."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import visible
from bpcalc.records import NamedTuple

LONGEST = 120
"""Characters of a student's name that are shown."""


class Found(NamedTuple):
    """A submission with what the platform says about it.

    `identity`: equal for two submissions exactly where a platform says that one student handed
    in both; empty where only a name is known. `clues`: other names of the student (a number, an
    address) that a roster may know, the surest first. `attempt`: which one it is among those of
    the same identity, None where nothing says so.
    """

    submission: Submission
    identity: str = ""
    clues: tuple[str, ...] = ()
    attempt: tuple[int | str, ...] | None = None


def shown(text: str) -> str:
    """Foreign text made harmless. Two different texts stay different."""
    return visible(text.replace("\\", "\\\\") if "\\" in text else text)


def student_name(text: str) -> str:
    """A name as it is shown: in one normal form, without spare blanks, of a size to be read."""
    if not (text.isascii() and text.isprintable()) or "  " in text or text != text.strip():
        text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > LONGEST:
        rest = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
        text = f"{text[: LONGEST - 9]}…{rest}"
    return shown(text)
