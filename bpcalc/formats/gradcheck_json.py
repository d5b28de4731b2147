"""A gradient check as JSON, schema `bpcalc.gradcheck/1`; a number that is not finite is null."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from bpcalc.calculus.differences import Checked, Entry
from bpcalc.calculus.solution import Solution, Solved
from bpcalc.calculus.sweeps import METHODS, Sweep
from bpcalc.errors import visible
from bpcalc.formats.problems import problems_json


def gradcheck_json(solution: Solution, checks: Sequence[Checked]) -> str:
    """Every case, in the order of the spec."""
    done = {id(checked.solved): checked for checked in checks}
    record = {
        "schema": "bpcalc.gradcheck/1",
        "title": visible(solution.network.title),
        "cases": [_case(done[id(one)]) if id(one) in done else _failed(one) for one in solution.cases],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _failed(solved: Solved) -> dict[str, Any]:
    problems = [solved.problem] if solved.problem is not None else []
    return {"case": _name(solved.case), "error": problems_json(problems)[0]}


def _name(case: str | None) -> str | None:
    return None if case is None else visible(case)


def _case(checked: Checked) -> dict[str, Any]:
    record: dict[str, Any] = {
        "case": _name(checked.solved.case),
        "of": checked.solved.of,
        "value": checked.value,
        "delta": checked.step,
        "rounding": checked.noise,
        "agrees": not checked.differs,
        "entries": [_entry(entry) for entry in checked.entries],
    }
    if checked.sweep is not None:
        record["sweep"] = _sweep(checked.sweep)
    return record


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "entry": list(entry.place),
        "gradient": _number(entry.gradient),
        **{method: _number(entry.quotients[method]) for method in METHODS},
        "errors": {method: _number(entry.error(method)) for method in METHODS},
        "allowed": _number(entry.allowed),
        "verdict": entry.verdict,
        "kinks": [
            {"equation": crossing.boundary.equation, "function": crossing.boundary.function,
             "entry": list(crossing.entry), "kind": "jump" if crossing.boundary.jump else "kink",
             "at_the_point": crossing.exact}
            for crossing in entry.crossings["central"]
        ],
    }  # fmt: skip


def _sweep(found: Sweep) -> dict[str, Any]:
    best = {method: found.best(method) for method in METHODS}
    return {
        "norm": 2,
        "steps": list(found.steps),
        "errors": {method: [_number(e) for e in found.errors[method]] for method in METHODS},
        "best": {
            method: None if one is None else {"step": one[0], "error": one[1]} for method, one in best.items()
        },
        "kinks": {method: list(found.kinked[method]) for method in METHODS},
        "lost": list(found.lost),
    }


def _number(x: float) -> float | None:
    return x + 0.0 if math.isfinite(x) else None
