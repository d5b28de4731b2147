"""Sheets of Canvas and Moodle, filled: what was not asked for stays, byte for byte."""

from __future__ import annotations

import csv
import io
import random

import pytest

from bpcalc.batch.exports.fill import SheetError, checked_sheet
from bpcalc.batch.exports.fill_told import told
from bpcalc.batch.rows import Row
from tests.batch.classes import ANSWERS, absent, graded, scored, ungradable
from tests.batch.exports.sheets import CANVAS, MOODLE, filled

HW2 = {"column": "Homework 2"}


def cells(data: bytes, delimiter: str = ",", encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter, strict=True))


def column(data: bytes, place: int, **how: str) -> list[str]:
    return [line[place] for line in cells(data, **how)]


@pytest.mark.parametrize("sheet", [CANVAS, MOODLE], ids=["canvas", "moodle"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "open"])
def test_without_scores_the_sheet_is_the_same_bytes(
    sheet: str, ending: str, encoding: str, last: bool
) -> None:
    """Byte order mark, encoding, line ends, quotes and the missing last line end."""
    text = sheet.removeprefix("\ufeff").replace("\n", ending)
    data = (text if last else text[: -len(ending)]).encode(encoding)
    new, done = filled(
        data,
        [ungradable("jdoe"), ungradable("jane.doe@uni.edu")],
        column="Homework 2" * (sheet is CANVAS),
        feedback=False,
    )
    assert new == data
    assert done.filled == 0
    assert done.ungraded == (("Doe, Jane",) if sheet is CANVAS else ("Jane Doe",))


def test_only_the_cells_of_scores_change_in_canvas() -> None:
    """0 is written as 0; two header rows and all other columns stay."""
    new, done = filled(CANVAS, [scored("jdoe", 0, 7), scored("102", 7, 7), scored("S3", 3.5, 7)], **HW2)
    before, after = cells(CANVAS.encode()), cells(new)
    assert [line[7] for line in after] == [
        "Homework 2 (4712)", "Manual Posting", "7", "0", "7", "3.5", "", "EX", "N/A", "",
    ]  # fmt: skip
    assert [line[:7] + line[8:] for line in after] == [line[:7] + line[8:] for line in before]
    assert (done.filled, done.column, done.remarks) == (3, "Homework 2 (4712)", ())
    assert done.without == ("Li, Na", 'O\'Brien, "Pat"', "Smith, Alex")


def test_moodle_gets_grade_and_feedback_and_keeps_the_rest() -> None:
    """Dates stay: Moodle compares them. Quoted cells stay quoted; feedback is HTML on one line."""
    row = graded("jane.doe@uni.edu", *ANSWERS)
    new, done = filled(MOODLE, [row])
    before, after = cells(MOODLE.encode()), cells(new)
    assert after[1][5] == "2.5"
    assert after[1][10].startswith("<p>2.5 of 6 marks: 2 of 6 answers are right, 1 carried on")
    assert "<code>dl/dz</code>: the sign is the other one." in after[1][10]
    assert "\n" not in after[1][10]
    assert [line[:5] + line[6:10] for line in after] == [line[:5] + line[6:10] for line in before]
    assert after[2:] == before[2:]
    assert done.filled == 1
    assert done.remarks == (
        "1 submission out of 6 where the sheet has 10 points: the scores are written as they are",
    )


@pytest.mark.parametrize("there", ["3", "3,0", "Good", "0.00", "2.49999"])
def test_another_grade_of_the_sheet_stays_with_its_whole_line(there: str) -> None:
    """Somebody knew why; neither score nor feedback is written, and that is said."""
    sheet = MOODLE.replace(
        '"Submitted for grading",,10.00,Yes', f'"Submitted for grading","{there}",10.00,Yes'
    )
    new, done = filled(sheet, [graded("S1", *ANSWERS), scored("S3", 6)])
    assert cells(new)[1] == cells(sheet.encode())[1]
    assert cells(new)[3][5] == "6"
    assert (done.filled, done.told, done.commented) == (1, 1, ())
    assert done.kept == (
        ("Jane Doe", "the sheet has another grade already (empty the cell to have it filled)"),
    )


