"""The page as text: what a student reads in a terminal or a file."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy
import pytest

from bpcalc.formats.lines import cells, line_width
from bpcalc.formats.signs import ascii_text
from bpcalc.formats.text import Options, plain_text, text_lines
from bpcalc.language.tree import Expr, name
from bpcalc.report.blocks import (
    Block,
    Code,
    Display,
    Equation,
    Inline,
    Matrix,
    Section,
    Sign,
    Table,
    Text,
)

TIMES, EQUALS = Sign("·"), Sign("=")


def spelled(expr: Expr) -> str:
    """A stand-in for the notation: a formula is the name it was given."""
    return str(expr.data)


def formula(text: str) -> Expr:
    """A formula that prints as this text."""
    return name(text, (1, 1))


def matrix(rows: list[list[Any]], label: str) -> Matrix:
    """An exact value."""
    value = numpy.array(rows, dtype=object)
    return Matrix(value, (len(rows), len(rows[0])), formula(label))


def page(*blocks: Block, **chosen: Any) -> str:
    """The blocks as text, with a line feed in front."""
    return "\n" + plain_text(text_lines(blocks, Options(notation=spelled, **chosen)))


REASONS = ":   1 > 0 → 1    -1 < 0 → 0"

STEP = Section(
    ("Step 1 of 3   ", formula("∂z₂/∂x"), " = ", formula("∂z₂/∂z₁ · ∂z₁/∂x")),
    (
        Display(
            (
                matrix([[1, 0], [0, 0]], "∂z₂/∂z₁"),
                TIMES,
                matrix([[1, -2], [0, 2]], "∂z₁/∂x"),
                EQUALS,
                matrix([[1, -2], [0, 0]], "∂z₂/∂x"),
            )
        ),
        Text((formula("relu'(z₁)"), " at ", formula("z₁ = [1, -1]"), REASONS)),
        Text(("cost   8 × + 4 + = 12        total so far 12",), "quiet"),
    ),
    role="step",
)

COUNTS = Table(
    (("product",), ("multiplications",), ("additions",)),
    (
        ((formula("∂ℓ/∂ŷ · ∂ŷ/∂z₂"),), 2, 0),
        ((formula("∂ℓ/∂z₂ · ∂z₂/∂z₁"),), 4, 2),
        (("total",), 6, 2),
    ),
    total=True,
)

SOLUTION = Section(
    ("Two fully connected layers and a ReLU",),
    (
        Text(("One row per output. The derivative of ", Code("relu"), " at 0 is 0.")),
        Text((formula("b"), " is added to every row of ", formula("X W"), "."), "note"),
        Section(
            ("Forward pass",),
            (
                Equation(formula("z₁"), (formula("W₁x + b₁"),), ("2×1",)),
                Equation(formula("ŷ"), (formula("W₂z₂"),), ("1×1",)),
                Display((matrix([[Fraction(1, 2)]], "ℓ"),)),
            ),
        ),
        Section(("Forward accumulation",), (STEP,)),
        Section(("Operations",), (COUNTS,)),
    ),
)


def test_a_solution_reads_like_a_page() -> None:
    """Headings, prose, notes, equations, products, costs and a table."""
    assert (
        page(SOLUTION)
        == """
Two fully connected layers and a ReLU
═════════════════════════════════════

One row per output. The derivative of relu at 0 is 0.

Note: b is added to every row of X W.

Forward pass
────────────

   z₁ = W₁x + b₁    2×1
    ŷ = W₂z₂        1×1

   ℓ = 1/2

Forward accumulation
────────────────────

