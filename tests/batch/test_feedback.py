"""What a student is told: all of the row's remarks, and nothing that is not in the row."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bpcalc.batch.feedback import FORMS, feedback, feedback_fragment
from bpcalc.batch.rows import Row, graded_line, row_of
from bpcalc.errors import visible
from tests.batch.classes import ANSWERS, CLASS, HOSTILE, absent, entry, graded, ungradable
from tests.grading.sheets import judged
from tests.grading.test_report import SHEET, SPEC, TRUTHS

ADA = graded("ada", *ANSWERS)


class _Words(HTMLParser):
    """The text of a page, and which elements it has."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.open = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data * (self.open[-1] != "style")


def drawn(text: str) -> str:
    """Markdown as HTML."""
    from markdown_it import MarkdownIt  # comes with rich

    return str(MarkdownIt("commonmark").enable("table").render(text))


def words(row: Row, form: str) -> str:
    """The words that a reader sees, with single blanks."""
    text = feedback(row, form, 200)
    if form == "markdown":
        text = drawn(text)
    if form != "text":
        page = _Words()
        page.feed(text)
        text = page.text
    return " ".join(text.split())


@pytest.mark.parametrize("form", FORMS)
def test_every_answer_is_there_with_verdict_marks_and_remark(form: str) -> None:
    shown = words(ADA, form)
    assert "2.5 of 6 marks" in shown
    for one in ANSWERS:
        assert one.answer in shown
        assert one.remark in shown
    assert shown.count("1 of 1") == 2
    assert "wrong, a first error" in shown
    assert "Look first at dl/dz." in shown


def told(row: Row) -> str:
    """All words of a row."""
    answers = (f"{one.case} {one.answer} {one.remark} {one.line} {one.column}" for one in row.answers)
    said = [row.student, row.reason, *answers]
    return " ".join(map(visible, said))


@pytest.mark.parametrize("hint", [1, 2, 3])
@pytest.mark.parametrize("form", FORMS)
def test_no_number_is_told_that_the_row_does_not_have(form: str, hint: int) -> None:
    """The right values stand in no row but for --hint 3, and feedback adds none."""
    row = row_of(graded_line(judged(SPEC, SHEET), "secret/place/ada.yaml", hint))
    shown = words(row, form)
    assert "secret" not in shown
    for number in re.findall(r"-?[0-9.]+[0-9]", shown):
        marks = {f"{one.marks:g}" for one in row.answers} | {f"{row.score:g}", f"{row.out_of:g}"}
        marks |= {f"{place}" for one in row.answers for place in (one.line, one.column)}
        assert number in told(row) or number in marks, number
    if hint < 3:
        assert not [truth for truth in TRUTHS if truth in shown]


@pytest.mark.parametrize("form", FORMS)
def test_a_hint_of_1_names_no_mistake(form: str) -> None:
    row = row_of(graded_line(judged(SPEC, SHEET), "", 1))
    assert "factor" not in words(row, form)
    assert "look at" in words(row, form)


@pytest.mark.parametrize("form", FORMS)
def test_what_could_not_be_graded_is_no_zero(form: str) -> None:
    shown = words(ungradable("dan", "line 3: the bracket [ is never closed; write ]"), form)
    assert "has not been counted as a zero" in shown
    assert "line 3: the bracket [ is never closed; write ]" in shown
    assert "0 of" not in shown
    shown = words(ungradable("dan", "this is an archive; unpack it in its place, and grade again"), form)
    assert "this is an archive" in shown
    assert "unpack" not in shown  # that is for the instructor
    assert "Nothing of yours was found" in words(absent("eve"), form)


def test_a_right_sheet_is_praised_and_an_empty_one_is_not() -> None:
    assert "Well done" in words(graded("cleo", entry("z"), entry("a")), "text")
    assert "There are no answers on your sheet" in words(graded("nothing"), "text")


def test_cases_have_their_own_tables() -> None:
    row = graded("ada", entry("z", case="a"), entry("z", case="b"), entry("reverse", kind="count"))
    shown = feedback(row, "text")
    assert shown.index("Case a") < shown.index("Case b") < shown.index("Operations") < shown.index("reverse")


@pytest.mark.parametrize("width", [60, 80, 200])
def test_text_keeps_its_width(width: int) -> None:
    for row in CLASS:
        assert max(map(len, feedback(row, "text", width).splitlines())) <= width


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_remarks_are_text_in_every_form(text: str) -> None:
    """No element, no link, no heading, no escape code; HTML and Markdown show the letters."""
    row = graded(text, entry("z", "wrong", 0, remark=text, first_error=True))
    bare = _Words()
    bare.feed(feedback(graded("x", entry("z", "wrong", 0, remark="y", first_error=True)), "html"))
    page = _Words()
    page.feed(feedback(row, "html"))
    assert page.tags <= bare.tags | {"span", "br"}
    for form in FORMS:
        shown = feedback(row, form)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff\ufffe]", shown)
        assert shown.encode("utf-8")
    shown = drawn(feedback(row, "markdown"))
    assert set(re.findall(r"<([a-z0-9]+)", shown)) <= {
        "h1", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "span", "br",
    }  # fmt: skip
    assert len(re.findall("<h1>", shown)) == 1


def test_a_fragment_is_one_line_without_the_name() -> None:
    fragment = feedback_fragment(ADA._replace(student="Lovelace"))
    assert "\n" not in fragment
    assert "Lovelace" not in fragment
    assert "<h1" not in fragment
    assert "the sign is the other one" in fragment


@pytest.mark.parametrize("form", FORMS)
def test_the_same_row_makes_the_same_file(form: str) -> None:
    assert feedback(ADA, form) == feedback(ADA, form)


def test_what_is_carried_on_is_counted_apart_from_what_is_right() -> None:
    row = graded("ada", entry("z", "wrong"), entry("a", "carried"), entry("b", "right"), entry("c", "right"))
    assert "2 of 4 answers are right, 1 carried on from an earlier error." in words(row, "text")
