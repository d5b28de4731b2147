"""The function table as JSON, schema `bpcalc.ops/1`: formulas in the language itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bpcalc.language.notation import text
from bpcalc.report.ops import Entry


def ops_json(entries: Iterable[Entry]) -> str:
    """One record for each function."""
    record = {"schema": "bpcalc.ops/1", "functions": [_record(entry) for entry in entries]}
    return json.dumps(record, ensure_ascii=False, indent=2)


def _record(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "group": entry.group,
        "call": entry.call,
        "settings": dict(entry.settings),
        "formula": None if entry.formula is None else text.ascii(entry.formula),
        "change": None if entry.change is None else text.ascii(entry.change),
        "jacobians": {name: text.ascii(jacobian) for name, jacobian in entry.jacobians},
        "kink": entry.kink,
        "remark": entry.remark,
        "shapes": entry.shapes,
        "pytorch": entry.pytorch,
    }
