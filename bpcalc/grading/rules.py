"""Updated weights that one misreading of the rule of the optimizer makes wrong: it is told once."""

from __future__ import annotations

from bpcalc.grading.mistakes import EARLY_UPDATE, ELSEWHERE, STEP
from bpcalc.grading.optimizer_mistakes import IN_EQUATIONS, IN_SETTINGS
from bpcalc.grading.verdicts import Judged

OF_THE_RULE = frozenset(
    {one.name for one in (EARLY_UPDATE, ELSEWHERE, STEP)}
    | {mistake.name for mistake, _, _ in IN_EQUATIONS}
    | {mistake.name for changes in IN_SETTINGS.values() for mistake, _ in changes}
)
"""What is done wrong for all weights alike."""


def told_once(verdicts: dict[int, Judged]) -> dict[int, Judged]:
    """Those of a sheet, by place, whose mistake in the rule stands in an earlier update or weight too."""
    first: dict[tuple[str | None, str], Judged] = {}
    found: dict[int, Judged] = {}
    after = [place for place, one in verdicts.items() if one.answer.kind == "after" and one.first_error]
    for place in sorted(after, key=lambda place: (verdicts[place].answer.step, place)):
        one = verdicts[place]
        if OF_THE_RULE.isdisjoint(one.mistakes[:1]):
            continue
        before = first.setdefault((one.answer.case, one.mistakes[0]), one).answer
        if before is not one.answer:
            many = f"{before.step} update{'s' * (before.step > 1)}"
            found[place] = one._replace(
                first_error=False, note=f"the same cause as in {before.key} after {many}"
            )
    return found
