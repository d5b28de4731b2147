"""Second derivatives as JSON, schema `bpcalc.hessian/1`: numbers as numbers, exact ones also as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bpcalc.calculus.hessian import Hessian
from bpcalc.errors import visible
from bpcalc.formats.problems import problems_json
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.notation import text
from bpcalc.language.tree import Expr
from bpcalc.spec.network import Network

LIMIT = 10_000
"""Values with more entries are null."""


def hessian_json(network: Network, found: Sequence[Hessian]) -> str:
    """Every case, in the order of the spec."""
    record = {
        "schema": "bpcalc.hessian/1",
        "title": visible(network.title),
        "cases": [_case(one) for one in found],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _case(found: Hessian) -> dict[str, Any]:
    of = found.of
    record: dict[str, Any] = {
        "case": visible(found.case) if found.case is not None else None,
        "of": of,
        "gradients": {
            q: {"formula": text.ascii(formula), **_value(found.first.get(q))}
            for q, formula in found.gradient.items()
        },
        "hessians": {
            f"d2{of}/d{a}/d{b}": {"formula": _formula(one.formula), **_value(one.value)}
            for (a, b), one in found.seconds.items()
        },
        "asymmetry": found.asymmetry,
        "products": [
            {"wrt": one.wrt, "times": one.times, "direction": _value(one.direction)["value"],
             "formula": _formula(one.formula), **_value(one.value),
             "central_difference": _value(one.estimate)["value"], "delta": one.step}
            for one in found.products
        ],
    }  # fmt: skip
    if found.problem is not None:
        record["error"] = problems_json([found.problem])[0]
    return record


def _formula(formula: Expr | None) -> str | None:
    return None if formula is None else text.ascii(formula)


def _value(array: Array | None) -> dict[str, Any]:
    if array is None or array.size > LIMIT:
        return {"value": None}
    if not arrays.is_exact(array):
        return {"value": (array + 0.0).tolist()}
    rows = array.tolist()
    numbers = [[int(x) if x.denominator == 1 else float(x) for x in row] for row in rows]
    return {"value": numbers, "exact": [[str(x) for x in row] for row in rows]}
