"""LaTeX: the same numbers, a document that compiles, no command from foreign text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy
import pytest

from bpcalc.formats.chains import Chain, chained
from bpcalc.formats.latex import latex_document, latex_fragment
from bpcalc.formats.latex_text import escaped, prose
from bpcalc.formats.solution_json import solution_json
from bpcalc.formats.tex import rows, writer
from bpcalc.formats.tex_matrix import Numbers, bracketed, number, single
from bpcalc.formats.tex_tree import tree
from bpcalc.formats.tex_width import width
from bpcalc.language.tree import name, partial
from bpcalc.report import ops
from bpcalc.report.blocks import (
    Axis,
    Block,
    Code,
    Curve,
    Display,
    Equation,
    Figure,
    Matrix,
    Plot,
    Section,
    Sign,
    Table,
    Text,
)
from bpcalc.report.solution import page, style
from bpcalc.report.style import Page
from tests.reference.readback import NETWORKS, from_latex, missing, solved

ENGINE = shutil.which("pdflatex")
EVIL = [
    r"\input{/etc/passwd}",
    r"\write18{id}",
    r"$x$ \(y\) \[z\] \begin{verbatim}",
    "} \\end{document}",
    "100% & #1 _ ^ ~ { }",
    "^^5cinput{x}",
    "a\n\n[b]\n*c",
    "-- --- ,, << >> ?` !` '' `` \"q\"",
]


def compiled(text: str, folder: Path) -> str:
    """The log of pdfLaTeX, which ran without an error."""
    (folder / "page.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [str(ENGINE), "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "page.tex"],
        cwd=folder, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-2000:]
    return log


def balanced(text: str) -> bool:
    """Whether every environment and brace is closed."""
    text = re.sub(r"\\[\\{}]", "", text)
    depth = 0
    for sign in re.findall("[{}]", text):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    open_: list[str] = []
    for kind, which in re.findall(r"\\(begin|end)\{([a-z*]+)\}", text):
        if kind == "begin":
            open_.append(which)
        else:
            assert open_.pop() == which
    return depth == 0 and not open_


@pytest.mark.parametrize("network", NETWORKS)
def test_the_numbers_are_those_of_the_json(network: str) -> None:
    """Every quantity, Jacobian and gradient, under its name."""
    solution = solved(network)
    record = json.loads(solution_json(solution))["cases"][0]
    text = latex_fragment(page(solution), style(solution))
    bar = solution.network.conventions.notation == "bar"
    assert missing(record, record["of"] or "", bar, from_latex(text)) == []
    assert balanced(text)


@pytest.mark.skipif(ENGINE is None, reason="no LaTeX engine is installed")
@pytest.mark.parametrize("network", NETWORKS)
def test_every_document_compiles_and_keeps_its_margins(network: str, tmp_path: Path) -> None:
    """All cases, with the arithmetic of each entry."""
    solution = solved(network, case=False)
    log = compiled(latex_document(page(solution, detail=True), style(solution)), tmp_path)
    assert "Overfull" not in log


@pytest.mark.skipif(ENGINE is None, reason="no LaTeX engine is installed")
def test_a_fragment_needs_nothing_but_amsmath(tmp_path: Path) -> None:
    """Matrices with more than ten columns included."""
    solution = solved("batch-mse")
    body = latex_fragment(page(solution), style(solution))
    log = compiled(
        "\\documentclass[12pt]{article}\\usepackage{amsmath}\\begin{document}\n"
        f"{body}\\end{{document}}",
        tmp_path,
    )
    assert "Overfull" not in log


@pytest.mark.parametrize("text", EVIL)
def test_foreign_text_holds_no_command(text: str) -> None:
    """Every backslash left is one that this program wrote."""
    tex = prose(text)
    commands = set(re.findall(r"\\(?:[A-Za-z]+|.)", tex.replace("\\\\{}\n", "")))
    assert commands <= {
        r"\textbackslash", r"\textasciicircum", r"\textasciitilde", r"\textasciigrave", r"\{", r"\}",
        r"\$", r"\&", r"\#", r"\_", r"\%", r"\(", r"\)",
    }  # fmt: skip
    assert balanced(tex)
    assert not re.search(r"(?<!\\)[$&#%^~_]", re.sub(r"\\\(.*?\\\)", "", tex))


def evil_blocks() -> list[Block]:
    """Foreign text wherever a spec can put it, and letters that no font has."""
    parts: list[Block] = [Text((text,), "note") for text in EVIL]
    parts += [Section((text, Code(text)), (Text((Code(text), text)),)) for text in EVIL]
    rows = tuple(((text,), 1) for text in EVIL)
    words = Text(("É ą ß 中文 \u05d0 Привет €, ½‖ŷ‖² ≤ ∂ℓ/∂z₁ → −1 ✓ ✗",))
    equation = Equation(name("größe_中", (1, 1)), (name("x", (1, 1)),), ("remark & %",))
    return [*parts, Table((("[a",), ("n",)), rows, total=True), words, equation]


def test_foreign_text_leaves_the_structure_alone() -> None:
    """No environment opened or closed by a title, a note, a name or a cell."""
    assert balanced(latex_document(evil_blocks(), Page()))


@pytest.mark.skipif(ENGINE is None, reason="no LaTeX engine is installed")
def test_foreign_text_compiles(tmp_path: Path) -> None:
    """Whatever the letters, the brackets and the first character of a line."""
    plot = Plot((Curve("a_1 & $", ((0, 1), (1, 2))),), Axis("h"), Axis("%"))
    blocks = [*evil_blocks(), plot, Figure("<svg></svg>", "a → \\end{document}", ("said",))]
    compiled(latex_document(blocks, Page()), tmp_path)


@pytest.mark.parametrize("name", [entry.name for entry in ops.entries()])
def test_the_formulas_of_every_function_are_read(name: str) -> None:
    """No function brings a LaTeX command that a page of MathML would not know."""
    for command in re.findall(r"\\\((.*?)\\\)", latex_fragment(ops.detail(ops.entry(name)), Page())):
        assert tree(command).kind == "row"


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("1/2", r"\tfrac{1}{2}"),
        ("-7/3", r"-\tfrac{7}{3}"),
        ("-0.5", "-0.5"),
        ("1.5e-7", r"1.5 \cdot 10^{-7}"),
        ("-2e12", r"-2 \cdot 10^{12}"),
        ("inf", r"\infty"),
        ("-inf", r"-\infty"),
    ],
)
def test_a_number_is_set_as_one(text: str, tex: str) -> None:
    """Fractions stay exact, powers of ten are written as such."""
    assert number(text) == tex


def matrix(rows: list[list[object]], label: str = "") -> Matrix:
    """A value with a name."""
    value = numpy.array(rows, dtype=object)
    return Matrix(value, (len(rows), len(rows[0])), name(label, value.shape) if label else None)


def test_a_large_matrix_is_elided_and_says_its_shape() -> None:
    """Three rows and columns from each end."""
    value = numpy.arange(400).reshape(20, 20).astype(object)
    tex = bracketed(Matrix(value, (20, 20)), Numbers()).tex
    assert r"0 & 1 & 2 & \cdots & 17 & 18 & 19 \\" in tex
    assert r"\vdots & \vdots & \vdots & \ddots & \vdots & \vdots & \vdots" in tex
    assert tex.endswith(r"_{20 \times 20}")


def test_decimal_points_stand_below_each_other() -> None:
    """By digits that are not seen."""
    tex = bracketed(matrix([[Fraction("-0.5")], [Fraction("12.25")], [3]]), Numbers(decimals=True)).tex
    assert tex == (
        r"\begin{bmatrix} \phantom{0}-0.5\phantom{0} \\ \phantom{-}12.25 \\ "
        r"\phantom{-}\phantom{0}3\phantom{.00} \end{bmatrix}"
    )


def flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of all sections, one after another."""
    for block in blocks:
        if isinstance(block, Section):
            yield from flat(block.blocks)
        else:
            yield block


