"""What YAML accepts, but the author did not mean or this language does not use."""

from __future__ import annotations

import re
import unicodedata

from bpcalc.errors import Place, Problem, hidden
from bpcalc.spec import wording
from bpcalc.spec.nodes import Node, Scalar, Sequence
from bpcalc.spec.source import Source, hidden_problem

ODD_SPACE = "[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_TAB_INDENT = r"(?m)^ *\t[ \t]*(?=[^\s#])"
_CONTENT = re.compile(r"^[^\S\n]*[^\s#]", re.MULTILINE)
_DIRECTIVE = "(?m)^%"
_MISPLACED_SPACE = f"^{ODD_SPACE}|:{ODD_SPACE}|{ODD_SPACE}$"
_COLON_WITHOUT_SPACE = r"[^\W\d]\w*(:)(?=[^\s:/\\])"
_COMMAND = (
    r"(?<!\\)(?:\\\\)*(\\(?:t(?:anh?|imes|heta|au|ext|op)|b(?:eta|ar|egin)|n(?:abla|u|eq)|r(?:ho|ight)"
    r"|frac|alpha|vec|e(?:ta|psilon|xp)))"
)
"""Names of LaTeX that begin with an escape of YAML."""
_COMMA = re.compile(r"\s*,")
_RELATION = "[=<>]"
_ASSIGNED = r"\s*[^\W\d][\w']*\s*=(?!=)"


def in_text(source: Source) -> list[Problem]:
    """What can be refused before the YAML parser is asked."""
    text, name = source.text, source.name
    if not _CONTENT.search(text):
        return [wording.empty(name)]
    problems = []
    found = re.finditer(_TAB_INDENT, text) if "\t" in text else ()
    tabs = [source.line_at(match.start())[0] for match in found]
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
    directive = re.search(_DIRECTIVE, text) if "%" in text else None
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
        return Problem("E126", f"this key {what}", place, path=key.path, help="a key is one short text")
    if key.quoted:
        return _hidden(key)
    if text[0] == "!":
        return wording.tag(key.place)
    if text == "<<":
        return Problem(
            "E123",
            "<< is a YAML merge key; they are not used here",
            key.place,
            path=key.path,
            help="write the entries out",
        )
    odd = None if text.isascii() else re.search(ODD_SPACE, text)
    if odd:
        return wording.odd_space(_shifted(key.place, odd.start()), odd[0])
    if re.search(_RELATION, text) or text.count("(") != text.count(")"):
        return wording.quote_this(key.place, "because of its colon, or of { }, YAML reads this as a key")
    return None


def in_value(value: Scalar, key: Scalar | None, limit: int) -> Problem | None:
    """What is wrong with a text, whatever it means; `key` is the key it belongs to, if any."""
    text = value.text
    if len(text) > limit:
        return Problem(
            "E128",
            f"this text has {len(text):,} characters",
            value.place,
            path=value.path,
            expected=f"at most {limit:,} characters",
            got=f"{len(text):,} characters",
            help="shorten it",
        )
    if value.style:
        return _latex(value) or _hidden(value)
    if text[:1] == "!":
        return wording.tag(value.place)
    odd = None if text.isascii() else re.search(_MISPLACED_SPACE, text)
    if odd:
        at = odd.end() - 1
        return wording.odd_space(_shifted(value.place, at), text[at])
    if key is None and " - " in text:
        dash = _dash_below(value)
        if dash:
            return wording.dash_continues(dash, _dash_of(value))
    if key is not None:
        if not text:
            return missing_space(key)
        if ":" in text and value.place.line > key.place.line:
            return missing_space(value)
    elif "(" in text and text.count("(") != text.count(")"):
        _, _, line_end = value.source.line_at(value.start)
        if _COMMA.match(value.source.text, value.end, line_end):
            return wording.quote_this(value.place, "in [ ] and { } this text ends at its comma")
    return None


def missing_space(scalar: Scalar) -> Problem | None:
    """`x:1` is one text for YAML. None where it does not begin like that."""
    match = None if scalar.quoted else re.match(_COLON_WITHOUT_SPACE, scalar.text)
    if not match:
        return None
    return wording.no_space_after_colon(_shifted(scalar.place, match.start(1)), scalar.path)


def _dash_below(scalar: Scalar) -> Place | None:
    """The dash with which the second line of a text begins, unless it is the minus of an equation."""
    source = scalar.source
    _, first, line_end = source.line_at(scalar.start)
    if scalar.end <= line_end:
        return None
    number, begin, line_end = source.line_at(line_end + 1)
    line = source.text[begin:line_end]
    dash = len(line) - len(line.lstrip())
    if line[dash : dash + 2] != "- ":
        return None
    if "=" in scalar.text and dash >= scalar.start - first and not re.match(_ASSIGNED, line[dash + 1 :]):
        return None
    return Place(source.name, number, dash + 1, dash + 2)


def _dash_of(scalar: Scalar) -> int:
    """The column of the dash before an entry of a list, 0 where there is none."""
    _, begin, _ = scalar.source.line_at(scalar.start)
    return scalar.source.text.rfind("-", begin, scalar.start) - begin + 1


def _hidden(scalar: Scalar) -> Problem | None:
    """Escapes such as `\\e` bring in what is refused when it stands there itself."""
    match = hidden(scalar.text)
    return hidden_problem(match[0], scalar.place)._replace(path=scalar.path) if match else None


def _latex(scalar: Scalar) -> Problem | None:
    """`\\tanh` in "…", which begins with a tab there."""
    if scalar.style != '"' or "\\" not in scalar.source.text[scalar.start : scalar.end]:
        return None
    found = re.search(_COMMAND, scalar.source.text[scalar.start : scalar.end])
    if not found:
        return None
    what = f'in "…" {found[1]} begins with a sign of its own, {found[1][:2]}'
    return Problem("E131", what, scalar.place, path=scalar.path, help="write '…' instead of \"…\"")


def _shifted(place: Place, offset: int) -> Place:
    """The one character at the offset in the first line of a plain text."""
    column = min(place.column + offset, max(place.end - 1, place.column))
    return place._replace(column=column, end=column + 1)


def _listed(numbers: list[int]) -> str:
    return ", ".join(str(number) for number in numbers[:5]) + (" …" if len(numbers) > 5 else "")
