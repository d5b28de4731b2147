"""Specs and sheets as text, judged; for tests."""

from __future__ import annotations

from functools import cache

from bpcalc.cli import specs
from bpcalc.grading.judge import Exercise, judge
from bpcalc.grading.marks import read_marks
from bpcalc.grading.sheet import read_sheet
from bpcalc.grading.verdicts import Judged, Judgement
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source


@cache
def exercise(spec: str) -> Exercise:
    """A shipped network by its name, or a spec by its text."""
    source = Source("spec.yaml", spec) if "\n" in spec else specs.source_of(spec)
    found = network(source)
    return Exercise(found, read_marks(found))


def judged(spec: str, sheet: str) -> Judgement:
    """A sheet given as text."""
    made = exercise(spec)
    return judge(made, read_sheet(Source("sheet.yaml", sheet), made.network))


def by_key(spec: str, sheet: str) -> dict[str, Judged]:
    """The verdicts by the name of the answer; with the case in front where there are several."""
    found = {}
    for one in judged(spec, sheet).answers:
        many = len(exercise(spec).network.cases) > 1 and one.answer.case is not None
        found[f"{one.answer.case}: {one.answer.key}" if many else one.answer.key] = one
    return found


def verdicts(spec: str, sheet: str) -> dict[str, str]:
    """The verdicts alone."""
    return {key: one.verdict for key, one in by_key(spec, sheet).items()}
