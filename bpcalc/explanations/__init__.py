"""The longer story of every error code: what happened, a wrong example and a right one.

The stories stand in the text files beside this one:

    == E310  two shapes do not fit together
    What happened, in a few sentences.

    wrong:
        a spec that gives this error
    right:
        the same without it

`wrong (bpcalc train):` names the command to run on the example, `wrong (shell):` makes the
example a script. Without it the example is for `bpcalc run`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from bpcalc.records import NamedTuple

RUN = "bpcalc run"
SHELL = "shell"
_HEAD = re.compile(r"== ([A-Z]\d+)  (.+)")
_EXAMPLE = re.compile(r"(wrong|right)(?: \(([^)]+)\))?:")


class Example(NamedTuple):
    """A text and the command that it is for; `SHELL` where the text is a script."""

    command: str
    text: str


class Story(NamedTuple):
    """What a code means."""

    code: str
    title: str
    text: str
    wrong: Example
    right: Example


@cache
def stories() -> dict[str, Story]:
    """Every story by its code, in the order of the codes."""
    found: dict[str, Story] = {}
    for file in resources.files(__name__).iterdir():
        if file.name.endswith(".txt"):
            for story in parsed(file.read_text(encoding="utf-8")):
                found[story.code] = story
    return dict(sorted(found.items()))


def parsed(text: str) -> list[Story]:
    """The stories in the text of a file."""
    found = []
    for part in re.split(r"^(?=== )", text, flags=re.MULTILINE)[1:]:
        head, *lines = part.split("\n")
        match = _HEAD.fullmatch(head)
        if match is None:
            raise ValueError(f"not the head of a story: {head}")
        found.append(_story(match[1], match[2], lines))
    return found


def _story(code: str, title: str, lines: list[str]) -> Story:
    told: list[str] = []
    examples: dict[str, tuple[str, list[str]]] = {}
    here = told
    for line in lines:
        match = _EXAMPLE.fullmatch(line)
        if match is not None:
            here = []
            examples[match[1]] = (match[2] or RUN, here)
        else:
            here.append(line.removeprefix("    ") if here is not told else line)
    wrong, right = (
        Example(examples[kind][0], "\n".join(examples[kind][1]).rstrip("\n") + "\n")
        for kind in ("wrong", "right")
    )
    return Story(code, title, "\n".join(told).strip(), wrong, right)
