"""The class at a glance, as an instructor reads it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest

from bpcalc.batch.alike import groups
from bpcalc.batch.class_summary import summary_blocks
from bpcalc.batch.rows import Row
from bpcalc.batch.tally import tally
from bpcalc.formats.html import html_page
from bpcalc.formats.lines import line_width, plain_text
from bpcalc.formats.markdown import markdown_page
from bpcalc.formats.text import text_lines
from bpcalc.formats.written import options_for
from bpcalc.report.blocks import Section
from bpcalc.report.style import Page
from tests.batch.classes import ANSWERS, CLASS, absent, again, entry, graded, scored, ungradable

TWO = [entry("z", "wrong", 0), entry("a", "wrong", 0)]
SMALL: list[Row] = [
    graded("ada", *ANSWERS),
    graded("bob", *(entry(one.answer) for one in ANSWERS)),
    graded("cleo", *(entry(one.answer, "wrong", 0, mistakes=("sign",)) for one in ANSWERS)),
    graded("copy1", *TWO, fingerprint="0a", file="0b"),
    graded("copy2", *TWO, fingerprint="0a", file="0b"),
    graded("copy3", *TWO, fingerprint="0a", file="0c"),
    ungradable("dan"),
    absent("eve"),
]


def blocks(rows: Sequence[Row], title: str = "") -> tuple[Section]:
    """The summary of rows."""
    found = tally(rows)
    return summary_blocks(found, groups(found.marks, found.files, again(rows)), title)


def text(rows: list[Row] | tuple[Row, ...], width: int = 80, unicode: bool = True, title: str = "") -> str:
    """The summary, with the blanks at which no line ends as blanks."""
    lines = text_lines(blocks(rows, title), options_for(Page(), width, unicode))
    return plain_text(lines).replace("\u00a0", " ")


def test_the_summary_says_what_there_is() -> None:
    assert (
        text(SMALL)
        == """\
Results of the class
════════════════════

7 submissions: 6 graded, 1 not gradable (a person has to look). 1 student handed
in nothing.

Scores
──────

Mean 23.6 %, median 0 %. The middle half has 0 % to 31.2 %, all have 0 % to
100 %.

1 sheet with full marks, 4 with none.

   score      students
   ──────────────────────────────────────────────
   0–9 %             4   ████████████████████████
   10–19 %           0
   20–29 %           0
   30–39 %           0
   40–49 %           1   ██████
   50–59 %           0
   60–69 %           0
   70–79 %           0
   80–89 %           0
   90–100 %          1   ██████

Answers
───────

Students by what became of each answer: ✓ right, ≈ right but for rounding,
→ right from earlier answers, ✗ wrong, – no answer, ? unreadable.

   answer   ✓   ≈   →   ✗   –   ?
   ──────────────────────────────
   z        2   0   0   4   0   0
   a        1   1   0   4   0   0
   l        1   0   1   1   3   0
   dl/dz    1   0   0   2   3   0
   dl/dx    1   0   0   1   4   0
   dl/dW    1   0   0   1   3   1

Mistakes
────────

   students   answers   what was probably done
   ────────────────────────────────────────────────────
          2         7   the sign is the other one
          1         1   numbers were rounded on the way

6 wrong answers are explained by no known mistake.

Not gradable
────────────

   how many   whose   why
   ──────────────────────────────────────────────────────────
          1   dan     this is no answer sheet; write answers:

Answers that cannot be read
───────────────────────────

These count as wrong. Where one is only spelt in a way of its own, a person may
want to look.

   how many   whose   what
   ──────────────────────────────────────────────────────────
          1   ada     dl/dW: two is no number; write a number

Nothing handed in
─────────────────

eve.

Sheets alike
────────────

These sheets have the same wrong numbers, 2 or more with those that follow from
them. That is a fact and no verdict: whoever makes the same mistake gets the
same numbers. Slips, and what no known mistake explains, are counted apart.

   sheets   wrong   unexplained   whose
   ──────────────────────────────────────────────────
        3       2             2   copy1, copy2, copy3

The same files
──────────────

These files are the same in every letter but the name of the student, and not
all in them is right.

   files   wrong   whose
   ────────────────────────────
       2       2   copy1, copy2
