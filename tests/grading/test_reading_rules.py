"""How sheets are read, as the table in the README says it: every example of it."""

from __future__ import annotations

import re

import pytest

from tests.grading.sheets import judged
from tests.readme import README

NET = """inputs: {x: [1]}
parameters: {W1: [[1/2]]}
layers:
  - half = W1 @ x
  - part = x * 9/20
  - minus = -x
  - two = x + 1
  - pair = vstack(x, x)
loss: l = half^2
"""
SHEETS = {
    # what a row is about: a sheet, and the verdict on its first answer
    "dl/dW1": ("answers:\n  {}: 1\n  x: 1\n", "right"),
    "the exact number": ("answers:\n  half: {}\n  x: 1\n", "right"),
    "a decimal": ("answers:\n  part: {}\n  x: 1\n", "right"),
    "the number in the quotes": ("answers:\n  two: {}\n  x: 1\n", "right"),
    "the same number": ("answers:\n  minus: {}\n  x: 1\n", "right"),
    "an answer left out": ("answers:\n  two: {}\n  x: 1\n", "missing"),
    "answers:": ("{}\n  two: 2\n  x: 1\n", "right"),
    "unreadable": ("answers:\n  pair: {}\n  x: 1\n", "unreadable"),
}
"""By how the second column begins."""


def rows() -> list[tuple[str, str]]:
    table = README.read_text(encoding="utf-8").partition("| on a sheet | is read as |\n|---|---|\n")[2]
    return re.findall(r"(?m)^\| (.+?) \| (.+?) \|$", table.partition("\n\n")[0])


EXAMPLES = [
    (code, sheet.format(code), verdict)
    for written, meaning in rows()
    for begins, (sheet, verdict) in SHEETS.items()
    if meaning.startswith(begins)
    for code in re.findall("`(.+?)`", written)
]


@pytest.mark.parametrize(("code", "sheet", "verdict"), EXAMPLES, ids=[code for code, *_ in EXAMPLES])
def test_every_example_is_read_as_the_table_says(code: str, sheet: str, verdict: str) -> None:
    """And the answer below it is right, whatever it is."""
    first, second = judged(NET, sheet).answers
    assert (first.verdict, second.verdict) == (verdict, "right")


def test_every_row_is_tested() -> None:
    """But for the one about tabs, which has no example: it is tested with broken lines."""
    assert len(rows()) == 12
    assert [written for written, meaning in rows() if not meaning.startswith(tuple(SHEETS))] == [
        "a tab before a name"
    ]
    assert len(EXAMPLES) >= 30
    assert len(judgements()) >= 15


def judgements() -> list[tuple[str, str, str]]:
    """Number, right number and verdict, by the table of how numbers are judged."""
    table = README.read_text(encoding="utf-8").partition("| a number | for | is |\n|---|---|---|\n")[2]
    found = re.findall(
        r"(?m)^\| (.+?) \| (.+?) \| (right|a matter of rounding|wrong)", table.partition("\n\n")[0]
    )
    return [
        (code, true, {"a matter of rounding": "rounding"}.get(verdict, verdict))
        for codes, true, verdict in found
        for code in re.findall("`(.+?)`", codes)
    ]


@pytest.mark.parametrize(("number", "true", "verdict"), judgements())
def test_every_number_is_judged_as_the_table_says(number: str, true: str, verdict: str) -> None:
    (found,) = judged(f"inputs: {{x: {true}}}\nlayers: [a = x^1]\n", f"a: {number}\n").answers
    assert found.verdict == verdict, found.remark


def test_a_decimal_is_as_exact_as_its_digits() -> None:
    """0.4 has one, and three are asked for; 0.4502 is right to three; 1/2 claims to be exact."""
    found = judged(NET, "part: 0.4\npart[0]: 4.502*10^-1\nhalf: 1/2\nhalf[0]: 2/5\n").answers
    assert [one.verdict for one in found] == ["rounding", "rounding", "right", "wrong"]


def test_a_name_that_may_be_two_is_none() -> None:
    spec = "inputs: {x: 1, X: 2}\nlayers:\n  - l = x * X\n"
    found = [one.verdict for one in judged(spec, "x: 1\nX: 2\n_x: 1\n").answers]
    assert found == ["right", "right", "unreadable"]


def test_what_is_told_of_1_plus_1_is_that_of_the_readme() -> None:
    (found,) = judged(NET, "\n\nanswers:\n  two: 1+1\n").answers
    line, column = found.at
    assert f"`line {line}: {found.remark}`" in README.read_text(encoding="utf-8")
    assert not column
