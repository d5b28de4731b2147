"""Who is missing, and whose a submission is by any of the names a class list knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcalc.batch.submissions.claims import settled
from bpcalc.batch.submissions.collect import Collection
from bpcalc.batch.submissions.roster import read_roster
from bpcalc.errors import InputError
from tests.batch.submissions.places import SHEET, found, laid_out, who_and_where

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW1 (99)\n"
    "    Points Possible,,,,,10\n"
    '"Doe, Jane",12345,S100,jdoe,A,\n'
    '"Núñez, José",222,S101,jnunez,A,\n'
    '"Lee, Kim",333,S102,klee,A,\n'
    '"Student, Test",444,,,A,\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
    "Participant 12345,Jane Doe,jane@example.edu,Submitted for grading,,10\n"
    "Participant 777,Jane Doe,jane2@example.edu,Submitted for grading,,10\n"
    "Participant 12347,Kim Lee,kim@example.edu,No submission,,10\n"
)
GRADESCOPE = "First Name,Last Name,SID,Email\nJane,Doe,100,jane@example.edu\nKim,Lee,102,kim@example.edu\n"


def absent(collection: Collection, path: str) -> tuple[str, ...]:
    """Who of the roster handed in nothing."""
    students = [one.student for one in collection.submissions]
    return settled(collection.submissions, students.__getitem__, read_roster(path)).absent


def roster(text: str, encoding: str = "utf-8") -> str:
    Path("roster.csv").write_text(text, encoding=encoding)
    return "roster.csv"


@pytest.mark.parametrize(
    ("text", "students"),
    [
        (CANVAS, ("Doe, Jane", "Núñez, José", "Lee, Kim")),
        (MOODLE, ("Jane Doe (Participant 12345)", "Jane Doe (Participant 777)", "Kim Lee")),
        (GRADESCOPE, ("Jane Doe", "Kim Lee")),
        (
            "email\njane@example.edu\nkim@example.edu\njane@example.edu\n",
            ("jane@example.edu", "kim@example.edu"),
        ),
        ("Matrikelnummer;Nachname;Vorname\n100;Doe;Jane\n", ("Jane Doe",)),
        ("student id\n100\n101\n", ("100", "101")),
    ],
)
def test_the_class_list_of_any_platform_is_a_roster(text: str, students: tuple[str, ...]) -> None:
    """Names first, else numbers or addresses; who is no student is not on it."""
    assert read_roster(roster(text)).students == students
    assert read_roster(roster(text, "utf-16")).students == students


def test_names_in_files_of_canvas_are_those_of_its_gradebook(tmp_path: Path) -> None:
    """By number, or by the letters of the name."""
    laid_out(tmp_path / "subs", "doejane_12345_67890_answers.yaml", "núñezjosé_999_67891_answers.yaml")
    path = roster(CANVAS)
    collection = found("subs", roster=path)
    assert who_and_where(collection) == [
        ("Doe, Jane", "subs/doejane_12345_67890_answers.yaml"),
        ("Núñez, José", "subs/núñezjosé_999_67891_answers.yaml"),
    ]
    assert absent(collection, path) == ("Lee, Kim",)


def test_two_students_of_one_name_are_told_apart_by_number(tmp_path: Path) -> None:
    """As Moodle numbers them in its folders and in its worksheet."""
    laid_out(
        tmp_path / "subs",
        "Jane Doe_777_assignsubmission_file/answers.yaml",
        "Jane Doe_12345_assignsubmission_file/answers.yaml",
    )
    path = roster(MOODLE)
    collection = found("subs", roster=path)
    assert who_and_where(collection) == [
        ("Jane Doe (Participant 12345)", "subs/Jane Doe_12345_assignsubmission_file/answers.yaml"),
        ("Jane Doe (Participant 777)", "subs/Jane Doe_777_assignsubmission_file/answers.yaml"),
    ]
    assert absent(collection, path) == ("Kim Lee",)


@pytest.mark.parametrize(
    "name", ["jane@EXAMPLE.edu", "jane", "Jane Doe", "doe, jane", "Doe Jane", "janedoe", "100"]
)
def test_a_file_is_named_in_any_way(name: str, tmp_path: Path) -> None:
    """Address, number, or name; capital or not."""
    laid_out(tmp_path / "subs", f"{name}.yaml")
    assert who_and_where(found("subs", roster=roster(GRADESCOPE)))[0][0] == "Jane Doe"


def test_a_clone_of_github_classroom_is_named_behind_its_assignment(tmp_path: Path) -> None:
    """hw1-jdoe is jdoe, and hw1-k-lee is k-lee."""
    laid_out(
        tmp_path / "hw1-submissions",
        "hw1-jdoe/answers.yaml",
        "hw1-k-lee/answers.yaml",
        "hw1-max/answers.yaml",
    )
    people = "identifier,github_username,github_id,name\ns1,jdoe,7,Jane Doe\ns2,k-lee,8,Kim Lee\n"
    collection = found("hw1-submissions", roster=roster(people))
    assert [student for student, _ in who_and_where(collection)] == ["Jane Doe", "Kim Lee", "hw1-max"]


def test_a_word_that_two_students_share_is_nobodys(tmp_path: Path) -> None:
    """The file keeps its name, and neither of the two is missing."""
    laid_out(tmp_path / "subs", "Jane Doe.yaml")
    path = roster(MOODLE)
    collection = found("subs", roster=path)
    assert who_and_where(collection) == [("Jane Doe", "subs/Jane Doe.yaml")]
    assert absent(collection, path) == ("Kim Lee",)


def test_who_is_not_on_the_roster_is_graded_and_said(tmp_path: Path) -> None:
    """When all sheets are read: one may still say whose it is."""
    laid_out(tmp_path / "subs", "jane/answers.yaml", "max/answers.yaml")
    laid_out(tmp_path, "file.yaml")
    path = roster(GRADESCOPE)
    collection = found("subs", "file.yaml", roster=path)
    assert [student for student, _ in who_and_where(collection)] == ["Jane Doe", "file", "max"]
    assert collection.remarks == ()
    whose = ["Jane Doe", "Kim Lee", "max"]  # what the sheets say
    assert settled(collection.submissions, whose.__getitem__, read_roster(path)).strangers == ("max",)


def test_two_places_of_one_student_on_the_roster(tmp_path: Path) -> None:
    """Known under an address here and a name there: the same student twice."""
    laid_out(tmp_path, "subs/Jane Doe/answers.yaml", "subs/Kim Lee/answers.yaml")
    laid_out(tmp_path, "class.csv", text="email,a: yhat\njane@example.edu,1\n")
    assert who_and_where(found("subs", "class.csv", roster=roster(GRADESCOPE))) == [
        ("Jane Doe", "E753"), ("Jane Doe", "E753"), ("Kim Lee", "subs/Kim Lee/answers.yaml"),
    ]  # fmt: skip


def test_nobody_on_the_roster_can_be_missed(tmp_path: Path) -> None:
    """Whoever is not there is absent, ungradable or not."""
    laid_out(tmp_path / "subs", "100.pdf", text=SHEET)
    path = roster(GRADESCOPE)
    collection = found("subs", roster=path)
    assert who_and_where(collection) == [("Jane Doe", "E750")]
    assert absent(collection, path) == ("Kim Lee",)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "E758"), ("points\n1\n", "E758"), ('name\n"jane\n', "E756"), ("name\n\0\n", "E756")],
)
def test_a_roster_that_cannot_be_read_is_refused(text: str, code: str) -> None:
    """With its place: a class list with a hole would call somebody absent, or nobody."""
    with pytest.raises(InputError) as caught:
        read_roster(roster(text))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.place is not None
    assert problem.place.file == "roster.csv"
    with pytest.raises(InputError):
        read_roster("nowhere.csv")
