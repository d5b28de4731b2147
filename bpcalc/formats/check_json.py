"""A judgement as JSON, schema `bpcalc.check/1`.

An answer has its case (null for none), its name, verdict, marks and what is said of it. Only where they say
something: `layout`, `kind` (count, symbolic or after), `solution` (the worked step), and for an unreadable
answer of a sheet `line`, with `column` where that is not the beginning of the name or of its value.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from bpcalc.errors import visible
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.verdicts import Judged, Judgement
from bpcalc.report.check import EXPLAINED, KIND, STEP, WHERE, name_of, reason


def judgement_json(judgement: Judgement, hint: int = KIND) -> str:
    """The whole sheet."""
    opening = {
        "schema": "bpcalc.check/1",
        "student": visible(judgement.student),
        "score": plain(judgement.score),
        "out_of": plain(judgement.out_of),
    }
    return f'{_text(opening)[:-1]}, "answers": {answers_json(judgement, hint)}}}'


def answers_json(judgement: Judgement, hint: int = KIND) -> str:
    """The answers, as a list of records."""
    return f"[{', '.join([_answer(one, hint) for one in _with_remarks(judgement, hint)])}]"


def plain(number: float) -> float:
    """A whole number without a point: the same text for the same value."""
    return int(number) if number == int(number) else number


def _with_remarks(judgement: Judgement, hint: int) -> tuple[Judged, ...]:
    """The answers; what is said of all together goes to the first error."""
    if not judgement.remarks or hint <= WHERE:
        return judgement.answers
    found = list(judgement.answers)
    first = next((place for place, one in enumerate(found) if one.first_error), None)
    if first is not None:
        said = "; ".join(filter(None, (found[first].note, *judgement.remarks)))
        found[first] = found[first]._replace(note=said)
    return tuple(found)


def _answer(one: Judged, hint: int) -> str:
    answer = one.answer
    if one.verdict == RIGHT and not (one.remark or one.note or one.layout or answer.step):
        return _plainly_right(answer.case, answer.key, answer.kind, one.marks, one.out_of)
    if hint > WHERE or one.verdict != WRONG:
        said, named = "; ".join(filter(None, (one.remark, one.note))), one.mistakes
    else:
        said, named = reason(one, hint), ()
    solution = one.solution if hint >= STEP and one.verdict in EXPLAINED else ""
    return _record(answer.case, name_of(one), one.verdict, one.first_error, named, said,
                   one.marks, one.out_of, one.layout, answer.kind, solution, one.at)  # fmt: skip


@lru_cache(maxsize=4096)
def _plainly_right(case: str | None, key: str, kind: str, marks: float, out_of: float) -> str:
    # Most answers of a class are right, and then they are all alike.
    return _record(case, key, RIGHT, False, (), "", marks, out_of, "", kind, "", (0, 0))


def _record(
    case: str | None, name: str, verdict: str, first_error: bool, mistakes: tuple[str, ...], remark: str,
    marks: float, out_of: float, layout: str, kind: str, solution: str, at: tuple[int, int],
) -> str:  # fmt: skip
    record: dict[str, Any] = {
        "case": None if case is None else visible(case),
        "answer": visible(name),
        "verdict": verdict,
        "first_error": first_error,
        "mistakes": list(mistakes),
        "remark": visible(remark),
        "marks": plain(marks),
        "out_of": plain(out_of),
    }
    if layout:
        record["layout"] = layout
    if kind != "value":
        record["kind"] = kind
    if solution:
        record["solution"] = solution
    record.update((name, number) for name, number in zip(("line", "column"), at, strict=True) if number)
    return _text(record)


def _text(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False)
