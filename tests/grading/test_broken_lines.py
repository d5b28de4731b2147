"""A line that is no YAML costs its own answer, and nothing of a sheet is lost in silence."""

from __future__ import annotations

import pytest

from bpcalc.errors import InputError
from tests.grading.sheets import judged

NET = "inputs: {x: 2}\nlayers:\n  - a = x + 1\n  - b = a * x\n  - c = b - 1\n"
"""a, b and c are 3, 6 and 5."""
Told = tuple[str, int, str, str]


def told(spec: str, sheet: str) -> list[Told]:
    """Name, line, verdict and remark of everything that a sheet states."""
    answers = judged(spec, sheet).answers
    return [(one.answer.key, one.answer.place.line, one.verdict, one.remark) for one in answers]


BROKEN = [
    # what stands between a and c, what is said of it
    ("  b: [1, 2\n", ("b", "this [ is never closed; write ] where the list ends")),
    ("  b: [1 2] 3\n", ("b", "the value ends at the ] before this; delete this")),
    ("  b: 6: 7\n", ("b", "there is a second `: ` in this line; begin a new line for a new key")),
    ("\tb: 6\n", ("b", "this line is indented with a tab; indent with spaces only")),
    ("    b: 6\n", ("b", "this line is indented more than the line above, which already has a value; "
                          "begin entries that belong together in the same column")),
    ("  b = 6\n", ("b", "= stands for the colon; write b: 6")),
    ("  b:6\n", ("b", "a space is missing after the colon; write b: 6")),
    ("  b: [6\n\n   7]\n  # more\n", ("b", "6 7 is no number; write [6, 7]")),
    ("  I do not know b\n", ("I do not know b", "this line has no name; write its name and a colon before a value, # before a remark")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), BROKEN, ids=[line.strip()[:20] for line, _ in BROKEN])
def test_the_lines_around_a_broken_one_are_read(line: str, said: tuple[str, str]) -> None:
    name, remark = said
    first, second, third, *_ = told(NET, f"student: Ada\nanswers:\n  a: 3\n{line}  c: 5\n")
    assert first == ("a", 3, "right", "")
    assert second == (name, 4, "unreadable", remark)
    assert third[0::2] == ("c", "right")


def test_many_broken_lines_are_each_told() -> None:
    sheet = "answers:\n  a: -\n  b: [6 7\n  c = 5\n  x: 2\n"
    assert told(NET, sheet)[:-1] == [
        ("a", 2, "missing", "no answer"),
        ("b", 3, "unreadable", "this [ is never closed; write ] where the list ends"),
        ("c", 4, "unreadable", "= stands for the colon; write c: 5"),
    ]


def test_a_broken_line_belongs_to_its_case() -> None:
    sheet = "answers:\n  a:\n    z1: [[1 2]\n    yhat: 1\n  b:\n    yhat: -1\n  symbolic:\n    dl/dyhat: yhat - y: 2\n"
    found = judged("relu-net", sheet).answers
    assert [(one.answer.case, one.answer.kind, one.verdict) for one in found] == [
        ("a", "value", "unreadable"),
        ("a", "value", "right"),
        ("b", "value", "right"),
        (None, "symbolic", "unreadable"),
    ]


def test_a_broken_case_leaves_the_others() -> None:
    first, second = judged("relu-net", "answers:\n  a: {yhat: 1\n  b:\n    yhat: -1\n").answers
    assert (first.answer.key, first.verdict, second.answer.case, second.verdict) == (
        "a",
        "unreadable",
        "b",
        "right",
    )
    assert first.remark == "this { is never closed; write } where the mapping ends"


@pytest.mark.parametrize("sheet", [
    "answers:\n  a: [3\n\tb: 6\n",  # nothing is left
    "answers: a: 3\n",
    "answers:\n  a: [3\n  b:\n",  # no answer that can be read is beside it
    "answers:\n  a:\n    z1: [1, -1]\n\tb:\n    z1: [0, 1]\n",  # below a heading: of which case?
    "answers:\n  a: 3\n---\nanswers:\n  b: 6\n",
    "- a: 3\n- b 6\n",
    "student:\n  answers:\n    a: 3\n",
    "student: Ada\nStudent: Ben\nanswers:\n  a: 3\n",
])  # fmt: skip
def test_a_sheet_whose_lines_have_no_certain_place_is_none(sheet: str) -> None:
    with pytest.raises(InputError) as caught:
        told("relu-net" if "z1" in sheet else NET, sheet)
    assert not any("quotes" in problem.help for problem in caught.value.problems)