@pytest.mark.parametrize("limit", [16, 32])
@pytest.mark.parametrize("network", NETWORKS)
def test_the_width_of_a_line_is_that_of_what_it_says(network: str, limit: int) -> None:
    """It is added up from formulas and entries, and the same as that of the whole line."""
    solution = solved(network)
    to = writer(style(solution), limit)
    chains = [item for item in chained([*flat(page(solution))]) if isinstance(item, Chain)]
    lines = [line for chain in chains for line in rows(chain, to)]
    assert len(lines) > 3
    for line in lines:
        assert line.width == pytest.approx(width(f"{{}} {line.left} {line.right}"))


def test_a_rounded_value_says_so() -> None:
    """An exact number too long to print follows an ≈, as in text."""
    long = matrix([[Fraction(1, 3**20)]], "s")
    assert single(long, Numbers()).rounded
    text = latex_fragment([Display((long,))], Page())
    assert r"s & \approx 2.86797 \cdot 10^{-10}" in text


def test_an_equation_goes_on_into_its_numbers() -> None:
    """On one line where it fits."""
    z, w, x = (name(letter, (1, 1)) for letter in "zwx")
    blocks: list[Block] = [
        Equation(z, (w,)),
        Display((matrix([[-2]], "w"), Sign("·"), matrix([[-3]], "x"), Sign("="), matrix([[6]], "z"))),
    ]
    assert "z & = w = -2 \\cdot (-3) = 6\n" in latex_fragment(blocks, Page())
    assert x.shape == (1, 1)


