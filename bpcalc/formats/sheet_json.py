"""A blank answer sheet as JSON: null stands where an answer is to be written."""

from __future__ import annotations

import json
from typing import Any

from bpcalc.spec.document import parse_document
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.source import source_from_text


def sheet_json(text: str) -> str:
    """The names of a sheet in YAML, which `bpcalc check` reads in JSON as well."""
    return json.dumps(_data(parse_document(source_from_text(text, "sheet"))), ensure_ascii=False, indent=2)


def _data(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key.text: _data(value) for key, value in node.entries}
    return (node.text or None) if isinstance(node, Scalar) else None
