"""Resubmissions: the last attempt by the platform's own order counts, or nobody guesses."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcalc.batch.submissions.claims import named, settled
from bpcalc.batch.submissions.roster import read_roster
from tests.batch.submissions.places import found, laid_out, who_and_where


@pytest.mark.parametrize("keep", ["last", "first"])
def test_the_attempt_that_counts(keep: str, tmp_path: Path) -> None:
    """By the number of the file in Canvas (not by that in its name), by the time in Blackboard."""
    canvas = ("a_10_700_x.yaml", "a_10_9000_x-1.yaml", "a_LATE_10_10000_x-2.yaml")
    blackboard = ("H_b_attempt_2026-11-01-10-00-00_x.yaml", "H_b_attempt_2026-11-01-09-00-00_y.yaml")
    laid_out(tmp_path / "s", *canvas, *blackboard, "H_c_attempt_2026-11-01-09-00-00_y.yaml")
    one, two, _ = found("s", keep=keep).submissions
    kept = {"last": canvas[::-1], "first": canvas}[keep]
    assert (one.source, *one.replaced) == tuple(f"s/{name}" for name in kept)
    order = {"last": blackboard, "first": blackboard[::-1]}[keep]
    assert (two.source, *two.replaced) == tuple(f"s/{name}" for name in order)


def test_a_last_attempt_that_cannot_be_graded_counts_all_the_same(tmp_path: Path) -> None:
    """The row says so, and names the earlier one."""
    laid_out(
        tmp_path / "s",
        "H_b_attempt_2026-11-01-09-00-00_x.yaml", "H_b_attempt_2026-11-01-10-00-00_x.pdf",
        "H_c_attempt_2026-11-01-09-00-00_x.yaml",
    )  # fmt: skip
    one, _ = found("s").submissions
    assert one.problem is not None
    assert (one.student, one.problem.code) == ("b", "E750")
    assert one.replaced == ("s/H_b_attempt_2026-11-01-09-00-00_x.yaml",)


def test_without_an_order_none_is_graded_and_each_names_the_others(tmp_path: Path) -> None:
    """A student in two folders, or in a folder and in a table."""
    laid_out(tmp_path, "a/jane/x.yaml", "a/kim/x.yaml", "b/jane/x.yaml", "b/max/x.yaml")
    laid_out(tmp_path, "class.csv", text="student,a: yhat\nmax,1\n")
    collection = found("a", "b", "class.csv")
    assert who_and_where(collection) == [
        ("jane", "E753"), ("jane", "E753"), ("kim", "a/kim/x.yaml"), ("max", "E753"), ("max", "E753"),
    ]  # fmt: skip
    sources = ["b/jane/x.yaml", "a/jane/x.yaml", "class.csv, row 2", "b/max/x.yaml"]
    told = [one.problem.message for one in collection.submissions if one.problem]
    assert all(source in message for source, message in zip(sources, told, strict=True))
    assert all(not one.path and one.cells is None for one in collection.submissions if one.problem)


def test_attempts_of_two_downloads_have_no_common_order(tmp_path: Path) -> None:
    """Each keeps its last, and a person chooses between these."""
    laid_out(tmp_path, "1/a_10_700_x.yaml", "1/a_10_900_x-1.yaml", "2/a_10_800_x.yaml", "2/b_11_801_x.yaml")
    collection = found("1", "2")
    assert [(one.student, one.source, one.replaced) for one in collection.submissions] == [
        ("a", "1/a_10_900_x-1.yaml", ("1/a_10_700_x.yaml",)),
        ("a", "2/a_10_800_x.yaml", ()),
        ("b", "2/b_11_801_x.yaml", ()),
    ]
    assert [one.problem is not None for one in collection.submissions] == [True, True, False]


def test_the_name_in_a_sheet_counts_where_only_its_file_is_known(tmp_path: Path) -> None:
    """Never against a platform, a folder or a table, and shown without harm."""
    laid_out(tmp_path, "files/s1.yaml", "folders/jane/x.yaml", "folders/kim/x.yaml")
    jane, kim, file = found("files/s1.yaml", "folders").submissions
    assert named(jane, "Max") == "jane"
    assert named(kim, "") == "kim"
    assert named(file, "  ") == "s1"
    assert named(file, " Max  Ray ") == "Max Ray"
    assert named(file, "\x1b[31m") == r"\x1b[31m"


def test_a_name_in_a_sheet_is_looked_up_on_the_roster(tmp_path: Path) -> None:
    """A file that the roster knows by its own name stays that student's."""
    laid_out(tmp_path, "files/s1.yaml", "files/kim.yaml")
    laid_out(tmp_path, "roster.csv", text="name,email\nJane Doe,jane@x.edu\nKim Lee,kim@x.edu\n")
    roster = read_roster("roster.csv")
    kim, file = found("files", roster="roster.csv").submissions
    students = [named(kim, "jane@x.edu", roster), named(file, "jane@x.edu", roster)]
    assert students == ["Kim Lee", "Jane Doe"]
    assert settled([kim, file], students.__getitem__, roster) == ({}, (), (), ())
    assert settled([kim, file], ["Kim Lee", "Nobody"].__getitem__, roster) == (
        {},
        ("Jane Doe",),
        ("Nobody",),
        (),
    )


def test_a_name_that_is_taken_is_nobody_elses(tmp_path: Path) -> None:
    """Who claims it is ungradable, whose it is is not; two that claim it are both ungradable."""
    laid_out(tmp_path, "files/jane.yaml", "files/s1.yaml", "files/s2.yaml", "files/s3.yaml", "files/s4.yaml")
    submissions = found("files").submissions
    contested, absent, strangers, _ = settled(submissions, ["jane", "jane", "kim", "kim", "max"].__getitem__)
    assert {place: problem.code for place, problem in contested.items()} == {1: "E762", 2: "E762", 3: "E762"}
    assert contested[1].message == "jane is named by another sheet as well"
    assert contested[2].message == "kim is named by another sheet as well"
    assert (absent, strangers) == ((), ())
