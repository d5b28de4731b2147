"""Second derivatives as JSON, schema `bpcalc.hessian/1`: numbers as numbers, exact ones also as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bpcalc.calculus.hessian import Hessian
from bpcalc.errors import visible
from bpcalc.formats.problems import problems_json
from bpcalc.formats.values_json import formula_json, value_json
from bpcalc.language.notation import text
from bpcalc.spec.network import Network


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
            q: {"formula": text.ascii(formula), **value_json(found.first.get(q))}
            for q, formula in found.gradient.items()
        },
        "hessians": {
            f"d2{of}/d{a}/d{b}": {"formula": formula_json(one.formula), **value_json(one.value)}
            for (a, b), one in found.seconds.items()
        },
        "asymmetry": found.asymmetry,
        "products": [
            {"wrt": one.wrt, "times": one.times, "direction": value_json(one.direction)["value"],
             "formula": formula_json(one.formula), **value_json(one.value),
             "central_difference": value_json(one.estimate)["value"], "delta": one.step}
            for one in found.products
        ],
    }  # fmt: skip
    if found.problem is not None:
        record["error"] = problems_json([found.problem])[0]
    return record
