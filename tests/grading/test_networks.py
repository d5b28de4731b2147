"""Every shipped network: the solution worked out by hand gets full marks, a blank sheet none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from bpcalc.grading.judge import judge
from bpcalc.grading.sheet import read_sheet
from bpcalc.grading.template import blank_sheet
from bpcalc.spec.source import Source
from tests.grading.sheets import exercise, judged
from tests.networks.by_hand import WORKED


def written(value: Any, digits: int | None) -> str:
    """A matrix as a student writes it."""
    rows = [[number(x, digits) for x in row] for row in value]
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def number(x: Any, digits: int | None) -> str:
    if isinstance(x, (Fraction, int)) and digits is None:
        return str(x)
    return f"{float(x):.{digits or 15}g}" if float(x) else "0"


@pytest.mark.parametrize("name", sorted(WORKED))
@pytest.mark.parametrize("digits", [None, 6])
def test_the_solution_by_hand_gets_full_marks(name: str, digits: int | None) -> None:
    made = exercise(name)
    lines = []
    for case, worked in WORKED[name]().items():
        of = made.main(case or None)
        margin = "    " if case else "  "
        if case:
            lines.append(f"  {case}:")
        lines += [f"{margin}{key}: {written(value, digits)}" for key, value in worked.values.items()]
        shapes = made.found[case or None].graph
        if shapes.shape(of) == (1, 1):
            lines += [
                f"{margin}d{of}/d{key}: {written(value, digits)}" for key, value in worked.gradients.items()
            ]
    answers = judged(name, "answers:\n" + "\n".join(lines) + "\n").answers
    assert answers
    assert {one.answer.key: (one.verdict, one.remark) for one in answers if one.verdict != "right"} == {}


@pytest.mark.parametrize("name", sorted(WORKED))
def test_the_template_of_a_network_is_a_blank_sheet(name: str) -> None:
    """It can be read, and every answer is missing yet."""
    made = exercise(name)
    sheet = read_sheet(Source("blank.yaml", blank_sheet(made.network)), made.network)
    found = judge(made, sheet)
    assert {one.verdict for one in found.answers} == {"missing"}
    assert found.score == 0 < found.out_of
