"""An audit as JSON, schema `bpcalc.audit/1`."""

from __future__ import annotations

import json
from typing import Any

from bpcalc.errors import visible
from bpcalc.formats.values_json import value_json
from bpcalc.grading.audit import Audit


def audit_json(audits: tuple[Audit, ...]) -> str:
    """Every case with its answers."""
    record = {"schema": "bpcalc.audit/1", "cases": [_case(one) for one in audits]}
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _case(one: Audit) -> dict[str, Any]:
    better = one.better
    return {
        "case": None if one.case is None else visible(one.case),
        "answers": [
            {
                "answer": visible(answer.key),
                "tried": answer.tried,
                "hidden": [
                    {"mistake": hidden.name, "step": hidden.at, "instead": list(hidden.instead)}
                    for hidden in answer.hidden
                ],
            }
            for answer in one.answers
        ],
        "kinks": [
            {"quantity": kink.equation, "function": kink.function, "entries": [list(e) for e in kink.entries]}
            for kink in one.kinks
        ],
        "better": None if better is None else {
            "input": better.name, "value": value_json(better.value), "hidden": better.hidden,
        },
    }  # fmt: skip
