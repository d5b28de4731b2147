"""A solution as JSON, schema `bpcalc.solution/1`: numbers as numbers, exact ones also as text."""

from __future__ import annotations

import json
from typing import Any

from bpcalc.calculus.solution import Jacobian, Solution, Solved, Step
from bpcalc.errors import visible
from bpcalc.formats.values_json import key_of, value_json
from bpcalc.language.cost import Cost, entries
from bpcalc.language.notation import text


def solution_json(solution: Solution, full: bool = False) -> str:
    """The whole solution. `full`: values of any size."""
    record = {
        "schema": "bpcalc.solution/1",
        "title": visible(solution.network.title),
        "conventions": solution.network.conventions._asdict(),
        "cases": [_case(solved, full) for solved in solution.cases],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _case(solved: Solved, full: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "case": visible(solved.case) if solved.case is not None else None,
        "of": solved.of,
        "quantities": {
            q.name: {"kind": q.kind, "equation": text.ascii(q.equation) if q.equation is not None else None,
                     "shape": list(q.value.shape), **value_json(q.value, full)}
            for q in solved.quantities.values()
        },
        "jacobians": {
            key_of(pair): _jacobian(solved, found, full) for pair, found in solved.jacobians.items()
        },
        "adjoints": {name: value_json(found, full) for name, found in solved.adjoints.items()},
        "gradients": {name: value_json(found, full) for name, found in solved.gradients.items()},
        "totals": {key_of(pair): value_json(found, full) for pair, found in solved.totals.items()},
        "steps": [_step(step, full) for step in solved.steps],
        "counts": {
            mode: {key_of(pair): _cost(cost) for pair, cost in costs.items()}
            for mode, costs in solved.counts.items()
        },
        "kinks": [
            {"equation": kink.equation, "function": kink.function, "slope": " and ".join(kink.slopes),
             "entries": [list(entry) for entry in kink.entries]}
            for kink in solved.kinks
        ],
        "rounded": dict(solved.rounded),
    }  # fmt: skip
    if solved.problem is not None:
        from bpcalc.formats.problems import problems_json

        record["error"] = problems_json([solved.problem])[0]
    return record


def _jacobian(solved: Solved, found: Jacobian, full: bool) -> dict[str, Any]:
    shape = [entries(solved.graph.shape(found.of)), entries(solved.graph.shape(found.wrt))]
    return {
        "formula": text.ascii(found.formula),
        "shape": shape,
        "structure": found.structure,
        **value_json(found.value, full),
    }


def _step(step: Step, full: bool) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "mode": step.mode,
        "result": key_of(step.result),
        "factors": [key_of(pair) for pair in step.factors],
        **value_json(step.value, full),
        "multiplications": step.cost.multiplications,
        "additions": step.cost.additions,
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "multiplications": cost.multiplications,
        "additions": cost.additions,
        "total": cost.total,
    }
