"""The quick look at numbers never says more than the exact comparison does."""

from __future__ import annotations

import random
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from bpcalc.grading import judge
from bpcalc.grading.compare import Match
from bpcalc.grading.expected import Expected
from bpcalc.grading.number import RIGHT, claim, plainly, stands_for
from bpcalc.grading.tables import Table
from bpcalc.grading.verdicts import Judgement
from tests.grading.generator.measure import judgement
from tests.grading.generator.sheets import generated


def texts(generator: random.Random, true: float) -> list[str]:
    """A number as students write it: rounded, cut off, one off, too short, of full length."""
    exact = Decimal(true)
    places = Decimal(1).scaleb(-generator.randrange(0, 18))
    rounded = [exact.quantize(places, way) for way in (ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_DOWN)]
    off = [rounded[0] + places, rounded[0] - places, rounded[0] + places / 2]
    return [f"{number:f}" for number in (*rounded, *off)] + [f"{true:.17f}", str(round(true))]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_plainly_right_is_right(seed: int) -> None:
    """Texts of inexact numbers, of fractions and of whole ones, many at the edge of rounding."""
    generator = random.Random(seed)
    told = 0
    for _ in range(1000):
        fraction = Fraction(generator.randrange(-9999, 9999), generator.choice((1, 2, 7, 8, 1000, 99991)))
        number = float(fraction) * 10.0 ** generator.randrange(-6, 4)
        for true in (number, fraction):
            exact = isinstance(true, Fraction)
            whole = int(true) if exact and true == int(true) else float(true)
            for text in texts(generator, float(true)):
                if len(text) > 28:
                    continue
                stated = claim(text)
                assert stated is not None
                if plainly([text], [whole], exact, 3):
                    told += 1
                    assert stands_for(stated, true if not exact else Fraction(true), 3) == RIGHT, (text, true)
    assert told > 2000


def said(judgement: Judgement) -> list[tuple[object, ...]]:
    """Everything that is said of the answers of a sheet."""
    return [
        (
            one.answer.key,
            one.verdict,
            one.marks,
            one.first_error,
            one.layout,
            one.mistakes,
            one.remark,
            one.wrong,
        )
        for one in judgement.answers
    ]


@pytest.mark.parametrize("start", [7_000, 8_000, 9_000])
def test_the_quick_look_changes_no_verdict(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Generated sheets, right ones and wrong ones, are judged the same without it."""
    made = [generated(seed) for seed in range(start, start + 60)]
    quick = [said(judgement(sheet)) for sheet in made]

    def never(one: Expected, table: Table, wanted: int) -> Match | None:
        return None

    monkeypatch.setattr(judge, "plain_match", never)
    assert quick == [said(judgement(sheet)) for sheet in made]
