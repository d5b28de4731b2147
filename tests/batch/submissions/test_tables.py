"""Tables as forms and quizzes export them, and all that may be broken in one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpcalc.batch.submissions.records import ROW, TABLE_BYTES, lines_of
from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import InputError
from bpcalc.spec.source import ANSWERS_BYTES
from tests.batch.submissions.places import found, laid_out

GOOGLE = (
    '"Timestamp","Email Address","Full name","a: yhat","a: dl/dx","Any comments?"\r\n'
    '"2026/11/01 9:58:12 AM GMT+1","Jane@example.edu","Jane Doe","1","[-1, 2]",""\r\n'
    '"2026/11/01 10:03:40 AM GMT+1","kim@example.edu","Kim Lee","-1/2","","It was hard:\n""really"", yes"\r\n'
    '"2026/11/01 11:12:01 AM GMT+1","jane@example.edu","Jane D.","2","[-1, 3]",""\r\n'
)
MOODLE = (
    "\ufeffSurname,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00,Response 1,Response 2\n"
    'Doe,Jane,jane@example.edu,Finished,"1 November 2026  10:00 AM","1 November 2026  10:05 AM","5 mins",3.00,1,"[-1, 2]"\n'
    'Núñez,José,pepe@example.edu,Finished,"1 November 2026  10:00 AM","1 November 2026  10:05 AM","5 mins",3.00,-,"[0, 2]"\n'
    'Doe,Jane,jane2@example.edu,Finished,"1 November 2026  10:00 AM","1 November 2026  10:05 AM","5 mins",3.00,2,-\n'
    "Overall average,,,,,,,3.00,,\n"
)
CANVAS = (
    "name,id,sis_id,section,section_id,section_sis_id,submitted,attempt,1234567: a: yhat,1.0,"
    '"1234568: a: dl/dx",1.0,n correct,n incorrect,score\n'
    'Jane Doe,494030,jd01,S1,38,S1-2026,2026-11-02 10:00:00 UTC,2,1,0.0,"[-1, 2]",1.0,1,1,1.0\n'
    'Jane Doe,494030,jd01,S1,38,S1-2026,2026-11-01 10:00:00 UTC,1,2,0.0,"[-1, 3]",0.0,0,2,0.0\n'
    "Kim Lee,309780,kl02,S1,38,S1-2026,2026-11-01 10:00:00 UTC,1,3,0.0,,0.0,0,2,0.0\n"
)
MICROSOFT = (
    "ID,Start time,Completion time,Email,Name,Last modified time,a: yhat,Points - a: yhat\r\n"
    "1,11/1/26 9:00:00,11/1/26 9:01:00,jane@example.edu,Jane Doe,,1,0\r\n"
    "2,11/1/26 9:00:00,11/1/26 9:01:00,anonymous,,,2,0\r\n"
    "3,11/1/26 9:00:00,11/1/26 9:01:00,anonymous,Anonymous,,3,0\r\n"
)
OWN = "Student;a: yhat;a.dl/dx\njane;1;[-1, 2]\n;;\nkim;0,5;\n"

Rows = list[tuple[str, str, tuple[tuple[str, str], ...]]]


def rows(text: str | bytes, name: str = "class.csv") -> Rows:
    """Student, source and the cells that are not blank; of a problem its code."""
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return [_row(one) for one in found(name).submissions]


def _row(one: Submission) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    if one.problem is not None:
        return one.student, one.source, (("problem", one.problem.code),)
    return one.student, one.source, tuple(cell for cell in one.cells or () if cell[1])


def test_google_forms() -> None:
    """The address that the form collected names the student; the lower row is the later one."""
    comment = ("Any comments?", 'It was hard:\n"really", yes')
    assert rows(GOOGLE) == [
        ("jane@example.edu", "class.csv, row 4", (("a: yhat", "2"), ("a: dl/dx", "[-1, 3]"))),
        ("kim@example.edu", "class.csv, row 3", (("a: yhat", "-1/2"), comment)),
    ]
    (jane, _) = found("class.csv", keep="first").submissions
    assert (jane.source, jane.replaced) == ("class.csv, row 2", ("class.csv, row 4",))


def test_a_quiz_of_moodle() -> None:
    """Full names; two students of one name are told apart; the last row is no student."""
    assert rows(MOODLE) == [
        ("Jane Doe (jane2@example.edu)", "class.csv, row 4", (("Response 1", "2"), ("Response 2", "-"))),
        ("Jane Doe (jane@example.edu)", "class.csv, row 2", (("Response 1", "1"), ("Response 2", "[-1, 2]"))),
        ("José Núñez", "class.csv, row 3", (("Response 1", "-"), ("Response 2", "[0, 2]"))),
    ]
    assert found("class.csv").remarks == ("no student's row, passed over: 1 (class.csv, row 5)",)


def test_the_student_analysis_of_a_canvas_quiz() -> None:
    """Attempts have numbers, whatever the order of the rows; points are no answers."""
    assert rows(CANVAS) == [
        ("Jane Doe", "class.csv, row 2", (("1234567: a: yhat", "1"), ("1234568: a: dl/dx", "[-1, 2]"))),
        ("Kim Lee", "class.csv, row 4", (("1234567: a: yhat", "3"),)),
    ]


def test_microsoft_forms() -> None:
    """Who stays anonymous is known by the number of the response, and is not one person."""
    assert rows(MICROSOFT) == [
        ("2", "class.csv, row 3", (("a: yhat", "2"),)),
        ("3", "class.csv, row 4", (("a: yhat", "3"),)),
        ("jane@example.edu", "class.csv, row 2", (("a: yhat", "1"),)),
    ]


def test_a_table_of_ones_own() -> None:
    """Separated by semicolons; an empty row is none."""
    assert rows(OWN) == [
        ("jane", "class.csv, row 2", (("a: yhat", "1"), ("a.dl/dx", "[-1, 2]"))),
        ("kim", "class.csv, row 4", (("a: yhat", "0,5"),)),
    ]


@pytest.mark.parametrize(
    "data",
    [
        OWN.encode("utf-8-sig"),
        OWN.encode("utf-16"),
        OWN.replace(";", "\t").encode("utf-16"),  # what spreadsheets call Unicode text
        OWN.replace("\n", "\r\n").encode(),
        OWN.replace("\n", "\r").encode(),
    ],
)
def test_every_way_in_which_a_spreadsheet_saves_a_table(data: bytes) -> None:
    """A mark at the beginning, UTF-16, tabs, any line break."""
    assert rows(data) == rows(OWN)


def test_a_first_line_that_names_the_separator() -> None:
    """It counts as a row in a spreadsheet, and here."""
    assert [source for _, source, _ in rows("sep=;\n" + OWN)] == ["class.csv, row 3", "class.csv, row 5"]


BROKEN = {
    "more cells than the header": "kim,1,2,3",
    "fewer cells": "kim",
    "a NUL byte": "kim,\0,1",
    "a byte that is not UTF-8": "kim,\udce9,1",
    "a quotation mark that is not closed": '"kim,1,2',
    "one that is closed too early": '"k"im,1,2',
    "a row without end": "kim," + "1" * ROW + ",2",
    "an open cell without end": 'kim,"' + "1\n" * 3 + ",2",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_row_is_lost_alone(what: str) -> None:
    """The rows around it are there, with all their cells."""
    table = "student,a: z1,a: yhat\njane,1,2\n" + BROKEN[what] + "\nmax,3,4\nzoe,5,6\n"
    all_rows = rows(table.encode("utf-8", "surrogateescape"))
    good = [(student, cells) for student, _, cells in all_rows if cells[0][0] != "problem"]
    assert good == [
        ("jane", (("a: z1", "1"), ("a: yhat", "2"))),
        ("max", (("a: z1", "3"), ("a: yhat", "4"))),
        ("zoe", (("a: z1", "5"), ("a: yhat", "6"))),
    ]
    bad = [(student, cells) for student, _, cells in all_rows if cells[0][0] == "problem"]
    assert {cells for _, cells in bad} == {(("problem", "E756"),)}
    assert not {student for student, _ in bad}.isdisjoint({"kim", "class.csv, row 3"})


def test_many_open_quotation_marks_lose_their_rows_alone() -> None:
    """Each is given up on its own, at once."""
    table = "student,a: yhat\n" + "".join(f's{k:03},{k}\n"b{k:03},"x"y\n' for k in range(300))
    good = [student for student, _, cells in rows(table) if cells[0][0] != "problem"]
    assert good == [f"s{k:03}" for k in range(300)]


def test_a_sign_of_inches_is_no_quotation_mark() -> None:
    """Inside of a cell that did not begin with one."""
    assert rows('student,a: yhat\njane,5" x\nkim,2\n') == [
        ("jane", "class.csv, row 2", (("a: yhat", '5" x'),)),
        ("kim", "class.csv, row 3", (("a: yhat", "2"),)),
    ]


def test_a_row_that_names_nobody_is_ungradable() -> None:
    """If it has answers."""
    assert rows("student,a: yhat\n,1\nkim,2\n") == [
        ("class.csv, row 2", "class.csv, row 2", (("problem", "E757"),)),
        ("kim", "class.csv, row 3", (("a: yhat", "2"),)),
    ]


def test_rows_of_one_student_need_an_order() -> None:
    """A time or an attempt is one; two rows that just stand there are both ungradable."""
    assert [cells for _, _, cells in rows("student,a: yhat\nkim,1\nkim,2\n")] == [(("problem", "E753"),)] * 2
    assert rows("student,a: yhat,attempt\nkim,1,2\nkim,2,1\n") == [
        ("kim", "class.csv, row 2", (("a: yhat", "1"),)),
    ]  # fmt: skip


def test_a_name_that_anybody_may_type_orders_nothing() -> None:
    """Two rows of a form that collected no addresses may be of two students."""
    typed = "Timestamp,Your name,a: yhat\n1,Jane,1\n2,Jane,2\n3,Kim,3\n"
    assert [(student, cells[0][1]) for student, _, cells in rows(typed)] == [
        ("Jane", "E753"), ("Jane", "E753"), ("Kim", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "a: yhat,b: yhat\n1,2\n", "jane,1\n", '"student\n', "\0\n"])
def test_a_table_that_names_no_students_is_refused(text: str) -> None:
    """Nothing in it could be told whose it is."""
    Path("class.csv").write_bytes(text.encode())
    with pytest.raises(InputError) as caught:
        found("class.csv")
    assert caught.value.problems[0].code == "E758"
    assert caught.value.problems[0].place is not None


def test_a_table_too_large_is_refused() -> None:
    """Before a row of it is looked at."""
    with pytest.raises(InputError) as caught:
        next(lines_of(b"x" * (TABLE_BYTES + 1), "class.csv"))
    assert caught.value.problems[0].code == "E104"


def test_lines_of_json(tmp_path: Path) -> None:
    """Each is a sheet of its own; a line that is none is lost alone."""
    lines = [
        json.dumps({"student": "jane", "answers": {"yhat": 1}}),
        "",
        '{"student": "kim", ',
        "[1, 2]",
        json.dumps({"answers": {"yhat": 1}}),
        '{"a": ' * 20_000,
        '{"student": "max", "n": ' + "9" * 5000 + "}",
        json.dumps({"student": "zoe", "x": "y" * ANSWERS_BYTES}),
        "\udcff",
        json.dumps({"student": 12345, "answers": {}}),
    ]
    (tmp_path / "class.jsonl").write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    found_rows = {
        one.source.removeprefix("class.jsonl, line "): one for one in found("class.jsonl").submissions
    }
    assert {
        source: (one.student, one.problem.code if one.problem else one.text == lines[int(source) - 1])
        for source, one in found_rows.items()
    } == {
        "1": ("jane", True),
        "3": ("class.jsonl, line 3", "E759"),
        "4": ("class.jsonl, line 4", "E759"),
        "5": ("class.jsonl, line 5", True),
        "6": ("class.jsonl, line 6", "E756"),
        "7": ("max", True),
        "8": ("class.jsonl, line 8", "E756"),
        "9": ("class.jsonl, line 9", "E759"),
        "10": ("12345", True),
    }


def test_a_name_in_a_table_is_harmless_and_of_a_size_to_be_read(tmp_path: Path) -> None:
    """Long names that begin alike stay apart."""
    laid_out(tmp_path, "class.csv", text=f"student,a: yhat\n\x1b[31m,1\n{'x' * 500}a,2\n{'x' * 500}b,3\n")
    students = [one.student for one in found("class.csv").submissions]
    assert students[0] == r"\x1b[31m"
    assert len({*students}) == 3
    assert max(map(len, students)) <= 120
