"""Sheets come from strangers: one unreadable answer is one verdict, and the rest is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bpcalc.cli.exits import ANSWERS, WRONG, Exit
from bpcalc.cli.main import bpcalc, ending
from tests.grading.sheets import by_key, judged

BAD = [
    # the line that is bad, a part of what is said
    ("dl/dxx: 1", "did you mean"),
    ("z9: 1", "no quantity"),
    ("dl/dx: [1, two]", "is no number"),
    ("dl/dx: one", "is no number"),
    ("dl/dx: true", "is no number"),
    ("dl/dx: yes", "is no number"),
    ("dl/dx: .nan", "is no number"),
    ("dl/dx: .inf", "is no number"),
    ("dl/dx: nan", "is no number"),
    ("dl/dx: 0x1F", "is no number"),
    ("dl/dx: 1_000", "is no number"),
    ("dl/dx: 1:30", "is no number"),
    ("dl/dx: 2024-01-02", "is no number"),
    ("dl/dx: '[1, 2]'", '"[1, 2]" is a text, for it stands in quotes; write [1, 2]'),
    ('dl/dx: ["1+1", 2]', '"1+1" is a text, for it stands in quotes; write 2'),
    ("dl/dx: []", "empty"),
    ("dl/dx: [[]]", ""),
    ("dl/dx: [[1, 2], [3]]", "one length"),
    ("dl/dx: [1, [2]]", "mixed"),
    ("dl/dx: {a: 1}", "a number or a list"),
    ("dl/dx: [1 2]", "is no number"),
    ("dl/dx: 010", "begins with 0"),
    ("dl/dx: 1e999", "out of range"),
    (f"dl/dx: {'9' * 31}", "31 digits"),
    ("dl/dx: &a 1", "anchor"),
    ("dl/dx: !!int 1", "is no number"),
    ("dl/dx + 1: 3", "no name"),
    ("dl/dx[7]: 3", "no entry"),
    ("sqrt(2): 3", "no name"),
    ("d3l/dx/dx/dx: 3", ""),
]


@pytest.mark.parametrize(("line", "said"), BAD, ids=[line[:30] for line, _ in BAD])
def test_an_answer_that_cannot_be_read_is_one_verdict(line: str, said: str) -> None:
    """It has its place and a reason, and the answers around it are judged."""
    sheet = f"answers:\n  a:\n    z1: [1, -1]\n    {line}\n    yhat: 1\n"
    first, bad, last = judged("relu-net", sheet).answers
    assert (first.verdict, bad.verdict, last.verdict) == ("right", "unreadable", "right")
    assert bad.answer.place.line == 4
    assert said in bad.remark
    assert bad.marks == 0


def test_an_answer_given_twice_is_unreadable() -> None:
    """Whether it is spelt alike or not."""
    for twice in ("dl/dx: [-1, 2]\n    dl/dx: [-1, 2]", "dl/dx: [-1, 2]\n    ∂l/∂x: [-1, 2]"):
        found = judged("relu-net", f"answers:\n  a:\n    {twice}\n    yhat: 1\n").answers
        assert [one.verdict for one in found] == ["unreadable", "right"]
        assert "twice" in found[0].remark


def test_a_wrong_case_is_one_verdict() -> None:
    found = judged("relu-net", "answers:\n  A: {yhat: 1}\n  b: {yhat: -1}\n").answers
    assert [one.verdict for one in found] == ["unreadable", "right"]
    assert "did you mean a?" in found[0].remark


def test_an_answer_outside_every_case_is_one_verdict() -> None:
    (bad, good) = judged("relu-net", "answers:\n  yhat: 1\n  b: {yhat: -1}\n").answers
    assert (bad.verdict, good.verdict) == ("unreadable", "right")
    assert "under the case" in bad.remark


def test_a_name_like_a_quantity_is_suggested() -> None:
    assert "did you mean yhat?" in by_key("relu-net", "answers:\n  a: {yhatt: 1}\n")["a: yhatt"].remark


def test_a_number_for_an_exercise_without_numbers_is_unreadable() -> None:
    """Its answers are formulas."""
    (found,) = judged("abstract-composition", "answers:\n  dphi/dW: [[1, 2], [3, 4]]\n").answers
    assert found.verdict == "unreadable"
    assert "under symbolic:" in found.remark


@pytest.mark.parametrize("blank", ["", "null", "~"])
def test_a_blank_answer_is_missing(blank: str) -> None:
    """What was asked for and not written has no marks, whatever a program writes for nothing."""
    z1, yhat = judged("relu-net", f"answers:\n  a:\n    z1: {blank}\n    yhat: 1\n").answers
    assert (z1.verdict, z1.marks, z1.out_of, yhat.verdict) == ("missing", 0, 1, "right")


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("0,2689", "write 0.2689, with a point"),
        ("(-1, 1)", "write [-1, 1]"),
        ("-1 1", "write [-1, 1]"),
        ("-1; 0.5", "write [-1, 0.5]"),
        ("26.9%", "write 0.269"),
    ],
)
def test_what_nearly_is_a_number_is_written_out(text: str, write: str) -> None:
    """A decimal comma, or a list without brackets: what to type instead."""
    (found,) = judged("relu-net", f"answers:\n  a:\n    z1: {text}\n").answers
    assert found.verdict == "unreadable"
    assert write in found.remark


@pytest.mark.parametrize("text", ["counts: 29", "symbolic: z1", "a: {after: 3}", "after: 3"])
def test_a_heading_without_names_is_told(text: str) -> None:
    """Under counts, symbolic and after stand names with values."""
    (found,) = judged("relu-net", f"answers:\n  {text}\n").answers
    assert found.verdict == "unreadable"
    assert "is a mapping of names to values" in found.remark


@pytest.mark.parametrize(
    "text", ["", "- 1\n- 2\n", "answers: [1, 2]\n", "a: [1, 2\n", "  z1: 1\n\tl: 2\n", "%YAML 9\n", "{"]
)
def test_a_sheet_that_is_none_ends_with_4(text: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(text)
    assert ending(["check", "relu-net", str(path)]) == ANSWERS


@pytest.mark.parametrize("data", [b"\x00", b"\xff\xfe", b"a: {yhat: \x1b[31m}", b"a: " + b"[" * 70000])
def test_a_file_that_is_no_text_ends_with_4(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_bytes(data)
    assert ending(["check", "relu-net", str(path)]) == ANSWERS


def test_a_json_sheet_is_a_sheet() -> None:
    sheet = json.dumps({"student": "Ada", "answers": {"a": {"yhat": 1, "dl/dx": [-1, 2]}}})
    found = judged("relu-net", sheet)
    assert found.student == "Ada"
    assert {one.verdict for one in found.answers} == {"right"}


def test_the_exit_code_tells_whether_all_is_right(tmp_path: Path) -> None:
    """0, 1 for a wrong or unreadable answer, 4 for no sheet, 3 for no spec."""

    def code(*arguments: str) -> int:
        return ending(["check", *arguments])

    assert code("relu-net", "-a", "a: yhat=1") == 0
    assert code("relu-net", "-a", "a: yhat=2") == WRONG
    assert code("relu-net", "-a", "a: yhat=two") == WRONG
    assert code("relu-net", str(tmp_path / "none.yaml")) == ANSWERS
    assert code("no-such-net", "-a", "a: yhat=1") == 3
    assert code("relu-net") == 2


def test_nothing_of_a_sheet_reaches_the_terminal_as_it_is() -> None:
    result = CliRunner().invoke(
        bpcalc, ["check", "relu-net", "-a", 'a: yhat="\\e[31m"'], standalone_mode=False
    )
    assert "\x1b" not in result.output
    assert isinstance(result.exception, Exit) or result.exit_code == 0


def test_an_update_under_no_case_is_unreadable() -> None:
    """Where there are several cases, one of them has to be named."""
    spec = "parameters: {w: 3}\nloss: l = (w * x)^2\ncases: {a: {x: 1}, b: {x: 2}}\nupdate: {sgd: 0.1}\n"
    (found,) = judged(spec, "after: {1: {w: 3}}\n").answers
    assert found.verdict == "unreadable"
    assert "belongs to no case" in found.remark


def test_an_answer_on_the_command_line_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """A byte that is none is told with its place."""
    assert ending(["check", "relu-net", "-a", "a: l=\udcff"]) == ANSWERS
    assert "--answer:1:4: error[E105]: the byte 0xff is not UTF-8" in capsys.readouterr().err
