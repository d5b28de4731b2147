"""The known word that a slip of the keyboard makes another one of: for "did you mean" only.

Words of mathematics are short and near each other: tan is no slip for tanh, nor W3 for W2. So a
word is proposed where letters changed places, were struck twice or once too few, and where one
letter is wrong in a word that is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONG, _LONGER = 5, 8
"""Letters of words in which one letter, or two, may be wrong."""


def slip(text: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant; None where there is none, or more than one."""
    words = list(dict.fromkeys(known))
    for is_near in (_is_respelt, _is_slip):
        found = [word for word in words if is_near(text, word)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def letters(text: str) -> str:
    """The letters and digits of a name, small."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _is_respelt(text: str, word: str) -> bool:
    """`LeakyReLU` for leaky_relu: the same letters."""
    return letters(text) == letters(word) != ""


def _is_slip(text: str, word: str) -> bool:
    a, b = letters(text), letters(word)
    if re.sub(r"\D", "", a) != re.sub(r"\D", "", b):
        return False  # a number in a name says which one of several is meant
    if len(a) == len(b) and sorted(a) == sorted(b):
        return len(a) > 2 and _mistakes(a, b) == 1
    if len(a) > 2 and _once(a) == _once(b):
        return True
    shorter = min(len(a), len(b))
    return shorter >= _LONG and _mistakes(a, b) <= (2 if shorter >= _LONGER else 1)


def _once(text: str) -> str:
    """The text without the letters that repeat the one before."""
    return re.sub(r"(.)\1+", r"\1", text)


def _mistakes(a: str, b: str) -> int:
    """Letters left out, added, exchanged or swapped with their neighbour between two texts."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and (one, other) == (b[j - 2], a[i - 2]):
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]
