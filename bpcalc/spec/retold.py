"""A problem with a value that is written as another program writes it: what to type for all of it.

YAML takes such a value to pieces, or stops in its midst; what is wrong with a piece helps nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bpcalc.errors import Place, Problem
from bpcalc.spec.advice import advice
from bpcalc.spec.nodes import Node, Scalar
from bpcalc.spec.sections import KEYS, NAMED
from bpcalc.spec.source import Source

_SAID = ("E402", "E403")
"""Problems that say what is wrong with a value as it is written."""
_OF_YAML = (
    "E114", "E116", "E118", "E121", "E126", "E132", "E133", "E134", "E135", "E139", "E506",
)  # fmt: skip
"""What YAML says of a value that it reads in another way, and of the names that it finds there."""
_KEY = re.compile(
    r"""(?:^[ ]*(?:-[ ]+)*|[{,]\s*)(?P<key>[^\W\d][\w']*|'[^'\n]*'|"[^"\n]*")\s*:(?:[ ]+|(?=\n))""",
    re.MULTILINE,
)
_NEXT = re.compile(r",\s*[^\W\d][\w']*\s*(?::\s|=)")
_ASSIGNED = re.compile(r"(?:^[ ]*|[{,][ ]*)(?P<name>[^\W\d][\w']*)[ ]*(?P<sign>:=|=|<-|←)(?!=)")
_UP_TO_NEXT = re.compile(r".*?(?=,[ ]*[^\W\d][\w']*[ ]*(?:[:=]|<-|←)|\}[ ]*$)")
_COMMENT = re.compile(r"\s#.*$", re.MULTILINE)
_MANY = 100
"""Problems whose value is looked for: there is no end to those of a file that is no spec."""
_FAR = 2000
"""Letters around a problem in which its value is looked for."""
VALUES = "write a number or a list of numbers: 1/2, [1, 2] or [[1, 2], [3, 4]]"
_OF_VALUES = ("inputs", "parameters", "target", "cases")
_PARTS = ("weights", "bias")
_QUOTES = re.compile(r"quotes|['\"]")


def retold(problems: Sequence[Problem], source: Source) -> list[Problem]:
    """The problems of a spec, those of one value in one, each once."""
    told = [*(_of_yaml(one, source) for one in problems[:_MANY]), *problems[_MANY:]]
    return list({(one.code, one.message, one.place and one.place[:3]): one for one in told}.values())


def of_node(found: Problem, node: Node) -> Problem:
    """The problem of a value that YAML could read."""
    quoted = isinstance(node, Scalar) and node.style in ("'", '"')
    text = node.text if quoted else node.source.text[node.start : node.end]  # type: ignore[union-attr]
    help = advice(text)
    if help is None or (isinstance(node.step, int) and "[" in help):  # a list is no entry
        return found
    return _retold(found, text, help)._replace(place=node.place, path=node.path)


def _of_yaml(found: Problem, source: Source) -> Problem:
    """The problem of a text that YAML could not read as it was meant, if it is about a value."""
    if found.place is None or not found.place.line or found.code not in _OF_YAML:
        return found
    key, start, end = _value_around(source, found.place)
    help = None if key in NAMED else advice(_COMMENT.sub("", source.text[start:end]))
    if help is None:
        section = re.findall(r"^\w+", source.text[:start], re.MULTILINE)[-1:]
        is_value = found.place.column > 1 and ({*section} & {*_OF_VALUES} or key in _PARTS)
        return _assigned(found, source, bool(is_value)) or (for_a_value(found) if is_value else found)
    number, begin, line_end = source.line_at(start)
    place = Place(source.name, number, start - begin + 1, min(end, line_end) - begin + 1)
    return _retold(found, source.text[start:end], help)._replace(place=place, notes=())


def _assigned(found: Problem, source: Source, is_value: bool) -> Problem | None:
    """What is said of the = between a name and its value, where a colon stands."""
    assert found.place is not None
    line = source.line(found.place.line)
    for match in _ASSIGNED.finditer(line):
        if match.start("name") > found.place.column or not (is_value or match["name"] in KEYS):
            continue
        rest = _UP_TO_NEXT.match(line, match.end()) if match[0].lstrip()[0] in "{," else None
        value = rest[0].strip() if rest else line[match.end() :].strip()
        end = match.end() + len(rest[0] if rest else line[match.end() :])
        place = found.place._replace(column=match.start("name") + 1, end=end + 1)
        what = f"{match['sign']} stands for the colon"
        return Problem("E112", what, place, help=f"write {match['name']}: {value}")
    return None


def for_a_value(found: Problem) -> Problem:
    """A problem of YAML as it is told of a number or a list, which is never put in quotes."""
    parts = re.split(r"; |,? or |, else ", found.help)
    kept = [part for part in parts if not _QUOTES.search(part)]
    if len(kept) == len(parts):
        return found
    return found._replace(help="; ".join(kept) or VALUES, label="")


def _retold(found: Problem, text: str, help: str) -> Problem:
    if found.code in _SAID:
        return found._replace(span=None, help=help)
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
    return found._replace(
        code="E403", message=f"{shown} is not how values are written here", help=help, label=""
    )


def _value_around(source: Source, place: Place) -> tuple[str, int, int]:
    """The name of the value in which a place stands, and where the value begins and ends."""
    text = source.text
    at = sum(len(line) + 1 for line in text.split("\n", place.line)[: place.line - 1]) + place.column - 1
    first = text.rfind("\n", 0, max(0, at - _FAR)) + 1
    before = [key for key in _KEY.finditer(text, first, at + 1) if key.end() <= at]
    if not before:
        return "", at, at
    key = before[-1]
    start = key.end() + len(text[key.end() :]) - len(text[key.end() :].lstrip())
    end = _end_in_braces(text, start) if key[0].lstrip()[0] in "{," else _end_of_block(text, key, start)
    end = start + len(text[start:end].rstrip())
    return (key["key"], start, end) if at <= end else ("", at, at)


def _end_in_braces(text: str, start: int) -> int:
    """Where a value ends within { }: at the next name or at the closing brace."""
    depth = braces = 0
    for place in range(start, min(len(text), start + _FAR)):
        letter = text[place]
        depth += (letter in "([{") - (letter in ")]}")
        braces += (letter == "{") - (letter == "}")
        if braces < 0:
            return place
        if letter == "," and depth <= 0 and _NEXT.match(text, place):
            return place
    return start


def _end_of_block(text: str, key: re.Match[str], start: int) -> int:
    """Where a value ends that a name in front of it begins: before the next line that is no deeper."""
    margin = key.start("key") - (text.rfind("\n", 0, key.start("key")) + 1)
    end = text.find("\n", key.end())
    while 0 <= end < start + _FAR:
        line = text[end + 1 :].split("\n", 1)[0]
        if line.strip() and (len(line) - len(line.lstrip()) <= margin or _KEY.match(line)):
            return end
        if end + 1 >= len(text):
            return end
        end = text.find("\n", end + 1)
    return len(text)
