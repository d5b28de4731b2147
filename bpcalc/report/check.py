"""The page of a judged sheet: every answer with its verdict and the reason."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.grading.exercise import Exercise
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.grading.verdicts import CARRIED, FROM_EARLIER, MISSING, UNREADABLE, Judged, Judgement
from bpcalc.report.blocks import Block, Code, Inline, Section, Table, Text
from bpcalc.report.check_step import worked_step
from bpcalc.spec.conventions import CHOICES

SIGNS = {RIGHT: "✓", ROUNDING: "≈", CARRIED: "→", WRONG: "✗", MISSING: "–", UNREADABLE: "?"}
WORDS = {ROUNDING: "right but for rounding", CARRIED: FROM_EARLIER}
WHERE, KIND, STEP = 1, 2, 3
"""How much is said about a wrong answer."""
EXPLAINED = (WRONG, ROUNDING, MISSING)
"""Verdicts after which a worked step helps."""
ENTRIES = 4
"""Entries listed one by one."""


def page(exercise: Exercise, judgement: Judgement, hint: int = KIND) -> tuple[Block, ...]:
    """Verdicts in the order of the sheet, then what is to be said of each."""
    blocks: list[Block] = []
    groups = dict.fromkeys(_group(one) for one in judgement.answers)
    for group in groups:
        chosen = [one for one in judgement.answers if _group(one) == group]
        body: list[Block] = [Table((("answer",), ("verdict",), ("marks",)), tuple(map(_row, chosen)))]
        for one in chosen:
            body.extend(_reason(exercise, one, hint))
        if len(groups) == 1 and group[1] is None:
            blocks.extend(body)
        else:
            single = len(exercise.network.cases) == 1
            blocks.append(Section((_heading(group, single),), tuple(body)))
    if hint > WHERE:
        blocks.extend(Text((f"{remark}.",), "note") for remark in judgement.remarks)
    blocks.append(Text((_total(judgement),)))
    title = f"Answers of {judgement.student}" if judgement.student else "Answers"
    return (Section((title,), tuple(blocks)),)


def _group(one: Judged) -> tuple[str, str | None]:
    kind = one.answer.kind
    if kind == "count" or (kind == "symbolic" and one.answer.case is None):
        return kind, None
    return "case", one.answer.case


def _heading(group: tuple[str, str | None], single: bool) -> str:
    """`single`: the exercise has one case, which needs no name."""
    kind, case = group
    words = {"count": "Operations", "symbolic": "Formulas"}
    if kind in words or case is not None:
        return words.get(kind) or f"Case {case}"
    return "Values" if single else "Answers of no case"


def name_of(one: Judged) -> str:
    """What an answer is called on the page."""
    if one.answer.kind != "after":
        return one.answer.key
    many = f"{one.answer.step} update{'s' * (one.answer.step > 1)}"
    return f"{one.answer.key} after {many}"


def _row(one: Judged) -> tuple[Inline | int, ...]:
    verdict = WORDS.get(one.verdict, one.verdict)
    if one.verdict == WRONG and one.first_error:
        verdict = "wrong, a first error"
    elif one.verdict == RIGHT and one.layout in CHOICES["layout"]:
        verdict = f"right in {one.layout} layout"
    return (
        (Code(name_of(one)),),
        (f"{SIGNS[one.verdict]} {verdict}",),
        (f"{_marks(one.marks)} of {_marks(one.out_of)}",),
    )


def _reason(exercise: Exercise, one: Judged, hint: int) -> Iterator[Block]:
    """What is said about an answer that is not plainly right."""
    said = reason(one, hint)
    if said:
        yield Text((Code(name_of(one)), f": {stopped(said)}"), "note" if one.verdict == WRONG else "quiet")
    if hint >= STEP and one.verdict in EXPLAINED:
        yield from worked_step(exercise, one)


def stopped(said: str) -> str:
    """A remark as a sentence; a question has its mark already."""
    return said if said.endswith(("?", ".")) else f"{said}."


def reason(one: Judged, hint: int) -> str:
    """Where, what kind, or all that is known; the right value is in none of them."""
    if one.verdict == UNREADABLE:
        return f"{where(*one.at)}{one.remark}"
    if one.verdict in (RIGHT, ROUNDING):
        return one.remark
    if one.verdict == CARRIED:
        return one.remark if one.remark != FROM_EARLIER else ""
    if one.verdict != WRONG:
        return ""
    entries = _entries(one)
    if hint <= WHERE:
        return entries or ("begin here" if one.first_error else "look at this one again")
    return "; ".join(part for part in (entries, one.remark, one.note) if part)


def where(line: int, column: int) -> str:
    """`line 3, column 12: ` before what is said of that place, nothing where there is no line."""
    return f"line {line}{f', column {column}' if column else ''}: " if line else ""


def _entries(one: Judged) -> str:
    """Which entries are wrong, when some are right."""
    if one.truth is None or not one.wrong or len(one.wrong) == one.truth.size:
        return ""
    flat = one.answer.table is not None and one.answer.table.flat
    places = [f"[{i}]" if flat else f"[{i}, {j}]" for i, j in one.wrong[:ENTRIES]]
    more = " and others" if len(one.wrong) > ENTRIES else ""
    word = "entry" if len(one.wrong) == 1 else "entries"
    return f"look at {word} {', '.join(places)}{more}"


def _total(judgement: Judgement) -> str:
    counts = {verdict: sum(1 for one in judgement.answers if one.verdict == verdict) for verdict in SIGNS}
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
    if not said:
        return "There are no answers on this sheet."
    return f"{_marks(judgement.score)} of {_marks(judgement.out_of)} marks: {said}."


def _marks(points: float) -> str:
    return f"{points:.4g}"
