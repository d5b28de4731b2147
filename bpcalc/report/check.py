"""The page of a judged sheet: every answer with its verdict and the reason."""

from __future__ import annotations

from bpcalc.grading.verdicts import CARRIED, MISSING, UNREADABLE, Judged, Judgement
from bpcalc.grading.mistakes import NAMED
from bpcalc.grading.number import RIGHT, ROUNDING, WRONG
from bpcalc.report.blocks import Block, Code, Inline, Section, Table, Text

SIGNS = {RIGHT: "✓", ROUNDING: "≈", CARRIED: "→", WRONG: "✗", MISSING: "–", UNREADABLE: "?"}
WORDS = {CARRIED: "right from your earlier answers", UNREADABLE: "unreadable"}


def page(judgement: Judgement, hint: int = 2) -> tuple[Block, ...]:
    """Verdicts in the order of the sheet. `hint` 1 says where, 2 what kind, 3 the whole reason."""
    blocks: list[Block] = []
    cases = dict.fromkeys(one.answer.case for one in judgement.answers)
    for case in cases:
        rows = tuple(_row(one) for one in judgement.answers if one.answer.case == case)
        table = Table((("answer",), ("verdict",), ("marks",)), rows)
        body: list[Block] = [table]
        for one in judgement.answers:
            if one.answer.case == case:
                body.extend(_reason(one, hint))
        blocks.extend(body if len(cases) == 1 or case is None else [Section((f"Case {case}",), tuple(body))])
    title = f"Answers of {judgement.student}" if judgement.student else "Answers"
    blocks.append(Text((_total(judgement),)))
    return (Section((title,), tuple(blocks)),)


def _row(one: Judged) -> tuple[Inline | int, ...]:
    verdict = WORDS.get(one.verdict, one.verdict)
    first = ", a first error" if one.first_error and one.verdict == WRONG else ""
    return (
        (Code(one.answer.key),),
        (f"{SIGNS[one.verdict]} {verdict}{first}",),
        (f"{_marks(one.marks)} of {_marks(one.out_of)}",),
    )


def _reason(one: Judged, hint: int) -> tuple[Block, ...]:
    """What is said about an answer that is not plainly right."""
    name = Code(one.answer.key)
    if one.verdict == RIGHT:
        return (Text((name, f": right; {one.remark}."), "quiet"),) if one.remark else ()
    if one.verdict == CARRIED:
        return (Text((name, f": {one.remark}."), "quiet"),) if not one.marks else ()
    if one.verdict != WRONG:
        return (Text((name, f": {one.remark}."), "quiet"),)
    where = _where(one)
    if hint == 1:
        return (Text((name, f": {where or 'look at this one again'}."), "note"),)
    if hint == 2 and one.mistakes:
        return (Text((name, f": {where + '; ' if where else ''}{NAMED[one.mistakes[0]].hint}."), "note"),)
    others = [NAMED[other].says for other in one.mistakes[1:4]]
    more = f" (or: {'; or: '.join(others)})" if others else ""
    return (Text((name, f": {where + '; ' if where else ''}{one.remark}{more}."), "note"),)


def _where(one: Judged) -> str:
    """Which entries are wrong, when some are right."""
    if one.truth is None or not one.wrong or len(one.wrong) == one.truth.size:
        return ""
    places = ", ".join(f"[{i}, {j}]" for i, j in one.wrong[:4])
    return f"entr{'y' if len(one.wrong) == 1 else 'ies'} {places}"


def _total(judgement: Judgement) -> str:
    counts = {verdict: sum(1 for one in judgement.answers if one.verdict == verdict) for verdict in SIGNS}
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
    return f"{_marks(judgement.score)} of {_marks(judgement.out_of)} marks: {said}."


def _marks(points: float) -> str:
    return f"{points:g}"
