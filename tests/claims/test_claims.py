"""Published statements, right and wrong, are judged as they deserve."""

from __future__ import annotations

import pytest

from bpcalc.cli import specs
from bpcalc.grading.answers import Sheet
from bpcalc.grading.judge import Exercise, judge
from bpcalc.grading.mistakes import NAMED
from bpcalc.grading.sheet import SheetReader
from bpcalc.grading.verdicts import Judged
from bpcalc.spec.reader import network
from tests.claims.claimed import CLAIMS, UNCHECKABLE, Claim

NUMBERS = {"000": 23, "001": 13, "002": 15, "003": 16, "004": 23}
"""How many statements there are by solution."""


def judged(spec: str, answer: str) -> Judged:
    """The verdict on one answer alone."""
    found = network(specs.source_of(spec))
    return judge(Exercise(found), Sheet("", (SheetReader(found).inline(answer),))).answers[0]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.id} {claim.answer[:40]}")
def test_a_published_statement_is_judged_as_it_deserves(claim: Claim) -> None:
    """The verdict, and the reason for it."""
    one = judged(claim.network, claim.answer)
    assert one.verdict == claim.verdict, (one.remark, one.mistakes)
    for reason in claim.because:
        if reason in NAMED:
            assert reason in one.mistakes[:3], one.mistakes
        else:
            assert reason in one.remark


def test_every_statement_is_judged_or_it_is_said_why_not() -> None:
    """Each number of the list of statements occurs, on one side or the other."""
    every = {f"{source}.{k:02d}" for source, n in NUMBERS.items() for k in range(1, n + 1)}
    judged_ones = {claim.id for claim in CLAIMS}
    assert judged_ones | UNCHECKABLE.keys() == every
    assert not judged_ones & UNCHECKABLE.keys()


def test_a_right_number_from_a_wrong_formula_is_told() -> None:
    """In the chain with ReLU, leaving out ∂x₂/∂z₂ = 1 does not change the number."""
    one = judged("relu-chain", "symbolic: dE/dw3=dE/dyhat * z2")
    assert one.verdict == "wrong"
    assert "gives the right value all the same" in one.remark
