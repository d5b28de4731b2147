"""Sizes: polynomials in letters that behave like the numbers they stand for."""

from __future__ import annotations

from random import Random

import pytest

from bpcalc.language.parser import parse
from bpcalc.language.sizes import Polynomial, Size, letter, letters, shape_text, size_at, size_text
from bpcalc.language.syntax import Binary, Name, Number, Syntax, Unary

N, M, K = letter("n"), letter("m"), letter("k")


def test_letters_that_cancel_leave_numbers() -> None:
    """n − n is the int 0, n − (n − 3) the int 3."""
    assert N - N == 0
    assert type(N - (N - 3)) is int
    assert N - (N - 3) == 3
    assert 0 * N == 0
    assert type(N * 0) is int


def test_equal_polynomials_are_equal_and_hash_alike() -> None:
    """(n + m)² is n² + 2 n m + m², however it is found."""
    left, right = (N + M) * (N + M), N * N + 2 * M * N + M * M
    assert left == right
    assert hash(left) == hash(right)
    assert N != M
    assert N != 3
    assert len({left, right}) == 1


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (4, "4"), (0, "0"), (-2, "-2"), (N, "n"), (N + 1, "n + 1"), (1 - N, "-n + 1"), (2 * N * M + N, "2*m*n + n"),
        (N * N - 1, "n^2 - 1"), (-1 * N * M, "-m*n"), (N * N * M + N, "m*n^2 + n"), (M + N + K, "k + m + n"),
    ],
)  # fmt: skip
def test_a_size_as_text(size: Size, text: str) -> None:
    """Highest powers first, letters in order."""
    assert size_text(size) == text
    assert str(size) == text


def test_a_shape_as_text() -> None:
    """Sums in brackets."""
    assert shape_text((2, 3)) == "2×3"
    assert shape_text((N, M + 1)) == "n×(m + 1)"


def at(t: Syntax, values: dict[str, int]) -> int:
    """The value of the text of a size, without the language's own reader."""
    match t:
        case Number(value=value):
            return int(value)
        case Name(name=name):
            return values[name]
        case Unary(operand=operand):
            return -at(operand, values)
        case Binary(operator=operator, left=left, right=right):
            a, b = at(left, values), at(right, values)
            return {"+": a + b, "-": a - b, "*": a * b, "^": int(a ** abs(b))}[operator]
    raise AssertionError(t)


@pytest.mark.parametrize("seed", range(100))
def test_polynomials_behave_like_their_values(seed: int) -> None:
    """Random sums and products, evaluated before and after; the text parses back to them."""
    random = Random(seed)
    values = {"n": random.randint(1, 9), "m": random.randint(1, 9), "k": random.randint(1, 9)}
    symbol: Size = random.choice((N, M, K, 2))
    number = symbol if isinstance(symbol, int) else values[size_text(symbol)]
    for _ in range(random.randint(1, 6)):
        name = random.choice("nmk")
        other: Size = random.choice((letter(name), random.randint(-3, 3)))
        value = values[name] if isinstance(other, Polynomial) else other
        match random.randrange(4):
            case 0:
                symbol, number = symbol + other, number + value
            case 1:
                symbol, number = other - symbol, value - number
            case 2:
                symbol, number = symbol * other, number * value
            case 3:
                symbol, number = -symbol, -number
    assert size_at(symbol, values) == number
    assert at(parse(size_text(symbol)), values) == number
    assert letters(symbol) <= set(values)


def test_binding_some_letters_leaves_the_others() -> None:
    """n m + m with n = 2 is 3 m."""
    assert size_at(N * M + M, {"n": 2}) == 3 * M
    assert size_at(5, {"n": 2}) == 5


def test_sizes_do_not_change() -> None:
    """They are keys of tables."""
    with pytest.raises(AttributeError):
        N.terms = ()
