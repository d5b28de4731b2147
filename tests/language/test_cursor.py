"""The limits of an expression: its depth, its operations and the work of reading it (E209)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest

from bpcalc.errors import InputError
from bpcalc.language.cursor import DEPTH
from bpcalc.language.parser import parse
from bpcalc.language.tokens import LENGTH
from tests.language.typed import problem_of


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
