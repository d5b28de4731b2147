"""What YAML accepts but the author did not mean, and what is not used here.

Each function describes one such thing; the codes are stable.
"""

from __future__ import annotations

import re
import unicodedata

from bpcalc.errors import HIDDEN, Place, Problem
from bpcalc.spec.nodes import Node, Scalar, Sequence
from bpcalc.spec.source import Source, hidden_problem

ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
_CONTENT = re.compile(r"^[^\S\n]*[^\s#]", re.MULTILINE)
_DIRECTIVE = re.compile("^%", re.MULTILINE)
_MISPLACED_SPACE = re.compile(f"^{ODD_SPACE.pattern}|:{ODD_SPACE.pattern}|{ODD_SPACE.pattern}$")
_COLON_WITHOUT_SPACE = re.compile(r"[^\W\d]\w*(:)(?=[^\s:/\\])")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(\s|$)")
_RELATION = re.compile("[=<>]")


def in_text(source: Source) -> list[Problem]:
    """What can be refused before the YAML parser is asked."""
    text, name = source.text, source.name
    if not _CONTENT.search(text):
        return [empty(name)]
    problems = []
    tabs = [_line_of(match) for match in _TAB_INDENT.finditer(text)] if "\t" in text else []
    if tabs:
        line = source.line(tabs[0])
        place = Place(name, tabs[0], line.index("\t") + 1, len(line) - len(line.lstrip()) + 1)
        note = f"also in line{'s'[: len(tabs) > 2]} {_listed(tabs[1:])}"
        problems.append(
            Problem(
                "E115",
                "this line is indented with a tab",
                place,
                notes=(note,) if len(tabs) > 1 else (),
                help="indent with spaces only",
            )
        )
    directive = _DIRECTIVE.search(text) if "%" in text else None
    if directive:
        number = _line_of(directive)
        problems.append(
            Problem(
                "E124",
                "a line that begins with % is a YAML directive; they are not used here",
                Place(name, number, 1, len(source.line(number)) + 1),
                help="delete the line, or put the text in quotes",
            )
        )
    return problems


def _line_of(match: re.Match[str]) -> int:
    return match.string.count("\n", 0, match.start()) + 1


def normal(key: str) -> str:
    """The key in the form in which keys are compared."""
    return key if key.isascii() else unicodedata.normalize("NFC", key)


# The document as a whole


def empty(name: str) -> Problem:
    return Problem(
        "E110",
        "there is nothing in this file",
        Place(name, 0, 0, 0),
        help="write at least one `key: value` line",
    )


def not_a_mapping(root: Node) -> Problem:
    problem = missing_space(root) if isinstance(root, Scalar) else None
    what = "a list" if isinstance(root, Sequence) else "one text"
    return problem or Problem(
        "E111",
        f"the document is {what}, not keys with values",
        root.place,
        expected="keys with values",
        got=what,
        help="write `key: value` lines, with a space after each colon",
    )


def second_document(place: Place) -> Problem:
    return Problem(
        "E125",
        "a second document begins here",
        place,
        help="keep one document in a file: delete this line or what follows it",
    )


def too_deep(place: Place, limit: int) -> Problem:
    return Problem(
        "E129",
        f"this is nested more than {limit} levels deep",
        place,
        expected=f"at most {limit} levels",
        help="take out brackets or levels of indentation",
    )


def too_many(place: Place, limit: int) -> Problem:
    return Problem(
        "E130",
        f"the file has more than {limit:,} values",
        place,
        expected=f"at most {limit:,} values",
        help="put large matrices into a file, `{file: W.npy}`",
    )


# What YAML has and this language does not


def alias(place: Place) -> Problem:
    return Problem(
        "E121",
        "this is a YAML alias; they are not used here",
        place,
        help="write the value out; put a text that begins with * in quotes",
    )


def anchor(place: Place) -> Problem:
    return Problem(
        "E121",
        "this is a YAML anchor; they are not used here",
        place,
        help="delete it; put a text that begins with & in quotes",
    )


def tag(place: Place) -> Problem:
    return Problem(
        "E122",
        "this is a YAML tag; they are not used here",
        place,
        help="delete it; put a text that begins with ! in quotes",
    )


# Keys


def key_not_text(place: Place) -> Problem:
    return Problem(
        "E126",
        "a list or a mapping stands where a key is expected",
        place,
        expected="a key that is one text",
        help="put the key in quotes if it has brackets",
    )


def duplicate(key: Scalar, first: Scalar) -> Problem:
    there = f"{first.place.line}:{first.place.column}"
    return Problem(
        "E120",
        f"the key {key.text} stands here a second time",
        key.place,
        notes=(f"the first one is at {there}",),
        path=key.path,
        help="keep one of the two",
    )


