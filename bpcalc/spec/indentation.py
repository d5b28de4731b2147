"""What is wrong with lines: their keys, dashes and columns."""

from __future__ import annotations

import re

from bpcalc.errors import Place, Problem
from bpcalc.spec import wording
from bpcalc.spec.fault import Fault, indent_of, misplaced, missing_value, unreadable
from bpcalc.spec.quotes import after_value


def line_without_colon(fault: Fault) -> Problem:
    line, column = fault.context
    text = fault.lines[line][column:].rstrip()
    colon = re.match(r"[^\s:]*(:)(?=\S)", text)
    if colon:
        return wording.no_space_after_colon(fault.place((line, column + colon.start(1))))
    return Problem(
        "E136",
        "this line has no `key:`",
        fault.rest_of_line(fault.context),
        help="write `key: value`, or `- ` before an entry of a list",
    )


def second_colon(fault: Fault) -> Problem:
    line, column = fault.at
    before = fault.before()
    if before.startswith("---"):
        return misplaced(fault, "a key cannot stand in the line of `---`", "begin a new line")
    inside = re.search(r":(\s|$)", before)
    if inside:
        start = inside.end() + indent_of(before[inside.end() :])
        if start >= column:
            return misplaced(fault, "this colon has no key before it", "put the text in quotes")
        place = fault.rest_of_line((line, start))
        entry = _ENTRY_OF_ONE.fullmatch(before[start:] + fault.line()[column:].rstrip())
        head = before[: inside.start()].strip("- ")
        if entry and head not in _TEXTS:
            what = f"{head} has an entry of its own in its line"
            return Problem("E114", what, place, help=f"write {{{entry[1]}: {entry[2]}}}")
        return wording.quote_this(place, "there is a second `: ` in this line")._replace(
            help="put a text that has `: ` in it in quotes: '…'; begin a new line for a new key"
        )
    above = line - 1
    while above > 0 and not fault.lines[above].strip():
        above -= 1
    text = fault.lines[above].strip() if above >= 0 else ""
    if text and (indent_of(fault.lines[above]) >= indent_of(before) or not _KEY_OR_DASH.search(text)):
        return line_without_colon(fault._replace(context=(above, indent_of(fault.lines[above]))))
    return _indentation(
        fault.place((line, indent_of(before)), max(len(before.strip()), 1)),
        "this line is indented more than the line above, which already has a value",
    )


_TEXTS = ("title", "notes")
_ENTRY_OF_ONE = re.compile(r"([^\W\d][\w']*): +([^:{}]+|\{[^{}]*\})")
_KEY_OR_DASH = re.compile(r":(\s|$)|^-\s")


def dash(fault: Fault) -> Problem:
    if fault.before().rstrip()[-1:] == ":":
        return misplaced(
            fault, "a list cannot begin in the line of its key", "begin a new line, or write [a, b]"
        )
    return after_value(fault) or misplaced(fault, "a list cannot begin here", "put the text in quotes")


def in_block(fault: Fault) -> Problem:
    """Something else than the next key or the next dash."""
    after = after_value(fault)
    if after:
        return after
    column = fault.at[1]
    character = fault.character()
    if character and character in "]}":
        return Problem(
            "E119",
            f"this {character} closes nothing",
            fault.place(fault.at),
            help=f"delete it, or write {'[' if character == ']' else '{'} where it begins",
        )
    if character == "," and fault.before().rstrip(" -")[-1:] in ("", ":"):
        return missing_value(fault)
    if character == ",":
        return Problem(
            "E133",
            "there is a comma after the value",
            fault.place(fault.at),
            help="begin a new line for the next key, or put the entries in { }",
        )
    if character == ":":
        return _no_key(fault)
    if fault.before().strip() or fault.context == fault.at:
        return unreadable(fault)
    if column != fault.context[1]:
        above = " or ".join(str(start + 1) for start in _columns_above(fault))
        return _indentation(
            fault.rest_of_line(fault.at),
            "this line begins where none above it begins",
            f"it begins in column {column + 1}; expected is column {above}",
        )
    return Problem(
        "E116",
        "keys and dashes are mixed in one block",
        fault.rest_of_line(fault.at),
        notes=(f"the block begins in line {fault.context[0] + 1}",),
        help="begin every line with `- `, or every line with `key:`; indent what belongs to a key",
    )


def _no_key(fault: Fault) -> Problem:
    return Problem("E126", "there is no key before this colon", fault.place(fault.at), help="write the key")


def _columns_above(fault: Fault) -> list[int]:
    """Columns in which the next line may begin, after the lines above."""
    columns: set[int] = set()
    for line in reversed(fault.lines[max(fault.at[0] - _NEAR, 0) : fault.at[0]]):
        entry = _ENTRY.match(line)
        if entry and (not columns or entry.start("dashes") < min(columns)):
            starts = {entry.start("dashes"), entry.start("text")}
            starts |= {sign.start() for sign in re.finditer("-", entry[0]) if entry["dashes"]}
            columns |= {start for start in starts if not columns or start < min(columns)}
    return sorted(columns)


_NEAR = 200
_ENTRY = re.compile(r" *(?P<dashes>(?:- +)*)(?P<text>[^\s#])")


def _indentation(place: Place, message: str, note: str = "") -> Problem:
    return Problem(
        "E116",
        message,
        place,
        notes=(note,) if note else (),
        help="begin entries that belong together in the same column",
    )


def after_document(fault: Fault) -> Problem:
    above = fault.lines[: fault.at[0]]
    if any(line.startswith("...") for line in above):
        return wording.second_document(fault.rest_of_line(fault.at))
    first = next((line for line in above if line.strip() and line.strip()[0] != "#"), "")
    if indent_of(first) > fault.at[1] and not fault.before().strip():
        return _indentation(
            fault.rest_of_line(fault.at),
            "this line is indented less than the first line",
            f"the first line begins in column {indent_of(first) + 1}",
        )
    return in_block(fault)
