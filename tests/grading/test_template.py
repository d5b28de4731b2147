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


def test_marks_lay_out_the_sheet() -> None:
    """Formulas, updated weights and counts have their places too."""
    spec = TRAINED + "marks: {p: 1, symbolic: {dl/dw: 1}, after: {2: {w: 1}}, counts: {forward: 1}}\n"
    assert blank(spec).partition("answers:\n")[2] == (
        "  p:   # 1×1\n  symbolic:\n    dl/dw:\n  after:\n    2:\n      w:   # 1×1\n  counts:\n    forward:\n"
    )
    assert {one.verdict for one in judged(spec, blank(spec)).answers} == {"missing"}


def test_the_shape_is_that_of_the_answer() -> None:
    """A Jacobian has entries × entries, a second derivative too; a gradient lies as its variable."""
    spec = (
        "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2], [3, 4], [5, 6]]}\nlayers: [z = W @ x]\n"
        "loss: l = norm(z)^2\nmarks: {dz/dx: 1, dz/dW: 1, dl/dW: 1, d2l/dx/dx: 1, d2l/dx/dW: 1, 'z[0]': 1}\n"
    )
    lines = blank(spec).partition("answers:\n")[2].splitlines()
    assert [line.partition("#")[2].strip() for line in lines] == ["3×2", "3×6", "3×2", "2×2", "2×6", ""]


def test_the_example_has_as_many_digits_as_are_asked_for() -> None:
    assert "with 4 significant digits (0.2345)" in blank(TRAINED + "marks: {p: 1, digits: 4}\n")


def test_without_numbers_formulas_are_asked_for() -> None:
    spec = "shapes: {x: n, W: [m, n]}\nlayers: [z = W @ x]\nloss: l = norm(z)^2\n"
    assert blank(spec).partition("answers:\n")[2] == "  symbolic:\n    dl/dx:\n    dl/dW:\n"
