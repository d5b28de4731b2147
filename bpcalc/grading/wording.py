"""What is said of a wrong answer: the likeliest mistake in words, and what else gives the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from bpcalc.grading.diagnosis import Change
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Site
from bpcalc.grading.mistakes import EARLY_ROUNDING, NAMED, ONE_ENTRY, UNKNOWN
from bpcalc.language import simplify
from bpcalc.language.tree import Derivative, Expr

VAGUE = (ONE_ENTRY.name, EARLY_ROUNDING.name)
"""What is no other explanation where there is one."""
OTHERS = 3
"""Other explanations that are told at most."""


def named(names: Sequence[str]) -> str:
    """The mistakes of these names, the likeliest first."""
    return _together([NAMED[name].says for name in names]) if names else UNKNOWN


def explained(
    exercise: Exercise, case: str | None, findings: Sequence[Change], slope: Fraction | None
) -> str:
    """The findings, the likeliest first, with what each is about; one formula is told once, however
    many mistakes lead to it, and every mistake once."""
    first = findings[0]
    if first.parts:
        both = dict.fromkeys(_words(exercise, case, part, slope) for part in first.parts)
        return f"two mistakes: {'; and '.join(both)}"
    lead_to: dict[_Written, set[tuple[str, ...]]] = {}
    for one in findings:
        if one.formulas:
            lead_to.setdefault(_written(one), set()).add(one.names)
    told: dict[tuple[str, ...], Change] = {}
    for one in findings:
        vague = told and one.names[0] in VAGUE
        alike = {one.names, *lead_to.get(_written(one), ())}
        if not one.parts and not vague and told.keys().isdisjoint(alike):
            told[one.names] = one
            if len(told) > OTHERS:
                break
    return _together([_words(exercise, case, one, slope) for one in told.values()])


_Written: TypeAlias = frozenset[tuple[Site, Expr]]


def _written(one: Change) -> _Written:
    """Its formulas as a person writes them: two that look alike are one, and what leads to one of
    them is what somebody does who makes the same mistake."""
    return frozenset((site, _tidied(formula)) for site, formula in one.formulas.items())


_tidied = lru_cache(maxsize=10_000)(simplify.tidied)
"""The same mistakes come again on every sheet."""


def _together(words: Sequence[str]) -> str:
    others = words[1 : 1 + OTHERS]
    return f"{words[0]}; the same numbers come out if {'; or if '.join(others)}" if others else words[0]


def _words(exercise: Exercise, case: str | None, change: Change, slope: Fraction | None) -> str:
    """A single mistake, with what it is about."""
    mistake, site = NAMED[change.names[0]], change.site
    if mistake.what is None or site is None:
        return mistake.says
    method = exercise.method(case, _of(exercise, case, site), slope)
    return mistake.says + mistake.what(exercise.found[case], method, site, change.formulas)


def _of(exercise: Exercise, case: str | None, site: Site) -> str:
    return site.key.of if isinstance(site.key, Derivative) else exercise.main(case)
