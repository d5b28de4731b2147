"""A spec's text as texts, lists and mappings that know their places, and as exact numbers."""

from __future__ import annotations

from pathlib import Path

import yaml

from bpcalc.cli.specs import shipped
from bpcalc.language.numbers import read_number
from bpcalc.spec.document import parse_document
from bpcalc.spec.nodes import Mapping, Node, Scalar
from bpcalc.spec.source import source_from_text
from tests.benchmarks.harness import Benchmark, Setting, in_turns

EXPRESSIONS = ("layers", "loss", "title", "notes", "functions", "prove")
"""Sections without values."""


def document(setting: Setting) -> float:
    """The spec of the smallest exercise sheet, its equations as texts ÷ what PyYAML makes of it."""
    text = Path(shipped()["relu-net"]).read_text(encoding="utf-8")

    def ours() -> None:
        for key, node in parse_document(source_from_text(text, "relu-net")).entries:
            if key.text not in EXPRESSIONS:
                _numbers(node)

    return in_turns(ours, lambda: yaml.load(text, yaml.CSafeLoader), setting)


def _numbers(node: Node) -> None:
    if isinstance(node, Scalar):
        read_number(node.text)
    elif isinstance(node, Mapping):
        for _, value in node.entries:
            _numbers(value)
    else:
        for item in node.items:
            _numbers(item)


BENCHMARKS = (
    Benchmark(
        "reading", "YAML to positioned values of a spec ÷ `yaml.load(…, CSafeLoader)`", 0.6, 0.5, document
    ),
)
