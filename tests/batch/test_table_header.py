"""The same words name a student in what is read and in what is filled."""

from __future__ import annotations

import pytest

from bpcalc.batch.exports.sheet_columns import columns as columns_to_fill
from bpcalc.batch.exports.sheet_text import SheetError, document
from bpcalc.batch.submissions.columns import columns
from bpcalc.batch.submissions.records import lines_of, records
from bpcalc.batch.table_header import delimiter

KNOWN = (
    "Student", "fullname", "Your name", "Vorname", "first_name", "Apellidos", "E-mail", "Student email", "mail:",
    "SID", "sis_id", "Matrikelnummer", "Integration ID", "Participant", "user", "github_username", "OrgDefinedId",
    "ID", "  Student   ID ",
)  # fmt: skip
UNKNOWN = ("points", "Attempt", "Timestamp", "section", "a: yhat", "")


@pytest.mark.parametrize("header", KNOWN)
def test_a_table_that_can_be_read_can_be_filled(header: str) -> None:
    """By any header that names a student; that column itself is never filled."""
    assert columns(["points", header]).tells_who
    assert columns_to_fill(["points", header], "points").fill == 0
    with pytest.raises(SheetError, match="no column that may be filled"):
        columns_to_fill(["points", header], header)


@pytest.mark.parametrize("header", UNKNOWN)
def test_a_table_of_nobody_is_neither_read_nor_filled(header: str) -> None:
    """An attempt and a time are known, but are not a student's."""
    assert not columns(["points", header]).tells_who
    with pytest.raises(SheetError, match="says who the student is"):
        columns_to_fill(["points", header], "points")


def test_a_part_of_a_name_is_the_name_only_where_nothing_else_is() -> None:
    """Two who share a first name are told apart by the address."""
    assert columns_to_fill(["Vorname", "x"], "x").names == (0,)
    assert columns_to_fill(["Vorname", "E-Mail", "x"], "x").names == ()
    both = columns_to_fill(["Vorname", "Nachname", "x"], "x")
    assert (both.first, both.last, both.names) == (0, 1, ())


@pytest.mark.parametrize(
    ("header", "separator", "cells"),
    [
        ("a,b,c", ",", ["a", "b", "c"]),
        ("a;b,c;d", ";", ["a", "b,c", "d"]),
        ("a\tb", "\t", ["a", "b"]),
        ('"x;y;z;",b', ",", ["x;y;z;", "b"]),
        ("one", ",", ["one"]),
        ("\r\n\na;b", ";", ["a", "b"]),
    ],
)
def test_both_readers_find_the_same_separator(header: str, separator: str, cells: list[str]) -> None:
    """What the first line has most of, outside of quotation marks."""
    text = f"{header}\n1,2,3,4,5\n"
    assert delimiter(text) == document(text.encode()).delimiter == separator
    assert next(records(lines_of(text.encode(), "class.csv"))).cells == cells