@pytest.mark.parametrize("there", ["2.5", "2.50", "2,500", "-", " "])
def test_the_same_grade_or_none_is_no_other_grade(there: str) -> None:
    sheet = MOODLE.replace(
        '"Submitted for grading",,10.00,Yes', f'"Submitted for grading","{there}",10.00,Yes'
    )
    new, done = filled(sheet, [graded("S1", *ANSWERS)])
    assert cells(new)[1][5].replace(",", ".") == "2.5"
    assert cells(new)[1][10].startswith("<p>2.5 of 6 marks")
    assert (done.filled, done.kept) == (1, ())


def test_a_comment_of_the_sheet_stays_beside_the_score() -> None:
    """Tags without words are no comment."""
    for there, stays in (
        ("See me, Prof. X", True),
        ("<p>See me</p>", True),
        ("<p></p>", False),
        ("-", False),
    ):
        sheet = MOODLE.replace('10:00 AM",-,""', f'10:00 AM",-,"{there}"')
        new, done = filled(sheet, [graded("S1", *ANSWERS)])
        assert cells(new)[1][5] == "2.5"
        assert (cells(new)[1][10] == there) == stays
        assert (done.filled, done.told, done.commented) == (1, not stays, ("Jane Doe",) * stays)
        said = [line for line in told(done) if "comment" in line]
        feedback = [
            "1 score written into the column Grade of the sheet, 1 with feedback in Feedback comments"
        ]
        kept = ["1 student with a comment in the sheet, which stays as it is without feedback: Jane Doe"]
        assert said == (kept if stays else feedback)


def test_a_sheet_that_was_filled_is_filled_again_without_a_change() -> None:
    rows = [graded("S1", *ANSWERS), scored("S2", 6, 7)]
    once, _ = filled(MOODLE, rows)
    again, done = filled(once, rows)
    assert again == once
    assert (done.filled, done.told) == (2, 0)


def test_scores_are_scaled_only_when_that_is_asked_for() -> None:
    new, done = filled(MOODLE, [scored("S1", 3, 6), scored("S2", 6, 6)], scale=True)
    assert column(new, 5)[1:3] == ["5", "10"]
    assert done.remarks == ()
    with pytest.raises(SheetError, match="how many points"):
        filled("Email,Quiz\na@x.edu,\n", [], column="Quiz", scale=True)


def test_what_moodle_will_not_take_is_told() -> None:
    new, done = filled(MOODLE, [scored("S1", 12, 12)])
    assert column(new, 5)[1] == "12"
    assert done.remarks[-1] == "1 score is above the maximum grade, which Moodle does not take"


@pytest.mark.parametrize(
    ("student", "source", "line"),
    [
        ("101", "", 3), ("S1", "", 3), ("s1", "", 3), ("JDOE", "", 3), (" jdoe ", "", 3),
        ("Doe, Jane", "", 3), ("Jane Doe", "", 3), ("jane  DOE", "", 3), ("doejane", "", 3),
        ("doejane", "in/doejane_101_5550001_hw2.yaml", 3), ("doejane", "in/doejane_LATE_101_5550001_hw2.yaml", 3),
        ("somebody", "in/unknown_101_5550001_hw2.yaml", 3), ("doejane_101_5550001_hw2", "", 3),
        ("evandyke@uni.edu", "", 4), ("evandyke", "", 4), ("Émile van Dyke", "", 4), ("Emile van Dyke", "", 4), ("Jané Doe", "", 3),
        ("van Dyke, E\u0301mile", "", 4), ("vandykeémile", "", 4), ("asmith2", "", 6),
        ("smithalex", "in/smithalex_104_5550001_hw2.yaml", 6),
    ],
)  # fmt: skip
def test_a_student_of_canvas_is_found(student: str, source: str, line: int) -> None:
    """By an ID, a login, the number in a file's name, or the name if only one has it."""
    new, done = filled(CANVAS, [scored(student, 5, 7, source=source)], **HW2)
    assert column(new, 7)[line] == "5"
    assert (done.filled, done.unclear, done.unmatched) == (1, (), ())


@pytest.mark.parametrize(
    ("student", "source"),
    [("Jane Doe", ""), ("jane.doe@uni.edu", ""), ("jane.doe", ""), ("Participant 9001", ""), ("participant_9001", ""),
     ("Jane Doe_9001_assignsubmission_file_", ""), ("x", "in/Jane Doe_9001_assignsubmission_file_/a.yaml"),
     ("x", "in/Participant_9001_assignsubmission_file_a.yaml")],
)  # fmt: skip
def test_a_participant_of_moodle_is_found(student: str, source: str) -> None:
    new, done = filled(MOODLE, [scored(student, 5, 10, source=source)])
    assert column(new, 5)[1] == "5"
    assert (done.filled, done.unclear, done.unmatched) == (1, (), ())


