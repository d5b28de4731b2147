"""Mermaid: known statements only, and no sign in a label that could mean anything."""

from __future__ import annotations

import json
import re

import pytest

from bpcalc.calculus.drawn_steps import EQUATIONS, OPERATIONS
from bpcalc.cli.specs import shipped
from bpcalc.formats.mermaid import coded, mermaid
from tests.formats.graphs import HOSTILE, drawn, hostile, made, options

BOTH = pytest.mark.parametrize("grain", [EQUATIONS, OPERATIONS])
LABEL = r'"(?:[^\W_]|[ .,\-+=]|#\d+;|<br/>)*"'
STATEMENT = re.compile(
    rf"flowchart (TB|LR)|n\d+(\[{LABEL}\]|\({LABEL}\)|\(\({LABEL}\)\)|\(\[{LABEL}\]\))(:::\w+)?"
    rf"|n\d+ -->(\|{LABEL}\|)? n\d+|classDef \w+ [\w:#\-, ]+"
)


def body(text: str) -> list[str]:
    """The lines after the title."""
    return [line.strip() for line in text.split("---\n")[-1].splitlines()]


@pytest.mark.parametrize("name", sorted(shipped()))
@BOTH
def test_every_line_is_a_statement(name: str, grain: str) -> None:
    """One for each node and each edge."""
    graph = drawn(name, grain)
    lines = body(mermaid(graph, options()))
    assert [line for line in lines if not STATEMENT.fullmatch(line)] == []
    assert sum("-->" in line for line in lines) == len(graph.edges)
    assert sum(bool(re.match(r"n\d+[\[(]", line)) for line in lines) == len(graph.nodes)


def test_a_small_graph() -> None:
    """Whole, with a value, a shape and gradients."""
    graph = made("title: Two\ninputs: {x: [1, 2]}\nloss: l = sum(x) * x[0]", OPERATIONS)
    assert mermaid(graph, options(), right=True).splitlines()[:11] == [
        "---",
        'title: "Two"',
        "---",
        "flowchart LR",
        '  n1["x<br/>2#215;1<br/>#91;1, 2#93;"]:::input',
        '  n2(["sum"])',
        '  n3(["#9633;#91;0#93;"])',
        '  n4(("#215;"))',
        '  n5("l"):::of'.replace('"l"', '"ℓ<br/>3"'),
        '  n1 -->|"#91;1, 1#93;"| n2',
        '  n1 -->|"#91;3, 0#93;"| n3',
    ]


def test_foreign_text_is_coded() -> None:
    """The title is one YAML string without markup, and nothing of it stands elsewhere."""
    text = mermaid(hostile(), options())
    lines = text.splitlines()
    assert lines[0] == lines[2] == "---"
    title = lines[1].removeprefix("title: ")
    assert json.loads(title) == HOSTILE
    assert not set("<>&`%") & set(title)
    assert "script" not in "".join(body(text))
    assert [line for line in body(text) if not STATEMENT.fullmatch(line)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a"b', "a#34;b"),
        ("#quot;", "#35;quot#59;"),
        ("<b>", "#60;b#62;"),
        ("`x`", "#96;x#96;"),
        ("%%{", "#37;#37;#123;"),
        ("a_b", "a#95;b"),
        ("ŷ₁ = −1.5", "ŷ₁ = #8722;1.5"),
    ],
)
def test_signs_by_their_numbers(text: str, expected: str) -> None:
    """Letters, digits and a few harmless signs stay."""
    assert coded(text) == expected
