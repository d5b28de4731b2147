"""Matrices and products as a person writes them, at every width."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy
import pytest

from bpcalc.formats.display import display_lines
from bpcalc.formats.lines import line_width, plain_text
from bpcalc.formats.options import Options
from bpcalc.language.numbers import read_number
from bpcalc.language.tree import Expr, name
from bpcalc.report.blocks import Matrix, Sign

DOT, PLUS, EQUALS, HADAMARD = Sign("·"), Sign("+"), Sign("="), Sign("⊙")


def spelled(expr: Expr) -> str:
    """A stand-in for the notation: names only."""
    return str(expr.data)


def matrix(rows: Sequence[Sequence[Any]], label: str = "") -> Matrix:
    """Exact, unless all entries are floats."""
    floats = all(isinstance(entry, float) for row in rows for entry in row)
    value = numpy.array(rows, dtype=float if floats else object)
    height, width = value.shape
    return Matrix(value, (height, width), name(label, (height, width)) if label else None)


def counting(height: int, width: int, label: str = "") -> Matrix:
    """1, 2, 3, … row by row."""
    rows = [[row * width + column + 1 for column in range(width)] for row in range(height)]
    return matrix(rows, label)


def drawn(*parts: Matrix | Sign, width: int = 77, **chosen: Any) -> str:
    """The display as text, with a line feed in front."""
    options = Options(notation=spelled, **chosen)
    return "\n" + plain_text(display_lines(parts, options, width))


W1, X, B1 = matrix([[1, -2], [0, 2]], "W₁"), matrix([[1], [0]], "x"), matrix([[0], [-1]], "b₁")


def test_factors_stand_side_by_side_with_names_above_and_shapes_below() -> None:
    """The middle rows are on one line, with the signs between them."""
    assert (
        drawn(W1, DOT, X, PLUS, B1, EQUALS, matrix([[1], [-1]], "z₁"))
        == """
   W₁         x       b₁       z₁
⎡ 1  -2 ⎤   ⎡ 1 ⎤   ⎡  0 ⎤   ⎡  1 ⎤
⎣ 0   2 ⎦ · ⎣ 0 ⎦ + ⎣ -1 ⎦ = ⎣ -1 ⎦
   2×2       2×1     2×1      2×1
"""
    )


def test_each_name_and_shape_keeps_to_its_own_matrix() -> None:
    """A row times a square matrix: the row is level with the middle of the square."""
    upstream, local = matrix([[-1, 1]], "∂ℓ/∂z₂"), matrix([[1, 0], [0, 0]], "∂z₂/∂z₁")
    assert (
        drawn(upstream, DOT, local, EQUALS, matrix([[-1, 0]], "∂ℓ/∂z₁"))
        == """
            ∂z₂/∂z₁
 ∂ℓ/∂z₂     ⎡ 1  0 ⎤    ∂ℓ/∂z₁
[ -1  1 ] · ⎣ 0  0 ⎦ = [ -1  0 ]
   1×2        2×2         1×2
"""
    )


def test_ascii_spells_every_sign() -> None:
    """A product of matrices is `@` and an elementwise one `*`, as in a spec."""
    product = matrix([[1], [0], [-1]], "v")
    square = matrix([[1, 2, 0], [0, 0, 0], [Fraction(1, 2), 0, 1]])
    assert (
        drawn(square, DOT, product, HADAMARD, product, EQUALS, product, unicode=False)
        == """
                  v        v        v
[   1  2  0 ]   [  1 ]   [  1 ]   [  1 ]
|   0  0  0 | @ |  0 | * |  0 | = |  0 |
[ 1/2  0  1 ]   [ -1 ]   [ -1 ]   [ -1 ]
     3x3         3x1      3x1      3x1
"""
    )


def test_a_product_of_numbers_has_no_brackets() -> None:
    """A negative factor has parentheses, a negative result has none."""
    factors = matrix([[-4]], "∂E/∂ŷ"), DOT, matrix([[-3]], "∂ŷ/∂x₂")
    assert (
        drawn(*factors, EQUALS, matrix([[-12]], "∂E/∂x₂"))
        == """
∂E/∂ŷ   ∂ŷ/∂x₂   ∂E/∂x₂
 -4   ·  (-3)  =  -12
