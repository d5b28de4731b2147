"""The reader of plain sheets says what the YAML parser says, or nothing at all."""

from __future__ import annotations

import random

import pytest

from bpcalc.errors import InputError
from bpcalc.grading.answers import Sheet
from bpcalc.grading.lines import plain_sheet
from bpcalc.grading.sheet import SheetReader
from bpcalc.grading.template import blank_sheet
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source, read_source, source_from_text
from tests.grading.generator.sheets import generated

ONE = SheetReader(network(read_source("networks/two-two-two.yaml")))
MANY = SheetReader(network(read_source("networks/relu-net.yaml")))


def content(sheet: Sheet) -> tuple[object, ...]:
    """A sheet as it compares: its tables by their numbers."""
    answers = [
        (*one._replace(table=None), None if one.table is None else (one.table.rows, one.table.flat))
        for one in sheet.answers
    ]
    return sheet.student, answers


def agrees(reader: SheetReader, text: str) -> bool:
    """Whether the text is a plain sheet; if so, it must read as by the parser, without problems."""
    try:
        source = source_from_text(text, "sheet.yaml")
    except InputError:
        return False
    plain = plain_sheet(source, reader.names, "who")
    if plain is None:
        return False
    assert content(plain) == content(reader.parsed(source, "who")), text
    return True


PLAIN = [
    "z1: [1, -1]\n",
    "answers:\n  a:\n    z1: [1, -1]\n    l: 0.5  # half\n\n# done\n  b:\n    z1: [[1], [2]]\n",
    "student: Jane Doe-Roe\nanswers:\n  a: {}\n".replace(" {}", ""),
    "student: 20261\nanswers:\n   a:\n      z1:\n      dz1/dx: [[1, -2], [0, 2]]\n   c:\n      l: 1/2\n",
    "student:\nanswers:\n  a:\n    dz1/dW1[0, 0:2]: [1, 0]",
    "student: null\nanswers:\n  a:\n    Z_1: [1,-1]\n    dL/dX: [-1, 2]\n",
    "answers:\n",
]
"""Texts that need no parser."""
OTHERS = [
    "",
    "# nothing\n",
    "answers: {a: {z1: [1, -1]}}\n",
    "answers:\n  a:\n    z1:\n      - 1\n      - -1\n",
    "answers:\n  a:\n    z1: [1,\n      -1]\n",
    "answers:\n  a:\n    z1: [1, -1]\n    z1: [1, -1]\n",
    "answers:\n  a:\n    z1: [1, -1]\n   l: 2\n",
    "answers:\n  a:\n    z1: 1\n      l: 2\n",
    "answers:\n  a:\n    z1: one\n",
    "answers:\n  a:\n    z1: [1 2]\n",
    "answers:\n  a:\n    z9: 1\n",
    "answers:\n  d:\n    z1: 1\n",
    "answers:\n  counts:\n    reverse: 14\n",
    "answers:\n  a:\n    z1: '1'\n",
    "answers:\n  a:\n    z1: 007\n",
    "---\nanswers:\n",
    "answers:\n\ta:\n",
    "answers:\n  a:\n    z1: [[1, 2], [3]]\n",
    "answers:\n  a:\n    z1: [1,0, -1,0]\n",
    "answers:\n  a:\n    z1: 1*10^0\n",
    "answers:\n  a:\n    z1: -\n",
    "answers:\n  a:\n    z1: none\n",
    "answers:\na:\n  z1: 1\n",
    "Answers:\n  a:\n    z1: 1\n",
]
"""Texts that do, or in which something is wrong."""


@pytest.mark.parametrize("text", PLAIN[1:])
def test_plain_sheets_need_no_parser(text: str) -> None:
    """Cases, blank answers, comments, parts, fractions: as a filled template has them."""
    assert agrees(MANY, text)


def test_a_sheet_of_one_case_needs_no_headings() -> None:
    """`z1: [1, -1]` alone is a sheet where there is only one case."""
    assert agrees(ONE, "z1: [1, -1]\n")


@pytest.mark.parametrize("text", OTHERS)
def test_everything_else_is_left_to_the_parser(text: str) -> None:
    """What YAML can do beyond one answer per line, and what is wrong, is not judged here."""
    assert not agrees(MANY, text)


def test_a_blank_template_is_plain() -> None:
    """What the command `template` writes is read at once."""
    assert agrees(MANY, blank_sheet(network(read_source("networks/relu-net.yaml"))))


def test_generated_sheets_read_the_same() -> None:
    """Most sheets of the generator are plain."""
    plain = 0
    for seed in range(120):
        sheet = generated(seed)
        reader = SheetReader(network(Source("spec.yaml", sheet.family.spec)))
        plain += agrees(reader, sheet.text)
    assert plain > 60


PIECES = [" ", "  ", "\n", ":", ": ", "-", "- ", "[", "]", ",", ", ", "#", " #", "1", "0.5", "1e-3", "1/3", "z1",
          "a", "'", '"', "{", "}", "&x", "*x", "!t", "|", ">", "?", "%", "---\n", "...\n", "\t", "student: x\n",
          "answers:\n", "~", "\u00a0", "×", "_", "0x1", "dl/dx", "y: 3", ".", "+", "e", "Z1: 1\n", "null", "...", ",", "1,5, 2"]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_damaged_sheets_read_the_same_or_not_at_all(seed: int) -> None:
    """Pieces put in, taken out or exchanged in plain sheets: never another reading than YAML's."""
    generator = random.Random(seed)
    plain = 0
    for _ in range(4000):
        text = generator.choice(PLAIN)
        for _ in range(generator.randrange(1, 4)):
            at = generator.randrange(len(text) + 1)
            cut = generator.choice((0, 0, 1, 2, 7))
            text = text[:at] + generator.choice(PIECES) + text[at + cut :]
        plain += agrees(generator.choice((ONE, MANY)), text)
    assert plain > 20
