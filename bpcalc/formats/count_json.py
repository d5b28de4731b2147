"""Counts as JSON, schema `bpcalc.count/1`: numbers as numbers, polynomials as formulas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bpcalc.calculus.counting import Counts, TargetCount
from bpcalc.calculus.explanations import explained, explanations
from bpcalc.calculus.memory import Memory
from bpcalc.calculus.orders import Line, total
from bpcalc.calculus.products import Chain, Difference, Way
from bpcalc.calculus.second import Curvature
from bpcalc.calculus.stories import Words
from bpcalc.errors import visible
from bpcalc.formats.values_json import key_of, size_json
from bpcalc.language.comparison import Extreme
from bpcalc.language.cost import Cost
from bpcalc.language.evaluation import Work
from bpcalc.language.factoring import Threshold
from bpcalc.language.notation import text
from bpcalc.language.sizes import Size, size_text
from bpcalc.report.sizes import extreme_formula
from bpcalc.spec.network import Network


def count_json(network: Network, found: Sequence[Counts], explain: Size | None = None) -> str:
    """All counts; with `explain` also where that number may come from."""
    record = {
        "schema": "bpcalc.count/1",
        "title": visible(network.title),
        "conventions": network.conventions._asdict(),
        "groups": [_group(network, one, explain) for one in found],
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _group(network: Network, found: Counts, explain: Size | None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "cases": [visible(name) for name in found.cases],
        "of": found.found.of,
        "targets": {target.target: _target(target) for target in found.targets},
        "best": _best(found),
        "memory": {name: _memory(used) for name, used in found.main.memory.items()} if found.main else {},
        "tape": {name: size_json(size) for name, size in found.tape.items()},
        "forward_pass": {name: _work(one) for name, one in found.beside.equations.items()},
        "building": _work(found.beside.building),
        "multiplying": _cost(found.beside.products),
        "summing": _cost(found.beside.sums),
        "products": [_chain(chain) for chain in found.chains],
        "second_derivative": _second(found.curvature) if found.curvature else None,
    }
    if explain is not None:
        chosen = network.conventions
        known = explanations(found, chosen.count, chosen.products, chosen.weights)
        record["explain"] = {
            "number": size_json(explain),
            "explanations": [
                {"text": _words(one.words), "mistake": _words(one.mistake) or None}
                for one in explained(known, explain)
            ],
        }
    return record


def _extreme(found: Extreme) -> int | str:
    return text.ascii(extreme_formula(found)) if found.rest else size_json(found.common)


def _cost(cost: Cost | None) -> dict[str, Any] | None:
    if cost is None:
        return None
    return {
        "multiplications": size_json(cost.multiplications),
        "additions": size_json(cost.additions),
        "total": size_json(cost.total),
        "multiply_accumulates": size_json(cost.multiplications),
    }


def _work(found: Work) -> dict[str, Any]:
    return {
        "multiplications": size_json(found.arithmetic.multiplications),
        "additions": size_json(found.arithmetic.additions),
        "evaluations": {kind: size_json(many) for kind, many in found.evaluations},
    }


def _memory(used: Memory) -> dict[str, Any]:
    return {"every_array": size_json(used.every), "peak": _extreme(used.peak)}


def _target(target: TargetCount) -> dict[str, Any]:
    return {mode: _order(lines) for mode, lines in (("reverse", target.adds), ("forward", target.forward))}


def _order(lines: Sequence[Line]) -> dict[str, Any]:
    totals = {kind: _cost(total(lines, kind)) for kind in ("dense", "outer", "structured")}
    return {**totals, "lines": [_line(line) for line in lines]}


def _line(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "result": key_of(line.result),
        "factors": [key_of(pair) for pair in line.factors],
        "shapes": [[size_json(size) for size in shape] for shape in line.shapes],
        "dense": _cost(line.dense),
        "outer": _cost(line.outer),
        "structured": _cost(line.structured),
        "memory": size_json(line.memory),
    }


def _best(found: Counts) -> dict[str, Any] | None:
    if found.main is None:
        return None
    best = found.main.best
    return {
        "proved": best.proved,
        "orders": [
            {"eliminated": list(order), "cost": size_json(cost)}
            for order, cost in zip(best.orders, best.costs, strict=True)
        ],
        **_order(found.main.best_lines),
    }


def _way(way: Way) -> dict[str, Any]:
    named = {"name": way.name, "formula": text.ascii(way.formula)}
    return {**named, **(_cost(way.cost) or {}), **_memory(way.memory)}


def _chain(chain: Chain) -> dict[str, Any]:
    return {
        "equation": chain.name,
        "dimensions": [size_json(size) for size in chain.dims],
        "ways": [_way(way) for way in chain.ways],
        "fewest_multiplications": _extreme(chain.best),
        "proved": chain.best_is_proved,
        "right_to_left_less_left_to_right": [_difference(one) for one in chain.differences],
        "checked_at": list(chain.checked),
    }


def _difference(found: Difference) -> dict[str, Any]:
    when = found.when
    if isinstance(when, Threshold):
        wins: Any = f"{size_text(when.left)} < {size_text(when.right)}"
    else:
        wins = when
    factors = [size_json(one) for one in found.factors]
    return {"what": found.what, "factors": factors, "right_to_left_wins": wins}


def _second(found: Curvature) -> dict[str, Any]:
    return {
        "derivative": f"d2{found.of}/d{found.wrt}/d{found.wrt}",
        "ways": [
            {"name": way.name, "formula": text.ascii(way.formula), **_work(way.work), **_memory(way.memory),
             "in_place": size_json(way.in_place)}
            for way in found.ways
        ],
    }  # fmt: skip


def _words(words: Words) -> str:
    return "".join(part if isinstance(part, str) else text.ascii(part) for part in words)
