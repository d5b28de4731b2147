"""Folders as learning platforms unzip them: every student is found, and no file is renamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.submissions.places import SHEET, found, laid_out, who_and_where

MOODLE = (
    "Jane Doe_12345_assignsubmission_file/answers.yaml",
    "Jane Doe_12345_assignsubmission_file/scan.pdf",
    "José Núñez_12346_assignsubmission_file/Übung 1/mine.YML",
    "Kim Lee_12347_assignsubmission_onlinetext/onlinetext.html",
    "Ann O'Hara_12348_assignsubmission_file_/answers.json",  # before Moodle 4.1
    "Ann O'Hara_12348_assignsubmission_onlinetext_/onlinetext.html",
    "Zoe Ray_12349_assignsubmission_file/zoe.zip",
    "Max Ray_12350_assignsubmission_file/photo.jpg",
)


def test_moodle(tmp_path: Path) -> None:
    """One folder for each student and kind of submission; typed text, archives and photos need a person."""
    laid_out(tmp_path / "HW 1-7", *MOODLE)
    assert who_and_where(found("HW 1-7")) == [
        ("Ann O'Hara", "HW 1-7/Ann O'Hara_12348_assignsubmission_file_/answers.json"),
        ("Jane Doe", "HW 1-7/Jane Doe_12345_assignsubmission_file/answers.yaml"),
        ("José Núñez", "HW 1-7/José Núñez_12346_assignsubmission_file/Übung 1/mine.YML"),
        ("Kim Lee", "E754"),
        ("Max Ray", "E750"),
        ("Zoe Ray", "E751"),
    ]


def test_moodle_without_folders(tmp_path: Path) -> None:
    """The same names stand before those of the files."""
    laid_out(
        tmp_path / "hw1",
        "Jane Doe_12345_assignsubmission_file_answers.yaml",
        "Jane Doe_12345_assignsubmission_file_scan.pdf",
        "Kim Lee_12347_assignsubmission_onlinetext_onlinetext.html",
    )
    assert who_and_where(found("hw1")) == [
        ("Jane Doe", "hw1/Jane Doe_12345_assignsubmission_file_answers.yaml"),
        ("Kim Lee", "E754"),
    ]


def test_moodle_tells_students_of_one_name_apart(tmp_path: Path) -> None:
    """By the number in the name of the folder; where names are hidden, the number is all there is."""
    laid_out(
        tmp_path / "hw1",
        "Jane Doe_12345_assignsubmission_file/answers.yaml",
        "Jane Doe_777_assignsubmission_file/answers.yaml",
        "Participant_5_assignsubmission_file/answers.yaml",
        "Participant_6_assignsubmission_file/answers.yaml",
    )
    assert [student for student, _ in who_and_where(found("hw1"))] == [
        "Jane Doe (12345)", "Jane Doe (777)", "Participant 5", "Participant 6",
    ]  # fmt: skip


CANVAS = (
    "doejane_12345_67890_answers.yaml",
    "doejane_LATE_12345_67999_answers-1.yaml",
    "núñezjosé_222_67891_answers.yaml",
    "núñezjosé_222_67892_work.pdf",
    "ray_max_333_67893_solution.json",
    "leekim_444_text.html",
    "ohara_LATE_555_67894_photo.jpg",
    "twosheets_666_67895_one.yaml",
    "twosheets_666_67896_two.yaml",
    "LATE_anon_Ab3De_67897_answers.yaml",
    "anon_xY7zQ_67898_answers.yaml",
)


def test_canvas(tmp_path: Path) -> None:
    """Files of all students side by side: names, LATE, the numbers of the student and of the file."""
    laid_out(tmp_path / "submissions", *CANVAS)
    assert who_and_where(found("submissions")) == [
        ("anon_Ab3De", "submissions/LATE_anon_Ab3De_67897_answers.yaml"),
        ("anon_xY7zQ", "submissions/anon_xY7zQ_67898_answers.yaml"),
        ("doejane", "submissions/doejane_LATE_12345_67999_answers-1.yaml"),
        ("leekim", "E754"),
        ("núñezjosé", "submissions/núñezjosé_222_67891_answers.yaml"),
        ("ohara", "E750"),
        ("ray_max", "submissions/ray_max_333_67893_solution.json"),
        ("twosheets", "E752"),
    ]


def test_names_that_only_look_like_those_of_canvas(tmp_path: Path) -> None:
    """Every file of Canvas has its own number, and a student's number one name."""
    laid_out(tmp_path / "a", "hw_2026_1101_jane.yaml", "hw_2026_1101_kim.yaml")
    assert [student for student, _ in who_and_where(found("a"))] == ["hw_2026_1101_jane", "hw_2026_1101_kim"]
    laid_out(tmp_path / "b", "jane_2026_1101_x.yaml", "kim_2026_1102_x.yaml")
    assert [student for student, _ in who_and_where(found("b"))] == [
        "jane_2026_1101_x", "kim_2026_1102_x",
    ]  # fmt: skip


