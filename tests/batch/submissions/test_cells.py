"""A row of a table is a sheet, and one cell never reaches into another."""

from __future__ import annotations

from random import Random

import pytest

from bpcalc.batch.submissions.cells import CellReader
from bpcalc.cli import specs
from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import Answer
from bpcalc.grading.judge import judge
from bpcalc.grading.marks import read_marks
from bpcalc.grading.sheet import SheetReader
from bpcalc.grading.template import blank_sheet
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.grading.sheets import exercise

RELU = network(specs.source_of("relu-net"))
READER = CellReader(RELU)
SINGLE = network(
    Source("spec.yaml", "inputs: {x: 2}\nparameters: {w: 3}\nlayers:\n  - z = w * x\nloss: l = z^2\n")
)


def stated(answer: Answer) -> tuple[str, str, str, list[list[str]], str]:
    """All of an answer but its place."""
    rows = [[one.text for one in row] for row in answer.table.rows] if answer.table else []
    return answer.case or "", answer.kind, answer.key, rows, answer.formula


def verdicts(*cells: tuple[str, str]) -> list[tuple[str | None, str, str]]:
    """Case, name and verdict of everything that a row of the ReLU network states."""
    judged = judge(exercise("relu-net"), READER.sheet(cells, "jane", "class.csv, row 2"))
    return [
        (one.answer.case, one.answer.key, one.verdict) for one in judged.answers if one.verdict != "missing"
    ]


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("a: dl/dx", ("a", "dl/dx")),
        ("a:dl/dx", ("a", "dl/dx")),
        ("a.dl/dx", ("a", "dl/dx")),
        ("a dl/dx", ("a", "dl/dx")),
        ("Case a: dl/dx = ?", ("a", "dl/dx")),
        ("dl/dx (a)", ("a", "dl/dx")),
        ("a [dl/dx]", ("a", "dl/dx")),
        ("1234567: a: dl/dx", ("a", "dl/dx")),
        ("Q3. a: dl/dx", ("a", "dl/dx")),
        ("<p>a:&nbsp;dl/dx</p>", ("a", "dl/dx")),
        ("a: dz1/dW1[0, 0:2]", ("a", "dz1/dW1[0, 0:2]")),
        ("a.∂l/∂x", ("a", "∂l/∂x")),
        ("counts: reverse", ("counts", "reverse")),
        ("counts.forward", ("counts", "forward")),
        ("symbolic: dl/dyhat", ("symbolic", "dl/dyhat")),
        ("What is a: dl/dx?", ("a", "dl/dx")),
        ("Q2) What is the value of a: dl/dx?", ("a", "dl/dx")),
        ("Please compute a.dl/dx:", ("a", "dl/dx")),
        ("The value of a: yhat", ("a", "yhat")),
    ],
)
def test_a_header_names_an_answer(header: str, path: tuple[str, ...]) -> None:
    """In the ways in which people and quizzes write it."""
    place = READER.placed(header)
    assert not isinstance(place, Problem)
    assert place[0] == path


@pytest.mark.parametrize(
    "header", ["dl/dx", "Any comments?", "1.0", "n correct", "a: dl/dxx", "a", "answers", "student", "d: yhat", "", "[", 'a: "', "\x1b"]
)  # fmt: skip
def test_another_header_does_not(header: str) -> None:
    """It has a reason; in an exercise of several cases the case is part of the name."""
    place = READER.placed(header)
    assert isinstance(place, Problem)
    assert place.message


def test_a_table_says_once_which_columns_are_no_answers() -> None:
    """Not in every row, and not where no column is one."""
    row = [("a: yhat", "1"), ("a: yhatt", "2"), ("Comments", "")]
    assert READER.remarks([row, row]) == (
        "column a: yhatt, passed over: yhatt is no quantity of this exercise",
        "column Comments, passed over: there is no case Comments",
    )
    assert READER.remarks([[("Comments", "")]]) == ()


def test_an_answer_that_no_column_is_for_is_told_with_its_marks() -> None:
    """Nobody in such a table can get them; a column of a formula is for a formula."""
    spec = "inputs: {x: 2}\nparameters: {w: 3}\nlayers:\n  - z = w * x\nloss: l = z^2\nmarks: {z: 2, dl/dw: 3, l: 0}\n"
    of = network(Source("spec.yaml", spec))
    listed = read_marks(of).listed
    remarks = CellReader(of).remarks([[("z", "6"), ("The last derivative", "1")]], listed)
    assert remarks[1:] == (
        "no column is for dl/dw: nobody in the table can get 3 of the marks; name a column like the answer",
    )
    assert remarks[0].startswith("column The last derivative, passed over: ")
    assert CellReader(of).remarks([[("∂l/∂w", "6"), ("What is z?", "1")]], listed) == ()
    assert len(CellReader(of).remarks([[("symbolic: dl/dw", "6"), ("z", "1")]], listed)) == 1