def test_what_does_not_fit_is_broken_before_a_sign() -> None:
    """Before `=` first, then between the factors; nothing is wider than the line."""
    wide = matrix([[1000 + k for k in range(9)]] * 9)
    parts = (wide._replace(label=name("A", (9, 9))), Sign("·"), wide._replace(label=name("B", (9, 9))))
    blocks = [Display((*parts, Sign("="), wide._replace(label=name("C", (9, 9)))))]
    body = re.search(r"\\begin\{align\*\}\n(.*)\\end\{align\*\}", latex_fragment(blocks, Page()), re.DOTALL)
    assert body
    lines = body[1].rstrip().split(" \\\\\n")
    assert [re.sub(r"\\begin.*", "M", line.strip()) for line in lines] == [
        r"C & = A \cdot B", "& = M", r"& \quad \cdot M", "& = M",
    ]  # fmt: skip
    assert all(width(line.replace("&", "")) <= 32 for line in lines)


def test_the_share_of_one_path_is_not_called_the_whole() -> None:
    """`dz/dx` of one path is written as its product."""
    left, right = partial("l", ("z",), (1, 1)), partial("z", ("x",), (1, 1))
    parts = (
        matrix([[2]])._replace(label=left), Sign("·"), matrix([[3]])._replace(label=right),
        Sign("="), matrix([[6]])._replace(label=partial("l", ("x",), (1, 1))),
    )  # fmt: skip
    text = latex_fragment([Display(parts, share=True)], Page())
    assert r"\frac{\partial \ell}{\partial x}" not in text
    assert r"= 2 \cdot 3 = 6" in text


@pytest.mark.parametrize("minus", ["x = -1", "(-1)", "at -0.5"])
def test_a_negative_number_in_prose_has_a_minus(minus: str) -> None:
    """Not a hyphen, which is shorter."""
    assert r"\(-\)" in escaped(minus)


def test_a_hyphen_stays_one() -> None:
    """`--brief` does not become a dash."""
    assert escaped("well-known --brief 3-4") == "well-known -{}-brief 3-4"