BLACKBOARD = (
    "HW1_jdoe_attempt_2026-11-01-10-00-00.txt",
    "HW1_jdoe_attempt_2026-11-01-10-00-00_answers.yaml",
    "HW1_jdoe_attempt_2026-11-02-09-30-00.txt",
    "HW1_jdoe_attempt_2026-11-02-09-30-00_final.yaml",
    "HW1_jdoe_attempt_2026-11-02-09-30-00_scan.pdf",
    "HW1_max_ray_attempt_2026-10-30-23-59-59.txt",
    "HW1_max_ray_attempt_2026-10-30-23-59-59_answers.yaml",
    "HW1_klee_attempt_2026-10-31-08-00-00.txt",
)


def test_blackboard(tmp_path: Path) -> None:
    """The later time in the name counts; a receipt alone has the answers in it."""
    laid_out(tmp_path / "gradebook", *BLACKBOARD)
    collection = found("gradebook")
    assert who_and_where(collection) == [
        ("jdoe", "gradebook/HW1_jdoe_attempt_2026-11-02-09-30-00_final.yaml"),
        ("klee", "E754"),
        ("max_ray", "gradebook/HW1_max_ray_attempt_2026-10-30-23-59-59_answers.yaml"),
    ]
    assert collection.submissions[0].replaced == (
        "gradebook/HW1_jdoe_attempt_2026-11-01-10-00-00_answers.yaml",
    )


GRADESCOPE = """---
submission_1001:
  :submitters:
  - :name: Jane Doe
    :sid: '100'
    :email: jane@example.edu
  :created_at: 2026-11-01 10:00:00.000000000 Z
  :score: 0.0
  :status: processed
  :results:
    output: ":name: Nobody"
    tests:
    - name: ":submitters:"
      :name: Nobody
submission_1002:
  :submitters:
  - :name: "José \\"Pepe\\" N\\u00FA\\u00F1ez"
    :sid: '101'
    :email: pepe@example.edu
    Section: B
  - :name: Ann O'Hara
    :sid:
    :email: ann@example.edu
  :created_at: 2026-11-01 11:00:00.000000000 Z
submission_1003:
  :submitters:
  - :name: 'Kim ''K'' Lee'
    :sid: '102'
"""


@pytest.mark.parametrize("around", ["export", "download/assignment_99_export"])
def test_gradescope(tmp_path: Path, around: str) -> None:
    """Names are in a list beside the folders. A group's sheet counts for each of its members."""
    laid_out(
        tmp_path / around,
        "submission_1001/answers.yaml",
        "submission_1002/sub/group.yml",
        "submission_1003/notes.pdf",
        "submission_1004/answers.yaml",
    )
    (tmp_path / around / "submission_metadata.yml").write_text(GRADESCOPE, encoding="utf-8")
    collection = found(around.split("/")[0])
    assert who_and_where(collection) == [
        ("Ann O'Hara", f"{around}/submission_1002/sub/group.yml"),
        ("Jane Doe", f"{around}/submission_1001/answers.yaml"),
        ('José "Pepe" Núñez', f"{around}/submission_1002/sub/group.yml"),
        ("Kim 'K' Lee", "E750"),
        ("submission_1004", f"{around}/submission_1004/answers.yaml"),
    ]
    assert any("submission_1004" in remark for remark in collection.remarks)


def test_github_classroom(tmp_path: Path) -> None:
    """A clone for each student, with all that belongs to a repository."""
    for student in ("jdoe", "klee", "mray"):
        laid_out(
            tmp_path / "hw1-submissions" / f"hw1-{student}",
            ".git/config", ".github/workflows/classroom.yml", ".gitignore", "README.md", "LICENSE", "answers.yaml",
        )  # fmt: skip
    laid_out(tmp_path / "hw1-submissions/hw1-klee", "old.yaml")
    collection = found("hw1-submissions")
    assert who_and_where(collection) == [
        ("hw1-jdoe", "hw1-submissions/hw1-jdoe/answers.yaml"),
        ("hw1-klee", "hw1-submissions/hw1-klee/answers.yaml"),
        ("hw1-mray", "hw1-submissions/hw1-mray/answers.yaml"),
    ]
    assert collection.remarks == (
        "beside a sheet, passed over: 1 (hw1-submissions/hw1-klee/old.yaml)",
        "never a submission, passed over: 15 (.git, .github, .gitignore, …)",
    )


def test_nbgrader(tmp_path: Path) -> None:
    """submitted/student/assignment/file, with the time of each in a file of its own."""
    for student in ("bitdiddle", "hacker"):
        laid_out(tmp_path / "submitted" / student / "hw1", "answers.yaml", "timestamp.txt")
    assert who_and_where(found("submitted")) == [
        ("bitdiddle", "submitted/bitdiddle/hw1/answers.yaml"),
        ("hacker", "submitted/hacker/hw1/answers.yaml"),
    ]


