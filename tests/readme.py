"""The code blocks of the README, for the tests that run and check them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

README = Path(__file__).parents[1] / "README.md"


class Block(NamedTuple):
    """A fenced block: its language, its text, and the line before it (a file name, perhaps)."""

    language: str
    text: str
    before: str


@cache
def blocks() -> tuple[Block, ...]:
    """Every fenced block, in order."""
    text = README.read_text(encoding="utf-8")
    found = re.finditer(r"([^\n]*)\n+```(\w*)\n(.*?)```", text, re.DOTALL)
    return tuple(Block(match[2], match[3], match[1]) for match in found)


def specs() -> tuple[str, ...]:
    """The whole specs among the YAML blocks."""
    yaml = [block.text for block in blocks() if block.language == "yaml" and named(block)]
    return tuple(text for text in yaml if "answers:" not in text)  # answer sheets are none


def named(block: Block) -> str:
    """The file that a block is to be saved as, or nothing: the line before says `name.yaml`."""
    match = re.search(r"`((?:\w+/)?[\w-]+\.(?:yaml|csv))`", block.before)
    return match[1] if match else ""
