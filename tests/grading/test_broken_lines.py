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
    ("  b：6\n", ("b", "this colon is a wide letter; write b: 6")),
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


@pytest.mark.parametrize("sheet", [
    "answers:\n\ta: 3\n\tb: 6\n",
    "answers:\n\t  a: 3 # done\n# so far\n\n\t  b:\t6\n",
    '{\n\t"answers": {\n\t\t"a": 3,\n\t\t"b": 6\n\t}\n}\n',
    "\ta: 3\n\tb: 6\n",
])  # fmt: skip
def test_tabs_indent_where_no_line_has_blanks_instead(sheet: str) -> None:
    assert [(name, verdict) for name, _, verdict, _ in told(NET, sheet)] == [("a", "right"), ("b", "right")]


def test_tabs_tell_cases_from_answers() -> None:
    found = judged("relu-net", "answers:\n\ta:\n\t\tyhat: 1\n\t\tl = 1/2\n\tb:\n\t\tyhat: -1\n").answers
    assert [(one.answer.case, one.answer.key, one.verdict) for one in found] == [
        ("a", "yhat", "right"),
        ("a", "l", "unreadable"),
        ("b", "yhat", "right"),
    ]


def test_where_tabs_and_blanks_are_mixed_one_message_tells_all_lines() -> None:
    with pytest.raises(InputError) as caught:
        told(NET, "answers:\n  # mine\n  a:\n" + "\tb: 6\n" * 3)
    (problem,) = caught.value.problems
    assert (problem.message, problem.place and problem.place.line) == ("this line is indented with a tab", 4)
    assert problem.notes == ("also in lines 5, 6",)


@pytest.mark.parametrize(("line", "said"), [
    ("l:1/2", "a space is missing after the colon; write l: 1/2"),
    ("l = 1/2", "= stands for the colon; write l: 1/2"),
    ("l=1/2\n    # half", "= stands for the colon; write l: 1/2"),
])  # fmt: skip
def test_a_slip_in_the_only_line_of_a_case_is_told_of_its_answer(line: str, said: str) -> None:
    """YAML sees one text there, and the case is not to blame."""
    first, second = judged("relu-net", f"answers:\n  a:\n    {line}\n  b:\n    yhat: -1\n").answers
    assert (first.answer.case, first.answer.key) == ("a", "l")
    assert (first.verdict, first.remark) == ("unreadable", said)
    assert (second.answer.case, second.verdict) == ("b", "right")


def test_slips_below_other_headings_are_told_of_their_answers() -> None:
    sheet = "answers:\n  symbolic:\n    dl/dyhat = yhat - y\n  counts:\n    reverse:14\n  a: l = 1/2\n  b:\n    yhat: -1\n"
    assert told("relu-net", sheet) == [
        ("dl/dyhat", 3, "unreadable", "= stands for the colon; write dl/dyhat: yhat - y"),
        ("reverse", 5, "unreadable", "a space is missing after the colon; write reverse: 14"),
        ("a", 6, "unreadable",
         "a is a mapping of names to values; write a: and under it, indented, l: 1/2"),
        ("yhat", 8, "right", ""),
    ]  # fmt: skip


def test_a_case_given_twice_has_the_answers_of_both() -> None:
    """And no answer in between is to blame."""
    sheet = "answers:\n  a:\n    yhat: 1\n  b:\n    yhat: -1\n  a:\n    l: 1/2\n    yhat: 1\n"
    assert [(name, line, verdict) for name, line, verdict, _ in told("relu-net", sheet)] == [
        ("yhat", 3, "unreadable"),
        ("yhat", 5, "right"),
        ("l", 7, "right"),
    ]


def test_a_case_with_prose_is_told_what_stands_there() -> None:
    first, second = told("relu-net", "answers:\n  a:\n    no idea\n  b:\n    yhat: -1\n")
    assert first == (
        "a", 2, "unreadable",
        "a is a mapping of names to values; write a: and under it, indented, dl/dx: [-1, 2]",
    )  # fmt: skip
    assert second[2] == "right"


@pytest.mark.parametrize("heading", ["answer", "Answer", "anwsers", "ans"])
def test_a_heading_that_can_only_be_answers_is_taken_for_it(heading: str) -> None:
    assert [(name, verdict) for name, _, verdict, _ in told(NET, f"{heading}:\n  a: 3\n  b: 6\n")] == [
        ("a", "right"),
        ("b", "right"),
    ]
    found = judged("relu-net", f"student: Ada\n{heading}:\n  a: {{yhat: 1}}\n")
    assert [(one.answer.case, one.verdict) for one in found.answers] == [("a", "right")]


def test_a_name_of_the_exercise_is_no_heading_misspelt() -> None:
    spec = "inputs: {x: 2}\nlayers:\n  - answer = x + 1\n"
    assert told(spec, "answer: 3\n") == [("answer", 1, "right", "")]
    assert told(NET, "answers:\n  a: 3\nanswer:\n  b: 6\n")[1][:3] == ("answer", 3, "unreadable")


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
    assert told(NET, "answers:\n  a: 3\nc3po: 6\n")[1:] == [
        (
            "c3po",
            3,
            "unreadable",
            "c3po stands outside the answers; indent it, so that it stands under answers:",
        )
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
