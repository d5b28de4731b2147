"""Polynomials in the sizes of an exercise as people write them: `3mn`, `2n²`, `3·m·n`, `n(n+1)`."""

from __future__ import annotations

import re
from collections.abc import Collection

from bpcalc.errors import InputError, Problem
from bpcalc.language.names import canonical
from bpcalc.language.polynomials import parsed
from bpcalc.language.sizes import Size

_SIGNS = str.maketrans("·×∙⋅∗−–", "*****--")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LONGEST = 20
"""Letters of a product without signs."""
_HIGH = "[⁰¹²³⁴⁵⁶⁷⁸⁹]"
_TOKEN = re.compile(
    rf"(?P<number>[0-9]*\.?[0-9]+)|(?P<power>{_HIGH}+)|(?P<word>[^\W\d](?:(?!{_HIGH})\w)*)|\*\*|\S"
)


def size_of(text: str, letters: Collection[str]) -> Size | None:
    """The size that a text states, None for what is no polynomial. Raises InputError for a letter that is no
    size of the exercise, and for what is no expression at all."""
    found: list[str] = []
    for token in _TOKEN.finditer(text.translate(_SIGNS)):
        written = [token[0]]
        if token["power"]:
            written = ["^", token[0].translate(_RAISED)]
        elif token["word"] and (word := canonical(token[0])).isidentifier():
            written = " * ".join(_factors(word, letters)).split()
        # 3n, n m, n(n+1) and (n+1)n are products; two numbers beside each other are nothing
        if (token["word"] or token[0] == "(") and found and re.fullmatch(r"[\w.]+|\)", found[-1]):
            found.append("*")
        found += written
    return parsed(" ".join(found))


def _factors(word: str, letters: Collection[str]) -> list[str]:
    """The letters of a product without signs: m, n of `mn`. Raises InputError where there are none."""
    split = _split(word, letters) if len(word) <= _LONGEST else None
    if split is not None:
        return split
    if not letters:
        help = "answer with a number"
        raise InputError(Problem("E705", "the sizes of this exercise are numbers", help=help))
    help = f"the sizes: {', '.join(letters)}"
    raise InputError(Problem("E705", f"{word} is no size of this exercise", help=help))


def _split(word: str, letters: Collection[str]) -> list[str] | None:
    """The word as letters of the exercise one after the other, the longest first."""
    if not word:
        return []
    for letter in sorted(letters, key=len, reverse=True):
        rest = _split(word[len(letter) :], letters) if word.startswith(letter) else None
        if rest is not None:
            return [letter, *rest]
    return None
