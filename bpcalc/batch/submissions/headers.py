"""Which answer a column of a table holds: `dl/dx`, `a: dl/dx`, `a.dl/dx`, `1234567: dl/dx` and the like.

A header is an answer if the reader of sheets takes it for one; here it is only turned into what
that reader may be asked: the keys that lead to the answer in a sheet, as ("a", "dl/dx").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import Answer
from bpcalc.grading.sheet import SheetReader
from bpcalc.spec.source import Source

_SECTIONS = ("counts", "symbolic")
"""Parts of a sheet under which answers stand."""
_PLAIN = re.compile(r"\w+(?:/\w+)*(?:\[[0-9:]+(?:, [0-9:]+)*\])?")
_TAG = re.compile(r"<[^<>]*>")
_NUMBERED = re.compile(r"(?i)^(?:q(?:uestion)?\s*)?\d+\s*[:.)]\s*")
_ASKED = re.compile(r"[\s=?:*]+$")
_QUESTION = re.compile(
    r"(?i)^(?:what(?:'s|’s| is)|(?:please )?(?:compute|calculate|find|enter|give|determine|state|type|write))"
    r"\s+(?:your |the )?(?:(?:value|answer|result) (?:of|for)\s+)?(?:the )?"
    r"|^(?:your |the )?(?:value|answer|result) (?:of|for)\s+(?:the )?"
)
"""How a question begins that ends in the name of the answer."""
_BRACKETS = re.compile(r"(.+?)\s*\[(.+)\]|(.+?)\s*\((.+)\)")
_AFTER = re.compile(r"after\s*[:.]?\s*(\d+)\s*[:.]?\s+(.+)|after[:.](\d+)[:.](.+)")

Path = tuple[str, ...]


def document(path: Path, value: str) -> str:
    """A sheet with one answer."""
    lines = ["answers:", *(key_line(key, depth) for depth, key in enumerate(path, 1))]
    return "\n".join(lines) + f" {value}\n"


def key_line(key: str, depth: int) -> str:
    """A key as it stands in a sheet, in quotes unless it is plain; nothing else can be read from it."""
    text = key if _PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=False)
    return f"{' ' * depth}{text}:"


def placed(header: str, reader: SheetReader, cases: Sequence[str]) -> tuple[Path, Answer] | Problem:
    """Where the answers of a column belong, with one of them; or why it is no answer."""
    why: Problem | None = None
    bare = _bare(header)
    asked = _QUESTION.sub("", bare)
    for path in (*_readings(bare, cases), *(_readings(asked, cases) if asked not in ("", bare) else ())):
        try:
            value = '"0"' if "symbolic" in path else "0"
            answers = reader.sheet(Source("header", document(path, value))).answers
        except InputError as error:
            problem: Problem | None = error.problems[0]
        else:
            problem = answers[0].problem if len(answers) == 1 else None
            if len(answers) == 1 and problem is None:
                return path, answers[0]
        if why is None or len(path) > 1:  # what is said of the part behind a case says more
            why = problem or why
    return why or Problem("E703", "this is no name to be answered", help="write dl/dx or a: dl/dx")


def _bare(header: str) -> str:
    """The header without what quizzes put around it: tags, a number, a question mark."""
    text = " ".join(_TAG.sub(" ", header).replace("&nbsp;", " ").split())
    return _ASKED.sub("", _NUMBERED.sub("", text)) or text


def _readings(text: str, cases: Sequence[str]) -> Iterator[Path]:
    """The places that a header may mean, the likeliest first."""
    after = _AFTER.fullmatch(text)
    if after is not None:
        yield ("after", after[1] or after[3], after[2] or after[4])
    yield (text,)
    pairs = [text.partition(separator)[::2] for separator in (":", ".", " ")]
    bracketed = _BRACKETS.fullmatch(text)
    if bracketed is not None:
        one, other = bracketed[1] or bracketed[3], bracketed[2] or bracketed[4]
        pairs += [(one, other), (other, one)]
    for head, rest in pairs:
        where = head.strip().removeprefix("case ").removeprefix("Case ").strip()
        if rest.strip() and where in cases:
            for inner in _readings(rest.strip(), ()):
                yield (where, *inner)
        elif rest.strip() and where in _SECTIONS:
            yield (where, rest.strip())