"""
    )


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_every_width_is_kept(width: int, unicode: bool) -> None:
    """Also with hostile names and reasons, and in ASCII."""
    lines = text_lines(blocks(CLASS), options_for(Page(), width, unicode))
    assert max(map(line_width, lines)) <= width
    shown = plain_text(lines)
    assert "\x1b" not in shown
    assert unicode or shown.isascii()
    assert unicode or "\\u2588" not in shown


def test_a_long_sentence_goes_on_below_itself() -> None:
    """At 60 columns too the numbers stand beside their mistake."""
    rows = [graded("x", entry("z", "wrong", 0, mistakes=("another-quantity",)))]
    assert """
          1         1   a value before its activation stands
                        where the one after it belongs, or
                        the other way round
""" in text(rows, 60)


def test_bars_are_in_proportion_and_never_hide_a_student() -> None:
    rows = [scored(f"a{k}", 9.5) for k in range(240)] + [
        scored("b", 1),
        *(scored(f"c{k}", 5) for k in range(120)),
    ]
    lines = re.findall("(?m)^   ([0-9]+-[0-9]+) %.*?(#*)$", text(rows, unicode=False))
    bars = {row: len(bar) for row, bar in lines}
    assert (bars["90-100"], bars["50-59"], bars["10-19"], bars["0-9"]) == (24, 12, 1, 0)


@pytest.mark.parametrize(
    ("score", "row"),
    [(0, "0–9"), (0.999, "0–9"), (1, "10–19"), (9, "90–100"), (10, "90–100"), (8.9999, "80–89")],
)
def test_a_score_is_in_one_row_of_the_histogram(score: float, row: str) -> None:
    rows = [line for line in text([scored("a", score)]).splitlines() if "█" in line]
    assert len(rows) == 1
    assert rows[0].split()[0] == row


@pytest.mark.parametrize(
    ("score", "shown"), [(9.9999, "over 99.9 %"), (0.0001, "under 0.1 %"), (10, "100 %"), (0, "0 %")]
)
def test_almost_all_is_not_all(score: float, shown: str) -> None:
    assert f"({shown})" in text([scored("a", score)], 200)


def test_marks_are_told_where_all_sheets_have_the_same() -> None:
    assert "Mean 7.5 of 10 (75 %), median 7.5 of 10 (75 %)." in text([scored("a", 5), scored("b", 10)])
    assert "Mean 75 %," in text([scored("a", 5), scored("b", 4, 4)])


def test_answers_that_nobody_got_are_named() -> None:
    assert "Note: Nobody got a, l." in text(
        [graded("x", entry("z"), entry("a", "wrong", 0), entry("l", "missing", 0))]
    )
    assert "Nobody" not in text(SMALL)


def test_a_first_hint_hides_mistakes_from_the_student_alone() -> None:
    """The summary is that of the rows which name them."""
    wrong = [entry("z"), entry("a", "wrong", 0), entry("l", "wrong", 0)]
    named = [entry("z"), entry("a", "wrong", 0, mistakes=("sign",)), entry("l", "wrong", 0)]
    hidden = graded("x", *wrong)._replace(unsaid=((1, ("sign",)),))
    assert text([hidden]) == text([graded("x", *named)])
    assert text([graded("x", *wrong)]) != text([hidden])


@pytest.mark.parametrize(
    "rows", [[], [absent("eve")], [ungradable("dan")], [graded("nothing")], [graded("x", entry("z"))]]
)
def test_little_classes_have_a_summary(rows: list[Row]) -> None:
    shown = text(rows)
    assert shown.startswith("Results of the class\n")
    assert "nan" not in shown


def test_long_lists_are_cut_and_counted() -> None:
    rows: list[Row] = [ungradable(f"u{k:03}", f"reason {k:03}") for k in range(50)]
    rows += [ungradable(f"v{k:03}", "the same") for k in range(50)]
    shown = text(rows, 200)
    assert "50   v000, v001, v002, v003, v004, v005 and 44 more   the same" in shown
    assert "31 more reasons are not shown here." in shown


def test_html_and_markdown_say_the_same() -> None:
    """Every number of the text is in them; foreign text is no markup."""
    rows = [*SMALL, ungradable("<b>", "<script>alert(1)</script> | **x**")]
    page, marked = (
        html_page(blocks(rows, "<i>"), Page()),
        markdown_page(blocks(rows), Page()),
    )
    assert "<script" not in page
    assert "<i>" not in page
    assert "<script" not in marked
    for number in re.findall(r"[0-9.]+ %", text(rows)):
        assert number in page.replace("\u00a0", " ")
        assert number in marked.replace("\u00a0", " ")


def test_the_order_of_the_rows_changes_nothing() -> None:
    for seed in range(3):
        assert text(random.Random(seed).sample(CLASS, len(CLASS))) == text(CLASS)
