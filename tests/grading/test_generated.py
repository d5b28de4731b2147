"""Sheets with known truth, a small sample; the figures over many: tests/grading/generator/measure.py."""

from __future__ import annotations

import pytest

from tests.grading.generator import measure
from tests.grading.generator.measure import Figures, measured

SAMPLE = range(500, 570)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measured(SAMPLE)


@pytest.mark.parametrize("never", [measure.FULL, measure.LOST])
def test_what_must_not_happen_does_not(figures: Figures, never: str) -> None:
    """No wrong answer gets full marks, no right one loses any."""
    assert figures.of[never] > 50
    assert figures.counted[never] == 0, figures.examples[never]


@pytest.mark.parametrize(
    ("what", "least"),
    [
        (measure.LOCATED, 0.99),
        (measure.LIKE, 0.99),
        (measure.FOREMOST, 0.90),
        (measure.CARRIED, 0.99),
        (measure.PAIRED, 0.90),
    ],
)
def test_mistakes_are_found_and_named(figures: Figures, what: str, least: float) -> None:
    assert figures.of[what] > 3
    assert figures.share(what) >= least, figures.examples[what]


def test_random_answers_are_hardly_ever_explained(figures: Figures) -> None:
    assert figures.share(measure.RANDOM) <= 0.01