"""
    )


def test_a_number_alone_is_an_equation() -> None:
    """A 1×1 with a name needs no drawing."""
    assert drawn(matrix([[Fraction(1, 2)]], "ℓ")) == "\nℓ = 1/2\n"
    assert drawn(matrix([[Fraction(1, 2**40)]], "ℓ")) == "\nℓ ≈ 9.09495e-13\n"


def test_rounded_exact_numbers_are_marked() -> None:
    """`=` becomes `≈`, for a factor as well; a matrix without `=` has `≈` in front."""
    long = matrix([[Fraction(123456789, 7654321)], [Fraction(1, 3)]], "v")
    assert (
        drawn(long, HADAMARD, X, EQUALS, long)
        == """
      v           x           v
⎡ 16.1290   ⎤   ⎡ 1 ⎤   ⎡ 16.1290   ⎤
⎣  0.333333 ⎦ ⊙ ⎣ 0 ⎦ ≈ ⎣  0.333333 ⎦
     2×1         2×1         2×1
"""
    )
    assert drawn(long, HADAMARD, X, EQUALS, X).splitlines()[3].endswith("≈ ⎣ 0 ⎦")
    assert drawn(long, X).splitlines()[3].startswith("≈ ⎣")


def test_floats_are_aligned_at_the_point() -> None:
    """One number of decimals for all; an integral one has none."""
    assert (
        drawn(matrix([[0.5, 0.7310585786], [2.0, -0.25]]))
        == """
⎡ 0.500000   0.731059 ⎤
⎣ 2         -0.250000 ⎦
          2×2
"""
    )


def test_a_long_matrix_shows_its_corners() -> None:
    """Above 16 rows or columns, three from each end are printed."""
    assert (
        drawn(matrix(numpy.eye(17, dtype=int).tolist(), "I"))
        == """
           I
⎡ 1  0  0  ⋯  0  0  0 ⎤
⎢ 0  1  0  ⋯  0  0  0 ⎥
⎢ 0  0  1  ⋯  0  0  0 ⎥
⎢ ⋮  ⋮  ⋮  ⋱  ⋮  ⋮  ⋮ ⎥
⎢ 0  0  0  ⋯  1  0  0 ⎥
⎢ 0  0  0  ⋯  0  1  0 ⎥
⎣ 0  0  0  ⋯  0  0  1 ⎦
         17×17
"""
    )


def test_sixteen_rows_and_columns_are_printed_in_full() -> None:
    """The limit is the first size that is not cut."""
    text = drawn(counting(16, 16), width=120)
    assert re.findall(r"\d+", text.rpartition("16×16")[0]) == [str(i + 1) for i in range(256)]


def test_only_the_long_side_is_cut() -> None:
    """Columns of 20 rows stay complete from left to right."""
    assert (
        drawn(counting(20, 2), unicode=False)
        == """
[  1   2 ]
|  3   4 |
|  5   6 |
| :   :  |
| 35  36 |
| 37  38 |
[ 39  40 ]
   20x2
"""
    )


def test_a_matrix_too_large_to_be_built_still_has_its_name_and_shape() -> None:
    """Its value is None."""
    assert (
        drawn(Matrix(None, (4096, 1024), name("∂z/∂x", (4096, 1024))), DOT, X)
        == """
              x
  ∂z/∂x     ⎡ 1 ⎤
  [ ⋯ ]   · ⎣ 0 ⎦
4096×1024    2×1
"""
    )


PRODUCT = counting(2, 4, "A"), DOT, counting(4, 3, "B"), EQUALS, counting(2, 3, "C")


def test_a_long_product_is_broken_before_its_equals_sign() -> None:
    """Factors stay together while they fit; the result starts where they start."""
    assert (
        drawn(*PRODUCT, width=44)
        == """
                         B
        A          ⎡  1   2   3 ⎤
  ⎡ 1  2  3  4 ⎤   ⎢  4   5   6 ⎥
  ⎣ 5  6  7  8 ⎦ · ⎢  7   8   9 ⎥
       2×4         ⎣ 10  11  12 ⎦
                        4×3

       C
  ⎡ 1  2  3 ⎤
= ⎣ 4  5  6 ⎦
      2×3
"""
    )


def test_factors_that_do_not_fit_together_stand_alone() -> None:
    """Each has its sign in front; no matrix is ever wrapped."""
    assert (
        drawn(*PRODUCT, width=30)
        == """
        A
  ⎡ 1  2  3  4 ⎤
  ⎣ 5  6  7  8 ⎦
       2×4

        B
  ⎡  1   2   3 ⎤
  ⎢  4   5   6 ⎥
· ⎢  7   8   9 ⎥
  ⎣ 10  11  12 ⎦
       4×3

       C
  ⎡ 1  2  3 ⎤
= ⎣ 4  5  6 ⎦
      2×3
