"""SVG: well-formed, inert, the numbers of the data, and at home on a light and a dark page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from bpcalc.calculus.drawn_steps import EQUATIONS, OPERATIONS
from bpcalc.cli.specs import shipped
from bpcalc.formats.diagram_labels import rows_of
from bpcalc.formats.svg import LARGEST, TooLargeError, svg
from tests.formats.graphs import HOSTILE, chain, drawn, hostile, made, options

SPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "g", "path", "rect", "text", "tspan", "title", "style"}
EVERY = pytest.mark.parametrize("name", sorted(shipped()))
BOTH = pytest.mark.parametrize("grain", [EQUATIONS, OPERATIONS])


def words(text: str) -> list[str]:
    """The text of every text element."""
    root = ElementTree.fromstring(text)
    return ["".join(element.itertext()) for element in root.iter(f"{SPACE}text")]


@EVERY
@BOTH
@pytest.mark.parametrize("right", [False, True])
def test_every_network_is_drawn(name: str, grain: str, right: bool) -> None:
    """As well-formed XML with a box for each node and two paths for each edge."""
    graph = drawn(name, grain)
    root = ElementTree.fromstring(svg(graph, options(), right))
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= DRAWN
    assert len(list(root.iter(f"{SPACE}rect"))) == len(graph.nodes)
    tips = [element for element in root.iter(f"{SPACE}path") if element.get("d", "").endswith("Z")]
    assert len(tips) == len(graph.edges)


@EVERY
@BOTH
def test_every_small_number_is_in_it(name: str, grain: str) -> None:
    """Values of named nodes, and the gradients of edges, as the text form has them."""
    graph = drawn(name, grain)
    shown = words(svg(graph, options()))
    values = [node.value for node in graph.nodes if node.named]
    gradients = [edge.gradient for edge in graph.edges if not edge.names]
    for value in (*values, *gradients):
        for row in rows_of(value, options()) or ():
            assert set(row) <= set(shown)


def test_names_and_formulas() -> None:
    """With the shape beside them."""
    shown = words(svg(drawn("relu-net"), options()))
    assert "z₁ = W₁x + b₁" in shown
    assert "ℓ = ½‖ŷ − y‖²" in shown
    assert shown.count("2×1") == 4


def test_operations_are_circles_and_names_are_boxes() -> None:
    """Three sums and three products around four kinds of names."""
    text = svg(drawn("three-inputs", OPERATIONS), options())
    shown = words(text)
    assert shown.count("+") == 3
    assert shown.count("×") == 3
    assert len(re.findall(r'width="28.0" height="28" rx="14"', text)) == 6
    assert [one for one in shown if one in "abwxyz"] == ["x", "y", "z", "a", "b", "w"]


def test_foreign_text_is_text() -> None:
    """No element, attribute or reference comes out of a title."""
    text = svg(hostile(), options(), file=True)
    root = ElementTree.fromstring(text)
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= DRAWN
    assert HOSTILE in words(text)
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or name.endswith(("href", "style", "id"))}


def test_within_a_page_it_brings_no_style_and_no_paper() -> None:
    """Ink follows the page: a strict policy allows attributes only."""
    text = svg(drawn("relu-net"), options())
    assert "<style" not in text
    assert "style=" not in text
    assert " id=" not in text
    assert 'fill="currentColor"' in text


def test_a_file_is_legible_on_light_and_dark() -> None:
    """It has paper of its own, dark where dark is preferred."""
    text = svg(drawn("relu-net"), options(), file=True)
    assert 'class="paper"' in text
    assert "prefers-color-scheme:dark" in text
    assert "Two fully connected layers and a ReLU, case a" in words(text)


def test_a_long_matrix_is_told_by_its_shape() -> None:
    """A value of 30 entries has no room."""
    numbers = list(range(1000, 1030))
    shown = words(svg(made(f"inputs: {{x: {numbers}}}\nloss: l = sum(x)"), options()))
    assert "30×1" in shown
    assert "1007" not in shown


def test_a_large_graph_is_refused_with_its_size() -> None:
    """And another program is named."""
    assert svg(chain(LARGEST - 1), options())
    with pytest.raises(TooLargeError, match=rf"{LARGEST + 1} nodes and {LARGEST} edges.*--to dot"):
        svg(chain(LARGEST), options())