def test_columns_are_called_as_in_the_table() -> None:
    """Moodle's report has the question in the row; what is to be renamed is the column."""
    cells = (("Question 1", "How steep is it?"), ("Response 1", "3"), ("Response 2", "4"))
    with pytest.raises(InputError) as caught:
        READER.sheet(cells, "jane", "row 2")
    assert "Response 1 (How steep is it?), Response 2" in caught.value.problems[0].message


HOSTILE = [
    "[1, 2", "1]", "]", "}", "{", '"', "'", "1\n    dl/dx: 9", "1\ndl/dx: [0, 0]", "1\r\nb:\r\n  yhat: 5", "yhat: 1",
    "student: Max", "answers: {}", "- 1", "? 1", "&a 1", "*a", "!!int 1", "|", "> x", "%YAML 9", "---", "...", "# 1",
    "@", "`", "1,2", "\x00", "\x1b[31m", "\u202e1", "\u2028", "\t", "[" * 4000, "9" * 4000, "x" * 60_000,
    "[1, [2", '", "b": {"yhat": 1}, "', "<<: *a", "1:30", "1\x851", "=1+1", "\ufeffx1", "[,]", "[1,,2]", "[[1,2],[3]]", "é", "?",
]  # fmt: skip


@pytest.mark.parametrize("cell", HOSTILE, ids=[repr(cell[:12]) for cell in HOSTILE])
def test_a_cell_is_one_unreadable_answer_at_most(cell: str) -> None:
    """The cells before and behind it are read, and it itself is there unless nothing but signs for nothing is."""
    found = verdicts(("a: z1", "[1, -1]"), ("a: yhat", cell), ("a: dl/dx", "[-1, 2]"), ("b: yhat", "-1"))
    others = [("a", "z1", "right"), ("a", "dl/dx", "right"), ("b", "yhat", "right")]
    assert [one for one in found if one[:2] != ("a", "yhat")] == others
    if cell.strip().strip("-.?"):
        assert [verdict for case, key, verdict in found if (case, key) == ("a", "yhat")] == ["unreadable"]


def test_a_formula_may_have_any_signs() -> None:
    """Colons, brackets and quotes are no YAML there."""
    sheet = READER.sheet([("symbolic: dl/dyhat", "(yhat - y).T"), ("a: yhat", "1")], "jane", "row 2")
    assert [(one.kind, one.formula) for one in sheet.answers] == [("symbolic", "(yhat - y).T"), ("value", "")]
    (bad,) = READER.sheet([("symbolic: dl/dyhat", 'x: [1 # "')], "jane", "row 2").answers
    assert bad.formula == 'x: [1 # "'


@pytest.mark.parametrize(
    ("cell", "text"), [("'-1", "-1"), ("\xa01 ", "1"), ("−1/2", "−1/2"), ("1.50", "1.50")]
)
def test_what_spreadsheets_put_around_a_number_goes(cell: str, text: str) -> None:
    """The mark that a cell is text, and spaces that are not seen; digits stay as they are."""
    (answer,) = READER.sheet([("a: yhat", cell)], "jane", "row 2").answers
    assert answer.table is not None
    assert answer.table.rows[0][0].text == text


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("-1, 2", "right"),
        ("-1,  2 ", "right"),
        ("[-1, 2]", "right"),
        ("2, -1", "wrong"),
        ("-1,2", "unreadable"),
    ],
)
def test_a_list_needs_no_brackets_in_a_form(cell: str, verdict: str) -> None:
    """A comma with a blank behind it separates; one without may be a decimal point of many countries."""
    assert verdicts(("a: dl/dx", cell)) == [("a", "dl/dx", verdict)]


