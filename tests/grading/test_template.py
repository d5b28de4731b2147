"""Blank answer sheets."""

from __future__ import annotations

from bpcalc.grading.template import blank_sheet
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.grading.sheets import judged

TRAINED = """inputs: {x: 2}
parameters: {w: 3, b: 1}
layers: ["p = w * x + b"]
loss: l = p^2
update: {sgd: {rate: 0.1, steps: 2, freeze: [b]}}
"""


def blank(spec: str) -> str:
    return blank_sheet(network(Source("spec.yaml", spec)))


def test_trained_weights_have_a_place_after_each_update() -> None:
    end = "  after:\n    1:\n      w:   # 1×1\n    2:\n      w:   # 1×1\n"
    assert blank(TRAINED).endswith(end)


def test_a_blank_place_after_an_update_may_be_filled_in() -> None:
    sheet = blank(TRAINED).replace("      w:   # 1×1\n", "      w: 0.2\n", 1)
    found = judged(TRAINED, sheet).answers
    assert [one.verdict for one in found if one.answer.kind == "after" and one.verdict != "missing"] == [
        "right"
    ]


def test_without_an_update_there_is_no_such_place() -> None:
    assert "after" not in blank(TRAINED.partition("update")[0])


def test_the_head_of_a_sheet_says_how_to_write() -> None:
    """The title, and as many digits as marks ask for."""
    head = blank("title: A {b}\n" + TRAINED + "marks: {p: 1, digits: 4}\n").partition("student")[0]
    assert head.startswith("# A {b}\n# Write behind the colons")
    assert "4 significant digits" in head
    assert "[[1, 2], [3, 4]]" in head


def test_marks_say_what_a_sheet_asks_for() -> None:
    spec = TRAINED + "marks: {p: 1, dl/dw: 2, reverse: 1}\n"
    sheet = blank(spec).partition("student: ")[2]
    assert sheet == "\nanswers:\n  p:   # 1×1\n  dl/dw:   # 1×1\n  counts:\n    reverse:\n"
    assert {one.verdict for one in judged(spec, blank(spec)).answers} == {"missing"}
