"""Downloads in which somebody has worked: an archive unpacked, a sheet typed in, a file copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.submissions.places import found, laid_out, who_and_where

CLASS = (
    "doejane_1001_99001_answers.yaml",
    "doejane_LATE_1001_99901_answers-1.yaml",
    "leekim_1002_99002_answers.yaml",
    "leekim_1003_99003_answers.yaml",
)
PLAIN = [
    ("doejane", "s/doejane_LATE_1001_99901_answers-1.yaml"),
    ("leekim (1002)", "s/leekim_1002_99002_answers.yaml"),
    ("leekim (1003)", "s/leekim_1003_99003_answers.yaml"),
]


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (("x_1018_99018_answers.yaml", "x_1018_99018_answers (1).yaml"), ("x", "E752")),
        (("x_1018_99018_one.yaml", "x_1018_99018_two.yaml"), ("x", "E752")),
        (
            ("x_1018_99018_Homework 3.docx", "x_1018_99018_Homework 3.yaml"),
            ("x", "s/x_1018_99018_Homework 3.yaml"),
        ),
        (
            ("x_1018_99018_Homework 3.docx", "x_1018_99018_answers.yaml"),
            ("x", "s/x_1018_99018_answers.yaml"),
        ),
    ],
)
def test_two_files_of_one_number_are_one_attempt_of_their_student_alone(
    files: tuple[str, str], row: tuple[str, str], tmp_path: Path
) -> None:
    """A sheet beside a document counts, of two sheets none; the class is as it was."""
    laid_out(tmp_path / "s", *CLASS, *files)
    collection = found("s")
    assert who_and_where(collection) == [*PLAIN, row]
    assert collection.submissions[0].replaced == ("s/doejane_1001_99001_answers.yaml",)
    assert "students known by the names that Canvas gives: 4 (s)" in collection.remarks


def test_where_most_numbers_are_shared_it_is_no_download(tmp_path: Path) -> None:
    """A course's own way of naming, with dates: nobody's file is taken for one of Canvas."""
    names = ("jane_1234_20261101_hw", "kim_1235_20261101_hw", "max_1236_20261102_hw")
    laid_out(tmp_path / "s", *(f"{name}.yaml" for name in names))
    collection = found("s")
    assert [one.student for one in collection.submissions] == [*names]
    assert all(one.by_name for one in collection.submissions)


def test_a_later_attempt_replaces_two_files_of_one_number(tmp_path: Path) -> None:
    """Two sheets of the first attempt are nobody's concern then; without it, its copies are one student's."""
    pair = ("x_1018_99018_answers.yaml", "x_1018_99018_answers (1).yaml")
    laid_out(tmp_path / "s", *pair, "x_1018_99918_answers-1.yaml")
    assert who_and_where(found("s")) == [("x", "s/x_1018_99918_answers-1.yaml")]
    laid_out(tmp_path / "t", *pair)
    assert who_and_where(found("t")) == [("x", "E752")]


def test_a_name_that_somebody_else_gave_is_left_alone(tmp_path: Path) -> None:
    """One student's number under two names, and one file's number of two students; both are said."""
    strange = ("a_2026_501_x.yaml", "b_2026_502_x.yaml", "c_77_503_x.yaml", "d_78_503_x.yaml")
    laid_out(tmp_path / "s", *CLASS, *strange)
    collection = found("s")
    rows = [(name.removesuffix(".yaml"), f"s/{name}") for name in strange]
    assert who_and_where(collection) == sorted(PLAIN + rows)
    assert "students known by the names that Canvas gives: 3 (s)" in collection.remarks
    (remark,) = (one for one in collection.remarks if "its numbers stand for others too" in one)
    assert remark.endswith(": 4 (s/a_2026_501_x.yaml, s/b_2026_502_x.yaml, s/c_77_503_x.yaml, …)")


@pytest.mark.parametrize(
    ("packed", "student"),
    [
        ("kleinmia_1012_99012_hw.zip", "kleinmia"),
        ("Jane Doe_12345_assignsubmission_file_hw.zip", "Jane Doe"),
        ("HW1_jdoe_attempt_2026-11-01-10-00-00_hw.zip", "jdoe"),
        ("bob.tar.gz", "bob"),
    ],
)
@pytest.mark.parametrize(
    ("given", "kept"), [("s", True), ("s", False), ("s/*", True)], ids=["folder", "deleted", "pattern"]
)
def test_the_folder_of_an_unpacked_archive_is_its_students(
    packed: str, student: str, given: str, kept: bool, tmp_path: Path
) -> None:
    """It replaces the archive, if that is still there."""
    folder = packed.partition(".")[0]
    others = ("lee_10_99001_a.yaml", "HW1_kim_attempt_2026-11-01-11-00-00_answers.yaml", "max.yaml")
    laid_out(tmp_path / "s", *others, f"{folder}/answers.yaml", f"{folder}/work.pdf", *[packed] * kept)
    collection = found(given)
    rows = [row for row in who_and_where(collection) if row[0] not in ("kim", "lee", "max")]
    assert rows == [(student, f"s/{folder}/answers.yaml")]
    assert any("unpacked into the folder beside it" in remark for remark in collection.remarks) is kept


@pytest.mark.parametrize("given", [("s",), ("top",)])
def test_a_download_of_archives_alone_is_one(given: tuple[str], tmp_path: Path) -> None:
    """Unpacked, and the archives deleted; also with a folder around it."""
    for where in ("s", "top/s"):
        laid_out(tmp_path / where, "a_1001_99001_hw/1.yaml", "b_LATE_1002_99002_hw/2.yaml")
    assert [student for student, _ in who_and_where(found(*given))] == ["a", "b"]


def test_an_unpacked_archive_without_a_single_sheet_is_told_as_a_folder_is(tmp_path: Path) -> None:
    """Two sheets, other files, nothing: the advice is no longer to unpack it."""
    laid_out(
        tmp_path / "s", *CLASS, "a_11_9911_hw.zip", "a_11_9911_hw/1.yaml", "a_11_9911_hw/2.yaml",
        "b_12_9912_hw.zip", "b_12_9912_hw/work.pdf", "c_13_9913_hw.zip", "c_13_9913_hw/", "d_14_9914_hw/",
    )  # fmt: skip
    codes = {student: code for student, code in who_and_where(found("s")) if student in "abcd"}
    assert codes == {"a": "E752", "b": "E750", "c": "E751", "d": "E750"}


@pytest.mark.parametrize(
    ("files", "platform"),
    [
        (("Jane Doe_12345_assignsubmission_file/answers.yaml",), "Moodle"),
        (("HW1_jdoe_attempt_2026-11-01-10-00-00_answers.yaml",), "Blackboard"),
        (("doejane_1001_99001_answers.yaml",), "Canvas"),
    ],
)
def test_the_platform_that_was_recognised_is_said(
    files: tuple[str, ...], platform: str, tmp_path: Path
) -> None:
    laid_out(tmp_path / "s", *files)
    assert found("s").remarks == (f"students known by the names that {platform} gives: 1 (s)",)
