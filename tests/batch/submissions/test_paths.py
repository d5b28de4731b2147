"""Arguments: folders, files, patterns, tables and the standard input, mixed as one likes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from bpcalc.errors import InputError
from tests.batch.submissions.places import SHEET, found, laid_out, who_and_where


def refusal(*arguments: str) -> str:
    with pytest.raises(InputError) as caught:
        found(*arguments)
    (problem,) = caught.value.problems
    assert problem.help
    return problem.code


def test_all_kinds_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each student once, in the order of their names."""
    laid_out(tmp_path, "subs/jane.yaml", "late/kim.yaml", "max.json", "moe-1.yaml")
    laid_out(tmp_path, "class.csv", text="student,a: yhat\nann,1\n")
    laid_out(tmp_path, "more.jsonl", text='{"student": "zoe", "answers": {}}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHEET.encode())))
    collection = found("subs", "max.json", "late/kim.yaml", "moe-?.yaml", "class.csv", "more.jsonl", "-")
    assert who_and_where(collection) == [
        ("<stdin>", "<stdin>"), ("ann", "class.csv, row 2"), ("jane", "subs/jane.yaml"),
        ("kim", "late/kim.yaml"), ("max", "max.json"), ("moe-1", "moe-1.yaml"), ("zoe", "more.jsonl, line 1"),
    ]  # fmt: skip


def test_what_is_named_twice_is_there_once(tmp_path: Path) -> None:
    """In two spellings, or by its folder as well."""
    laid_out(tmp_path, "subs/jane.yaml", "subs/in/kim.yaml")
    expected = [("in", "subs/in/kim.yaml"), ("jane", "subs/jane.yaml")]
    assert who_and_where(found("subs", "subs/", "./subs", "subs/jane.yaml", "subs/in")) == expected


def test_names_with_signs_of_a_pattern_are_names_first(tmp_path: Path) -> None:
    """A file called [1].yaml is found by its name."""
    laid_out(tmp_path, "[1].yaml", "1.yaml")
    assert who_and_where(found("[1].yaml")) == [("[1]", "[1].yaml")]


def test_the_current_folder_is_a_folder(tmp_path: Path) -> None:
    """Its files are shown as they would be typed."""
    laid_out(tmp_path, "jane.yaml", "kim.yaml")
    assert who_and_where(found(".")) == [("jane", "jane.yaml"), ("kim", "kim.yaml")]


def test_arguments_that_lead_to_nothing_are_refused(tmp_path: Path) -> None:
    """Before anything is graded, with what to do."""
    laid_out(tmp_path, "empty/", "junk/.DS_Store", "class.zip", "bad.csv")
    assert refusal("nowhere") == "E100"
    assert refusal("") == "E100"
    assert refusal("a\0b") == "E103"
    assert refusal("*.yaml") == "E760"
    assert refusal("empty") == "E760"
    assert refusal("junk") == "E760"
    assert refusal("class.zip") == "E751"
    assert refusal("bad.csv") == "E758"


def test_an_archive_among_others_is_a_row(tmp_path: Path) -> None:
    """The pattern of a shell finds what one student handed in."""
    laid_out(tmp_path, "jane.yaml", "kim.zip", "max.7z")
    assert who_and_where(found("jane.yaml", "kim.zip", "max.7z")) == [
        ("jane", "jane.yaml"), ("kim", "E751"), ("max", "E751"),
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_link_is_followed_only_where_it_is_all_that_was_given(tmp_path: Path) -> None:
    """Who names it alone means it; a pattern may have found it in a folder of strangers."""
    laid_out(tmp_path, "real/jane.yaml", "subs/kim.yaml")
    (tmp_path / "subs/z").symlink_to("../real")
    assert who_and_where(found("subs/z")) == [("jane", "subs/z/jane.yaml")]
    assert who_and_where(found("subs/kim.yaml", "subs/z")) == [("kim", "subs/kim.yaml"), ("z", "E102")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"student": "jane", "answers": {}}\n{"student": "kim", "answers": {}}\n', ["jane", "kim"]),
        ('\n{"student": "jane", "answers": {}}', ["jane"]),
        ("student;a: yhat\njane;1\nkim;2\n", ["jane", "kim"]),
        ("student: jane\nanswers: {a: {yhat: 1}}\n", ["<stdin>"]),
        ('{\n"student": "jane", "answers": {}}', ["<stdin>"]),
        ("", ["<stdin>"]),
    ],
)
def test_the_first_line_of_the_standard_input_tells_what_it_is(
    text: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of JSON, a table, or else one sheet."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert [one.student for one in found("-").submissions] == expected


def test_without_a_standard_input_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-") == "E103"
