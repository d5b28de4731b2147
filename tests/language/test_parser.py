"""Precedence, names of derivatives, and what is wrong where (E2xx)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.language.parser import DEPTH, is_assignment, parse, parse_assignment
from bpcalc.language.syntax import (
    Binary,
    Call,
    Compare,
    Index,
    Name,
    Number,
    Partial,
    Slice,
    Syntax,
    Unary,
    names_in,
)
from bpcalc.language.tokens import LENGTH


def shown(t: Syntax | Slice | None) -> str:
    """The tree with a bracket around everything."""
    match t:
        case None:
            return ""
        case Number(value=value):
            return str(value)
        case Name(name=name):
            return name
        case Partial(of=of, wrt=wrt):
            return f"<{of} by {' '.join(wrt)}>"
        case Unary(operator="T", operand=operand):
            return f"{shown(operand)}.T"
        case Unary(operator=operator, operand=operand):
            return f"({operator} {shown(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({shown(left)} {operator} {shown(right)})"
        case Compare(operators=operators, operands=operands):
            signs = (*operators, "")
            return (
                "("
                + " ".join(f"{shown(x)} {sign}" for x, sign in zip(operands, signs, strict=True)).strip()
                + ")"
            )
        case Call(function=function, arguments=arguments, settings=settings):
            parts = [shown(x) for x in arguments] + [f"{name}={shown(x)}" for name, x, _ in settings]
            return f"{function}({', '.join(parts)})"
        case Slice(start=start, stop=stop):
            return f"{shown(start)}:{shown(stop)}"
        case Index(base=base, items=items):
            return f"{shown(base)}[{', '.join(shown(x) for x in items)}]"
    raise AssertionError(t)


def problem_of(text: str, known: tuple[str, ...] = ()) -> Problem:
    with pytest.raises(InputError) as caught:
        parse(text, known)
    [problem] = caught.value.problems
    return problem


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


KNOWN = ("C", "s1", "l", "x", "yhat", "W1", "d", "z'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a @ dC/ds1", "(a @ <C by s1>)"),
        ("dC/ds1 @ a", "(<C by s1> @ a)"),
        ("2 * dl/dx / 3", "((2 * <l by x>) / 3)"),
        ("∂l/∂x", "<l by x>"),
        ("∂l/∂ŷ", "<l by yhat>"),
        ("∂ℓ/∂x", "<l by x>"),
        ("∂ l / ∂ x", "<l by x>"),
        ("dl/dyhat * dyhat/dx", "(<l by yhat> * <yhat by x>)"),
        ("dl/dW1.T", "<l by W1>.T"),
        ("-dl/dx^2", "(- (<l by x> ^ 2))"),
        ("d2l/dx/dx", "<l by x x>"),
        ("d2l/dx/dW1", "<l by x W1>"),
        ("dl/dx[0]", "<l by x>[0]"),
        ("dl/dz'", "<l by z'>"),
        ("(dl/dx)", "<l by x>"),
        ("dl/2", "(dl / 2)"),
        ("dl/dq", "(dl / dq)"),
        ("dq/dx", "(dq / dx)"),
        ("d/x", "(d / x)"),
        ("d * x", "(d * x)"),
        ("d2l/dx", "(d2l / dx)"),
        ("f(dl/dx, l)", "f(<l by x>, l)"),
    ],
)
def test_names_of_derivatives(text: str, expected: str) -> None:
    """`dl/dx` is one name where l and x are known; everything else stays a quotient."""
    assert shown(parse(text, KNOWN)) == expected


def test_a_quantity_called_dc_is_itself() -> None:
    """When dC is defined, `dC/ds1` is a quotient; below a differential stands another one."""
    assert shown(parse("dC/ds1", (*KNOWN, "dC"))) == "(dC / ds1)"
    assert shown(parse("dC/ds1", (*KNOWN, "ds1"))) == "<C by s1>"
    assert shown(parse("ddy/dx", ("d", "x", "dx", "dy"))) == "<dy by x>"
    assert shown(parse("ddy/ddx", ("d", "x", "dx", "dy"))) == "<dy by dx>"
    assert shown(parse("dC/ds1")) == "(dC / ds1)"


@pytest.mark.parametrize(
    ("text", "code", "start", "end"),
    [
        ("", "E207", 0, 0), ("   ", "E207", 2, 3), ("x +", "E207", 2, 3), ("x + ", "E207", 3, 4), ("x @ * y", "E207", 4, 5),
        ("* x", "E207", 0, 1), ("x, y", "E207", 1, 2), ("f(x,,y)", "E207", 4, 5), ("A[::2]", "E207", 3, 4), ("A[,]", "E207", 2, 3),
        ("x : y", "E207", 2, 3), ("x ^", "E207", 2, 3), ("[1, 2]", "E207", 0, 1), ("x + [1]", "E207", 4, 5), ("x + and y", "E207", 4, 7),
        ("f(a=1, x)", "E207", 7, 8), ("∂", "E207", 0, 1), ("x + ∂x", "E207", 4, 5), ("x < < y", "E207", 4, 5), ("not", "E207", 2, 3),
        ("(x", "E203", 0, 1), ("f(x", "E203", 1, 2), ("A[0", "E203", 1, 2), ("(a + (b)", "E203", 0, 1), ("x)", "E203", 1, 2),
        ("x]", "E203", 1, 2), ("(x]", "E203", 2, 3), ("()", "E203", 0, 2), ("(a + )", "E203", 5, 6), ("A[]", "E203", 1, 3),
        ("x y", "E204", 0, 3), ("2x", "E204", 0, 2), ("2 x", "E204", 0, 3), ("a + 2 x", "E204", 4, 7), ("0.1.2", "E204", 0, 5),
        ("2(x)", "E204", 0, 2), ("(a)(b)", "E204", 2, 4), ("x 2", "E204", 0, 3), ("exp x", "E204", 0, 5), ("A[0] x", "E204", 3, 6),
        ("x not y", "E204", 0, 5), ("x = y", "E205", 2, 3), ("f(x) = y", "E205", 5, 6), ("x.U", "E206", 1, 3), ("x.shape", "E206", 1, 7),
        ("x.", "E206", 1, 2), ("x . + y", "E206", 2, 3), ("x + 1e999", "E208", 4, 9), ("2 * " + "9" * 31, "E208", 4, 35),
        ("A^T", "E210", 1, 3), ("A ^ T @ x", "E210", 2, 5), ("x + 'a'", "E211", 4, 5), ("x + #", "E201", 4, 5), ("a × b", "E202", 2, 3),
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


@pytest.mark.parametrize("opening", ["(", "-", "not ", "f(", "x[", "2^", "+", "(-", "max(0, x["])
def test_nesting_has_an_end(opening: str) -> None:
    """As deep as the limit is read, deeper is refused at the token that is too deep (E209)."""
    per = sum(opening.count(sign) for sign in "([^-+") + opening.count("not")
    closing = "".join({"(": ")", "[": "]"}.get(c, "") for c in reversed(opening))
    fine, deep = DEPTH // per, DEPTH // per + 1
    parse(opening * fine + "x" + closing * fine)
    problem = problem_of(opening * deep + "x" + closing * deep)
    assert problem.code == "E209"
    assert problem.span is not None
    assert problem.span[1] <= len(opening) * deep


@pytest.mark.parametrize(
    "link", ["+x", "-x", "*x", "@x", ".T", "[0]", "/x", "<x", " and x", " or x", "*x@x", "+x*x"]
)
def test_a_chain_as_long_as_a_text_may_be(link: str) -> None:
    """A long chain is read or refused with E209, never an overflow of the stack."""
    text = "x" + link * ((LENGTH - 1) // len(link))
    codes = set()
    try:
        parse(text)
    except InputError as error:
        codes = {problem.code for problem in error.problems}
    assert codes <= {"E209"}


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, which tells the work on any machine."""
    counted = 0

    def count(frame: FrameType, event: str, what: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def test_absurd_texts_are_refused_at_once() -> None:
    """The work grows with the length of a text, whatever its 4096 characters are."""
    for text in [
        "(" * LENGTH,
        "x[" * 2000,
        "1" * LENGTH,
        "2^" * 2000,
        "-" * LENGTH,
        "f(" * 2000,
        "a=" * 2000,
        "." * LENGTH,
    ]:
        assert calls(partial(problem_of, text)) < 40 * LENGTH


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
