"""A computational graph as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bpcalc.errors import visible
from bpcalc.formats.problems import problems_json
from bpcalc.formats.values_json import size_json, value_json
from bpcalc.language.notation.text import ascii

if TYPE_CHECKING:
    from bpcalc.calculus.diagram import Diagram, Edge, Node
    from bpcalc.language.arrays import Array

SCHEMA = "bpcalc.graph/1"


def diagram_json(diagram: Diagram) -> str:
    """Nodes and edges; `uses` of an operation are in the order of its edges."""
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "title": visible(diagram.title),
        "case": visible(diagram.case) if diagram.case is not None else None,
        "of": diagram.of,
        "grain": diagram.grain,
        "nodes": [_node(node) for node in diagram.nodes],
        "edges": [_edge(edge) for edge in diagram.edges],
    }
    if diagram.problem is not None:
        record["error"] = problems_json([diagram.problem])[0]
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _node(node: Node) -> dict[str, Any]:
    rows, columns = node.shape
    return {
        "id": node.key,
        "kind": node.kind,
        "name": node.key if node.named else None,
        "operation": None if node.over is None else node.over.op if not node.named else None,
        "formula": None if node.formula is None else ascii(node.formula),
        "shape": [size_json(n) for n in (rows, columns)],
        "value": _value(node.value),
        "gradient": _value(node.gradient),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {"from": edge.start, "to": edge.end, "gradient": _value(edge.gradient)}


def _value(array: Array | None) -> dict[str, Any] | None:
    return None if array is None else value_json(array)
