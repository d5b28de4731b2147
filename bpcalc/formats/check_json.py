"""A judgement as JSON, schema `bpcalc.check/1`."""

from __future__ import annotations

import json
from typing import Any

from bpcalc.errors import visible
from bpcalc.grading.verdicts import Judged, Judgement


def judgement_json(judgement: Judgement) -> str:
    """The whole sheet."""
    record = {
        "schema": "bpcalc.check/1",
        "student": visible(judgement.student),
        "score": judgement.score,
        "out_of": judgement.out_of,
        "answers": [_answer(one) for one in judgement.answers],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _answer(one: Judged) -> dict[str, Any]:
    record: dict[str, Any] = {
        "case": None if one.answer.case is None else visible(one.answer.case),
        "answer": visible(one.answer.key),
        "verdict": one.verdict,
        "first_error": one.first_error,
        "mistakes": list(one.mistakes),
        "remark": visible(one.remark),
        "marks": one.marks,
        "out_of": one.out_of,
    }
    if one.layout:
        record["layout"] = one.layout
    return record