Step 1 of 3   ∂z₂/∂x = ∂z₂/∂z₁ · ∂z₁/∂x

   ∂z₂/∂z₁     ∂z₁/∂x      ∂z₂/∂x
   ⎡ 1  0 ⎤   ⎡ 1  -2 ⎤   ⎡ 1  -2 ⎤
   ⎣ 0  0 ⎦ · ⎣ 0   2 ⎦ = ⎣ 0   0 ⎦
     2×2         2×2         2×2

   relu'(z₁) at z₁ = [1, -1]:   1 > 0 → 1    -1 < 0 → 0
   cost   8 × + 4 + = 12        total so far 12

Operations
──────────

   product            multiplications   additions
   ──────────────────────────────────────────────
   ∂ℓ/∂ŷ · ∂ŷ/∂z₂                   2           0
   ∂ℓ/∂z₂ · ∂z₂/∂z₁                 4           2
   ──────────────────────────────────────────────
   total                            6           2
"""
    )


def test_the_same_page_in_ascii_on_a_narrow_page() -> None:
    """Nothing but ASCII, and the table as a list where it does not fit."""
    narrow = Section(("Operations",), (COUNTS,))
    assert (
        page(STEP, narrow, width=40, unicode=False)
        == """
Step 1 of 3   dz2/dx = dz2/dz1 * dz1/dx

   dz2/dz1     dz1/dx      dz2/dx
   [ 1  0 ]   [ 1  -2 ]   [ 1  -2 ]
   [ 0  0 ] @ [ 0   2 ] = [ 0   0 ]
     2x2         2x2         2x2

   relu'(z1) at z1 = [1, -1]:
   1 > 0 -> 1    -1 < 0 -> 0
   cost   8 x + 4 + = 12
   total so far 12

Operations
==========

   product: dl/dyhat * dyhat/dz2
   multiplications: 2
   additions: 0

   product: dl/dz2 * dz2/dz1
   multiplications: 4
   additions: 2

   product: total
   multiplications: 6
   additions: 2
"""
    )


def test_a_table_is_a_list_only_where_it_does_not_fit() -> None:
    """The width of its longest line and the indent is enough; one column less is not."""
    wide = page(COUNTS)
    longest = max(map(len, wide.splitlines()))
    assert page(COUNTS, width=longest) == wide
    assert "additions: 2" in page(COUNTS, width=longest - 1)


def test_words_between_wide_gaps_stay_together() -> None:
    """Reasons and costs are broken between, not within."""
    text = Text(("cost   8 × + 4 + = 12        total so far 12",), "quiet")
    assert page(text, width=40) == "\ncost   8 × + 4 + = 12\ntotal so far 12\n"


def test_a_long_equation_is_broken_before_its_equals_signs() -> None:
    """A side that is still too long goes on, indented, before an operator."""
    gradient = Equation(
        formula("∂L/∂W₁"),
        (formula("∂L/∂E · ∂E/∂W₁"), formula("2·Aᵀ (relu'(B) ⊙ F W₂ᵀ) / n + 3·x")),
        ("in the shape of W₁",),
    )
    assert (
        page(gradient, width=40)
        == """
   ∂L/∂W₁ = ∂L/∂E · ∂E/∂W₁
          = 2·Aᵀ (relu'(B) ⊙ F W₂ᵀ) / n
              + 3·x
       in the shape of W₁
"""
    )


def test_notes_hang_and_formulas_in_prose_stay_whole() -> None:
    """A line is broken between words, never inside a formula that fits on a line."""
    text = Text(("The sum of the rows of ", formula("a + b + c"), ", not one row."), "note")
    assert (
        page(text, width=34)
        == """
Note: The sum of the rows of
      a + b + c, not one row.
"""
    )


def test_line_feeds_in_a_text_are_kept() -> None:
    """An author's notes in several lines."""
    assert page(Text(("first\n  second\n\nthird",))) == "\nfirst\n  second\n\nthird\n"


def test_a_quiet_text_stays_close_to_the_text_before_it() -> None:
    """Other blocks are one blank line apart."""
    assert page(Text(("a",)), Text(("b",), "quiet"), Text(("c",))) == "\na\nb\n\nc\n"


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("abc\u202edef", "abc\\u202edef"),
        ("[bold]x[/] :smile: [/", "[bold]x[/] :smile: [/"),
        ("carriage\rreturn", "carriage\\x0dreturn"),
    ],
)
def test_foreign_text_cannot_command_a_terminal(foreign: str, shown: str) -> None:
    """In words, code, names and cells alike."""
    inline: Inline = (foreign, " ", Code(foreign), " ", formula(foreign))
    expected = f"{shown} {shown} {shown}"
    assert page(Text(inline), width=200) == f"\n{expected}\n"
    assert expected in page(Table((inline,), ((inline,),)), width=200)
    assert expected in page(Section(inline, ()), width=200)
    assert f"{shown} = 1\n" in page(Display((matrix([[1]], foreign),)), width=200)