def test_files_named_like_students(tmp_path: Path) -> None:
    """In folders of sections too; what only differs in its suffix is one student's."""
    laid_out(tmp_path / "subs", "one/jane.yaml", "one/kim.yml", "two/max.json", "two/moe.json")
    laid_out(
        tmp_path / "subs", "jo@x.edu.yaml", "ann.yaml.txt", "scan.pdf", "bob.tar.gz", "zoe.txt", "zoe.pdf"
    )
    assert who_and_where(found("subs")) == [
        ("ann", "subs/ann.yaml.txt"),
        ("bob", "E751"),
        ("jane", "subs/one/jane.yaml"),
        ("jo@x.edu", "subs/jo@x.edu.yaml"),
        ("kim", "subs/one/kim.yml"),
        ("max", "subs/two/max.json"),
        ("moe", "subs/two/moe.json"),
        ("scan", "E750"),
        ("zoe", "subs/zoe.txt"),
    ]


def test_a_folder_of_a_student_without_a_sheet_is_a_row(tmp_path: Path) -> None:
    """Empty, with other files, or with two sheets of which none is called answers."""
    laid_out(
        tmp_path / "subs", "a/answers.yaml", "b/x.yaml", "empty/", "pdf/work.pdf", "two/1.yaml", "two/2.yaml"
    )
    assert who_and_where(found("subs")) == [
        ("a", "subs/a/answers.yaml"), ("b", "subs/b/x.yaml"), ("empty", "E750"), ("pdf", "E750"), ("two", "E752"),
    ]  # fmt: skip


def test_a_few_folders_of_which_one_is_full_are_no_students(tmp_path: Path) -> None:
    """A class, and those who were late; ten folders of one sheet each are students, whoever else dumps more."""
    laid_out(tmp_path, *(f"class/s{k}.yaml" for k in range(20)), "late/s21.yaml", "later/s22.yaml")
    assert len(found("class", "late", "later").submissions) == 22
    laid_out(tmp_path / "subs", *(f"s{k}/x.yaml" for k in range(10)), *(f"dump/{k}.yaml" for k in range(100)))
    students = who_and_where(found("subs"))
    assert len(students) == 11
    assert ("dump", "E752") in students


def test_a_name_that_a_student_chose_is_no_name_of_a_platform(tmp_path: Path) -> None:
    """In a student's own folder, Canvas' way of naming says nothing."""
    laid_out(tmp_path / "subs", "jane/answers.yaml", "max/doejane_12345_67890_answers.yaml")
    assert [student for student, _ in who_and_where(found("subs"))] == ["jane", "max"]


@pytest.mark.parametrize(
    ("names", "pattern"),
    [(MOODLE, "*"), (MOODLE, "*/*"), (CANVAS, "*"), (BLACKBOARD, "*"), (("jane/hw/answers.yaml", "kim/hw/answers.yaml"), "*/hw/*.yaml")],
)  # fmt: skip
def test_a_pattern_means_what_the_folder_means(tmp_path: Path, names: tuple[str, ...], pattern: str) -> None:
    """Whether bpcalc or the shell spells it out, and in any order."""
    laid_out(tmp_path / "in", *(name for name in names if "Übung" not in name))
    whole = who_and_where(found("in"))
    assert who_and_where(found(f"in/{pattern}")) == whole
    spelled = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob(f"in/{pattern}"))
    assert who_and_where(found(*spelled)) == whole
    assert who_and_where(found(*reversed(spelled))) == whole


def test_names_in_files_are_used_only_where_nothing_else_is_known(tmp_path: Path) -> None:
    """A file's own name may be bettered by what is in it; a platform's or a folder's may not."""
    laid_out(
        tmp_path / "files", "sheet1.yaml", "doejane_12345_67890_answers.yaml", text=f"student: Max\n{SHEET}"
    )
    laid_out(tmp_path / "folders", "jane/answers.yaml", "kim/answers.yaml")
    by_name = {one.student: one.by_name for one in found("files", "folders").submissions}
    assert by_name == {"sheet1": True, "doejane": False, "jane": False, "kim": False}


def test_the_sheet_that_is_called_answers_counts_and_the_others_are_told(tmp_path: Path) -> None:
    """The row names them, and so does what the student reads."""
    folder = "Jane Doe_12345_assignsubmission_file"
    laid_out(tmp_path / "s", f"{folder}/answers.yaml", f"{folder}/answers_final.yaml", f"{folder}/photo.jpg")
    (one,) = found("s").submissions
    assert (one.source, one.beside) == (f"s/{folder}/answers.yaml", ("answers_final.yaml",))
