"""Graphs in characters: rails that join what belongs together, at any width."""

from __future__ import annotations

import pytest

from bpcalc.calculus.drawn_steps import EQUATIONS, OPERATIONS
from bpcalc.cli.specs import shipped
from bpcalc.formats.diagram_labels import in_lines
from bpcalc.formats.diagram_text import TooWideError, diagram_lines
from bpcalc.formats.lines import line_width, plain_text
from bpcalc.formats.rails import rails
from tests.formats.graphs import drawn, hostile, made, options

BOTH = pytest.mark.parametrize("grain", [EQUATIONS, OPERATIONS])


def text(name: str, grain: str = EQUATIONS, width: int = 80, unicode: bool = True) -> str:
    return plain_text(diagram_lines(drawn(name, grain), options(width, unicode)))


def test_the_three_scalars() -> None:
    """Every rail ends where its value is used last."""
    assert text("three-inputs").splitlines()[2:-3] == [
        "□      x  input         2",
        "│ □    y  input         3",
        "│ │ □  z  input         1",
        "├─┼─┘",
        "│ □    a = x·y + z      7",
        "│ │      ← x 180   y 120   z 60",
        "├─┤",
        "□ │    b = a·(x + x)    28",
        "│ │      ← a 32   x 112",
        "├─┘",
        "■      w = a·b + b      224",
        "         ← a 28   b 8",
    ]


@pytest.mark.parametrize("name", sorted(shipped()))
@BOTH
@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_too_wide(name: str, grain: str, width: int, unicode: bool) -> None:
    """And without Unicode there is none."""
    lines = diagram_lines(drawn(name, grain), options(width, unicode))
    assert max(map(line_width, lines)) <= width
    assert unicode or plain_text(lines).isascii()


@pytest.mark.parametrize("name", sorted(shipped()))
@BOTH
def test_every_node_has_its_row(name: str, grain: str) -> None:
    """And every small value is there, whole."""
    graph = drawn(name, grain)
    shown = plain_text(diagram_lines(graph, options(200)))
    rows = [line for line in shown.splitlines() if any(sign in line for sign in "□■○")]
    assert len(rows) == len(graph.nodes)
    for node in graph.nodes:
        if node.kind != "constant":
            assert all(line in shown for line in in_lines(node.value, options(200), 100))


def test_a_wide_matrix_stands_row_by_row() -> None:
    """Nothing inside a row is broken."""
    shown = text("batch-mse", width=60)
    start = shown.index("[[1, 0, -1, 2],")
    rows = [line.strip(" │") for line in shown[start:].splitlines()[:4]]
    assert rows == ["[[1, 0, -1, 2],", "[0, 1, 1, -1],", "[1, -1, 0, 1],", "[-1, 0, 2, 0]]"]


def test_many_values_at_once_need_a_wider_page() -> None:
    """Too many rails are refused with the numbers, and DOT is offered."""
    names = [f"x{k}" for k in range(40)]
    graph = made(
        "inputs: {" + ", ".join(f"{name}: 1" for name in names) + "}\nloss: l = " + " + ".join(names)
    )
    with pytest.raises(TooWideError, match=r"41 nodes and 40 edges.*and there are 80.*--to dot"):
        diagram_lines(graph, options(80))
    assert diagram_lines(graph, options(200))


def test_foreign_text_commands_no_terminal() -> None:
    """An escape character in a title is spelled out."""
    graph = hostile()._replace(title="a\x1b[31mb")
    assert "a\\x1b[31mb" in plain_text(diagram_lines(graph, options()))


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([(0, 1)], ["0", "1"]),
        ([(0, 2), (1, 2)], ["0", "│ 1", "├─┘", "2"]),
        ([(0, 1), (0, 2), (1, 2)], ["0", "├─┐", "│ 1", "├─┘", "2"]),
        ([(0, 1), (0, 1)], ["0", "1"]),
        ([(0, 3), (1, 3), (2, 3)], ["0", "│ 1", "│ │ 2", "├─┴─┘", "3"]),
        ([(0, 2), (1, 2), (0, 3), (2, 3)], ["0", "│ 1", "├─┤", "│ 2", "├─┘", "3"]),
    ],
)
def test_rails(edges: list[tuple[int, int]], expected: list[str]) -> None:
    """Chains, forks and joins."""
    count = 1 + max(end for _, end in edges)
    found = rails(count, edges, [str(k) for k in range(count)], [0] * count, True)
    assert [row.rails for row in found if row.rails] == expected


def test_a_rail_passes_behind_a_join() -> None:
    """Node 1 is not used by 3, and keeps its rail."""
    edges = [(0, 3), (1, 3), (1, 5), (2, 4), (3, 4), (4, 5)]
    found = [row.rails for row in rails(6, edges, "abcdef", [0] * 6, True) if row.rails]
    assert found == ["a", "│ b", "├─┤", "d │", "│ │ c", "├─│─┘", "e │", "├─┘", "f"]
    plain = [row.rails for row in rails(6, edges, "abcdef", [0] * 6, False) if row.rails]
    assert plain == ["a", "| b", "+-+", "d |", "| | c", "+-|-+", "e |", "+-+", "f"]
