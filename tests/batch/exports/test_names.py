"""Names of files for students: safe, unique, and the same whoever else is in the class."""

from __future__ import annotations

import re
import unicodedata

import pytest

from bpcalc.batch.exports.names import stem
from tests.batch.classes import HOSTILE

DEVICES = {"con", "prn", "aux", "nul", *(f"com{k}" for k in range(10)), *(f"lpt{k}" for k in range(10))}
CLASHING = (
    "Ada",
    "ada",
    "ADA",
    "ada ",
    "ada.",
    "Adá",
    "ad\u0061\u0301",
    "ad\u00e1",
    "a/da",
    "a\\da",
    "ada:x",
)


@pytest.mark.parametrize(
    "name", [*HOSTILE, *CLASHING, *sorted(DEVICES), "nul.txt", "com1.x.y", ".hidden", "-rf", "x" * 61]
)
def test_every_file_system_takes_the_name(name: str) -> None:
    """No separator, no device of Windows, no blank or dot at an end, at most 60 characters of ASCII."""
    found = stem(name)
    assert re.fullmatch(r"[a-z0-9][a-z0-9@+._-]{0,59}", found)
    assert not found.endswith((".", " "))
    assert found.split(".")[0] not in DEVICES


@pytest.mark.parametrize("name", ["jane.doe@uni.edu", "doejane", "s1234567", "4711", "a-b_c+d"])
def test_plain_names_are_kept(name: str) -> None:
    assert stem(name) == name


def test_no_two_students_share_a_file() -> None:
    """Not even where case and accents do not count, and not by taking another one's file name."""
    names = [*HOSTILE, *CLASHING, *DEVICES]
    names += [stem(name) for name in names]
    different = list(dict.fromkeys(names))
    folded = {unicodedata.normalize("NFKD", stem(name)).casefold() for name in different}
    plain = [name for name in different if stem(name) == name]
    assert len(folded) == len(different)
    assert plain
    assert all(not re.search("-[0-9a-f]{12}$", name) for name in plain)


def test_the_name_can_be_read() -> None:
    assert re.fullmatch("jane-van-doe-[0-9a-f]{12}", stem("Jane van Doe"))
    assert re.fullmatch("unicode-[0-9a-f]{12}", stem("Ünïcödé"))
    assert re.fullmatch("student-[0-9a-f]{12}", stem("名前"))
