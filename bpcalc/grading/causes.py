"""First errors: which wrong answers are wrong by themselves, and what the others stand on."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.errors import InputError
from bpcalc.grading.answers import Answer
from bpcalc.grading.diagnosis import Change
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key, Site
from bpcalc.grading.particulars import apart
from bpcalc.grading.plan import key_of
from bpcalc.grading.truth import Subject, is_second, subject
from bpcalc.grading.verdicts import Judged
from bpcalc.language.parser import parse
from bpcalc.language.tree import Derivative
from bpcalc.records import NamedTuple


class Wrong(NamedTuple):
    """A wrong answer: what explains it, what it is about, the wrong answers that it stands on, and
    the steps up to it that are not on the sheet, the nearest first."""

    findings: tuple[Change, ...]
    about: Subject
    place: int = 0
    below: tuple[int, ...] = ()
    hidden: tuple[Key, ...] = ()


def settled(
    exercise: Exercise, case: str | None, verdicts: dict[int, Judged], wrong: Sequence[Wrong],
    absent: Sequence[Answer],
) -> dict[int, Judged]:  # fmt: skip
    """The verdicts with first errors told from what follows; `wrong` in the order of the steps."""
    result = dict(verdicts)
    before: list[Wrong] = []
    for one in wrong:
        judged = result[one.place]
        shared = next((other for other in before if _share_a_cause(exercise, case, other, one)), None)
        if shared is not None:
            note = f"the same cause as in {result[shared.place].answer.key}"
        elif (blocking := _blocking(exercise, case, one, absent)) is not None:
            why = "cannot be read" if blocking.problem is not None else "you left blank"
            note = f"it stands on {blocking.key}, which {why}"
        else:
            note = ""
        before.append(one)
        result[one.place] = judged._replace(first_error=not note, note=note)
    return result


def _share_a_cause(exercise: Exercise, case: str | None, first: Wrong, second: Wrong) -> bool:
    """Whether one mistake, at a step that is not on the sheet, explains both; or one function is taken for
    one other in two equations."""
    if not first.about.wrt and not second.about.wrt:
        return not _taken_for(exercise, case, first).isdisjoint(_taken_for(exercise, case, second))
    if first.about.of != second.about.of or first.place in second.below:
        return False
    common = set(first.hidden) & set(second.hidden)
    singles = {(one.names, one.site) for one in first.findings if len(one.names) == 1}
    for one in second.findings:
        if (one.names, one.site) in singles:
            if one.site is not None and one.site.key in common:
                return True
            turned = one.names in (("one-entry",), ("transposed",))
            if one.site is None and not turned and any(isinstance(key, Derivative) for key in common):
                return True
    return False


def _taken_for(exercise: Exercise, case: str | None, one: Wrong) -> set[tuple[object, object]]:
    """Which functions are taken for which others in the equation of a quantity, if that explains it."""
    found: set[tuple[object, object]] = set()
    method, site = exercise.method(case, exercise.main(case)), Site(one.about.of)
    for finding in one.findings:
        if finding.site == site and finding.formulas.keys() == {site}:
            right, made = apart(method[site], finding.formulas[site])
            if right.op == made.op == "call":
                found.add((right.data, made.data))
    return found


def _blocking(
    exercise: Exercise, case: str | None, one: Wrong, absent: Sequence[Answer]
) -> Answer | None:  # fmt: skip
    """The nearest answer that is missing or unreadable on the way, unless the mistake was made after
    it. What stands on the sheet in between was used, and nothing before that."""
    own = key_of(one.about)
    if any(finding.site is not None and finding.site.key == own for finding in one.findings):
        return None
    gone = {
        key_of(about): answer
        for answer in reversed(absent)
        if (about := _absent_about(exercise, case, answer))
    }
    return next((gone[key] for key in one.hidden if key in gone), None)


def _absent_about(exercise: Exercise, case: str | None, answer: Answer) -> Subject | None:
    """What an answer without a value is about, from its name alone."""
    network = exercise.network
    known = {*network.declared, *(equation.name for equation in network.equations)}
    if answer.kind != "value" or not exercise.has_values(case):
        return None
    try:
        tree = answer.about if answer.about is not None else parse(answer.key, known)
        return None if is_second(tree) else subject(tree, exercise.found[case], exercise.network.conventions)
    except (InputError, KeyError):
        return None
