"""Precedence, equations, and the places of what was read."""

from __future__ import annotations

import pytest

from bpcalc.errors import InputError
from bpcalc.language.parser import is_assignment, parse, parse_assignment
from bpcalc.language.syntax import Binary, Call, Compare, Index, Syntax, Unary, names_in
from tests.language.typed import problem_of, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/2*norm(v)^2", "((1 / 2) * (norm(v) ^ 2))"),
        ("-x^2", "(- (x ^ 2))"),
        ("2^3^2", "(2 ^ (3 ^ 2))"),
        ("2^-x", "(2 ^ (- x))"),
        ("2^-x^2", "(2 ^ (- (x ^ 2)))"),
        ("-2^-2", "(- (2 ^ (- 2)))"),
        ("x^2.T", None),
        ("x.T^2", "(x.T ^ 2)"),
        ("a^b*c", "((a ^ b) * c)"),
        ("a*-b", "(a * (- b))"),
        ("-a*b", "((- a) * b)"),
        ("a - -b", "(a - (- b))"),
        ("--a", "(- (- a))"),
        ("+a", "a"),
        ("a-b-c", "((a - b) - c)"),
        ("a-(b-c)", "(a - (b - c))"),
        ("a/b/c", "((a / b) / c)"),
        ("a/b*c", "((a / b) * c)"),
        ("a*b@c/d", "(((a * b) @ c) / d)"),
        ("a+b*c", "(a + (b * c))"),
        ("W @ x + b", "((W @ x) + b)"),
        ("x.T @ A @ x", "((x.T @ A) @ x)"),
        ("x.T[0]", "x.T[0]"),
        ("A[0:2, :].T", "A[0:2, :].T"),
        ("A[:, 1:]", "A[:, 1:]"),
        ("A[i+1, n-1]", "A[(i + 1), (n - 1)]"),
        ("f(x)[0]", "f(x)[0]"),
        ("(a+b)[1]", "(a + b)[1]"),
        ("f(a, b, c=1)", "f(a, b, c=1)"),
        ("f()", "f()"),
        ("f(x,)", "f(x)"),
        ("a < b + c", "(a < (b + c))"),
        ("-1 <= z <= 1", "((- 1) <= z <= 1)"),
        ("a < b and c or not d == e", "(((a < b) and c) or (not (d == e)))"),
        ("a or b and c", "(a or (b and c))"),
        ("not not a", "(not (not a))"),
        ("not a + b", "(not (a + b))"),
        ("lambda * x", "(lambda * x)"),
        ("x ⊙ y − z ** 2", "((x * y) - (z ^ 2))"),
        ("ŷ - y'", "(yhat - y')"),
        ("2*σ(x)", "(2 * sigma(x))"),
        ("andy + order * notes", "(andy + (order * notes))"),
        (" x ", "x"),
    ],
)
def test_precedence(text: str, expected: str | None) -> None:
    """`^` binds tightest and to the right, then minus, `* / @` from the left, `+ -`, comparisons."""
    if expected is None:
        assert problem_of(text).code == "E204"
    else:
        assert shown(parse(text)) == expected


def test_an_equation_is_a_name_and_a_tree() -> None:
    """`z₁ = W₁ @ x` names z1; settings inside calls are no equation."""
    name, at, tree = parse_assignment("z₁ = softmax(x, axis=0)")
    assert (name, at, shown(tree)) == ("z1", (0, 2), "softmax(x, axis=0)")
    assert is_assignment("z = x")
    assert is_assignment("z = f(a=1)")
    assert not is_assignment("f(a=1)")
    assert not is_assignment("f(g(b), a=1)")
    assert not is_assignment("a == b")
    assert not is_assignment("a <= b")
    assert not is_assignment("a != b")


@pytest.mark.parametrize(
    ("text", "code", "start", "end"),
    [("2 = x", "E212", 0, 3), ("x", "E212", 0, 1), ("x + y = z", "E212", 0, 3), ("z == x", "E212", 0, 4),
     ("", "E212", 0, 0), ("z =", "E207", 2, 3), ("z = x = y", "E205", 6, 7), ("z = x y", "E204", 4, 7)],
)  # fmt: skip
def test_what_is_no_equation(text: str, code: str, start: int, end: int) -> None:
    """An equation begins with one name and =."""
    with pytest.raises(InputError) as caught:
        parse_assignment(text)
    [problem] = caught.value.problems
    assert (problem.code, problem.span) == (code, (start, end)), problem


def test_places_of_nodes_are_their_texts() -> None:
    """The span of each part is the text it was typed as."""
    text = "a * (b + f(c, k=1)) @ D[0, 1:].T <= -e^2"

    def visit(t: Syntax) -> list[str]:
        found = [text[slice(*t.span)]]
        match t:
            case Unary(operand=operand):
                found += visit(operand)
            case Binary(left=left, right=right):
                found += [text[slice(*t.at)], *visit(left), *visit(right)]
            case Compare(operands=operands):
                found += [part for operand in operands for part in visit(operand)]
            case Call(arguments=arguments, at=at):
                found += [text[slice(*at)], *(part for x in arguments for part in visit(x))]
            case Index(base=base):
                found += visit(base)
        return found

    assert visit(parse(text)) == [
        text, "a * (b + f(c, k=1)) @ D[0, 1:].T", "@", "a * (b + f(c, k=1))", "*", "a",
        "b + f(c, k=1)", "+", "b", "f(c, k=1)", "f", "c", "D[0, 1:].T", "D[0, 1:]", "D", "-e^2", "e^2", "^", "e", "2",
    ]  # fmt: skip


def test_names_in_a_tree() -> None:
    """From left to right, repeats included; functions and settings' names are none."""
    tree = parse("W @ x + f(x, k=c)[i:n] - (not a < b) * W.T")
    assert [name.name for name in names_in(tree)] == ["W", "x", "x", "c", "i", "n", "a", "b", "W"]
