"""A judgement as JSON, schema `bpcalc.check/1`."""

from __future__ import annotations

import json
from typing import Any

from bpcalc.errors import visible
from bpcalc.grading.number import WRONG
from bpcalc.grading.verdicts import Judged, Judgement
from bpcalc.report.check import KIND, WHERE, name_of, reason


def judgement_json(judgement: Judgement, hint: int = KIND) -> str:
    """The whole sheet."""
    return json.dumps(judgement_record(judgement, hint), ensure_ascii=False, allow_nan=False)


def judgement_record(judgement: Judgement, hint: int = KIND) -> dict[str, Any]:
    """The same as data."""
    return {
        "schema": "bpcalc.check/1",
        "student": visible(judgement.student),
        "score": judgement.score,
        "out_of": judgement.out_of,
        "answers": [_answer(one, hint) for one in _with_remarks(judgement, hint)],
    }


def _with_remarks(judgement: Judgement, hint: int) -> tuple[Judged, ...]:
    """The answers; what is said of all together goes to the first error."""
    found = list(judgement.answers)
    first = next((place for place, one in enumerate(found) if one.first_error), None)
    if first is not None and judgement.remarks and hint > WHERE:
        said = "; ".join(filter(None, (found[first].note, *judgement.remarks)))
        found[first] = found[first]._replace(note=said)
    return tuple(found)


def _answer(one: Judged, hint: int) -> dict[str, Any]:
    told = hint > WHERE or one.verdict != WRONG
    record: dict[str, Any] = {
        "case": None if one.answer.case is None else visible(one.answer.case),
        "answer": visible(name_of(one)),
        "verdict": one.verdict,
        "first_error": one.first_error,
        "mistakes": list(one.mistakes) if told else [],
        "remark": visible("; ".join(filter(None, (one.remark, one.note))) if told else reason(one, hint)),
        "marks": one.marks,
        "out_of": one.out_of,
    }
    if one.layout:
        record["layout"] = one.layout
    return record
