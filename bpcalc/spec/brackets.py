"""What is wrong between [ and ] or { and }."""

from __future__ import annotations

import re

from bpcalc.errors import Place, Problem
from bpcalc.spec import wording
from bpcalc.spec.fault import Fault, indent_of, misplaced, missing_value, unreadable


def in_brackets(fault: Fault) -> Problem:
    """Something else than `,` or the closing bracket."""
    if fault.bracket is None:
        return unreadable(fault)
    line, column = fault.bracket
    opening = fault.lines[line][column]
    character, before = fault.character(), fault.before()
    if not character or character in "]}" or _at_document_mark(fault):
        return _unclosed_bracket(fault, opening)
    if fault.at[0] > line and indent_of(fault.line()) <= indent_of(fault.lines[line]):
        return _unclosed_bracket(fault, opening)
    if character == ",":
        return missing_value(fault)
    if character == "-" and fault.line()[fault.at[1] + 1 : fault.at[1] + 2] in ("", " "):
        return misplaced(
            fault,
            "a list with dashes cannot stand in brackets",
            "write no space after the minus of a number, and [a, b] for a list",
        )
    start = fault.at[1] - len(_LAST_WORD.findall(before)[0])
    word = fault.place((fault.at[0], start), max(fault.at[1] - start, 1))
    glued = start < fault.at[1] and before[-1:] not in ("'", '"')
    if (character == "[" and glued) or (character == ":" and before[:start].rstrip().endswith(":")):
        return wording.quote_this(word, f"in [ ] and {{ }} this text ends at its {character}")
    return _missing_comma(word if character == ":" else fault.place(fault.at))


_LAST_WORD = re.compile(r"[^\s,:\[{]*$")


def _missing_comma(place: Place) -> Problem:
    return Problem(
        "E135",
        "a comma is missing before this",
        place,
        help="write a comma between the entries, or put the text in quotes",
    )


def _unclosed_bracket(fault: Fault, opening: str) -> Problem:
    line, column = fault.bracket or fault.context
    closing = {"[": "]", "{": "}"}.get(opening, "")
    note: tuple[str, ...] = ()
    if fault.character() and fault.character() in "]}":
        note = (f"the {fault.character()} at {fault.at[0] + 1}:{fault.at[1] + 1} closes another",)
    elif fault.at[0] > line and fault.line().strip():
        note = (f"line {fault.at[0] + 1} was read as part of it",)
    return Problem(
        "E117",
        f"this {opening} is never closed",
        fault.rest_of_line((line, column)) if not note else fault.place((line, column)),
        notes=note,
        help=f"write {closing} where the {'list' if opening == '[' else 'mapping'} ends",
    )


def _at_document_mark(fault: Fault) -> bool:
    return fault.at[1] == 0 and fault.line()[:3] in ("---", "...")
