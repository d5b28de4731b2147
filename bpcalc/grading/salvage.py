"""Lines of a sheet that are no YAML, set aside so that the others can be read."""

from __future__ import annotations

import re

from bpcalc.errors import Problem
from bpcalc.grading.advice import for_an_answer, no_number, shortened, to_write
from bpcalc.grading.document import Line

_NAME = r"""(?:"[^"]{0,80}"|'[^']{0,80}'|[\w∂∇][^:=：\[\]{}#,"]{0,80}(?:\[[^\[\]{}=#]{0,40}\])?)"""
_ENTRY = re.compile(
    rf"(?P<margin>[ \t]*)(?P<name>{_NAME})[ \t]{{0,8}}(?P<sign>[:=：])(?P<value>.*)"
).fullmatch
_COMMENT = re.compile(r"(?:^|\s)#.*")
_WORDS = re.compile(r"[ \t]*[^\W\d_]").match
_OF_ALL = ("E110", "E124", "E125", "E130")
"""Problems of a text as a whole."""
_SAID = {
    ":": "a space is missing after the colon",
    "=": "= stands for the colon",
    "：": "this colon is a wide letter",
}


def told(line: Line) -> Problem:
    """What is wrong with a line as an answer, and what to type."""
    place, meant = line.problem.place, to_write(line.value)
    if not line.sign:
        help = "write its name and a colon before a value, # before a remark"
        return Problem("E136", "this line has no name", place, help=help)
    if meant is None or (line.sign == ": " and meant == line.value):
        return for_an_answer(line.problem)._replace(notes=())
    if line.sign == ": ":
        return no_number(line.value)._replace(place=place)
    return _sign_told(line, meant)


def told_of_a_formula(line: Line) -> Problem:
    """The same of a line whose value may be any text."""
    return _sign_told(line, shortened(line.value)) if line.sign in _SAID else line.problem


def entry_in(text: str) -> str | None:
    """The name with a value that a text is, but for its signs: `l = 1/2` is l: 1/2."""
    entry = _ENTRY(text)
    meant = to_write(entry["value"]) if entry else None
    return f"{entry['name'].strip()}: {meant}" if entry and meant else None


def _sign_told(line: Line, value: str) -> Problem:
    """What is said of the sign before a value."""
    return Problem("E112", _SAID[line.sign], line.problem.place, help=f"write {line.name}: {value}")


def set_aside(lines: list[str], problem: Problem, broken: dict[int, Line], lost: list[Line]) -> bool:
    """Takes the value at a problem out of the lines, and the name as well when that was not enough.

    False where it is not the value of one name: what stands below a heading would move to another.
    """
    place = problem.place
    if place is None or not 0 < place.line <= len(lines) or problem.code in _OF_ALL:
        return False
    start = _entry_at(lines, place.line - 1)
    entry = None if start is None else _ENTRY(lines[start])
    if start is None or start + 1 in broken or entry is None:
        return start is not None and _take_out(lines, start, problem, broken, lost)
    last = start + 1
    while last < len(lines) and _goes_on(lines[last], entry["margin"]):
        last += 1
    if start < place.line - 1 and _is_deeper(lines[last:], entry["margin"]):
        return _take_out(lines, place.line - 1, problem, broken, lost)
    value = "\n".join(_COMMENT.sub("", line) for line in (entry["value"], *lines[start + 1 : last])).strip()
    if not value:
        return False
    name, comma = entry["name"].strip(), ""
    if name[0] in "\"'":  # JSON has a comma after it
        comma, value = " ," if value.endswith(",") else "", value.rstrip(", ")
    space = " " if entry["sign"] == ":" and entry["value"][:1] in ("", " ", "\t") else ""
    broken[start + 1] = Line(start + 1, name.strip("\"'"), entry["sign"] + space, value, problem)
    lines[start:last] = [f"{entry['margin']}{name}:{comma}", *[""] * (last - start - 1)]
    return True


def _take_out(lines: list[str], at: int, problem: Problem, broken: dict[int, Line], lost: list[Line]) -> bool:
    """Takes out a line whose name has no place in the mapping, or that has none."""
    known = broken.pop(at + 1, None)
    lost.append(known or Line(at + 1, shortened(lines[at]), "", "", problem))
    lines[at] = ""
    return True


def _entry_at(lines: list[str], at: int) -> int | None:
    """The line with the name of the value in which a line stands; the line itself where it is in none."""
    if _ENTRY(lines[at]):
        return at
    for start in range(at - 1, -1, -1):
        entry = _ENTRY(lines[start])
        if entry and entry["sign"] == ":":
            return start if _goes_on(lines[at], entry["margin"]) else at
    return None


def _goes_on(line: str, margin: str) -> bool:
    """Whether a line goes on with the value above: it has no name, and begins with a sign or further in."""
    if not line.strip() or _ENTRY(line):
        return False
    return not _WORDS(line) or _indent(line) > len(margin)


def _is_deeper(lines: list[str], margin: str) -> bool:
    """Whether names stand below one with this margin."""
    following = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return _indent(following) > len(margin)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
