"""An answer that cannot be read is told what to type; who types it is right."""

from __future__ import annotations

import pytest

from tests.grading.sheets import judged

NET = """inputs: {x: [1, 2]}
parameters: {W: [[2, 1], [-1/2, -1/4], [3/2, 1]], v: [1/2, 1/2]}
layers:
  - Z = W @ x @ ones(1, 2)
  - m = Z @ v
loss: L = sum(m)
"""
"""Z is 3×2, m is (4, -1, 3.5), L is 6.5."""
ROWS = "[[4, 4], [-1, -1], [3.5, 3.5]]"
TYPED = [
    # the line, what is said of it, what to type
    ("m: array([4., -1., 3.5])", "array([4., -1., 3.5]) is no number", "[4., -1., 3.5]"),
    ("m: np.array([4, -1, 3.5], dtype=float32)", "np.array([4, -1, 3.5], dtype=float32) is no number", "[4, -1, 3.5]"),
    ("m: [4. -1. 3.5]", "4. -1. 3.5 is no number", "[4., -1., 3.5]"),
    ("m: [4; -1; 3.5]", "4; -1; 3.5 is no number", "[4, -1, 3.5]"),
    ("m: (4, -1, 3.5)", "(4, -1, 3.5) is no number", "[4, -1, 3.5]"),
    ("m: 4, -1, 3.5", "4, -1, 3.5 is no number", "[4, -1, 3.5]"),
    ("m: [8/sqrt(4), -1, 3.5]", "8/sqrt(4) is no number", "[4, -1, 3.5]"),
    ("m: [[4.]\n      [-1.]\n      [3.5]]", "[[4.] [-1.] [3.5]] is no number", "[[4.], [-1.], [3.5]]"),
    ("Z: [4 4; -1 -1; 3.5 3.5]", "4 4; -1 -1; 3.5 3.5 is no number", ROWS),
    ("Z: [4, 4; -1, -1; 3.5, 3.5]", "4; -1 is no number", ROWS),
    ("Z: ((4, 4), (-1, -1), (3.5, 3.5))", "((4, 4), (-1, -1), (3.5, 3.5)) is no number", ROWS),
    ("Z: [[4 4]\n  [-1 -1]\n  [3.5 3.5]]", "[[4 4] [-1 -1] [3.5 3.5]] is no number", ROWS),
    ("Z: tensor([[4, 4], [-1, -1],\n        [3.5, 3.5]])", "tensor([[4, 4], [-1, -1], [3.5, 3.5]]) is no number", ROWS),
    ("Z: \\begin{pmatrix} 4 & 4 \\\\ -1 & -1 \\\\ 3.5 & 3.5 \\end{pmatrix}",
     "\\begin{pmatrix} 4 & 4 \\\\ -1 & -1 \\\\ 3.5 & 3.5 \\end{pmatrix} is no number", ROWS),
    ("Z: [[4, 4], [-1, -1], [3,5, 3,5]]", "the rows do not have one length", ROWS),
    ("Z: [[4,0, 4,0], [-1,0, -1,0], [3,5, 3,5]]", "a comma separates two numbers", "[[4.0, 4.0], [-1.0, -1.0], [3.5, 3.5]]"),
    ("m: [4,0, -1,0, 3,5]", "a comma separates two numbers", "[4.0, -1.0, 3.5]"),
    ("m: [4,00, -1,00, 3,50]", "a comma separates two numbers", "[4.00, -1.00, 3.50]"),
    ("L: L = 6.5", "L = 6.5 is no number", "6.5"),
    ("L: = 6.5", "= 6.5 is no number", "6.5"),
    ("L: 4 - 1 + 3.5 = 6.5", "4 - 1 + 3.5 = 6.5 is no number", "6.5"),
    ("L: ≈ 6.5", "≈ 6.5 is no number", "6.5"),
    ("L: 650%", "650% is no number", "6.50"),
    ("L: 650 %", "650 % is no number", "6.50"),
    ("L: 6.5 nats", "6.5 nats is no number", "6.5"),
    ("L: \\frac{13}{2}", "\\frac{13}{2} is no number", "13/2"),
    ("L: $\\frac{13}{2}$", "$\\frac{13}{2}$ is no number", "13/2"),
    ("L: 13/sqrt(4)", "13/sqrt(4) is no number", "13/2"),
    ("L: 13*0.5", "13*0.5 is no number", "13/2"),
    ("L: 65,0·10^-1", "65,0·10^-1 is no number", "65.0e-1"),
    ("L: (13/2)", "(13/2) is no number", "13/2"),
    ("L: 6+1/2", "6+1/2 is no number", "13/2"),
    ("L: 7 - 0.5", "7 - 0.5 is no number", "13/2"),
    ("m: [4, -1, 3+0.5]", "3+0.5 is no number", "[4, -1, 7/2]"),
    ("m: -[-4, 1, -3.5]", "-[-4, 1, -3.5] is no number", "[4, -1, 3.5]"),
    ("m: -(-4, 1, -3.5)", "-(-4, 1, -3.5) is no number", "[4, -1, 3.5]"),
    ("m: [４, -1, 3.5]", "４ is written in wide letters", "[4, -1, 3.5]"),
    ("m: （4，-1，3.5）", "（4，-1，3.5） is written in wide letters", "[4, -1, 3.5]"),
    ("L： 6.5", "this colon is a wide letter", "6.5"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said", "typed"), TYPED, ids=[line[:30] for line, _, _ in TYPED])
def test_an_answer_is_told_exactly_what_to_type(line: str, said: str, typed: str) -> None:
    """And it keeps its shape: what is typed then is right. The answer below is read all the same."""
    name = line.replace("：", ":").partition(":")[0]
    first, second = judged(NET, f"answers:\n  {line}\n  L[0]: 6.5\n").answers
    assert (first.verdict, second.verdict) == ("unreadable", "right")
    ending = ", with points" if "comma" in said else ""
    colon = f"{name}: " if "colon" in said else ""
    assert first.remark == f"{said}; write {colon}{typed}{ending}"
    assert first.answer.place[1:3] == (2, 3)
    assert judged(NET, f"answers:\n  {name}: {typed}\n").answers[0].verdict == "right"


QUOTED = [
    (
        'm: "[4, -1, 3.5]"',
        '"[4, -1, 3.5]" is a text, for it stands in quotes; write [4, -1, 3.5], without the quotes',
    ),
    (
        "L: 'six'",
        '"six" is a text, for it stands in quotes; write a number: 2, -0.5, 1/3, 1e-3, without quotes',
    ),
]


@pytest.mark.parametrize(("line", "said"), QUOTED)
def test_a_list_or_a_word_in_quotes_is_told_to_leave_them(line: str, said: str) -> None:
    (found,) = judged(NET, f"answers:\n  {line}\n").answers
    assert (found.verdict, found.remark) == ("unreadable", said)


@pytest.mark.parametrize("text", ["[-1.000,0; 0]", "-1 0 [1]", "(1, 2)+(3, 4)", "1 2; 3"])
def test_what_are_several_numbers_in_no_known_way_is_told_what_lists_are(text: str) -> None:
    (found,) = judged(NET, f"answers:\n  m: {text}\n").answers
    assert found.remark.endswith("; write a number or a list of numbers: 1/2, [1, 2] or [[1, 2], [3, 4]]")


def test_a_list_in_round_brackets_is_told_whole_though_yaml_ends_it_at_its_comma() -> None:
    found, *_ = judged(NET, "answers: {m: (4, -1, 3.5), L: 6.5}\n").answers
    assert found.remark.endswith("; write [4, -1, 3.5]")


@pytest.mark.parametrize(
    "text",
    [
        "two",
        "true",
        "nan",
        "0x1F",
        "2 pi",
        "4 or 5",
        "not 4",
        "1 < 2",
        "[1, two]",
        "1:30",
        "<b>",
        "2024-02-11",
    ],
)
def test_what_means_no_number_is_told_what_numbers_are(text: str) -> None:
    (found,) = judged(NET, f"answers:\n  m: {text}\n").answers
    assert found.remark.endswith("is no number; write a number: 2, -0.5, 1/3, 1e-3")


def test_a_formula_is_told_where_formulas_stand() -> None:
    (found,) = judged(NET, "answers:\n  L: sum(Z @ v)\n").answers
    assert found.remark.endswith("write a number: 2, -0.5, 1/3, 1e-3; a formula stands under symbolic:")


@pytest.mark.parametrize("text", ["[4,0, -1,0, 3,5]", "[4,-1,3.5]", "[4, -1,3.5]"])
def test_a_list_that_has_the_entries_asked_for_is_taken_at_its_word(text: str) -> None:
    """Six numbers are six where six are asked for, however the commas stand."""
    spec = "inputs: {x: [4, 0, -1, 0, 3, 5]}\nlayers:\n  - a = x + 0\n  - b = vstack(x[0], x[2], 7/2)\n"
    name = "a" if text.count(",") == 5 else "b"
    assert judged(spec, f"answers:\n  {name}: {text}\n").answers[0].verdict == "right"


@pytest.mark.parametrize(
    "line",
    ["m: [1, 2", "m: [[1 2], [3 4]", "m: a: b", "m: @3", "m: *x", "m: &x 1", "m: 'six", 'm: "\\q"', "m: [1, {2]", "m: 1, - 2: 3",
     "m: {1: 2}", "m: %3", "m: `3`", "m: |3", "m: !x [1]", "m: [one: two]"],
)  # fmt: skip
def test_quotes_are_never_advised_for_an_answer(line: str) -> None:
    """A number in quotes is refused, so no message may lead there."""
    first, second = judged(NET, f"answers:\n  {line}\n  L: 6.5\n").answers
    assert (first.verdict, second.verdict) == ("unreadable", "right")
    assert "in quotes:" not in first.remark
    assert "put " not in first.remark


AMBIGUOUS = [
    ("L: 6 1/2", "13/2, or [6, 1/2] for two numbers"),
    ("L: 6,5", "6.5, with a point, or [6, 5] for two numbers"),
    ("L: 10,000", "10000, or 10.000, with a point"),
    ("L: 10 000", "10000"),
    ("L: 1'000", "1000"),
    ("L: 1_000", "1000"),
    ("L: -06.5", "-6.5; some programs read -06.5 as octal"),
    ("m: (4, -1, 3.5)^T", "[4, -1, 3.5] for a column, or [[4, -1, 3.5]] for a row"),
    ("Z: [4 4\n  -1 -1\n  3.5 3.5]", "[[4, 4], [-1, -1], [3.5, 3.5]]"),
]


@pytest.mark.parametrize(("line", "typed"), AMBIGUOUS)
def test_what_may_mean_two_things_is_told_with_both(line: str, typed: str) -> None:
    """And never as another number."""
    (found,) = judged(NET, f"answers:\n  {line}\n").answers
    assert found.verdict == "unreadable"
    assert found.remark.endswith(f"; write {typed}")


def test_a_value_in_the_column_of_its_name_is_told_to_move() -> None:
    """Its numbers are right as they stand."""
    first, second = judged(NET, "answers:\n  m:\n  [4, -1,\n  3.5]\n  L: 6.5\n").answers
    assert first.remark.endswith("; write it in the line of its name: [4, -1, 3.5]")
    assert second.verdict == "right"
