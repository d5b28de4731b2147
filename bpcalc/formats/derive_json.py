"""A derivation as JSON, schema `bpcalc.derive/1`: formulas as text of the language.

Always in numerator layout, gradients in the shape of their variable.
"""

from __future__ import annotations

import json
from typing import Any

from bpcalc.calculus.solution import Pair
from bpcalc.calculus.symbolic import Derived, Local, second
from bpcalc.errors import visible
from bpcalc.formats.values_json import formula_json, key_of, size_json
from bpcalc.language.cost import entries
from bpcalc.language.notation import text
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import Expr
from bpcalc.report.chain import Frame, lines
from bpcalc.spec.conventions import Conventions


def derive_json(done: Derived, hessian: bool = False) -> str:
    """The whole derivation; `hessian`: with the second derivatives."""
    graph = done.graph
    plain = Frame(done, Conventions())
    record: dict[str, Any] = {
        "schema": "bpcalc.derive/1",
        "title": visible(done.network.title),
        "conventions": done.network.conventions._asdict(),
        "of": done.of,
        "quantities": {name: _quantity(done, name) for name in (*graph.leaves, *graph.equations)},
        "jacobians": {key_of(pair): _jacobian(done, pair, local) for pair, local in done.locals.items()},
        "chain": [
            {
                "result": key_of((done.of or "", name)),
                "through": list(done.users[name]),
                "formulas": [text.ascii(side) for side in line.right],
            }
            for name, line in zip(done.order, lines(plain), strict=True)
        ],
        "gradients": {
            name: _formula(done, done.gradients.get(name), done.graph.shape(name))
            for name in done.found.targets
            if done.gradients
        },
        "totals": {
            key_of((done.of or "", name)): _formula(
                done, done.totals.get(name), _jacobian_shape(done, done.of or "", name)
            )
            for name in done.found.targets
            if not done.gradients
        },
    }
    if hessian and done.gradients:
        record["second"] = {
            f"d2{done.of}/d{name}/d{name}": _formula(
                done, second(done, name, name), _jacobian_shape(done, name, name)
            )
            for name in done.found.targets
        }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _quantity(done: Derived, name: str) -> dict[str, Any]:
    graph = done.graph
    expr = graph.equations.get(name)
    record: dict[str, Any] = {
        "kind": "result" if expr is not None else done.network.declared[name].kind,
        "shape": _shape(graph.shape(name)),
        "equation": None if expr is None else text.ascii(expr),
    }
    if expr is not None:
        record["expanded"] = formula_json(done.written_out.get(graph.leaf(name)))
    return record


def _jacobian(done: Derived, pair: Pair, local: Local) -> dict[str, Any]:
    shape = _jacobian_shape(done, *pair)
    record: dict[str, Any] = {
        "formula": text.ascii(local.formula),
        "shape": _shape(shape),
        "structure": local.structure,
    }
    if local.entry is not None:
        record["entries"] = {
            "rows": list(local.entry.rows),
            "columns": list(local.entry.columns),
            "formula": text.ascii(local.entry.formula),
        }
    return record


def _formula(done: Derived, formula: Expr | None, shape: Shape) -> dict[str, Any]:
    """A formula, and what it is in inputs and parameters; null where it is too long to write."""
    whole = None if formula is None else done.expanded(formula)
    return {"shape": _shape(shape), "formula": formula_json(formula), "expanded": formula_json(whole)}


def _jacobian_shape(done: Derived, of: str, wrt: str) -> Shape:
    return entries(done.graph.shape(of)), entries(done.graph.shape(wrt))


def _shape(shape: Shape) -> list[int | str]:
    return [size_json(shape[0]), size_json(shape[1])]
