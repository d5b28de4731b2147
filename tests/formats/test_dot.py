"""DOT: Graphviz reads it, and foreign text stays within its quotes."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from bpcalc.calculus.diagram import Diagram
from bpcalc.calculus.drawn_steps import EQUATIONS, OPERATIONS
from bpcalc.cli.specs import shipped
from bpcalc.formats.dot import dot, quoted
from tests.formats.graphs import HOSTILE, chain, drawn, hostile, options

BOTH = pytest.mark.parametrize("grain", [EQUATIONS, OPERATIONS])
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
STATEMENT = re.compile(r"(digraph \{|\}|rankdir=(TB|LR);|label=S; labelloc=t;|node \[.*\]; edge \[.*\];"
                       r"|n\d+ \[label=S(, [a-z]+=(S|[\w.]+))+\];|n\d+ -> n\d+( \[label=S, fontcolor=S\])?;)")  # fmt: skip


def statements(text: str) -> list[str]:
    """The lines with every quoted string as S."""
    return [STRING.sub("S", line).strip() for line in text.splitlines()]


@pytest.mark.parametrize("name", sorted(shipped()))
@BOTH
def test_every_line_is_a_statement(name: str, grain: str) -> None:
    """One for each node and each edge."""
    graph = drawn(name, grain)
    lines = statements(dot(graph, options()))
    assert [line for line in lines if not STATEMENT.fullmatch(line)] == []
    assert sum("->" in line for line in lines) == len(graph.edges)
    assert sum(line.startswith("n") and "[label=S, s" in line for line in lines) == len(graph.nodes)


def test_names_shapes_values_and_gradients() -> None:
    """As a spec has them."""
    text = dot(drawn("relu-net"), options(), right=True)
    assert r'label="z₁ = W₁x + b₁\n2×1\n[1, -1]"' in text
    assert r'label="[[-1, 0], [0, 0]]", fontcolor' in text
    assert "rankdir=LR" in text
    assert 'label="Two fully connected layers and a ReLU, case a"' in text


def test_operations_with_a_sign_are_circles() -> None:
    """Three sums, three products."""
    text = dot(drawn("three-inputs", OPERATIONS), options())
    assert text.count('label="+", shape=circle') == 3
    assert text.count('label="×", shape=circle') == 3


def test_foreign_text_stays_in_its_quotes() -> None:
    """Every line is still a statement of the known kinds."""
    lines = statements(dot(hostile(), options()))
    assert [line for line in lines if not STATEMENT.fullmatch(line)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a"b', r'"a\"b"'),
        ("a\\", r'"a\\"'),
        (r"\N\l", r'"\\N\\l"'),
        ("&lt;", '"&amp;lt;"'),
        ("<b>", '"<b>"'),
        ("a\nb", r'"a\\nb"'),
        ("\x1b]", r'"\\x1b]"'),
    ],
)
def test_quoting(text: str, expected: str) -> None:
    """Quotes, escapes of Graphviz, entities, controls."""
    assert quoted(text) == expected


def test_any_size_can_be_written() -> None:
    """It is what other drawings offer when they are too small."""
    assert dot(chain(180), options()).count("->") == 180


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("graph", [hostile(), drawn("gated-softmax"), drawn("three-inputs", OPERATIONS)])
def test_graphviz_reads_it(graph: Diagram) -> None:
    """And shows the title letter by letter."""
    import xml.etree.ElementTree as ElementTree

    done = subprocess.run(
        ["dot", "-Tsvg"], input=dot(graph, options()), capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    root = ElementTree.fromstring(done.stdout)
    shown = [
        "".join(element.itertext()).replace("\xa0", " ")
        for element in root.iter()
        if element.tag.endswith("text")
    ]
    if graph.title == HOSTILE:
        assert HOSTILE in shown
    assert len([element for element in root.iter() if element.get("class") == "edge"]) == len(graph.edges)