"""
    )


def test_stacking_starts_when_the_line_is_full_and_not_before() -> None:
    """A width that holds the longest line holds the display; one column less does not."""
    wide = drawn(*PRODUCT, width=200)
    longest = max(map(len, wide.splitlines()))
    assert drawn(*PRODUCT, width=longest) == wide
    assert drawn(*PRODUCT, width=longest - 1) == drawn(*PRODUCT, width=44)


def test_matrices_without_signs_fill_the_lines_like_words() -> None:
    """A list of parameters or gradients."""
    assert (
        drawn(*(counting(2, width) for width in range(1, 5)), width=40)
        == """
⎡ 1 ⎤   ⎡ 1  2 ⎤   ⎡ 1  2  3 ⎤
⎣ 2 ⎦   ⎣ 3  4 ⎦   ⎣ 4  5  6 ⎦
 2×1      2×2          2×3

⎡ 1  2  3  4 ⎤
⎣ 5  6  7  8 ⎦
     2×4
"""
    )


@pytest.mark.parametrize(
    ("width", "first", "last"),
    [
        (50, "⎡  1   2   3   4   5   6   7   8   9  10  11  12 ⎤", "2×12"),
        (49, "⎡  1  2  3  4  5  6  7  8  9 10 11 12 ⎤", "2×12"),
        (36, "⎡  1   2   3   4  ⋯  10  11  12 ⎤", "2×12  … 5 more columns …"),
        (20, "⎡  1   2  ⋯  12 ⎤", "2×12"),
    ],
)
def test_a_matrix_wider_than_the_page_first_moves_together_then_loses_columns(
    width: int, first: str, last: str
) -> None:
    """Columns are left out of the middle, as few as possible, and the page says how many."""
    lines = drawn(counting(2, 12), width=width).splitlines()
    assert (lines[1].strip(), lines[3].strip()) == (first, last)


@pytest.mark.parametrize("width", [56, 76, 196])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_page_and_no_number_is_lost(width: int, unicode: bool) -> None:
    """Random products on pages of 60, 80 and 200 columns, less the indent."""
    rng = random.Random(width)
    options = Options(notation=spelled, unicode=unicode)
    for _ in range(60):
        m, k, n = (rng.randint(1, 9) for _ in range(3))
        parts = counting(m, k, "A"), DOT, counting(k, n, "∂B/∂C"), EQUALS, counting(m, n)
        lines = display_lines(parts, options, width)
        assert max(map(line_width, lines)) <= width
        without_shapes = re.sub(r"\d+[×x]\d+", "", plain_text(lines))
        found = sorted(int(number) for number in re.findall(r"\d+", without_shapes))
        assert found == sorted(i + 1 for size in (m * k, k * n, m * n) for i in range(size))


@pytest.mark.parametrize("width", [30, 40, 60])
def test_elided_products_and_long_names_keep_to_the_page(width: int) -> None:
    """Floats of every magnitude in up to 20 columns."""
    rng = random.Random(width)
    for _ in range(100):
        m, n = rng.randint(1, 4), rng.randint(1, 20)
        rows = [[rng.gauss(0, 1) * 10.0 ** rng.randint(-9, 9) for _ in range(n)] for _ in range(m)]
        value = matrix(rows, "a_long_name_of_a_quantity")
        lines = display_lines((value, PLUS, value, EQUALS, value), Options(notation=spelled), width)
        assert max(map(line_width, lines)) <= width


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (0, 0)])
def test_a_matrix_without_entries_has_its_shape(shape: tuple[int, int]) -> None:
    """Empty brackets, and no failure."""
    text = drawn(Matrix(numpy.zeros(shape), shape))
    assert f"{shape[0]}×{shape[1]}" in text
    assert text.count("[") + text.count("⎡") == 1


def test_a_number_wider_than_the_page_is_printed_whole() -> None:
    """The only line that may pass the margin."""
    assert "[ -123456789012345 ]" in drawn(matrix([[-123456789012345]]), EQUALS, X, width=10)


def test_entries_read_back_in_their_places() -> None:
    """Row by row, every entry of an exact matrix is the number it was."""
    rng = random.Random(5)
    for _ in range(50):
        m, n = rng.randint(2, 5), rng.randint(1, 5)
        rows = [[Fraction(rng.randint(-99, 99), rng.randint(1, 12)) for _ in range(n)] for _ in range(m)]
        body = drawn(matrix(rows), width=120).splitlines()[1 : m + 1]
        found = [[read_number(text) for text in line[1:-1].split()] for line in body]
        assert [[literal and literal.value for literal in row] for row in found] == rows
