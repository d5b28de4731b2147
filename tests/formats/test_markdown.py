"""Markdown: the same numbers, formulas that Markdown leaves alone, no markup from foreign text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from bpcalc.formats.latex import latex_fragment
from bpcalc.formats.markdown import markdown_page
from bpcalc.formats.markdown_text import block
from bpcalc.formats.solution_json import solution_json
from bpcalc.language.tree import name
from bpcalc.report import ops
from bpcalc.report.blocks import Block, Code, Equation, Section, Table, Text
from bpcalc.report.solution import page, style
from bpcalc.report.style import Page
from tests.reference.readback import NETWORKS, from_markdown, missing, solved

MarkdownIt = pytest.importorskip("markdown_it").MarkdownIt  # it comes with rich
EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![i](http://x/y.png)",
    "**bold** _em_ `code` ~~gone~~",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "> quote",
    "===",
    "---",
    "    code",
    "$x$ $$y$$ $`z`$",
    "| a | b |",
    "&amp; &lt; &#42;",
    r"\* \_ \\ \[",
    "@someone #12",
    "one\n\n# two\n- three\n```\nfour",
    "[ref]: http://x",
]


class Reader(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [key for key, _ in attrs if key.startswith("on") or key in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def drawn(text: str) -> Reader:
    """The page as CommonMark with tables makes it, tags passed through."""
    return Reader(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


@pytest.mark.parametrize("network", NETWORKS)
def test_the_numbers_are_those_of_the_json(network: str) -> None:
    """Every quantity, Jacobian and gradient, under its name."""
    solution = solved(network)
    record = json.loads(solution_json(solution))["cases"][0]
    text = markdown_page(page(solution), style(solution))
    bar = solution.network.conventions.notation == "bar"
    assert missing(record, record["of"] or "", bar, from_markdown(text)) == []


@pytest.mark.parametrize("network", NETWORKS)
def test_markdown_leaves_every_formula_alone(network: str) -> None:
    """Read as Markdown, which GitHub does first, a formula is still the same text."""
    solution = solved(network)
    text = markdown_page(page(solution), style(solution))
    words = " ".join(drawn(text).words.split())
    formulas = re.findall(r"^\$\$\n.*?\n\$\$$", text, re.DOTALL | re.MULTILINE)
    assert formulas
    for formula in formulas:
        assert " ".join(formula.split()) in words
    for formula in re.findall(r"\$`(.*?)`\$", text):
        assert f"${formula}$" in words


def test_what_a_block_cannot_hold_stands_in_a_fence() -> None:
    r"""An underscore within a name keeps its backslash only there."""
    formula = r"\operatorname{leaky\_relu}(z)"
    assert block(formula) == f"```math\n{formula}\n```"


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}", r"\begin{bmatrix} 1 \cr 2 \end{bmatrix}"),
        (r"\hat{y}_1 + b_{\mathrm{out}}", r"\hat{y}_1 + b _{\mathrm{out}}"),
        (r"\partial x \, \partial y", r"\partial x \thinspace \partial y"),
        ("a < b", r"a \lt  b"),
        ("W[0](x)", r"W\lbrack 0\rbrack (x)"),
    ],
)
def test_what_markdown_would_change_is_written_otherwise(tex: str, plain: str) -> None:
    """The same formula, in other commands."""
    assert block(tex) == f"$$\n{plain}\n$$"


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("place", ["paragraph", "title", "cell", "code", "note"])
def test_foreign_text_is_words(text: str, place: str) -> None:
    """Nothing of it becomes an element, a link or a formula."""
    made: dict[str, Block] = {
        "paragraph": Text((text,)),
        "title": Section((text,), ()),
        "cell": Table((("h",), ("n",)), (((text,), 1),)),
        "code": Text(("see ", Code(text))),
        "note": Text((text,), "warning"),
    }
    page_ = markdown_page([made[place]], Page())
    found = drawn(page_)
    expected = {"p", "h1", "table", "thead", "tbody", "tr", "th", "td", "code", "span", "br", "strong"}
    assert set(found.tags) <= expected
    assert found.tags.count("code") == (place == "code")
    assert found.tags.count("strong") == (place == "note")
    said = "".join(found.words.split())
    assert "".join(text.replace("\n", "\\n" if place == "code" else "").split()) in said
    if place != "code":
        assert "$" not in re.sub(r"<span>\$</span>", "", page_)
        assert not re.search(r"@\w", page_)


def test_counts_are_a_plain_table() -> None:
    """Numbers to the right, the sum marked."""
    table = Table((("target",), ("×",)), (((name("x", (1, 1)),), 12), (("total",), 30)), total=True)
    assert markdown_page([table], Page()) == (
        "| target | × |\n| --- | --: |\n| $`x`$ | 12 |\n| **total** | **30** |\n"
    )


def test_formulas_are_aligned_and_those_of_latex() -> None:
    """Neighbouring equations stand in one block."""
    z, w = name("z_1", (1, 1)), name("w", (1, 1))
    text = markdown_page([Equation(z, (w,)), Equation(w, (z,))], Page())
    assert text == "$$\n\\begin{aligned}\nz_1 & = w \\cr\nw & = z_1\n\\end{aligned}\n$$\n"
    assert "z_1 & = w" in latex_fragment([Equation(z, (w,))], Page())


@pytest.mark.parametrize("function", [entry.name for entry in ops.entries()])
def test_a_bar_in_a_formula_ends_no_cell(function: str) -> None:
    """Each row of a table has as many cells as its header."""
    text = markdown_page(ops.detail(ops.entry(function)), Page())
    for table in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1
