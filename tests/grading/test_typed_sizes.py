"""Counts as polynomials, in the spellings of a page and of a hand."""

from __future__ import annotations

import pytest

from tests.grading.sheets import by_key

RIGHT = {
    "reverse": ["3*m*n", "3mn", "3nm", "3 m n", "3·m·n", "3 × m × n", "3m*n", "(2n + n)m", "m(n+n+n)"],
    "forward": ["2*n^2 + m*n", "2n² + mn", "2n^2+mn", "n(2n+m)", "2n**2 + nm", "2·n² + m·n"],
}


@pytest.mark.parametrize(("mode", "text"), [(mode, text) for mode, texts in RIGHT.items() for text in texts])
def test_a_polynomial_is_read_as_it_is_written(mode: str, text: str) -> None:
    (found,) = by_key("four-matrices", f"counts:\n  {mode}: {text}\n").values()
    assert found.verdict == "right", found.remark
    (other,) = by_key("four-matrices", f"counts:\n  {mode}: {text} + n\n").values()
    assert other.verdict == "wrong"


@pytest.mark.parametrize(
    ("spec", "line", "said"),
    [
        ("four-matrices", "reverse: 3kn", "kn is no size of this exercise; the sizes: n, m"),
        ("four-matrices", "reverse: 2.5n", "write reverse: 123, or 2*n^2"),
        ("four-matrices", "left to right: 18", "left to right is no mode; write forward in its place"),
        ("four-matrices", "right to left: 18", "write reverse in its place"),
        ("relu-net", "reverse: 3n", "the sizes of this exercise are numbers"),
        ("relu-net", "reverse: 1/2", "write reverse: 123"),
    ],
)
def test_what_is_no_count_is_told_in_the_sizes_of_the_exercise(spec: str, line: str, said: str) -> None:
    (found,) = by_key(spec, f"answers:\n  counts:\n    {line}\n").values()
    assert found.verdict == "unreadable"
    assert said in found.remark


def test_a_long_word_is_no_product_of_letters() -> None:
    """It is refused before it is taken apart."""
    (found,) = by_key("four-matrices", f"counts: {{reverse: {'n' * 3000}k}}\n").values()
    assert found.verdict == "unreadable"
