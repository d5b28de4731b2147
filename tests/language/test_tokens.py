"""Text to tokens: spellings that mean one thing, and look-alikes that are refused."""

from __future__ import annotations

import sys
import unicodedata
from random import Random

import pytest

from bpcalc.errors import InputError
from bpcalc.language.names import canonical
from bpcalc.language.tokens import LENGTH, tokens


def texts(text: str) -> list[str]:
    return [token.text for token in tokens(text)[:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x+1", ["x", "+", "1"]),
        ("a−b", ["a", "-", "b"]),
        ("u ⊙ v", ["u", "*", "v"]),
        ("x**2", ["x", "^", "2"]),
        ("x * *y", ["x", "*", "*", "y"]),
        ("a≤b≥c≠d", ["a", "<=", "b", ">=", "c", "!=", "d"]),
        ("a<=b==c", ["a", "<=", "b", "==", "c"]),
        ("W.T", ["W", ".", "T"]),
        (".15", [".15"]),
        ("x[.5]", ["x", "[", ".5", "]"]),
        ("1e-3x", ["1e-3", "x"]),
        ("2e", ["2", "e"]),
        ("1.e5", ["1.e5"]),
        ("1e+y", ["1", "e", "+", "y"]),
        ("lambda", ["lambda"]),
        ("∂l/∂x", ["∂", "l", "/", "∂", "x"]),
        ("y'", ["y'"]),
        ("f''(x)", ["f''", "(", "x", ")"]),
        ("\tx\n+\u00a0y", ["x", "+", "y"]),
    ],
)  # fmt: skip
def test_the_tokens_of_a_text(text: str, expected: list[str]) -> None:
    """Symbols with one meaning have one token."""
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ŷ", "yhat"), ("y\u0302", "yhat"), ("x̄", "xbar"), ("x̃", "xtilde"), ("z₁", "z1"), ("W₁₂", "W12"),
        ("ℓ", "l"), ("σ", "sigma"), ("λ", "lambda"), ("Δ", "Delta"), ("µ", "mu"), ("μ", "mu"), ("ε", "epsilon"),
        ("y′", "y'"), ("y’", "y'"), ("θ_1", "theta_1"), ("x", "x"), ("gro\u0308ße", "größe"),
        ("größe", "größe"), ("权", "权"), ("ш", "ш"), ("δ₂", "delta2"), ("ŷ₁'", "yhat1'"),
    ],
)  # fmt: skip
def test_one_name_has_one_spelling(typed: str, name: str) -> None:
    """ŷ is yhat, z₁ is z1: what a page shows can be typed back."""
    assert canonical(typed) == name
    [token, _] = tokens(typed)
    assert token == ("name", name, 0, len(typed))


@pytest.mark.parametrize("name", ["yhat", "z1", "größe", "权", "delta2", "x'"])
def test_spelling_a_name_twice_changes_nothing(name: str) -> None:
    """canonical(canonical(x)) is canonical(x)."""
    assert canonical(canonical(name)) == canonical(name)


@pytest.mark.parametrize(
    ("text", "code", "start", "help"),
    [
        ("a × b", "E202", 2, "@"), ("a · b", "E202", 2, "@"), ("a ⋅ b", "E202", 2, "@"), ("a ∗ b", "E202", 2, "*"),
        ("a – b", "E202", 2, "-"), ("a — b", "E202", 2, "-"), ("a÷b", "E202", 1, "/"), ("a∕b", "E202", 1, "/"),
        ("x²", "E202", 1, "^2"), ("x³", "E202", 1, "^3"), ("½ * x", "E202", 0, "1/2"), ("Aᵀ", "E202", 1, ".T"),
        ("A⊤", "E202", 1, ".T"), ("√x", "E202", 0, "sqrt"), ("a ⊗ b", "E202", 2, "kron"), ("∑ x", "E202", 0, "sum"),
        ("xⁿ", "E202", 1, "n"), ("𝑥 + 1", "E202", 0, "Latin x"), ("ｘ", "E202", 0, "Latin x"), ("A + Wﬁ", "E202", 5, ""),
        ("x①", "E201", 1, ""), ("x١", "E201", 1, ""), ("‖x‖", "E202", 0, "norm"), ("|x|", "E202", 0, "abs"), ("{x}", "E202", 0, "("), ("x; y", "E202", 1, ","),
        ("a && b", "E202", 2, "and"), ("!a", "E202", 0, "not"), ("50%", "E202", 2, "/100"), ("$x$", "E202", 0, "dollar"),
        ("\\", "E202", 0, "LaTeX"), ("∇l", "E202", 0, "dl/dx"), ("∞", "E202", 0, "finite"),
        ("“x”", "E202", 0, "quotes"), ("х + 1", "E202", 0, "Latin x"), ("W + yеs", "E202", 5, "Latin e"),
        ("'x'", "E211", 0, "quotes"), ('"x"', "E211", 0, "quotes"), ("`x`", "E211", 0, "quotes"),
        ("x # y", "E201", 2, ""), ("x ? y", "E201", 2, ""), ("x ~ y", "E201", 2, ""), ("x\x00", "E201", 1, ""),
        ("x\u200by", "E201", 1, ""), ("\ufeffx", "E201", 0, ""), ("x \x1b[31m", "E201", 2, ""), ("😀", "E201", 0, ""),
    ],
)  # fmt: skip
def test_what_is_no_token(text: str, code: str, start: int, help: str) -> None:
    """Refused at the one character that is wrong, with what to write instead."""
    with pytest.raises(InputError) as caught:
        tokens(text)
    [problem] = caught.value.problems
    assert (problem.code, problem.span) == (code, (start, start + 1))
    assert help in problem.help
    assert problem.help
    assert problem.message.isprintable()


def test_a_text_may_be_long_but_not_endless() -> None:
    """4096 characters are read, more are refused as a whole."""
    assert len(tokens(" " * (LENGTH - 1) + "x")) == 2
    with pytest.raises(InputError) as caught:
        tokens("x" * (LENGTH + 1))
    assert caught.value.problems[0].code == "E209"


def test_places_are_those_of_the_text() -> None:
    """Every token ends where it starts plus its length, and they cover all but white space."""
    text = "  z₁ = W1 @ x − .5e-1 ** 2 <= ∂l/∂ŷ "
    found = tokens(text)
    covered = "".join(text[token.start : token.end] for token in found)
    assert covered == "".join(text.split())
    assert found[-1] == ("end", "", len(text), len(text))


def test_every_character_is_a_token_or_refused() -> None:
    """No character of Unicode, alone or in a name, makes the tokenizer fail in another way."""
    random = Random(0)
    others = [random.randrange(0x3000, sys.maxunicode + 1) for _ in range(4000)]
    for point in [*range(0x3000), *others]:
        letter = chr(point)
        for text in (letter, f"x{letter}"):
            try:
                found = tokens(text)
            except InputError as error:
                [problem] = error.problems
                assert problem.code in ("E201", "E202", "E211")
                assert problem.span is not None
                assert 0 <= problem.span[0] < problem.span[1] <= len(text)
                assert problem.message.isprintable(), f"U+{point:04X}"
            else:
                assert all(token.text.isprintable() for token in found), f"U+{point:04X}"
                assert all(unicodedata.is_normalized("NFC", token.text) for token in found)
