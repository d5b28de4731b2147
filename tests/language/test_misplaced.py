"""What is wrong where (E2xx)."""

from __future__ import annotations

import pytest

from bpcalc.language.parser import parse
from tests.language.typed import problem_of, shown


@pytest.mark.parametrize(
    ("text", "code", "start", "end"),
    [
        ("", "E207", 0, 0), ("   ", "E207", 2, 3), ("x +", "E207", 2, 3), ("x + ", "E207", 3, 4), ("x @ * y", "E207", 4, 5),
        ("* x", "E207", 0, 1), ("x, y", "E207", 1, 2), ("f(x,,y)", "E207", 4, 5), ("A[::2]", "E207", 3, 4), ("A[,]", "E207", 2, 3),
        ("x : y", "E207", 2, 3), ("x ^", "E207", 2, 3), ("[1, 2]", "E207", 0, 1), ("x + [1]", "E207", 4, 5), ("x + and y", "E207", 4, 7),
        ("f(a=1, x)", "E207", 7, 8), ("∂", "E207", 0, 1), ("x + ∂x", "E207", 4, 5), ("x < < y", "E207", 4, 5), ("not", "E207", 2, 3),
        ("(x", "E203", 0, 1), ("f(x", "E203", 1, 2), ("A[0", "E203", 1, 2), ("(a + (b)", "E203", 0, 1), ("x)", "E203", 1, 2),
        ("x]", "E203", 1, 2), ("(x]", "E203", 2, 3), ("()", "E203", 0, 2), ("(a + )", "E203", 5, 6), ("A[]", "E203", 1, 3),
        ("x y", "E204", 0, 3), ("2x", "E204", 0, 2), ("2 x", "E204", 0, 3), ("a + 2 x", "E204", 4, 7), ("0.1.2", "E208", 0, 5),
        ("2(x)", "E204", 0, 2), ("(a)(b)", "E204", 2, 4), ("x 2", "E204", 0, 3), ("exp x", "E204", 0, 5), ("A[0] x", "E204", 3, 6),
        ("x not y", "E204", 0, 5), ("x = y", "E205", 2, 3), ("f(x) = y", "E205", 5, 6), ("x.U", "E206", 1, 3), ("x.shape", "E206", 1, 7),
        ("x.", "E206", 1, 2), ("x . + y", "E206", 2, 3), ("x + 1e999", "E208", 4, 9), ("2 * " + "9" * 31, "E208", 4, 35),
        ("A^T", "E210", 1, 3), ("A ^ T @ x", "E210", 2, 5), ("x + 'a'", "E211", 4, 7), ("x + #", "E201", 4, 5), ("a × b", "E202", 2, 3),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where(text: str, code: str, start: int, end: int) -> None:
    """Every refusal has a code, the stretch that is wrong, and what to do."""
    problem = problem_of(text)
    assert (problem.code, problem.span) == (code, (start, end)), problem
    assert problem.help
    assert problem.message


def test_t_may_be_a_quantity() -> None:
    """`A^T` is refused with a hint, unless T is a name of the network."""
    assert ".T" in problem_of("A^T").help
    assert shown(parse("A^T", ("T", "A"))) == "(A ^ T)"


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("-log(p[t)", "this ) comes while [ is still open", "write ])"),
        ("x[(1]", "this ] comes while ( is still open", "write )]"),
        ("x[1)", "this ) comes while [ is still open", "write ] in its place"),
        ("(x]", "this ] comes while ( is still open", "write ) in its place"),
        ("(x +)", "a value is missing before this )", "write it, or remove the sign that needs it"),
        ("x)", "this ) closes nothing", "remove it, or add the opening one"),
    ],
)
def test_a_bracket_that_closes_no_bracket_of_its_kind_is_told_which_is_meant(
    text: str, message: str, help: str
) -> None:
    problem = problem_of(text)
    assert (problem.code, problem.message, problem.help) == ("E203", message, help)
