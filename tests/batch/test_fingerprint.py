"""When two sheets have the same wrong numbers."""

from __future__ import annotations

import pytest

from bpcalc.batch.fingerprint import file_digest, fingerprint
from bpcalc.batch.rows import graded_line, row_of
from tests.grading.sheets import judged
from tests.grading.test_report import SPEC


def of(*lines: str) -> str:
    return fingerprint(judged(SPEC, "answers:\n" + "".join(f"  {line}\n" for line in lines)))


def test_a_sheet_without_a_wrong_number_has_none() -> None:
    assert of("z: [5.93, 16.62]") == of("dl/dx: what?") == ""


@pytest.mark.parametrize(
    "lines",
    [("z: [1, 0.5]", "a: [7, 7]"), ("z: [1.0, 1/2]", "a: [7, 7.00]"), ("a: [7, 7]", "z: [1, 5e-1]"),
     ("z: [1, 0.5]", "a: [7, 7]", "dl/da: [4.93, 15.62]", "dl/dx: what?")],
)  # fmt: skip
def test_the_wrong_numbers_count_and_nothing_else(lines: tuple[str, ...]) -> None:
    """Not how they are written, in which order, nor what else is on the sheet."""
    assert of(*lines) == of("z: [1, 0.5]", "a: [7, 7]")


@pytest.mark.parametrize(
    "lines", [("z: [1, 0.5]",), ("z: [0.5, 1]", "a: [7, 7]"), ("a: [1, 0.5]", "z: [7, 7]")]
)
def test_other_wrong_numbers_are_another_sheet(lines: tuple[str, ...]) -> None:
    assert of(*lines) != of("z: [1, 0.5]", "a: [7, 7]")


def test_what_follows_from_a_wrong_number_counts_too() -> None:
    """It is wrong as well, though it earns its marks."""
    assert of("z: [1, 0.5]", "a: [1, 0.5]") != of("z: [1, 0.5]")


def test_the_row_of_a_sheet_keeps_it() -> None:
    judgement = judged(SPEC, "answers: {z: [1, 0.5]}")
    assert row_of(graded_line(judgement, "in/ada.yaml", 2)).fingerprint == fingerprint(judgement)


def test_files_differ_by_every_letter_but_the_name_of_the_student() -> None:
    one = "student: ann\nanswers:\n  z: [1, 0.5]  # mine\n"
    assert file_digest(one) == file_digest(one.replace("ann", "bob, of group 2"))
    for other in (
        one.replace("mine", "ours"),
        one.replace("0.5", ".5"),
        one.replace("  #", " #"),
        one + "\n",
    ):
        assert file_digest(other) != file_digest(one)


def test_only_a_file_with_a_wrong_number_is_compared() -> None:
    """Right files are alike by nature."""
    for text, told in (("answers: {z: [1, 0.5]}", True), ("answers: {z: [5.93, 16.62]}", False)):
        assert bool(row_of(graded_line(judged(SPEC, text), "in/ada.yaml", 2, text=text)).file) == told
