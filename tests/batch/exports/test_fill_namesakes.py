"""Two students of one name get their scores by what has told them apart, or none of them does."""

from __future__ import annotations

import csv
import io

import pytest

from tests.batch.classes import scored
from tests.batch.exports.sheets import MOODLE, filled

SHEET = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711)\n"
    "    Points Possible,,,,,10\n"
    '"Jones, Ben",101,m50001,ben@uni.edu,A,\n'
    '"Lee, Kim",102,m50002,kim@uni.edu,A,\n'
    '"Jones, Ben",103,M50039,bjones@uni.edu,A,\n'
)


def grades(data: bytes) -> list[str]:
    return [line[5] for line in csv.reader(io.StringIO(data.decode(), newline=""))][2:]


@pytest.mark.parametrize(
    ("one", "other"),
    [("m50001", "m50039"), ("101", "103"), ("ben@uni.edu", "bjones@UNI.edu"), ("ben", "M50039")],
)
@pytest.mark.parametrize("name", ["Ben Jones", "Jones, Ben"])
def test_the_number_or_address_behind_a_name_is_that_of_the_sheet(name: str, one: str, other: str) -> None:
    """In any of its columns, and for each the own score."""
    rows = [scored(f"{name} ({one})", 7, 10), scored(f"{name} ({other})", 3, 10)]
    new, done = filled(SHEET, rows)
    assert grades(new) == ["7", "", "3"]
    assert (done.filled, done.unmatched, done.unclear) == (2, (), ())


def test_a_number_of_moodle_stands_behind_participant() -> None:
    """`Participant 9001` is the identifier, whether the whole of it or its number is known."""
    for number in ("9001", "Participant 9001", "S1"):
        new, done = filled(MOODLE, [scored(f"Jane Doe ({number})", 7, 10)], feedback=False)
        assert (done.filled, b",7,10.00" in new) == (1, True)


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("Ben Jones (880001)", "the sheet does not say which student of this name it is"),
        ("Kim Lee (880002)", "the sheet does not say which student of this name it is"),
        ("Kim Lee (m50001)", "its names and numbers are those of different students"),
    ],
)
def test_a_number_that_is_not_in_the_sheet_is_no_reason_to_guess(student: str, reason: str) -> None:
    """Not even where the name has one line: the number may be that of somebody else's."""
    new, done = filled(SHEET, [scored(student, 7, 10)])
    assert new == SHEET.encode()
    assert done.unclear == ((student, reason),)


def test_a_name_with_brackets_is_a_name() -> None:
    """Where the sheet itself has them."""
    sheet = SHEET.replace('"Lee, Kim"', '"Lee, Kim (she/her)"')
    new, _ = filled(sheet, [scored("Lee, Kim (she/her)", 7, 10)])
    assert grades(new) == ["", "7", ""]
    assert filled(sheet, [scored("Max (he/him)", 7, 10)])[1].unmatched == ("Max (he/him)",)