@pytest.mark.parametrize(
    ("student", "source", "why"),
    [("Smith, Alex", "", "several students of the sheet are called so"),
     ("smithalex", "", "several students of the sheet are called so"),
     ("Jane Doe", "in/vandykeemile_102_5550001_a.yaml", "its names and numbers are those of different students"),
     ("jdoe", "in/x_102_5550001_a.yaml", "its names and numbers are those of different students")],
)  # fmt: skip
def test_what_is_not_certain_is_told_and_not_written(student: str, source: str, why: str) -> None:
    new, done = filled(CANVAS, [scored(student, 5, 7, source=source)], **HW2)
    assert new == CANVAS.encode()
    assert done.unclear == ((student, why),)


@pytest.mark.parametrize(
    "student", ["Doe Jane", "Jane", "Doe", "j", "10", "jane@other.edu", "4711", "NN 1", "9", "EX"]
)
def test_no_one_is_guessed(student: str) -> None:
    """Half a name, a section, a grade or a number of something else is no one."""
    new, done = filled(CANVAS, [scored(student, 5, 7)], **HW2)
    assert new == CANVAS.encode()
    assert done.unmatched == (student,)


def test_two_submissions_of_one_student_are_told() -> None:
    new, done = filled(CANVAS, [scored("jdoe", 5, 7), scored("Doe, Jane", 6, 7)], **HW2)
    assert new == CANVAS.encode()
    assert done.unclear == tuple(
        (name, "several submissions are this student's") for name in ("Doe, Jane", "jdoe")
    )


def test_excused_and_locked_students_keep_their_cell() -> None:
    new, done = filled(CANVAS, [scored("pobrien", 5, 7), scored("nli", 5, 7)], **HW2)
    assert new == CANVAS.encode()
    assert done.kept == (
        ("Li, Na", "it is not assigned to the student"),
        ('O\'Brien, "Pat"', "the student is excused"),
    )
    new, done = filled(MOODLE, [scored("S4", 5, 10)])
    assert new == MOODLE.encode()
    assert done.kept == (("Pat O'Brien", "the grade is locked"),)


def test_who_has_no_score_keeps_the_old_grade_and_learns_why() -> None:
    """A grade of an earlier run is not emptied, and never becomes 0."""
    sheet = MOODLE.replace('"Submitted for grading",,10.00,Yes', '"Submitted for grading",2.00,10.00,Yes')
    new, done = filled(sheet, [ungradable("S1", "the brackets do not match"), absent("S2")])
    first, second = cells(new)[1], cells(new)[2]
    assert first[5] == "2.00"
    assert "could not be graded" in first[10]
    assert "the brackets do not match" in first[10]
    assert second == cells(sheet.encode())[2]
    assert (done.filled, done.ungraded) == (0, ("Jane Doe",))


@pytest.mark.parametrize(
    ("wanted", "title", "place"),
    [
        ("Homework 1 (4711)", "", 6),
        ("homework 1", "", 6),
        ("4712", "", 7),
        ("Homework 2", "", 7),
        ("", "homework 2", 7),
    ],
)
def test_the_column_has_a_name_a_title_or_a_number(wanted: str, title: str, place: int) -> None:
    new, _ = filled(CANVAS, [scored("asmith1", 5, 7)], column=wanted, title=title)
    assert column(new, place)[5] == "5"


@pytest.mark.parametrize("wanted", ["", "Homework 3", "ID", "Current Score", "Section", "Notes"])
def test_another_column_is_never_filled(wanted: str) -> None:
    """Nothing is filled by chance; what there is to choose from is listed."""
    with pytest.raises(SheetError, match=r"Homework 1 \(4711\), Homework 2 \(4712\)"):
        filled(CANVAS, [scored("jdoe", 5)], column=wanted)


