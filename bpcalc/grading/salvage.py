"""Lines of a sheet that are no YAML, set aside so that the others can be read."""

from __future__ import annotations

import re

from bpcalc.errors import Problem
from bpcalc.grading.advice import for_an_answer, no_number, shortened, to_write
from bpcalc.grading.document import Line

_NAME = r"""(?:"[^"]{0,80}"|'[^']{0,80}'|[\w∂∇][^:=：\[\]{}#,"]{0,80}(?:\[[^\[\]{}=#]{0,40}\])?)"""
_ENTRY = re.compile(
    rf"(?P<margin>[ \t]*)(?P<bullet>(?:[*>•‣▪◦–-][ \t]+|\*\*)?)"
    rf"(?P<name>{_NAME})[ \t]{{0,8}}(?P<sign>[:=：])(?P<value>.*)"
).fullmatch
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ROW = re.compile(r"(?=.*[][0-9])[ \t]*[][(),;0-9.+−-][][(),;0-9.+−/eE \t-]*").fullmatch
_ORNAMENT = re.compile(r"[\W_]*|\s*(?:```|~~~)\s*\w*\s*").fullmatch
"""Lines between parts of a text, and what Markdown has around code: they say nothing."""
_OF_ALL = ("E110", "E130")
"""Problems of a text as a whole."""
_DEEPER, _SECOND = "E116", "E125"
"""Those of a line that is further in than the line above, and of a second document."""
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
    """What is said of the sign before a value, or before the name."""
    said = _SAID.get(line.sign) or f"{line.sign} stands before the name"
    return Problem("E112", said, line.problem.place, help=f"write {line.name}: {value}")


def set_aside(lines: list[str], problem: Problem, broken: dict[int, Line], lost: list[Line]) -> bool:
    """Takes the value at a problem out of the lines, and the name as well when that was not enough.

    False where it is not the value of one name: what stands below a heading would move to another.
    """
    place = problem.place
    if place is None or not 0 < place.line <= len(lines) or problem.code in _OF_ALL:
        return False
    if problem.code == _DEEPER and _put_back(lines, place.line - 1):
        return True
    if problem.code == _SECOND:  # it may be told at the line behind the mark
        marks = (at for at in range(place.line - 1, -1, -1) if lines[at].startswith(("---", "...")))
        return _take_out(lines, next(marks, place.line - 1), problem, broken, lost)
    start = _entry_at(lines, place.line - 1)
    entry = _ENTRY(lines[start])
    if start + 1 in broken or entry is None:
        return _take_out(lines, start, problem, broken, lost)
    last = _end(lines, start)
    if start < place.line - 1 and _is_deeper(lines[last:], entry["margin"]):
        return _take_out(lines, place.line - 1, problem, broken, lost)
    value = "\n".join(_COMMENT.sub("", line) for line in (entry["value"], *lines[start + 1 : last])).strip()
    if not value:
        return False
    name, comma, bullet = entry["name"].strip(), "", entry["bullet"].strip()
    if name[0] in "\"'":  # JSON has a comma after it
        comma, value = " ," if value.endswith(",") else "", value.rstrip(", ")
    space = " " if entry["sign"] == ":" and entry["value"][:1] in ("", " ", "\t") else ""
    if bullet:
        name, value = name.rstrip("* "), value.lstrip("* ")
    broken[start + 1] = Line(start + 1, name.strip("\"'"), bullet or entry["sign"] + space, value, problem)
    lines[start:last] = [f"{entry['margin']}{name}:{comma}", *[""] * (last - start - 1)]
    return True


def _take_out(lines: list[str], at: int, problem: Problem, broken: dict[int, Line], lost: list[Line]) -> bool:
    """Takes out a line whose name has no place in the mapping, or that has none. One that says nothing
    is not missed."""
    known = broken.pop(at + 1, None)
    if known or not _ORNAMENT(lines[at]):
        lost.append(known or Line(at + 1, shortened(lines[at]), "", "", problem))
    lines[at] = ""
    return True


def _put_back(lines: list[str], at: int) -> bool:
    """Puts the line above into the column of a line that is deeper, and of the one before both: it began
    too far left."""
    above = [k for k in range(at - 1, -1, -1) if lines[k].strip()][:2]
    if len(above) < 2 or _indent(lines[above[1]]) != _indent(lines[at]) or not _ENTRY(lines[above[0]]):
        return False
    margin = lines[at][: _indent(lines[at])]
    lines[above[0]] = margin + lines[above[0]].lstrip()
    return True


def _entry_at(lines: list[str], at: int) -> int:
    """The line with the name of the value in which a line stands; the line itself where it is in none."""
    if _ENTRY(lines[at]):
        return at
    for start in range(at - 1, -1, -1):
        entry = _ENTRY(lines[start])
        if entry and entry["sign"] == ":":
            return start if at < _end(lines, start) else at
    return at


def _end(lines: list[str], start: int) -> int:
    """The line behind a value: it goes on inside its brackets, and with rows of numbers; below a name
    without a value with whatever is further in."""
    entry = _ENTRY(lines[start])
    assert entry is not None
    depth = _depth(entry["value"])
    begun = bool(_COMMENT.sub("", entry["value"]).strip())
    for at in range(start + 1, len(lines)):
        line = lines[at]
        inside = depth > 0 or _ROW(line) or (not begun and _indent(line) > len(entry["margin"]))
        if not line.strip() or _ENTRY(line) or not inside:
            return at
        depth, begun = depth + _depth(line), True
    return len(lines)


def _depth(text: str) -> int:
    """How many brackets a text opens and does not close."""
    return text.count("[") + text.count("(") - text.count("]") - text.count(")")


def _is_deeper(lines: list[str], margin: str) -> bool:
    """Whether names stand below one with this margin."""
    following = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return _indent(following) > len(margin)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