@pytest.mark.parametrize(
    ("text", "width"), [("W₁x", 3), ("ŷ", 1), ("y\u0302", 1), ("z\u0304", 1), ("幅", 2), ("", 0)]
)
def test_width_is_counted_in_cells_of_the_screen(text: str, width: int) -> None:
    """A combining accent takes none, a wide character two."""
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("∂ℓ/∂ŷ → 2×2", "dl/dyhat -> 2x2"),
        ("ŷ₁ + z̄₂ẑ", "yhat1 + zbar2zhat"),
        ("x̄² ≈ ½‖z‖²", "xbar^2 ~ 1/2||z||^2"),
        ("σ(z₁₂) · Δ ≤ π", "sigma(z12) * Delta <= pi"),
        ("Xᵀ ⊙ 10⁻³ ≠ a′", "X.T * 10^-3 != a'"),
        ("Größe, être, Übung", "Grosse, etre, Ubung"),
        ("網", "\\u7db2"),
    ],
)
def test_ascii_keeps_the_meaning_of_mathematics(text: str, expected: str) -> None:
    """An accent on a lone letter is spelled out, one within a word dropped."""
    assert ascii_text(text) == expected


def _random_inline(rng: random.Random) -> Inline:
    words = "".join(rng.choice("abcdefg ŷ→×网 \n") for _ in range(rng.randint(0, 90)))
    return (words, formula("x₁ + " * rng.randint(1, 30) + "y"), Code("k" * rng.randint(1, 90)))


def _random_blocks(rng: random.Random, depth: int = 0) -> tuple[Block, ...]:
    """Every kind of block, nested."""
    m, n = rng.randint(1, 4), rng.randint(1, 20)
    value = matrix([[rng.randint(-99, 99) for _ in range(n)] for _ in range(m)], "∂ŷ/∂W₁")
    table = Table(
        (("名",), ("n",), _random_inline(rng)),
        tuple((_random_inline(rng), rng.randint(0, 10**6), ()) for _ in range(2)),
        total=rng.random() < 0.5,
    )
    side = formula("a·b + " * 9 + "c")
    equation = Equation(formula("w" * rng.randint(1, 60)), (side, side), ("≈",))
    blocks: tuple[Block, ...] = (
        Text(_random_inline(rng), rng.choice(["", "note", "warning", "quiet"])),
        Display((value, TIMES, value, EQUALS, value)),
        equation,
        equation,
        table,
    )
    if depth < 3:
        inner = _random_blocks(rng, depth + 1)
        blocks += (Section(_random_inline(rng), inner, rng.choice(["", "step"])),)
    return blocks


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_every_page_keeps_its_margins(width: int, unicode: bool) -> None:
    """No line too wide, no blank at an end, and in ASCII no other character."""
    rng = random.Random(width)
    for _ in range(10):
        lines = text_lines(_random_blocks(rng), Options(width, unicode, notation=spelled))
        text = plain_text(lines)
        assert max(map(line_width, lines)) <= width
        assert all(line == line.rstrip() for line in text.split("\n"))
        assert unicode or text.isascii()
