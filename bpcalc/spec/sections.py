"""The sections of a spec: which there are, and those that are mere texts or choices."""

from __future__ import annotations

import re
from itertools import takewhile

from bpcalc.errors import InputError, Problem
from bpcalc.spec.conventions import CHOICES
from bpcalc.spec.nodes import ROOT, Mapping, Node, Scalar
from bpcalc.spec.report import Report, is_missing, near, problem

KEYS = (
    "title",
    "notes",
    "inputs",
    "parameters",
    "target",
    "of",
    "wrt",
    "shapes",
    "layers",
    "loss",
    "batch",
    "cases",
    "functions",
    "conventions",
    "update",
    "prove",
    "marks",
)
LATER = ("conventions", "update", "prove", "marks")
"""Sections that other commands read."""

NAMED = (
    "inputs",
    "parameters",
    "target",
    "shapes",
    "cases",
    "functions",
    "conventions",
    "update",
    "prove",
    "marks",
)
"""Sections that hold names or keys of their own."""
Entries = list[tuple[Scalar, Node]]

_OTHER_WORDS = {
    "targets": "target",
    "input": "inputs",
    "labels": "target",
    "params": "parameters",
    "weights": "parameters",
    "equations": "layers",
    "network": "layers",
    "note": "notes",
    "description": "notes",
    "name": "title",
    "optimizer": "update",
    "points": "marks",
}


def sections(root: Mapping, report: Report) -> dict[str, Node]:
    """The sections by key. A misspelt one is reported, and read as what was meant."""
    found: dict[str, Node] = {}
    misspelt: dict[str, Node] = {}
    entries = list(root.entries)
    while entries:
        key, node = entries.pop(0)
        if key.text in NAMED and is_missing(node) and (below := _below(key, entries)):
            report(_not_indented(key, below))
            del entries[: len(below)]
            node = Mapping(tuple(below), key.source, below[0][0].start, below[-1][1].end, ROOT, key.text)
        if key.text not in KEYS:
            joined = re.match(r"(\w+) ?([:：])(?=[ \[{])", key.text)
            if joined and joined[1] in KEYS:
                raise InputError(_glued(key, joined[1], joined[2]))
            meant = _meant(key.text)
            help = f"did you mean {meant}?" if meant else f"its keys: {', '.join(KEYS)}"
            if (
                key.text in (*CHOICES, "profile") and key.text != "weights"
            ):  # weights: are parameters, more likely
                meant, help = None, f"write it under conventions, as conventions: {{{key.text}: …}}"
            if key.text.lower() in ("answers", "student"):
                meant, help = None, "is this an answer sheet? the spec comes first: bpcalc check SPEC ANSWERS"
            report(problem(key, "E501", f"a spec has no key {key.text}", help))
            if meant and not is_missing(node):
                misspelt[meant] = node
        elif is_missing(node):
            report(problem(key, "E502", f"{key.text} has no value", "write its value, or remove the key"))
        else:
            found[key.text] = node
    return misspelt | found


def _below(key: Scalar, entries: Entries) -> Entries:
    """The entries that follow a key without a value in its own column, up to the next section."""
    column = key.place.column
    return list(
        takewhile(lambda entry: entry[0].place.column == column and _meant(entry[0].text) is None, entries)
    )


def _not_indented(key: Scalar, below: Entries) -> Problem:
    first, *others = (entry[0].text for entry in below)
    names = (
        first
        if not others
        else f"{first} and {others[0]}"
        if len(others) == 1
        else f"{first} and the lines below"
    )
    said = f"{first} stands in the column of {key.text}, not below it"
    return problem(below[0][0], "E116", said, f"indent {names} by two spaces under {key.text}:")


def _glued(key: Scalar, section: str, colon: str) -> Problem:
    """What is said of `inputs:{x: 1}`, which YAML reads as a key `inputs:{x`."""
    _, _, line_end = key.source.line_at(key.start)
    text = key.source.text[key.start : line_end].rstrip()
    place = key.place._replace(end=key.place.column + len(text))
    what = "a space is missing after this colon" if colon == ":" else "this colon is a wide letter"
    return Problem("E112", what, place, help=f"write {section}: {text.partition(colon)[2].strip()}")


def _meant(text: str) -> str | None:
    word = text.strip().lower()
    return _OTHER_WORDS.get(word) or near(word, KEYS)


def text_of(node: Node | None, section: str, report: Report) -> str:
    """The text of `title` or `notes`."""
    if node is None or isinstance(node, Scalar):
        return node.text if node else ""
    report(
        problem(node, "E503", f"{section} is a text", "write it on one line, in quotes if it has brackets")
    )
    return ""


def choice_of(node: Node | None, section: str, choices: tuple[str, ...], report: Report) -> str | None:
    """One of a few words."""
    if node is None:
        return None
    if isinstance(node, Scalar) and node.text in choices:
        return node.text
    meant = near(node.text, choices, 0.4) if isinstance(node, Scalar) else None
    report(
        problem(
            node, "E503", f"{section} is {' or '.join(choices)}", f"write {section}: {meant or choices[0]}"
        )
    )
    return None


def nothing_to_compute(root: Mapping) -> Problem:
    """What is said of a spec without equations."""
    return problem(
        root,
        "E502",
        "there is nothing to compute: no layers and no loss",
        "write layers: and under it a layer such as - relu or an equation such as - z = W @ x",
    )