def test_the_columns_of_a_row_are_its_answers_in_order() -> None:
    """Blank ones are left out, `-` is blank, and all else is as in a sheet."""
    cells = [
        ("b: yhat", "-1"),
        ("a: z1", "[1, -1]"),
        ("a: z2", ""),
        ("c: yhat", "-"),
        ("counts: reverse", "14"),
        ("a: yhat", "1.0"),
    ]
    sheet = READER.sheet(cells, "jane", "row 2")
    written = "answers: {b: {yhat: -1}, a: {z1: [1, -1], yhat: 1.0}, counts: {reverse: 14}}"
    expected = SheetReader(RELU).sheet(Source("s", written), "jane")
    assert sheet.student == "jane"
    assert [one.key for one in sheet.answers] == ["yhat", "z1", "reverse", "yhat"]
    assert sorted(map(stated, sheet.answers)) == sorted(map(stated, expected.answers))


def test_two_columns_of_one_answer_are_unreadable() -> None:
    """However the headers are spelt."""
    (answer,) = READER.sheet([("a: yhat", "1"), ("a.ŷ", "1")], "jane", "row 2").answers
    assert answer.problem is not None
    assert answer.problem.code == "E711"
    assert answer.problem.notes == ("two columns of the table hold it",)


def test_a_table_without_answers_grades_nobody() -> None:
    """It would be a zero for everybody, in silence."""
    for cells in ([("first answer", "1")], [("dl/dx", "[-1, 2]")], []):
        with pytest.raises(InputError) as caught:
            READER.sheet(cells, "jane", "row 2")
        assert caught.value.problems[0].code == "E763"


def test_a_cell_may_hold_a_whole_sheet() -> None:
    """As a form with one large field gives it; the row says whose it is."""
    text = "student: Max\nanswers:\n  a:\n    yhat: 1\n"
    sheet = READER.sheet([("Your answers", text), ("Comments", "easy")], "jane", "row 2")
    assert (sheet.student, [one.key for one in sheet.answers]) == ("jane", ["yhat"])
    with pytest.raises(InputError):
        READER.sheet([("Your answers", "answers:\n  [")], "jane", "row 2")


def test_the_questions_of_a_quiz_name_its_responses() -> None:
    """Question 1 asks for what Response 1 answers."""
    cells = [
        ("Question 1", "<p>a: yhat = ?</p>"),
        ("Response 1", "1"),
        ("Question 2", "a: z1"),
        ("Response 2", "[1, -1]"),
    ]
    assert verdicts(*cells) == [("a", "yhat", "right"), ("a", "z1", "right")]


def test_responses_without_questions_are_those_of_the_template() -> None:
    """In its order, if they are as many; otherwise nobody is graded."""
    for one in (RELU, SINGLE):
        blanks = [
            line.split("#")[0].strip() for line in blank_sheet(one).splitlines() if line.startswith("    ")
        ]
        count = len(blanks) or 4
        reader = CellReader(one)
        cells = [(f"Response {k}", str(k)) for k in range(1, count + 1)]
        answers = reader.sheet(cells, "jane", "row 2").answers
        assert [one.table.rows[0][0].text for one in answers if one.table] == [text for _, text in cells]
        with pytest.raises(InputError):
            reader.sheet(cells[:-1], "jane", "row 2")
    (first, *_, last) = (
        CellReader(SINGLE).sheet([(f"Response {k}", "1") for k in range(1, 5)], "jane", "r").answers
    )
    assert (first.key, last.key) == ("z", "dl/dw")


PIECES = ["[", "]", "{", "}", ",", " ", "1", "2", "-", '"', "'", ":", ": ", "#", " #", "&a", "*a", "!", "|", ">", "%", "@", "`",
          "\n", "\n  ", "- ", "? ", "a", "yhat", "\\", "/", ".", "e", "0", "=", "<<", "~", "null", "\t", "−", "é", "[[", "],["]  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_a_cell_says_among_others_what_it_says_alone(seed: int) -> None:
    """Whatever stands in it and in the cells beside it."""
    random = Random(seed)
    cells = [
        ("a: z1", "[1, -1]"),
        ("b: yhat", "-1"),
        ("counts: reverse", "14"),
        ("symbolic: dl/dyhat", "yhat - y"),
    ]
    for header in ("a: yhat", "b: z1", "c: l", "symbolic: dl/dx"):
        cells.append((header, "".join(random.choice(PIECES) for _ in range(random.randint(1, 9)))))
    random.shuffle(cells)

    def said(*some: tuple[str, str]) -> list[object]:
        answers = READER.sheet(some, "jane", "row 2").answers
        return [(stated(one), one.problem and one.problem.code) for one in answers]

    assert said(*cells) == [one for cell in cells for one in said(cell)]
