"""Lines that are no answers cost no answer, wherever they stand on a sheet."""

from __future__ import annotations

import pytest

from bpcalc.spec.source import answers_from_text
from tests.grading.sheets import judged

NET = """inputs: {x: 2}
parameters: {w: 3}
layers: [z = w * x]
loss: l = z^2
"""
ANSWERS = ["  z: 6", "  l: 36", "  dl/dz: 12", "  dl/dw: 24"]


def verdicts(*lines: str) -> list[tuple[str, str]]:
    text = "\n".join(("answers:", *lines)) + "\n"
    found = judged(NET, answers_from_text(text, "sheet").text)
    return [(one.answer.key, one.verdict) for one in found.answers]


RIGHT = [("z", "right"), ("l", "right"), ("dl/dz", "right"), ("dl/dw", "right")]


@pytest.mark.parametrize("at", range(1, 5))
@pytest.mark.parametrize("margin", ["", "  "])
@pytest.mark.parametrize(
    "line",
    ["// by the chain rule", "by the chain rule", "% c", "; c", "<!-- see page 2 -->", "$$", r"\[", "-- done --",
     "(see above)", "therefore;", "=> so", "@home"],
)  # fmt: skip
def test_a_line_without_a_name_is_told_and_is_worth_nothing(line: str, margin: str, at: int) -> None:
    lines = [*ANSWERS[:at], margin + line, *ANSWERS[at:]]
    found = verdicts(*lines)
    assert [one for one in found if one in RIGHT] == RIGHT
    judgement = judged(NET, "\n".join(("answers:", *lines)) + "\n")
    assert (judgement.score, judgement.out_of) == (4, 4)


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("line", ["---", "***", "====", "...", "```", "```yaml", "  ---", "~~~", "______"])
def test_a_line_of_signs_says_nothing(line: str, at: int) -> None:
    assert verdicts(*ANSWERS[:at], line, *ANSWERS[at:]) == RIGHT


def test_code_of_markdown_is_read_without_its_fences() -> None:
    text = "```yaml\nanswers:\n  z: 6\n  l: 36\n```\n"
    assert [one.verdict for one in judged(NET, text).answers] == ["right", "right"]


@pytest.mark.parametrize("at", range(1, 4))
def test_a_line_that_begins_too_far_left_belongs_to_those_around_it(at: int) -> None:
    lines = [*ANSWERS]
    lines[at] = lines[at].strip()
    assert verdicts(*lines) == RIGHT


def test_an_answer_beside_the_heading_is_one() -> None:
    found = judged(NET, "z: 6\nanswers:\n  l: 36\ndl/dz: 12\ncourse: DL\n").answers
    assert sorted((one.answer.key, one.verdict, one.out_of) for one in found) == [
        ("course", "unreadable", 0),
        ("dl/dz", "right", 1),
        ("l", "right", 1),
        ("z", "right", 1),
    ]


@pytest.mark.parametrize("bullet", ["* ", "> "])
def test_a_sign_before_a_name_costs_its_own_answer_and_is_told(bullet: str) -> None:
    found = judged(NET, f"answers:\n  z: 6\n  {bullet}l: 36\n  dl/dz: 12\n").answers
    assert [(one.answer.key, one.verdict) for one in found] == [
        ("z", "right"),
        ("l", "unreadable"),
        ("dl/dz", "right"),
    ]
    assert found[1].remark == f"{bullet.strip()} stands before the name; write l: 36"


@pytest.mark.parametrize("bullet", ["• ", "– ", "▪ "])
def test_a_list_may_have_other_dashes(bullet: str) -> None:
    found = judged(NET, f"answers:\n- z: 6\n- {bullet}l: 36\n").answers
    assert [(one.answer.identity, one.verdict) for one in found] == [("z", "right"), ("l", "right")]


@pytest.mark.parametrize("sheet", ["z: ?\n  z: 6", "z: 6\n  z:", "z:\n  z: -\n  z: 6"])
def test_a_name_without_a_value_is_no_second_answer(sheet: str) -> None:
    (found,) = judged(NET, f"answers:\n  {sheet}\n").answers
    assert found.verdict == "right"


def test_two_answers_to_one_name_are_none() -> None:
    (found,) = judged(NET, "answers:\n  z: 6\n  z: 7\n").answers
    assert (found.verdict, found.remark) == (
        "unreadable",
        "z is answered twice; the first one is in line 2; keep one of the two",
    )


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u2060", "\ufeff", "\xad"])
def test_signs_without_a_width_are_not_there(sign: str) -> None:
    assert verdicts(f"  z: {sign}6", f"  {sign}l: 3{sign}6") == RIGHT[:2]


@pytest.mark.parametrize(
    "matrix",
    ["dl/dW:\n    [[6, 12],\n     [3, 6]]", "dl/dW: [[6, 12],\n  [3, 6]]", "dl/dW: [[6,\n12], [3, 6]]"],
)
def test_a_matrix_may_go_on_in_the_next_line(matrix: str) -> None:
    spec = "inputs: {V: [[2, 4], [1, 2]]}\nparameters: {W: [[1, 2], [3, 4]]}\nloss: l = 3 * sum(W * V)\n"
    found = judged(spec, f"answers:\n  {matrix}\n  l: 63\n").answers
    assert [one.verdict for one in found] == ["right", "right"]