def in_key(key: Scalar, limit: int) -> Problem | None:
    """What is wrong with a key, apart from its meaning."""
    text = key.text
    if len(text) > limit:
        return Problem(
            "E127",
            f"this key has {len(text)} characters",
            key.place,
            path=key.path[:limit] + "…",
            expected=f"at most {limit} characters",
            got=f"{len(text)} characters",
            help="is it a text? put it in quotes, after a key",
        )
    if not text or "\n" in text:
        what = "has more than one line" if text else "is empty"
        place = key.place._replace(end=max(key.place.end, key.place.column + 1))
        return Problem(
            "E126", f"this key {what}", place, path=key.path, help="a key is one short text"
        )
    if key.quoted:
        return _hidden(key)
    if text[0] == "!":
        return tag(key.place)
    if text == "<<":
        return Problem(
            "E123",
            "<< is a YAML merge key; they are not used here",
            key.place,
            path=key.path,
            help="write the entries out",
        )
    odd = ODD_SPACE.search(text)
    if odd:
        return odd_space(_shifted(key.place, odd.start()), odd[0])
    if _RELATION.search(text) or text.count("(") != text.count(")"):
        return quote_this(key.place, "because of its colon, or of { }, YAML reads this as a key")
    return None


# Values


def in_value(value: Scalar, key: Scalar | None, limit: int, lines: list[str]) -> Problem | None:
    """What is wrong with a text, whatever it means; `key` is the key it belongs to, if any."""
    text, place = value.text, value.place
    if len(text) > limit:
        return Problem(
            "E128",
            f"this text has {len(text):,} characters",
            place,
            path=value.path,
            expected=f"at most {limit:,} characters",
            got=f"{len(text):,} characters",
            help="shorten it",
        )
    if value.quoted:
        return _hidden(value)
    if text[:1] == "!":
        return tag(place)
    odd = _MISPLACED_SPACE.search(text)
    if odd:
        at = odd.end() - 1
        return odd_space(_shifted(place, at), text[at])
    if key is None and "=" not in text and " - " in text:
        below = lines[place.line]
        dash = len(below) - len(below.lstrip())
        if place.end - place.column < len(text) and below[dash : dash + 2] == "- ":
            return dash_continues(Place(place.file, place.line + 1, dash + 1, dash + 2))
    if key is not None:
        if not text:
            return missing_space(key)
        if place.line > key.place.line:
            return missing_space(value)
    elif "(" in text and text.count("(") != text.count(")"):
        rest = lines[place.line - 1][place.end - 1 :].lstrip()
        if rest.startswith(","):
            return quote_this(place, "in [ ] and { } this text ends at its comma")
    return None


def block_header(value: Scalar, lines: list[str]) -> Problem | None:
    """`>= 0` and `|x|` begin like a text of many lines. None for anything else."""
    place = value.place
    header = lines[place.line - 1][place.column - 1 :] if value.quoted else ""
    if header[:1] not in ("|", ">") or _BLOCK_HEADER.match(header):
        return None
    return cannot_begin(place._replace(end=place.column + len(header.rstrip())), header[0])


def missing_space(scalar: Scalar) -> Problem | None:
    """`x:1` is one text for YAML. None where it does not begin like that."""
    match = None if scalar.quoted else _COLON_WITHOUT_SPACE.match(scalar.text)
    if not match:
        return None
    return no_space_after_colon(_shifted(scalar.place, match.start(1)), scalar.path)


def dash_continues(place: Place) -> Problem:
    return Problem(
        "E116",
        "YAML reads this dash as a minus in the text above",
        place,
        help="begin it in the column of the dash above",
    )


def cannot_begin(place: Place, sign: str) -> Problem:
    return Problem(
        "E132", f"a text cannot begin with {sign}", place, help="put the whole text in quotes: '…'"
    )


def no_space_after_colon(place: Place, path: str = "") -> Problem:
    return Problem(
        "E112",
        "a space is missing after this colon",
        place,
        path=path,
        notes=("without it YAML reads the key and the value as one text",),
        help="write `key: value`",
    )


def odd_space(place: Place, character: str) -> Problem:
    name = unicodedata.name(character, "space").lower()
    return Problem(
        "E113",
        f"this is not a common space but U+{ord(character):04X} ({name})",
        place,
        notes=("YAML takes it for a letter",),
        help="type the space again",
    )


def quote_this(place: Place, reason: str) -> Problem:
    return Problem(
        "E114", reason, place, label="quote this", help="put the whole text in quotes: '…'"
    )


def _hidden(scalar: Scalar) -> Problem | None:
    """Escapes such as `\\e` bring in what is refused when it stands there itself."""
    match = HIDDEN.search(scalar.text)
    return hidden_problem(match[0], scalar.place)._replace(path=scalar.path) if match else None


def _shifted(place: Place, offset: int) -> Place:
    """The one character at the offset in the first line of a plain text."""
    column = min(place.column + offset, max(place.end - 1, place.column))
    return place._replace(column=column, end=column + 1)


def _listed(numbers: list[int]) -> str:
    return ", ".join(str(number) for number in numbers[:5]) + (" …" if len(numbers) > 5 else "")