def test_the_only_assignment_needs_no_name() -> None:
    """Names of persons in two columns, and no ID of the course."""
    sheet = "LastName,FirstName,ID,SIS Login ID,Section,Quiz (1)\r\nPoints Possible,,,,,10\r\nDoe,Jane,1,jd,S,\r\n"
    new, done = filled(sheet, [scored("Jane Doe", 10)])
    assert new == sheet.replace("jd,S,", "jd,S,10").encode()
    assert done.filled == 1


def test_decimal_commas_and_semicolons_are_kept() -> None:
    """7.5 would be a date for whoever opens such a sheet."""
    sheet = "Student;ID;Section;Quiz (1)\nPoints Possible;;;10,0\nDoe, Jane;1;S;\nLi, Na;2;S;4,5\n"
    new, _ = filled(sheet, [scored("1", 7.5), scored("2", 4.5)])
    assert new.decode() == sheet.replace("1;S;", "1;S;7,5")


def test_any_sheet_with_an_address_can_be_filled() -> None:
    sheet = "E-mail\tPoints\njane@x.edu\t\n"
    new, done = filled(sheet, [scored("jane@x.edu", 2.5)], column="points")
    assert new == b"E-mail\tPoints\njane@x.edu\t2.5\n"
    assert done.system == "other"


def test_a_short_line_gets_its_cell() -> None:
    new, _ = filled("Email,Section,Quiz\na@x.edu\n", [scored("a@x.edu", 1)], column="Quiz")
    assert new == b"Email,Section,Quiz\na@x.edu,,1\n"


def test_feedback_fits_the_encoding_of_the_sheet() -> None:
    """What Windows-1252 lacks becomes a reference of HTML."""
    new, _ = filled(MOODLE.removeprefix("\ufeff").encode("cp1252"), [graded("S1", *ANSWERS)])
    text = new.decode("cp1252")
    assert "&#10003; right" in text
    assert "Émile" in text


def test_names_cannot_put_formulas_or_markup_into_a_sheet() -> None:
    rows = [
        graded("S1", *(one._replace(remark="<script>=1</script>\x1b", verdict="wrong") for one in ANSWERS))
    ]
    new, _ = filled(MOODLE, rows)
    cell = cells(new)[1][10]
    assert "<script" not in cell
    assert "\x1b" not in cell
    assert cell.startswith("<p>")


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "no CSV file"), (b"  \n", "no CSV file"), (b"PK\x03\x04rest", "Excel workbook"), (b"a\0b", "no CSV file"),
     (b"one,two\n1,2\n", "who the student is"), (b"Email,Quiz\n", "no students"),
     (b'Email,"Quiz\n', "no students")],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(data: bytes, said: str) -> None:
    out = io.BytesIO()
    with pytest.raises(SheetError, match=said):
        filled(data, [], column="Quiz")
    assert out.getvalue() == b""


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows: list[Row] = [
        scored(name, 1, 7) for name in ("jdoe", "asmith1", "nobody", "Smith, Alex", "102", "S2", "nli")
    ]
    once = filled(CANVAS, rows, **HW2)
    for seed in range(5):
        assert filled(CANVAS, random.Random(seed).sample(rows, len(rows)), **HW2) == once


def test_everyone_is_told_of() -> None:
    """Each student of the sheet and each submission is in one sentence."""
    rows = [
        scored("jdoe", 5, 7),
        scored("nobody", 1),
        ungradable("S2"),
        scored("Smith, Alex", 1),
        scored("nli", 1),
    ]
    assert list(told(filled(CANVAS, rows, **HW2)[1], "hw.csv")) == [
        "1 score written into the column Homework 2 (4712) of hw.csv",
        '3 students of the sheet without a submission: O\'Brien, "Pat"; Smith, Alex; Smith, Alex',
        "1 student without a score, cell left as it was: van Dyke, Émile",
        "1 submission of no student of the sheet: nobody",
        "1 submission not assigned, because several students of the sheet are called so: Smith, Alex",
        "1 student left as it was, because it is not assigned to the student: Li, Na",
        "1 submission out of 10 where the sheet has 7 points: the scores are written as they are",
    ]


@pytest.mark.parametrize("column", ["", "Homework 3"])
def test_a_sheet_is_checked_before_any_work(column: str) -> None:
    """The same complaint as in filling it; else the column that will be filled."""
    with pytest.raises(SheetError, match="Homework 1"):
        checked_sheet(CANVAS.encode(), column)
    assert checked_sheet(CANVAS.encode(), "4712") == "Homework 2 (4712)"
