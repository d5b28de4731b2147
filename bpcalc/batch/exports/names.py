"""A file name for a student that any file system takes, and that no other student has."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 60
_PLAIN = re.compile(rf"[a-z0-9][a-z0-9@+._-]{{0,{LONGEST - 1}}}")
_TAGGED = re.compile(r".*-[0-9a-f]{12}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Windows takes these for devices, whatever comes after the dot."""


def stem(student: str) -> str:
    """The name before the extension; it depends on this student alone.

    A plain lower-case name is kept (`jane.doe@uni.edu`). Any other becomes one with 12 digits of its
    SHA-256 (`Jane Doe` → `jane-doe-4f1c…`), and so does a plain one that looks like that: so no two
    names meet, not even where case does not count.
    """
    plain = _PLAIN.fullmatch(student) and not student.endswith(".")
    if plain and not _RESERVED.fullmatch(student) and not _TAGGED.fullmatch(student):
        return student
    letters = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[: LONGEST - 13].strip("-")
    digest = sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{readable or 'student'}-{digest}"
