"""What is wrong in or after a text in quotes."""

from __future__ import annotations

import re

from bpcalc.errors import Problem
from bpcalc.spec.fault import Fault, unreadable


def bad_escape(fault: Fault) -> Problem:
    r"""A backslash in "…" with something after it that is no escape."""
    line, column = fault.context
    rest = [fault.lines[line][column + 1 :], *fault.lines[line + 1 :]]
    for number, text in enumerate(rest):
        for match in _ESCAPE.finditer(text):
            if match["bad"] is not None:
                start = match.start() + (column + 1 if number == 0 else 0)
                return Problem(
                    "E131",
                    f'{match[0]} means nothing in "…"',
                    fault.place((line + number, start), len(match[0])),
                    help="write '…' instead of \"…\", or \\\\ for a backslash",
                )
    return unreadable(fault)


_ESCAPE = re.compile(
    r"\\(?:[0abtnvfre \"/\\N_LP]|$|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|U000(?!0[dD][89a-fA-F])[0-9a-fA-F]{5}|U0010[0-9a-fA-F]{4}|(?P<bad>[xuU]?.?))"
)


def unclosed_quote(fault: Fault) -> Problem:
    quote = fault.lines[fault.context[0]][fault.context[1]]
    return Problem(
        "E118",
        f"this {quote} is never closed",
        fault.rest_of_line(fault.context),
        help=f"write {quote} at the end of the text"
        + (", and '' for each ' inside it" if quote == "'" else ""),
    )


def after_value(fault: Fault) -> Problem | None:
    """Something stands behind a text in quotes or behind a closing bracket."""
    character = fault.character()
    if character in ("", ",", "]", "}"):
        return None
    before = fault.before().rstrip()
    if fault.quote and fault.quote[1] == (fault.at[0], len(before)):
        (line, column), end = fault.quote
        if line != end[0]:
            return unclosed_quote(fault._replace(context=(line, column)))._replace(
                notes=(f"YAML found the next {before[-1]} at {end[0] + 1}:{end[1]}",)
            )
    if before[-1:] in ("'", '"'):
        return Problem(
            "E134",
            f"the text ends at the {before[-1]} before this",
            fault.rest_of_line(fault.at),
            help="put the whole text in quotes; write '' for a ' inside '…'"
            if before[-1] == "'"
            else "put the whole text in '…', or delete this",
        )
    if before[-1:] in ("]", "}") and character != ":":
        return Problem(
            "E134",
            f"the value ends at the {before[-1]} before this",
            fault.rest_of_line(fault.at),
            help="put the whole in '…' if it is one expression, else delete this",
        )
    return None