@pytest.mark.parametrize("sheet", [
    "answers:\na: 3\nb: 6\n",
    "a: 3\nb: 6\nanswers:\n",
    "student: Ada\nAnswers: -\na: 3\nb: 6\n",
    "answers:\n  a: 3\nanswers:\n  b: 6\n",
    "answers:\n  student: Ada\n  a: 3\n  b: 6\n",
    "answers:\n  - a: 3\n  - b: 6\n",
    "answers:\n- a: 3\n  b: 6\n",
])  # fmt: skip
def test_names_beside_an_empty_heading_are_the_answers(sheet: str) -> None:
    """An editor's unindent, a heading given twice, a list with dashes: one meaning each."""
    assert [(name, verdict) for name, _, verdict, _ in told(NET, sheet)] == [("a", "right"), ("b", "right")]


def test_cases_beside_an_empty_heading_are_the_cases() -> None:
    found = judged(
        "relu-net", "answers:\na:\n  yhat: 1\nb:\n  - yhat: -1\n  - l: 1/2\ncounts:\n  reverse: 14\n"
    )
    assert [(one.answer.case, one.answer.key, one.verdict) for one in found.answers] == [
        ("a", "yhat", "right"),
        ("b", "yhat", "right"),
        ("b", "l", "right"),
        (None, "reverse", "right"),
    ]


def test_every_name_that_is_not_read_is_told() -> None:
    """Outside the answers, below another one, in no case, or under a case that is a list."""
    assert told(NET, "answers:\n  a: 3\nb: 6\n")[1:] == [
        ("b", 3, "unreadable", "b stands outside the answers; indent it, so that it stands under answers:")
    ]
    assert told(NET, "answers:\n  a:\n    b: 6\n    d: 7\n") == [
        ("a", 2, "unreadable", "an answer is a number or a list of numbers, without names: b, d; "
                               "write 1/2, [1, 2] or [[1, 2], [3, 4]]"),
        ("b", 3, "unreadable", "it stands below a, which is no case; begin b in the column of a"),
    ]  # fmt: skip
    assert told("relu-net", "answers:\n  a:\n  z1: [1, -1]\n  reverse: 14\n  b: [1, 2]\n") == [
        ("z1", 3, "unreadable", "z1 belongs to no case; write it under the case it belongs to: a, b, c"),
        ("reverse", 4, "unreadable", "reverse is no quantity of this exercise; write it under counts:"),
        (
            "b",
            5,
            "unreadable",
            "b is a mapping of names to values; write b: and under it, indented, dl/dx: [-1, 2]",
        ),
    ]


@pytest.mark.parametrize(("line", "student"), [
    ("student: Ada: Lovelace", "Ada: Lovelace"),
    ("student: @ada", "@ada"),
    ("student: [Ada, Ben]", "[Ada, Ben]"),
    ("student: Ada\u00a0", "Ada"),
])  # fmt: skip
def test_the_name_of_a_student_is_no_reason_to_lose_the_answers(line: str, student: str) -> None:
    found = judged(NET, f"{line}\nanswers:\n  a: 3\n")
    assert (found.student, found.answers[0].verdict) == (student, "right")


def test_a_huge_sheet_is_not_read_again_for_every_line() -> None:
    """It is refused as a whole before that takes long."""
    with pytest.raises(InputError):
        told(NET, "answers:\n" + "  a: [\n" * 8000)


def test_of_a_sheet_without_a_line_that_can_be_read_every_line_is_told() -> None:
    """It is none as a whole, as NumPy prints it; a blank one with dashes is a blank one."""
    with pytest.raises(InputError) as caught:
        told(NET, "answers:\n  a: [[3 4] [5 6]]\n  b = 6\n")
    assert [(one.place and one.place.line, one.help) for one in caught.value.problems] == [
        (2, "write [[3, 4], [5, 6]]"),
        (3, "write b: 6"),
    ]
    assert [verdict for _, _, verdict, _ in told(NET, "answers:\n  a: -\n  b:\n")] == ["missing", "missing"]
