"""One family of errors: what is wrong, where, and what to do about it.

Whoever finds a problem describes it as a `Problem`; who collects problems raises one
`InputError` with all of them. Exit codes and printing belong to the command line.
"""

from __future__ import annotations

import re

from bpcalc.records import NamedTuple

HIDDEN = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; tab and newline are not among them
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # these turn the direction of a line
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065"  # no width
    r"\u2028\u2029\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff]"
)
"""The characters that hide, or that command a terminal: refused in input, never printed."""

_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Those of them that Python calls printable."""


class Place(NamedTuple):
    """A stretch of one line: columns count characters from 1, `end` is the first one after it."""

    file: str
    line: int
    column: int
    end: int


class Problem(NamedTuple):
    """One thing that is wrong with an input.

    `span` is a stretch of an expression's text (from 0, end excluded) that whoever knows
    where the text stands turns into a `place`. `code` is stable and has a longer story
    (`bpcalc explain CODE`). `path` names the entry, as `layers[1].linear.weights`.
    """

    code: str
    message: str
    place: Place | None = None
    span: tuple[int, int] | None = None
    label: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""
    path: str = ""
    expected: str = ""
    got: str = ""


class InputError(Exception):
    """All problems of one input, sorted by place; nothing was computed from it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.code}: {problem.message}" for problem in problems))
        self.problems = problems


def hidden(text: str) -> re.Match[str] | None:
    """The first HIDDEN character of a text."""
    if _is_harmless(text.replace("\n", "").replace("\t", "")):
        return None
    return re.search(HIDDEN, text)


def visible(text: str) -> str:
    r"""Foreign text made harmless: an escape character is shown as `\x1b`, a newline as `\n`."""
    if _is_harmless(text):
        return text
    text = re.sub(HIDDEN, _spelled, text)
    return text.replace("\n", "\\n").replace("\t", "\\t")


def named(error: BaseException) -> str:
    """`ValueError: no such size`; the kind alone where it says nothing more."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _is_harmless(text: str) -> bool:
    """Whether nothing in a line needs a closer look; compiling HIDDEN takes longer than a report."""
    return text.isprintable() and (text.isascii() or _UNSEEN.isdisjoint(text))


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
